"""What the cockpit says: figures with their cards, charts, tables, and the words of every filter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amtslotse.engines.throughput import BANDS, FEWEST, Band
from amtslotse.kernel import codes
from amtslotse.reporting.queries import CaseRow, Cockpit, Percentiles, RowFigures, SourceView, State
from amtslotse.reporting.rules import KPIS, UNASSIGNED, CaseSelection, Kpi, Period, Selection
from amtslotse.web.cockpit.forms import ALL
from amtslotse.web.ui.charts import BarChart, Chart, LineChart, Series


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    selected: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One figure and everything one must know to trust it. ``value`` is None when it is not shown: then ``hint`` says why.

    ``link`` leads to what is behind it, ``link_name`` says to what if it is not a list of cases.
    """

    title: str
    value: float | int | Decimal | None
    places: int
    unit: str
    kpi: Kpi
    n: int
    period: str
    source: str
    as_of: datetime
    link: str
    hint: str = ""
    link_name: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table of figures; each count leads to its list."""

    name: str
    received: int
    decided: int
    stock: int
    throughput: Percentiles
    first_touch: Percentiles
    received_link: str
    decided_link: str
    stock_link: str
    touch_link: str


@dataclass(frozen=True, slots=True)
class AgeLine:
    name: str
    count: int
    link: str


@dataclass(frozen=True, slots=True)
class Page:
    """The cockpit in one language."""

    heading: str
    as_of: datetime
    source: str
    invented: int
    is_empty: bool
    is_current: bool
    cards: tuple[Card, ...]
    flow: Chart
    stock: Chart
    ages: Chart
    age_card: Card
    age_lines: tuple[AgeLine, ...]
    untouched: int
    throughput: Chart
    first_touch: Chart
    rows: tuple[Line, ...]
    total: Line
    months: tuple[Line, ...]


def band_name(band: Band) -> str:
    """``30 bis 89 Tage``."""
    if band.end is None:
        return _("%(first)s Tage und mehr") % {"first": band.first}
    return _("%(first)s bis %(last)s Tage") % {"first": band.first, "last": band.end - 1}


def month_name(month: date) -> str:
    return date_format(month, "M Y")


def period_name(period: Period) -> str:
    """``2023``, ``1. Quartal 2024``, ``März 2024``, else first and last month."""
    name = period.name
    if "Q" in name:
        return _("%(quarter)s. Quartal %(year)s") % {"quarter": name[-1], "year": name[:4]}
    if "…" in name:
        months = period.months
        return _("%(first)s bis %(last)s") % {"first": month_name(months[0]), "last": month_name(months[-1])}
    return name if len(name) == 4 else date_format(period.first, "F Y")


def source_name(key: str) -> str:
    """A source in words."""
    if key == "amtslotse":
        return _("eigenes Journal")
    if key == "demo-history":
        return _("Vorgeschichte der Vorführung")
    return _("Import „%(name)s“") % {"name": key}


def source_note(views: tuple[SourceView, ...]) -> str:
    """The sources of a selection, and what in them is not real."""
    names = ", ".join(source_name(view.key) for view in views) or _("keine Daten")
    if any(view.key == "demo-history" for view in views):
        return _(
            "%(names)s. In der Vorgeschichte sind nur die Zahlen je Zweck 2023 und im 1. Quartal 2024 echt (Karlsruhe, "
            "Vorlage 2024/0376); alle Tage und Dauern und alles ab April 2024 sind erfunden."
        ) % {"names": names}
    return names


def row_names(names: dict[str, str]) -> dict[str, str]:
    return {**names, UNASSIGNED: _("Ohne Zuordnung")}


# ---- Filters ------------------------------------------------------------------------------------------------------


def periods(state: State, source: str, asked: str, *, end: date) -> list[Choice]:
    """The years and quarters in which there are data, newest first."""
    first = min((view.first_on for view in state.of(source)), default=end)
    found = [Choice("", _("Letzte 13 Monate"), not asked), Choice(ALL, _("Alles"), asked == ALL)]
    for year in range(end.year, max(first.year, end.year - 15) - 1, -1):
        for period in (Period.of_year(year), *(Period.of_year(year, quarter) for quarter in (4, 3, 2, 1))):
            if period.first <= end and period.end > first:
                found.append(Choice(period.name, period_name(period), asked == period.name))
    other = Period.parse(asked)
    if other and not any(choice.selected for choice in found):
        found.append(Choice(asked, period_name(other), True))
    return found


def purposes(names: dict[str, str], asked: str) -> list[Choice]:
    return [Choice("", _("Alle Zwecke"), not asked)] + [
        Choice(key, name, key == asked) for key, name in row_names(names).items()
    ]


def sources(state: State, asked: str) -> list[Choice]:
    views = state.sources
    return [Choice("", _("Alle Quellen"), not asked), *(Choice(v.key, source_name(v.key), v.key == asked) for v in views)]


# ---- Lists --------------------------------------------------------------------------------------------------------


def _link(selection: Selection, shown: str, *, period: str = "", **more: str) -> str:
    """The address of the list behind a figure."""
    query = {
        "show": shown,
        "period": "" if shown == "stock" else period,
        "purpose": selection.row,
        "source": selection.source,
        **more,
    }
    return f"{reverse('cockpit:cases')}?{urlencode({key: value for key, value in query.items() if value})}"


def list_heading(wanted: CaseSelection) -> str:
    """What the list shows, in words."""
    period = period_name(wanted.selection.period)
    if wanted.shown == "received":
        return _("Eingegangen: %(period)s") % {"period": period}
    if wanted.shown == "first_touch":
        return _("Erstmals bearbeitet: %(period)s") % {"period": period}
    if wanted.shown == "decided":
        return _("Entschieden: %(period)s") % {"period": period}
    band = next((band for band in BANDS if band.key == wanted.band), None)
    return _("Bestand, %(band)s") % {"band": band_name(band)} if band else _("Bestand")


def waits_on(word: str) -> str:
    """Whose turn it is, in words."""
    return {
        "us": _("Behörde"),
        "applicant": _("antragstellende Person"),
        "nobody": _("niemand"),
        "": _("Behörde"),
    }.get(word, _("andere Stelle"))


def case_line(case: CaseRow, names: dict[str, str]) -> tuple[CaseRow, str, str, str]:
    """A case with its source, its row and whose turn it is, in words."""
    return case, source_name(case.source), names.get(case.row or UNASSIGNED, case.row), waits_on(case.waits_on)


def export_head() -> list[str]:
    return [
        _("Quelle"),
        _("Vorgang"),
        _("Titelcode"),
        _("Zweck"),
        _("Eingegangen"),
        _("Erste Bearbeitung"),
        _("Vollständig"),
        _("Entschieden"),
        _("Durchlaufzeit brutto (Tage)"),
        _("Bis zur ersten Bearbeitung (Tage)"),
        _("Alter (Tage)"),
        _("Am Zug"),
        _("Ereignisse"),
        _("Erfunden"),
    ]


def export_row(case: CaseRow, names: dict[str, str]) -> list[str | int | float | datetime | None]:
    return [
        source_name(case.source),
        codes.spoken(case.file_number) or case.ref,
        case.purpose,
        names.get(case.row or UNASSIGNED, case.row),
        case.received_at,
        case.first_touch_at,
        case.complete_at,
        case.decided_at,
        None if case.gross_days is None else round(case.gross_days, 2),
        None if case.touch_days is None else round(case.touch_days, 2),
        None if case.age_days is None else round(case.age_days, 2),
        waits_on(case.waits_on),
        case.events,
        _("ja") if case.invented else _("nein"),
    ]


# ---- The page -----------------------------------------------------------------------------------------------------


def _too_few(percentiles: Percentiles) -> str:
    """Why a percentile is not shown."""
    if not percentiles.is_hidden:
        return _("Keine Vorgänge im Zeitraum.")
    return ngettext(
        "Nicht gezeigt: nur %(n)s Vorgang, gezeigt wird ab %(fewest)s.",
        "Nicht gezeigt: nur %(n)s Vorgänge, gezeigt wird ab %(fewest)s.",
        percentiles.n,
    ) % {"n": percentiles.n, "fewest": FEWEST}


def page(figures: Cockpit, names: dict[str, str], *, asked_period: str, language: str) -> Page:
    """Everything the cockpit says about a selection."""
    selection = figures.selection
    period = period_name(selection.period)
    source = source_note(figures.state.of(selection.source))
    link_period = asked_period

    def card(
        key: str, value: float | int | None, n: int, shown: str, *, title: str = "", places: int = 0, hint: str = ""
    ) -> Card:
        kpi = KPIS[key]
        is_now = shown == "stock"
        return Card(
            title=title or kpi.text("name", language),
            value=value,
            places=places,
            unit=kpi.text("unit", language),
            kpi=kpi,
            n=n,
            period=_("Stand jetzt") if is_now else period,
            source=source,
            as_of=figures.as_of,
            link=_link(selection, shown, period=link_period),
            hint=hint,
        )

    total, months = figures.total, figures.months
    through, touch = total.throughput, total.first_touch
    cards = (
        card("received", total.received, total.received, "received"),
        card("decided", total.decided, total.decided, "decided"),
        card("stock", figures.stock, figures.stock, "stock"),
        *(
            card(
                "throughput",
                value,
                through.n,
                "decided",
                title=f"{KPIS['throughput'].text('name', language)} {name}",
                places=1,
                hint="" if value is not None else _too_few(through),
            )
            for name, value in (("P50", through.p50), ("P80", through.p80), ("P90", through.p90))
        ),
        card(
            "first_touch",
            touch.p50,
            touch.n,
            "first_touch",
            title=_("Bis zur ersten Bearbeitung, Median"),
            places=1,
            hint="" if touch.p50 is not None else _too_few(touch),
        ),
    )
    labels = [month_name(figure.month) for figure in months]
    days = KPIS["throughput"].text("unit", language)
    is_current = timezone.localdate(figures.as_of) < selection.period.end
    running = _("Der letzte Monat läuft noch.") if is_current else ""

    def lines(title: str, unit: str, *series: Series, places: int = 0, note: str = "") -> LineChart:
        return LineChart(
            title=title, labels=labels, series=series, unit=unit, places=places, label_heading=_("Monat"), note=note or running
        )

    return Page(
        heading=period,
        as_of=figures.as_of,
        source=source,
        invented=figures.invented,
        is_empty=not total.received and not total.decided and not figures.stock,
        is_current=is_current,
        cards=cards,
        flow=lines(
            _("Zugang und Abgang"),
            KPIS["received"].text("unit", language),
            Series(_("eingegangen"), [figure.received for figure in months], 1),
            Series(_("entschieden"), [figure.decided for figure in months], 2),
        ),
        stock=lines(
            _("Bestand am Monatsende"),
            KPIS["stock"].text("unit", language),
            Series(_("Bestand"), [figure.stock for figure in months], 3),
        ),
        ages=BarChart(
            title=_("Bestand nach Alter"),
            labels=[band_name(band) for band, _count in figures.ages],
            series=[Series(_("Vorgänge"), [count for _band, count in figures.ages], 3)],
            unit=KPIS["age"].text("unit", language),
            label_heading=_("Alter"),
            note=_("Nach drei Monaten (hier: 90 Tagen) ohne zureichenden Grund ist die Untätigkeitsklage möglich (§ 75 VwGO)."),
        ),
        age_card=card("age", figures.stock, figures.stock, "stock"),
        age_lines=tuple(
            AgeLine(band_name(band), count, _link(selection, "stock", band=band.key)) for band, count in figures.ages
        ),
        untouched=figures.untouched,
        throughput=lines(
            _("Durchlaufzeit brutto nach Monat der Entscheidung"),
            days,
            Series("P50", [figure.throughput.p50 for figure in months], 1),
            Series("P80", [figure.throughput.p80 for figure in months], 2),
            Series("P90", [figure.throughput.p90 for figure in months], 3),
            places=1,
        ),
        first_touch=lines(
            _("Zeit bis zur ersten Bearbeitung nach Monat"),
            days,
            Series("P50", [figure.first_touch.p50 for figure in months], 1),
            Series("P80", [figure.first_touch.p80 for figure in months], 2),
            places=1,
        ),
        rows=tuple(
            _line(row_names(names).get(row.key, row.key), row, selection, link_period, purpose=row.key) for row in figures.rows
        ),
        total=_line(_("Zusammen"), total, selection, link_period),
        months=tuple(
            _line(
                month_name(figure.month),
                RowFigures("", figure.received, figure.decided, figure.stock, figure.throughput, figure.first_touch),
                selection,
                f"{figure.month:%Y-%m}",
            )
            for figure in months
        ),
    )


def _line(name: str, figures: RowFigures, selection: Selection, period: str, **more: str) -> Line:
    return Line(
        name,
        figures.received,
        figures.decided,
        figures.stock,
        figures.throughput,
        figures.first_touch,
        _link(selection, "received", period=period, **more),
        _link(selection, "decided", period=period, **more),
        _link(selection, "stock", **more),
        _link(selection, "first_touch", period=period, **more),
    )
