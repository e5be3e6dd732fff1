"""How many cases stand behind how many messages, how soon they are answered, and what is typed twice: three cards."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from amtslotse.reporting.queries import Cockpit, MessageFigures
from amtslotse.reporting.rules.messages import MESSAGE_KPIS
from amtslotse.web.cockpit.presenters import Card, period_name, source_name


def cards(found: MessageFigures, shown: Cockpit, *, language: str) -> tuple[Card, ...]:
    """Nothing where nothing is known, or where the page shows one purpose only: messages are counted for all together."""
    if found.is_empty or shown.selection.row:
        return ()
    source = shown.selection.source

    def card(key: str, value: float | None, n: int, hint: str, *, link: str = "", link_name: str = "") -> Card:
        kpi = MESSAGE_KPIS[key]
        name, unit = kpi.text("name", language), kpi.text("unit", language)
        period = period_name(shown.selection.period)
        said = source_name(source) if source else _("Alle Quellen")
        return Card(name, value, 0, unit, kpi, n, period, said, shown.as_of, link, hint, link_name)

    loose = _("hinter %(n)s Nachrichten; %(loose)s davon ohne Vorgang") % {"n": found.messages, "loose": found.loose}
    soon = (
        _("8 von 10 in höchstens %(hours)s Stunden") % {"hours": round(found.hours_p80)} if found.hours_p80 is not None else ""
    )
    typed = _("von %(n)s; %(taken)s wurden übernommen statt getippt") % {
        "n": found.typed + found.taken_over,
        "taken": found.taken_over,
    }
    return (
        card("cases_behind_messages", found.cases, found.messages, loose),
        card("answer_time", found.hours_p50 and round(found.hours_p50), found.answered, soon or _("Zu wenige Antworten.")),
        card(
            "typed_twice",
            found.twice,
            found.typed + found.taken_over,
            typed,
            link=reverse("records:imports"),
            link_name=_("Nach Angabe zeigen"),
        ),
    )
