"""What the legal room's registers say of the period: suits, complaints, legal reviews. One row of cards."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from amtslotse.kernel.actor import Actor
from amtslotse.reporting import queries
from amtslotse.reporting.queries import Cockpit, Rate
from amtslotse.reporting.rules.legal import LEGAL_KPIS
from amtslotse.web.cockpit.contact_cards import trend
from amtslotse.web.cockpit.presenters import Card, period_name, source_name
from amtslotse.web.cockpit.work_cards import OWN
from amtslotse.web.ui.templatetags.ui import number


def cards(shown: Cockpit, *, by: Actor, language: str, now: datetime) -> tuple[Card, ...]:
    """Nothing where the page shows one purpose or an import: the registers are of the office, all together."""
    if shown.selection.row or shown.selection.source not in ("", OWN):
        return ()
    period = shown.selection.period
    found = queries.legal_figures(period=period, by=by, today=timezone.localdate(now))
    few, to_figures = _("Keine Zahl: zu wenige."), _("Register zeigen")

    def card(key: str, rate: Rate, link: str, hint: str, *, during: str = "") -> Card:
        kpi = LEGAL_KPIS[key]
        places = 0 if rate.value is not None and rate.value == round(rate.value) else 1
        when, name, unit = during or period_name(period), kpi.text("name", language), kpi.text("unit", language)
        return Card(
            name, rate.value, places, unit, kpi, rate.n, when, source_name(OWN), now, reverse(link),
            few if rate.value is None else hint, to_figures,
        )  # fmt: skip

    last = found.last_review
    return (
        card("inaction_suits", found.inaction, "legal:suits", _of(found.inaction)),
        card("upheld", found.upheld, "legal:suits", _between(found.upheld)),
        card("complaints", found.complaints, "legal:complaints", f"{_between(found.complaints)}. {trend(found.trend)}"),
        card("review_done", found.done, "legal:reviews", _of(found.done)),
        card(
            "defect_rate",
            found.defects,
            "legal:reviews",
            _between(found.defects),
            during=date_format(last.month, "F Y") if last else _("noch kein Monat fertig"),
        ),
    )


def _of(rate: Rate) -> str:
    return _("%(part)s von %(n)s") % {"part": number(rate.part), "n": number(rate.n)}


def _between(rate: Rate) -> str:
    if rate.low is None or rate.high is None:
        return ""
    interval = {"low": number(rate.low, 1), "high": number(rate.high, 1)}
    return f"{_of(rate)}; {_('Intervall %(low)s bis %(high)s') % interval}"
