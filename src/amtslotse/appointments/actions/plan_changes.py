"""The head of office changes the plan: rules, policies, tomorrow's mix, and what becomes of a stranded appointment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import DateField, ExpressionWrapper, F, Q

from amtslotse.accounts.rules import require
from amtslotse.appointments.actions.configuring import rule
from amtslotse.appointments.actions.planning import Planned, plan_ahead, plan_places
from amtslotse.appointments.models import ClassPolicy, Place, PlanRule
from amtslotse.appointments.queries.outlook import access, proposal
from amtslotse.appointments.rules.events import PLAN_CHANGED, PLAN_SNAPSHOT
from amtslotse.appointments.rules.planning import FreePlace, PolicyInput, check_offers, check_policy
from amtslotse.engines.slots import Offer
from amtslotse.journal.actions import append
from amtslotse.journal.rules import NewEvent
from amtslotse.kernel.actor import SYSTEM, Actor
from amtslotse.kernel.errors import DomainError, NotFound
from amtslotse.kernel.localtime import BERLIN
from amtslotse.offices import queries as offices


class ProposalOutdated(DomainError):
    """What was proposed is no longer what is needed: look again."""

    code = "proposal_outdated"


def _changed(what: str, *, by: Actor, now: datetime) -> None:
    event = NewEvent(PLAN_CHANGED.name, {"what": what})
    append(stream_kind="plan", stream_ref="plan", events=[event], by=by, now=now)


@transaction.atomic
def set_rules(*, counter: int, offers: Sequence[Offer], valid_from: date, by: Actor, now: datetime) -> Planned:
    """From ``valid_from`` on the counter offers exactly ``offers`` in a week; the days before keep their plan.

    Places follow at once; nobody loses one. Plans for single days stay. Raises ``NotAllowed``, ``InvalidInput``, ``NotFound``.
    """
    require(by, "planner.change")
    serves = {each.id: each.serves for each in offices.counters()}
    if counter not in serves:
        raise NotFound(str(counter))
    check_offers(offers, serves)
    single = ExpressionWrapper(F("valid_from") + 1, output_field=DateField())
    weekly = PlanRule.objects.filter(counter=counter).exclude(valid_to=single, valid_to__isnull=False)
    weekly.filter(valid_from__gte=valid_from).delete()
    weekly.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=valid_from)).update(valid_to=valid_from)
    PlanRule.objects.bulk_create(rule(offer=offer) for offer in offers)
    _changed("rules", by=by, now=now)
    return plan_ahead(by=by, now=now)


@transaction.atomic
def set_policy(*, policy: PolicyInput, by: Actor, now: datetime) -> Planned:
    """The places of the class are given so. Raises ``NotAllowed``, ``InvalidInput``."""
    require(by, "planner.change")
    check_policy(policy)
    ClassPolicy.objects.update_or_create(
        klass=policy.klass,
        defaults={
            "promise_workdays": policy.promise_workdays,
            "minimum_notice_minutes": policy.minimum_notice_minutes,
            "horizon_days": policy.horizon_days,
            "draws": policy.draws,
            "pressure_from": policy.pressure_from,
            "entry_weeks_before_expiry": policy.entry_weeks_before_expiry,
            "result_hour": policy.result_hour,
            "hold_share_percent": policy.hold_share_percent,
            "no_show_overbooking": policy.no_show_overbooking,
        },
    )
    _changed("policy", by=by, now=now)
    return plan_ahead(by=by, now=now)


@transaction.atomic
def accept_proposal(*, counter: int, starts: Sequence[datetime], by: Actor, now: datetime) -> Planned:
    """The proposal that was shown is the plan of its day: for that one day the counter offers these places to emergencies.

    Raises ``NotAllowed``, and ``ProposalOutdated`` when the facts have changed since it was shown.
    """
    require(by, "planner.change")
    current = proposal(now=now)
    if current is None or current.counter != counter or [place.starts_at for place in current.places] != list(starts):
        raise ProposalOutdated
    PlanRule.objects.bulk_create(rule(offer=_for_one_day(place, current.day)) for place in current.places)
    _changed("proposal", by=by, now=now)
    return plan_places(from_day=current.day, to_day=current.day + timedelta(days=1), by=by, now=now)


def _for_one_day(place: FreePlace, day: date) -> Offer:
    opens, closes = place.starts_at.astimezone(BERLIN), place.ends_at.astimezone(BERLIN)
    minutes = int((closes - opens).total_seconds()) // 60
    return Offer(
        place.counter,
        day.weekday(),
        opens.time(),
        closes.time(),
        "emergency",
        "public",
        minutes,
        day,
        day + timedelta(days=1),
    )


@transaction.atomic
def keep_stranded(*, place: int, by: Actor, now: datetime) -> None:
    """Whoever sits on the stranded place comes all the same; the list forgets it. Doing it again changes nothing.

    Raises ``NotAllowed``, ``NotFound``.
    """
    require(by, "planner.change")
    row = Place.objects.select_for_update().filter(pk=place, retired=False).first()
    if row is None:
        raise NotFound(str(place))
    if row.stranded:
        row.stranded, row.kept = False, True
        row.save(update_fields=["stranded", "kept"])
        _changed("kept", by=by, now=now)


@transaction.atomic
def take_snapshot(*, now: datetime) -> None:
    """The journal knows how soon somebody got an appointment of each class at this moment."""
    events = [
        NewEvent(
            PLAN_SNAPSHOT.name,
            {"klass": each.klass, "free": each.free}
            | ({} if each.workdays is None else {"third_next_workdays": each.workdays}),
        )
        for each in access(now=now)
    ]
    append(stream_kind="plan", stream_ref="plan", events=events, by=SYSTEM, now=now)
