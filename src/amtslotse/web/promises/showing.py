"""What the office promises, what is measured, kept or not: for everybody, with definition, n and day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amtslotse.accounts.rules import require
from amtslotse.journal.queries import clock
from amtslotse.reporting import queries
from amtslotse.web.promises import presenters
from amtslotse.web.ui import exports
from amtslotse.web.ui.staff_request import StaffRequest


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Every promise, its measure and its months; what was withdrawn stands below with the reason."""
    language = get_language() or "de"
    found = queries.promises(now=clock())
    shown = {
        "boxes": [presenters.public(one, language) for one in found.living],
        "withdrawn": [presenters.public(one, language) for one in found.withdrawn],
        "as_of": found.as_of,
        "source": presenters.sources(found.state),
    }
    return render(request, "promises/page.html", shown)


@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The months of every promise as a file: exactly what the page says."""
    return _file(kind, now=clock())


@require_GET
def council_export(request: StaffRequest, kind: str) -> HttpResponse:
    """The same file for the council's papers."""
    require(request.actor, "reporting.council_table")
    return _file(kind, now=request.now)


def _file(kind: str, *, now: datetime) -> HttpResponse:
    head = [_("Wert"), _("Leistungsversprechen"), _("Kennzahl"), _("Monat"), _("Versprochen"), _("Gemessen"), "n"]
    head += [_("Einhaltungsquote"), _("Ergebnis")]
    return exports.answer(kind, f"leistungsversprechen-{now:%Y-%m-%d}", head, _rows(now), right_to_left=get_language_bidi())


def _rows(now: datetime) -> Iterator[tuple[str | int, ...]]:
    language = get_language() or "de"
    found = queries.promises(now=now)
    for one in found.living:
        box = presenters.public(one, language)
        said = (box.value, box.sentence.text, box.kpi_name)
        now_line = ((_("letzte 90 Tage"), box.now),) if box.now else ()
        for name, line in (*now_line, *((line.name, line) for line in box.months)):
            yield *said, name, line.promised, line.value, line.n, line.rate, line.verdict
    for one in found.withdrawn:
        box = presenters.public(one, language)
        why = f"{_('zurückgenommen')} {one.withdrawn_on:%Y-%m-%d}: {one.withdrawn_reason}"
        yield box.value, box.sentence.text, box.kpi_name, "", box.promised, "", "", "", why
