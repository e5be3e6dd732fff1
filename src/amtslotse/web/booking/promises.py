"""What the office promises for appointments, and what is measured: for everybody, with definition and n."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from amtslotse.appointments import queries as appointments
from amtslotse.journal.queries import clock
from amtslotse.web.booking import words


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """A class: what is promised, and the third next free time now, in working days."""

    klass: str
    name: str
    promised: int | None
    third_next: int | None
    kept: bool | None
    drawn: bool


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Promise and measure, side by side."""
    now = clock()
    found = {row.klass: row for row in appointments.access(now=now)}
    drawn = appointments.mode(klass="regular", now=now).kind == "allocation"
    lines = [
        PromiseLine(klass, str(words.CLASSES[klass]), row.promise, row.workdays, row.kept, drawn and klass == "regular")
        for klass in ("short", "emergency", "regular")
        if (row := found.get(klass))
    ]
    return render(request, "booking/promises.html", {"lines": lines, "now": now})
