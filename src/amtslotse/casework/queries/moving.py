"""What would go when the cases of a team go to another in one act, and the reports of what went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from amtslotse.accounts import queries as accounts
from amtslotse.accounts.rules import require
from amtslotse.casework.models import Case, TeamMove, TeamMoveOrder
from amtslotse.casework.rules import states
from amtslotse.casework.rules.filing import local_day
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotFound
from amtslotse.offices import queries as offices

#: As many as a page shows; the file has all.
MOVES = 60


@dataclass(frozen=True, slots=True)
class TeamMovePreview:
    """What would go. ``places``: service, state, cases. ``still_routed``: the chart of today sends new ones to the old team."""

    places: tuple[tuple[str, str, int], ...]
    cases: int
    kept_owner: int
    freed: int
    still_routed: bool


@dataclass(frozen=True, slots=True)
class TeamMoveView:
    """What went. ``places``: service, state, cases before and after."""

    id: UUID
    from_team: str
    to_team: str
    services: tuple[str, ...]
    reason: str
    cases: int
    kept_owner: int
    places: tuple[tuple[str, str, int, int], ...]
    moved_at: datetime
    moved_by: str


@dataclass(frozen=True, slots=True)
class TeamMoveOrderView:
    """A move that a job has to do, or could not."""

    id: UUID
    from_team: str
    to_team: str
    shown: int
    state: str  # waiting | done | failed
    failure: str
    asked_at: datetime


def movable(*, actor: Actor) -> dict[str, tuple[str, ...]]:
    """Every team that has cases, and their services. One query. Raises ``NotAllowed``."""
    require(actor, "triage.change")
    found: dict[str, list[str]] = {}
    rows = Case.objects.filter(status__in=states.IN_TEAM).exclude(team="").values_list("team", "service").distinct()
    for team, service in rows.order_by("team", "service"):
        found.setdefault(team, []).append(service)
    return {team: tuple(services) for team, services in found.items()}


def preview_team_move(
    *, actor: Actor, from_team: str, to_team: str, services: Sequence[str] = (), now: datetime
) -> TeamMovePreview:
    """What would go. Four queries, whatever the number of cases. Raises ``NotAllowed``."""
    require(actor, "triage.change")
    chosen = going(from_team, services)
    counted = Case.objects.filter(chosen).values_list("service", "status", "purpose").annotate(n=Count("pk"))
    places: Counter[tuple[str, str]] = Counter()
    purposes = set()
    for service, status, purpose, number in counted:
        places[service, status] += number
        purposes.add(purpose)
    cases = sum(places.values())
    owners = Case.objects.filter(chosen, owner__isnull=False).values_list("owner").annotate(n=Count("pk"))
    there = working_in(to_team)
    kept, owned = 0, 0
    for owner, number in owners:
        owned, kept = owned + number, kept + (number if owner in there else 0)
    chart = offices.routing_rules(on=local_day(now))
    return TeamMovePreview(
        places=tuple((service, status, number) for (service, status), number in sorted(places.items())),
        cases=cases,
        kept_owner=kept,
        freed=owned - kept,
        still_routed=any(
            rule.team_code == from_team and any(purpose.startswith(rule.prefix) for purpose in purposes) for rule in chart
        ),
    )


def team_moves(*, actor: Actor, limit: int | None = MOVES) -> list[TeamMoveView]:
    """The reports, newest first. One query. Raises ``NotAllowed``."""
    require(actor, "triage.change")
    return [_view(row) for row in TeamMove.objects.select_related("moved_by").order_by("-moved_at", "pk")[:limit]]


def team_move(*, actor: Actor, move: UUID) -> TeamMoveView:
    """One report. Raises ``NotAllowed``, ``NotFound``."""
    require(actor, "triage.change")
    row = TeamMove.objects.select_related("moved_by").filter(pk=move).first()
    if row is None:
        raise NotFound(f"move {move}")
    return _view(row)


def team_move_orders(*, actor: Actor) -> list[TeamMoveOrderView]:
    """The ordered moves that are not done, newest first. One query. Raises ``NotAllowed``."""
    require(actor, "triage.change")
    return [_order(row) for row in TeamMoveOrder.objects.exclude(state="done").order_by("-asked_at", "pk")[:MOVES]]


def team_move_order(*, actor: Actor, move: UUID) -> TeamMoveOrderView | None:
    """The order of a move; ``None`` where it needed none. Raises ``NotAllowed``."""
    require(actor, "triage.change")
    row = TeamMoveOrder.objects.filter(pk=move).first()
    return _order(row) if row else None


def _order(row: TeamMoveOrder) -> TeamMoveOrderView:
    return TeamMoveOrderView(row.pk, row.from_team, row.to_team, row.shown, row.state, row.failure, row.asked_at)


def going(from_team: str, services: Sequence[str]) -> Q:
    """The cases that lie in the team, in whatever state; with ``services``, of these alone."""
    chosen = Q(team=from_team, status__in=states.IN_TEAM)
    return chosen & Q(service__in=services) if services else chosen


def working_in(team: str) -> frozenset[int]:
    """The caseworkers of the team. One query."""
    return frozenset(person for person, (_, teams) in accounts.caseworkers().items() if team in teams)


def _view(row: TeamMove) -> TeamMoveView:
    places: Mapping[str, int] = row.before
    return TeamMoveView(
        id=row.pk,
        from_team=row.from_team,
        to_team=row.to_team,
        services=tuple(row.services),
        reason=row.reason,
        cases=row.cases,
        kept_owner=row.kept_owner,
        places=tuple((*place.split("/", 1), number, row.after.get(place, 0)) for place, number in sorted(places.items())),
        moved_at=row.moved_at,
        moved_by=row.moved_by.get_full_name(),
    )
