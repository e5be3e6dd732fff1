"""Appointments, visits and contacts: one page and one file of the same figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from amtslotse.offices import queries as offices
from amtslotse.reporting import queries
from amtslotse.reporting.queries import Percentiles, Share, SupplyDay, Visits
from amtslotse.reporting.rules.visits import VISIT_KPIS
from amtslotse.web.cockpit import forms, presenters
from amtslotse.web.cockpit.presenters import Card
from amtslotse.web.ui import exports
from amtslotse.web.ui.charts import BarChart, Chart, LineChart, Series

CLASSES = ("regular", "short", "emergency")
Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of figures with the card that explains them. A cell is text or a number with its places."""

    card: Card
    heads: tuple[str, ...]
    lines: tuple[tuple[str, tuple[tuple[float | int | None, int], ...]], ...]
    note: str = ""


def page(request: HttpRequest) -> HttpResponse:
    """All figures of a period and a source."""
    figures, state = _figures(request)
    asked = request.GET.get("period", "")
    source = figures.selection.source
    language = get_language() or "de"
    shown = {
        "heading": presenters.period_name(figures.selection.period),
        "as_of": figures.as_of,
        "source": _source(figures),
        "is_empty": figures.is_empty,
        "periods": presenters.periods(state, source, asked, end=forms.latest(state, source, now=request.now)),  # type: ignore[attr-defined]
        "sources": presenters.sources(state, source),
        "query": request.GET.urlencode(),
        "tables": _tables(figures, language),
        "charts": _charts(figures, language),
        "cards": _cards(figures, language),
    }
    return render(request, "cockpit/visits.html", shown)


def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The page's figures as a file, one a line, each with its n."""
    figures, _state = _figures(request)
    head = [_("Kennzahl"), _("Gruppe"), _("Angabe"), _("Wert"), _("Einheit"), "n", _("Zeitraum"), _("Quelle")]
    return exports.answer(kind, "besuche", head, _lines(figures, get_language() or "de"), right_to_left=get_language_bidi())


def _figures(request: HttpRequest) -> tuple[Visits, queries.State]:
    now, by = request.now, request.actor  # type: ignore[attr-defined]
    state = queries.visit_state()
    wanted = forms.visit_selection(request.GET, state, now=now)
    return queries.visits(selection=wanted, as_of=state.as_of(wanted.source, now=now), by=by, now=now), state


def class_name(klass: str) -> str:
    """A class of appointments or of a stop in the hall, in words."""
    return {
        "regular": _("Regeltermin"),
        "short": _("Kurzanliegen"),
        "emergency": _("Notfall"),
        "clearing": _("Clearing"),
    }.get(klass, klass)


def _contact_name(channel: str, reason: str) -> str:
    channels = {"telephone": _("Telefon"), "counter": _("Schalter"), "mail": _("Mail")}
    reasons = {
        "general": _("allgemeine Frage"),
        "appointment": _("Termin"),
        "handing_in": _("Unterlagen abgeben"),
        "status": _("Stand des Vorgangs"),
        "responsible": _("Zuständigkeit"),
    }
    return f"{reasons.get(reason, reason)} ({channels.get(channel, channel)})"


def _lead_name(band: str) -> str:
    first, _dash, last = band.partition("-")
    if not last:
        return _("%(first)s Tage und mehr") % {"first": first}
    return _("%(first)s bis %(last)s Tage") % {"first": first, "last": last}


def _source(figures: Visits) -> str:
    return presenters.source_name(figures.selection.source) if figures.selection.source else _("Alle Quellen")


def _card(figures: Visits, key: str, n: int, language: str, value: float | None = None, hint: str = "") -> Card:
    kpi = VISIT_KPIS[key]
    return Card(
        title=kpi.text("name", language),
        value=_whole(value),
        places=0,
        unit=kpi.text("unit", language),
        kpi=kpi,
        n=n,
        period=presenters.period_name(figures.selection.period),
        source=_source(figures),
        as_of=figures.as_of,
        link="",
        hint=hint,
    )


def _hint(share: Share) -> str:
    return _("Nicht gezeigt: zu wenige.") if share.is_hidden else _("Keine im Zeitraum.")


def _cards(figures: Visits, language: str) -> tuple[Card, ...]:
    calls, urgent = figures.telephone, figures.same_day
    lost = _("Keine eingelesen.")
    return (
        _card(figures, "telephone", calls.offered, language, calls.rate, lost),
        _card(figures, "same_day", urgent.n, language, urgent.percent, _hint(urgent)),
    )


def _three(values: Percentiles) -> tuple[tuple[float | None, int], ...]:
    return (values.p50, 0), (values.p80, 0), (values.p90, 0)


def _tables(figures: Visits, language: str) -> tuple[Table, ...]:
    # Rounded here: what a page prints is cut off, not rounded.
    return tuple(
        replace(table, lines=tuple((name, tuple(map(_rounded, cells))) for name, cells in table.lines))
        for table in _exact(figures, language)
    )


def _rounded(cell: tuple[float | int | None, int]) -> tuple[float | int | None, int]:
    value, places = cell
    return (None if value is None else round(value, places or None)), places


def _exact(figures: Visits, language: str) -> tuple[Table, ...]:
    sites = {site.code: site.name for site in offices.sites(language)}
    classes = sorted(figures.classes, key=lambda one: (*CLASSES, one.klass).index(one.klass))
    telephone = figures.telephone
    return (
        Table(
            _card(figures, "wait", sum(one.wait.n for one in classes), language),
            (_("Klasse"), _("Termine"), "P50", "P80", "P90"),
            tuple((class_name(one.klass), ((one.wait.n, 0), *_three(one.wait))) for one in classes),
        ),
        Table(
            _card(figures, "kept", sum(one.kept.n for one in classes if one.promise is not None), language),
            (_("Klasse"), _("Versprechen (Arbeitstage)"), _("eingehalten (%)"), _("Termine")),
            tuple(
                (class_name(one.klass), ((one.promise, 0), (one.kept.percent, 0), (one.kept.n, 0)))
                for one in classes
                if one.promise is not None
            ),
        ),
        Table(
            _card(figures, "no_show", sum(one.missed.n for one in classes), language),
            (_("Klasse"), _("nicht erschienen (%)"), _("Termine")),
            tuple((class_name(one.klass), ((one.missed.percent, 1), (one.missed.n, 0))) for one in classes),
        ),
        Table(
            _card(figures, "hall_wait", sum(one.wait.n for one in figures.hall), language),
            (_("Klasse"), _("Besuche"), "P50", "P80", "P90"),
            tuple((class_name(one.klass), ((one.arrived, 0), *_three(one.wait))) for one in figures.hall),
        ),
        Table(
            _card(figures, "served", sum(one.served.n for one in figures.hall), language),
            (_("Klasse"), _("mit Ergebnis oder Termin (%)"), _("beendete Besuche")),
            tuple((class_name(one.klass), ((one.served.percent, 0), (one.served.n, 0))) for one in figures.hall),
        ),
        Table(
            _card(figures, "contacts", sum(one.contacts for one in figures.contacts), language),
            (_("Anlass des Kontakts"), _("Kontakte"), _("sofort geklärt (%)"), _("Dauer (s)")),
            tuple(
                (_contact_name(one.channel, one.reason), ((one.contacts, 0), (one.settled.percent, 0), (one.seconds, 0)))
                for one in figures.contacts
            ),
            note=_("Anrufe laut Telefonanlage: %(answered)s angenommen, %(lost)s verloren, %(repeated)s wiederholt.")
            % {"answered": telephone.answered, "lost": telephone.lost, "repeated": telephone.repeated}
            if telephone.offered
            else "",
        ),
        Table(
            _card(figures, "use", sum(line.offered for line in figures.use), language),
            (_("Klasse und Haus"), _("angebotene Minuten"), _("gebuchte Minuten"), _("Auslastung (%)")),
            tuple(
                (f"{class_name(line.klass)}, {sites.get(line.site, line.site)}", (
                    (line.offered, 0), (None if line.is_hidden else line.booked, 0), (line.percent, 0),
                ))
                for line in figures.use
            ),
            note=_("Ein Strich: Dort arbeiten zu wenige Menschen, die Zahl spräche über einzelne."),
        ),
    )  # fmt: skip


def _charts(figures: Visits, language: str) -> tuple[tuple[Card, Chart], ...]:
    weeks = sorted({_monday(line.day) for line in figures.supply})
    klasses = [klass for klass in CLASSES if any(line.klass == klass for line in figures.supply)]
    last = {(_monday(line.day), line.klass): line for line in figures.supply}
    third, missed = VISIT_KPIS["third_next"], VISIT_KPIS["no_show"]
    return (
        (
            _card(figures, "third_next", len(figures.supply), language),
            LineChart(
                title=third.text("name", language),
                labels=[date_format(week, "j M") for week in weeks],
                series=[
                    Series(class_name(klass), [_third(last.get((week, klass))) for week in weeks], number + 1)
                    for number, klass in enumerate(klasses)
                ],
                unit=third.text("unit", language),
                label_heading=_("Woche"),
                note=_("Letzter Stand jeder Woche. Eine Lücke heißt: Weniger als drei Zeiten waren frei."),
            ),
        ),
        (
            _card(figures, "no_show", sum(share.n for _band, share in figures.leads), language),
            BarChart(
                title=_("Nicht erschienen nach Abstand zur Buchung"),
                labels=[_lead_name(band) for band, _share in figures.leads],
                series=[
                    Series(_("nicht erschienen"), [share.percent and round(share.percent) for _band, share in figures.leads], 4)
                ],
                unit=missed.text("unit", language),
                label_heading=_("Von der Buchung bis zum Termin"),
            ),
        ),
    )


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def _third(line: SupplyDay | None) -> float | None:
    return None if line is None or line.third_next is None else float(line.third_next)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _lines(figures: Visits, language: str) -> Iterator[list[Cell]]:
    period, source = presenters.period_name(figures.selection.period), _source(figures)
    for table in _tables(figures, language):
        for group, cells in table.lines:
            for head, (value, _places) in zip(table.heads[1:], cells, strict=True):
                yield [table.card.title, group, head, value, table.card.unit, table.card.n, period, source]
    for card in _cards(figures, language):
        yield [card.title, "", "", card.value, card.unit, card.n, period, source]
    for line in figures.supply:
        kpi = VISIT_KPIS["third_next"]
        group = f"{class_name(line.klass)}, {line.day:%Y-%m-%d}"
        yield [kpi.text("name", language), group, "", line.third_next, kpi.text("unit", language), line.free, period, source]
    for band, share in figures.leads:
        kpi = VISIT_KPIS["no_show"]
        percent = None if share.percent is None else round(share.percent, 1)
        yield [kpi.text("name", language), _lead_name(band), "", percent, kpi.text("unit", language), share.n, period, source]
