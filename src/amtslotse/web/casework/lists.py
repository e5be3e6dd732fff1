"""Lists of cases: the state of every filter is in the address, and an export holds exactly what the list shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise as StrPromise
from django.utils.translation import get_language, get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _

from amtslotse.accounts.rules import may, require
from amtslotse.casework import queries
from amtslotse.casework.queries import OWNERS, SORTS, Chosen, ListView
from amtslotse.casework.rules import CLEARING, IN_TEAM
from amtslotse.kernel.errors import NotFound
from amtslotse.web.casework import presenters, steering_words, words
from amtslotse.web.ui import exports
from amtslotse.web.ui.asked import page as page_in
from amtslotse.web.ui.staff_request import StaffRequest

#: What clearing itself can do something about; the rest waits for the applicant.
TODO = ("received", "in_clearing")
FILTERS = ("status", "service", "urgency", "difficulty", "owner", "overridden", "q", "team")


#: What can be done to many cases at once, and whose right it is.
BULK_RIGHTS = {
    "take": "casework.take",
    "reroute": "casework.reroute",
    "deputy": "casework.deputy",
    "suspend": "casework.suspend",
}


@dataclass(frozen=True, slots=True)
class _List:
    """A list of cases: its name on the page, the states it can hold, and how it is read."""

    title: StrPromise
    statuses: tuple[str, ...]
    read: Callable[..., ListView]


LISTS = {
    "clearing": _List(gettext_lazy("Clearing"), CLEARING, queries.clearing_list),
    "team": _List(gettext_lazy("Sachgebiet"), IN_TEAM, queries.team_list),
    "mine": _List(gettext_lazy("Meine Vorgänge"), IN_TEAM, queries.my_cases),
    "reviews": _List(gettext_lazy("Zur Prüfung"), (), queries.review_list),
}


def clearing(request: StaffRequest) -> HttpResponse:
    """What came in, most urgent and oldest first, each with the sentence why."""
    return _list(request, "clearing")


def clearing_export(request: StaffRequest, form: str) -> HttpResponse:
    """Every line of the filtered clearing list as a file."""
    return _export(request, form, "clearing")


def team(request: StaffRequest) -> HttpResponse:
    """What lies with the reader's teams."""
    return _list(request, "team")


def team_export(request: StaffRequest, form: str) -> HttpResponse:
    """Every line of the filtered team list as a file."""
    return _export(request, form, "team")


def mine(request: StaffRequest) -> HttpResponse:
    """What the reader works on: her own and, while a colleague is away, hers as well."""
    return _list(request, "mine")


def mine_export(request: StaffRequest, form: str) -> HttpResponse:
    """Every line of her own list as a file."""
    return _export(request, form, "mine")


def reviews(request: StaffRequest) -> HttpResponse:
    """Drafts of others that the reader may release or return."""
    return _list(request, "reviews")


def reviews_export(request: StaffRequest, form: str) -> HttpResponse:
    """Every line of the list of drafts as a file."""
    return _export(request, form, "reviews")


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
        ("next", "casework.check", _("Als Nächstes"), None),
        ("clearing", "casework.clearing_list", _("Clearing"), counts.clearing),
        ("team", "casework.team_list", _("Sachgebiet"), counts.team),
        ("mine", "casework.take", _("Meine Vorgänge"), counts.mine),
        ("reviews", "casework.review_decision", _("Zur Prüfung"), counts.reviews),
        ("absences", "casework.deputy", _("Vertretung"), None),
        ("triage", "triage.see", _("Regeln"), None),
        ("opinion", "triage.second_opinion", _("Zweite Einschätzung"), None),
        ("find", "casework.see_case", _("Aktenzeichen"), None),
        ("certificates", "casework.certificates", _("Bescheinigungen"), None),
        ("payments", "casework.payments", _("Zahlungen"), None),
        ("naturalisation", "casework.naturalisation_year", _("Einbürgerungsstatistik"), None),
        ("partners", "casework.partners", _("Andere Stellen"), None),
        ("quality", "legal.see", _("Stichprobe und Ermessen"), None),
    )
    return [
        {"url": f"casework:{name}", "label": label, "count": count, "current": name == current}
        for name, right, label, count in every
        if may(request.actor, right)
    ]


def chosen_of(query: QueryDict, name: str) -> Chosen:
    """What the address filters by; anything it does not know is as if it were not there."""
    sort, asked, hard, owner = (query.get(key, "") for key in ("sort", "urgency", "difficulty", "owner"))
    known = LISTS[name].statuses
    return Chosen(
        statuses=TODO if query.get("status") == "todo" else [each for each in query.getlist("status") if each in known],
        service=query.get("service", "")[:100],
        urgency_at_least=int(asked) if asked in {"2", "3", "4"} else 1,
        difficulty=int(hard) if hard in {"1", "2", "3"} else 0,
        owner=owner if owner in OWNERS else "",
        overridden=query.get("overridden") == "1",
        team=query.get("team", "")[:40],
        search=query.get("q", "").strip()[:200],
        sort=sort if sort in SORTS else "urgency",
        page=page_in(query.get("page", "")),
    )


def language() -> str:
    """The language of the page."""
    return get_language() or settings.LANGUAGE_CODE


def read_list(request: StaffRequest, name: str, chosen: Chosen) -> ListView:
    """A page of the list as this reader sees it. Raises ``NotAllowed``."""
    return LISTS[name].read(actor=request.actor, language=language(), now=request.now, chosen=chosen)


def _list(request: StaffRequest, name: str) -> HttpResponse:
    found = read_list(request, name, chosen_of(request.GET, name))
    today = timezone.localdate()
    teams = dict(found.teams)
    query = request.GET.copy()
    query.pop("page", None)
    hers = {code: label for code, label in teams.items() if may(request.actor, "casework.team_list", team=code)}
    context = {
        "title": LISTS[name].title,
        "name": name,
        "found": found,
        "rows": presenters.rows(found.rows, teams=teams, today=today),
        "tabs": tabs(request, name),
        "outages": queries.outages(actor=request.actor, language=language()),
        "chips": [(status, words.STATUSES[status], found.counts.get(status, 0)) for status in LISTS[name].statuses],
        "difficulties": list(words.DIFFICULTIES.items()),
        "todo": sum(found.counts.get(status, 0) for status in TODO),
        "chosen_statuses": query.getlist("status"),
        "chosen": {key: query.get(key, "") for key in (*FILTERS, "sort")},
        "teams": hers if name == "team" else {},
        "many_teams": len(hers) > 1,
        "is_filtered": any(query.get(key) for key in FILTERS),
        "query": query.urlencode(),
        "kept": queries.saved_filters(actor=request.actor, list_name=name),
        "bulk": [(kind, steering_words.BATCHES[kind]) for kind, right in BULK_RIGHTS.items() if may(request.actor, right)],
        "exports": f"casework:{name}_export",
    }
    return render(request, "casework/list.html", context)


def _export(request: StaffRequest, form: str, name: str) -> HttpResponse:
    chosen = chosen_of(request.GET, name)
    first = read_list(request, name, replace(chosen, page=1))

    def lines() -> Iterator[list[Any]]:
        for page in range(1, first.pages + 1):
            found = first if page == 1 else read_list(request, name, replace(chosen, page=page))
            yield from (
                presenters.export_row(row)
                for row in presenters.rows(found.rows, teams=dict(found.teams), today=timezone.localdate())
            )

    file = f"{name}-{timezone.localdate().isoformat()}"
    return exports.answer(form, file, presenters.export_head(), lines(), right_to_left=get_language_bidi())
