"""A mail in another language goes only where somebody answers for its words; else it goes in German."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction

from amtslotse.appointments.rules import mails
from amtslotse.journal.queries import events_of
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from amtslotse.notify import actions, queries
from amtslotse.notify.models import CheckedTexts
from amtslotse.notify.rules import TEXTS, MailTexts, group
from tests.factories.staff import make_actor

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def test_a_digest_knows_both_languages_and_every_sentence() -> None:
    texts = {"a": {"de": ("Neu", "Es gibt Neues."), "ar": ("جديد", "هناك جديد.")}}
    frame = {"de": ("Nummer",), "ar": ("الرقم",)}
    before = group("x", texts, frame).digest("ar")
    assert group("x", texts, frame).digest("ar") == before
    others = (
        ({"a": {**texts["a"], "ar": ("جديد", "خبر.")}}, frame),
        ({"a": {**texts["a"], "de": ("Neu", "Anders.")}}, frame),
        (texts, {**frame, "ar": ("رقم",)}),
        ({**texts, "b": {"de": ("B", "B")}}, frame),
    )
    assert before not in {group("x", *each).digest("ar") for each in others}


@pytest.mark.parametrize("texts", [TEXTS, mails.TEXTS], ids=lambda texts: texts.key)
def test_every_mail_is_among_what_is_checked(texts: MailTexts) -> None:
    assert texts.languages == ("ar", "en")
    german = texts.sentences["de"]
    for language in texts.languages:
        missing = set(german) - set(texts.sentences[language])
        assert missing <= {"partner"}, "the partner mail goes to bodies, in German"


@pytest.mark.django_db
def test_unchecked_goes_in_german_and_checked_in_her_language() -> None:
    head = make_actor("head")
    assert queries.language_of(TEXTS, "ar") == "de"
    assert [each.goes for each in queries.checks(TEXTS)] == [False, False]
    for _ in range(2):
        actions.check_texts(texts=TEXTS, language="ar", digest=TEXTS.digest("ar"), checked_by="Dr. Haddad", by=head, now=NOW)
    assert queries.language_of(TEXTS, "ar") == "ar"
    assert (queries.language_of(TEXTS, "en"), queries.language_of(mails.TEXTS, "ar")) == ("de", "de")
    assert [(each.language, each.checked_by, each.goes) for each in queries.checks(TEXTS)] == [
        ("ar", "Dr. Haddad", True),
        ("en", "", False),
    ]
    assert [event.kind for event in events_of(stream_kind="mail_texts", stream_ref="case:ar")] == ["notify.texts_checked"]


@pytest.mark.django_db
def test_other_words_are_unchecked_again() -> None:
    """The control: the switch follows the words, not the language."""
    actions.check_texts(
        texts=TEXTS, language="ar", digest=TEXTS.digest("ar"), checked_by="Dr. Haddad", by=make_actor("head"), now=NOW
    )
    changed = MailTexts("case", {**TEXTS.sentences, "ar": {**TEXTS.sentences["ar"], "news": ("خبر", "نص آخر")}})
    assert queries.language_of(changed, "ar") == "de"


@pytest.mark.django_db
def test_the_demonstrations_word_counts_in_the_demonstration_alone(settings) -> None:  # type: ignore[no-untyped-def]
    settings.DEMO = True
    assert queries.language_of(TEXTS, "ar") == "ar"
    settings.DEMO = False
    CheckedTexts.objects.create(
        texts="case",
        language="ar",
        digest=TEXTS.digest("ar"),
        checked_by="Demonstration",
        checked_on=NOW.date(),
        recorded_at=NOW,
        recorded_by_id=make_actor("head").staff_id,
    )
    assert queries.language_of(TEXTS, "ar") == "de"


@pytest.mark.django_db
def test_who_may_and_what_is_refused() -> None:
    head = make_actor("head")

    def check(**changes: object) -> None:
        given = {"texts": TEXTS, "language": "en", "digest": TEXTS.digest("en"), "checked_by": "A", "by": head, "now": NOW}
        actions.check_texts(**{**given, **changes})

    with pytest.raises(NotAllowed):
        check(by=make_actor("clearing"))
    for changes, reason in (
        ({"checked_by": " "}, "required"),
        ({"checked_by": "x" * 121}, "too_long"),
        ({"digest": TEXTS.digest("ar")}, "changed"),
    ):
        with pytest.raises(InvalidInput) as fault:
            check(**changes)
        assert fault.value.reason == reason
    with pytest.raises(NotFound):
        check(language="de")


@pytest.mark.django_db
def test_the_database_keeps_who_checked() -> None:
    actions.check_texts(texts=TEXTS, language="ar", digest=TEXTS.digest("ar"), checked_by="A", by=make_actor("head"), now=NOW)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        CheckedTexts.objects.update(checked_by="B")
    for changes, name in (
        ({"checked_by": ""}, "somebody_checked"),
        ({"language": "de"}, "somebody_checked"),
        ({}, "checked_once"),
    ):
        row = CheckedTexts.objects.values().get()
        del row["id"]
        with pytest.raises(DatabaseError, match=name), transaction.atomic():
            CheckedTexts.objects.create(**{**row, **changes})
