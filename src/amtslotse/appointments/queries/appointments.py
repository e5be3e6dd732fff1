"""Reading appointments. Whatever is not the reader's raises ``NotFound``, as if it were not there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from amtslotse.accounts.rules import may, require
from amtslotse.appointments.models import Appointment, Commitment, Matter, Partner, Person, keys
from amtslotse.appointments.rules.access import AppointmentAccess, PartnerAccess
from amtslotse.appointments.rules.codes import LOCAL, spoken_number
from amtslotse.appointments.rules.words import LIVING
from amtslotse.kernel import codes, names
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotAllowed, NotFound

LIST = 200


@dataclass(frozen=True, slots=True)
class PersonView:
    """One person of an appointment. ``id`` is what ``vouch`` takes; staff see it, pages for applicants show names only."""

    id: int
    name: str
    birth_date: str
    key_kind: str
    is_verified: bool


@dataclass(frozen=True, slots=True)
class AppointmentView:
    """An appointment as she sees it. ``code`` is spoken; empty for staff, who never read it."""

    id: UUID
    number: str
    code: str
    status: str
    klass: str
    starts_at: datetime
    ends_at: datetime
    minutes: int
    site: str
    site_name: str
    address: str
    persons: tuple[str, ...]
    matters: tuple[str, ...]
    matter_keys: tuple[str, ...]
    bring: tuple[str, ...]
    requested_at: datetime
    booked_at: datetime | None
    answer: str
    can_move: bool
    can_cancel: bool
    case_ref: UUID | None
    language: str
    contact_kind: str
    needs: frozenset[str]


@dataclass(frozen=True, slots=True)
class DayRow:
    """A line of the day's list at the desk."""

    id: UUID
    number: str
    status: str
    klass: str
    starts_at: datetime
    ends_at: datetime
    site: str
    counter_number: int
    persons: tuple[PersonView, ...]
    matters: tuple[str, ...]
    language: str
    needs: frozenset[str]
    case_ref: UUID | None
    title_expires_on: date | None
    phone: str


@dataclass(frozen=True, slots=True)
class Contested:
    """A proven person, and entries that others made under the same number for the same matter: a person looks at them."""

    matter: str
    proven: DayRow
    others: tuple[DayRow, ...]


@dataclass(frozen=True, slots=True)
class PartnerView:
    """A lawyer's or counselling office."""

    id: UUID
    name: str
    kind: str
    email: str
    is_active: bool


def appointment(*, access: AppointmentAccess, language: str, now: datetime) -> AppointmentView:
    """Her appointment. Raises ``NotFound``, also for a code that was replaced."""
    row = (
        _rows().filter(pk=access.appointment, code_version=access.code_version).exclude(status__in=("held", "expired")).first()
    )
    if row is None:
        raise NotFound(f"appointment {access.appointment}")
    code = codes.spoken(keys.appointment_code(row.pk, row.code_version))
    return _view(row, _matters(language), language, code=code, now=now)


def for_staff(*, appointment: UUID, language: str, actor: Actor, now: datetime) -> AppointmentView:
    """An appointment at the desk, without its code. Raises ``NotAllowed``, ``NotFound``."""
    require(actor, "desk.today")
    row = _rows().filter(pk=appointment).first()
    if row is None:
        raise NotFound(f"appointment {appointment}")
    return _view(row, _matters(language), language, code="", now=now)


def held(*, appointment: UUID, language: str, now: datetime) -> AppointmentView:
    """The time that is being held, for the page that asks for the code. Raises ``NotFound``.

    Whoever knows the random id made the hold: keep it in the session, like an access.
    """
    row = _rows().filter(pk=appointment, status__in=("held", "expired")).first()
    if row is None:
        raise NotFound(f"appointment {appointment}")
    return _view(row, _matters(language), language, code="", now=now)


def of_day(*, site: str, day: date, actor: Actor, language: str = "de") -> tuple[DayRow, ...]:
    """Everybody who is expected at the site on the local day, by time. Raises ``NotAllowed``."""
    if not (may(actor, "desk.today") or may(actor, "desk.day_list")):
        raise NotAllowed(action="desk.today")
    begins = datetime.combine(day, time(), tzinfo=LOCAL)
    ends = datetime.combine(day + timedelta(days=1), time(), tzinfo=LOCAL)
    rows = _rows().filter(counter__site__code=site, starts_at__gte=begins, starts_at__lt=ends)
    rows = rows.filter(status__in=("booked", "arrived", "done", "no_show"))
    return _day_rows(rows.order_by("starts_at", "counter__number"), language)


def find(*, text: str, actor: Actor, language: str = "de") -> tuple[DayRow, ...]:
    """Living appointments by number or by the beginning of a name, at most 200, soonest first. Raises ``NotAllowed``."""
    require(actor, "desk.today")
    typed, name = codes.normalise(text)[:40], names.sort_key(text.strip())[:200]
    if not name:
        return ()
    by_name = Person.objects.filter(Q(name_key__startswith=name) | Q(name_key__contains=f" {name}")).values("party")
    rows = _rows().filter(Q(number=typed) | Q(party__in=by_name), status__in=("booked", "arrived"))
    return _day_rows(rows.order_by("starts_at")[:LIST], language)


def contested(*, actor: Actor, language: str = "de") -> tuple[Contested, ...]:
    """Where a proven person's number was also typed by somebody who proved nothing. Raises ``NotAllowed``."""
    require(actor, "appointments.vouch")
    living = Commitment.objects.filter(living=True, appointment__status__in=LIVING).exclude(person_key="")
    doubtful = living.filter(verified=False).values("person_key", "matter")
    proven = {
        (row.person_key, row.matter): row for row in living.filter(verified=True, person_key__in=doubtful.values("person_key"))
    }
    others: dict[tuple[str, str], list[UUID]] = {}
    for row in living.filter(verified=False, person_key__in=[key for key, _ in proven]):
        if (row.person_key, row.matter) in proven and row.appointment_id:
            others.setdefault((row.person_key, row.matter), []).append(row.appointment_id)
    wanted = {row.appointment_id for row in proven.values() if row.appointment_id} | {
        each for group in others.values() for each in group
    }
    by_id = {row.id: row for row in _day_rows(_rows().filter(pk__in=wanted), language)}
    return tuple(
        Contested(matter, by_id[first.appointment_id], tuple(by_id[each] for each in others[key, matter]))
        for (key, matter), first in proven.items()
        if (key, matter) in others and first.appointment_id is not None
    )


def partners(*, actor: Actor) -> tuple[PartnerView, ...]:
    """All partners, by name. Raises ``NotAllowed``."""
    require(actor, "appointments.partners")
    rows = sorted(Partner.objects.all(), key=lambda row: names.sort_key(row.name))
    return tuple(PartnerView(row.pk, row.name, row.kind, row.email, row.active) for row in rows)


def partner(*, access: PartnerAccess) -> PartnerView:
    """The partner whose page is open. Raises ``NotFound``, also for a code that was replaced."""
    row = Partner.objects.filter(pk=access.partner, code_version=access.code_version, active=True).first()
    if row is None:
        raise NotFound(f"partner {access.partner}")
    return PartnerView(row.pk, row.name, row.kind, row.email, row.active)


def of_partner(*, access: PartnerAccess, language: str, now: datetime) -> tuple[AppointmentView, ...]:
    """The partner's appointments to come, with the codes it hands to its clients. Raises ``NotFound``."""
    partner(access=access)
    rows = _rows().filter(party__partner=access.partner, status__in=("booked", "arrived"), ends_at__gte=now)
    known = _matters(language)
    return tuple(
        _view(row, known, language, code=codes.spoken(keys.appointment_code(row.pk, row.code_version)), now=now)
        for row in rows.order_by("starts_at")[:LIST]
    )


def _rows() -> QuerySet[Appointment]:
    persons = Prefetch("party__persons", queryset=Person.objects.order_by("position"))
    return Appointment.objects.select_related("party", "counter__site").prefetch_related(persons)


def _matters(language: str) -> dict[str, tuple[str, str]]:
    return {
        row.key: (row.names.get(language) or row.names["de"], row.hints.get(language) or row.hints.get("de", ""))
        for row in Matter.objects.all()
    }


def _name(person: Person) -> str:
    return f"{person.given_names} {person.family_name}".strip()


def _needs(row: Appointment) -> frozenset[str]:
    party = row.party
    said = {"interpreter": party.needs_interpreter, "step_free": party.needs_step_free, "helper": party.needs_helper}
    return frozenset(need for need, is_needed in said.items() if is_needed)


def _view(row: Appointment, known: dict[str, tuple[str, str]], language: str, *, code: str, now: datetime) -> AppointmentView:
    site = row.counter.site
    texts = [known.get(key, (key, "")) for key in row.matters]
    is_to_come = row.status == "booked" and row.starts_at > now
    return AppointmentView(
        id=row.pk,
        number=spoken_number(row.number),
        code=code,
        status="expired" if row.status == "held" and row.held_until is not None and row.held_until <= now else row.status,
        klass=row.klass,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        minutes=row.minutes,
        site=site.code,
        site_name=site.names.get(language) or site.names["de"],
        address=site.address,
        persons=tuple(_name(person) for person in row.party.persons.all()),
        matters=tuple(name for name, _ in texts),
        matter_keys=tuple(row.matters),
        bring=tuple(hint for _, hint in texts if hint),
        requested_at=row.requested_at,
        booked_at=row.booked_at,
        answer=row.answer,
        can_move=is_to_come,
        can_cancel=is_to_come,
        case_ref=row.party.case_ref,
        language=row.party.language,
        contact_kind=row.party.contact_kind,
        needs=_needs(row),
    )


def _day_rows(rows: Iterable[Appointment] | Sequence[Appointment], language: str) -> tuple[DayRow, ...]:
    known = _matters(language)
    return tuple(
        DayRow(
            id=row.pk,
            number=spoken_number(row.number),
            status=row.status,
            klass=row.klass,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            site=row.counter.site.code,
            counter_number=row.counter.number,
            persons=tuple(
                PersonView(each.pk, _name(each), each.birth_date, each.key_kind, each.verified_at is not None)
                for each in row.party.persons.all()
            ),
            matters=tuple(known.get(key, (key, ""))[0] for key in row.matters),
            language=row.party.language,
            needs=_needs(row),
            case_ref=row.party.case_ref,
            title_expires_on=row.party.title_expires_on,
            phone=row.party.phone,
        )
        for row in rows
    )
