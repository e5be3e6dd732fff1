"""Who gets what: the organisation chart, the weights of urgency and the skills that hold on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import connection
from django.db.models import Q, QuerySet, Subquery

from amtslotse.engines import triage
from amtslotse.offices.models import Chart, Skill, StaffSkill, Team, TriageRules
from amtslotse.offices.rules import Lacking, NeededSkill, Rule

#: Fewer people than this, and the time they took to learn would be a figure about persons.
FEWEST_LEARNERS: Final = 5


@dataclass(frozen=True, slots=True)
class LearningTime:
    """Median days from the first day of learning until alone; without people where they are too few to say."""

    people: int = 0
    median: float | None = None


@dataclass(frozen=True, slots=True)
class VersionView:
    """A chart or a set of weights: from when it holds, and why it was set."""

    id: int
    valid_from: date
    set_at: datetime
    note: str


_LEARNED = """
SELECT count(DISTINCT staff_id), percentile_cont(0.5) WITHIN GROUP (ORDER BY (alone_from - valid_from)::float)
FROM offices_staffskill WHERE alone_from > valid_from
"""


def routing_rules(*, on: date) -> tuple[Rule, ...]:
    """The chart of the day: its rules in the order in which they are tried; none before the office was set up. One query."""
    row = Chart.objects.filter(valid_from__lte=on).order_by("-valid_from", "-pk").values_list("rules", flat=True).first()
    return tuple(as_rule(rule) for rule in row or ())


def as_rule(stored: Mapping[str, Any]) -> Rule:
    """A stored rule of a chart."""
    return Rule(
        stored["prefix"],
        stored["difficulty_at_least"],
        stored["team"],
        stored["reason"],
        stored.get("urgency_at_least", 1),
    )


def triage_weights(*, on: date) -> triage.Weights:
    """How urgency is weighed on the day; as the program ships where the office set nothing. One query."""
    found = TriageRules.objects.filter(valid_from__lte=on).order_by("-valid_from", "-pk").values_list("content", flat=True)
    content = found.first()
    return triage.DEFAULT if content is None else triage.read(content)


def teams_and_weights(language: str, *, on: date) -> tuple[dict[str, str], triage.Weights]:
    """What a list of cases needs of the office: the name of every team of the day by its code, and the weights. One query."""
    in_force = TriageRules.objects.filter(valid_from__lte=on).order_by("-valid_from", "-pk").values("content")[:1]
    living = Team.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on).order_by("code")
    rows = list(living.annotate(weights=Subquery(in_force)))
    content = rows[0].weights if rows else None  # without a team there is no case to weigh
    weights = triage.DEFAULT if content is None else triage.read(content)
    return {team.code: team.names.get(language) or team.names["de"] for team in rows}, weights


def charts() -> tuple[VersionView, ...]:
    """Every chart there was or will be, newest first. One query."""
    return tuple(_version(row) for row in Chart.objects.order_by("-valid_from", "-pk"))


def weighings() -> tuple[VersionView, ...]:
    """Every set of weights there was or will be, newest first. One query."""
    return tuple(_version(row) for row in TriageRules.objects.order_by("-valid_from", "-pk"))


def _version(row: Chart | TriageRules) -> VersionView:
    return VersionView(row.pk, row.valid_from, row.set_at, row.note)


def skills() -> tuple[NeededSkill, ...]:
    """Every skill that gates something, by code. One query."""
    return tuple(
        NeededSkill(row.code, row.names, row.prefix, row.difficulty_at_least) for row in Skill.objects.order_by("code")
    )


def skills_of_staff(*, on: date) -> dict[int, frozenset[str]]:
    """Who has or learns which skills on the day; somebody without any is not in it. One query."""
    found: dict[int, set[str]] = {}
    for staff, skill in _held(on).values_list("staff_id", "skill_id"):
        found.setdefault(staff, set()).add(skill)
    return {staff: frozenset(held) for staff, held in found.items()}


def learners(*, on: date) -> dict[int, frozenset[str]]:
    """Who still learns which skills on the day; somebody who learns none is not in it. One query."""
    found: dict[int, set[str]] = {}
    for staff, skill in _held(on).filter(~_alone(on)).values_list("staff_id", "skill_id"):
        found.setdefault(staff, set()).add(skill)
    return {staff: frozenset(learned) for staff, learned in found.items()}


def lacking(*, staff: int, on: date) -> Lacking:
    """The skills this person neither has nor learns on the day: what they gate is not for her. One query."""
    return _lacking(_held(on).filter(staff=staff))


def not_alone(*, staff: int, on: date) -> Lacking:
    """The skills in which this person is not on her own on the day: somebody else releases what they gate. One query."""
    return _lacking(_held(on).filter(_alone(on), staff=staff))


def time_to_alone() -> LearningTime:
    """How long people learned a kind of case until they handled it alone; nothing below ``FEWEST_LEARNERS`` people.

    Whoever never learned it here, but could do it from the first day, is not in it. One query.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LEARNED)
        people, median = cursor.fetchone()
    return LearningTime(people, median) if people >= FEWEST_LEARNERS else LearningTime()


def _held(on: date) -> QuerySet[StaffSkill]:
    return StaffSkill.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)


def _alone(on: date) -> Q:
    return Q(alone_from__isnull=False, alone_from__lte=on)


def _lacking(held: QuerySet[StaffSkill]) -> Lacking:
    rows = Skill.objects.exclude(pk__in=held.values("skill_id"))
    return Lacking(
        tuple(NeededSkill(row.code, row.names, row.prefix, row.difficulty_at_least) for row in rows.order_by("code"))
    )
