"""Who gets what: the organisation chart, the weights of urgency and the skills that hold on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, Subquery

from amtslotse.engines import triage
from amtslotse.offices.models import Chart, Skill, StaffSkill, Team, TriageRules
from amtslotse.offices.rules import Lacking, NeededSkill, Rule


@dataclass(frozen=True, slots=True)
class VersionView:
    """A chart or a set of weights: from when it holds, and why it was set."""

    id: int
    valid_from: date
    set_at: datetime
    note: str


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
    """Who has which skills on the day; somebody without any is not in it. One query."""
    found: dict[int, set[str]] = {}
    held = StaffSkill.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)
    for staff, skill in held.values_list("staff_id", "skill_id"):
        found.setdefault(staff, set()).add(skill)
    return {staff: frozenset(held) for staff, held in found.items()}


def lacking(*, staff: int, on: date) -> Lacking:
    """The skills this person has not on the day: what they gate is not for her. One query."""
    held = StaffSkill.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), staff=staff, valid_from__lte=on)
    rows = Skill.objects.exclude(pk__in=held.values("skill_id"))
    return Lacking(
        tuple(NeededSkill(row.code, row.names, row.prefix, row.difficulty_at_least) for row in rows.order_by("code"))
    )
