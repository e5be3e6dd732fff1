"""Suits, complaints and the legal review of a period as the council reads them: numbers with their definitions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from amtslotse.accounts.rules import require
from amtslotse.kernel.actor import Actor
from amtslotse.reporting import queries
from amtslotse.reporting.queries import LegalFigures, Rate
from amtslotse.reporting.rules.legal import LEGAL_KPIS, OTHER, grouped
from amtslotse.web.council import presenters
from amtslotse.web.ui import exports
from amtslotse.web.ui.templatetags.ui import number


@dataclass(frozen=True, slots=True)
class Line:
    """A row: what is counted, how many, and behind it the rate with its interval where there is one."""

    name: str
    count: int | None
    rate: str
    formula: str = ""


def _who(request: HttpRequest) -> tuple[Actor, datetime]:
    return request.actor, request.now  # type: ignore[attr-defined]


def page(request: HttpRequest) -> HttpResponse:
    """The table of a period."""
    by, now = _who(request)
    require(by, "reporting.council_table")
    period = presenters.asked_period(request.GET.get("period", ""), now=now)
    found = queries.legal_figures(period=period, by=by, today=timezone.localdate(now))
    shown = {
        "heading": presenters.period_name(period),
        "query": f"period={period.name}",
        "choices": presenters.choices(queries.state(), period, now=now),
        "lines": list(_lines(found, get_language() or "de")),
        "now": now,
    }
    return render(request, "council/legal.html", shown)


def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The same table as a file."""
    by, now = _who(request)
    require(by, "reporting.council_table")
    period = presenters.asked_period(request.GET.get("period", ""), now=now)
    found = queries.legal_figures(period=period, by=by, today=timezone.localdate(now))
    head = [_("Angabe"), _("Anzahl"), _("Quote"), _("Rechnung")]
    rows = [[each.name, each.count, each.rate, each.formula] for each in _lines(found, get_language() or "de")]
    return exports.answer(kind, f"klagen-{period.name}", head, rows, right_to_left=get_language_bidi())


def _lines(found: LegalFigures, language: str) -> Iterator[Line]:
    outcomes = {
        "dismissed": _("abgewiesen"),
        "upheld": _("stattgegeben, ganz oder teilweise"),
        "otherwise": _("Vergleich, Rücknahme oder Erledigung"),
        OTHER: _("übrige Ausgänge"),
    }
    yield Line(_("Abgeschlossene Klageverfahren"), found.upheld.n, "")
    counts = {"dismissed": found.ended.get("dismissed", 0), "upheld": found.upheld.part}
    counts["otherwise"] = found.upheld.n - sum(counts.values())
    for code, count in grouped(counts):
        yield Line(f"– {outcomes[code]}", count, "")
    said = LEGAL_KPIS["upheld"].text("formula", language)
    if found.upheld.value is not None and any(code == "upheld" for code, _count in grouped(counts)):
        yield _line("upheld", found.upheld, language)
    else:
        yield Line(LEGAL_KPIS["upheld"].text("name", language), None, _("keine Quote: zu wenige"), said)
    yield _line("inaction_suits", found.inaction, language)
    yield _line("complaints", found.complaints, language)
    done = _("%(done)s von %(due)s Monaten") % {"done": found.months_done, "due": found.months_due}
    kpi = LEGAL_KPIS["review_done"]
    yield Line(kpi.text("name", language), found.months_done, done, kpi.text("formula", language))
    last = found.last_review
    if last:
        yield _line("defect_rate", found.defects, language, of=date_format(last.month, "F Y"))


def _line(key: str, rate: Rate, language: str, *, of: str = "") -> Line:
    kpi = LEGAL_KPIS[key]
    shown = _("keine Quote: zu wenige")
    if rate.value is not None:
        shown = f"{number(rate.value, 1)} {kpi.text('unit', language)}"
        if rate.low is not None and rate.high is not None:
            interval = {"low": number(rate.low, 1), "high": number(rate.high, 1)}
            shown = f"{shown} ({_('Intervall %(low)s bis %(high)s') % interval})"
    name = kpi.text("name", language)
    return Line(f"{name} ({of})" if of else name, rate.part, shown, kpi.text("formula", language))
