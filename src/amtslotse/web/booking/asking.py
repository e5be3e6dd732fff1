"""Asking for a place where none can be chosen: allocation, waiting list, emergency list. On which days she can come."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from amtslotse.appointments import queries as appointments
from amtslotse.web.booking import words
from amtslotse.web.booking.choosing import found_way, next_step
from amtslotse.web.booking.finding import STEPS
from amtslotse.web.booking.forms import Days
from amtslotse.web.booking.keeping import keep


def days_away(start: date | None, end: date | None) -> list[str]:
    """Every day of an absence; one end alone is one day."""
    first, last = start or end, end or start
    if first is None or last is None:
        return []
    return [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]


def _goal(klass: str, kind: str) -> str:
    """What is asked for: an emergency goes on the emergency list, else as the class is given now."""
    if klass == "emergency":
        return "emergency"
    return "allocation" if kind == "allocation" else "waiting"


@require_http_methods(["GET", "POST"])
def days(request: HttpRequest) -> HttpResponse:
    """The days on which she can come; with this the booking is a request."""
    found = found_way(request)
    if found is None or not found[0].count:
        return redirect("booking:visit")
    booking, _, advice, now = found
    goal = _goal(advice.klass, appointments.mode(klass=advice.klass, now=now).kind)
    initial = {"weekdays": booking.weekdays}
    if booking.away:
        initial |= {"away_from": booking.away[0], "away_to": booking.away[-1]}  # type: ignore[dict-item]
    form, status = Days(initial=initial), 200
    if request.method == "POST":
        form = Days(request.POST)
        if form.is_valid():
            booking.goal, booking.place = goal, None
            booking.weekdays = list(form.cleaned_data["weekdays"])
            booking.away = days_away(form.cleaned_data["away_from"], form.cleaned_data["away_to"])
            keep(request, booking)
            return redirect(next_step(booking))
        status = 422
    context = {
        "form": form,
        "goal": goal,
        "kind": words.KINDS[goal],
        "at": 5,
        "of": STEPS,
        "quick_exit": "violence" in (booking.urgencies or ()),
    }
    return render(request, "booking/days.html", context, status=status)
