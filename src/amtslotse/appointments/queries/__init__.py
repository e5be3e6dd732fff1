"""What can be read of places, appointments and requests."""

from amtslotse.appointments.queries.planning import RuleView, StrandedRow, count_stranded, plan_rules, stranded
from amtslotse.appointments.queries.requests import (
    EmergencyRow,
    Mode,
    OfferView,
    RequestView,
    ToTell,
    emergency_list,
    mode,
    request_view,
    to_tell_by_phone,
    unserved_urgent,
)
from amtslotse.appointments.queries.rounds import RoundView, round_file, rounds

__all__ = [
    "EmergencyRow",
    "Mode",
    "OfferView",
    "RequestView",
    "RoundView",
    "RuleView",
    "StrandedRow",
    "ToTell",
    "count_stranded",
    "emergency_list",
    "mode",
    "plan_rules",
    "request_view",
    "round_file",
    "rounds",
    "stranded",
    "to_tell_by_phone",
    "unserved_urgent",
]
