"""Lists of cases. Each costs a fixed number of queries, whatever its length.

Urgency changes with every day, so it is computed and never stored, in the database: see ``ranking``. Three statements make a
list: one counts by state, service and urgency, one says which cases stand on the page, one reads those.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from amtslotse.accounts import queries as accounts
from amtslotse.accounts.rules import reach, require
from amtslotse.casework.models import Applicant, Case, DocumentCheck, DocumentRequest, Suspension
from amtslotse.casework.queries import reading
from amtslotse.casework.queries.ranking import rank, urgency_of
from amtslotse.casework.queries.views import ListView, RowView, WhyView
from amtslotse.casework.rules import states, waiting
from amtslotse.casework.rules.filing import local_day
from amtslotse.catalogue import queries as catalogue
from amtslotse.catalogue.rules import Procedure, required_documents
from amtslotse.engines.triage import Weights
from amtslotse.kernel import codes, names
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotAllowed
from amtslotse.offices import queries as offices

PAGE_SIZE = 50
SORTS = ("urgency", "received", "name")
OWNERS = ("", "none", "somebody")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a reader asks of a list; nothing chosen is everything, most urgent first.

    ``search`` fits file number or name, however it is composed. ``owner``: ``none`` for cases that nobody took. ``overridden``:
    those whose urgency a person set.
    """

    statuses: Collection[str] = ()
    service: str = ""
    urgency_at_least: int = 1
    difficulty: int = 0
    owner: str = ""
    overridden: bool = False
    team: str = ""
    search: str = ""
    sort: str = "urgency"
    page: int = 1


EVERYTHING = Chosen()


def clearing_list(*, actor: Actor, language: str, now: datetime, chosen: Chosen = EVERYTHING) -> ListView:
    """What lies in clearing or waits for the applicant: most urgent first, then oldest first, each with why.

    Raises ``NotAllowed``.
    """
    require(actor, "casework.clearing_list")
    return _list(Q(status__in=states.CLEARING), actor, language, now, chosen)


def team_list(*, actor: Actor, language: str, now: datetime, chosen: Chosen = EVERYTHING) -> ListView:
    """What lies with the reader's teams (``head``: with every team): with_team, in_review, decided. Raises ``NotAllowed``."""
    require(actor, "casework.team_list")
    return _list(Q(status__in=states.IN_TEAM) & _within(actor, "casework.team_list"), actor, language, now, chosen)


def review_list(*, actor: Actor, language: str, now: datetime, chosen: Chosen = EVERYTHING) -> ListView:
    """Drafts of decisions that the reader may review: in her teams and not by herself. Raises ``NotAllowed``."""
    require(actor, "casework.review_decision")
    return _list(to_review(actor), actor, language, now, chosen)


def my_cases(*, actor: Actor, language: str, now: datetime, chosen: Chosen = EVERYTHING) -> ListView:
    """Open cases that the reader has taken, and those of absent colleagues whose deputy she is today. Raises ``NotAllowed``."""
    require(actor, "casework.take")
    return _list(hers(actor, now=now), actor, language, now, chosen)


def ownerless(*, actor: Actor) -> tuple[int, int]:
    """How many open cases in the reader's teams nobody has taken, and how many lie there (R30). One query. ``NotAllowed``."""
    require(actor, "casework.team_list")
    found = Case.objects.filter(_within(actor, "casework.team_list"), status__in=("with_team", "in_review"))
    counted = found.aggregate(n=Count("*"), free=Count("pk", filter=Q(owner=None)))
    return counted["free"], counted["n"]


def selected(*, list_name: str, actor: Actor, now: datetime, chosen: Chosen, limit: int) -> list[UUID]:
    """The cases of a filtered list in its order, at most ``limit``: for what is done to all of them. Raises ``NotAllowed``."""
    scope = {
        "clearing": lambda: Q(status__in=states.CLEARING),
        "team": lambda: Q(status__in=states.IN_TEAM) & _within(actor, "casework.team_list"),
        "mine": lambda: hers(actor, now=now),
        "reviews": lambda: to_review(actor),
    }[list_name]()
    require(actor, _RIGHT_OF[list_name])
    weights, today = offices.triage_weights(on=local_day(now)), local_day(now)
    found = _shown(_filtered(scope, weights, today, chosen), chosen)
    return list(found.values_list("pk", flat=True)[:limit])


_RIGHT_OF = {
    "clearing": "casework.clearing_list",
    "team": "casework.team_list",
    "mine": "casework.take",
    "reviews": "casework.review_decision",
}


def hers(actor: Actor, *, now: datetime) -> Q:
    """The open cases of a team that she works on today: her own, and those in which she stands in for somebody absent."""
    if actor.staff_id is None:
        raise NotAllowed(role=actor.role)
    today = local_day(now)
    own = Q(owner=actor.staff_id) | Q(owner__in=accounts.covered_by(actor.staff_id, on=today))
    own |= Q(deputy=actor.staff_id, owner__in=accounts.away_staff(on=today))
    return Q(status__in=states.IN_TEAM) & own & _within(actor, "casework.take")


def works_on(row: Case, *, by: Actor, now: datetime) -> bool:
    """Whether she may work on the case in her own name: its owner, its deputy, or who stands in for an absent owner today.

    One query, and none for the owner and the deputy.
    """
    if by.staff_id is None:
        return False
    if by.staff_id in (row.owner_id, row.deputy_id):
        return True
    return accounts.absences(on=local_day(now)).acts(by.staff_id, owner=row.owner_id, deputy=row.deputy_id)


def to_review(actor: Actor) -> Q:
    """Cases with a draft by somebody else that she may review."""
    own = Case.objects.filter(decisions__status="in_review", decisions__author=actor.staff_id).values("pk")
    return Q(status="in_review") & _within(actor, "casework.review_decision") & ~Q(pk__in=own)


def _within(actor: Actor, action: str) -> Q:
    return Q() if reach(actor, action) == "office" else Q(team__in=actor.teams)


def _filtered(scope: Q, weights: Weights, today: date, chosen: Chosen) -> QuerySet[Any]:
    """The cases with their rank, by every filter but state, service and urgency: those are counted first."""
    wanted = scope & _searched(chosen.search)
    if chosen.team:
        wanted &= Q(team=chosen.team)
    if chosen.difficulty:
        wanted &= Q(difficulty=chosen.difficulty)
    if chosen.owner:
        wanted &= Q(owner__isnull=chosen.owner == "none")
    if chosen.overridden:
        wanted &= Q(urgency_override__isnull=False)
    return Case.objects.filter(wanted).annotate(rank=rank(weights, today=today))


def _shown(found: QuerySet[Any], chosen: Chosen) -> QuerySet[Any]:
    """The rest of the filters, in the order asked for."""
    if chosen.statuses:
        found = found.filter(status__in=chosen.statuses)
    if chosen.service:
        found = found.filter(service=chosen.service)
    if chosen.urgency_at_least > 1:
        found = found.filter(rank__gte=chosen.urgency_at_least)
    if chosen.sort == "received":
        return found.order_by("received_at", "pk")
    if chosen.sort == "name":
        return found.order_by("applicant__name_key", "received_at", "pk")
    return found.order_by("-rank", "received_at", "pk")


@dataclass(slots=True)
class _Counted:
    """One pass over everything that fits: how many of each state, and which services occur in which newest version."""

    statuses: Counter[str] = field(default_factory=Counter)
    services: dict[str, int] = field(default_factory=dict)
    total: int = 0


def _count(found: QuerySet[Any], chosen: Chosen) -> _Counted:
    result = _Counted()
    by = ["status", "service", "service_version"]
    if chosen.urgency_at_least > 1:
        by.append("rank")  # asked of every row only when somebody wants to know
    groups = found.order_by().values_list(*by).annotate(n=Count("*"))
    for status, service, version, *urgency, n in groups:
        result.services[service] = max(version, result.services.get(service, 0))
        if (chosen.service and service != chosen.service) or (urgency and urgency[0] < chosen.urgency_at_least):
            continue
        result.statuses[status] += n
        if not chosen.statuses or status in chosen.statuses:
            result.total += n
    return result


def _list(scope: Q, actor: Actor, language: str, now: datetime, chosen: Chosen) -> ListView:
    today = local_day(now)
    teams, weights = offices.teams_and_weights(language, on=today)
    found = _filtered(scope, weights, today, chosen)
    counted = _count(found, chosen)
    pages = max(1, -(-counted.total // PAGE_SIZE))
    page = min(max(1, chosen.page), pages)
    ids = list(_shown(found, chosen).values_list("pk", flat=True)[(page - 1) * PAGE_SIZE : page * PAGE_SIZE])
    cases = _read(ids)
    procedures = catalogue.in_versions({*counted.services.items(), *((row.service, row.service_version) for row in cases)})
    titles = {key: procedures[key, version].title(language) for key, version in counted.services.items()}
    known = _Known(procedures, weights, today, actor, language)
    return ListView(
        rows=tuple(_row(row, known) for row in cases),
        total=counted.total,
        page=page,
        pages=pages,
        counts=dict(counted.statuses),
        services=tuple(sorted(titles.items())),
        teams=teams,
    )


def rows_of(ids: list[UUID], *, actor: Actor, language: str, now: datetime) -> tuple[RowView, ...]:
    """The cases as lines, in this order. Three queries. Whether the reader may see them, the caller has asked."""
    today = local_day(now)
    cases = _read(ids)
    procedures = catalogue.in_versions({(row.service, row.service_version) for row in cases})
    known = _Known(procedures, offices.triage_weights(on=today), today, actor, language)
    return tuple(_row(row, known) for row in cases)


@dataclass(frozen=True, slots=True)
class _Known:
    """What every line needs besides its case."""

    procedures: Mapping[tuple[str, int], Procedure]
    weights: Weights
    today: date
    actor: Actor
    language: str


def _searched(search: str) -> Q:
    """By file number however it is typed, or by a name in any composition and case."""
    text = search.strip()
    if not text:
        return Q()
    number = codes.normalise(text)
    found: Any = Applicant.objects.filter(name_key__contains=names.sort_key(text)).values("case_id")
    if len(number) >= 4:
        found = found.union(Case.objects.filter(file_number__contains=number).values("pk"))
    return Q(pk__in=found)


def _read(ids: list[UUID]) -> list[Any]:
    """The cases in this order with people, requests, intervals and verdicts: one query, for one row or fifty."""
    of_case = {"case": OuterRef("pk")}
    found = (
        Case.objects.select_related("applicant", "owner")
        .annotate(
            verdicts=ArraySubquery(
                DocumentCheck.objects.filter(**of_case).values(json=JSONObject(need="need", verdict="verdict"))
            ),
            asked=ArraySubquery(
                DocumentRequest.objects.filter(**of_case)
                .order_by("sent_at")
                .values(json=JSONObject(sent_at="sent_at", fulfilled_at="fulfilled_at", deadline_on="deadline_on"))
            ),
            waits=ArraySubquery(
                Suspension.objects.filter(**of_case)
                .order_by("began_at")
                .values(json=JSONObject(began_at="began_at", ended_at="ended_at", partner="partner__code"))
            ),
        )
        .in_bulk(ids)
    )
    return [found[each] for each in ids if each in found]


def _turn(row: Any) -> tuple[str, datetime]:
    """Whose turn it is and since when, as the journal has it (a test compares them): requests and intervals change it."""
    asked, waits = _times(row.asked, "sent_at", "fulfilled_at"), _times(row.waits, "began_at", "ended_at")
    who = waiting.turn(
        ended=row.status in states.ENDED,
        asked_her=any(end is None for _, end in asked),
        bodies=[each["partner"] for each in row.waits if each["ended_at"] is None],
    )
    over = [end for _, end in (*asked, *waits) if end is not None]
    if who == "applicant":
        return who, next(begin for begin, end in asked if end is None)
    if who == "us":
        return who, max(over, default=row.received_at)
    began = next(begin for begin, end in waits if end is None)
    return who, max([began, *(end for begin, end in asked if end is not None and begin <= began <= end)])


def _times(rows: list[Mapping[str, Any]], begin: str, end: str) -> list[tuple[datetime, datetime | None]]:
    return [(datetime.fromisoformat(each[begin]), datetime.fromisoformat(each[end]) if each[end] else None) for each in rows]


def _row(row: Any, known: _Known) -> RowView:
    procedure = known.procedures[row.service, row.service_version]
    needs = required_documents(procedure, reading.all_answers(row), on=local_day(row.received_at))
    verdicts = {check["need"]: check["verdict"] for check in row.verdicts}
    pressing = urgency_of(row, weights=known.weights, today=known.today)
    turn, since = _turn(row)
    deadlines = [date.fromisoformat(each["deadline_on"]) for each in row.asked if each["fulfilled_at"] is None]
    return RowView(
        id=row.pk,
        file_number=codes.spoken(row.file_number),
        name=", ".join(part for part in (row.applicant.family_name, row.applicant.given_names) if part),
        service=row.service,
        title=procedure.title(known.language),
        status=row.status,
        turn=turn,
        since=since,
        received_at=row.received_at,
        complete_since=row.complete_since,
        urgency=pressing.value,
        difficulty=row.difficulty,
        why=tuple(WhyView(why.code, why.urgency, why.days) for why in pressing.why),
        team=row.team,
        owner=row.owner.get_full_name() if row.owner else "",
        is_mine=row.owner_id is not None and row.owner_id == known.actor.staff_id,
        deadline_on=deadlines[0] if deadlines else None,
        needs=sum(not need.optional for need in needs),
        fine=sum(verdicts.get(need.key) == "fine" for need in needs),
    )
