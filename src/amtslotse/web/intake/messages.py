"""Messages and letters: the list, one message, and what is done with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.contrib import messages as notes
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amtslotse.accounts.rules import may, require
from amtslotse.casework import actions, queries
from amtslotse.casework.actions import AlreadyOver
from amtslotse.casework.queries import BlockView, MessageView, Wanted
from amtslotse.casework.rules import messages as rules
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.web.intake import words
from amtslotse.web.intake.forms import ACCEPT, AnswerForm, MessageForm
from amtslotse.web.intake.frame import day, download, language, page_of, tabs
from amtslotse.web.ui import exports
from amtslotse.web.ui.asked import number
from amtslotse.web.ui.staff_request import StaffRequest


@require_GET
def home(request: StaffRequest) -> HttpResponse:
    """What people wrote, oldest first; open ones unless the address says otherwise."""
    chosen = _filter(request.GET)
    found = queries.message_list(actor=request.actor, now=request.now, wanted=chosen, page=page_of(request))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "tabs": tabs(request, "home"),
        "found": found,
        "rows": [_row(row) for row in found.rows],
        "chips": [(key, label, found.counts.get(key, 0)) for key, label in words.STATUSES.items()],
        "reasons": words.REASONS.items(),
        "channels": words.CHANNELS.items(),
        "chosen": {key: query.get(key, "") for key in ("status", "reason", "channel", "placed", "q")},
        "shown_status": query.get("status", "open"),
        "query": query.urlencode(),
        "is_filtered": any(query.get(key) for key in ("status", "reason", "channel", "placed", "q")),
        "may_record": may(request.actor, "intake.type_in"),
    }
    return render(request, "intake/messages.html", context)


@require_GET
def export(request: StaffRequest, form: str) -> HttpResponse:
    """Every line of the filtered list as a file."""
    found = queries.message_rows(actor=request.actor, now=request.now, wanted=_filter(request.GET))
    head = [
        _("Eingegangen"), _("Weg"), _("Anlass"), _("Stand"), _("Absender"), _("Betreff"), _("Aktenzeichen"),
        _("zusammengelegt mit"), _("beantwortet"), _("Stunden"),
    ]  # fmt: skip
    lines = (
        [
            row.received_at,
            str(words.CHANNELS[row.channel]),
            str(words.REASONS[row.reason]),
            str(words.STATUSES[row.status]),
            row.sender,
            row.subject,
            row.file_number,
            row.joined,
            row.answered_at,
            row.hours,
        ]
        for row in found
    )
    name = f"nachrichten-{timezone.localdate().isoformat()}"
    return exports.answer(form, name, head, lines, right_to_left=get_language_bidi())


@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """A mail or letter is recorded; a number in it finds its case."""
    require(request.actor, "intake.type_in")
    form = MessageForm(request.POST or None, request.FILES or None, initial={"channel": "letter", "language": "de"})
    if request.method == "POST":
        try:
            message = actions.receive_message(**_typed(request, form), by=request.actor, now=request.now)
        except InvalidInput as error:
            name = {"birth_date": "sender_born", "received_at": "received_on"}.get(error.field, error.field)
            form.refuse(name, words.problem(error))
        else:
            _attach(request, message)
            notes.success(request, _("Die Nachricht ist erfasst."))
            return redirect("intake:message", message=message)
    context = {"tabs": tabs(request, "home"), "form": form}
    return render(request, "intake/message_new.html", context, status=422 if request.method == "POST" else 200)


@require_GET
def message(request: StaffRequest, message: UUID) -> HttpResponse:
    """One message: what it says, whose it is, and the answer."""
    return _page(request, queries.message(actor=request.actor, message=message, language=language()))


@require_GET
def attachment(request: StaffRequest, message: UUID, attachment: UUID) -> HttpResponse:
    """An attachment, as a file that no browser runs."""
    file = queries.message_document(actor=request.actor, message=message, document=attachment)
    return download(file)


@require_POST
def place(request: StaffRequest, message: UUID) -> HttpResponse:
    """The message is put to a case, by a proposal or a file number, or taken off it."""
    typed = request.POST.get("file_number", "").strip()
    view = queries.message(actor=request.actor, message=message, language=language())
    try:
        case = _case(request, typed) if typed else _uuid(request.POST.get("case", ""))
        actions.place_message(message=message, case=case, by=request.actor, now=request.now)
    except InvalidInput as error:
        return _page(request, view, problems=[("file_number", words.problem(error))], typed_number=typed)
    except AlreadyOver:
        return _over(request, message)
    notes.success(request, _("Zugeordnet.") if case else _("Die Nachricht liegt wieder bei keinem Vorgang."))
    return redirect("intake:message", message=message)


@require_POST
def join(request: StaffRequest, message: UUID) -> HttpResponse:
    """The message is joined to another that says the same."""
    to = _uuid(request.POST.get("to", ""))
    if to is None:
        raise NotFound(f"message {message}")
    try:
        actions.join_message(message=message, to=to, by=request.actor, now=request.now)
    except InvalidInput as error:
        view = queries.message(actor=request.actor, message=message, language=language())
        return _page(request, view, problems=[("case", words.problem(error))])
    except AlreadyOver:
        return _over(request, message)
    notes.success(request, _("Zusammengelegt: Eine Antwort genügt für beide."))
    return redirect("intake:message", message=to)


@require_POST
def answer(request: StaffRequest, message: UUID) -> HttpResponse:
    """The answer is given; with ``take`` a block is put into it first, and nothing typed is lost."""
    view = queries.message(actor=request.actor, message=message, language=language())
    form = AnswerForm(request.POST, ways=view.ways, has_case=view.case is not None)
    used = _used(request)
    if key := request.POST.get("take", ""):
        block = next((each for each in queries.blocks(actor=request.actor, checked_only=True) if each.key == key), None)
        if block is None:
            raise NotFound(f"block {key}")
        text = "\n\n".join(part for part in (form.typed("text"), _in(block, view.case_language)) if part)
        form = AnswerForm({**request.POST.dict(), "text": text}, ways=view.ways, has_case=view.case is not None)
        return _page(request, view, form=form, used=[*used, (block.key, block.version)], status=200)
    try:
        actions.answer_message(
            message=message,
            text=form.typed("text"),
            way=form.typed("way"),
            blocks=used,
            by=request.actor,
            now=request.now,
        )
    except InvalidInput as error:
        form.refuse(error.field, words.problem(error))
        return _page(request, view, form=form, used=used)
    except AlreadyOver:
        return _over(request, message)
    notes.success(request, _("Beantwortet."))
    return redirect("intake:message", message=message)


@require_POST
def file(request: StaffRequest, message: UUID) -> HttpResponse:
    """Read; no answer is needed."""
    try:
        actions.file_message(message=message, by=request.actor, now=request.now)
    except InvalidInput as error:
        view = queries.message(actor=request.actor, message=message, language=language())
        return _page(request, view, problems=[("answer", words.problem(error))])
    except AlreadyOver:
        return _over(request, message)
    notes.success(request, _("Zur Kenntnis genommen."))
    return redirect("intake:home")


@require_POST
def sort(request: StaffRequest, message: UUID) -> HttpResponse:
    """Another of the five reasons."""
    try:
        actions.sort_message(message=message, reason=request.POST.get("reason", ""), by=request.actor)
    except InvalidInput:
        raise NotFound("reason") from None
    except AlreadyOver:
        return _over(request, message)
    return redirect("intake:message", message=message)


@require_POST
def attach(request: StaffRequest, message: UUID) -> HttpResponse:
    """More attachments, such as the scan of a letter."""
    queries.message(actor=request.actor, message=message, language=language())
    _attach(request, message)
    return redirect("intake:message", message=message)


@require_POST
def put(request: StaffRequest, message: UUID, attachment: UUID) -> HttpResponse:
    """An attachment becomes a document of the case."""
    view = queries.message(actor=request.actor, message=message, language=language())
    if attachment not in {upload.id for upload in view.uploads}:
        raise NotFound(f"document {attachment}")
    try:
        actions.put_attachment(document=attachment, need=request.POST.get("need", ""), by=request.actor, now=request.now)
    except InvalidInput:
        return _page(request, view, problems=[("attachments", str(words.PROBLEMS["unknown"]))])
    notes.success(request, _("Die Anlage liegt jetzt bei den Unterlagen des Vorgangs."))
    return redirect("intake:message", message=message)


def _page(
    request: StaffRequest,
    view: MessageView,
    *,
    form: AnswerForm | None = None,
    used: list[tuple[str, int]] | None = None,
    problems: list[tuple[str, str]] | None = None,
    typed_number: str = "",
    status: int = 422,
) -> HttpResponse:
    is_plain = form is None and problems is None
    context = {
        "tabs": tabs(request, "home"),
        "view": view,
        "channel": words.CHANNELS[view.channel],
        "reason": words.REASONS[view.reason],
        "reasons": words.REASONS.items(),
        "status": words.STATUSES[view.status],
        "matched_by": words.MATCHES.get(view.matched_by, ""),
        "way": words.way(view.answer_way, has_case=view.case is not None) if view.answer_way else "",
        "form": form or AnswerForm(ways=view.ways, has_case=view.case is not None, initial={"way": view.ways[0]}),
        "used": used or [],
        "problems": problems or [],
        "typed_number": typed_number,
        "accept": ACCEPT,
        "proposals": [],
        "duplicates": [],
        "blocks": [],
        "may_type_in": may(request.actor, "intake.type_in"),
    }
    if view.can_change:
        found = queries.proposals(actor=request.actor, message=view.id, language=language())
        context["proposals"] = [(each, words.WHY[each.why]) for each in found]
        others = queries.duplicates(actor=request.actor, message=view.id, now=request.now)
        context["duplicates"] = [_row(row) for row in others]
        offered = queries.blocks(actor=request.actor, checked_only=True)
        context["blocks"] = sorted(offered, key=lambda block: block.reason != view.reason)
    return render(request, "intake/message.html", context, status=200 if is_plain else status)


def _row(row: queries.MessageRow) -> dict[str, Any]:
    return {
        "view": row,
        "channel": words.CHANNELS[row.channel],
        "reason": words.REASONS[row.reason],
        "status": words.STATUSES[row.status],
    }


def _filter(query: Mapping[str, str]) -> Wanted:
    """What the address filters by; anything it does not know is as if it were not there."""
    status, reason, channel = query.get("status", "open"), query.get("reason", ""), query.get("channel", "")
    return Wanted(
        statuses=(status,) if status in rules.STATUSES else (),
        reason=reason if reason in rules.REASONS else "",
        channel=channel if channel in rules.CHANNELS else "",
        placed=query.get("placed", "") if query.get("placed") in ("yes", "no") else "",
        search=query.get("q", "").strip()[:200],
    )


def _typed(request: StaffRequest, form: MessageForm) -> dict[str, Any]:
    came = day(form.typed("received_on"), field="received_on")
    number = form.typed("file_number")
    given = ("channel", "reason", "sender_name", "sender_born", "sender_email", "sender_address", "subject", "text")
    said: dict[str, Any] = {name: form.typed(name) for name in given}
    if came and came != timezone.localdate():
        said["received_at"] = timezone.make_aware(datetime.combine(came, time(12)))
    chosen = form.typed("language")
    return {
        **said,
        "language": chosen if chosen in words.LANGUAGES else "de",
        "case": _case(request, number) if number else None,
    }


def _case(request: StaffRequest, number: str) -> UUID:
    found = queries.find_cases(actor=request.actor, search=number)
    if len(found) != 1:
        raise InvalidInput(field="file_number", reason="unknown_case")
    return found[0].case


def _attach(request: StaffRequest, message: UUID) -> None:
    """What can be taken is taken; what cannot is said, by name."""
    taken = 0
    for sent in request.FILES.getlist("files"):
        try:
            actions.attach_to_message(
                message=message, name=sent.name or "", content=sent.read(), by=request.actor, now=request.now
            )
            taken += 1
        except InvalidInput as error:
            notes.warning(request, f"{sent.name}: {words.problem(error)}")
    if taken:
        notes.success(request, ngettext("%(n)s Anlage liegt bei.", "%(n)s Anlagen liegen bei.", taken) % {"n": taken})


def _used(request: StaffRequest) -> list[tuple[str, int]]:
    """The blocks that were put into the answer: the page carries them along."""
    pairs = (value.rpartition(":") for value in request.POST.getlist("used"))
    return [(key, said) for key, _colon, version in pairs if key and (said := number(version))][:20]


def _in(block: BlockView, language: str) -> str:
    """The block in her language with the German below it, as letters are written; German alone when that is hers."""
    german = block.texts["de"]
    return f"{block.texts[language]}\n\n{german}" if language != "de" and language in block.texts else german


def _over(request: StaffRequest, message: UUID) -> HttpResponse:
    notes.warning(request, _("Die Nachricht ist inzwischen erledigt. Es wurde nichts geändert."))
    return redirect("intake:message", message=message)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
