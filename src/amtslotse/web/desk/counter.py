"""One counter: open it, call, begin, park, send on, end. One act a form, and every refusal is a sentence."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amtslotse.accounts.rules import may, require
from amtslotse.appointments.queries import matters
from amtslotse.casework.queries import may_see
from amtslotse.flows import finishing
from amtslotse.frontdesk import actions, queries
from amtslotse.frontdesk.rules.stations import bodies_of
from amtslotse.journal.queries import clock
from amtslotse.kernel.errors import DomainError, NotFound
from amtslotse.offices.queries import bodies, counters, sites
from amtslotse.web.desk import frame, presenters, words
from amtslotse.web.ui.staff_request import StaffRequest

#: Acts on a station that need nothing but the press of a button.
STEPS = {
    "start": actions.start,
    "recall": actions.recall,
    "park": actions.park,
    "unpark": actions.unpark,
    "no-show": finishing.no_show,
}


@require_GET
def counter(request: StaffRequest) -> HttpResponse:
    """Who is here, or who would be next; without a counter, which are free."""
    require(request.actor, "desk.call")
    now, language = clock(), frame.language()
    at = queries.at_counter(actor=request.actor, now=now)
    if at is None:
        return render(request, "desk/counters.html", {"tabs": frame.tabs(request, "counter"), "houses": _houses(request)})
    names = {each.key: each.name for each in matters(language)}
    express = queries.express_matters(language)
    names |= {each.key: each.name for each in express}
    body_names = bodies(language)
    context: dict[str, Any] = {
        "at": at,
        "kind": words.COUNTERS.get(at.kind, at.kind),
        "next": presenters.waiting(at.next) if at.next else None,
        "parked": [presenters.waiting(row) for row in at.parked],
        "site": at.site,
    }
    if request.headers.get("HX-Request"):
        return render(request, "desk/_queue.html", context)
    here = presenters.here(at.here, names, body_names) if at.here else None
    context |= {
        "tabs": frame.tabs(request, "counter"),
        "here": here,
        "case_url": _case_url(request, at.here),
        "express": express if at.kind == "express" else (),
        "endings": [(key, words.OUTCOMES[key]) for key in words.ENDINGS],
        "others": [each for each in counters(site=at.site) if each.id != at.counter and each.in_use] if here else [],
        "bodies": [(code, name) for code, name in body_names.items() if code != at.body] if here else [],
        "body_names": body_names,
        "klasses": [(key, word) for key, word in words.KLASSES.items()] if here else [],
        "is_guest": bool(frame.foreign_bodies(request)),
        "asks_case": at.here is not None and at.here.case_ref is None and not frame.foreign_bodies(request),
        "may_book": may(request.actor, "appointments.book_for") and not frame.foreign_bodies(request),
    }
    return render(request, "desk/counter.html", context)


@require_POST
def open_counter(request: StaffRequest, counter: int) -> HttpResponse:
    """The actor sits there."""
    try:
        actions.open_counter(counter=counter, by=request.actor, now=clock())
    except DomainError as error:
        frame.refuse(request, error)
    return redirect("desk:counter")


@require_POST
def close_counter(request: StaffRequest, counter: int) -> HttpResponse:
    """Nobody sits there any more."""
    try:
        actions.close_counter(counter=counter, by=request.actor, now=clock())
    except DomainError as error:
        frame.refuse(request, error)
    else:
        messages.success(request, _("Der Schalter ist geschlossen."))
    return redirect("desk:counter")


@require_POST
def call_next(request: StaffRequest, counter: int) -> HttpResponse:
    """The next person is called here and nowhere else."""
    try:
        called = actions.call_next(counter=counter, by=request.actor, now=clock())
    except DomainError as error:
        frame.refuse(request, error)
    else:
        if called is None:
            messages.info(request, _("Gerade wartet niemand, den dieser Schalter bedient."))
    return redirect("desk:counter")


@require_POST
def call(request: StaffRequest, stop: int) -> HttpResponse:
    """A certain person, waiting or parked, is called to the actor's counter."""
    try:
        at = queries.at_counter(actor=request.actor, now=clock())
        if at is None:
            raise actions.CounterNotOpen
        actions.call(stop=stop, counter=at.counter, by=request.actor, now=clock())
    except DomainError as error:
        frame.refuse(request, error)
    return redirect("desk:counter")


@require_POST
def step(request: StaffRequest, stop: int, step: str) -> HttpResponse:
    """One of ``STEPS``."""
    if step not in STEPS:
        raise NotFound(step)
    try:
        STEPS[step](stop=stop, by=request.actor, now=clock())
    except DomainError as error:
        frame.refuse(request, error)
    else:
        if step == "no-show":
            messages.success(request, _("Vermerkt: nicht erschienen. Der Platz geht an jemanden, der wartet."))
    return redirect("desk:counter")


@require_POST
def send_on(request: StaffRequest, stop: int) -> HttpResponse:
    """She waits for another counter or body, as long as she has waited already; then her slip is the next page."""
    to, klass = request.POST.get("to", ""), request.POST.get("klass", "")
    kind, _sep, target = to.partition(":")
    wanted: dict[str, Any] = {}
    if kind == "counter" and target.isascii() and target.isdigit():
        wanted["counter"] = int(target)
    elif kind == "body":
        wanted["body"] = target
    elif to:
        raise NotFound(to)
    if klass:
        wanted["klass"] = klass
    at = queries.at_counter(actor=request.actor, now=clock())
    if not wanted:
        require(request.actor, "desk.call")
        messages.warning(request, _("Bitte wählen, wohin es weitergeht."))
        return redirect("desk:counter")
    try:
        actions.send_on(stop=stop, **wanted, by=request.actor, now=clock())
    except DomainError as error:
        frame.refuse(request, error)
        return redirect("desk:counter")
    messages.success(request, _("Weitergeschickt. Die Person behält ihren Platz in der Reihe."))
    if at is not None and at.here is not None and at.here.stop == stop:
        return redirect("desk:slip", ticket=at.here.ticket)
    return redirect("desk:counter")


@require_POST
def finish(request: StaffRequest, stop: int) -> HttpResponse:
    """The station ended; whoever has another one gets her slip."""
    outcome = request.POST.get("outcome", "")
    if outcome not in words.ENDINGS:
        require(request.actor, "desk.call")
        messages.warning(request, _("Bitte wählen, wie der Besuch endet."))
        return redirect("desk:counter")
    at = queries.at_counter(actor=request.actor, now=clock())
    try:
        actions.finish(
            stop=stop,
            outcome=outcome,
            express=request.POST.getlist("express")[:20],
            file_number=request.POST.get("file_number", "")[:40],
            without_case=request.POST.get("without_case") == "yes",
            by=request.actor,
            now=clock(),
        )
    except DomainError as error:
        frame.refuse(request, error)
        return redirect("desk:counter")
    if at is not None and at.here is not None and at.here.stop == stop and at.here.then:
        return redirect("desk:slip", ticket=at.here.ticket)
    messages.success(request, _("Abgeschlossen: %(outcome)s.") % {"outcome": words.OUTCOMES[outcome]})
    return redirect("desk:counter")


def _houses(request: StaffRequest) -> list[dict[str, Any]]:
    """The counters the actor may open, by house."""
    language = frame.language()
    mine = bodies_of(request.actor.teams, bodies(language))
    usable = [each for each in counters() if each.in_use and each.body in mine]
    names = {house.code: house.name for house in sites(language)}
    return [
        {
            "name": name,
            "counters": [
                (each, words.COUNTERS.get(each.kind, each.kind), words.listed(words.KLASSES, each.serves))
                for each in usable
                if each.site == code
            ],
        }
        for code, name in names.items()
        if any(each.site == code for each in usable)
    ]


def _case_url(request: StaffRequest, here: queries.CalledView | None) -> str:
    """Her case, where there is one and the reader may see it."""
    if here is None or here.case_ref is None or not may_see(actor=request.actor, case=here.case_ref):
        return ""
    return reverse("casework:case", kwargs={"case": here.case_ref})
