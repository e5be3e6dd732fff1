"""The rules of urgency and the chart: read by everybody who works with them, changed by the head after a preview."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amtslotse.accounts import queries as staff
from amtslotse.accounts.rules import may, require
from amtslotse.casework import actions, queries
from amtslotse.casework.queries import Preview, Replay
from amtslotse.engines import triage
from amtslotse.engines.triage import LEVELS, RULES
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.offices import actions as offices
from amtslotse.offices import queries as office
from amtslotse.web.casework import words
from amtslotse.web.casework.lists import language, tabs
from amtslotse.web.casework.steering_forms import ChartSet, ValidFromForm, WeightsForm
from amtslotse.web.casework.steering_words import TRIAGE_RULES, problem
from amtslotse.web.ui import exports
from amtslotse.web.ui.asked import number
from amtslotse.web.ui.staff_request import StaffRequest

#: How many of those who move stand on the page; the file holds all.
SHOWN = 50


@require_GET
def rules(request: StaffRequest) -> HttpResponse:
    """The rules in force, as everybody who works with them may read them."""
    require(request.actor, "triage.see")
    today = timezone.localdate()
    weights = office.triage_weights(on=today)
    times, standing = queries.overrides(actor=request.actor, now=request.now)
    teams = office.team_names(language(), on=today)
    shown = {
        "weights": [(TRIAGE_RULES[rule], [_days(getattr(weights, rule), level) for level in LEVELS]) for rule in RULES],
        "levels": [words.URGENCIES[level] for level in LEVELS],
        "promise_days": weights.promise_days,
        "chart": [
            (rule, teams.get(rule.team_code, rule.team_code), _in(rule.reason)) for rule in office.routing_rules(on=today)
        ],
        "words": {"difficulties": words.DIFFICULTIES, "urgencies": words.URGENCIES},
        "charts": office.charts(),
        "weighings": office.weighings(),
        "skills": [(skill, _in(skill.names)) for skill in office.skills()],
        "overridden": times,
        "standing": standing,
        "today": today,
        "may_change": may(request.actor, "triage.change"),
        "tabs": tabs(request, "triage"),
    }
    return render(request, "casework/triage.html", shown)


def weights(request: StaffRequest) -> HttpResponse:
    """Other weights: what they would do first, then from which day they hold."""
    require(request.actor, "triage.change")
    today = timezone.localdate()
    data = request.POST if request.method == "POST" else None
    form, when = WeightsForm(data, weights=office.triage_weights(on=today)), ValidFromForm(data, today=today)
    seen = None
    if form.is_bound and form.is_valid() and when.is_valid():
        try:
            if "set" in request.POST:
                offices.set_weights(weights=form.weights(), **when.cleaned_data, by=request.actor, now=request.now)
                return _set(request)
            checked = triage.read(triage.as_content(form.weights()))
            day = when.cleaned_data["valid_from"]
            seen = queries.preview(actor=request.actor, now=request.now, valid_from=day, weights=checked)
        except InvalidInput as error:
            _refused(error, form, when)
    return _change(request, "casework/weights.html", form, when, seen, None)


def chart(request: StaffRequest) -> HttpResponse:
    """Another chart: who would move, and whether everything of last quarter would have had a home."""
    require(request.actor, "triage.change")
    today = timezone.localdate()
    teams = office.team_names(language(), on=today)
    data = request.POST if request.method == "POST" else None
    start = [_as_typed(rule) for rule in office.routing_rules(on=today)]
    form, when = ChartSet(data, initial=start, form_kwargs={"teams": teams}), ValidFromForm(data, today=today)
    seen = replayed = None
    if form.is_bound and form.is_valid() and when.is_valid():
        stored = _stored_chart(form)
        day = when.cleaned_data["valid_from"]
        try:
            if "set" in request.POST:
                offices.set_chart(rules=stored, **when.cleaned_data, by=request.actor, now=request.now)
                actions.ask_to_rehome()
                return _set(request)
            wanted = [office.as_rule(rule) for rule in stored]
            seen = queries.preview(actor=request.actor, now=request.now, valid_from=day, rules=wanted)
            replayed = queries.replay(actor=request.actor, now=request.now, valid_from=day, rules=wanted)
        except InvalidInput as error:
            _refused(error, None, when)
    return _change(request, "casework/chart.html", form, when, seen, replayed)


@require_POST
def preview_export(request: StaffRequest, what: str, form: str) -> HttpResponse:
    """Everybody who would move under what was typed, as a file."""
    require(request.actor, "triage.change")
    today = timezone.localdate()
    when = ValidFromForm(request.POST, today=today)
    given: dict[str, Any] = {}
    typed: Any
    if what == "weights":
        typed = WeightsForm(request.POST, weights=office.triage_weights(on=today))
    else:
        typed = ChartSet(request.POST, form_kwargs={"teams": office.team_names(language(), on=today)})
    if not (typed.is_valid() and when.is_valid()):
        raise NotFound("preview")
    if what == "weights":
        given["weights"] = typed.weights()
    else:
        given["rules"] = [office.as_rule(rule) for rule in _stored_chart(typed)]
    seen = queries.preview(actor=request.actor, now=request.now, valid_from=when.cleaned_data["valid_from"], **given)
    head = [_("Aktenzeichen"), _("Sachgebiet jetzt"), _("Sachgebiet dann"), _("Dringlichkeit jetzt"), _("Dringlichkeit dann"),
            _("Schwierigkeit")]  # fmt: skip
    teams = office.team_names(language(), on=today)
    lines = (
        [
            each.file_number,
            teams.get(each.team, each.team),
            teams.get(each.to, each.to),
            str(words.URGENCIES[each.urgency]),
            str(words.URGENCIES[each.becomes]),
            str(words.DIFFICULTIES[each.difficulty]),
        ]
        for each in (*seen.homeless, *seen.moves, *seen.shifts)
    )
    return exports.answer(form, f"vorschau-{what}", head, lines, right_to_left=get_language_bidi())


def skills(request: StaffRequest) -> HttpResponse:
    """Who learns and who has which skill: without it, nobody gets such a case, and a learner's decisions are reviewed."""
    require(request.actor, "triage.change")
    people, today = staff.caseworkers(), timezone.localdate()
    if request.method == "POST":
        person = number(request.POST.get("staff", ""), most=10**9)
        if person not in people:
            raise NotFound("account")
        said = {code.code: request.POST.get(f"skill-{code.code}", "") for code in office.skills()}
        offices.set_skills(
            staff=person,
            skills=[code for code, level in said.items() if level == "alone"],
            learning=[code for code, level in said.items() if level == "learning"],
            by=request.actor,
            now=request.now,
        )
        messages.success(request, _("Die Kenntnisse sind eingetragen."))
        return redirect("casework:skills")
    held, learned = office.skills_of_staff(on=today), office.learners(on=today)
    known = [(skill.code, _in(skill.names)) for skill in office.skills()]

    def level(key: int, code: str) -> str:
        if code in learned.get(key, ()):
            return "learning"
        return "alone" if code in held.get(key, ()) else ""

    rows = [(key, name, [(code, label, level(key, code)) for code, label in known]) for key, (name, _teams) in people.items()]
    shown = {"known": known, "rows": rows, "levels": words.SKILL_LEVELS.items(), "tabs": tabs(request, "triage")}
    return render(request, "casework/skills.html", shown)


def _change(
    request: StaffRequest, page: str, form: Any, when: ValidFromForm, seen: Preview | None, replayed: Replay | None
) -> HttpResponse:
    teams = office.team_names(language(), on=timezone.localdate())
    shown = {
        "form": form,
        "when": when,
        "seen": seen,
        "replayed": replayed,
        "rows": (*seen.homeless, *seen.moves, *seen.shifts)[:SHOWN] if seen else (),
        "moving": len(seen.moves) + len(seen.shifts) + len(seen.homeless) if seen else 0,
        "levels": [words.URGENCIES[level] for level in LEVELS],
        "teams": teams,
        "words": {"difficulties": words.DIFFICULTIES, "urgencies": words.URGENCIES},
        "skills": {skill.code: _in(skill.names) for skill in office.skills()},
        "tabs": tabs(request, "triage"),
    }
    return render(request, page, shown, status=422 if form.is_bound and seen is None else 200)


def _set(request: StaffRequest) -> HttpResponse:
    messages.success(request, _("Festgelegt. Vorgänge ohne Bearbeitung ziehen am Stichtag von selbst um."))
    return redirect("casework:triage")


def _refused(error: InvalidInput, form: WeightsForm | None, when: ValidFromForm) -> None:
    text = problem(error.field, error.reason)
    if error.field in when.fields:
        when.add_error(error.field, text)
    elif form is not None and f"{error.field}_4" in form.fields:
        form.add_error(f"{error.field}_4", text)
    else:
        when.add_error(None, text)


def _as_typed(rule: Any) -> dict[str, Any]:
    return {
        "prefix": rule.prefix,
        "difficulty_at_least": rule.difficulty_at_least,
        "urgency_at_least": rule.urgency_at_least,
        "team": rule.team_code,
        "reason": rule.reason.get("de", ""),
    }


def _stored_chart(form: Any) -> list[dict[str, Any]]:
    """The chart as typed; a reason that stands in the chart of today keeps its translations."""
    known = {rule.reason["de"]: rule.reason for rule in office.routing_rules(on=timezone.localdate())}
    said = [line.cleaned_data for line in form if line.cleaned_data.get("team")]
    return [
        offices.stored_rule(
            prefix=each["prefix"],
            difficulty_at_least=each["difficulty_at_least"],
            urgency_at_least=each["urgency_at_least"],
            team=each["team"],
            reason=known.get(each["reason"].strip(), {"de": each["reason"].strip()}),
        )
        for each in said
    ]


def _days(steps: Any, level: int) -> int | None:
    return next((days for days, urgency in steps if urgency == level), None)


def _in(texts: Any) -> str:
    return texts.get(language()) or texts["de"]
