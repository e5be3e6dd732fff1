"""The week: opening hours, counters, what each counter offers, and how the places of a class are given."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amtslotse.accounts.rules import may, require
from amtslotse.appointments import actions, queries
from amtslotse.appointments.rules.overbooking import ENOUGH, RISK
from amtslotse.appointments.rules.planning import PolicyInput
from amtslotse.engines.slots import Offer
from amtslotse.flows import replanning
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.kernel.localtime import day_of
from amtslotse.offices import queries as offices
from amtslotse.offices.queries import CounterView
from amtslotse.web.planner import words
from amtslotse.web.planner.forms import CounterForm, HoursForm, HoursSet, PolicyForm, RuleForm, RuleSet, ValidFromForm
from amtslotse.web.planner.frame import language, tabs
from amtslotse.web.ui.staff_request import StaffRequest


def hours(request: StaffRequest) -> HttpResponse:
    """When each site is open, and what is closed."""
    require(request.actor, "planner.see")
    today = day_of(request.now)
    lines = offices.hours(on=today)
    numbers = {site.code: site.name for site in offices.sites(language())}
    context = {
        "tabs": tabs(request, "hours"),
        "sites": [(site, _by_start([line for line in lines if line.site == site.code])) for site in offices.sites(language())],
        "closures": [(closure, numbers.get(closure.site or "", "")) for closure in offices.closures(ends_after=request.now)],
        "may_change": may(request.actor, "planner.change"),
        "may_close": may(request.actor, "planner.close_counter"),
    }
    return render(request, "planner/hours.html", context)


def change_hours(request: StaffRequest, site: str) -> HttpResponse:
    """New opening hours from a day on."""
    require(request.actor, "planner.change")
    view, today = offices.site(site, language()), day_of(request.now)
    lines = [line for line in offices.hours(site=site, on=today) if line.valid_from <= today]
    initial = _rows(lines, ("opens", "closes"))
    bound = request.POST if request.method == "POST" else None
    form, rows = ValidFromForm(bound, today=today), HoursSet(bound, initial=initial, prefix="row")
    if bound is not None and form.is_valid() and rows.is_valid():
        try:
            done = replanning.set_hours(
                site=site,
                hours=[(day, row["opens"], row["closes"]) for row in _filled(rows) for day in row["weekdays"]],
                valid_from=form.cleaned_data["valid_from"],
                by=request.actor,
                now=request.now,
            )
        except InvalidInput as error:
            form.add_error(None, words.problem(error))
        else:
            _say(request, done)
            return redirect("planner:hours")
    context = {"tabs": tabs(request, "hours"), "site": view, "form": form, "rows": rows, "blank": HoursForm()}
    return render(request, "planner/change_hours.html", context, status=422 if form.is_bound else 200)


def counters(request: StaffRequest) -> HttpResponse:
    """Every counter, and what it can do."""
    require(request.actor, "planner.see")
    bodies = offices.bodies(language())
    context = {
        "tabs": tabs(request, "counters"),
        "sites": [
            (site, [_counter(counter, bodies) for counter in offices.counters(site=site.code)])
            for site in offices.sites(language())
        ],
        "may_change": may(request.actor, "planner.change"),
    }
    return render(request, "planner/counters.html", context)


def change_counter(request: StaffRequest, counter: int) -> HttpResponse:
    """What a counter is and can do; whether it is in use."""
    require(request.actor, "planner.change")
    view = _find(counter)
    now_is = {name: getattr(view, name) for name in ("in_use", "kind", "serves", "languages", "step_free")}
    form = CounterForm(request.POST if request.method == "POST" else None, initial=now_is)
    if form.is_bound and form.is_valid():
        done = replanning.set_counter(counter=counter, **form.cleaned_data, by=request.actor, now=request.now)
        _say(request, done)
        return redirect("planner:counters")
    context = {"tabs": tabs(request, "counters"), "counter": view, "site": _site_name(view.site), "form": form}
    return render(request, "planner/change_counter.html", context, status=422 if form.is_bound else 200)


def plan(request: StaffRequest) -> HttpResponse:
    """What each counter offers in a week."""
    require(request.actor, "planner.see")
    lines = queries.plan_rules(on=day_of(request.now))
    names = {site.code: site.name for site in offices.sites(language())}
    context = {
        "tabs": tabs(request, "plan"),
        "counters": [
            (counter, names[counter.site], _by_start([line for line in lines if line.counter == counter.id]))
            for counter in offices.counters()
            if counter.in_use
        ],
        "may_change": may(request.actor, "planner.change"),
    }
    return render(request, "planner/plan.html", context)


def change_plan(request: StaffRequest, counter: int) -> HttpResponse:
    """A new week of a counter from a day on."""
    require(request.actor, "planner.change")
    view, today = _find(counter), day_of(request.now)
    lines = [
        line
        for line in queries.plan_rules(on=today)
        if line.counter == counter and line.valid_from <= today and not line.one_day
    ]
    initial = _rows(lines, ("opens", "closes", "klass", "contingent", "minutes"))
    bound = request.POST if request.method == "POST" else None
    form, rows = ValidFromForm(bound, today=today), RuleSet(bound, initial=initial, prefix="row")
    if bound is not None and form.is_valid() and rows.is_valid():
        begin: date = form.cleaned_data["valid_from"]
        offers = [
            Offer(counter, day, row["opens"], row["closes"], row["klass"], row["contingent"], row["minutes"], begin)
            for row in _filled(rows)
            for day in row["weekdays"]
        ]
        try:
            done = actions.set_rules(counter=counter, offers=offers, valid_from=begin, by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error(None, words.problem(error))
        else:
            _say(request, done)
            return redirect("planner:plan")
    context = {
        "tabs": tabs(request, "plan"),
        "counter": view,
        "site": _site_name(view.site),
        "form": form,
        "rows": rows,
        "blank": RuleForm(),
    }
    return render(request, "planner/change_plan.html", context, status=422 if form.is_bound else 200)


def policies(request: StaffRequest) -> HttpResponse:
    """How the places of each class are given."""
    require(request.actor, "planner.see")
    context = {
        "tabs": tabs(request, "policies"),
        "policies": [(words.CLASSES[policy.klass], policy) for policy in queries.policies()],
        "no_shows": [
            (each, None if each.rate is None else round(each.rate * 100))
            for each in queries.no_show_rates(now=request.now)["regular"]
        ],
        "risk_percent": round(RISK * 100),
        "enough": ENOUGH,
        "numbers": {**offices.DEFAULT_NUMBERS, **offices.office().settings},
        "may_change": may(request.actor, "planner.change"),
    }
    return render(request, "planner/policies.html", context)


def change_policy(request: StaffRequest, klass: str) -> HttpResponse:
    """Promise, horizon, holds and allocation of a class."""
    require(request.actor, "planner.change")
    if klass not in words.CLASSES:
        raise NotFound(klass)
    policy = next(each for each in queries.policies() if each.klass == klass)
    form = PolicyForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(policy, name) for name in PolicyForm.base_fields},
    )
    if form.is_bound and form.is_valid():
        try:
            done = actions.set_policy(policy=PolicyInput(klass=klass, **form.cleaned_data), by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, words.problem(error))
        else:
            _say(request, done)
            return redirect("planner:policies")
    context = {"tabs": tabs(request, "policies"), "name": words.CLASSES[klass], "form": form}
    return render(request, "planner/change_policy.html", context, status=422 if form.is_bound else 200)


def _say(request: StaffRequest, done: actions.Planned) -> None:
    messages.success(
        request,
        _("Gespeichert. Zeiten: %(made)s neu, %(retired)s entfallen, %(changed)s geändert.")
        % {"made": done.made, "retired": done.retired, "changed": done.changed},
    )
    if done.stranded:
        text = ngettext(
            "%(n)s Termin passt nicht mehr in den Plan. Er bleibt bestehen, bis jemand entscheidet.",
            "%(n)s Termine passen nicht mehr in den Plan. Sie bleiben bestehen, bis jemand entscheidet.",
            done.stranded,
        )
        messages.warning(request, text % {"n": done.stranded})


def _find(counter: int) -> CounterView:
    found = next((each for each in offices.counters() if each.id == counter), None)
    if found is None:
        raise NotFound(str(counter))
    return found


def _site_name(code: str) -> str:
    return offices.site(code, language()).name


def _counter(view: CounterView, bodies: dict[str, str]) -> dict[str, Any]:
    return {
        "view": view,
        "kind": words.COUNTER_KINDS[view.kind],
        "body": bodies.get(view.body, view.body),
        "serves": [words.SERVES.get(each, each) for each in view.serves],
        "languages": [words.LANGUAGES.get(each, each) for each in view.languages],
    }


def _rows(lines: Iterable[Any], fields: tuple[str, ...]) -> list[dict[str, Any]]:
    """Lines that differ in nothing but the weekday are one row of the form."""
    rows: dict[tuple[Any, ...], list[int]] = {}
    for line in lines:
        rows.setdefault(tuple(getattr(line, name) for name in fields), []).append(line.weekday)
    return [{**dict(zip(fields, key, strict=True)), "weekdays": days} for key, days in rows.items()]


def _filled(rows: BaseFormSet[Any]) -> list[dict[str, Any]]:
    return [row.cleaned_data for row in rows.forms if row.cleaned_data.get("weekdays")]


def _by_start(lines: list[Any]) -> list[dict[str, Any]]:
    """The lines as the page shows them: weekdays joined, with the words of class and contingent."""
    has_class = bool(lines) and hasattr(lines[0], "klass")
    fields = ("valid_from", "valid_to", "opens", "closes", *(("klass", "contingent", "minutes") if has_class else ()))
    return [
        {
            **row,
            "days": [words.SHORT_WEEKDAYS[day] for day in sorted(row["weekdays"])],
            "class_name": words.CLASSES.get(row.get("klass", ""), ""),
            "contingent_name": words.CONTINGENTS.get(row.get("contingent", ""), ""),
        }
        for row in _rows(lines, fields)
    ]
