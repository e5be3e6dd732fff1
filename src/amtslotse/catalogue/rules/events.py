"""What the journal says about the catalogue."""

from __future__ import annotations

from datetime import date

from amtslotse.journal.rules import Kind, register

PUBLISHED = register(
    Kind(
        name="catalogue.published",
        sentence={
            "de": "Fassung {version} veröffentlicht, gültig ab {valid_from}",
            "en": "Version {version} published, valid from {valid_from}",
            "ar": "نُشرت النسخة {version}، وتسري ابتداءً من {valid_from}",
        },
        schema={"version": int, "valid_from": date},
        shredding="Holds nothing about a person; stays as it is.",
    )
)
