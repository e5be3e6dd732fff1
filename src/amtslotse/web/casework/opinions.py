"""Second opinions: a drawn case to judge without seeing its rank; and, once a month is over, how far judges and rules agree."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amtslotse.accounts.rules import may
from amtslotse.casework import actions, queries
from amtslotse.casework.queries import AgreementView, Coverage, Disagreement, DriftView, FieldView
from amtslotse.casework.queries.opinions import DIFFICULTIES, SHOWN, URGENCIES
from amtslotse.casework.rules.opinions import LONGEST_REASON
from amtslotse.engines.agreement import Agreement
from amtslotse.engines.drift import Shift
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.web.casework import words
from amtslotse.web.casework.lists import language, tabs
from amtslotse.web.casework.steering_words import TRIAGE_CODES
from amtslotse.web.ui import exports
from amtslotse.web.ui.asked import number
from amtslotse.web.ui.exports import Cell
from amtslotse.web.ui.staff_request import StaffRequest

_CHOOSE = {"required": gettext_lazy("Bitte wählen.")}


class OpinionForm(forms.Form):
    """What she says of the case. The order of the choices is that of the scale, none is set before."""

    urgency = forms.TypedChoiceField(
        label=gettext_lazy("Wie dringend ist das?"),
        coerce=int,
        choices=[(str(level), words.URGENCIES[level]) for level in URGENCIES],
        widget=forms.RadioSelect,
        error_messages=_CHOOSE,
    )
    difficulty = forms.TypedChoiceField(
        label=gettext_lazy("Wie schwierig ist das?"),
        coerce=int,
        choices=[(str(level), words.DIFFICULTIES[level]) for level in DIFFICULTIES],
        widget=forms.RadioSelect,
        error_messages=_CHOOSE,
    )
    reason = forms.CharField(
        label=gettext_lazy("Warum?"),
        help_text=gettext_lazy("Ein Satz, ohne Namen. Wer die Gewichte verantwortet, liest ihn nach Ende des Monats."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": gettext_lazy("Bitte den Grund eintragen.")},
    )


def opinion(request: StaffRequest) -> HttpResponse:
    """The next drawn case of the month; a POST keeps what she says of the one that she saw."""
    after = number(request.GET.get("after", ""), most=10**6) or 0
    task = queries.opinion_task(actor=request.actor, language=language(), now=request.now, after=after)
    form = OpinionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            if task.next is None or request.POST.get("drawn") != str(task.next.drawn):
                raise InvalidInput(field="drawn", reason="ended")
            actions.give_opinion(drawn=task.next.drawn, **form.cleaned_data, by=request.actor, now=request.now)
        except (InvalidInput, NotFound):
            messages.error(request, _("Dieser Vorgang steht nicht mehr zur Einschätzung. Hier ist der nächste."))
        else:
            messages.success(request, _("Gespeichert. Was die Regeln sagen, bleibt bis zum Ende des Monats verdeckt."))
        return redirect("casework:opinion")
    shown = {
        "task": task,
        "case": task.next,
        "effect": words.EFFECTS.get(task.next.effect, words.EFFECTS["legal_check"]) if task.next else "",
        "month": date_format(task.month, "F Y"),
        "form": form,
        "tabs": tabs(request, "opinion"),
    }
    return render(request, "casework/opinion.html", shown, status=422 if form.is_bound else 200)


@require_GET
def agreement(request: StaffRequest) -> HttpResponse:
    """Three checks of the rules: every case has a cluster, what comes in is mixed as before, judges and rules agree."""
    covered, moved, seen = _read(request)
    owns = may(request.actor, "triage.change")
    apart = _apart(request, seen) if owns and seen else []
    shown = {
        "covered": covered,
        "moved": moved,
        "drift": moved.found,
        "shifts": [
            (_cluster(each), 100 * each.before, 100 * each.now, _more_or_less(each.by))
            for each in (moved.found.shifts[:5] if moved.found else ())
        ],
        "seen": seen,
        "month": date_format(seen.month, "F Y") if seen else "",
        "months": [(f"{each:%Y-%m}", date_format(each, "F Y"), each == seen.month) for each in seen.months] if seen else [],
        "axes": _axes(seen) if seen else [],
        "services": [(each.title or _("übrige Leistungen"), each) for each in seen.services] if seen else [],
        "owns": owns,
        "apart": [(each, _why(each)) for each in apart[:SHOWN]],
        "number_apart": len(apart),
        "words": {"urgencies": words.URGENCIES, "difficulties": words.DIFFICULTIES},
        "tabs": tabs(request, "triage"),
    }
    return render(request, "casework/agreement.html", shown)


@require_GET
def agreement_export(request: StaffRequest, form: str) -> HttpResponse:
    """One of the tables as a file, as it is shown; of the disagreements every line."""
    covered, moved, seen = _read(request)
    table = request.GET.get("table", "services")
    tables: dict[str, Callable[[], tuple[list[str], list[list[Cell]]]]] = {
        "coverage": lambda: (
            [_("Offene Vorgänge"), _("Mit Sachgebiet durch eine Regel"), _("Kennung ohne Regel"), _("Vorgänge")],
            [[covered.cases, covered.covered, code, count] for code, count in covered.uncovered or (("", 0),)],
        ),
        "drift": lambda: (
            [_("Dringlichkeit und Schwierigkeit"), _("Anteil vorher in Prozent"), _("Anteil zuletzt in Prozent"),
             _("Beitrag zum Index")],
            [[_cluster(each), round(100 * each.before, 1), round(100 * each.now, 1), round(each.part, 4)]
             for each in (moved.found.shifts if moved.found else ())],
        ),
        "services": lambda: (
            [_("Leistung"), _("Achse"), _("Einschätzungen"), _("Vorgänge"), _("Gleich"), _("Kappa"), _("Intervall von"),
             _("Intervall bis")],
            [[title, axis, *_cells(found)] for title, axis, found in _every(seen)],
        ),
        "fields": lambda: (
            [_("Achse"), _("Regeln"), _("Einschätzung"), _("Wie oft")],
            [[str(axis["title"]), str(row["label"]), str(axis["labels"][place]), _count(each)]
             for axis in (_axes(seen) if seen else []) for row in axis["rows"] for place, each in enumerate(row["fields"])],
        ),
        "disagreements": lambda: (
            [_("Vorgang"), _("Leistung"), _("Dringlichkeit nach den Regeln"), _("Dringlichkeit nach der Einschätzung"),
             _("Schwierigkeit nach den Regeln"), _("Schwierigkeit nach der Einschätzung"), _("Welche Regeln"), _("Grund")],
            [_line(each) for each in (_apart(request, seen) if seen else [])],
        ),
    }  # fmt: skip
    if table not in tables or (table == "disagreements" and not may(request.actor, "triage.change")):
        raise Http404(table)
    header, rows = tables[table]()
    when = f"{seen.month:%Y-%m}" if seen and table not in ("coverage", "drift") else f"{moved.first:%Y-%m}"
    return exports.answer(form, f"regeln-{table}-{when}", header, rows, right_to_left=get_language_bidi())


def _read(request: StaffRequest) -> tuple[Coverage, DriftView, AgreementView | None]:
    which = {"actor": request.actor, "now": request.now}
    seen = queries.agreement_of(**which, language=language(), month=_month(request))
    return queries.coverage(**which), queries.cluster_drift(**which), seen


def _month(request: StaffRequest) -> date | None:
    """The month that the address asks for; none is the newest."""
    try:
        return date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return None


def _apart(request: StaffRequest, seen: AgreementView) -> list[Disagreement]:
    which = {"actor": request.actor, "now": request.now, "language": language()}
    return list(queries.disagreements(**which, month=seen.month))


def _axes(seen: AgreementView) -> list[dict[str, Any]]:
    """Both scales: the figure, and the table of rules against judgements."""
    if seen.urgency is None or seen.difficulty is None:
        return []
    scales: tuple[tuple[str, str, Agreement, tuple[FieldView, ...], tuple[int, ...], dict[int, Any]], ...] = (
        ("urgency", _("Dringlichkeit"), seen.urgency, seen.urgency_fields, URGENCIES, words.URGENCIES),
        ("difficulty", _("Schwierigkeit"), seen.difficulty, seen.difficulty_fields, DIFFICULTIES, words.DIFFICULTIES),
    )
    return [
        {
            "key": key,
            "title": title,
            "found": found,
            "labels": [labels[level] for level in scale],
            "rows": [{"label": labels[level], "fields": [each for each in fields if each.rules == level]} for level in scale],
        }
        for key, title, found, fields, scale, labels in scales
    ]


def _every(seen: AgreementView | None) -> list[tuple[str, str, Agreement]]:
    if seen is None or seen.urgency is None or seen.difficulty is None:
        return []
    rows = [(each.title or _("übrige Leistungen"), each.urgency, each.difficulty) for each in seen.services]
    rows.append((_("Alle"), seen.urgency, seen.difficulty))
    axes = (_("Dringlichkeit"), _("Schwierigkeit"))
    return [(title, axis, found) for title, *both in rows for axis, found in zip(axes, both, strict=True)]


def _cells(found: Agreement) -> list[Cell]:
    figures = (found.kappa, found.low, found.high)
    return [found.n, found.cases, found.same, *(None if each is None else round(each, 3) for each in figures)]


def _count(field: FieldView) -> Cell:
    return _("verdeckt") if field.count is None else field.count


def _line(each: Disagreement) -> list[Cell]:
    return [
        each.file_number,
        each.title,
        str(words.URGENCIES[each.rules_urgency]),
        str(words.URGENCIES[each.urgency]),
        str(words.DIFFICULTIES[each.rules_difficulty]),
        str(words.DIFFICULTIES[each.difficulty]),
        _why(each),
        each.reason,
    ]


def _why(each: Disagreement) -> str:
    return ", ".join(str(TRIAGE_CODES.get(code, code)) for code in each.rules_why) or _("keine Regel")


def _more_or_less(by: float) -> str:
    return _("mehr") if by > 0 else _("weniger") if by < 0 else _("gleich viel")


def _cluster(shift: Shift) -> str:
    urgency, difficulty = shift.group
    return f"{words.URGENCIES[urgency]} · {words.DIFFICULTIES[difficulty]}"
