"""My request: status, proof, offer, withdrawal; and the public list of allocations."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amtslotse.appointments import actions
from amtslotse.appointments import queries as appointments
from amtslotse.appointments.queries import RequestView
from amtslotse.appointments.rules.access import AppointmentAccess
from amtslotse.casework import queries as cases
from amtslotse.casework.queries import ReceiptView
from amtslotse.casework.rules.access import Access
from amtslotse.journal.queries import clock
from amtslotse.kernel.actor import APPLICANT
from amtslotse.kernel.errors import DomainError, NotFound
from amtslotse.web.booking import words
from amtslotse.web.booking.finding import language_of
from amtslotse.web.booking.following import served
from amtslotse.web.booking.keeping import access_to_request, case_accesses, case_tokens, keep_appointment


def _hers(request: HttpRequest, wish: UUID) -> RequestView:
    return appointments.request_view(access=access_to_request(request, wish), language=language_of(request), now=clock())


@require_http_methods(["GET", "POST"])
def request_page(request: HttpRequest, wish: UUID) -> HttpResponse:
    """Her day, what happens when, the hour of the result, and what she can do. A place that she got opens from here."""
    view = _hers(request, wish)
    if request.method == "POST":  # the time she got: the code of the request opens it
        access = AppointmentAccess.from_token(view.appointment_token)
        if access is None:
            raise NotFound(str(wish))
        keep_appointment(request, access)
        return redirect("booking:appointment", appointment=access.appointment)
    services = [m.service for m in appointments.matters(language_of(request)) if m.service and m.name in view.matters]
    filed = _filed_since(request, services, view) if view.case_ref is None else None
    context = {
        "view": view,
        "kind": words.KINDS[view.kind],
        "status": words.REQUEST_STATUS[view.status],
        "weekdays": [words.WEEKDAYS[day] for day in view.weekdays],
        "service": services[0] if services else "",
        "filed": filed,
        "opens_case": bool(view.case_ref) and str(view.case_ref) in case_accesses(request),
        "open": view.status in ("waiting", "offered"),
        "key": uuid4(),
    }
    return render(request, "booking/request.html", context)


def _filed_since(request: HttpRequest, services: list[str], view: RequestView) -> ReceiptView | None:
    """The application for this matter that this browser filed, if the request does not know it yet."""
    if view.status not in ("waiting", "offered"):
        return None
    for token in case_tokens(request):
        access = Access.from_token(token)
        try:
            found = cases.receipt(access=access, language=language_of(request)) if access else None
        except NotFound:
            continue
        if found is not None and found.service in services:
            return found
    return None


@require_POST
def join(request: HttpRequest, wish: UUID) -> HttpResponse:
    """The request knows the application she filed for it. Only her own of this browser, for the same matter."""
    view = _hers(request, wish)
    services = [m.service for m in appointments.matters(language_of(request)) if m.service and m.name in view.matters]
    found = _filed_since(request, services, view)
    if found is None:
        raise NotFound(str(wish))
    actions.mark_filed(request=wish, case=found.case, by=APPLICANT, now=clock())
    messages.success(request, _("Ihr Antrag gehört jetzt zu dieser Anfrage."))
    return redirect("booking:request", wish=wish)


@require_GET
def proof(request: HttpRequest, wish: UUID) -> HttpResponse:
    content = appointments.proof_paper(access=access_to_request(request, wish), language=language_of(request))
    return served(content, "request.pdf", "application/pdf")


@require_GET
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Genuine or not, and the moment. Nothing about person or matter."""
    found = appointments.verify_proof(token)
    return render(request, "booking/verify.html", {"proof": found}, status=200 if found else 404)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, wish: UUID) -> HttpResponse:
    """Asked once more, because her day is gone with it."""
    view = _hers(request, wish)
    if request.method == "POST":
        actions.withdraw_request(request=wish, by=APPLICANT, now=clock())
        messages.info(request, _("Ihre Anfrage ist zurückgenommen."))
        return redirect("booking:request", wish=wish)
    if not view.can_withdraw:
        raise NotFound(str(wish))
    return render(request, "booking/withdraw.html", {"view": view, "kind": words.KINDS[view.kind]})


@require_POST
def offer(request: HttpRequest, wish: UUID) -> HttpResponse:
    """Yes or no to the place that is kept for her."""
    access = access_to_request(request, wish)
    accept = request.POST.get("answer") == "yes"
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        raise NotFound(str(wish)) from None
    try:
        given = actions.answer_offer(access=access, accept=accept, idempotency_key=key, now=clock())
    except DomainError as error:
        if error.code not in words.REASONS:
            raise
        messages.error(request, words.reason(error.code))
        return redirect("booking:request", wish=wish)
    if given is not None:
        keep_appointment(request, given)
        return redirect("booking:appointment", appointment=given.appointment)
    messages.info(request, _("In Ordnung. Sie behalten Ihren Tag und warten weiter."))
    return redirect("booking:request", wish=wish)


@require_GET
def rounds(request: HttpRequest) -> HttpResponse:
    """Every allocation: what was laid down before, and what came out. Anyone can replay it."""
    return render(request, "booking/rounds.html", {"rounds": appointments.rounds(limit=60)})


@require_GET
def round_file(request: HttpRequest, round: UUID) -> HttpResponse:
    """The public file of an allocation, for ``amtslotse allocation verify``."""
    headers = {"Content-Disposition": f'attachment; filename="allocation-{round}.json"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(appointments.round_file(round=round), content_type="application/json", headers=headers)
