"""My appointment: number and code open it; move, cancel, answer the reminder, take the confirmation along."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amtslotse.appointments import actions
from amtslotse.appointments import queries as appointments
from amtslotse.appointments.actions import reminding
from amtslotse.appointments.queries import AppointmentView
from amtslotse.appointments.rules.parties import PartyInput
from amtslotse.journal.queries import clock
from amtslotse.kernel import codes
from amtslotse.kernel.actor import APPLICANT
from amtslotse.kernel.errors import DomainError, NotFound
from amtslotse.kernel.localtime import day_of
from amtslotse.offices import queries as offices
from amtslotse.web.booking import keeping, words
from amtslotse.web.booking.choosing import DAYS_SHOWN, days_of_times, first_days
from amtslotse.web.booking.finding import language_of
from amtslotse.web.booking.forms import Enter
from amtslotse.web.booking.keeping import access_to, network


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Number and code open the appointment or the request. Unknown, wrong and locked read the same."""
    form, status = Enter(initial={"number": request.GET.get("number", "")[:40]}), 200
    if request.method == "POST":
        form = Enter(request.POST)
        if form.is_valid():
            given = {"number": form.cleaned_data["number"], "code": form.cleaned_data["code"]}
            is_request = codes.normalise(given["number"]).startswith("A")
            if is_request:
                wish = actions.enter_request(**given, network=network(request), now=clock())
                if wish:
                    keeping.keep_request(request, wish)
                    return redirect("booking:request", wish=wish.request)
            else:
                access = actions.enter(**given, network=network(request), now=clock())
                if access:
                    keeping.keep_appointment(request, access)
                    return redirect("booking:appointment", appointment=access.appointment)
            form.refuse("code", "unknown_number")
        status = 422
    return render(request, "booking/enter.html", {"form": form}, status=status)


@require_GET
def code_lost(request: HttpRequest) -> HttpResponse:
    return render(request, "booking/code_lost.html")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """This device forgets everything."""
    keeping.forget(request)
    messages.success(request, _("Auf diesem Gerät ist nichts mehr geöffnet."))
    return redirect("booking:home")


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What this browser has entered a code for."""
    language, now = language_of(request), clock()
    views, wishes = [], []
    for access in reversed(keeping.appointments(request)[-10:]):
        try:
            views.append((access.appointment, appointments.appointment(access=access, language=language, now=now)))
        except NotFound:
            continue
    for wish in reversed(keeping.requests(request)[-5:]):
        try:
            wishes.append(appointments.request_view(access=wish, language=language, now=now))
        except NotFound:
            continue
    if not views and not wishes:
        return redirect("booking:enter")
    context = {
        "views": [(number, view, words.STATUS[view.status]) for number, view in views],
        "wishes": [(wish, words.KINDS[wish.kind], words.REQUEST_STATUS[wish.status]) for wish in wishes],
    }
    return render(request, "booking/mine.html", context)


def qr(text: str) -> SafeString:
    """The text as a QR code; drawn with attributes only, as the content policy wants it."""
    drawn = segno.make(text, error="m").svg_inline(scale=5, border=2, dark="#000", light="#fff", omitsize=True)
    return mark_safe(drawn)  # noqa: S308  # our own drawing; the text is only its pattern


def _hers(request: HttpRequest, appointment: UUID) -> AppointmentView:
    return appointments.appointment(access=access_to(request, appointment), language=language_of(request), now=clock())


def _check_in(request: HttpRequest, appointment: UUID) -> str:
    """What the scanner at the office reads: the same as on the paper."""
    return f"{settings.BASE_URL}/{language_of(request)}/check-in/{appointments.check_in_token(appointment)}/"


@require_GET
def appointment(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """The confirmation, made to be kept, and what she can do with it."""
    view = _hers(request, appointment)
    context = {
        "view": view,
        "id": appointment,
        "status": words.STATUS[view.status],
        "living": view.status in ("booked", "arrived"),
        "qr": qr(_check_in(request, appointment)) if view.status == "booked" else "",
        "key": uuid4(),
    }
    return render(request, "booking/appointment.html", context)


def served(content: bytes, name: str, media_type: str) -> HttpResponse:
    """As an attachment that no browser interprets."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=media_type, headers=headers)


@require_GET
def paper(request: HttpRequest, appointment: UUID) -> HttpResponse:
    access = access_to(request, appointment)
    content = appointments.confirmation_paper(access=access, language=language_of(request))
    return served(content, "appointment.pdf", "application/pdf")


@require_GET
def calendar(request: HttpRequest, appointment: UUID) -> HttpResponse:
    return served(appointments.calendar_file(access=access_to(request, appointment)), "appointment.ics", "text/calendar")


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """Another time instead; the old one is hers until the new one is."""
    view, now = _hers(request, appointment), clock()
    errors: list[tuple[str, str]] = []
    if not view.can_move:
        raise NotFound(str(appointment))
    if request.method == "POST":
        try:
            access = actions.move(
                appointment=appointment,
                place=int(request.POST.get("place", "")),
                idempotency_key=UUID(request.POST.get("key", "")),
                by=APPLICANT,
                now=now,
            )
        except ValueError:
            errors = [("times", words.reason("choose_a_time"))]
        except DomainError as error:
            if error.code not in words.REASONS:
                raise
            errors = [("times", words.reason(error.code))]
        else:
            keeping.keep_appointment(request, access)
            messages.success(request, _("Ihr Termin ist verschoben. Der alte gilt nicht mehr."))
            return redirect("booking:appointment", appointment=access.appointment)
    today = day_of(now)
    days = first_days(
        lambda first, until: appointments.free_times(
            klass=view.klass, minutes=view.minutes, from_day=first, to_day=until, now=now
        ),
        start=today,
        end=today + timedelta(days=appointments.policy(view.klass).horizon_days + 1),
        most=2 * DAYS_SHOWN,
    )
    context = {
        "view": view,
        "id": appointment,
        "key": uuid4(),
        "days": days_of_times(days),
        "sites": {site.code: site.name for site in offices.sites(language_of(request))},
        "errors": errors,
    }
    context["many_sites"] = len(context["sites"]) > 1  # type: ignore[arg-type]
    return render(request, "booking/move.html", context, status=422 if errors else 200)


@require_POST
def earlier(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """She keeps this time and waits for an earlier one."""
    access, view, now = access_to(request, appointment), _hers(request, appointment), clock()
    try:
        key = UUID(request.POST.get("key", ""))
        made = actions.request(
            kind="waiting",
            matters=view.matter_keys,
            party=PartyInput(language=view.language, contact_kind=view.contact_kind),
            earlier_than=access,
            idempotency_key=key,
            by=APPLICANT,
            now=now,
        )
    except ValueError:
        raise NotFound(str(appointment)) from None
    except DomainError as error:
        if error.code not in words.REASONS:
            raise
        messages.error(request, words.reason(error.code))
        return redirect("booking:appointment", appointment=appointment)
    wish = actions.enter_request(number=made.number, code=made.code, network=network(request), now=now)
    if wish is None:
        raise NotFound(str(appointment))
    keeping.keep_request(request, wish)
    return redirect("booking:request", wish=wish.request)


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """Asked once more, because the time goes to somebody else."""
    view = _hers(request, appointment)
    if request.method == "POST":
        if view.status != "cancelled":
            actions.cancel(appointment=appointment, reason="applicant", by=APPLICANT, now=clock())
        messages.info(
            request, _("Ihr Termin ist abgesagt. Jemand anderes bekommt die Zeit. Danke, dass Sie Bescheid gegeben haben.")
        )
        return redirect("booking:appointment", appointment=appointment)
    if not view.can_cancel:
        raise NotFound(str(appointment))
    return render(request, "booking/cancel.html", {"view": view, "id": appointment})


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a reminder: a page with two buttons. Opening it changes nothing."""
    reminding.asked(token=token)
    said = ""
    if request.method == "POST":
        said = "cannot" if request.POST.get("answer") == "cannot" else "coming"
        reminding.answer(token=token, answer=said, now=clock())
    return render(request, "booking/answer.html", {"said": said})
