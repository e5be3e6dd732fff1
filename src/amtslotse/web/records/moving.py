"""A special procedure becomes line work: the cases of a team go to another in one act, shown before, counted after."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amtslotse.casework import actions, queries
from amtslotse.casework.queries import TeamMoveOrderView, TeamMoveView
from amtslotse.casework.rules.inbox import MOST_MOVED_AT_ONCE
from amtslotse.catalogue import queries as catalogue
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.kernel.localtime import day_of
from amtslotse.offices import queries as offices
from amtslotse.web.ui import exports
from amtslotse.web.ui.asked import number
from amtslotse.web.ui.staff_request import StaffRequest

STATES = {
    "with_team": gettext_lazy("im Sachgebiet"),
    "in_review": gettext_lazy("in der Prüfung"),
    "decided": gettext_lazy("entschieden"),
}
#: Why an ordered move did not happen, and what to do.
FAILURES = {
    "changed": gettext_lazy("Seit der Vorschau hatte sich die Zahl geändert. Bitte die neue Vorschau ansehen."),
    "not_allowed": gettext_lazy("Wer es angestoßen hat, darf das nicht mehr."),
    "invalid_input": gettext_lazy("Das Sachgebiet gibt es nicht mehr. Bitte ein anderes wählen."),
    "unexpected": gettext_lazy("Ein Fehler im Programm. Die IT findet ihn im Protokoll des Servers."),
}
_REASON = gettext_lazy("Bitte schreiben Sie, warum die Vorgänge übergehen.")
_PROBLEMS = {
    ("to_team", "same_team"): gettext_lazy("Das ist dasselbe Sachgebiet. Bitte ein anderes wählen."),
    ("to_team", "unknown_team"): gettext_lazy("Dieses Sachgebiet gibt es heute nicht. Bitte ein anderes wählen."),
    ("reason", "too_long"): gettext_lazy("Bitte höchstens 400 Zeichen."),
}
_CHOOSE = {"required": gettext_lazy("Bitte wählen."), "invalid_choice": gettext_lazy("Bitte wählen.")}


class MoveForm(forms.Form):
    """From where, whither, which services, and why."""

    from_team = forms.ChoiceField(label=gettext_lazy("Von"), error_messages=_CHOOSE)
    to_team = forms.ChoiceField(label=gettext_lazy("An"), error_messages=_CHOOSE)
    services = forms.MultipleChoiceField(
        label=gettext_lazy("Nur diese Leistungen"),
        help_text=gettext_lazy("Ohne Auswahl gehen alle über."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Grund"),
        help_text=gettext_lazy("Steht an jedem Vorgang. Keine Angaben zu Personen."),
        widget=forms.Textarea({"rows": 2}),
        max_length=400,
        error_messages={"required": _REASON, "max_length": _PROBLEMS["reason", "too_long"]},
    )

    def __init__(
        self, data: Any, *, names: dict[str, str], movable: dict[str, tuple[str, ...]], titles: dict[str, str]
    ) -> None:
        super().__init__(data)
        there = {service for services in movable.values() for service in services}
        self.fields["from_team"].choices = [("", "–"), *({code: code for code in movable} | names).items()]  # type: ignore[attr-defined]
        self.fields["to_team"].choices = [("", "–"), *names.items()]  # type: ignore[attr-defined]
        self.fields["services"].choices = [(key, titles.get(key, key)) for key in sorted(there)]  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def moves(request: StaffRequest) -> HttpResponse:
    """What went before, and a new move: first what would go, then the act."""
    rows = queries.team_moves(actor=request.actor)
    names, titles = _names(request)
    form = MoveForm(
        request.POST if request.method == "POST" else None,
        names=names,
        movable=queries.movable(actor=request.actor),
        titles=titles,
    )
    seen, stale, move = None, False, request.POST.get("move") or str(uuid4())
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        chosen = {key: said[key] for key in ("from_team", "to_team", "services")}
        try:
            if said["from_team"] == said["to_team"]:
                raise InvalidInput(field="to_team", reason="same_team")
            if "go" in request.POST:
                shown = number(request.POST.get("shown", "")) or 0
                asked = {**chosen, "move": _uuid(move), "reason": said["reason"], "shown": shown}
                if shown > MOST_MOVED_AT_ONCE:
                    return redirect("records:move", team_move=actions.order_move(**asked, by=request.actor, now=request.now))
                done = actions.move_team(**asked, by=request.actor, now=request.now)
                messages.success(request, _("Die Vorgänge sind übergegangen. Vorher und nachher sind es gleich viele."))
                return redirect("records:move", team_move=done)
        except InvalidInput as error:
            form.add_error(error.field, str(_PROBLEMS.get((error.field, error.reason), _REASON)))
        except actions.Changed:
            stale = True
        if form.is_valid():
            seen = queries.preview_team_move(actor=request.actor, **chosen, now=request.now)
    context = {
        "form": form,
        "move": move,
        "stale": stale,
        "seen": seen,
        "places": [(titles.get(key, key), STATES[state], number) for key, state, number in seen.places] if seen else [],
        "rows": [(each, *_teams(each, names)) for each in rows],
        "orders": [(each, *_teams(each, names)) for each in queries.team_move_orders(actor=request.actor)],
    }
    return render(request, "records/moves.html", context, status=422 if form.errors or stale else 200)


@require_safe
def moves_export(request: StaffRequest, form: str) -> HttpResponse:
    """Every move with its count."""
    names, _titles = _names(request)
    header = [_("Tag"), _("Von"), _("An"), _("Vorgänge"), _("Behalten"), _("Grund"), _("Durch")]
    rows = (
        [each.moved_at, *_teams(each, names), each.cases, each.kept_owner, each.reason, each.moved_by]
        for each in queries.team_moves(actor=request.actor, limit=None)
    )
    return exports.answer(form, "uebergaenge", header, rows, right_to_left=get_language_bidi())


@require_safe
def move(request: StaffRequest, team_move: UUID) -> HttpResponse:
    """The report of a move; while a job has it to do, that it has; and why it did not."""
    order = queries.team_move_order(actor=request.actor, move=team_move)
    names, titles = _names(request)
    if order is not None and order.state != "done":
        context = {
            "order": order,
            "teams": _teams(order, names),
            "failure": FAILURES.get(order.failure, FAILURES["unexpected"]),
        }
        if request.headers.get("HX-Request"):
            return render(request, "records/_move_order.html", context)
        return render(request, "records/move_order.html", context)
    view = queries.team_move(actor=request.actor, move=team_move)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {"view": view, "teams": _teams(view, names), "places": _places(view, titles)}
    return render(request, "records/move.html", context)


@require_safe
def move_export(request: StaffRequest, team_move: UUID, form: str) -> HttpResponse:
    """Counts before and after, by service and state."""
    view = queries.team_move(actor=request.actor, move=team_move)
    _here, titles = _names(request)
    header = [_("Leistung"), _("Stand"), _("Vorher"), _("Nachher")]
    return exports.answer(form, "uebergang", header, _places(view, titles), right_to_left=get_language_bidi())


def _names(request: StaffRequest) -> tuple[dict[str, str], dict[str, str]]:
    language, today = get_language() or "de", day_of(request.now)
    titles = {each.key: each.title(language) for each in catalogue.published(on=today)}
    return offices.team_names(language, on=today), titles


def _teams(view: TeamMoveView | TeamMoveOrderView, names: dict[str, str]) -> tuple[str, str]:
    return names.get(view.from_team, view.from_team), names.get(view.to_team, view.to_team)


def _places(view: TeamMoveView, titles: dict[str, str]) -> list[list[str | int]]:
    return [[titles.get(key, key), str(STATES.get(state, state)), before, after] for key, state, before, after in view.places]


def _uuid(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise NotFound(typed) from None
