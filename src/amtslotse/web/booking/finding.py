"""What for, how urgent, and which way it takes: a few plain questions, and the reason in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from amtslotse.appointments import queries as appointments
from amtslotse.appointments.queries import MatterView
from amtslotse.appointments.rules.guidance import Advice, guide
from amtslotse.journal.queries import clock
from amtslotse.kernel import names
from amtslotse.kernel.errors import NotFound
from amtslotse.kernel.localtime import day_of
from amtslotse.web.booking import words
from amtslotse.web.booking.forms import Title, Urgent
from amtslotse.web.booking.keeping import Draft, draft, drop, keep
from amtslotse.web.booking.keeping import appointments as kept_appointments
from amtslotse.web.booking.keeping import requests as kept_requests

#: How many steps the page counts: what, title, urgency, visit, time, persons, contact.
STEPS = 7


def language_of(request: HttpRequest) -> str:
    return get_language() or settings.LANGUAGE_CODE


@dataclass(frozen=True, slots=True)
class Group:
    """Matters under one heading."""

    key: str
    matters: tuple[MatterView, ...]


def _fits(matter: MatterView, text: str) -> bool:
    """Every typed word begins a word of the matter's name or hint, whatever its accents."""
    there = names.sort_key(f"{matter.name} {matter.hint}").replace("(", " ").replace(":", " ").split()
    return all(any(word.startswith(typed) for word in there) for typed in names.sort_key(text).split())


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """All matters in plain words, a search in them, and the way back to what she has."""
    text, service = request.GET.get("q", "")[:200].strip(), request.GET.get("service", "")[:80]
    found = [m for m in appointments.matters(language_of(request)) if (not text or _fits(m, text))]
    of_service = [m for m in found if service and m.service == service]
    groups = [
        Group("service", tuple(of_service)),
        Group("short", tuple(m for m in found if m.klass == "short" and m.channel == "visit" and m not in of_service)),
        Group("regular", tuple(m for m in found if m.klass != "short" and m.channel == "visit" and m not in of_service)),
        Group("elsewhere", tuple(m for m in found if m.channel != "visit" and m not in of_service)),
    ]
    context = {
        "text": text,
        "groups": [group for group in groups if group.matters],
        "count": len(found),
        "has_any": bool(kept_appointments(request) or kept_requests(request)),
    }
    return render(request, "booking/home.html", context)


def matter_of(key: str, language: str) -> MatterView:
    """Raises ``NotFound``."""
    for found in appointments.matters(language):
        if found.key == key:
            return found
    raise NotFound(key)


def _link(matter: MatterView) -> str:
    """Where it goes without a visit."""
    if matter.channel == "online":
        return reverse("portal:service", args=[matter.service]) if matter.service else reverse("portal:status_entry")
    return ""


@require_http_methods(["GET", "POST"])
def matter(request: HttpRequest, key: str) -> HttpResponse:
    """What this matter needs, and whether it needs a visit. Going on begins a booking."""
    found = matter_of(key, language_of(request))
    if request.method == "POST":
        begun, partner = Draft(matters=[key], insists="insists" in request.POST), draft(request).partner
        begun.partner = partner
        drop(request)
        keep(request, begun)
        return redirect("booking:title")
    context = {"matter": found, "link": _link(found), "klass": words.CLASSES[found.klass]}
    return render(request, "booking/matter.html", context)


@require_http_methods(["GET", "POST"])
def title(request: HttpRequest) -> HttpResponse:
    """When her title ends: it decides how urgent the matter is."""
    booking = draft(request)
    if not booking.matters:
        return redirect("booking:home")
    form, status = Title(initial={"expires_on": booking.expires_on or ""}), 200
    if request.method == "POST":
        form = Title(request.POST)
        if form.is_valid():
            booking.expires_on = form.cleaned_data["expires_on"]
            keep(request, booking)
            return redirect("booking:urgent")
        status = 422
    context = {"form": form, "at": 2, "of": STEPS, "back": reverse("booking:matter", args=[booking.matters[0]])}
    return render(
        request, "booking/question.html", {**context, "field": form["expires_on"], "quick_exit": False}, status=status
    )


@require_http_methods(["GET", "POST"])
def urgent(request: HttpRequest) -> HttpResponse:
    """What makes it urgent. Somebody may look over her shoulder: neutral title, quick exit."""
    booking = draft(request)
    if not booking.matters or booking.expires_on is None:
        return redirect("booking:title")
    form, status = Urgent(initial={"urgencies": booking.urgencies or []}), 200
    if request.method == "POST":
        form = Urgent(request.POST)
        if form.is_valid():
            booking.urgencies = list(form.cleaned_data["urgencies"])
            keep(request, booking)
            return redirect("booking:way")
        status = 422
    context = {"form": form, "at": 3, "of": STEPS, "back": reverse("booking:title"), "quick_exit": True}
    return render(request, "booking/question.html", {**context, "field": form["urgencies"]}, status=status)


def chosen(booking: Draft, language: str) -> tuple[MatterView, ...]:
    """The matters of the booking, as they are today. Raises ``NotFound`` when one is gone."""
    found = {matter.key: matter for matter in appointments.matters(language)}
    if not booking.matters or any(key not in found for key in booking.matters):
        raise NotFound("matter")
    return tuple(found[key] for key in booking.matters)


def advice_for(booking: Draft, matters: tuple[MatterView, ...], today: date) -> Advice:
    """Which way the booking takes; several matters go the way of the first."""
    return guide(
        klass=matters[0].klass,
        channel=matters[0].channel,
        title_expires_on=booking.title_expires_on,
        urgencies=frozenset(booking.urgencies or ()),
        today=today,
        insists=booking.insists,
    )


@require_http_methods(["GET", "POST"])
def way(request: HttpRequest) -> HttpResponse:
    """The way and the reason. Who needs no visit gets the link; who wants one all the same says so here."""
    booking = draft(request)
    if not booking.matters or booking.urgencies is None:
        return redirect("booking:urgent")
    if request.method == "POST":
        booking.insists = True
        keep(request, booking)
        return redirect("booking:visit")
    matters = chosen(booking, language_of(request))
    advice = advice_for(booking, matters, day_of(clock()))
    context = {
        "matter": matters[0],
        "advice": advice,
        "why": words.WHY[advice.reason],
        "klass": words.CLASSES.get(advice.klass, ""),
        "link": _link(matters[0]),
        "quick_exit": bool(booking.urgencies),
    }
    return render(request, "booking/way.html", context)
