"""One letter to many: choose, look, send; ten minutes to call it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amtslotse.casework import actions, queries
from amtslotse.catalogue import queries as catalogue
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.offices.queries import team_names
from amtslotse.web.post import words
from amtslotse.web.post.forms import BulkForm
from amtslotse.web.post.frame import language, tabs
from amtslotse.web.ui.asked import number
from amtslotse.web.ui.staff_request import StaffRequest


@require_GET
def bulk(request: StaffRequest) -> HttpResponse:
    """The last letters to many."""
    letters = queries.bulk_letters(actor=request.actor)
    return render(request, "post/bulk.html", {"tabs": tabs(request, "bulk"), "letters": letters})


def bulk_new(request: StaffRequest) -> HttpResponse:
    """GET with a choice shows whom it reaches and what it says; the POST sets it going."""
    found = queries.bulk_choices(actor=request.actor)
    templates = queries.released_templates(actor=request.actor)
    asked = request.POST if request.method == "POST" else request.GET if "template" in request.GET else None
    form = BulkForm(asked, choices=_choices(found, templates))
    reached, chosen = None, None
    if form.is_bound and form.is_valid():
        selection = {name: form.cleaned_data[name] for name in queries.SELECTIONS if form.cleaned_data[name]}
        try:
            if request.method == "POST":
                made = actions.prepare_bulk(
                    bulk_letter=_form_id(request.POST.get("bulk", "")),
                    template=form.cleaned_data["template"],
                    selection=selection,
                    shown=number(request.POST.get("shown", "")) or 0,
                    by=request.actor,
                    now=request.now,
                )
                return redirect("post:bulk_one", bulk_letter=made)
            reached = queries.count_chosen(actor=request.actor, selection=selection)
            if not reached:
                raise InvalidInput(field="selection", reason="empty")
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, words.problem(error))
            reached = None
        except actions.Changed:
            reached = queries.count_chosen(actor=request.actor, selection=selection)
            messages.warning(request, _("Inzwischen sind es andere Vorgänge. Bitte sehen Sie noch einmal hin."))
        chosen = next((each for each in templates if each.key == form.cleaned_data["template"]), None)
    context = {
        "tabs": tabs(request, "bulk"),
        "form": form,
        "templates": templates,
        "reached": reached,
        "chosen": chosen,
        "given": [(name, form.cleaned_data.get(name, "")) for name in form.fields] if reached else (),
        "new_bulk": uuid4(),
    }
    return render(request, "post/bulk_new.html", context, status=422 if form.is_bound and form.errors else 200)


@require_GET
def bulk_one(request: StaffRequest, bulk_letter: UUID) -> HttpResponse:
    """How long it can be called back, and then how far it is."""
    view = queries.bulk_letter(actor=request.actor, bulk=bulk_letter)
    moving = view.state == "waiting" or (view.state == "sent" and view.papers < view.reached)
    context: dict[str, Any] = {
        "letter": view,
        "moving": moving,
        "left_out": [(number, words.LEFT_OUT[why]) for _case, number, why in view.left_out],
        "left": max(0, -(-int((view.goes_at - request.now).total_seconds()) // 60)),
    }
    if request.headers.get("HX-Request"):
        return render(request, "post/_bulk_one.html", context)
    return render(request, "post/bulk_one.html", {**context, "tabs": tabs(request, "bulk")})


@require_POST
def bulk_recall(request: StaffRequest, bulk_letter: UUID) -> HttpResponse:
    """Nobody gets it."""
    try:
        actions.recall_bulk(bulk_letter=bulk_letter, by=request.actor, now=request.now)
    except actions.TooLate:
        messages.error(request, _("Zu spät: Der Serienbrief ist versandt."))
    else:
        messages.success(request, _("Zurückgerufen. Niemand bekommt diesen Brief."))
    return redirect("post:bulk_one", bulk_letter=bulk_letter)


def _choices(found: dict[str, dict[str, int]], templates: Any) -> dict[str, list[tuple[str, str]]]:
    everything, teams = [("", _("alle"))], team_names(language(), on=timezone.localdate())
    titles = {each.key: each.title(language()) for each in catalogue.published(on=timezone.localdate())}
    named = {"service": titles, "status": words.CASE_STATES, "team": teams}
    return {
        "template": [(each.key, each.title) for each in templates],
        **{
            field: everything + [(key, f"{named[field].get(key, key)} ({n})") for key, n in found[field].items()]
            for field in queries.SELECTIONS
        },
    }


def _form_id(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise NotFound(typed) from None
