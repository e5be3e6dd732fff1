"""What cases wait for outside the house. For staff alone: nothing here is ever shown to an applicant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, DateTimeField, Exists, ExpressionWrapper, F, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import JSONObject

from amtslotse.accounts.rules import may, require
from amtslotse.casework.models import Partner, PartnerOutage, Suspension
from amtslotse.casework.rules.filing import LOCAL, local_day, spoken_file_number
from amtslotse.casework.rules.waiting import is_overdue
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class WaitView:
    """An interval in which the case waits, or waited, for a body."""

    id: UUID
    partner: str  # its code
    name: str
    reason: str  # partner | security | criminal | court
    legal_basis: str  # empty: a lawyer has to say
    note: str
    began_at: datetime
    ended_at: datetime | None
    ending: str  # answered | without | case_ended; empty while open
    usual_days: int | None
    overdue: bool  # open for longer than the body usually takes


@dataclass(frozen=True, slots=True)
class BodyView:
    """A body as a choice and as a word."""

    code: str
    name: str
    is_active: bool
    usual_days: int | None
    is_down: bool


@dataclass(frozen=True, slots=True)
class OutageView:
    """One banner: a body that is down."""

    partner: str
    name: str
    began_at: datetime
    note: str
    waiting: int  # open intervals, in the whole office


@dataclass(frozen=True, slots=True)
class PartnerView:
    """A body on its page, with what waits for it now."""

    code: str
    names: Mapping[str, str]
    name: str
    reason: str
    legal_basis: str
    usual_days: int | None
    is_active: bool
    down_since: datetime | None
    waiting: int
    overdue: int
    oldest_since: datetime | None


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A case that waits for a body."""

    case: UUID
    file_number: str
    name: str
    status: str
    began_at: datetime
    overdue: bool
    legal_basis: str


@dataclass(frozen=True, slots=True)
class WaitingList:
    """One page of the cases that wait for a body, longest first."""

    rows: tuple[WaitingRow, ...]
    total: int
    page: int
    pages: int


PAGE_SIZE = 50


def bodies(language: str) -> tuple[BodyView, ...]:
    """Every body, in the office's order. One query."""
    down = Exists(PartnerOutage.objects.filter(partner=OuterRef("pk"), ended_at=None))
    rows = Partner.objects.order_by("pk").annotate(down=down)
    return tuple(BodyView(row.code, _name(row, language), row.is_active, row.usual_days, row.down) for row in rows)


#: A case's intervals inside another query, for ``of_case``.
INTERVALS = ArraySubquery(
    Suspension.objects.filter(case=OuterRef("pk"))
    .order_by("-began_at", "-pk")
    .values(
        json=JSONObject(
            id="pk",
            partner="partner__code",
            reason="reason",
            legal_basis="legal_basis",
            note="note",
            began_at="began_at",
            ended_at="ended_at",
            ending="ending",
        )
    )
)


def of_case(intervals: Sequence[Mapping[str, Any]], known: Sequence[BodyView], *, today: date) -> tuple[WaitView, ...]:
    """The case's ``INTERVALS``, open ones first, then the newest."""
    by_code = {each.code: each for each in known}
    found = [_wait(each, by_code[each["partner"]], today) for each in intervals]
    return tuple(sorted(found, key=lambda each: each.ended_at is not None))


def outages(*, actor: Actor, language: str) -> tuple[OutageView, ...]:
    """The bodies that are down, for everybody who has cases; none for others. One query."""
    if not actor.is_staff or not may(actor, "casework.see_case"):
        return ()
    waiting = Count("partner__suspensions", filter=Q(partner__suspensions__ended_at=None))
    rows = PartnerOutage.objects.filter(ended_at=None).select_related("partner").annotate(waiting=waiting).order_by("began_at")
    return tuple(
        OutageView(row.partner.code, _name(row.partner, language), row.began_at, row.note, row.waiting) for row in rows
    )


def partners(*, actor: Actor, language: str, now: datetime) -> tuple[PartnerView, ...]:
    """Every body with its clock: how many cases wait, how many too long, since when the oldest. Raises ``NotAllowed``.

    One query, however many cases wait.
    """
    require(actor, "casework.partners")
    still = Q(suspensions__ended_at=None)
    midnight = datetime.combine(local_day(now), time(), LOCAL)
    long_ago = ExpressionWrapper(Value(midnight) - F("usual_days") * Value(timedelta(days=1)), DateTimeField())
    down = PartnerOutage.objects.filter(partner=OuterRef("pk"), ended_at=None).values("began_at")[:1]
    rows = Partner.objects.annotate(
        waiting=Count("suspensions", filter=still),
        overdue=Count("suspensions", filter=still & Q(suspensions__began_at__lt=long_ago)),
        oldest=Min("suspensions__began_at", filter=still),
        down=Subquery(down),
    ).order_by("pk")
    return tuple(
        PartnerView(
            code=row.code,
            names=row.name,
            name=_name(row, language),
            reason=row.reason,
            legal_basis=row.legal_basis,
            usual_days=row.usual_days,
            is_active=row.is_active,
            down_since=row.down,
            waiting=row.waiting,
            overdue=row.overdue,
            oldest_since=row.oldest,
        )
        for row in rows
    )


def partner(*, actor: Actor, partner: str, language: str, now: datetime) -> PartnerView:
    """One body. Raises ``NotAllowed``, ``NotFound``."""
    found = {each.code: each for each in partners(actor=actor, language=language, now=now)}
    if partner not in found:
        raise NotFound(f"partner {partner}")
    return found[partner]


def waiting_for(*, actor: Actor, partner: str, now: datetime, page: int | None = 1) -> WaitingList:
    """The cases that wait for the body; ``page`` ``None``: all of them, for an export. Two queries. Raises ``NotAllowed``.

    The right to keep bodies reaches the whole office, and so does this list.
    """
    require(actor, "casework.partners")
    require(actor, "casework.see_case")
    found = Suspension.objects.filter(partner__code=partner, ended_at=None).order_by("began_at", "pk")
    total = found.count()
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, page or 1), pages)
    shown = found if page is None else found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    today = local_day(now)
    rows = tuple(
        WaitingRow(
            case=row.case_id,
            file_number=spoken_file_number(row.case.file_number),
            name=", ".join(part for part in (row.case.applicant.family_name, row.case.applicant.given_names) if part),
            status=row.case.status,
            began_at=row.began_at,
            overdue=is_overdue(began_on=local_day(row.began_at), usual_days=row.partner.usual_days, today=today),
            legal_basis=row.legal_basis,
        )
        for row in shown.select_related("case__applicant", "partner")
    )
    return WaitingList(rows, total, number, pages)


def _wait(row: Mapping[str, Any], body: BodyView, today: date) -> WaitView:
    began_at = datetime.fromisoformat(row["began_at"])
    ended_at = datetime.fromisoformat(row["ended_at"]) if row["ended_at"] else None
    return WaitView(
        id=UUID(row["id"]),
        partner=body.code,
        name=body.name,
        reason=row["reason"],
        legal_basis=row["legal_basis"],
        note=row["note"],
        began_at=began_at,
        ended_at=ended_at,
        ending=row["ending"],
        usual_days=body.usual_days,
        overdue=ended_at is None and is_overdue(began_on=local_day(began_at), usual_days=body.usual_days, today=today),
    )


def _name(row: Partner, language: str) -> str:
    return str(row.name.get(language) or row.name["de"])
