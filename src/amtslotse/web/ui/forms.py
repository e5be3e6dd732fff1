"""Fields that Django has not: a day in three boxes, each of which may be unknown where the law knows that."""

from __future__ import annotations

from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _


class DayMonthYear(forms.MultiWidget):
    """Three boxes; the value is ``YYYY-MM-DD``, ``00`` for what was left out. No calendar to page through for a birth date."""

    template_name = "ui/date_input.html"

    def __init__(self, *, birthday: bool = False) -> None:
        filled = ("bday-day", "bday-month", "bday-year") if birthday else ("off",) * 3
        labels = (_("Tag"), _("Monat"), _("Jahr"))
        super().__init__(
            [
                forms.TextInput({"maxlength": str(length), "autocomplete": kind, "data_label": label})
                for label, length, kind in zip(labels, (2, 2, 4), filled, strict=True)
            ]
        )

    def _render(self, template_name: str, context: dict[str, Any], renderer: object = None) -> SafeString:
        return SafeString(render_to_string(template_name, context))  # our templates, not those of Django's forms

    def decompress(self, value: str | None) -> list[str]:
        parts = (value or "").split("-")
        if len(parts) != 3:
            return ["", "", ""]
        year, month, day = parts
        return ["" if day == "00" else day, "" if month == "00" else month, year]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:  # type: ignore[override]  # one day, not three
        day, month, year = ((data.get(f"{name}_{i}") or "").strip() for i in range(3))
        if not (day or month or year):
            return ""
        digits = {ord(c): str(n) for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for n, c in enumerate(digits)}
        day, month, year = (part.translate(digits) for part in (day, month, year))
        return f"{year}-{month.zfill(2)}-{day.zfill(2)}"

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return all(f"{name}_{i}" not in data for i in range(3))


class DayField(forms.CharField):
    """A day as ``YYYY-MM-DD``; whether it is one, the rule behind the page decides and says why."""

    widget = DayMonthYear

    def __init__(self, *, birthday: bool = False, **options: Any) -> None:
        super().__init__(widget=DayMonthYear(birthday=birthday), **options)
