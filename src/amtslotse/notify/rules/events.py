"""What the journal says about mails: that somebody answers for a language, never who got one."""

from __future__ import annotations

from amtslotse.journal.rules import Kind, register

TEXTS_CHECKED = register(
    Kind(
        name="notify.texts_checked",
        sentence={
            "de": "Mailtexte geprüft: {texts}, {language}",
            "en": "Texts of mails checked: {texts}, {language}",
            "ar": "روجعت نصوص الرسائل الإلكترونية: {texts}، {language}",
        },
        schema={"texts": str, "language": str},
        shredding="Stays: says which words were checked, and nothing about a person.",
    )
)
