"""The table "Bearbeitung von Aufenthaltstiteln" in the form in which a council reads it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amtslotse.reporting.queries import State, Titles
from amtslotse.reporting.rules import Period


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    selected: bool


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    count: int
    share: Decimal
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """The table with everything a reader must know to trust it."""

    heading: str
    head: tuple[str, str, str]
    lines: tuple[Line, ...]
    total: int
    shares_sum: Decimal
    footnotes: tuple[tuple[int, str], ...]
    remarks: tuple[str, ...]
    as_of: datetime
    query: str


def period_name(period: Period) -> str:
    """``2023`` or ``1. Quartal 2024``."""
    name = period.name
    return name if "Q" not in name else _("%(quarter)s. Quartal %(year)s") % {"quarter": name[-1], "year": name[:4]}


def asked_period(text: str, *, now: datetime) -> Period:
    """The year or quarter asked for; else the last year that is over."""
    period = Period.parse(text)
    if period is None or len(period.months) == 1:
        return Period.of_year(timezone.localdate(now).year - 1)
    return period


def choices(state: State, period: Period, *, now: datetime) -> list[Choice]:
    """Every year and quarter that has begun and may hold data, newest first."""
    today = timezone.localdate(now)
    first = min((view.first_on for view in state.sources), default=today)
    found = []
    for year in range(today.year, max(first.year, today.year - 15) - 1, -1):
        for one in (Period.of_year(year), *(Period.of_year(year, quarter) for quarter in (4, 3, 2, 1))):
            if one.first <= today and one.end > first:
                found.append(Choice(one.name, period_name(one), one == period))
    if not any(choice.selected for choice in found):
        found.append(Choice(period.name, period_name(period), True))
    return found


def paper(table: Titles, *, language: str) -> Paper:
    """The table in one language, with remarks on whatever a figure leaves out."""
    return Paper(
        heading=period_name(table.period),
        head=(_("Einzelne Aufenthaltszwecke"), _("Anzahl"), _("Prozent")),
        lines=tuple(Line(row.name(language), row.count, row.share, row.notes) for row in table.rows),
        total=table.total,
        shares_sum=table.shares_sum,
        footnotes=tuple((number, note(language)) for number, note in enumerate(table.footnotes, start=1)),
        remarks=tuple(_remarks(table)),
        as_of=table.as_of,
        query=f"period={table.period.name}",
    )


def _remarks(table: Titles) -> Iterator[str]:
    yield _(
        "Gezählt sind die im Zeitraum getroffenen Entscheidungen über Titel und Bescheinigungen. Ablehnungen und "
        "zurückgenommene Anträge sind nicht enthalten."
    )
    yield _(
        "Rundungsregel: Anteil = Anzahl × 100 ÷ Gesamtzahl, jeder Anteil für sich kaufmännisch auf zwei Stellen gerundet. Kein "
        "Anteil wird angepasst, damit die Summe aufgeht."
    )
    shown = {"sum": number_format(table.shares_sum, 2), "count": len(table.rows)}
    if not table.total:
        yield _("Im Zeitraum gibt es keine Entscheidungen.")
    elif table.shares_sum == 100:
        yield _("Geprüft: Die %(count)s Zeilen ergeben die Gesamtzahl, die Anteile ergeben 100,00 Prozent.") % shown
    else:
        yield (
            _(
                "Geprüft: Die %(count)s Zeilen ergeben die Gesamtzahl. Die gerundeten Anteile ergeben %(sum)s Prozent; die "
                "Abweichung von 100,00 kommt allein aus der Rundung."
            )
            % shown
        )
    if table.refused:
        yield ngettext(
            "%(n)s Antrag wurde abgelehnt und ist nicht gezählt.",
            "%(n)s Anträge wurden abgelehnt und sind nicht gezählt.",
            table.refused,
        ) % {"n": number_format(table.refused, force_grouping=True)}
    if table.unassigned:
        yield ngettext(
            "%(n)s entschiedener Vorgang hat keinen Titelcode dieser Tabelle und ist nicht gezählt.",
            "%(n)s entschiedene Vorgänge haben keinen Titelcode dieser Tabelle und sind nicht gezählt.",
            table.unassigned,
        ) % {"n": number_format(table.unassigned, force_grouping=True)}
    if table.invented:
        yield _("%(n)s dieser Entscheidungen sind für die Vorführung erfunden.") % {
            "n": number_format(table.invented, force_grouping=True)
        }
    if not table.is_over:
        yield _("Der Zeitraum ist noch nicht zu Ende.")


def export_rows(paper: Paper) -> Iterator[tuple[str | int | float, ...]]:
    """The lines of a file: the total first, as the council's paper has it, footnotes and remarks last."""
    yield _("Gesamtzahl"), paper.total, float(paper.shares_sum)
    for line in paper.lines:
        marks = "".join(f" {number})" for number in line.notes)
        yield line.name + marks, line.count, float(line.share)
    for number, note in paper.footnotes:
        yield f"{number}) {note}", "", ""
    for remark in paper.remarks:
        yield remark, "", ""
