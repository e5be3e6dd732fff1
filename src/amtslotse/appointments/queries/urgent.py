"""The emergency list, and who on it is not served yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from amtslotse.accounts.rules import require
from amtslotse.appointments.models import Matter, Person, Request
from amtslotse.appointments.rules.codes import spoken_number
from amtslotse.appointments.rules.emergency import URGENT_DAYS, Ranked, Urgency, rank
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.localtime import day_of


@dataclass(frozen=True, slots=True)
class EmergencyRow:
    """A line of the emergency list. ``rule`` is the code of the rule that ranks it (rules/emergency.py), ``facts`` its dates.

    ``urgent``: seven days or less, so a place, or a filed application that was looked at, today; ``urgent_since``: the day on
    which that became so (``None``: it is not). Reasons can be sensitive (violence at home): show them to nobody else.
    """

    rank: int
    request: UUID
    number: str
    rule: str
    facts: Mapping[str, object]
    persons: tuple[str, ...]
    matters: tuple[str, ...]
    kind: str
    status: str
    language: str
    contact_kind: str
    phone: str
    requested_at: datetime
    requested_on: date
    title_expires_on: date | None
    reasons: tuple[str, ...]
    proof_pending: bool
    urgent: bool
    lifted_at: datetime | None
    lift_reason: str
    filed: bool
    looked_at: datetime | None
    case_ref: UUID | None
    klass: str
    minutes: int
    urgent_since: date | None


def on_the_list(*, today: date) -> QuerySet[Request]:
    """Who waits with an emergency or was lifted, and whoever waits otherwise and has seven days or less."""
    near = Q(party__title_expires_on__lte=today + timedelta(days=URGENT_DAYS))
    on_it = Q(kind="emergency") | Q(lifted_at__isnull=False) | near
    waits = Request.objects.filter(on_it, status__in=("waiting", "offered"))
    return waits.select_related("party", "appointment")


def urgency(row: Request) -> Urgency:
    """What ranks her."""
    return Urgency(
        row.ticket, row.requested_on, row.party.title_expires_on, tuple(row.reasons), lifted=row.lifted_at is not None
    )


def ranked(*, today: date) -> list[tuple[Ranked, Request]]:
    """The emergency list in the order in which places are given."""
    rows = {row.ticket: row for row in on_the_list(today=today)}
    return [(each, rows[each.ticket]) for each in rank(map(urgency, rows.values()), today=today)]


def emergency_list(*, actor: Actor, now: datetime, language: str = "de") -> tuple[EmergencyRow, ...]:
    """Everybody on the emergency list, in the order in which places are given. Raises ``NotAllowed``."""
    require(actor, "appointments.emergency_list")
    return _rows(ranked(today=day_of(now)), language)


def unserved_urgent(*, now: datetime, language: str = "de") -> tuple[EmergencyRow, ...]:
    """Who has seven days or less and neither a place nor a filed application that a clerk has looked at.

    At the end of each day this must be empty; whoever it names is served first. It takes no actor, because the alarm has none:
    a page shows it only to who may see the emergency list.
    """
    rows = [pair for pair in ranked(today=day_of(now)) if pair[0].urgent and _unserved(pair[1])]
    return _rows(rows, language)


def _unserved(row: Request) -> bool:
    has_a_place = row.appointment is not None and row.appointment.status in ("booked", "arrived")
    return not has_a_place and not (row.party.case_ref is not None and row.looked_at is not None)


def _rows(pairs: list[tuple[Ranked, Request]], language: str) -> tuple[EmergencyRow, ...]:
    names = _names([row for _, row in pairs])
    matters = dict(Matter.objects.values_list("key", "names"))
    return tuple(
        EmergencyRow(
            rank=place.rank,
            request=row.pk,
            number=spoken_number(row.number),
            rule=place.rule,
            facts={"harm_on": place.harm_on} if place.harm_on else {},
            persons=names.get(row.party_id, ()),
            matters=tuple(_word(matters.get(key, {}), language, key) for key in row.matters),
            kind=row.kind,
            status=row.status,
            language=row.party.language,
            contact_kind=row.party.contact_kind,
            phone=row.party.phone,
            requested_at=row.requested_at,
            requested_on=row.requested_on,
            title_expires_on=row.party.title_expires_on,
            reasons=tuple(row.reasons),
            proof_pending=row.proof_pending,
            urgent=place.urgent,
            lifted_at=row.lifted_at,
            lift_reason=row.lift_reason,
            filed=row.party.case_ref is not None,
            looked_at=row.looked_at,
            case_ref=row.party.case_ref,
            klass=row.klass,
            minutes=row.minutes,
            urgent_since=_since(row) if place.urgent else None,
        )
        for place, row in pairs
    )


def _since(row: Request) -> date:
    """The later of the day on which she asked and the first of the seven days."""
    ends_on = row.party.title_expires_on
    return row.requested_on if ends_on is None else max(row.requested_on, ends_on - timedelta(days=URGENT_DAYS))


def _names(rows: list[Request]) -> dict[UUID, tuple[str, ...]]:
    found: dict[UUID, tuple[str, ...]] = {}
    for person in Person.objects.filter(party__in={row.party_id for row in rows}).order_by("party", "position"):
        name = f"{person.given_names} {person.family_name}".strip()
        found[person.party_id] = (*found.get(person.party_id, ()), name)
    return found


def _word(words: Mapping[str, str], language: str, key: str) -> str:
    return words.get(language) or words.get("de") or key
