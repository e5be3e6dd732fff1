"""Everything that changes places, appointments and requests."""

from amtslotse.appointments.actions.allocating import NobodyWaits, RoundStillClosed, commit_round, open_round, tell_results
from amtslotse.appointments.actions.configuring import DEMO_PLAN, MATTERS, apply_plan, apply_plan_from
from amtslotse.appointments.actions.emergency import lift, looked_at, mark_filed, place_urgent, place_urgents
from amtslotse.appointments.actions.plan_changes import (
    ProposalOutdated,
    accept_proposal,
    keep_stranded,
    set_policy,
    set_rules,
    take_snapshot,
)
from amtslotse.appointments.actions.planning import Planned, plan_ahead, plan_places, release_carve_outs
from amtslotse.appointments.actions.requesting import (
    EntryNotOpen,
    NotDrawn,
    confirm_request,
    enter_request,
    expire_requests,
    forget_requests,
    mark_told,
    request,
    withdraw_request,
)
from amtslotse.appointments.actions.waiting import OfferGone, answer_offer, back_fill, release_late
from amtslotse.appointments.rules.requests import Requested

__all__ = [
    "DEMO_PLAN",
    "MATTERS",
    "EntryNotOpen",
    "NobodyWaits",
    "NotDrawn",
    "OfferGone",
    "Planned",
    "ProposalOutdated",
    "Requested",
    "RoundStillClosed",
    "accept_proposal",
    "answer_offer",
    "apply_plan",
    "apply_plan_from",
    "back_fill",
    "commit_round",
    "confirm_request",
    "enter_request",
    "expire_requests",
    "forget_requests",
    "keep_stranded",
    "lift",
    "looked_at",
    "mark_filed",
    "mark_told",
    "open_round",
    "place_urgent",
    "place_urgents",
    "plan_ahead",
    "plan_places",
    "release_carve_outs",
    "release_late",
    "request",
    "set_policy",
    "set_rules",
    "take_snapshot",
    "tell_results",
    "withdraw_request",
]
