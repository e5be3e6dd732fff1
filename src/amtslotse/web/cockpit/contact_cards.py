"""Contacts, letters, visits and complaints as far as they are about cases: cards and two tables."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amtslotse.journal.rules import OWN
from amtslotse.reporting.queries import Contacts, MessageFigures, Share, Trend
from amtslotse.reporting.rules import Kpi, Period
from amtslotse.reporting.rules.contact import CONTACT_KPIS
from amtslotse.reporting.rules.legal import LEGAL_KPIS
from amtslotse.reporting.rules.messages import MESSAGE_KPIS
from amtslotse.web.cockpit.presenters import Card, period_name, source_name
from amtslotse.web.cockpit.sections import Section, Table
from amtslotse.web.ui.templatetags.ui import number


def section(
    found: Contacts, *, mail: MessageFigures, complaints: Trend, period: Period, as_of: datetime, language: str
) -> Section:
    """From the office's own journal and registers."""

    def card(kpi: Kpi, value: float | None, n: int, hint: str, *, places: int = 0) -> Card:
        return Card(
            kpi.text("name", language), None if value is None else round(value, places or None), places,
            kpi.text("unit", language), kpi, n, period_name(period), source_name(OWN), as_of, "", hint,
        )  # fmt: skip

    resolved = found.resolved[0].settled if found.resolved else Share()
    asked = found.letters[0].asked if found.letters else Share()
    first = card(CONTACT_KPIS["first_contact"], resolved.percent, resolved.n, _within(resolved, found.contact_days))
    letters = card(CONTACT_KPIS["letter_questions"], asked.percent, asked.n, _within(asked, found.question_days))
    visits, few = found.visits, CONTACT_KPIS["few_visits"]
    return Section(
        _("Kontakte, Schreiben, Besuche"),
        (
            first,
            letters,
            card(few, visits.percent, visits.few.n, _known(visits.few, visits.known, is_shown=visits.percent is not None)),
            card(CONTACT_KPIS["messages_per_case"], mail.per_case, mail.cases, _hidden(mail.per_case, mail.cases), places=2),
            card(MESSAGE_KPIS["answer_time"], mail.hours_p50, mail.answered, _hidden(mail.hours_p50, mail.answered)),
            card(LEGAL_KPIS["complaints"], complaints.now.value, complaints.now.n, trend(complaints), places=1),
        ),
        (
            Table(
                first.title,
                first,
                (_("Anlass"), "n", _("erledigt, Prozent")),
                ("", first.unit),
                tuple(
                    (_reason(each.reason), ((each.settled.n, 0), (_rounded(each.settled.percent), 0)))
                    for each in (*found.resolved[1:], *found.resolved[:1])
                ),
            ),
            Table(
                letters.title,
                letters,
                (_("Schreiben"), "n", _("mit Rückfrage, Prozent"), _("Lesbarkeit")),
                ("", letters.unit, ""),
                tuple(
                    (
                        each.title or _kind(each.template),
                        ((each.asked.n, 0), (_rounded(each.asked.percent), 0), (_rounded(each.first, 1), 1)),
                    )
                    for each in (*found.letters[1:], *found.letters[:1])
                ),
                _("Lesbarkeit: Schuljahre nach der 1. Wiener Sachtextformel; je kleiner, desto leichter."),
            ),
        ),
    )


def trend(found: Trend) -> str:
    """The period before, the difference with its interval, and whether there is one."""
    if found.now.value is None:
        return _("Keine Zahl: zu wenige.")
    if found.before.value is None or found.low is None or found.high is None or found.change is None:
        return _("Für den Zeitraum davor gibt es keine Zahl.")
    verdict = _("kein Unterschied nachweisbar")
    if found.is_clear:
        verdict = _("weniger als zuvor") if found.change < 0 else _("mehr als zuvor")
    return _("Zuvor %(before)s; Unterschied %(change)s (95 %%: %(low)s bis %(high)s): %(verdict)s") % {
        "before": number(round(found.before.value, 1), 1),
        "change": number(round(found.change, 1), 1),
        "low": number(round(found.low, 1), 1),
        "high": number(round(found.high, 1), 1),
        "verdict": verdict,
    }


def _within(share: Share, days: int) -> str:
    return _hidden(share.percent, share.n) or ngettext("in %(days)s Tag", "in %(days)s Tagen", days) % {"days": number(days)}


def _hidden(value: float | None, n: int) -> str:
    if value is not None:
        return ""
    return _("Nicht gezeigt: zu wenige.") if n else _("Keine im Zeitraum.")


def _known(few: Share, known: Share, *, is_shown: bool) -> str:
    """How much is known of the visits: what a figure that rests on it must say."""
    if not known.n:
        return _("Noch keine Besuche, von denen bekannt ist, zu welchem Vorgang.")
    said = _("bekannt bei %(said)s von %(n)s Besuchen") % {"said": number(known.part), "n": number(known.n)}
    if is_shown:
        return said
    return f"{_('Nicht gezeigt: zu wenige.')} {said[0].upper()}{said[1:]}."


def _rounded(value: float | None, places: int = 0) -> float | None:
    return None if value is None else round(value, places or None)


def _reason(reason: str) -> str:
    return {
        "": _("Zusammen"),
        "general": _("Allgemeine Frage"),
        "appointment": _("Termin"),
        "handing_in": _("Etwas abgeben"),
        "status": _("Stand des Antrags"),
        "responsible": _("Wer ist zuständig?"),
    }.get(reason, reason)


def _kind(template: str) -> str:
    return {
        "": _("Zusammen"),
        "document_request": _("Nachforderung"),
        "hearing": _("Anhörung"),
        "decision": _("Bescheid"),
    }.get(template, template)
