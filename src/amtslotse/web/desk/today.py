"""The day at one glance, arrivals, numbers and slips."""

from __future__ import annotations

from dataclasses import replace
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amtslotse.accounts.rules import may, require
from amtslotse.flows import arriving
from amtslotse.frontdesk import actions, queries
from amtslotse.frontdesk.rules.words import OFFICE
from amtslotse.journal.queries import clock
from amtslotse.kernel.errors import DomainError, InvalidInput, NotFound
from amtslotse.offices.queries import bodies, sites
from amtslotse.web.desk import frame, presenters, words
from amtslotse.web.desk.forms import LiftForm, PaperTicketForm, TicketForm
from amtslotse.web.ui.staff_request import StaffRequest


@require_GET
def today(request: StaffRequest) -> HttpResponse:
    """Who comes, who waits how long, who is next and why, which counters are open, and how people leave."""
    now, language = clock(), frame.language()
    houses = sites(language)
    code = frame.site_of(request, houses)
    typed = request.GET.get("q", "").strip()[:100]
    may_search = may(request.actor, "desk.contacts")
    context = {
        "house": next(house for house in houses if house.code == code),
        "may_check_in": may(request.actor, "desk.check_in"),
        "knows_coming": not frame.foreign_bodies(request),
        "may_book": may(request.actor, "appointments.book_for"),
        "may_lift": may(request.actor, "appointments.lift"),
        "now_clock": f"{timezone.localtime(now):%H:%M:%S}",
    }
    if not typed:
        view = queries.today(site=code, actor=request.actor, now=now, language=language)
        context["day"] = presenters.today(view)
        if request.headers.get("HX-Request"):
            return render(request, "desk/_today.html", context)
    else:
        require(request.actor, "desk.today")
        context["found"] = search(request, typed) if may_search else []
    context |= {
        "tabs": frame.tabs(request, "today"),
        "houses": houses,
        "typed": typed,
        "may_call": may(request.actor, "desk.call"),
        "may_search": may_search,
    }
    return render(request, "desk/today.html", context)


def search(request: StaffRequest, typed: str) -> list[presenters.Found]:
    """Tickets, appointments and file numbers that fit, each with its page where the reader may open it."""
    may_book = may(request.actor, "appointments.book_for")
    found: list[presenters.Found] = []
    for hit in queries.find(text=typed, actor=request.actor, now=clock()):
        url = ""
        if hit.kind == "ticket":
            url = reverse("desk:ticket", kwargs={"ticket": hit.ref})
        elif hit.kind == "appointment" and may_book:
            url = reverse("desk:appointment", kwargs={"appointment": hit.ref})
        elif hit.kind == "file" and may(request.actor, "desk.contacts"):
            url = f"{reverse('desk:information')}?reason=status&number={hit.label}"
        found.append(presenters.found(hit, url))
    return found


@require_POST
def check_in(request: StaffRequest, appointment: UUID) -> HttpResponse:
    """She is here and has a number. Pressing twice, or two people pressing, gives her the same one."""
    require(request.actor, "desk.check_in")
    frame.only_office(request)
    try:
        ticket = arriving.arrive(
            token_or_number=request.POST.get("number", ""),
            code=None,  # the desk has the person before it
            network="",
            site=request.POST.get("site") or None,
            idempotency_key=uuid5(NAMESPACE_URL, f"check-in:{appointment}"),
            by=request.actor,
            now=clock(),
        )
    except DomainError as error:
        frame.refuse(request, error)
        return redirect("desk:today")
    if ticket is None:
        raise NotFound(f"appointment {appointment}")
    messages.success(request, _("Nummer %(number)s. Die Person wartet jetzt.") % {"number": ticket.display})
    return redirect("desk:ticket", ticket=ticket.id)


def lift_stop(request: StaffRequest, stop: int) -> HttpResponse:
    """Asks for the reason; with it, she is put first."""
    require(request.actor, "appointments.lift")
    form = LiftForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.lift(stop=stop, reason=form.cleaned_data["reason"], by=request.actor, now=clock())
        except InvalidInput as error:
            frame.blame(form, error)
        except DomainError as error:
            frame.refuse(request, error)
            return redirect("desk:today")
        else:
            messages.success(request, _("Vorgezogen. Der Grund ist vermerkt."))
            return redirect("desk:today")
    row = presenters.waiting(queries.waiting(stop=stop, actor=request.actor, now=clock()))
    context = {"tabs": frame.tabs(request, "today"), "row": row, "form": form}
    return render(request, "desk/lift_stop.html", context, status=422 if form.is_bound else 200)


def new_ticket(request: StaffRequest) -> HttpResponse:
    """Somebody without an appointment: reason, language, what helps her, and other bodies she goes to afterwards."""
    require(request.actor, "desk.check_in")
    houses, first = sites(frame.language()), _first_body(request)
    form = TicketForm(
        request.POST if request.method == "POST" else None,
        bodies=_other_bodies(first),
        initial={"key": uuid4(), "language": "de"},
    )
    site = frame.site_of(request, houses)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            ticket = actions.check_in(
                site=site,
                klass=said["klass"],
                name=said["name"],
                language=said["language"],
                needs=frozenset(said["needs"]),
                bodies=(first, *said.get("bodies", ())),
                idempotency_key=said["key"],
                by=request.actor,
                now=clock(),
            )
        except DomainError as error:
            frame.blame(form, error)
        else:
            return redirect("desk:ticket", ticket=ticket.id)
    context = {"tabs": frame.tabs(request, "today"), "form": form, "site": site}
    return render(request, "desk/new_ticket.html", context, status=422 if form.is_bound else 200)


def paper_ticket(request: StaffRequest) -> HttpResponse:
    """A paper number of an outage, entered later with the time it was given out."""
    require(request.actor, "desk.day_list")
    require(request.actor, "desk.check_in")
    frame.only_office(request)
    houses, now = sites(frame.language()), clock()
    form = PaperTicketForm(
        request.POST if request.method == "POST" else None,
        bodies=_other_bodies(OFFICE),
        initial={"key": uuid4(), "language": "de"},
    )
    site = frame.site_of(request, houses)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            ticket = actions.check_in(
                site=site,
                klass=said["klass"],
                name=said["name"],
                language=said["language"],
                needs=frozenset(said["needs"]),
                bodies=(OFFICE, *said.get("bodies", ())),
                idempotency_key=said["key"],
                arrived_at=form.arrived_at(timezone.localdate(now)),
                on_paper_number=said["number"],
                by=request.actor,
                now=now,
            )
        except DomainError as error:
            frame.blame(form, error)
        else:
            messages.success(request, _("Nummer %(number)s ist nachgetragen.") % {"number": ticket.display})
            return redirect(f"{reverse('desk:paper_ticket')}?site={site}")
    context = {"tabs": frame.tabs(request, "day_list"), "form": form, "site": site}
    return render(request, "desk/paper_ticket.html", context, status=422 if form.is_bound else 200)


@require_GET
def ticket(request: StaffRequest, ticket: UUID) -> HttpResponse:
    """The number to hand over, to print where somebody has no telephone."""
    require(request.actor, "desk.check_in")
    view = _seen(request, ticket)
    context = {
        "tabs": frame.tabs(request, "today"),
        "ticket": view,
        "klass": words.KLASSES.get(view.klass, view.klass),
        "place": queries.place_of(ticket=ticket, now=clock()),
        "stations": [(each, words.STOPS.get(each.status, each.status)) for each in view.stations],
    }
    return render(request, "desk/ticket.html", context)


@require_GET
def slip(request: StaffRequest, ticket: UUID) -> HttpResponse:
    """Where she goes next: a number and a place, never what for."""
    require(request.actor, "desk.call")
    _seen(request, ticket)
    view = queries.slip(ticket=ticket, language=frame.language())
    if view is None:
        raise NotFound(f"slip {ticket}")
    return render(request, "desk/slip.html", {"tabs": frame.tabs(request, "counter"), "slip": view})


def _seen(request: StaffRequest, ticket: UUID) -> queries.TicketView:
    """The ticket with the stations this reader sees: another body's people see theirs. Raises ``NotFound``."""
    view = queries.ticket(ticket=ticket, language=frame.language())
    foreign = frame.foreign_bodies(request)
    if not foreign:
        return view
    theirs = tuple(each for each in view.stations if each.body in foreign)
    if not theirs:
        raise NotFound(f"ticket {ticket}")
    return replace(view, stations=theirs)


def _first_body(request: StaffRequest) -> str:
    """Whom a walk-in came to: the body of whoever receives her."""
    return min(frame.foreign_bodies(request), default=OFFICE)


def _other_bodies(first: str) -> list[tuple[str, str]]:
    return [(code, name) for code, name in bodies(frame.language()).items() if code != first]
