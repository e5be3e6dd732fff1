"""What was sent, as a fingerprint and as dates."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from amtslotse.casework.rules.effect import Situation
from amtslotse.catalogue.rules import Procedure, purpose
from amtslotse.kernel import codes

LOCAL = ZoneInfo("Europe/Berlin")

#: § 41 Abs. 3 AufenthV: apply within 90 days after entering without a visa.
VISA_FREE = timedelta(days=90)

#: Where the public pages lie. The portal's addresses are tested against these: they are printed on paper.
STATUS_PATH = "/{language}/status/"
PROOF_PATH = "/{language}/verify/{token}/"


def local_day(moment: datetime) -> date:
    """The German calendar day of a moment: what a deadline or the end of a title is compared with."""
    return moment.astimezone(LOCAL).date()


def digest(*, service: str, version: int, answers: Mapping[str, str], documents: Iterable[tuple[str, str, str]]) -> str:
    """The fingerprint of a draft: SHA-256 over service, answers and documents (need, name, SHA-256), whatever their order."""
    said = [service, version, sorted(answers.items()), sorted(documents)]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def day(answers: Mapping[str, str], key: str) -> date | None:
    """The answer as a day; ``None`` when there is none."""
    value = answers.get(key, "")
    return date.fromisoformat(value) if value else None


def fresh_file_number(now: datetime) -> str:
    """The year and eight random characters (40 bits): says nothing about how many cases there are."""
    return f"{local_day(now).year}{codes.fresh()[:8]}"


def spoken_file_number(number: str) -> str:
    """As it is printed and read out: ``2026-4F7K-92QT``."""
    return codes.spoken(number)


def stays_until(answers: Mapping[str, str]) -> date | None:
    """The last day of her title, or of the stay without one (§ 41 Abs. 3 AufenthV); ``None`` when she gave no date."""
    entered_on = day(answers, "entered_on")
    if answers.get("current_title") == "visa_free":
        return entered_on + VISA_FREE if entered_on else None
    return day(answers, "title_expires_on")


def situation(procedure: Procedure, answers: Mapping[str, str], *, on: date) -> Situation:
    """What the decision table of § 81 needs, from her statements on the day of receipt."""
    return Situation(
        current_title=answers.get("current_title", ""),
        received_on=on,
        purpose=purpose(procedure, answers, on=on),
        title_expires_on=stays_until(answers),
        nationality=answers.get("nationality", ""),
        is_application=procedure.kind == "application",
    )
