"""The lists behind the figures. A list and its export are the same selection, and no column is a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from amtslotse.accounts.rules import require
from amtslotse.engines.throughput import BANDS
from amtslotse.kernel.actor import Actor
from amtslotse.reporting.models import CaseFacts
from amtslotse.reporting.queries.sources import state
from amtslotse.reporting.rules import UNASSIGNED, CaseSelection


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case of a list; ``age_days`` is None once it is closed. Only a case of our own has a ``file_number``."""

    source: str
    ref: str
    file_number: str
    purpose: str
    row: str
    received_at: datetime
    first_touch_at: datetime | None
    complete_at: datetime | None
    decided_at: datetime | None
    gross_days: float | None
    touch_days: float | None
    age_days: float | None
    waits_on: str
    events: int
    invented: bool


_FIELDS = [field for field in CaseRow.__dataclass_fields__ if field != "age_days"]
_DAY = {"received": "received_on", "first_touch": "touched_on", "decided": "decided_on"}


def count_cases(*, wanted: CaseSelection, by: Actor, now: datetime) -> int:
    """How many cases the list has. Raises ``NotAllowed``."""
    return _selected(wanted, by=by, as_of=_as_of(wanted, now)).count()


def cases(*, wanted: CaseSelection, page: int, size: int, by: Actor, now: datetime) -> list[CaseRow]:
    """One page of the list, counted from 1, longest first. Raises ``NotAllowed``."""
    as_of = _as_of(wanted, now)
    found = _selected(wanted, by=by, as_of=as_of)[(page - 1) * size : page * size]
    return [_row(values, as_of) for values in found.values(*_FIELDS, "closed_at")]


def case_rows(*, wanted: CaseSelection, by: Actor, now: datetime) -> Iterator[CaseRow]:
    """The whole list, for an export. Raises ``NotAllowed``."""
    as_of = _as_of(wanted, now)
    found = _selected(wanted, by=by, as_of=as_of)
    return (_row(values, as_of) for values in found.values(*_FIELDS, "closed_at").iterator(2000))


def _as_of(wanted: CaseSelection, now: datetime) -> datetime:
    return state().as_of(wanted.selection.source, now=now)


def _selected(wanted: CaseSelection, *, by: Actor, as_of: datetime) -> QuerySet[CaseFacts]:
    require(by, "reporting.case_list")
    selection = wanted.selection
    found = CaseFacts.objects.all()
    if selection.row:
        found = found.filter(row="" if selection.row == UNASSIGNED else selection.row)
    if selection.source:
        found = found.filter(source=selection.source)
    if wanted.shown == "stock":
        found = found.filter(closed_at__isnull=True, received_at__lte=as_of)
        for band in BANDS:
            if band.key == wanted.band:
                found = found.filter(received_at__lte=as_of - timedelta(days=band.first))
                if band.end is not None:
                    found = found.filter(received_at__gt=as_of - timedelta(days=band.end))
        return found.order_by("received_at", "stream_id")
    day = _DAY[wanted.shown]
    found = found.filter(**{f"{day}__gte": selection.period.first, f"{day}__lt": selection.period.end})
    longest = {"received": "received_at", "first_touch": "-touch_days", "decided": "-gross_days"}[wanted.shown]
    return found.order_by(longest, "stream_id")


def _row(values: dict[str, Any], as_of: datetime) -> CaseRow:
    is_closed = values.pop("closed_at") is not None
    return CaseRow(age_days=None if is_closed else (as_of - values["received_at"]) / timedelta(days=1), **values)
