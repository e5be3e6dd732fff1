"""She is here: with the number and code of her appointment, with the QR code of her confirmation, or without an appointment."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from amtslotse.flows import arriving as flow
from amtslotse.frontdesk import actions as frontdesk
from amtslotse.journal.queries import clock
from amtslotse.kernel.actor import APPLICANT
from amtslotse.kernel.errors import DomainError, NotFound
from amtslotse.offices import queries as offices
from amtslotse.web.hall import words
from amtslotse.web.hall.devices import keep_device, may_make_device, site_of_device
from amtslotse.web.hall.forms import REASONS, CheckIn, WalkIn
from amtslotse.web.hall.parts import network
from amtslotse.web.hall.waiting import language_now


def _key(request: HttpRequest) -> UUID:
    """The form's own key: a second press is the same arrival."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        raise NotFound from None


def _onwards(request: HttpRequest, ticket: UUID) -> HttpResponse:
    """Her page; on the device in the entrance, the slip to take along."""
    return redirect("hall:slip" if site_of_device(request) else "hall:ticket", ticket=ticket)


def _arrive(request: HttpRequest, token_or_number: str, code: str | None) -> tuple[UUID | None, str]:
    """The ticket, or why there is none and what to do."""
    try:
        found = flow.arrive(
            token_or_number=token_or_number,
            code=code,
            network=network(request),
            site=site_of_device(request) or None,
            idempotency_key=_key(request),
            language=language_now(),
            by=APPLICANT,
            now=clock(),
        )
    except NotFound:
        raise
    except DomainError as error:
        return None, words.reason(error)
    return (None, str(words.UNKNOWN)) if found is None else (found.id, "")


@require_http_methods(["GET", "POST"])
def check_in(request: HttpRequest) -> HttpResponse:
    """Number and code. Unknown, wrong and locked read the same."""
    form, why = CheckIn(), ""
    if request.method == "POST":
        form = CheckIn(request.POST)
        if form.is_valid():
            ticket, why = _arrive(request, form.cleaned_data["number"], form.cleaned_data["code"])
            if ticket:
                return _onwards(request, ticket)
            form.add_error(None, why)
    context = {"form": form, "why": why, "key": uuid4(), "device": site_of_device(request)}
    return render(request, "hall/check_in.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def check_in_by_token(request: HttpRequest, token: str) -> HttpResponse:
    """From the QR code: one button. Looking says nothing about the token; only pressing asks."""
    why = ""
    if request.method == "POST":
        ticket, why = _arrive(request, token, None)
        if ticket:
            return _onwards(request, ticket)
    context = {"why": why, "key": uuid4(), "device": site_of_device(request)}
    return render(request, "hall/check_in_token.html", context, status=422 if why else 200)


@require_http_methods(["GET", "POST"])
def walk_in(request: HttpRequest, site: str) -> HttpResponse:
    """A number without an appointment, on the device in the entrance only: nobody draws numbers from home."""
    house = offices.site(site, language_now())
    if site_of_device(request) != house.code:
        context = {"site": house, "may_make": may_make_device(request)}
        return render(request, "hall/no_device.html", context)
    form = WalkIn()
    if request.method == "POST":
        form = WalkIn(request.POST)
        if form.is_valid():
            found = frontdesk.check_in(
                site=house.code,
                klass=form.cleaned_data["klass"],
                language=language_now(),
                needs=frozenset(form.cleaned_data["needs"]),
                idempotency_key=_key(request),
                by=APPLICANT,
                now=clock(),
            )
            return redirect("hall:slip", ticket=found.id)
    context = {"site": house, "form": form, "reasons": REASONS, "key": uuid4()}
    return render(request, "hall/walk_in.html", context, status=422 if form.errors else 200)


@require_POST
def make_device(request: HttpRequest, site: str) -> HttpResponse:
    """This browser gives out numbers of the site from now on, and nobody is signed in at it any more."""
    house = offices.site(site, "de")
    if not may_make_device(request):
        raise NotFound
    request.session.flush()
    answer = redirect("hall:walk_in", site=house.code)
    keep_device(answer, house.code, secure=request.is_secure())
    return answer
