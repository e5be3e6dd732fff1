"""What the office promises, first on the page: a card each, with what is measured and whether it is kept."""

from __future__ import annotations

from datetime import datetime
from math import ceil, floor

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from amtslotse.kernel import checked
from amtslotse.reporting import queries
from amtslotse.reporting.queries import Cockpit, PromiseView, VersionView
from amtslotse.reporting.rules.promises import MEASURES, UNITS
from amtslotse.web.cockpit.presenters import Card, source_note
from amtslotse.web.cockpit.work_cards import OWN


def cards(shown: Cockpit, *, language: str, now: datetime) -> tuple[Card, ...]:
    """One a promise in force, its number rounded against the office.

    Nothing where the page shows one purpose or an import: a promise is of the office.
    """
    if shown.selection.row or shown.selection.source not in ("", OWN):
        return ()
    found = queries.promises(now=now)
    source = source_note(found.state.sources)
    return tuple(
        _card(one, one.current, language=language, source=source, as_of=found.as_of) for one in found.living if one.current
    )


def _card(one: PromiseView, version: VersionView, *, language: str, source: str, as_of: datetime) -> Card:
    assert version.target is not None  # noqa: S101 - what is published has one: constraint what_is_promised_is_measured
    assert one.now is not None  # noqa: S101 - what is in force is measured
    kpi, target, value = MEASURES[version.target.measure].kpi, version.target, one.now.value
    is_time = target.form == "percentile"
    return Card(
        title=_sentence(version, language),
        value=None if value is None else ceil(value) if is_time else floor(value),
        places=0,
        unit=UNITS[target.unit][language] if is_time else _("von 100"),
        kpi=kpi,
        n=one.now.measured.n,
        period=_("letzte 90 Tage"),
        source=source,
        as_of=as_of,
        link=reverse("promise_editor:promise", args=[one.id]),
        hint=_hint(one),
        link_name=_("Versprechen und Monate zeigen"),
    )


def _sentence(version: VersionView, language: str) -> str:
    text = version.text(language)
    is_checked = text is not None and checked.counts(text.checked_by, demonstration=settings.DEMO)
    return text.sentence if text is not None and is_checked else version.sentence


def _hint(one: PromiseView) -> str:
    """Kept or missed, and the kept rate of the last month that is over."""
    assert one.now is not None  # noqa: S101 - see above
    said = {None: _("noch keine Zahl"), True: _("✓ gehalten"), False: _("✗ nicht gehalten")}[one.now.kept]
    last = one.months[1].rate if len(one.months) > 1 else None
    if last is None:
        return said
    return f"{said}; {_('im letzten vollen Monat %(rate)s von 100') % {'rate': floor(last)}}"
