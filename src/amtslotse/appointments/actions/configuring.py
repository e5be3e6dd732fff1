"""Matters, policies and the plan, as the office's files say them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from amtslotse.appointments.actions.planning import plan_ahead
from amtslotse.appointments.models import ClassPolicy, Matter, PlanRule
from amtslotse.appointments.rules.events import PLAN_CHANGED
from amtslotse.appointments.rules.planning import check_offers
from amtslotse.engines.slots import Offer
from amtslotse.journal.actions import append
from amtslotse.journal.rules import NewEvent
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput
from amtslotse.offices import queries as offices

MATTERS = Path(__file__).parent.parent / "data" / "matters.toml"
DEMO_PLAN = Path(__file__).parent.parent / "data" / "plan.toml"


@transaction.atomic
def apply_plan(*, content: Mapping[str, Any], by: Actor, now: datetime) -> None:
    """Matters, policies and plan are what ``content`` says, each if it is there: ``[[matter]]``, ``[[policy]]``, ``[[plan]]``.

    A matter that is left out can no longer be chosen; it is never deleted. Places are made for the new plan at once, and
    nobody who sits on one loses it. Raises ``InvalidInput`` naming the entry.
    """
    if "matter" in content:
        _set_matters(content["matter"])
    for policy in content.get("policy", ()):
        rest = {name: value for name, value in policy.items() if name != "klass"}
        ClassPolicy.objects.update_or_create(klass=policy["klass"], defaults=rest)
    if "plan" in content:
        offers = _offers(content["plan"])
        check_offers(offers, {counter.id: counter.serves for counter in offices.counters()})
        PlanRule.objects.all().delete()
        PlanRule.objects.bulk_create(rule(offer=offer) for offer in offers)
    what = "+".join(name for name in ("matter", "policy", "plan") if name in content) or "nothing"
    append(stream_kind="plan", stream_ref="plan", events=[NewEvent(PLAN_CHANGED.name, {"what": what})], by=by, now=now)
    if "plan" in content or "policy" in content:
        plan_ahead(by=by, now=now)


def apply_plan_from(*, path: Path, by: Actor, now: datetime) -> None:
    """As ``apply_plan``, from a TOML file. Raises ``InvalidInput`` when it cannot be read."""
    try:
        content = tomllib.loads(path.read_text())
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise InvalidInput(field=str(path), reason="unreadable", detail=str(error)) from error
    apply_plan(content=content, by=by, now=now)


def rule(*, offer: Offer) -> PlanRule:
    """The offer as a row that is not stored yet."""
    return PlanRule(
        counter_id=offer.counter,
        weekday=offer.weekday,
        opens=offer.opens,
        closes=offer.closes,
        klass=offer.klass,
        contingent=offer.contingent,
        minutes=offer.minutes,
        valid_from=offer.valid_from,
        valid_to=offer.valid_to,
    )


def _set_matters(matters: Any) -> None:
    for position, matter in enumerate(matters):
        rest = {name: value for name, value in matter.items() if name != "key"}
        Matter.objects.update_or_create(key=matter["key"], defaults={"position": position, "active": True, **rest})
    Matter.objects.exclude(key__in=[matter["key"] for matter in matters]).update(active=False)


def _offers(plan: Any) -> list[Offer]:
    known = {(counter.site, counter.number): counter.id for counter in offices.counters()}
    offers: list[Offer] = []
    for position, entry in enumerate(plan, start=1):
        where = (entry["site"], entry["counter"])
        if where not in known:
            raise InvalidInput(field=f"plan[{position}].counter", reason="unknown", value=where)
        offers.extend(
            Offer(
                known[where],
                weekday,
                entry["opens"],
                entry["closes"],
                entry["klass"],
                entry.get("contingent", "public"),
                entry["minutes"],
                entry["valid_from"],
                entry.get("valid_to"),
            )
            for weekday in entry["weekdays"]
        )
    return offers
