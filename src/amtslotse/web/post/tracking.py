"""One letter on its way: found by its cover sheet, called back, delivered, or brought back by the post."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amtslotse.accounts.rules import require
from amtslotse.casework import actions, queries
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.web.post import words
from amtslotse.web.post.forms import DeliveredForm, ReturnedForm, SettleForm
from amtslotse.web.post.frame import page_of, tabs
from amtslotse.web.post.printing import Line, listed
from amtslotse.web.ui.staff_request import StaffRequest


@require_GET
def scan(request: StaffRequest) -> HttpResponse:
    """The letter whose cover sheet carries the code, typed or read by a scanner that types."""
    require(request.actor, "post.print")
    typed = request.GET.get("code", "").strip()[:200]
    status = 200
    if typed:
        try:
            return redirect("post:delivery", delivery=queries.delivery_by_cover(actor=request.actor, token=typed))
        except NotFound:
            status = 404
    return render(request, "post/scan.html", {"tabs": tabs(request, ""), "typed": typed}, status=status)


@require_GET
def returns(request: StaffRequest) -> HttpResponse:
    """What came back and nobody has settled."""
    reason = request.GET.get("reason", "")
    found = queries.returned_letters(actor=request.actor, reason=reason, page=page_of(request))
    context = {
        "tabs": tabs(request, "returns"),
        "found": found,
        "rows": [Line(row) for row in found.rows],
        "chips": [(key, words.REASONS[key], found.counts[key]) for key in words.REASONS if key in found.counts],
        "chosen": reason,
        "typed": "",
        "query": request.GET.urlencode(),
    }
    return render(request, "post/returns.html", context)


@require_GET
def returns_export(request: StaffRequest, form: str) -> HttpResponse:
    """Every line of the filtered list as a file."""
    reason = request.GET.get("reason", "")
    return listed(form, "returns", lambda page: queries.returned_letters(actor=request.actor, reason=reason, page=page))


@require_GET
def delivery(request: StaffRequest, delivery: UUID) -> HttpResponse:
    """One letter and what can be done with it now."""
    return _page(request, delivery)


@require_POST
def recall(request: StaffRequest, delivery: UUID) -> HttpResponse:
    """It does not leave the house."""
    view = queries.delivery(actor=request.actor, delivery=delivery)
    try:
        actions.recall(delivery=delivery, by=request.actor, now=request.now)
    except actions.TooLate:
        messages.error(request, _("Zu spät: Das Schreiben ist schon versandt oder zurückgerufen."))
    else:
        is_printed = view.state == "printed"
        messages.success(
            request,
            _("Zurückgerufen. Bitte nehmen Sie es aus dem Stapel.") if is_printed else _("Zurückgerufen."),
        )
    return redirect("post:delivery", delivery=delivery)


@require_POST
def delivered(request: StaffRequest, delivery: UUID) -> HttpResponse:
    """It reached her on that day."""
    queries.delivery(actor=request.actor, delivery=delivery)
    form = DeliveredForm(request.POST)
    return _done(request, delivery, form, "delivered", actions.note_delivered, _("Die Zustellung ist vermerkt."))


@require_POST
def returned(request: StaffRequest, delivery: UUID) -> HttpResponse:
    """The post brought it back, with the envelope's scan if there is one."""
    queries.delivery(actor=request.actor, delivery=delivery)
    form = ReturnedForm(request.POST, request.FILES)
    said = _("Der Rücklauf ist vermerkt und liegt als Aufgabe bei den Rückläufern.")
    return _done(request, delivery, form, "returned", actions.note_returned, said)


@require_POST
def settle(request: StaffRequest, delivery: UUID) -> HttpResponse:
    """It is nobody's task any more."""
    queries.delivery(actor=request.actor, delivery=delivery)
    form = SettleForm(request.POST)
    return _done(request, delivery, form, "settle", actions.settle_return, _("Der Rücklauf ist erledigt."))


def _done(request: StaffRequest, delivery: UUID, form: forms.Form, name: str, act: Any, said: str) -> HttpResponse:
    if form.is_valid():
        given = dict(form.cleaned_data)
        if "scan" in given:
            file = given["scan"]
            given["scan"] = (file.name, file.read()) if file else None
        try:
            act(delivery=delivery, **given, by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, words.problem(error))
        except actions.TooLate:
            messages.error(request, _("Das passt nicht mehr zum Stand dieses Schreibens."))
            return redirect("post:delivery", delivery=delivery)
        else:
            messages.success(request, said)
            return redirect("post:delivery", delivery=delivery)
    return _page(request, delivery, failed=(name, form))


def _page(request: StaffRequest, delivery: UUID, failed: tuple[str, forms.Form] | None = None) -> HttpResponse:
    view = queries.delivery(actor=request.actor, delivery=delivery)
    today = request.now.date().isoformat()
    shown: dict[str, forms.Form] = {}
    if view.state == "sent" and view.channel == "post":
        shown = {"delivered": DeliveredForm(), "returned": ReturnedForm(initial={"returned_on": today})}
    elif view.state == "returned" and view.settled_at is None:
        shown = {"settle": SettleForm()}
    if failed:
        shown[failed[0]] = failed[1]
    context = {
        "tabs": tabs(request, ""),
        "line": Line(view),
        "may_recall": view.state in ("queued", "printed"),
        "delivered_form": shown.get("delivered"),
        "returned_form": shown.get("returned"),
        "settle_form": shown.get("settle"),
        "failed": failed[1] if failed else None,
    }
    return render(request, "post/delivery.html", context, status=422 if failed else 200)
