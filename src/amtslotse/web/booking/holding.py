"""Who comes, how she is reached, check, hold, code: from a chosen time (or days) to a confirmed appointment (or request)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amtslotse.appointments import actions
from amtslotse.appointments.actions import guarding, sending_again
from amtslotse.appointments.rules.access import PARTNER, PartnerAccess
from amtslotse.appointments.rules.parties import PartyInput, PersonInput
from amtslotse.casework import queries as cases
from amtslotse.casework.rules.access import Access
from amtslotse.flows import filing
from amtslotse.journal.queries import clock
from amtslotse.kernel.actor import APPLICANT
from amtslotse.kernel.errors import DomainError, InvalidInput, NotFound
from amtslotse.kernel.localtime import day_of
from amtslotse.web.booking import words
from amtslotse.web.booking.choosing import found_way, next_step
from amtslotse.web.booking.finding import STEPS, language_of
from amtslotse.web.booking.forms import Code, Contact, Person
from amtslotse.web.booking.keeping import (
    Draft,
    case_tokens,
    draft,
    drop,
    keep,
    keep_appointment,
    keep_at_once,
    keep_case,
    keep_request,
    network,
    partner_token,
    pass_on,
    portal_drafts,
)

#: Reasons after which another time must be chosen.
_ANOTHER_TIME = ("place_taken", "too_late", "hold_expired")
#: Told only to who proved that she reads the mails of the contact.
_FOR_GOOD = ("already_committed", "too_many_appointments")


def _ready(booking: Draft) -> bool:
    """Whether a time or days are chosen."""
    return bool(booking.matters) and booking.count > 0 and (booking.place is not None or booking.goal != "time")


# ---- Who ------------------------------------------------------------------------------------------------------------


def _own_case(request: HttpRequest, language: str) -> cases.ReceiptView | None:
    """The newest case that this browser has entered a code for."""
    for token in reversed(case_tokens(request)):
        access = Access.from_token(token)
        try:
            if access is not None:
                return cases.receipt(access=access, language=language)
        except NotFound:
            continue
    return None


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, number: int) -> HttpResponse:
    """One person a page. Who came in with her case's code need not type again."""
    booking = draft(request)
    if not _ready(booking):
        return redirect("booking:times")
    if not 1 <= number <= min(booking.count, len(booking.persons) + 1):
        raise NotFound(str(number))
    today, status = day_of(clock()), 200
    known = booking.persons[number - 1] if number <= len(booking.persons) else {}
    initial = {**known, "key_kind": known["key_kind"] or "none"} if known else {}
    form = Person(initial=initial, today=today)
    if request.method == "POST":
        form = Person(request.POST, today=today)
        if form.is_valid():
            given = {name: str(form.cleaned_data[name]) for name in ("family_name", "given_names", "birth_date", "key_kind")}
            given["key_number"] = str(form.cleaned_data.get("key_number") or "").strip()
            if number == 1 and given != known:
                booking.case = ""
            booking.persons = [*booking.persons[: number - 1], given, *booking.persons[number:]]
            keep(request, booking)
            return redirect("booking:check" if "change" in request.GET else next_step(booking))
        status = 422
    own = _own_case(request, language_of(request)) if number == 1 and not booking.partner else None
    context = {
        "form": form,
        "number": number,
        "count": booking.count,
        "own": own,
        "back": reverse("booking:person", args=[number - 1]) if number > 1 else _back_to_time(booking),
        "at": 6,
        "of": STEPS,
        "quick_exit": "violence" in (booking.urgencies or ()),
    }
    return render(request, "booking/person.html", context, status=status)


def _back_to_time(booking: Draft) -> str:
    return reverse("booking:times" if booking.goal == "time" else "booking:days")


@require_POST
def from_case(request: HttpRequest) -> HttpResponse:
    """The first person is the applicant of her case: proven by its code, nothing typed."""
    booking = draft(request)
    own = _own_case(request, language_of(request))
    if not _ready(booking) or own is None:
        raise NotFound("case")
    born = next((answer.value for answer in own.answers if answer.key == "birth_date"), "")
    first = {
        "family_name": own.family_name,
        "given_names": own.given_names,
        "birth_date": born,
        "key_kind": "file",
        "key_number": own.file_number,
    }
    booking.persons = [first, *booking.persons[1:]]
    booking.case = str(own.case)
    keep(request, booking)
    return redirect(next_step(booking))


@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """Where the code goes. Who has neither mail nor telephone is told how it goes without."""
    booking = draft(request)
    if not _ready(booking) or not booking.persons_complete:
        return redirect(next_step(booking) if _ready(booking) else "booking:times")
    form, status = Contact(initial={"email": booking.email}), 200
    if request.method == "POST":
        form = Contact(request.POST)
        if form.is_valid():
            booking.email = form.cleaned_data["email"]
            keep(request, booking)
            return redirect("booking:check")
        status = 422
    context = {
        "form": form,
        "back": reverse("booking:person", args=[booking.count]),
        "at": 7,
        "of": STEPS,
        "quick_exit": "violence" in (booking.urgencies or ()),
    }
    return render(request, "booking/contact.html", context, status=status)


@require_GET
def without_phone(request: HttpRequest) -> HttpResponse:
    """How desk and telephone do everything, with the same chance."""
    return render(request, "booking/without_phone.html", {"begun": _ready(draft(request))})


# ---- Check and hold -------------------------------------------------------------------------------------------------


def _party(request: HttpRequest, booking: Draft) -> PartyInput:
    """The party as the action takes it. A case counts only while this browser still has access to it."""
    case, partner = _proven_case(request, booking), _partner(request, booking)
    return PartyInput(
        language=language_of(request),
        contact_kind="desk" if partner else "email",
        email=booking.email,
        persons=tuple(PersonInput(**each) for each in booking.persons),
        title_expires_on=booking.title_expires_on,
        case_ref=case,
        proven=case is not None,
        partner=partner,
        needs=frozenset(booking.needs),
    )


def _proven_case(request: HttpRequest, booking: Draft) -> UUID | None:
    for token in case_tokens(request) if booking.case else ():
        access = Access.from_token(token)
        if access is not None and str(access.case) == booking.case:
            try:
                return cases.receipt(access=access, language="de").case
            except NotFound:
                return None
    return None


def _partner(request: HttpRequest, booking: Draft) -> UUID | None:
    access = PartnerAccess.from_token(partner_token(request)) if booking.partner else None
    return access.partner if access is not None and str(access.partner) == booking.partner else None


def _purpose(booking: Draft) -> str:
    return "hold" if booking.goal == "time" else "request"


def _ready_application(request: HttpRequest, service: str, now: datetime) -> cases.DraftView | None:
    """An application for this service that is answered in this browser and not sent yet: one press files it and asks."""
    for kept in portal_drafts(request) if service else ():
        try:
            view = cases.draft(draft=kept, language=language_of(request), now=now)
        except NotFound:
            continue
        if view.service == service and view.next is None:
            return view
    return None


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Everything once more; then the time is held (or the request made). Twice is once."""
    booking = draft(request)
    found = found_way(request)
    if found is None or not _ready(booking):
        return redirect("booking:times")
    if not booking.persons_complete or not (booking.email or booking.partner):
        return redirect(next_step(booking))
    booking, matters, advice, now = found
    errors: list[tuple[str, str]] = []
    service = next((matter.service for matter in matters if matter.service), "")
    asked = {"purpose": _purpose(booking), "klass": advice.klass, "network": network(request)}
    challenge = None
    if request.method == "POST":
        if request.POST.get("key") != booking.key:
            return render(request, "booking/changed.html", {"held": bool(booking.held)}, status=409)
        try:
            if not booking.partner:
                guarding.spend(
                    token=request.POST.get("guard_token", ""),
                    proof=request.POST.get("guard_proof", ""),
                    idempotency_key=UUID(booking.key),
                    now=now,
                    **asked,
                )
            return _send(request, booking, now)
        except guarding.TooFast as error:
            errors.append(("send", words.reason("too_fast", **error.facts)))
            challenge = guarding.again(token=request.POST.get("guard_token", ""), now=now, **asked)
        except InvalidInput as error:
            errors.append(("send", _named(error)))
        except DomainError as error:
            if error.code in _ANOTHER_TIME:
                booking.place = None
                keep(request, booking)
                keep_at_once(request)
                return redirect(f"{reverse('booking:times')}?problem={error.code}")
            if error.code == "conflict":
                return render(request, "booking/changed.html", {"held": bool(booking.held)}, status=409)
            if error.code not in words.REASONS:
                raise
            errors.append(("send", words.reason(error.code, **_facts(error))))
    context = {
        "booking": booking,
        "matters": matters,
        "klass": words.CLASSES[advice.klass],
        "kind": words.KINDS.get(booking.goal, ""),
        "starts_at": parse_datetime(booking.place["starts_at"]) if booking.place else None,
        "site": _site(request, booking),
        "persons": list(enumerate(booking.persons, 1)),
        "weekdays": [words.WEEKDAYS[day] for day in booking.weekdays],
        "away": [date.fromisoformat(day) for day in (booking.away[:1] + booking.away[-1:])] if booking.away else [],
        "needs": [words.NEEDS[need] for need in booking.needs],
        "errors": errors,
        "challenge": None if booking.partner else challenge or guarding.ticket(now=now, **asked),
        "service": service,
        "application": _ready_application(request, service, now) if booking.goal != "time" else None,
        "back": reverse("booking:contact") if not booking.partner else reverse("booking:person", args=[booking.count]),
        "quick_exit": "violence" in (booking.urgencies or ()),
    }
    return render(request, "booking/check.html", context, status=422 if errors else 200)


def _site(request: HttpRequest, booking: Draft) -> object:
    from amtslotse.offices import queries as offices

    return offices.site(booking.place["site"], language_of(request)) if booking.place else None


def _facts(error: DomainError) -> dict[str, object]:
    """The facts of an error as a page says them: days in words."""
    return {name: date_format(fact, "DATE_FORMAT") if isinstance(fact, date) else fact for name, fact in error.facts.items()}


def _named(error: InvalidInput) -> str:
    """Which field of which person, and what to do."""
    text = words.reason(error.reason, **error.facts)
    parts = error.field.split(".")
    if parts[0] == "persons" and len(parts) == 3:
        return _("Person %(number)s: %(text)s") % {"number": int(parts[1]) + 1, "text": text}
    return text


def _send(request: HttpRequest, booking: Draft, now: datetime) -> HttpResponse:
    """The action, and where it leads. Raises what the action raises."""
    party = _party(request, booking)
    key = UUID(booking.key)
    if booking.partner and booking.goal == "time" and booking.place:
        access = actions.book(
            place=booking.place["place"],
            matters=booking.matters,
            party=party,
            source="partner",
            idempotency_key=key,
            by=PARTNER,
            now=now,
        )
        keep_appointment(request, access)
        drop(request)
        return redirect("booking:appointment", appointment=access.appointment)
    if booking.goal == "time" and booking.place:
        held = actions.hold(
            place=booking.place["place"],
            matters=booking.matters,
            party=party,
            source="portal",
            idempotency_key=key,
            by=APPLICANT,
            now=now,
        )
        booking.held, booking.held_until, booking.sent_to = str(held.appointment), held.held_until.isoformat(), held.sent_to
    else:
        wish: dict[str, Any] = {
            "kind": booking.goal,
            "matters": booking.matters,
            "party": party,
            "sites": booking.sites,
            "weekdays": booking.weekdays,
            "not_on": [date.fromisoformat(day) for day in booking.away],
            "reasons": booking.urgencies or [],
            "idempotency_key": key,
            "by": APPLICANT,
            "now": now,
        }
        made = _asked_and_filed(request, wish) if "file" in request.POST else actions.request(**wish)
        booking.held, booking.held_until, booking.sent_to = str(made.request), "", booking.email
    keep(request, booking, changed=False)
    keep_at_once(request)
    return redirect("booking:code")


def _asked_and_filed(request: HttpRequest, wish: dict[str, Any]) -> actions.Requested:
    """The application that she finished in the portal is filed in the same step. Raises ``NotFound`` for another browser's."""
    try:
        draft_id = UUID(request.POST["file"])
    except ValueError:
        raise NotFound("draft") from None
    if draft_id not in portal_drafts(request):
        raise NotFound("draft")
    filed = filing.request_and_file(
        draft=draft_id, digest=request.POST.get("digest", ""), language=language_of(request), **wish
    )
    keep_case(request, filed.access.case, filed.access.token)
    return filed.requested


# ---- Code -----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Six digits from the mail make it binding."""
    booking = draft(request)
    if not booking.held:
        return redirect("booking:mine")
    form, status, held = Code(), 200, UUID(booking.held)
    if request.method == "POST":
        form = Code(request.POST)
        if form.is_valid():
            try:
                where = _confirm(request, booking, held, form.cleaned_data["code"])
            except DomainError as error:
                if error.code in _FOR_GOOD:
                    form.refuse("code", error.code)
                    return _code_page(request, booking, form, 409)
                if error.code not in _ANOTHER_TIME:
                    raise
                booking.held, booking.place = "", None
                keep(request, booking)
                return redirect(f"{reverse('booking:times')}?problem={error.code}")
            if where:
                return redirect(where)
            form.refuse("code", "wrong_code")
        status = 422
    return _code_page(request, booking, form, status)


def _code_page(request: HttpRequest, booking: Draft, form: Code, status: int) -> HttpResponse:
    context = {
        "form": form,
        "until": parse_datetime(booking.held_until) if booking.held_until else None,
        "sent_to": booking.sent_to,
        "is_request": booking.goal != "time",
        "quick_exit": "violence" in (booking.urgencies or ()),
    }
    return render(request, "booking/code.html", context, status=status)


def _confirm(request: HttpRequest, booking: Draft, held: UUID, typed: str) -> str:
    """The address of what is confirmed now; empty for a wrong code. Raises ``HoldExpired``."""
    if booking.goal == "time":
        access = actions.confirm(appointment=held, code=typed, network=network(request), now=clock())
        if access is None:
            return ""
        pass_on(request, booking)
        keep_appointment(request, access)
        return reverse("booking:appointment", args=[access.appointment])
    wish = actions.confirm_request(request=held, code=typed, network=network(request), now=clock())
    if wish is None:
        return ""
    pass_on(request, booking)
    keep_request(request, wish)
    return reverse("booking:request", args=[wish.request])


@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """The code is sent once more."""
    booking = draft(request)
    if not booking.held:
        return redirect("booking:mine")
    sending_again.send_code_again(purpose=_purpose(booking), ref=UUID(booking.held), network=network(request), now=clock())
    messages.success(request, _("Wir haben den Code noch einmal geschickt. Sehen Sie auch im Ordner für Werbung nach."))
    return redirect("booking:code")


@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Nothing of what she typed is kept."""
    drop(request)
    messages.info(request, _("Ihre Angaben sind gelöscht."))
    return redirect("booking:home")
