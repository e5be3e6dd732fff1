"""What the office promises for appointments, and what is measured: for everybody, with definition and n."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from amtslotse.appointments import queries as appointments
from amtslotse.journal.queries import clock
from amtslotse.reporting import queries as reporting
from amtslotse.reporting.queries import PublicPromise
from amtslotse.web.booking import words


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """A class: what is promised, the third next free time now, and what the last ninety days say, in working days."""

    klass: str
    name: str
    promised: int | None
    third_next: int | None
    kept: bool | None
    drawn: bool
    kept_percent: int | None
    appointments: int
    waited: int | None


def _measured(one: PublicPromise | None) -> tuple[int | None, int, int | None]:
    """Kept share, of how many, and the wait of eight in ten in whole days: rounded never to our favour."""
    if one is None:
        return None, 0, None
    kept = None if one.kept_percent is None else floor(one.kept_percent)
    return kept, one.n, None if one.wait_p80 is None else ceil(one.wait_p80)


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Promise and measure, side by side."""
    now = clock()
    found = {row.klass: row for row in appointments.access(now=now)}
    drawn = appointments.mode(klass="regular", now=now).kind == "allocation"
    measured = {one.klass: one for one in reporting.public_promises(now=now)}
    lines = [
        PromiseLine(
            klass,
            str(words.CLASSES[klass]),
            row.promise,
            row.workdays,
            row.kept,
            drawn and klass == "regular",
            *_measured(measured.get(klass)),
        )
        for klass in ("short", "emergency", "regular")
        if (row := found.get(klass))
    ]
    return render(request, "booking/promises.html", {"lines": lines, "now": now})
