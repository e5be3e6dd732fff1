"""How urgent a case is, and why, in rules a clerk can check. Guarantees: docs/algorithms/urgency.md.

Nationality, name, age of the person and language are no fields of ``Facts`` and can have no part in it.
"""

from amtslotse.engines.triage.urgency import COVERED, Facts, Urgency, Why, urgency
from amtslotse.engines.triage.weights import DEFAULT, LEVELS, RULES, Steps, Weights, as_content, read

__all__ = [
    "COVERED",
    "DEFAULT",
    "LEVELS",
    "RULES",
    "Facts",
    "Steps",
    "Urgency",
    "Weights",
    "Why",
    "as_content",
    "read",
    "urgency",
]
