"""Template words of the house: fields, error summary, times, codes, sizes, charts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms, template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, gettext, ngettext

from amtslotse.kernel import codes
from amtslotse.web.ui.charts import Chart, Sparkline

register = template.Library()


# ---- Forms --------------------------------------------------------------------------------------------------------


def _kind(field: forms.BoundField) -> str:
    widget = field.field.widget
    if isinstance(widget, forms.MultiWidget):
        return "date"
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checks"
    if isinstance(widget, forms.RadioSelect):
        return "radios"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.FileInput):
        return "file"
    return "input"


@register.inclusion_tag("ui/field.html")
def field(bound: forms.BoundField, heading: bool = False, optional_mark: bool = True) -> dict[str, object]:
    """One field with label, hint and error, each tied to it for a screen reader.

    ``heading`` makes the label the heading of the page: one question a page.
    """
    kind = _kind(bound)
    described = [f"{bound.auto_id}_hint"] * bool(bound.help_text) + [f"{bound.auto_id}_error"] * bool(bound.errors)
    attrs: dict[str, Any] = {"aria-describedby": " ".join(described) or None}
    if kind in ("input", "file"):
        attrs["aria-invalid"] = "true" if bound.errors else None
        attrs["class"] = " ".join(filter(None, ("ui-input" if kind == "input" else "", bound.field.widget.attrs.get("class"))))
        attrs["required"] = None  # the server says what is missing, in her language, and keeps the rest
    return {
        "bound": bound,
        "kind": kind,
        "heading": heading,
        "optional": optional_mark and not bound.field.required,
        "control": ""
        if kind in ("radios", "checks")
        else bound.as_widget(attrs={k: v for k, v in attrs.items() if v is not None}),
        "short": kind == "radios" and [len(str(choice.choice_label)) < 8 for choice in bound.subwidgets] == [True, True],
        "group_attrs": attrs["aria-describedby"] or "",
    }


@register.inclusion_tag("ui/error_summary.html")
def error_summary(*sources: object) -> dict[str, object]:
    """What must be put right, each line jumping to its field; takes the focus. Forms, or (field id, text) pairs."""
    lines: list[tuple[str, str]] = []
    for source in sources:
        if isinstance(source, forms.BaseForm):
            for name, errors in source.errors.items():
                if name in source.fields:
                    lines += [(_first_control(source[name]), _named(source[name].label, error)) for error in errors]
                else:
                    lines += [("", str(error)) for error in errors]
        elif isinstance(source, Iterable) and not isinstance(source, str):
            lines += [(str(target), str(text)) for target, text in source]
    return {"lines": lines}


def _named(label: object, error: object) -> str:
    return f"{label} {error}" if str(label).endswith(("?", "؟", ":")) else f"{label}: {error}"


def _first_control(bound: forms.BoundField) -> str:
    kind = _kind(bound)
    return f"{bound.auto_id}_0" if kind in ("date", "radios", "checks") else str(bound.auto_id)


# ---- Times, numbers, codes ----------------------------------------------------------------------------------------


def _local(when: datetime | date) -> datetime | date:
    return timezone.localtime(when) if isinstance(when, datetime) else when


@register.filter
def exact(when: datetime | date | None) -> str:
    """The day, and the time to the minute where there is one: ``22. November 2026, 14:03 Uhr``."""
    if when is None:
        return "–"
    local = _local(when)
    day = date_format(local, "DATE_FORMAT")
    if not isinstance(local, datetime):
        return day
    return gettext("%(day)s, %(time)s Uhr") % {"day": day, "time": f"{local:%H:%M}"}


@register.filter
def to_the_second(when: datetime) -> str:
    """The moment a right depends on: day, hour, minute, second, and the zone, because one hour in October exists twice."""
    local = timezone.localtime(when)
    said = gettext("%(day)s, %(time)s Uhr") % {"day": date_format(local, "DATE_FORMAT"), "time": f"{local:%H:%M:%S}"}
    return f"{said} (UTC{local:%z})"


@register.filter
def day(when: datetime | date | None) -> str:
    return "–" if when is None else date_format(_local(when), "DATE_FORMAT")


@register.filter
def short_day(when: datetime | date | None) -> str:
    """``22.11.2026``: German offices' way in every language of the staff pages."""
    return "–" if when is None else f"{_local(when):%d.%m.%Y}"


def in_words(when: datetime | date, today: date) -> str:
    """``heute``, ``vor 3 Tagen``, ``in 2 Tagen``: whole calendar days, never hours."""
    local = _local(when)
    days = ((local.date() if isinstance(local, datetime) else local) - today).days
    if days == 0:
        return gettext("heute")
    if days == -1:
        return gettext("gestern")
    if days == 1:
        return gettext("morgen")
    if days < 0:
        return ngettext("vor %(days)s Tag", "vor %(days)s Tagen", -days) % {"days": -days}
    return ngettext("in %(days)s Tag", "in %(days)s Tagen", days) % {"days": days}


@register.filter
def ago(when: datetime | date | None) -> SafeString | str:
    """``vor 3 Tagen`` with the exact time behind it."""
    if when is None:
        return "–"
    words = in_words(when, timezone.localdate())
    return format_html('<time datetime="{}" title="{}">{}</time>', when.isoformat(), exact(when), words)


@register.filter
def code(value: str) -> SafeString:
    """A code in groups of four that reads from left to right in every language and is copied without blanks."""
    groups = codes.spoken(codes.normalise(value)).split("-")
    return format_html(
        '<span class="ui-code" dir="ltr">{}</span>', format_html_join("-", "<span>{}</span>", ((g,) for g in groups))
    )


@register.filter
def number(value: float | Decimal | None, places: int = 0) -> str:
    """A number the language's way: 20.464 in German. ``–`` for nothing. Rounded: Django would cut the digits off."""
    if value is None:
        return "–"
    rounded = round(value, places) if isinstance(value, float) else value
    return number_format(rounded, places, use_l10n=True, force_grouping=True)


@register.filter
def size(count: int) -> str:
    """How big a file is, in kB or MB (steps of 1,000, as phones show it)."""
    if count < 1_000_000:
        text = f"{number(max(1, round(count / 1000)))} kB"
    else:
        text = f"{number(count / 1_000_000, int(count % 1_000_000 >= 50_000))} MB"
    return f"\u2066{text}\u2069" if get_language_bidi() else text  # else it reads "kB 1"


@register.filter
def in_language(texts: Mapping[str, str], language: str) -> str:
    """The text in the language, else in German."""
    return texts.get(language) or texts.get("de", "")


@register.filter
def lookup(table: Mapping[Any, Any], key: object) -> object:
    """``table[key]``, or nothing."""
    return table.get(key, "")


# ---- Pieces -------------------------------------------------------------------------------------------------------


@register.simple_tag
def chart(figure: Chart | Sparkline) -> SafeString:
    """The chart with its table behind it."""
    return SafeString(render_to_string(figure.template, {"chart": figure}))


@register.inclusion_tag("ui/pagination.html", takes_context=True)
def pagination(context: template.Context, page: int, pages: int) -> dict[str, object]:
    """First, last and the neighbours; every address keeps the rest of the query."""
    query = context["request"].GET.copy()

    def link(target: int) -> str:
        query["page"] = str(target)
        return f"?{query.urlencode()}"

    near = sorted({1, pages, *range(max(1, page - 2), min(pages, page + 2) + 1)}) if pages else []
    items: list[dict[str, object]] = []
    for before, target in zip([0, *near], near, strict=False):
        items.append({"number": target, "url": link(target), "current": target == page, "gap": target - before > 1})
    return {
        "items": items,
        "many": pages > 1,
        "previous": link(page - 1) if page > 1 else "",
        "next": link(page + 1) if page < pages else "",
    }


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: object) -> str:
    """The page's own address with parts of its query changed; an empty value takes the part away. Starts again at page 1."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        if value in ("", None):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"
