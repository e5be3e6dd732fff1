"""Closing a counter, a site or the office: look first, then do it; and those the plan no longer has a place for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amtslotse.accounts.rules import may, require
from amtslotse.appointments import actions, queries
from amtslotse.appointments.queries import Concerned
from amtslotse.flows import closing
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.offices import queries as offices
from amtslotse.web.planner import words
from amtslotse.web.planner.forms import CloseForm
from amtslotse.web.planner.frame import language, tabs
from amtslotse.web.ui import exports
from amtslotse.web.ui.staff_request import StaffRequest

#: What the page after a closure says, in its address.
COUNTS = ("concerned", "replaced", "listed", "to_call")


def close(request: StaffRequest) -> HttpResponse:
    """GET with a period shows who moves where; the POST does it."""
    require(request.actor, "planner.close_counter")
    asked = request.POST if request.method == "POST" else request.GET if "what" in request.GET else None
    form = CloseForm(asked, choices=_choices())
    concerned: tuple[Concerned, ...] | None = None
    if form.is_bound and form.is_valid():
        starts_at, ends_at = form.period()
        try:
            if request.method == "POST":
                done = closing.close(
                    **form.where(),
                    starts_at=starts_at,
                    ends_at=ends_at,
                    reason={"de": form.cleaned_data["reason"]},
                    by=request.actor,
                    now=request.now,
                )
                said = {name: getattr(done, name) for name in COUNTS}
                return redirect(f"{reverse('planner:closed', args=[done.closure])}?{urlencode(said)}")
            if ends_at <= request.now:
                raise InvalidInput(field="to_day", reason="over")
            concerned = closing.preview(**form.where(), starts_at=starts_at, ends_at=ends_at, by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, words.problem(error))
    context = {
        "tabs": tabs(request, "close"),
        "form": form,
        "concerned": None if concerned is None else _rows(concerned),
        "placed": sum(1 for row in concerned or () if row.new_place),
        "without": sum(1 for row in concerned or () if not row.new_place),
        "to_call": sum(1 for row in concerned or () if row.contact_kind != "email"),
        "what": dict(_choices()).get(form["what"].value() or "", ""),
        "period": form.period() if concerned is not None else (),
        "chosen": request.GET.items() if concerned is not None else (),
    }
    return render(request, "planner/close.html", context, status=422 if form.is_bound and form.errors else 200)


def closed(request: StaffRequest, closure: int) -> HttpResponse:
    """What the closure did, and who is still without a new time."""
    require(request.actor, "planner.close_counter")
    view = next((each for each in offices.closures(ends_after=request.now) if each.id == closure), None)
    if view is None:
        raise NotFound(str(closure))
    where: dict[str, Any] = {"counter": view.counter} if view.counter else {"site": view.site} if view.site else {}
    left = closing.preview(**where, starts_at=view.starts_at, ends_at=view.ends_at, by=request.actor, now=request.now)
    names = {site.code: site.name for site in offices.sites(language())}
    context = {
        "tabs": tabs(request, "close"),
        "closure": view,
        "site": names.get(view.site or "", ""),
        "left": _rows(left),
        **{name: _count(request.GET.get(name, "")) for name in COUNTS},
    }
    return render(request, "planner/closed.html", context)


def reopen(request: StaffRequest, closure: int) -> HttpResponse:
    """Asks first; then the closure is gone. Who was moved stays moved."""
    require(request.actor, "planner.close_counter")
    view = next((each for each in offices.closures(ends_after=request.now) if each.id == closure), None)
    if view is None:
        raise NotFound(str(closure))
    if request.method == "POST":
        closing.reopen(closure=closure, by=request.actor, now=request.now)
        messages.success(request, _("Wieder geöffnet. Die Zeiten können wieder gebucht werden."))
        return redirect("planner:hours")
    names = {site.code: site.name for site in offices.sites(language())}
    context = {"tabs": tabs(request, "hours"), "closure": view, "site": names.get(view.site or "", "")}
    return render(request, "planner/reopen.html", context)


def stranded(request: StaffRequest) -> HttpResponse:
    """Everybody who sits where the plan no longer is: the head moves or keeps them, the desk can also cancel."""
    context = {
        "tabs": tabs(request, "stranded"),
        "rows": _stranded(request),
        "may_change": may(request.actor, "planner.change"),
        "may_cancel": may(request.actor, "appointments.book_for"),
    }
    return render(request, "planner/stranded.html", context)


def export(request: StaffRequest, kind: str) -> HttpResponse:
    """The list of the stranded as a file."""
    if kind not in ("csv", "xlsx"):
        raise Http404(kind)
    rows = _stranded(request)
    head = [_("Termin"), _("Nummer"), _("Name"), _("Ort"), _("Schalter"), _("Terminart"), _("Kontakt"), _("Telefon")]

    def lines() -> Iterator[list[Any]]:
        for row in rows:
            view = row["view"]
            when = timezone.localtime(view.starts_at).strftime("%d.%m.%Y %H:%M")
            yield [when, view.number, row["names"], row["site"], view.counter_number, str(row["class_name"]),
                   str(row["contact"]), view.phone]  # fmt: skip

    name = f"ohne-platz-{timezone.localdate(request.now).isoformat()}"
    return exports.answer(kind, name, head, lines(), right_to_left=get_language_bidi())


@require_POST
def keep(request: StaffRequest, place: int) -> HttpResponse:
    """She comes all the same."""
    actions.keep_stranded(place=place, by=request.actor, now=request.now)
    messages.success(request, _("Der Termin bleibt, wie er ist."))
    return redirect("planner:stranded")


@require_POST
def replace(request: StaffRequest, appointment: UUID) -> HttpResponse:
    """She gets the nearest time that fits, and is told."""
    if closing.replace_one(appointment=appointment, by=request.actor, now=request.now):
        messages.success(request, _("Der Termin wurde auf die nächste passende Zeit verlegt."))
    else:
        messages.warning(request, _("Es gibt gerade keine passende Zeit. Der Termin bleibt auf dieser Liste."))
    return redirect("planner:stranded")


def _stranded(request: StaffRequest) -> list[dict[str, Any]]:
    names = {site.code: site.name for site in offices.sites(language())}
    return [
        {
            "view": row,
            "names": " / ".join(row.names),
            "site": names.get(row.site, row.site),
            "class_name": words.CLASSES[row.klass],
            "contact": words.CONTACTS[row.contact_kind],
        }
        for row in queries.stranded(actor=request.actor, now=request.now)
    ]


def _choices() -> list[tuple[str, str]]:
    names = {site.code: site.name for site in offices.sites(language())}
    counters = [
        (f"counter:{each.id}", _("%(site)s, Schalter %(number)s") % {"site": names[each.site], "number": each.number})
        for each in offices.counters()
        if each.in_use
    ]
    return [*counters, *((f"site:{code}", name) for code, name in names.items()), ("all", _("Die ganze Behörde"))]


def _rows(concerned: Iterable[Concerned]) -> list[dict[str, Any]]:
    names = {site.code: site.name for site in offices.sites(language())}
    where = _("%(site)s, Schalter %(number)s")
    return [
        {
            "view": row,
            "names": " / ".join(row.names),
            "class_name": words.CLASSES[row.klass],
            "contact": words.CONTACTS[row.contact_kind],
            "was_at": where % {"site": names[row.site], "number": row.counter_number},
            "new_at": where % {"site": names[row.new_site], "number": row.new_counter_number} if row.new_site else "",
        }
        for row in concerned
    ]


def _count(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else None
