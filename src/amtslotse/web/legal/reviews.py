"""The monthly legal review: every month with its rate, and one month with what was drawn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amtslotse.accounts.rules import may
from amtslotse.casework import actions, queries
from amtslotse.casework.queries import DefectRate, MonthView, SampledView
from amtslotse.web.legal import words
from amtslotse.web.legal.frame import tabs
from amtslotse.web.ui import exports
from amtslotse.web.ui.exports import Cell
from amtslotse.web.ui.staff_request import StaffRequest


def reviews(request: StaffRequest) -> HttpResponse:
    """Every month; a POST draws the sample of the last one."""
    if request.method == "POST":
        review = actions.draw_review(by=request.actor, now=request.now)
        messages.success(request, _("Die Stichprobe ist gezogen."))
        return redirect("legal:review", review=review)
    months = queries.legal_reviews(actor=request.actor, language=language(), now=request.now)
    undrawn = queries.undrawn_month(now=request.now) if may(request.actor, "legal.change") else None
    shown = {
        "tabs": tabs(request, "reviews"),
        "months": [(each, rate(each.total)) for each in months],
        "undrawn": date_format(undrawn, "F Y") if undrawn else "",
    }
    return render(request, "legal/reviews.html", shown)


@require_GET
def reviews_export(request: StaffRequest, form: str) -> HttpResponse:
    """The same months as a file."""
    months = queries.legal_reviews(actor=request.actor, language=language(), now=request.now)
    header = [
        _("Monat"), _("Entscheidungen"), _("Gezogen"), _("Geprüft"), _("Noch offen"), _("Mit Mangel"), _("Mit schwerem Mangel"),
        _("Mängelquote in Prozent"), _("Intervall von"), _("Intervall bis"), _("Ohne Antwort"),
    ]  # fmt: skip
    rows = (
        [
            each.month, each.population, each.drawn, each.reviewed, each.open, *_figures(each.total), each.unanswered,
        ]
        for each in months
    )  # fmt: skip
    return exports.answer(form, _("rechtspruefung"), header, rows, right_to_left=get_language_bidi())


@require_GET
def review(request: StaffRequest, review: UUID) -> HttpResponse:
    """One month: its rate by service, and every decision that was drawn."""
    found = queries.legal_review(actor=request.actor, review=review, language=language(), now=request.now)
    shown = {
        "review": found,
        "month": month_name(found.month),
        "total": rate(found.month.total),
        "services": [(_service(each), rate(each)) for each in found.services],
        "rows": [line(each) for each in found.rows],
        "may_change": may(request.actor, "legal.change"),
    }
    return render(request, "legal/review.html", shown)


@require_GET
def review_export(request: StaffRequest, review: UUID, form: str) -> HttpResponse:
    """The drawn decisions of a month as a file; their rates by service with ``table=services``."""
    found = queries.legal_review(actor=request.actor, review=review, language=language(), now=request.now)
    name = f"{_('rechtspruefung')}-{found.month.month:%Y-%m}"
    if request.GET.get("table") == "services":
        header = [
            _("Leistung"), _("Geprüft"), _("Mit Mangel"), _("Mit schwerem Mangel"), _("Mängelquote in Prozent"),
            _("Intervall von"), _("Intervall bis"),
        ]  # fmt: skip
        services = [[_service(each), each.reviewed, *_figures(each)] for each in found.services]
        return exports.answer(form, name, header, services, right_to_left=get_language_bidi())
    return exports.answer(form, name, sampled_header(), sampled_cells(iter(found.rows)), right_to_left=get_language_bidi())


def sampled_header() -> list[str]:
    """The columns of a list of drawn decisions."""
    return [
        _("Nummer"), _("Vorgang"), _("Leistung"), _("Entscheidung"), _("Geprüft"), _("Mängel"), _("Davon schwer"), _("Antwort"),
    ]  # fmt: skip


def sampled_cells(rows: Iterator[SampledView]) -> Iterator[list[Cell]]:
    """Their lines, as on the page."""
    for row in rows:
        shown = line(row)
        yield [
            row.rank, row.file_number, row.title, str(shown["outcome"]), row.reviewed_at,
            row.findings if row.reviewed_at else None, row.serious if row.reviewed_at else None, str(shown["answer"]),
        ]  # fmt: skip


def line(view: SampledView) -> dict[str, Any]:
    """A drawn decision in words."""
    return {
        "view": view,
        "outcome": words.OUTCOMES[view.outcome],
        "answer": words.ANSWERS[view.answer] if view.answer else "",
        "tone": "late" if view.serious else "risk" if view.findings else "good",
    }


def rate(found: DefectRate | None) -> dict[str, float] | None:
    """Counts, share and interval, the latter in percent."""
    if found is None:
        return None
    return {
        "reviewed": found.reviewed,
        "defective": found.defective,
        "serious": found.serious,
        "rate": 100 * found.rate,
        "low": 100 * found.low,
        "high": 100 * found.high,
    }


def month_name(month: MonthView) -> str:
    """``Oktober 2026``."""
    return date_format(month.month, "F Y")


def language() -> str:
    """Of the page."""
    return get_language() or "de"


def _service(found: DefectRate) -> str:
    return found.title or _("übrige Leistungen")


def _figures(found: DefectRate | None) -> list[Cell]:
    if found is None:
        return [None] * 5
    shares = (100 * found.rate, 100 * found.low, 100 * found.high)
    return [found.defective, found.serious, *(round(each, 1) for each in shares)]
