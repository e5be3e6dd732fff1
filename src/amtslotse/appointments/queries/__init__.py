"""What can be read of places, appointments and requests."""

from amtslotse.appointments.queries.closing import Concerned, concerned
from amtslotse.appointments.queries.outlook import Access, Outlook, Week, WhatIf, access, outlook, proposal, third_next, what_if
from amtslotse.appointments.queries.papers import (
    ProofView,
    calendar_file,
    check_in_token,
    checked_in_by,
    confirmation_paper,
    proof_paper,
    verify_proof,
)
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
    "Access",
    "Concerned",
    "EmergencyRow",
    "Mode",
    "OfferView",
    "Outlook",
    "ProofView",
    "RequestView",
    "RoundView",
    "RuleView",
    "StrandedRow",
    "ToTell",
    "Week",
    "WhatIf",
    "access",
    "calendar_file",
    "check_in_token",
    "checked_in_by",
    "concerned",
    "confirmation_paper",
    "count_stranded",
    "emergency_list",
    "mode",
    "outlook",
    "plan_rules",
    "proof_paper",
    "proposal",
    "request_view",
    "round_file",
    "rounds",
    "stranded",
    "third_next",
    "to_tell_by_phone",
    "unserved_urgent",
    "verify_proof",
    "what_if",
]
