"""What the pages of the legal room share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amtslotse.accounts.rules import may
from amtslotse.web.ui import asked
from amtslotse.web.ui.staff_request import StaffRequest

REQUIRED = {"required": gettext_lazy("Bitte ausfüllen.")}
CHOOSE = {"required": gettext_lazy("Bitte eine der Möglichkeiten wählen.")}


def tabs(request: StaffRequest, current: str) -> list[dict[str, Any]]:
    """The pages of this room that the person may open."""
    every = (
        ("questions", "legal.answer", _("Rechtsfragen")),
        ("suits", "legal.see", _("Klagen")),
        ("complaints", "legal.see", _("Beschwerden")),
        ("reviews", "legal.see", _("Rechtsprüfung")),
        ("findings", "legal.answer_findings", _("Befunde")),
        ("figures", "legal.see", _("Zahlen")),
        ("knowledge", "legal.knowledge", _("Rechtswissen")),
        ("vignettes", "vignettes.see", _("Fallbeispiele")),
    )
    return [
        {"url": f"legal:{name}", "label": label, "current": name == current}
        for name, right, label in every
        if may(request.actor, right)
    ]


def page_of(request: StaffRequest) -> int:
    """The page that the address asks for."""
    return asked.page(request.GET.get("page", ""))


def year_of(request: StaffRequest) -> int | None:
    """The year that the address asks for; none is all of them."""
    asked = request.GET.get("year", "")
    return int(asked) if len(asked) == 4 and asked.isascii() and asked.isdigit() and asked > "1900" else None


def version_of(request: StaffRequest) -> int | None:
    """The version that the page showed when she began to write."""
    said = request.POST.get("version", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None


def day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day of one's own work, with the calendar of the browser."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, required=required, help_text=help_text, error_messages=REQUIRED)


def words_for(label: Any, *, longest: int, rows: int = 4, required: bool = True, help_text: Any = "") -> forms.CharField:
    """Some lines of text."""
    return forms.CharField(
        label=label,
        widget=forms.Textarea({"rows": rows}),
        max_length=longest,
        required=required,
        help_text=help_text,
        error_messages=REQUIRED,
    )
