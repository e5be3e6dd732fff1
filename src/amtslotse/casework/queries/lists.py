"""Lists of cases. Each costs a fixed number of queries, whatever its length.

Urgency changes with every day, so it is computed and never stored: one query reads the few columns the rules need of every
open case in reach, Python ranks them, and the rest is read for the page that is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from amtslotse.accounts.rules import reach, require
from amtslotse.casework.models import Case
from amtslotse.casework.queries import reading
from amtslotse.casework.queries.views import ListView, RowView, WhyView
from amtslotse.casework.rules import states
from amtslotse.casework.rules.filing import local_day
from amtslotse.casework.rules.urgency import Urgency, urgency
from amtslotse.catalogue import queries as catalogue
from amtslotse.catalogue.rules import Procedure, required_documents
from amtslotse.kernel import codes, names
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotAllowed

PAGE_SIZE = 50
SORTS = ("urgency", "received", "name")


def clearing_list(
    *,
    actor: Actor,
    language: str,
    now: datetime,
    statuses: Collection[str] = (),
    service: str = "",
    urgency_at_least: int = 1,
    search: str = "",
    sort: str = "urgency",
    page: int = 1,
) -> ListView:
    """What lies in clearing or waits for the applicant: most urgent first, then oldest first, each with why.

    ``sort``: urgency, received, name. ``search`` fits file number or name, however it is composed. Raises ``NotAllowed``.
    """
    require(actor, "casework.clearing_list")
    scope = Q(status__in=states.CLEARING)
    return _list(scope, actor, language, now, statuses, service, urgency_at_least, search, sort, page)


def team_list(
    *,
    actor: Actor,
    language: str,
    now: datetime,
    team: str = "",
    statuses: Collection[str] = (),
    service: str = "",
    urgency_at_least: int = 1,
    search: str = "",
    sort: str = "urgency",
    page: int = 1,
) -> ListView:
    """What lies with the reader's teams (``head``: with every team): with_team, in_review, decided. Raises ``NotAllowed``."""
    require(actor, "casework.team_list")
    scope = Q(status__in=states.IN_TEAM) & _within(actor, "casework.team_list")
    if team:
        scope &= Q(team=team)
    return _list(scope, actor, language, now, statuses, service, urgency_at_least, search, sort, page)


def review_list(
    *, actor: Actor, language: str, now: datetime, search: str = "", sort: str = "urgency", page: int = 1
) -> ListView:
    """Drafts of decisions that the reader may review: in her teams and not by herself. Raises ``NotAllowed``."""
    require(actor, "casework.review_decision")
    hers = Case.objects.filter(decisions__status="in_review", decisions__author=actor.staff_id).values("pk")
    scope = Q(status="in_review") & _within(actor, "casework.review_decision") & ~Q(pk__in=hers)
    return _list(scope, actor, language, now, (), "", 1, search, sort, page)


def my_cases(*, actor: Actor, language: str, now: datetime, search: str = "", sort: str = "urgency", page: int = 1) -> ListView:
    """Open cases that the reader has taken. Raises ``NotAllowed``."""
    require(actor, "casework.take")
    if actor.staff_id is None:
        raise NotAllowed(role=actor.role)
    scope = Q(status__in=states.IN_TEAM, owner=actor.staff_id) & _within(actor, "casework.take")
    return _list(scope, actor, language, now, (), "", 1, search, sort, page)


def _within(actor: Actor, action: str) -> Q:
    return Q() if reach(actor, action) == "office" else Q(team__in=actor.teams)


@dataclass(frozen=True, slots=True)
class _Light:
    """The few columns of a case that ranking and counting need."""

    id: UUID
    status: str
    service: str
    received_at: datetime
    name_key: str
    urgency: Urgency


def _list(
    scope: Q,
    actor: Actor,
    language: str,
    now: datetime,
    statuses: Collection[str],
    service: str,
    urgency_at_least: int,
    search: str,
    sort: str,
    page: int,
) -> ListView:
    found = _ranked(scope & _searched(search), local_day(now))
    services = sorted({each.service for each in found})
    titles = {procedure.key: procedure.title(language) for procedure in catalogue.published(on=local_day(now))}
    found = [each for each in found if (not service or each.service == service) and each.urgency.value >= urgency_at_least]
    counts = Counter(each.status for each in found)
    shown = sorted((each for each in found if not statuses or each.status in statuses), key=_order(sort))
    pages = max(1, -(-len(shown) // PAGE_SIZE))
    page = min(max(1, page), pages)
    return ListView(
        rows=_rows(shown[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], actor, language),
        total=len(shown),
        page=page,
        pages=pages,
        counts=dict(counts),
        services=tuple((key, titles.get(key, key)) for key in services),
    )


def _ranked(scope: Q, today: date) -> list[_Light]:
    columns = ("pk", "status", "service", "received_at", "title_expires_on", "needed_on", "effect", "applicant__name_key")
    return [
        _Light(
            pk,
            status,
            service,
            received_at,
            name_key,
            urgency(
                today=today,
                received_on=local_day(received_at),
                title_expires_on=title_expires_on,
                needed_on=needed_on,
                effect=effect,
            ),
        )
        for pk, status, service, received_at, title_expires_on, needed_on, effect, name_key in Case.objects.filter(
            scope
        ).values_list(*columns)
    ]


def _order(sort: str) -> Callable[[_Light], tuple[Any, ...]]:
    if sort == "received":
        return lambda each: (each.received_at, each.id)
    if sort == "name":
        return lambda each: (each.name_key, each.received_at)
    return lambda each: (-each.urgency.value, each.received_at, each.id)


def _searched(search: str) -> Q:
    """By file number however it is typed, or by a name in any composition and case."""
    text = search.strip()
    if not text:
        return Q()
    number = codes.normalise(text)
    by_name = Q(applicant__name_key__contains=names.sort_key(text))
    return by_name | Q(file_number__contains=number) if len(number) >= 4 else by_name


def _rows(shown: Sequence[_Light], actor: Actor, language: str) -> tuple[RowView, ...]:
    """The page's cases with people, open request, uploads and verdicts: four queries, for one row or fifty."""
    cases = (
        Case.objects.select_related("applicant", "owner")
        .prefetch_related("checks", "requests")
        .annotate(uploads=Count("documents", filter=Q(documents__handed_in_at__isnull=False)))
        .in_bulk([each.id for each in shown])
    )
    procedures = catalogue.in_versions({(case.service, case.service_version) for case in cases.values()})
    found = [(cases[each.id], each.urgency) for each in shown if each.id in cases]
    return tuple(
        _row(case, procedures[case.service, case.service_version], pressing, actor, language) for case, pressing in found
    )


def _turn(case: Case) -> tuple[str, datetime]:
    """Whose turn it is and since when, as the journal has it (a test compares them): requests are all that changes it."""
    requests = list(case.requests.all())
    open_ones = [request.sent_at for request in requests if request.fulfilled_at is None]
    if open_ones:
        return "applicant", open_ones[0]
    return "us", max([request.fulfilled_at for request in requests if request.fulfilled_at], default=case.received_at)


def _row(case: Case, procedure: Procedure, pressing: Urgency, actor: Actor, language: str) -> RowView:
    needs = required_documents(procedure, reading.all_answers(case), on=local_day(case.received_at))
    verdicts = {check.need: check.verdict for check in case.checks.all()}
    turn, since = _turn(case)
    return RowView(
        id=case.pk,
        file_number=codes.spoken(case.file_number),
        name=", ".join(part for part in (case.applicant.family_name, case.applicant.given_names) if part),
        service=case.service,
        title=procedure.title(language),
        status=case.status,
        turn=turn,
        since=since,
        received_at=case.received_at,
        complete_since=case.complete_since,
        urgency=pressing.value,
        difficulty=case.difficulty,
        why=tuple(WhyView(why.code, why.urgency, why.days) for why in pressing.why),
        team=case.team,
        owner=case.owner.get_full_name() if case.owner else "",
        is_mine=case.owner_id is not None and case.owner_id == actor.staff_id,
        deadline_on=next((each.deadline_on for each in case.requests.all() if each.fulfilled_at is None), None),
        uploads=case.uploads,  # type: ignore[attr-defined]
        needs=sum(not need.optional for need in needs),
        fine=sum(verdicts.get(need.key) == "fine" for need in needs),
    )
