"""Quality of decisions for head and legal: what the sample drew, why drafts came back, how discretion was used."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amtslotse.casework import queries
from amtslotse.casework.queries import GroundView, SampleView
from amtslotse.casework.rules import local_day
from amtslotse.web.casework import words
from amtslotse.web.casework.lists import language, tabs
from amtslotse.web.ui import exports
from amtslotse.web.ui.staff_request import StaffRequest

PERIODS = (30, 90, 365)


def _days(request: StaffRequest) -> int:
    asked = request.GET.get("days", "")
    return int(asked) if asked in {str(days) for days in PERIODS} else 90


def _read(request: StaffRequest) -> tuple[int, SampleView, tuple[GroundView, ...]]:
    days = _days(request)
    since = request.now - timedelta(days=days)
    sample = queries.sample(actor=request.actor, language=language(), since=since, now=request.now)
    grounds = queries.discretion_by_ground(actor=request.actor, since=since, until=request.now)
    return days, sample, grounds


@require_GET
def quality(request: StaffRequest) -> HttpResponse:
    """Three tables of one period. Nothing on it is about a member of staff."""
    days, sample, grounds = _read(request)
    context = {
        "days": days,
        "periods": PERIODS,
        "sample": sample,
        "services": [
            (each, each.share / 100, ", ".join(str(words.SAMPLE_RULES[code]) for code in each.why)) for each in sample.services
        ],
        "returns": [(words.RETURNS[code], count) for code, count in sample.returns],
        "grounds": grounds,
        "discretion": (sum(row.with_reasons for row in grounds), sum(row.discretion for row in grounds)),
        "tabs": tabs(request, "quality"),
    }
    return render(request, "casework/quality.html", context)


@require_GET
def export(request: StaffRequest, form: str) -> HttpResponse:
    """One of the three tables as a file, of the period that is shown."""
    days, sample, grounds = _read(request)
    table = request.GET.get("table", "sample")
    tables: dict[str, Callable[[], tuple[list[str], list[list[Any]]]]] = {
        "sample": lambda: (
            [_("Leistung"), _("Anteil in Prozent"), _("Warum"), _("Gefragt"), _("Gezogen")],
            [
                [
                    each.title,
                    each.share / 100,
                    ", ".join(str(words.SAMPLE_RULES[code]) for code in each.why),
                    each.asked,
                    each.drawn,
                ]
                for each in sample.services
            ],
        ),
        "returns": lambda: (
            [_("Was fehlte oder falsch war"), _("Rückgaben")],
            [[str(words.RETURNS[code]), count] for code, count in sample.returns],
        ),
        "grounds": lambda: (
            [
                _("Rechtsgrundlage"),
                _("Entscheidungen"),
                _("Ermessen ausgeübt"),
                _("davon mit Gründen"),
                _("stattgegeben"),
                _("belastend"),
                _("aufgehoben"),
            ],
            [
                [row.ground, row.decisions, row.discretion, row.with_reasons, row.granted, row.burdened, row.reversed]
                for row in grounds
            ],
        ),
    }
    if table not in tables:
        raise Http404(table)
    header, rows = tables[table]()
    name = f"{table}-{days}-{local_day(request.now).isoformat()}"
    return exports.answer(form, name, header, rows, right_to_left=get_language_bidi())
