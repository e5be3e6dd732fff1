"""Appointments for somebody else, at the desk or on the telephone: everything for who has neither telephone nor mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amtslotse.accounts.rules import may, require
from amtslotse.appointments import actions, queries
from amtslotse.appointments.rules.access import AppointmentAccess, RequestAccess
from amtslotse.appointments.rules.times import Effort, class_of, minutes_for
from amtslotse.casework.queries import may_see
from amtslotse.flows.finishing import finish_with_appointment
from amtslotse.frontdesk.queries import at_counter
from amtslotse.journal.queries import clock
from amtslotse.kernel.errors import DomainError, InvalidInput, NotFound
from amtslotse.offices.queries import sites
from amtslotse.web.desk import frame, presenters, words
from amtslotse.web.desk.forms import CancelForm, PartyForm, PersonForm, SearchForm, WishForm, persons_set
from amtslotse.web.ui.staff_request import StaffRequest

#: How many free times one page offers, and how far ahead it looks.
TIMES = 40
RAW = 600
DAYS = 70
#: Papers with a code are for whoever made them, in this session: the code is nobody else's.
PAPERS = "desk_papers"
MOST_PAPERS = 40


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a visit is for, and what follows from it."""

    keys: tuple[str, ...]
    names: tuple[str, ...]
    persons: int
    klass: str
    minutes: int


@require_GET
def book(request: StaffRequest) -> HttpResponse:
    """Free times for what she needs; with ``move``, for an appointment that gets another time."""
    _allowed(request)
    form = _search(request)
    wanted, days = None, []
    moving = _uuid(request.GET.get("move", ""))
    if form.is_bound and form.is_valid():
        wanted = _wanted(form.cleaned_data["matters"], form.cleaned_data["persons"])
        days = _times(wanted, request, site=form.cleaned_data["site"], language=form.cleaned_data["language"],
                      step_free=form.cleaned_data["step_free"])  # fmt: skip
    context = {
        "tabs": frame.tabs(request, "book"),
        "form": form,
        "searched": form.is_bound,
        "klass": words.KLASSES[wanted.klass] if wanted else "",
        "minutes": wanted.minutes if wanted else 0,
        "days": days,
        "query": request.GET.urlencode(),
        "moving": moving,
    }
    return render(request, "desk/book.html", context)


def book_place(request: StaffRequest, place: int) -> HttpResponse:
    """Who comes, and how she is reached; then she has the time, and her paper is the next page."""
    _allowed(request)
    search = _search(request)
    if not search.is_bound or not search.is_valid():
        return redirect("desk:book")
    wanted = _wanted(search.cleaned_data["matters"], search.cleaned_data["persons"])
    form, persons = _party_forms(request, wanted.persons)
    errors: list[tuple[str, str]] = []
    if request.method == "POST" and _valid(form, persons):
        try:
            access = actions.book(
                place=place,
                matters=wanted.keys,
                party=form.party([each.person() for each in persons]),
                source=search.cleaned_data["source"] or "desk",
                idempotency_key=form.cleaned_data["key"],
                by=request.actor,
                now=clock(),
            )
        except DomainError as error:
            errors = _blame(form, persons, error)
        else:
            _keep(request, access.token)
            messages.success(request, _("Der Termin steht. Bitte die Bestätigung drucken oder vorlesen."))
            return redirect("desk:appointment", appointment=access.appointment)
    context = {
        "tabs": frame.tabs(request, "book"),
        "form": form,
        "persons": persons,
        "errors": [*errors, *_lines(persons)],
        "matters": wanted.names,
        "time": _chosen(wanted, place),
        "query": request.GET.urlencode(),
    }
    return render(request, "desk/book_place.html", context, status=422 if form.is_bound else 200)


def stop_appointment(request: StaffRequest, stop: int) -> HttpResponse:
    """At the counter: the matter takes longer, so she leaves with an appointment. Both happen or neither."""
    _allowed(request)
    at = at_counter(actor=request.actor, now=clock())
    if at is None or at.here is None or at.here.stop != stop:
        raise NotFound(f"stop {stop}")
    known = [each for each in queries.matters(frame.language()) if each.channel == "visit"]
    names = {each.key: each.name for each in known}
    asked = request.GET.get("matters", "")
    regular = next((each.key for each in known if each.klass == "regular"), "")
    matter = asked if asked in names else next((key for key in at.here.matters if key in names), regular)
    wanted = _wanted([matter], 1) if matter else None
    form, persons = _party_forms(request, 1, language=at.here.language, family_name=at.here.name)
    errors: list[tuple[str, str]] = []
    if request.method == "POST" and wanted and _valid(form, persons):
        try:
            access = finish_with_appointment(
                stop=stop,
                place=frame.number_of(request, "place"),
                matters=wanted.keys,
                party=form.party([each.person() for each in persons], case_ref=at.here.case_ref),
                idempotency_key=form.cleaned_data["key"],
                by=request.actor,
                now=clock(),
            )
        except DomainError as error:
            errors = _blame(form, persons, error)
        else:
            _keep(request, access.token)
            messages.success(request, _("Termin gemacht, Besuch abgeschlossen. Bitte die Bestätigung drucken."))
            return redirect("desk:appointment", appointment=access.appointment)
    chosen = request.POST.get("place", "")
    context = {
        "tabs": frame.tabs(request, "counter"),
        "display": at.here.display,
        "matters": list(names.items()),
        "matter": matter,
        "days": _times(wanted, request, site="", language="", step_free=False, limit=12) if wanted else [],
        "place": int(chosen) if chosen.isascii() and chosen.isdigit() else 0,
        "form": form,
        "persons": persons,
        "errors": [*errors, *_lines(persons)],
    }
    return render(request, "desk/stop_appointment.html", context, status=422 if form.is_bound else 200)


@require_GET
def appointment(request: StaffRequest, appointment: UUID) -> HttpResponse:
    """One appointment at the desk: who comes, vouching, moving, cancelling, a new code. Never the code itself."""
    return _appointment(request, appointment, CancelForm())


@require_POST
def vouch(request: StaffRequest, appointment: UUID, person: int) -> HttpResponse:
    """Her document was seen, or somebody vouches for who has none."""
    require(request.actor, "appointments.vouch")
    row = _row(request, _view(request, appointment))
    if row is None or person not in {each.id for each in row.persons}:
        raise NotFound(f"person {person}")
    try:
        actions.vouch(person=person, kind=request.POST.get("kind", ""), by=request.actor, now=clock())
    except DomainError as error:
        frame.refuse(request, error)
    else:
        messages.success(request, _("Vermerkt: die Person ist geprüft."))
    return redirect("desk:appointment", appointment=appointment)


@require_POST
def move(request: StaffRequest, appointment: UUID) -> HttpResponse:
    """She has the other time; where it cannot be had, she keeps her own."""
    _view(request, appointment)
    place = frame.number_of(request, "place")
    try:
        access = actions.move(appointment=appointment, place=place, idempotency_key=uuid4(), by=request.actor, now=clock())
    except DomainError as error:
        frame.refuse(request, error)
        return redirect("desk:appointment", appointment=appointment)
    _keep(request, access.token)
    messages.success(request, _("Verlegt. Nummer und Code sind neu: bitte die Bestätigung drucken."))
    return redirect("desk:appointment", appointment=access.appointment)


@require_POST
def cancel(request: StaffRequest, appointment: UUID) -> HttpResponse:
    """The appointment is off; its time goes to somebody who waits."""
    _view(request, appointment)
    form = CancelForm(request.POST)
    if not form.is_valid():
        return _appointment(request, appointment, form)
    try:
        actions.cancel(appointment=appointment, reason=form.cleaned_data["reason"], by=request.actor, now=clock())
    except DomainError as error:
        frame.refuse(request, error)
    else:
        messages.success(request, _("Abgesagt. Die Zeit geht an jemanden, der wartet."))
    return redirect("desk:appointment", appointment=appointment)


@require_POST
def new_code(request: StaffRequest, appointment: UUID) -> HttpResponse:
    """The old code is dead; the paper with the new one can be printed here."""
    _view(request, appointment)
    try:
        access = actions.replace_code(appointment=appointment, by=request.actor, now=clock())
    except DomainError as error:
        frame.refuse(request, error)
    else:
        _keep(request, access.token)
        messages.success(request, _("Der alte Code gilt nicht mehr. Bitte die neue Bestätigung drucken."))
    return redirect("desk:appointment", appointment=appointment)


@require_GET
def paper(request: StaffRequest, appointment: UUID) -> HttpResponse:
    """The confirmation with its code, for whoever just made it in this session."""
    view = _view(request, appointment)
    access = next((each for each in _kept(request) if each.appointment == appointment), None)
    if access is None:
        raise NotFound(f"paper {appointment}")
    return _pdf(queries.confirmation_paper(access=access, language=view.language), view.number)


def wish(request: StaffRequest) -> HttpResponse:
    """Allocation, waiting list or emergency list, on her behalf, with the same chance as on the internet."""
    _allowed(request)
    known = [(each.key, each.name) for each in queries.matters(frame.language()) if each.channel == "visit"]
    start = {"matters": request.GET.getlist("matters"), "kind": request.GET.get("kind", "")}
    form = WishForm(request.POST if request.method == "POST" else None, matters=known, initial=start)
    count = request.GET.get("persons", "1")
    party, persons = _party_forms(request, min(int(count), 8) if count.isascii() and count.isdigit() and int(count) else 1)
    errors: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid() & _valid(party, persons):
        said = form.cleaned_data
        try:
            asked = actions.request(
                kind=said["kind"],
                matters=said["matters"],
                party=party.party([each.person() for each in persons]),
                weekdays=said["weekdays"],
                reasons=said["reasons"],
                idempotency_key=party.cleaned_data["key"],
                by=request.actor,
                now=clock(),
            )
        except DomainError as error:
            errors = _blame(party, persons, error, form)
        else:
            _keep(request, RequestAccess(asked.request, 1).token)
            messages.success(request, _("Eingetragen. Der Tag der Bitte zählt ab heute. Bitte den Nachweis drucken."))
            return redirect("desk:wished", request_id=asked.request)
    context = {
        "tabs": frame.tabs(request, "book"),
        "form": form,
        "party": party,
        "persons": persons,
        "errors": [*errors, *_lines(persons)],
    }
    return render(request, "desk/wish.html", context, status=422 if form.is_bound else 200)


@require_GET
def wished(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """What was entered for her, and the proof to print."""
    view = queries.request_view(access=_request_access(request, request_id), language=frame.language(), now=clock())
    context = {
        "tabs": frame.tabs(request, "book"),
        "view": view,
        "kind": words.KINDS.get(view.kind, view.kind),
        "matters": view.matters,
        "status": words.REQUESTS.get(view.status, view.status),
    }
    return render(request, "desk/wished.html", context)


@require_GET
def proof(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """The signed proof that she asked, on paper."""
    access = _request_access(request, request_id)
    return _pdf(queries.proof_paper(access=access, language=frame.language()), str(request_id)[:8])


@require_POST
def withdraw(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """She no longer asks."""
    _request_access(request, request_id)
    try:
        actions.withdraw_request(request=request_id, by=request.actor, now=clock())
    except DomainError as error:
        frame.refuse(request, error)
    else:
        messages.success(request, _("Zurückgezogen."))
    return redirect("desk:wished", request_id=request_id)


@require_POST
def wish_code(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """Her paper is lost: the old code is dead, and the proof with the new one can be printed here."""
    _allowed(request)
    access = actions.replace_request_code(request=request_id, by=request.actor, now=clock())
    _keep(request, access.token)
    messages.success(request, _("Der alte Code gilt nicht mehr. Bitte den neuen Nachweis drucken."))
    return redirect("desk:wished", request_id=request_id)


def _allowed(request: StaffRequest) -> None:
    require(request.actor, "appointments.book_for")
    frame.only_office(request)


def _view(request: StaffRequest, appointment: UUID) -> queries.AppointmentView:
    """The appointment. Raises ``NotFound``; one that is only held is nobody's here yet."""
    _allowed(request)
    view = queries.for_staff(appointment=appointment, language=frame.language(), actor=request.actor, now=clock())
    if view.status in ("held", "expired"):
        raise NotFound(f"appointment {appointment}")
    return view


def _row(request: StaffRequest, view: queries.AppointmentView) -> queries.DayRow | None:
    """The living appointment with its persons; ``None`` for one that is over."""
    rows = queries.find(text=view.number, actor=request.actor, language=frame.language())
    return next((row for row in rows if row.id == view.id), None)


def _appointment(request: StaffRequest, appointment: UUID, form: CancelForm) -> HttpResponse:
    view = _view(request, appointment)
    row = _row(request, view)
    case = view.case_ref
    context = {
        "tabs": frame.tabs(request, "book"),
        "view": view,
        "row": row,
        "persons": row.persons if row else (),
        "status": words.APPOINTMENTS.get(view.status, view.status),
        "klass": words.KLASSES.get(view.klass, view.klass),
        "contact": words.CONTACTS.get(view.contact_kind, view.contact_kind),
        "needs": words.listed(words.NEEDS, view.needs),
        "spoken": words.language_name(view.language),
        "is_open": view.can_move,
        "may_vouch": may(request.actor, "appointments.vouch"),
        "has_paper": view.status in ("booked", "arrived") and any(each.appointment == appointment for each in _kept(request)),
        "case_url": reverse("casework:case", args=[case]) if case and may_see(actor=request.actor, case=case) else "",
        "form": form,
    }
    return render(request, "desk/appointment.html", context, status=422 if form.is_bound else 200)


def _search(request: HttpRequest) -> SearchForm:
    known = [(each.key, each.name) for each in queries.matters(frame.language()) if each.channel == "visit"]
    houses = [(house.code, house.name) for house in sites(frame.language())]
    asked = bool(request.GET.getlist("matters"))
    data = request.GET.copy()
    if asked and not data.get("persons"):
        data["persons"] = "1"
    start = {"source": request.GET.get("source", "desk")}
    return SearchForm(data if asked else None, matters=known, sites=houses, initial=start)


def _wanted(keys: Sequence[str], persons: int) -> Wanted:
    """Several matters and persons add up to one visit."""
    found = [each for each in queries.matters(frame.language()) if each.key in keys]
    efforts = [Effort(each.klass, each.minutes, each.minutes_each_more) for each in found]
    return Wanted(
        tuple(each.key for each in found),
        tuple(each.name for each in found),
        persons,
        class_of(efforts),
        minutes_for(efforts, persons=persons),
    )


def _times(
    wanted: Wanted, request: StaffRequest, *, site: str, language: str, step_free: bool, limit: int = TIMES
) -> list[presenters.Day]:
    now = clock()
    today = timezone.localdate(now)
    found = queries.free_times(
        klass=wanted.klass,
        minutes=wanted.minutes,
        sites=[site] if site else [],
        languages=[language] if language else [],
        step_free=step_free,
        contingent="internal",
        from_day=today,
        to_day=today + timedelta(days=DAYS),
        now=now,
        limit=RAW,
    )
    return presenters.days(found, {house.code: house.name for house in sites(frame.language())}, most=limit)


def _chosen(wanted: Wanted, place: int) -> presenters.Time | None:
    """The chosen time, while it is still free."""
    now = clock()
    today = timezone.localdate(now)
    found = queries.free_times(
        klass=wanted.klass,
        minutes=wanted.minutes,
        contingent="internal",
        from_day=today,
        to_day=today + timedelta(days=DAYS),
        now=now,
    )
    only = [replace(day, times=tuple(time for time in day.times if time.place == place)) for day in found]
    days = presenters.days(only, {house.code: house.name for house in sites(frame.language())}, most=1)
    return days[0].times[0] if days else None


def _party_forms(request: HttpRequest, count: int, **start: str) -> tuple[PartyForm, list[PersonForm]]:
    data = request.POST if request.method == "POST" else None
    form = PartyForm(data, initial={"key": uuid4(), "language": start.get("language", "de"), "contact_kind": "desk"})
    persons = persons_set(count, data)
    if persons and start.get("family_name"):
        persons[0].initial["family_name"] = start["family_name"]
    return form, persons


def _valid(form: PartyForm, persons: Sequence[PersonForm]) -> bool:
    return all([form.is_valid(), *(each.is_valid() for each in persons)])


def _lines(persons: Sequence[PersonForm]) -> list[tuple[str, str]]:
    """What must be put right in the persons' forms, for the summary."""
    found = []
    for each in persons:
        for name, errors in each.errors.items():
            bound = each[name]
            target = f"{bound.auto_id}_0" if name == "birth_date" else str(bound.auto_id)
            found += [(target, f"{bound.label}: {error}") for error in errors]
    return found


def _blame(
    form: PartyForm, persons: Sequence[PersonForm], error: DomainError, wish: WishForm | None = None
) -> list[tuple[str, str]]:
    """The field says what happened where there is one; else the summary does. ``persons.0.birth_date`` names a person's."""
    if isinstance(error, InvalidInput):
        said = words.refused(error)
        part, _sep, rest = error.field.partition(".")
        number, _sep, name = rest.partition(".")
        if part == "persons" and number.isdigit() and int(number) < len(persons) and name in persons[int(number)].fields:
            persons[int(number)].add_error(name, said)
            return []
        for each in (form, wish):
            if each is not None and error.field in each.fields:
                each.add_error(error.field, said)
                return []
        return [("", said)]
    if isinstance(error, NotFound):
        raise error
    return [("", words.refused(error))]


def _keep(request: HttpRequest, token: str) -> None:
    """This session may print the paper that belongs to the token."""
    request.session[PAPERS] = [*request.session.get(PAPERS, [])[-MOST_PAPERS:], token]


def _kept(request: HttpRequest) -> list[AppointmentAccess]:
    """The newest first."""
    found = [AppointmentAccess.from_token(token) for token in request.session.get(PAPERS, [])]
    return [each for each in reversed(found) if each is not None]


def _request_access(request: StaffRequest, request_id: UUID) -> RequestAccess:
    _allowed(request)
    found = [RequestAccess.from_token(token) for token in request.session.get(PAPERS, [])]
    access = next((each for each in reversed(found) if each is not None and each.request == request_id), None)
    if access is None:
        raise NotFound(f"request {request_id}")
    return access


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NotFound(text) from None


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf", headers={"X-Content-Type-Options": "nosniff"})
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
