"""Pages and files that belong to no journey."""

from __future__ import annotations

import re
from pathlib import Path

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amtslotse.kernel.errors import NotFound
from amtslotse.offices import queries as offices
from amtslotse.offices.rules import LEGAL_PAGES
from amtslotse.web.ui.charts import BarChart, LineChart, Mark, Series, Sparkline, StackedBars
from amtslotse.web.ui.forms import DayField

_HEX = re.compile(r"[0-9A-Fa-f]{6}")
_DEFAULT_ARMS = Path(__file__).parent / "static" / "ui" / "arms.svg"
_YEAR = "public, max-age=31536000, immutable"


def colours(request: HttpRequest, colour: str, accent: str) -> HttpResponse:
    """The office's two colours for the stylesheet. They stand in the address, so the answer never changes."""
    if not (_HEX.fullmatch(colour) and _HEX.fullmatch(accent)):
        raise Http404
    css = f":root{{--office:#{colour};--office-accent:#{accent}}}"
    return HttpResponse(css, content_type="text/css", headers={"Cache-Control": _YEAR})


def arms(request: HttpRequest) -> HttpResponse:
    """The arms: ``arms.svg`` in the instance's folder, else a plain shield. As an image it can run nothing."""
    own = settings.HOME / "arms.svg"
    file = own if own.exists() else _DEFAULT_ARMS
    return HttpResponse(file.read_bytes(), content_type="image/svg+xml", headers={"Cache-Control": "public, max-age=3600"})


def parts_of(body: str) -> list[tuple[str, str | list[str]]]:
    """A legal text in headings (``## …``), lists (lines with ``- ``) and paragraphs, divided by blank lines."""
    found: list[tuple[str, str | list[str]]] = []
    for block in re.split(r"\n\s*\n", body.strip()):
        lines = block.strip().splitlines()
        if lines and lines[0].startswith("## "):
            found.append(("heading", lines.pop(0)[3:]))
        if lines and all(line.lstrip().startswith("- ") for line in lines):
            found.append(("list", [line.lstrip()[2:] for line in lines]))
        elif lines:
            found.append(("text", "\n".join(lines)))
    return found


def legal(request: HttpRequest, kind: str) -> HttpResponse:
    """Imprint, privacy, accessibility (with a way to report a barrier), plain language."""
    if kind not in LEGAL_PAGES:
        raise Http404
    try:
        page = offices.legal_page(kind, get_language() or settings.LANGUAGE_CODE)
    except NotFound:
        raise Http404 from None
    context = {
        "page": page,
        "parts": parts_of(page.body),
        "feedback": kind == "accessibility",
        "subject": _("Barriere auf der Internetseite"),
        "rtl": settings.LANGUAGES_BIDI,
    }
    return render(request, "ui/legal.html", context)


YES_NO = [("yes", "Ja"), ("no", "Nein")]


class GalleryForm(forms.Form):
    """Every kind of field, for the gallery."""

    name = forms.CharField(label="Familienname", help_text="Wie im Pass.")
    note = forms.CharField(label="Anmerkung", widget=forms.Textarea({"rows": 3}), required=False)
    country = forms.ChoiceField(label="Staatsangehörigkeit", choices=[("", "Bitte wählen"), ("IN", "Indien")])
    married = forms.ChoiceField(
        label="Sind Sie verheiratet?", choices=[("yes", "Ja"), ("no", "Nein")], widget=forms.RadioSelect
    )
    title = forms.ChoiceField(
        label="Was haben Sie jetzt?",
        choices=[("a", "Aufenthaltserlaubnis"), ("b", "Blaue Karte EU"), ("c", "Nationales Visum (D)")],
        widget=forms.RadioSelect,
    )
    until = DayField(label="Gültig bis", help_text="Zum Beispiel 31 12 2026")
    file = forms.FileField(label="Reisepass", help_text="PDF, JPEG, PNG oder HEIC")
    agree = forms.BooleanField(label="Ich habe die Angaben geprüft.")


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component on one page, for those who build pages. In a real office only staff find it."""
    if not settings.DEMO and not request.user.is_authenticated:
        raise Http404
    labels = [f"{month:02d}/26" for month in range(1, 13)]
    context = {
        "empty": GalleryForm(),
        "wrong": GalleryForm({"name": "", "until_0": "31", "until_1": "13", "until_2": "2026"}),
        "now": timezone.now(),
        "code": "7K4MX0Q2R9TZ3BWA",
        "line": LineChart(
            title="Durchlaufzeit brutto, Median und 90 %",
            unit="Tage",
            labels=labels,
            label_heading="Monat",
            series=[
                Series("P50", [31, 33, 30, 34, 36, 35, 33, 31, 29, 28, 27, 26], 1),
                Series("P90", [81, 84, 80, 88, 92, 90, 86, 82, 79, 77, 74, None], 2),
            ],
            promise=60,
            promise_name="Versprechen: 60 Tage",
            marks=[Mark(7, "Clearing")],
        ),
        "bars": BarChart(
            title="Bestand nach Zweck",
            labels=["Erwerbstätigkeit", "Familie", "Ausbildung", "Humanitär"],
            label_heading="Zweck",
            series=[Series("Vorgänge", [2813, 2588, 2804, 2670])],
        ),
        "stacked": StackedBars(
            title="Bestand nach Alter",
            labels=labels,
            label_heading="Monat",
            series=[
                Series("unter 30 Tage", [40, 42, 44, 39, 41, 45, 50, 48, 46, 43, 40, 38], 1),
                Series("30 bis 90 Tage", [30, 31, 33, 30, 29, 28, 30, 33, 35, 31, 29, 27], 5),
                Series("über 90 Tage", [12, 13, 15, 18, 17, 16, 14, 12, 10, 9, 8, 8], 2),
            ],
        ),
        "spark": Sparkline("26 Wochen", [3, 4, 6, 5, 4, 3, 4, 5, 6, 7, 5, 4, 3, 2], promise=4),
        "steps": [("done", "Eingegangen"), ("done", "Prüfung"), ("now", "Unterlagen fehlen"), ("next", "Entscheidung")],
    }
    return render(request, "ui/gallery.html", context)
