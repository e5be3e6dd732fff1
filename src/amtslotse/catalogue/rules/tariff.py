"""What each act costs on a day: ``data/_tariff.toml``, with the half for minors and the exemptions. Never guessed.

Where the reference (domain.md, sections 5 and 15) does not settle a sum, ``legal_check`` says that a person does.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from amtslotse.catalogue.rules.assembling import DATA
from amtslotse.catalogue.rules.deciding import CENT, HALF
from amtslotse.catalogue.rules.texts import Text

TARIFF: Final = "_tariff.toml"
#: § 52 AufenthV: these pay nothing for a title or a Fiktionsbescheinigung.
PROTECTED: Final = ("refugee", "subsidiary", "resettlement")
#: § 45b AufenthV takes from the fee of a title that is stuck in instead of printed on a card.
STICKER: Final = "45b"
_STAG: Final = "naturalisation"


@dataclass(frozen=True, slots=True)
class Version:
    """The sum from a day on: one, or a range in which a person chooses."""

    begins: date
    amount: Decimal | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One act of the tariff. ``minors``: half, full or check. ``due_share``: due with the application; ``None``: not known."""

    key: str
    paragraph: str
    group: str
    what: Text
    versions: tuple[Version, ...]
    minors: str
    due_share: Decimal | None

    def at(self, on: date) -> Version | None:
        """The version that is valid on the day."""
        return next((version for version in reversed(self.versions) if version.begins <= on), None)


@dataclass(frozen=True, slots=True)
class Payer:
    """What decides about halves and exemptions. ``protection``: one of ``PROTECTED``, or empty."""

    minor: bool = False
    protection: str = ""
    nationality: str = ""
    scholarship: bool = False
    social_benefit: bool = False


@dataclass(frozen=True, slots=True)
class Price:
    """What an act costs this person. ``amount`` only if it is certain; else ``legal_check``, perhaps with a range.

    ``due_at_application``: § 49 AufenthV; ``None`` where the amount or the share is not known.
    """

    amount: Decimal | None
    paragraph: str
    half: bool = False
    due_at_application: Decimal | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    legal_check: bool = False


def _entry(key: str, value: Mapping[str, Any]) -> Entry:
    def money(version: Mapping[str, Any], name: str) -> Decimal | None:
        return Decimal(version[name]) if name in version else None

    versions = tuple(
        Version(each["from"], money(each, "amount"), money(each, "at_least"), money(each, "at_most"))
        for each in sorted(value["versions"], key=lambda each: each["from"])
    )
    share = value.get("due_share", "1")
    return Entry(
        key=key,
        paragraph=value["paragraph"],
        group=value["group"],
        what=Text(value["what"]),
        versions=versions,
        minors=value.get("minors", "half"),
        due_share=None if share == "check" else Decimal(share),
    )


@lru_cache(maxsize=1)
def tariff() -> Mapping[str, Entry]:
    """Every act by its key, in the order of the law."""
    content = tomllib.loads((DATA / TARIFF).read_text("utf-8"))
    return {key: _entry(key, value) for key, value in content["tariff"].items()}


def _relief(entry: Entry, payer: Payer) -> Price | None:
    """§§ 52 to 53 AufenthV as far as the reference states them: nothing to pay, or a person looks."""
    if entry.group == _STAG:
        return None
    if payer.protection in PROTECTED and entry.group in ("title", "certificate"):
        return Price(Decimal(0).quantize(CENT), "§ 52 AufenthV", due_at_application=Decimal(0).quantize(CENT))
    if payer.protection or payer.scholarship or payer.nationality == "CH":
        return Price(None, "§ 52 AufenthV", legal_check=True)
    if payer.nationality == "TR":
        return Price(None, "§ 52a AufenthV", legal_check=True)
    if payer.social_benefit:
        return Price(None, "§ 53 AufenthV", legal_check=True)
    return None


def price(key: str, *, on: date, payer: Payer, sticker: bool = False) -> Price:
    """What the act costs this person on this day. ``sticker``: § 45b, for titles only. Raises ``KeyError``."""
    entry = tariff()[key]
    if relief := _relief(entry, payer):
        return relief
    version = entry.at(on)
    if version is None or version.amount is None:
        least, most = (version.at_least, version.at_most) if version else (None, None)
        return Price(None, entry.paragraph, at_least=least, at_most=most, legal_check=True)
    full, paragraph = version.amount, entry.paragraph
    if sticker:
        less = tariff()[STICKER].at(on)
        if less is None or less.amount is None or entry.group != "title":
            return Price(None, f"{paragraph}, § 45b AufenthV", legal_check=True)
        full, paragraph = full - less.amount, f"{paragraph}, § 45b AufenthV"
    if payer.minor and full and entry.minors == "check":
        return Price(None, paragraph, legal_check=True)
    half = payer.minor and bool(full) and entry.minors == "half"
    amount = (full * HALF if half else full).quantize(CENT)
    return Price(
        amount=amount,
        paragraph=f"{paragraph}, § 50 AufenthV" if half else paragraph,
        half=half,
        due_at_application=None if entry.due_share is None else (amount * entry.due_share).quantize(CENT),
    )


def objection(fee: Decimal) -> Decimal:
    """§ 51 AufenthV: half of the fee of the act that was refused, where the act is none of those with a sum of their own."""
    return (fee * HALF).quantize(CENT)
