"""What applicants and the desk may know of requests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from amtslotse.appointments.models import Matter, Place, Request, keys
from amtslotse.appointments.queries.promising import ahead_of
from amtslotse.appointments.queries.supply import policy_of
from amtslotse.appointments.rules.access import AppointmentAccess, RequestAccess
from amtslotse.appointments.rules.codes import spoken_number
from amtslotse.appointments.rules.requests import entry_opens_on, next_result_at
from amtslotse.kernel import codes
from amtslotse.kernel.errors import NotFound
from amtslotse.offices.queries import office


@dataclass(frozen=True, slots=True)
class OfferView:
    """A freed place that is kept for her until ``until``."""

    starts_at: datetime
    ends_at: datetime
    site: str
    site_name: str
    address: str
    until: datetime


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request as its owner sees it, and as the proof of request prints it. Number and code in their spoken form.

    The proof says when she asked; it has no effect of its own: only an application has one (§ 81), and it is none for a visa of
    § 6(1) nor for travel. The result of an allocation shows from its announced hour on: until then ``status`` is waiting.
    ``latest_reason`` says why there is no ``latest_on``: not_planned_yet | not_drawn | settled.
    """

    id: UUID
    number: str
    code: str
    kind: str
    klass: str
    status: str
    confirmed: bool
    matters: tuple[str, ...]
    persons: tuple[str, ...]
    contact_kind: str
    requested_at: datetime
    requested_on: date
    sites: tuple[str, ...]
    weekdays: tuple[int, ...]
    not_on: tuple[date, ...]
    minutes: int
    reasons: tuple[str, ...]
    proof_pending: bool
    title_expires_on: date | None
    ticket: str
    ahead: int | None
    latest_on: date | None
    latest_reason: str
    result_at: datetime | None
    round: UUID | None
    offer: OfferView | None
    appointment: UUID | None
    appointment_token: str
    case_ref: UUID | None
    can_withdraw: bool


@dataclass(frozen=True, slots=True)
class ToTell:
    """Somebody without a mail address who must hear something: by telephone, or when she comes to the desk."""

    request: UUID
    number: str
    what: str  # confirm | placed | not_placed | offer
    persons: tuple[str, ...]
    language: str
    contact_kind: str  # phone | desk
    phone: str
    starts_at: datetime | None
    site: str
    until: datetime | None
    since: datetime


def request_view(*, access: RequestAccess, language: str, now: datetime) -> RequestView:
    """Her request. Raises ``NotFound``, also when the code was replaced."""
    rows = Request.objects.select_related("party", "appointment", "allocation", "offered_place__counter__site")
    row = rows.filter(pk=access.request, code_version=access.code_version).first()
    if row is None:
        raise NotFound(f"request {access.request}")
    hidden = _is_secret(row, now)
    status = "waiting" if hidden else row.status
    waits = status in ("unconfirmed", "waiting", "offered")
    shown = row.appointment if status == "placed" or (waits and row.kind == "waiting") else None
    drawn = row.kind == "allocation"
    return RequestView(
        id=row.pk,
        number=spoken_number(row.number),
        code=codes.spoken(keys.request_code(row.pk, row.code_version)),
        kind=row.kind,
        klass=row.klass,
        status=status,
        confirmed=status != "unconfirmed",
        matters=_matters(row, language),
        persons=_persons(row),
        contact_kind=row.party.contact_kind,
        requested_at=row.requested_at,
        requested_on=row.requested_on,
        sites=tuple(row.sites),
        weekdays=tuple(row.weekdays),
        not_on=tuple(date.fromisoformat(day) for day in row.not_on),
        minutes=row.minutes,
        reasons=tuple(row.reasons),
        proof_pending=row.proof_pending,
        title_expires_on=row.party.title_expires_on,
        ticket=row.ticket,
        ahead=ahead_of(request=row) if drawn and waits else None,
        latest_on=row.latest_on if waits else None,
        latest_reason="" if waits and row.latest_on else _why_no_latest(drawn, waits),
        result_at=_result_at(row, now) if drawn and waits else None,
        round=row.allocation_id,
        offer=_offer(row, language) if status == "offered" and row.offered_place and row.offered_until else None,
        appointment=shown.pk if shown else None,
        appointment_token=AppointmentAccess(shown.pk, shown.code_version).token if shown else "",
        case_ref=row.party.case_ref,
        can_withdraw=waits and not hidden,
    )


def _is_secret(row: Request, now: datetime) -> bool:
    """Placed by lot, and the hour at which everybody hears has not come."""
    if row.status != "placed" or row.appointment is None or row.appointment.source != "allocation":
        return False
    return row.allocation is not None and row.allocation.announced_for > now


def _why_no_latest(drawn: bool, waits: bool) -> str:
    if not waits:
        return "settled"
    return "not_planned_yet" if drawn else "not_drawn"


def _result_at(row: Request, now: datetime) -> datetime:
    if row.allocation is not None and row.allocation.announced_for > now:
        return row.allocation.announced_for
    return next_result_at(now, hour=policy_of(row.klass).result_hour, land=office().land)


def _matters(row: Request, language: str) -> tuple[str, ...]:
    names = dict(Matter.objects.filter(pk__in=row.matters).values_list("key", "names"))
    return tuple(names.get(key, {}).get(language) or names.get(key, {}).get("de") or key for key in row.matters)


def _persons(row: Request) -> tuple[str, ...]:
    found = row.party.persons.order_by("position")
    return tuple(f"{person.given_names} {person.family_name}".strip() for person in found)


def _offer(row: Request, language: str) -> OfferView:
    place, until = row.offered_place, row.offered_until
    assert place is not None  # noqa: S101  the database says so (an_offer_names_a_place_and_ends)
    assert until is not None  # noqa: S101
    here = place.counter.site
    return OfferView(
        starts_at=place.starts_at,
        ends_at=_ends_at(place, row.minutes),
        site=here.code,
        site_name=here.names.get(language) or here.names["de"],
        address=here.address,
        until=until,
    )


def _ends_at(place: Place, minutes: int) -> datetime:
    """When the visit ends: with the last of the places that it needs."""
    end = place.ends_at
    following = Place.objects.filter(counter=place.counter_id, retired=False, starts_at__gt=place.starts_at)
    for starts_at, ends_at in following.order_by("starts_at").values_list("starts_at", "ends_at")[:50]:
        if starts_at != end or (end - place.starts_at).total_seconds() >= minutes * 60:
            break
        end = ends_at
    return end


def entry_opens(*, klass: str, title_expires_on: date | None) -> date | None:
    """The first day on which she may enter the allocation of the class; ``None``: at any time."""
    return entry_opens_on(title_expires_on=title_expires_on, weeks=policy_of(klass).entry_weeks_before_expiry)


def to_tell_by_phone(*, now: datetime) -> tuple[ToTell, ...]:
    """Whoever takes no mail and has not heard: that her request must be confirmed, a result, or an offer.

    What she must hear first stands first. A page shows it to who may make appointments for others.
    """
    rows = Request.objects.exclude(party__contact_kind="email").select_related(
        "party", "appointment__counter__site", "allocation", "offered_place__counter__site"
    )
    told = Q(status="placed", allocation=None) | Q(status="placed", allocation__announced_for__lte=now)
    not_placed = Q(status="waiting", allocation__opened_at__isnull=False, allocation__announced_for__lte=now)
    due = rows.filter(Q(status="unconfirmed") | Q(told_at=None) & (Q(status="offered") | told | not_placed))
    listed = [_to_tell(row) for row in due.order_by("requested_on", "ticket")[:500]]
    return tuple(sorted(listed, key=lambda each: (_by_when(each) is None, _by_when(each) or each.since)))


def _by_when(row: ToTell) -> datetime | None:
    """Until when she must have heard: the end of the offer, or the visit itself."""
    return row.until or row.starts_at


def _to_tell(row: Request) -> ToTell:
    what = {"unconfirmed": "confirm", "offered": "offer", "placed": "placed"}.get(row.status, "not_placed")
    at = row.offered_place if what == "offer" else row.appointment if what == "placed" else None
    return ToTell(
        request=row.pk,
        number=spoken_number(row.number),
        what=what,
        persons=_persons(row),
        language=row.party.language,
        contact_kind=row.party.contact_kind,
        phone=row.party.phone,
        starts_at=at.starts_at if at else None,
        site=at.counter.site.code if at else "",
        until=row.offered_until if what == "offer" else None,
        since=row.ended_at or row.requested_at,
    )
