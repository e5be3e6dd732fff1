"""What work on cases says besides its times: certificates, overridden urgencies, reviews, open fees. One row of cards."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amtslotse.casework import queries
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.localtime import begins
from amtslotse.reporting.queries import Cockpit
from amtslotse.reporting.rules import FEWEST
from amtslotse.reporting.rules.work import WORK_KPIS
from amtslotse.web.cockpit.presenters import Card, period_name, source_name
from amtslotse.web.ui.templatetags.ui import number

OWN = "amtslotse"
#: Whatever the period: the list of certificates looks so far ahead at first, the count of overrides so far back.
AHEAD, BACK = queries.HORIZONS[2], 90


def cards(shown: Cockpit, *, by: Actor, language: str, now: datetime) -> tuple[Card, ...]:
    """Nothing where the page shows one purpose or an import: these figures are of the office's own cases, all together."""
    if shown.selection.row or shown.selection.source not in ("", OWN):
        return ()
    period = shown.selection.period
    since, until = begins(period.first), min(begins(period.end), now)

    def card(
        key: str, value: float | int | None, n: int, link: str, link_name: str, *, hint: str, during: str = "", places: int = 0
    ) -> Card:
        kpi = WORK_KPIS[key]
        when = during or period_name(period)
        return Card(
            kpi.text("name", language), value, places, kpi.text("unit", language), kpi, n, when, source_name(OWN), now, link,
            hint, link_name,
        )  # fmt: skip

    issued = queries.certificates_monitor(actor=by, since=since, until=until)
    ending = queries.certificates_ending(actor=by, language=language, now=now, days=AHEAD)
    set_by_hand, standing = queries.overrides(actor=by, now=now, days=BACK)
    sample = queries.sample(actor=by, language=language, since=since, now=until)
    fees = queries.open_fees(actor=by, now=now)
    returned = sum(count for _code, count in sample.returns)
    certificates, quality = reverse("casework:certificates"), reverse("casework:quality")
    to_list, to_reasons = _("Liste zeigen"), _("Gründe zeigen")
    return (
        card(
            "certificates_per_decided",
            issued.per_decided if issued.decided >= FEWEST else None,
            issued.decided,
            certificates,
            to_list,
            places=2,
            hint=_issued(issued) if issued.decided >= FEWEST else _("Zu wenige Entscheidungen."),
        ),
        card(
            "certificates_ending",
            len(ending.rows),
            len(ending.rows),
            certificates,
            to_list,
            during=_("Stand jetzt"),
            hint=_("abgelaufen oder in höchstens %(days)s Tagen") % {"days": AHEAD},
        ),
        card(
            "overrides",
            set_by_hand,
            standing,
            reverse("casework:triage"),
            _("Regeln zeigen"),
            during=_("Letzte %(days)s Tage") % {"days": BACK},
            hint=ngettext("auf %(n)s offenen Vorgang wirkt es jetzt", "auf %(n)s offene Vorgänge wirkt es jetzt", standing)
            % {"n": standing},
        ),
        card("sample", sample.drawn, sample.asked, quality, to_list, hint=_drawn(sample)),
        card("returns", returned, returned, quality, to_reasons, hint=_("im ganzen Amt")),
        card(
            "open_fees",
            fees.amount,
            fees.cases,
            reverse("casework:open_fees"),
            to_list,
            during=_("Stand jetzt"),
            places=2,
            hint=_owing(fees),
        ),
    )


def _issued(issued: queries.Monitor) -> str:
    return ngettext(
        "%(n)s Bescheinigung ausgestellt, davon %(repeats)s wiederholt",
        "%(n)s Bescheinigungen ausgestellt, davon %(repeats)s wiederholt",
        issued.issued,
    ) % {"n": issued.issued, "repeats": issued.repeats}


def _drawn(sample: queries.SampleView) -> str:
    if sample.differing:
        return _("%(n)s Ziehungen ergeben beim Nachrechnen etwas anderes.") % {"n": sample.differing}
    if sample.checked < sample.asked:
        return _("von %(n)s; die neuesten %(checked)s nachgerechnet, alle stimmen") % {
            "n": number(sample.asked),
            "checked": number(sample.checked),
        }
    return _("von %(n)s; alle nachgerechnet, alle stimmen") % {"n": sample.asked}


def _owing(fees: queries.OpenFees) -> str:
    return ngettext(
        "in %(n)s Vorgang, davon %(late)s überfällig", "in %(n)s Vorgängen, davon %(late)s überfällig", fees.cases
    ) % {"n": fees.cases, "late": fees.late}
