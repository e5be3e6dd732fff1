"""How old the stock is, how many days of work it is, and when each band of ages would be done."""

from __future__ import annotations

from django.utils.translation import gettext as _

from amtslotse.journal.rules import OWN
from amtslotse.reporting.queries import Backlog
from amtslotse.reporting.rules.backlog import BACKLOG_KPIS
from amtslotse.web.cockpit.presenters import Card, band_name, source_name
from amtslotse.web.cockpit.sections import Section, Table
from amtslotse.web.ui.templatetags.ui import number


def section(found: Backlog, *, language: str) -> Section:
    """Whatever the period: as of now, from the office's own journal."""

    def card(key: str, value: float | None, hint: str, *, places: int = 0) -> Card:
        kpi = BACKLOG_KPIS[key]
        return Card(
            kpi.text("name", language), None if value is None else round(value, places or None), places,
            kpi.text("unit", language), kpi, found.stock, _("Stand jetzt"), source_name(OWN), found.as_of, "", hint,
        )  # fmt: skip

    empty = _("Kein offener Vorgang.")
    few = _("Nicht gezeigt: zu wenige.") if found.stock else empty
    pace = ""
    if found.came is not None and found.ended is not None:
        pace = _("Je Arbeitstag kommen %(came)s und enden %(ended)s.") % {
            "came": number(round(found.came, 1), 1),
            "ended": number(round(found.ended, 1), 1),
        }
    down = card("burn_down", found.workdays, pace or few)
    return Section(
        _("Bestand abarbeiten"),
        (
            card("oldest", found.oldest_days, "" if found.stock else empty),
            card("old", found.old.percent, "" if found.old.percent is not None else few),
            card("stock_days", found.workdays, pace or few),
        ),
        (
            Table(
                down.title,
                down,
                (_("Alter"), _("Vorgänge"), _("fertig nach Arbeitstagen"), _("fertig am")),
                ("", down.unit, ""),
                tuple(
                    (
                        band_name(line.band),
                        (
                            (line.cases, 0),
                            (None if line.workdays is None else round(line.workdays, 1), 1),
                            (line.done_on, None),
                        ),
                    )
                    for line in found.bands
                ),
                pace or few,
            ),
        ),
    )
