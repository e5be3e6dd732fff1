"""What the registers say of a year: suits, inaction suits, complaints, legal reviews; each with its definition."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amtslotse.accounts.rules import require
from amtslotse.casework.rules import local_day
from amtslotse.reporting import queries
from amtslotse.reporting.queries import LegalFigures, Rate
from amtslotse.reporting.rules import Period
from amtslotse.reporting.rules.legal import LEGAL_KPIS
from amtslotse.web.legal import words
from amtslotse.web.legal.frame import tabs, year_of
from amtslotse.web.legal.reviews import language
from amtslotse.web.ui import exports
from amtslotse.web.ui.exports import Cell
from amtslotse.web.ui.staff_request import StaffRequest

#: So many years back are offered.
YEARS = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One figure with everything one must know to trust it. ``value`` is None where there is none."""

    name: str
    value: float | None
    unit: str
    low: float | None
    high: float | None
    part: int
    n: int
    definition: str
    formula: str

    @property
    def places(self) -> int:
        return 0 if self.value is not None and self.value == round(self.value) else 1


@require_GET
def figures(request: StaffRequest) -> HttpResponse:
    """The figures of a year."""
    this_year, found = _read(request)
    shown = {
        "tabs": tabs(request, "figures"),
        "year": found.period.first.year,
        "years": range(this_year, this_year - YEARS, -1),
        "lines": _lines(found),
        "ended": _ended(found),
        "total": found.upheld.n,
        "urgent": found.urgent_ended,
    }
    return render(request, "legal/figures.html", shown)


@require_GET
def figures_export(request: StaffRequest, form: str) -> HttpResponse:
    """The same figures as a file."""
    _year, found = _read(request)
    header = [_("Kennzahl"), _("Wert"), _("Einheit"), _("Intervall von"), _("Intervall bis"), _("Zähler"), "n", _("Rechnung")]
    rows: list[list[Cell]] = [
        [
            each.name, _short(each.value), each.unit, _short(each.low), _short(each.high), each.part, each.n, each.formula,
        ]
        for each in _lines(found)
    ]  # fmt: skip
    ended: list[list[Cell]] = [
        [f"{_('Beendete Klagen')}: {name}", number, "", None, None, number, found.upheld.n, ""]
        for name, number in _ended(found)
    ]
    name = f"{_('rechtszahlen')}-{found.period.name}"
    return exports.answer(form, name, header, rows + ended, right_to_left=get_language_bidi())


def _read(request: StaffRequest) -> tuple[int, LegalFigures]:
    require(request.actor, "legal.see")
    today = local_day(request.now)
    asked = year_of(request)
    year = asked if asked and today.year - 50 < asked <= today.year else today.year
    return today.year, queries.legal_figures(period=Period.of_year(year), by=request.actor, today=today)


def _lines(found: LegalFigures) -> list[Line]:
    last = found.last_review
    figures = {
        "upheld": found.upheld,
        "inaction_suits": found.inaction,
        "complaints": found.complaints,
        "review_done": found.done,
        "defect_rate": found.defects,
    }
    of = {"defect_rate": date_format(last.month, "F Y")} if last else {}
    return [_line(key, rate, of.get(key, "")) for key, rate in figures.items()]


def _line(key: str, rate: Rate, of: str) -> Line:
    kpi = LEGAL_KPIS[key]
    said = {field: kpi.text(field, language()) for field in ("name", "unit", "definition", "formula")}
    said["name"] += f" ({of})" if of else ""
    return Line(value=rate.value, low=rate.low, high=rate.high, part=rate.part, n=rate.n, **said)


def _ended(found: LegalFigures) -> list[tuple[str, int]]:
    return [(str(words.STATES[code]), found.ended.get(code, 0)) for code in words.STATES if code != "open"]


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
