"""How the work went: one page and one file of the same figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from amtslotse.catalogue import queries as catalogue
from amtslotse.journal.rules import OWN
from amtslotse.reporting import queries
from amtslotse.reporting.queries import Mean, Percentiles, Process, Share, VersionPair
from amtslotse.reporting.rules import Selection
from amtslotse.reporting.rules.process import PROCESS_KPIS
from amtslotse.web.cockpit import backlog_cards, contact_cards, forms, presenters
from amtslotse.web.cockpit.presenters import Card
from amtslotse.web.cockpit.sections import Section
from amtslotse.web.ui import exports


@dataclass(frozen=True, slots=True)
class ClearingLine:
    """A row of the table of clearing, as it is printed."""

    name: str
    n: int
    at_once: float | None
    requests: float | None
    days: tuple[float | None, ...]  # P50, P80, P90


@dataclass(frozen=True, slots=True)
class VersionLine:
    """Two versions of a service as they are printed, with the sentence that says what the comparison found."""

    name: str
    pair: VersionPair
    counts: tuple[int | None, int | None]
    days: tuple[float | None, float | None, float | None]  # before, after, difference
    interval: tuple[float, float] | None
    verdict: str


@dataclass(frozen=True, slots=True)
class _Figures:
    found: Process
    sections: tuple[Section, ...]
    pairs: tuple[VersionPair, ...]
    selection: Selection
    state: queries.State
    language: str


def page(request: HttpRequest) -> HttpResponse:
    """All figures of a period."""
    figures = _figures(request)
    asked = request.GET.get("period", "")
    end = forms.latest(figures.state, OWN, now=request.now)  # type: ignore[attr-defined]
    shown = {
        "heading": presenters.period_name(figures.selection.period),
        "as_of": figures.found.as_of,
        "is_empty": figures.found.is_empty,
        "periods": presenters.periods(figures.state, OWN, asked, end=end),
        "query": request.GET.urlencode(),
        "cards": _cards(figures),
        "sections": figures.sections,
        "clearing": _clearing(figures),
        "clearing_card": _card(figures, "at_once", _all(figures)[0].n),
        "versions": _versions(figures),
        "versions_card": _card(figures, "versions", sum(_both(pair) for pair in figures.pairs)),
    }
    return render(request, "cockpit/process.html", shown)


def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The page's figures as a file, one a line, each with its n."""
    head = [_("Kennzahl"), _("Gruppe"), _("Angabe"), _("Wert"), _("Einheit"), "n", _("Zeitraum")]
    return exports.answer(kind, "bearbeitung", head, _lines(_figures(request)), right_to_left=get_language_bidi())


def _figures(request: HttpRequest) -> _Figures:
    now, by, language = request.now, request.actor, get_language() or "de"  # type: ignore[attr-defined]
    state = queries.state()
    query = request.GET.copy()
    query["source"] = OWN  # imported logs do not say who had a case
    wanted = forms.selection(query, state, [], now=now)
    as_of = state.as_of(OWN, now=now)
    found = queries.process(period=wanted.period, by=by, as_of=as_of)
    sections = (
        backlog_cards.section(queries.backlog(by=by, as_of=as_of), language=language),
        contact_cards.section(
            queries.contacts(period=wanted.period, by=by, as_of=as_of),
            mail=found.mail,
            complaints=queries.complaint_trend(period=wanted.period, by=by),
            period=wanted.period,
            as_of=as_of,
            language=language,
        ),
    )
    return _Figures(found, sections, queries.version_pairs(by=by, as_of=as_of), wanted, state, language)


def _card(figures: _Figures, key: str, n: int, value: float | None = None, places: int = 0, hint: str = "") -> Card:
    kpi = PROCESS_KPIS[key]
    return Card(
        title=kpi.text("name", figures.language),
        value=None if value is None else round(value, places or None),
        places=places,
        unit=kpi.text("unit", figures.language),
        kpi=kpi,
        n=n,
        period=presenters.period_name(figures.selection.period),
        source=presenters.source_name(OWN),
        as_of=figures.found.as_of,
        link="",
        hint=hint,
    )


def _share(figures: _Figures, key: str, share: Share, places: int = 0) -> Card:
    return _card(figures, key, share.n, share.percent, places, _why_not(share))


def _why_not(figure: Share | Mean | Percentiles) -> str:
    return _("Nicht gezeigt: zu wenige.") if figure.is_hidden else _("Keine im Zeitraum.")


def _all(figures: _Figures) -> tuple[Share, Mean, Percentiles]:
    """Clearing of all purposes together."""
    every = figures.found.clearing
    return (every[0].at_once, every[0].requests, every[0].days) if every else (Share(), Mean(), Percentiles())


def _cards(figures: _Figures) -> tuple[Card, ...]:
    found = figures.found
    at_once, requests, days = _all(figures)
    stock = round(found.mean_stock or 0)
    few = _("Nicht gezeigt: zu wenige.") if stock else _("Keine im Zeitraum.")
    return (
        _share(figures, "at_once", at_once),
        _card(figures, "requests", requests.n, requests.value, 2, _why_not(requests)),
        _card(figures, "time_to_complete", days.n, days.p50, 0, _why_not(days)),
        _card(figures, "first_check", found.first_check.n, found.first_check.p50, 0, _why_not(found.first_check)),
        _share(figures, "confirmed_soon", found.confirmed_soon),
        _share(figures, "closed_in_clearing", found.closed_in_clearing),
        _share(figures, "rerouted", found.rerouted),
        _card(figures, "hand_overs", found.hand_overs.n, found.hand_overs.value, 2, _why_not(found.hand_overs)),
        _share(figures, "ownerless", found.ownerless),
        _card(figures, "net_days", found.net_days.n, found.net_days.p50, 0, _why_not(found.net_days)),
        _share(figures, "returned", found.returned),
        _share(figures, "reversed", found.reversed, 1),
        _card(figures, "status_questions", stock, found.questions_per_100, 0, few),
        _share(figures, "duplicates", found.duplicates),
        _share(figures, "renewed", found.renewed),
        replace(
            _card(figures, "learning", found.learning.people, found.learning.median, 0, _("Nicht gezeigt: zu wenige.")),
            period=_("seit Beginn der Aufzeichnung"),
        ),
    )


def _clearing(figures: _Figures) -> tuple[ClearingLine, ...]:
    """By title code, all together last."""
    return tuple(
        ClearingLine(
            each.purpose or _("Zusammen"),
            each.at_once.n,
            _rounded(each.at_once.percent, 0),
            _rounded(each.requests.value, 2),
            tuple(_rounded(value) for value in (each.days.p50, each.days.p80, each.days.p90)),
        )
        for each in (*figures.found.clearing[1:], *figures.found.clearing[:1])
    )


def _both(pair: VersionPair) -> int:
    return pair.found.n_before + pair.found.n_after if pair.found else 0


def _rounded(value: float | None, places: int = 1) -> float | None:
    """What a page prints is cut off, not rounded."""
    return None if value is None else round(value, places or None)


def _versions(figures: _Figures) -> tuple[VersionLine, ...]:
    names = catalogue.in_versions({(pair.service, pair.after) for pair in figures.pairs})
    lines = []
    for pair in figures.pairs:
        found, name = pair.found, names[pair.service, pair.after].title(figures.language)
        if found is None:
            lines.append(VersionLine(name, pair, (None, None), (None, None, None), None, _verdict(pair)))
            continue
        interval = None if found.low is None or found.high is None else (round(found.low, 1), round(found.high, 1))
        days = (round(found.before, 1), round(found.after, 1), round(found.difference, 1))
        lines.append(VersionLine(name, pair, (found.n_before, found.n_after), days, interval, _verdict(pair)))
    return tuple(lines)


def _verdict(pair: VersionPair) -> str:
    found = pair.found
    if found is None:
        return _("Zu früh für einen Vergleich.")
    if found.low is None:
        return _("Zu wenige Vorgänge für ein Intervall.")
    if not found.is_clear:
        return _("Kein Unterschied nachweisbar.")
    return _("Die neue Fassung ist schneller.") if found.difference < 0 else _("Die neue Fassung ist langsamer.")


def _lines(figures: _Figures) -> Iterator[list[str | int | float | None]]:
    period = presenters.period_name(figures.selection.period)
    for card in _cards(figures):
        yield [card.title, "", "", card.value, card.unit, card.n, card.period]
    for section in figures.sections:
        yield from section.lines()
    days = PROCESS_KPIS["time_to_complete"].text("name", figures.language)
    at_once, requests = (PROCESS_KPIS[key].text("name", figures.language) for key in ("at_once", "requests"))
    unit = {key: PROCESS_KPIS[key].text("unit", figures.language) for key in PROCESS_KPIS}
    for line in _clearing(figures):
        yield [at_once, line.name, "", line.at_once, unit["at_once"], line.n, period]
        yield [requests, line.name, "", line.requests, unit["requests"], line.n, period]
        for name, value in zip(("P50", "P80", "P90"), line.days, strict=True):
            yield [days, line.name, name, value, unit["time_to_complete"], line.n, period]
    compared = PROCESS_KPIS["versions"].text("name", figures.language)
    for row in _versions(figures):
        low, high = row.interval or (None, None)
        versions = [_("Fassung %(version)s") % {"version": version} for version in (row.pair.before, row.pair.after)]
        names = (*versions, _("Unterschied"), _("Intervall von"), _("Intervall bis"), _("Horizont"))
        horizon = row.pair.found.horizon if row.pair.found else None
        for name, value in zip(names, (*row.days, low, high, horizon), strict=True):
            yield [compared, row.name, name, value, unit["versions"], _both(row.pair), period]
