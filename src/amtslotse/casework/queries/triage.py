"""What new rules would do, before anybody sets them: who moves, how urgency shifts, and whether every case has a home."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from amtslotse.accounts import queries as accounts
from amtslotse.accounts.rules import require
from amtslotse.casework.models import Case
from amtslotse.casework.rules import states
from amtslotse.casework.rules.filing import local_day
from amtslotse.engines.triage import Facts, Weights, urgency
from amtslotse.journal.queries import count_events
from amtslotse.kernel import codes
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.localtime import begins
from amtslotse.offices import queries as offices
from amtslotse.offices.rules import Lacking, NeededSkill, NoTeam, Rule, route

_COLUMNS = (
    *("pk", "file_number", "status", "team", "team_by_hand", "owner_id", "purpose", "difficulty"),
    *("received_at", "complete_since", "title_expires_on", "needed_on", "court_on", "effect", "urgency_override"),
)


@dataclass(frozen=True, slots=True)
class Moved:
    """A case that would go to another team, or change its urgency."""

    id: UUID
    file_number: str
    team: str
    to: str
    urgency: int
    becomes: int
    difficulty: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What the rules would do to everything that is open. ``homeless``: cases that no team would get; it must be empty."""

    cases: int
    moves: tuple[Moved, ...]  # to another team
    shifts: tuple[Moved, ...]  # another urgency, in the same team
    stays_by_hand: int  # a person chose the team
    stays_with_owner: int  # somebody works on it: she keeps it
    teams: tuple[tuple[str, int, int], ...]  # code, cases before, cases after
    urgencies: tuple[tuple[int, int, int], ...]  # urgency, cases before, cases after
    homeless: tuple[Moved, ...]
    unstaffed: tuple[tuple[str, str, int], ...]  # team, skill nobody there has, cases


@dataclass(frozen=True, slots=True)
class Replay:
    """What the rules would have done to everything that came in between two days."""

    since: date
    until: date
    cases: int
    teams: tuple[tuple[str, int], ...]
    homeless: int
    unstaffed: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class _Light:
    """The few columns of a case that triage needs."""

    pk: UUID
    file_number: str
    status: str
    team: str
    by_hand: bool
    owner: int | None
    purpose: str
    difficulty: int
    facts: Facts


def _light(wanted: Q) -> list[_Light]:
    rows: Iterable[tuple[Any, ...]] = Case.objects.filter(wanted).values_list(*_COLUMNS).iterator()
    return [
        _Light(pk, number, status, team, by_hand, owner, purpose, difficulty, _facts(*facts))
        for pk, number, status, team, by_hand, owner, purpose, difficulty, *facts in rows
    ]


def _facts(
    received_at: datetime,
    complete_since: datetime | None,
    title_expires_on: date | None,
    needed_on: date | None,
    court_on: date | None,
    effect: str,
    override: int | None,
) -> Facts:
    complete_on = local_day(complete_since) if complete_since else None
    return Facts(local_day(received_at), complete_on, title_expires_on, needed_on, court_on, effect, override)


def preview(
    *, actor: Actor, now: datetime, valid_from: date, rules: Sequence[Rule] | None = None, weights: Weights | None = None
) -> Preview:
    """What these rules and weights (``None``: those in force) would do to every open case on ``valid_from``.

    A case without an owner goes where the rules say. One that somebody works on, or whose team a person chose, stays, unless
    its team has ended. Five queries, whatever the number of cases. Raises ``NotAllowed``.
    """
    require(actor, "triage.change")
    today = local_day(now)
    old = offices.triage_weights(on=today)
    new = offices.triage_weights(on=valid_from) if weights is None else weights
    chart = offices.routing_rules(on=valid_from) if rules is None else tuple(rules)
    living = offices.team_names("de", on=valid_from)
    cases = _light(Q(status__in=states.OPEN))
    moves, shifts, homeless = [], [], []
    before, after, was, becomes = Counter[str](), Counter[str](), Counter[int](), Counter[int]()
    groups = Counter[tuple[str, str, int]]()
    by_hand = with_owner = 0
    for case in cases:
        first, second = urgency(case.facts, old, today=today).value, urgency(case.facts, new, today=today).value
        was[first] += 1
        becomes[second] += 1
        home = case.team
        if case.status in states.IN_TEAM:
            home = _home(chart, living, case.purpose, case.difficulty, second)
            if case.team in living and home and home != case.team:
                if case.status != "with_team" or case.owner is not None:
                    with_owner, home = with_owner + 1, case.team
                elif case.by_hand:
                    by_hand, home = by_hand + 1, case.team
            before[case.team] += 1
            after[home] += 1
            groups[home, case.purpose, case.difficulty] += 1
        moved = Moved(case.pk, codes.spoken(case.file_number), case.team, home, first, second, case.difficulty)
        if case.status in states.IN_TEAM and not home:
            homeless.append(moved)
        elif home != case.team:
            moves.append(moved)
        elif first != second:
            shifts.append(moved)
    return Preview(
        cases=len(cases),
        moves=tuple(moves),
        shifts=tuple(shifts),
        stays_by_hand=by_hand,
        stays_with_owner=with_owner,
        teams=tuple((team, before[team], after[team]) for team in sorted({*before, *after} - {""})),
        urgencies=tuple((level, was[level], becomes[level]) for level in (4, 3, 2, 1)),
        homeless=tuple(homeless),
        unstaffed=_unstaffed(groups, on=valid_from),
    )


def replay(*, actor: Actor, now: datetime, valid_from: date, rules: Sequence[Rule]) -> Replay:
    """Where everything that came in during the last full quarter would have gone under these rules. Raises ``NotAllowed``."""
    require(actor, "triage.change")
    since, until = last_quarter(local_day(now))
    weights = offices.triage_weights(on=valid_from)
    living = offices.team_names("de", on=valid_from)
    cases = _light(Q(received_at__gte=begins(since), received_at__lt=begins(until)))
    groups, homeless = Counter[tuple[str, str, int]](), 0
    for case in cases:
        on = case.facts.complete_on or case.facts.received_on
        home = _home(rules, living, case.purpose, case.difficulty, urgency(case.facts, weights, today=on).value)
        homeless += not home
        groups[home, case.purpose, case.difficulty] += 1
    teams = Counter[str]()
    for (team, _, _), number in groups.items():
        teams[team] += number
    return Replay(since, until, len(cases), tuple(sorted(teams.items())), homeless, _unstaffed(groups, on=valid_from))


def last_quarter(today: date) -> tuple[date, date]:
    """The last quarter that is over: its first day, and the first day after it."""
    until = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    before = until - timedelta(days=1)
    return date(before.year, (before.month - 1) // 3 * 3 + 1, 1), until


def to_rehome(*, now: datetime) -> dict[UUID, str]:
    """The cases that lie in a team, are nobody's, and that the rules of today send to another one. Three queries."""
    today = local_day(now)
    weights, chart = offices.triage_weights(on=today), offices.routing_rules(on=today)
    living = offices.team_names("de", on=today)
    free = _light(Q(status="with_team"))
    found = {}
    for case in free:
        if case.team in living and (case.owner is not None or case.by_hand):
            continue
        home = _home(chart, living, case.purpose, case.difficulty, urgency(case.facts, weights, today=today).value)
        if home and home != case.team:
            found[case.pk] = home
    return found


def overrides(*, actor: Actor, now: datetime, days: int = 90) -> tuple[int, int]:
    """How often a person set an urgency in the last days, and on how many open cases such a word stands. Two queries."""
    require(actor, "triage.see")
    since = now - timedelta(days=days)
    standing = Case.objects.filter(status__in=states.OPEN, urgency_override__isnull=False).count()
    return count_events(kind="case.urgency_set", since=since), standing


def _home(rules: Sequence[Rule], living: dict[str, str], purpose: str, difficulty: int, level: int) -> str:
    """The team, or nothing where no rule fits or the team does not exist on the day."""
    try:
        team = route(rules, purpose, difficulty, level).team_code
    except NoTeam:
        return ""
    return team if team in living else ""


def _unstaffed(groups: Counter[tuple[str, str, int]], *, on: date) -> tuple[tuple[str, str, int], ...]:
    """Cases whose skill nobody in their team has, by team and skill. Three queries."""
    skills = offices.skills()
    if not skills:
        return ()
    held, clerks = offices.skills_of_staff(on=on), accounts.caseworkers()
    found: Counter[tuple[str, str]] = Counter()
    for (team, purpose, difficulty), number in groups.items():
        there = [held.get(clerk, frozenset()) for clerk, (_, teams) in clerks.items() if team in teams]
        missing = _missing(skills, there, purpose, difficulty)
        if missing:
            found[team, missing] += number
    return tuple((team, skill, number) for (team, skill), number in sorted(found.items()))


def _missing(skills: Sequence[NeededSkill], people: list[frozenset[str]], purpose: str, difficulty: int) -> str:
    """A skill that keeps everybody there from such a case; empty when somebody may have it."""
    lacked = [
        Lacking(tuple(skill for skill in skills if skill.code not in held)).for_case(purpose, difficulty) for held in people
    ]
    if people and None in lacked:
        return ""
    first = next((skill for skill in (lacked or [None]) if skill is not None), None)
    needed = first or next((skill for skill in skills if skill.gates(purpose, difficulty)), None)
    return needed.code if needed else ""
