"""Everything that changes places, appointments and requests."""

from amtslotse.appointments.actions.access import enter, replace_code
from amtslotse.appointments.actions.allocating import (
    NobodyWaits,
    RoundStillClosed,
    commit_round,
    follow_mode,
    keep_rounds,
    open_round,
    tell_results,
)
from amtslotse.appointments.actions.booking import book
from amtslotse.appointments.actions.changing import cancel, move
from amtslotse.appointments.actions.closing import put_on_list, record_closing, replace
from amtslotse.appointments.actions.committing import AlreadyCommitted, AlreadyHolding
from amtslotse.appointments.actions.configuring import DEMO_PLAN, MATTERS, apply_plan, apply_plan_from
from amtslotse.appointments.actions.emergency import lift, looked_at, mark_filed, place_urgent, place_urgents
from amtslotse.appointments.actions.forgetting import forget
from amtslotse.appointments.actions.holding import Held, HoldExpired, TooManyAppointments, confirm, expire_holds, hold
from amtslotse.appointments.actions.partners import PartnerCode, add_partner, end_partner, partner_enter, replace_partner_code
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
    TooManyForContact,
    confirm_at_desk,
    confirm_request,
    enter_request,
    expire_requests,
    forget_requests,
    mark_told,
    replace_request_code,
    request,
    withdraw_request,
)
from amtslotse.appointments.actions.sitting import Conflict, PlaceTaken, TooLate, TooManyHolds
from amtslotse.appointments.actions.visiting import mark_arrived, mark_done, mark_no_show
from amtslotse.appointments.actions.vouching import vouch
from amtslotse.appointments.actions.waiting import OfferGone, answer_for, answer_offer, back_fill, release_late
from amtslotse.appointments.rules.requests import Requested
from amtslotse.appointments.rules.states import NotNow

__all__ = [
    "DEMO_PLAN",
    "MATTERS",
    "AlreadyCommitted",
    "AlreadyHolding",
    "Conflict",
    "EntryNotOpen",
    "Held",
    "HoldExpired",
    "NobodyWaits",
    "NotDrawn",
    "NotNow",
    "OfferGone",
    "PartnerCode",
    "PlaceTaken",
    "Planned",
    "ProposalOutdated",
    "Requested",
    "RoundStillClosed",
    "TooLate",
    "TooManyAppointments",
    "TooManyForContact",
    "TooManyHolds",
    "accept_proposal",
    "add_partner",
    "answer_for",
    "answer_offer",
    "apply_plan",
    "apply_plan_from",
    "back_fill",
    "book",
    "cancel",
    "commit_round",
    "confirm",
    "confirm_at_desk",
    "confirm_request",
    "end_partner",
    "enter",
    "enter_request",
    "expire_holds",
    "expire_requests",
    "follow_mode",
    "forget",
    "forget_requests",
    "hold",
    "keep_rounds",
    "keep_stranded",
    "lift",
    "looked_at",
    "mark_arrived",
    "mark_done",
    "mark_filed",
    "mark_no_show",
    "mark_told",
    "move",
    "open_round",
    "partner_enter",
    "place_urgent",
    "place_urgents",
    "plan_ahead",
    "plan_places",
    "put_on_list",
    "record_closing",
    "release_carve_outs",
    "release_late",
    "replace",
    "replace_code",
    "replace_partner_code",
    "replace_request_code",
    "request",
    "set_policy",
    "set_rules",
    "take_snapshot",
    "tell_results",
    "vouch",
    "withdraw_request",
]
