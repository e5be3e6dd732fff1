"""The clearing counter and the telephone: why somebody asks, what may be told, and what is counted of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amtslotse.accounts.rules import may, require
from amtslotse.appointments import queries as appointments
from amtslotse.appointments.actions import answer_for, mark_told
from amtslotse.flows.telephone import protect, telephone_status, unprotect
from amtslotse.frontdesk import actions, queries
from amtslotse.frontdesk.rules.telephone import COLUMNS, parsed
from amtslotse.frontdesk.rules.words import CONTACT_CHANNELS, CONTACT_REASONS
from amtslotse.journal.queries import clock
from amtslotse.kernel.errors import DomainError, InvalidInput, NotFound
from amtslotse.web.desk import frame, presenters, words
from amtslotse.web.desk.forms import CallBackForm, CountsForm, IdentityForm
from amtslotse.web.desk.today import search
from amtslotse.web.ui import exports
from amtslotse.web.ui.staff_request import StaffRequest

SALT = "desk.contact"
#: A contact whose page lay open longer was forgotten, not talked about: it counts with this.
LONGEST = timedelta(hours=1)
#: The largest file of telephone counts: years of days on many lines.
LARGEST = 2_000_000
MOST_FAULTS = 50
WEEKS = timedelta(days=28)


@require_GET
def information(request: StaffRequest) -> HttpResponse:
    """Five reasons; with one chosen, its timer runs and its help stands below."""
    return _page(request, None)


@require_POST
def tell(request: StaffRequest) -> HttpResponse:
    """The status in plain words, for somebody who named what only she should know. Nothing is written but the try."""
    require(request.actor, "desk.contacts")
    frame.only_office(request)
    form = IdentityForm(request.POST)
    told, asked = None, False
    if form.is_valid() and "protect" in request.POST:
        return _protect(request, form)
    if form.is_valid() and "unprotect" in request.POST:
        return _unprotect(request, form)
    if form.is_valid():
        asked = True
        told = telephone_status(**_identity(request, form), language=frame.language(), actor=request.actor, now=clock())
    return _page(request, form, told=told, asked=asked)


def _protect(request: StaffRequest, form: IdentityForm) -> HttpResponse:
    """Nothing is said about the case by telephone from now on; the answer to wrong details is the same as ever."""
    if not protect(**_identity(request, form), by=request.actor, now=clock()):
        return _page(request, form, asked=True)
    messages.success(request, _("Gesperrt: zu diesem Vorgang gibt es am Telefon keine Auskunft mehr."))
    return redirect("desk:information")


def _unprotect(request: StaffRequest, form: IdentityForm) -> HttpResponse:
    """The status may be told by telephone again: for a person at the counter with her document, never for a caller."""
    if request.POST.get("channel") != "counter":
        raise NotFound("counter")
    if not unprotect(**_identity(request, form), by=request.actor, now=clock()):
        return _page(request, form, asked=True)
    messages.success(request, _("Aufgehoben: zu diesem Vorgang gibt es am Telefon wieder Auskunft."))
    return redirect(f"{reverse('desk:information')}?channel=counter")


def _identity(request: StaffRequest, form: IdentityForm) -> dict[str, str]:
    """What the person named, and whose tries are counted."""
    said = form.cleaned_data
    return {
        "file_number": said["number"],
        "code": said["code"],
        "birth_date": said["birth_date"],
        "network": f"staff:{request.actor.staff_id}",
    }


@require_POST
def log(request: StaffRequest) -> HttpResponse:
    """The contact is counted with its true length, and the desk is ready for the next."""
    require(request.actor, "desk.contacts")
    frame.only_office(request)
    now = clock()
    reason, channel = request.POST.get("reason", ""), request.POST.get("channel", "")
    if reason not in CONTACT_REASONS or channel not in CONTACT_CHANNELS:
        raise NotFound("contact")
    began = _began(request.POST.get("began", ""), now)
    try:
        actions.log_contact(
            channel=channel,
            reason=reason,
            began_at=began,
            seconds=max(1, round((now - began).total_seconds())),
            settled=request.POST.get("settled") == "yes",
            file_number=request.POST.get("file_number", "")[:40],
            by=request.actor,
            now=now,
        )
    except InvalidInput as error:
        frame.refuse(request, error)
        return redirect(f"{reverse('desk:information')}?reason={reason}&channel={channel}")
    messages.success(request, _("Gezählt: %(reason)s.") % {"reason": words.REASONS[reason]})
    return redirect(f"{reverse('desk:information')}?channel={channel}")


def call_backs(request: StaffRequest) -> HttpResponse:
    """Whom to call, the longest due first, with results that must be told; and a form for one more."""
    require(request.actor, "desk.contacts")
    frame.only_office(request)
    now = clock()
    form = CallBackForm(request.POST if request.method == "POST" else None, initial={"language": "de", "reason": "general"})
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_call_back(**form.cleaned_data, by=request.actor, now=now)
        except DomainError as error:
            frame.blame(form, error)
        else:
            messages.success(request, _("Der Rückruf steht auf der Liste."))
            return redirect("desk:call_backs")
    context = {
        "tabs": frame.tabs(request, "call_backs"),
        "rows": _call_backs(request, now),
        "outcomes": list(words.CALL_BACKS.items()),
        "to_tell": [presenters.to_tell(each) for each in appointments.to_tell_by_phone(now=now)],
        "form": form,
        "may_see_case": may(request.actor, "casework.see_case"),
    }
    return render(request, "desk/call_backs.html", context, status=422 if form.is_bound else 200)


@require_POST
def tried(request: StaffRequest, call_back: UUID) -> HttpResponse:
    """Nobody answered."""
    frame.only_office(request)
    try:
        actions.tried(call_back=call_back, by=request.actor, now=clock())
    except DomainError as error:
        frame.refuse(request, error)
    else:
        messages.success(request, _("Versuch gezählt. Die Person bleibt auf der Liste."))
    return redirect("desk:call_backs")


@require_POST
def called(request: StaffRequest, call_back: UUID) -> HttpResponse:
    """The call-back is done, one way or another."""
    frame.only_office(request)
    try:
        actions.done_call_back(call_back=call_back, outcome=request.POST.get("outcome", ""), by=request.actor, now=clock())
    except DomainError as error:
        frame.refuse(request, error)
    else:
        messages.success(request, _("Der Rückruf ist erledigt."))
    return redirect("desk:call_backs")


@require_POST
def told(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """She has heard her result, confirmed that she asked, or answered an offer (``answer``: accept or decline)."""
    frame.only_office(request)
    answer = request.POST.get("answer", "")
    try:
        if answer in ("accept", "decline"):
            accepts = answer == "accept"
            answer_for(request=request_id, accept=accepts, idempotency_key=uuid4(), by=request.actor, now=clock())
        else:
            mark_told(request=request_id, by=request.actor, now=clock())
    except DomainError as error:
        frame.refuse(request, error)
    else:
        messages.success(request, _("Vermerkt: die Person weiß es."))
    return redirect("desk:call_backs")


@require_GET
def call_backs_export(request: StaffRequest, form: str) -> HttpResponse:
    """The call-back list as a file."""
    require(request.actor, "desk.contacts")
    frame.only_office(request)
    header = [
        _("Name"),
        _("Telefonnummer"),
        _("Sprache"),
        _("Grund"),
        _("Notiz"),
        _("Gewünscht am"),
        _("Fällig am"),
        _("Versuche"),
    ]
    rows = (
        [
            row.view.name,
            row.view.phone,
            row.language,
            row.reason,
            row.view.note,
            row.view.wanted_at,
            row.view.due_on,
            row.view.tries,
        ]
        for row in _call_backs(request, clock())
    )
    name = f"call-backs-{timezone.localdate().isoformat()}"
    return exports.answer(form, name, header, rows, right_to_left=get_language_bidi())


def telephone(request: StaffRequest) -> HttpResponse:
    """Answered, lost, repeated, and how many asked for a status; new counts come as a CSV file, whole or not at all."""
    require(request.actor, "desk.telephone_counts")
    frame.only_office(request)
    now = clock()
    form = CountsForm(request.POST or None, request.FILES or None) if request.method == "POST" else CountsForm()
    faults: list[str] = []
    if request.method == "POST" and form.is_valid():
        rows = _rows(form)
        if rows is not None and not (faults := _faults(rows, timezone.localdate(now))):
            try:
                days = actions.import_telephone_counts(rows=rows, by=request.actor, now=now)
            except InvalidInput as error:
                faults = [words.row_fault(error)]
            else:
                messages.success(request, _("Eingelesen: %(days)d Tage.") % {"days": days})
                return redirect("desk:telephone")
    context = {
        "tabs": frame.tabs(request, "telephone"),
        "days": _days(now),
        "form": form,
        "faults": faults,
    }
    return render(request, "desk/telephone.html", context, status=422 if form.is_bound else 200)


@require_GET
def telephone_export(request: StaffRequest, form: str) -> HttpResponse:
    """The telephone's table as a file."""
    require(request.actor, "desk.telephone_counts")
    frame.only_office(request)
    header = [
        _("Tag"),
        _("Angeboten"),
        _("Angenommen"),
        _("Verloren"),
        _("Wiederholt"),
        _("Anteil angenommen"),
        _("Anteil Fragen nach dem Stand"),
    ]
    rows = ([d.day, d.offered, d.answered, d.lost, d.repeated, d.answer_rate, d.status_share] for d in _days(clock()))
    return exports.answer(
        form, f"telephone-{timezone.localdate().isoformat()}", header, rows, right_to_left=get_language_bidi()
    )


def _faults(rows: Sequence[Mapping[str, str]], today: date) -> list[str]:
    """What is wrong, row by row, so that a file is put right in one go."""
    found = []
    for number, row in enumerate(rows, start=2):
        try:
            parsed(row, number, today=today)
        except InvalidInput as error:
            found.append(words.row_fault(error))
    return found[:MOST_FAULTS]


def _page(request: StaffRequest, form: IdentityForm | None, *, told: Any = None, asked: bool = False) -> HttpResponse:
    require(request.actor, "desk.contacts")
    frame.only_office(request)
    now = clock()
    said = request.POST if form is not None else request.GET
    reason = said.get("reason", "")
    channel = said.get("channel", "")
    typed = said.get("q", "").strip()[:100]
    reason = reason if reason in CONTACT_REASONS else ""
    context = {
        "tabs": frame.tabs(request, "information"),
        "reasons": list(words.REASONS.items()),
        "reason": reason,
        "reason_word": words.REASONS.get(reason, ""),
        "channels": [(key, words.CHANNELS[key]) for key in CONTACT_CHANNELS],
        "channel": channel if channel in CONTACT_CHANNELS else "telephone",
        "began": _signed(said.get("began", ""), now),
        "typed": typed,
        "found": search(request, typed) if typed else [],
        "form": form or IdentityForm(initial={"number": said.get("number", "")}),
        "told": told,
        "spoken": presenters.spoken(told) if told else [],
        "asked": asked,
        "today": presenters.contacts(queries.contacts_today(actor=request.actor, now=now)),
        "may_book": may(request.actor, "appointments.book_for"),
    }
    return render(request, "desk/information.html", context, status=422 if form is not None and not form.is_valid() else 200)


def _signed(known: str, now: datetime) -> str:
    """When this contact began: as the page already knew, else now. Signed, so that no browser's clock decides."""
    try:
        signing.loads(known, salt=SALT)
    except signing.BadSignature:
        return signing.dumps(now.timestamp(), salt=SALT)
    return known


def _began(token: str, now: datetime) -> datetime:
    """When the contact began; a page that lay open too long counts with the longest."""
    try:
        began = datetime.fromtimestamp(float(signing.loads(token, salt=SALT)), tz=now.tzinfo)
    except (signing.BadSignature, ValueError, TypeError):
        raise NotFound("began") from None
    return min(now, max(began, now - LONGEST))


def _call_backs(request: StaffRequest, now: datetime) -> list[presenters.CallBack]:
    return [presenters.call_back(row) for row in queries.call_backs(actor=request.actor, now=now)]


def _days(now: datetime) -> list[queries.TelephoneDay]:
    """The last four weeks, newest first."""
    today = timezone.localdate(now)
    return list(queries.telephone(from_day=today - WEEKS, to_day=today + timedelta(days=1)))[::-1]


def _rows(form: CountsForm) -> list[dict[str, str]] | None:
    """The file's rows by column name; ``None`` and an error beside the field for what is no such file."""
    file = form.cleaned_data["file"]
    if file.size > LARGEST:
        form.add_error("file", _("Die Datei ist zu groß. Bitte in Teilen einlesen."))
        return None
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        form.add_error("file", _("Die Datei ist nicht lesbar. Bitte als CSV in UTF-8 speichern."))
        return None
    first = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in first else ",", restval="", restkey="")
    missing = [column for column in COLUMNS if column not in [name.strip() for name in reader.fieldnames or ()]]
    if missing:
        form.add_error("file", _("Die erste Zeile muss die Spalten nennen: %(columns)s.") % {"columns": ", ".join(COLUMNS)})
        return None
    return [{str(name).strip(): str(value).strip() for name, value in row.items() if name} for row in reader]
