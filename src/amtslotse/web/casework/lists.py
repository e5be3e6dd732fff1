"""Lists of cases: the state of every filter is in the address, and an export holds exactly what the list shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from amtslotse.accounts.rules import may, require
from amtslotse.casework import queries
from amtslotse.casework.queries import ListView
from amtslotse.casework.rules import CLEARING, IN_TEAM
from amtslotse.kernel.errors import NotFound
from amtslotse.offices.queries import team_names
from amtslotse.web.casework import presenters, words
from amtslotse.web.ui import exports
from amtslotse.web.ui.staff_request import StaffRequest

#: What clearing itself can do something about; the rest waits for the applicant.
TODO = ("received", "in_clearing")
SORTS = ("urgency", "received", "name")


def clearing(request: StaffRequest) -> HttpResponse:
    """What came in, most urgent and oldest first, each with the sentence why."""
    found = queries.clearing_list(**_who(request), **_filter(request.GET, CLEARING), page=_page(request))
    return _list(request, found, "clearing", title=_("Clearing"), statuses=CLEARING)


def clearing_export(request: StaffRequest, form: str) -> HttpResponse:
    """Every line of the filtered clearing list as a file."""
    chosen = _filter(request.GET, CLEARING)
    return _export(request, form, "clearing", lambda page: queries.clearing_list(**_who(request), **chosen, page=page))


def team(request: StaffRequest) -> HttpResponse:
    """What lies with the reader's teams."""
    chosen = {**_filter(request.GET, IN_TEAM), "team": request.GET.get("team", "")[:40]}
    found = queries.team_list(**_who(request), **chosen, page=_page(request))
    return _list(request, found, "team", title=_("Sachgebiet"), statuses=IN_TEAM)


def team_export(request: StaffRequest, form: str) -> HttpResponse:
    """Every line of the filtered team list as a file."""
    chosen = {**_filter(request.GET, IN_TEAM), "team": request.GET.get("team", "")[:40]}
    return _export(request, form, "team", lambda page: queries.team_list(**_who(request), **chosen, page=page))


def mine(request: StaffRequest) -> HttpResponse:
    """What the reader has taken and not finished."""
    require(request.actor, "casework.take")
    found = queries.my_cases(**_who(request), page=_page(request))
    return _list(request, found, "mine", title=_("Meine Vorgänge"))


def reviews(request: StaffRequest) -> HttpResponse:
    """Drafts of others that the reader may release or return."""
    require(request.actor, "casework.review_decision")
    found = queries.review_list(**_who(request), page=_page(request))
    return _list(request, found, "reviews", title=_("Zur Prüfung"))


def find(request: StaffRequest) -> HttpResponse:
    """The case with a file number, however it is typed; one page for "unknown" and "not hers"."""
    require(request.actor, "casework.see_case")
    typed = request.GET.get("number", "").strip()
    if not typed:
        return render(request, "casework/find.html", {"typed": "", "tabs": tabs(request, "find")})
    try:
        return redirect("casework:case", case=queries.find_by_file_number(actor=request.actor, file_number=typed))
    except NotFound:
        return render(request, "casework/find.html", {"typed": typed, "tabs": tabs(request, "find")}, status=404)


def tabs(request: StaffRequest, current: str) -> list[dict[str, Any]]:
    """The lists this person may open, with how much lies in each."""
    counts = queries.counts(actor=request.actor, now=request.now)
    every = (
        ("clearing", "casework.clearing_list", _("Clearing"), counts.clearing),
        ("team", "casework.team_list", _("Sachgebiet"), counts.team),
        ("mine", "casework.take", _("Meine Vorgänge"), counts.mine),
        ("reviews", "casework.review_decision", _("Zur Prüfung"), counts.reviews),
        ("find", "casework.see_case", _("Aktenzeichen"), None),
    )
    return [
        {"url": f"casework:{name}", "label": label, "count": count, "current": name == current}
        for name, right, label, count in every
        if may(request.actor, right)
    ]


def _who(request: StaffRequest) -> dict[str, Any]:
    return {"actor": request.actor, "language": language(), "now": request.now}


def _filter(query: QueryDict, known: tuple[str, ...]) -> dict[str, Any]:
    """What the address filters by; anything it does not know is as if it were not there."""
    sort, asked = query.get("sort", ""), query.get("urgency", "")
    return {
        "statuses": TODO if query.get("status") == "todo" else [each for each in query.getlist("status") if each in known],
        "service": query.get("service", "")[:100],
        "urgency_at_least": int(asked) if asked in {"2", "3", "4"} else 1,
        "search": query.get("q", "").strip()[:200],
        "sort": sort if sort in SORTS else "urgency",
    }


def _page(request: StaffRequest) -> int:
    asked = request.GET.get("page", "")
    return min(int(asked), 100_000) if asked.isascii() and asked.isdigit() and int(asked) else 1


def language() -> str:
    """The language of the page."""
    return get_language() or settings.LANGUAGE_CODE


def _list(request: StaffRequest, found: ListView, name: str, *, title: str, statuses: tuple[str, ...] = ()) -> HttpResponse:
    teams = team_names(language(), on=timezone.localdate())
    query = request.GET.copy()
    query.pop("page", None)
    hers = {code: label for code, label in teams.items() if may(request.actor, "casework.team_list", team=code)}
    context = {
        "title": title,
        "name": name,
        "found": found,
        "rows": presenters.rows(found.rows, teams=teams, today=timezone.localdate()),
        "tabs": tabs(request, name),
        "chips": [(status, words.STATUSES[status], found.counts.get(status, 0)) for status in statuses],
        "todo": sum(found.counts.get(status, 0) for status in TODO),
        "chosen_statuses": query.getlist("status"),
        "chosen": {key: query.get(key, "") for key in ("status", "service", "urgency", "q", "sort", "team")},
        "teams": hers if name == "team" else {},
        "many_teams": len(hers) > 1,
        "is_filtered": any(query.get(key) for key in ("status", "service", "urgency", "q", "team")),
        "filters": bool(statuses),
        "query": query.urlencode(),
        "exports": f"casework:{name}_export" if statuses else "",
    }
    return render(request, "casework/list.html", context)


def _export(request: StaffRequest, form: str, name: str, read: Callable[[int], ListView]) -> HttpResponse:
    teams = team_names(language(), on=timezone.localdate())

    def lines() -> Iterator[list[Any]]:
        page, pages = 1, 1
        while page <= pages:
            found = read(page)
            page, pages = page + 1, found.pages
            yield from (
                presenters.export_row(row) for row in presenters.rows(found.rows, teams=teams, today=timezone.localdate())
            )

    file = f"{name}-{timezone.localdate().isoformat()}"
    return exports.answer(form, file, presenters.export_head(), lines(), right_to_left=get_language_bidi())
