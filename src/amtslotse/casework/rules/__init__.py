"""What may happen to a case, when, by whom; what a receipt is worth; how urgent a case is. Pure."""

from amtslotse.casework.rules.access import Access
from amtslotse.casework.rules.deciding import (
    BURDENS,
    INTENDED_SENTENCES,
    NEEDS_REASON,
    OUTCOMES,
    RETURNS,
    VERDICTS,
    WAYS,
    Details,
)
from amtslotse.casework.rules.filing import PROOF_PATH, STATUS_PATH, local_day
from amtslotse.casework.rules.states import CLEARING, IN_TEAM, STATES
from amtslotse.casework.rules.steps import STEPS
from amtslotse.casework.rules.uploads import LARGEST_DRAFT, LARGEST_FILE, REASONS, Refused

__all__ = [
    "BURDENS",
    "CLEARING",
    "INTENDED_SENTENCES",
    "IN_TEAM",
    "LARGEST_DRAFT",
    "LARGEST_FILE",
    "NEEDS_REASON",
    "OUTCOMES",
    "PROOF_PATH",
    "REASONS",
    "RETURNS",
    "STATES",
    "STATUS_PATH",
    "STEPS",
    "VERDICTS",
    "WAYS",
    "Access",
    "Details",
    "Refused",
    "local_day",
]
