"""The organisation chart, the weights of urgency and the skills change: from a day on, and what held before stays readable."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from amtslotse.accounts.rules import require
from amtslotse.engines import triage
from amtslotse.journal.actions import append
from amtslotse.journal.rules import NewEvent
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.kernel.localtime import day_of
from amtslotse.offices.models import Chart, Skill, StaffSkill, TriageRules
from amtslotse.offices.queries import as_rule, routing_rules, team_names, triage_weights

_FARTHEST = timedelta(days=366)


def stored_rule(
    *, prefix: str, difficulty_at_least: int, urgency_at_least: int, team: str, reason: Mapping[str, str]
) -> dict[str, Any]:
    """A rule of a chart as it is stored."""
    return {
        "prefix": prefix,
        "difficulty_at_least": difficulty_at_least,
        "urgency_at_least": urgency_at_least,
        "team": team,
        "reason": dict(reason),
    }


@transaction.atomic
def set_chart(*, rules: Sequence[Mapping[str, Any]], valid_from: date, note: str, by: Actor, now: datetime) -> None:
    """From that day on, cases find their team by these rules (as ``stored_rule`` gives them).

    Cases that lie in a team are moved by ``casework.actions.rehome``. Raises ``NotAllowed``, and ``InvalidInput``: field
    ``valid_from`` ``in_the_past`` or ``too_late``; ``rules`` ``last_rule_must_fit_everything``, ``unknown_team``,
    ``reason_required``, ``not_in_range``.
    """
    require(by, "triage.change")
    _from_now_on(valid_from, now)
    fits_everything(rules=rules)
    known = team_names("de", on=valid_from)
    for rule in rules:
        if rule["team"] not in known:
            raise InvalidInput(field="rules", reason="unknown_team", value=rule["team"])
        if not rule["reason"].get("de", "").strip():
            raise InvalidInput(field="rules", reason="reason_required")
        if rule["difficulty_at_least"] not in (1, 2, 3) or rule["urgency_at_least"] not in (1, 2, 3, 4):
            raise InvalidInput(field="rules", reason="not_in_range")
    store_chart(rules=rules, valid_from=valid_from, note=note, now=now)
    _journal(NewEvent("office.chart_set", {"rules": len(rules), "valid_from": valid_from}), by=by, now=now)


@transaction.atomic
def set_weights(*, weights: triage.Weights, valid_from: date, note: str, by: Actor, now: datetime) -> None:
    """From that day on, urgency is weighed so. Raises ``NotAllowed`` and ``InvalidInput`` (the rule, or ``valid_from``)."""
    require(by, "triage.change")
    _from_now_on(valid_from, now)
    checked = triage.read(triage.as_content(weights))
    if checked == triage_weights(on=valid_from) and not TriageRules.objects.filter(valid_from__gt=valid_from).exists():
        return
    TriageRules.objects.create(valid_from=valid_from, content=triage.as_content(checked), note=note.strip(), set_at=now)
    _journal(NewEvent("office.weights_set", {"valid_from": valid_from}), by=by, now=now)


@transaction.atomic
def set_skills(
    *, staff: int, skills: Collection[str], learning: Collection[str] = frozenset(), by: Actor, now: datetime
) -> None:
    """From today on she handles the cases of ``skills`` alone and learns those of ``learning``; every other ended today.

    Who learned a skill and has it now keeps the day on which she began. What is in both is learned. Whoever goes back to
    learning begins anew today.
    Raises ``NotAllowed``, ``NotFound`` for somebody the office does not know, ``InvalidInput`` (``skills``, ``unknown``).
    """
    require(by, "triage.change")
    known = set(Skill.objects.values_list("code", flat=True))
    alone = set(skills) - set(learning)
    wanted = alone | set(learning)
    if unknown := sorted(wanted - known):
        raise InvalidInput(field="skills", reason="unknown", unknown=unknown)
    today = day_of(now)
    held = StaffSkill.objects.select_for_update().filter(staff=staff, valid_to__isnull=True)
    held.exclude(skill__in=wanted).update(valid_to=today)
    held.filter(skill__in=learning, alone_from__isnull=False).update(valid_to=today)
    held.filter(skill__in=alone, alone_from__isnull=True).update(alone_from=today)
    there = set(held.values_list("skill_id", flat=True))
    try:
        with transaction.atomic():
            StaffSkill.objects.bulk_create(
                StaffSkill(staff_id=staff, skill_id=code, valid_from=today, alone_from=today if code in alone else None)
                for code in sorted(wanted - there)
            )
            # A foreign key is checked at the end of the transaction; asked now, it is this action's error.
            transaction.get_connection().check_constraints([StaffSkill._meta.db_table])
    except IntegrityError:
        raise NotFound(f"account {staff}") from None
    _journal(NewEvent("office.skills_set", {"skills": len(wanted)}), by=by, now=now)


def fits_everything(*, rules: Sequence[Mapping[str, Any]]) -> None:
    """Raises ``InvalidInput`` when the last rule does not fit every case: then some case would have no home."""
    last = rules[-1] if rules else None
    if last is None or last["prefix"] or last["difficulty_at_least"] > 1 or last["urgency_at_least"] > 1:
        raise InvalidInput(field="routing", reason="last_rule_must_fit_everything")


def has_chart() -> bool:
    """Whether the office ever had a chart."""
    return Chart.objects.exists()


def store_chart(*, rules: Sequence[Mapping[str, Any]], valid_from: date, note: str, now: datetime) -> None:
    """The chart stands among the office's charts, unless it is the one that holds on that day already."""
    if routing_rules(on=valid_from) == tuple(as_rule(rule) for rule in rules):
        return
    Chart.objects.create(valid_from=valid_from, rules=list(rules), note=note.strip(), set_at=now)


def _from_now_on(valid_from: date, now: datetime) -> None:
    if valid_from < day_of(now):
        raise InvalidInput(field="valid_from", reason="in_the_past")
    if valid_from > day_of(now) + _FARTHEST:
        raise InvalidInput(field="valid_from", reason="too_late")


def _journal(event: NewEvent, *, by: Actor, now: datetime) -> None:
    append(stream_kind="office", stream_ref="office", events=[event], by=by, now=now)
