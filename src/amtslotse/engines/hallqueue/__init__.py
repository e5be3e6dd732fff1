"""One queue for all, in which everybody's priority grows with waiting (docs/algorithms/hall-queue.md).

``place`` gives a person's place when she arrives; it never changes after, so that ordering a hall is a sort.
"""

from amtslotse.engines.hallqueue.places import (
    HEAD_STARTS,
    LANGUAGE_HEAD_START,
    LONGEST_HEAD_START,
    Place,
    place,
    rule_of,
    serves,
)
from amtslotse.engines.hallqueue.waits import Estimate, Pace, estimate

__all__ = [
    "HEAD_STARTS",
    "LANGUAGE_HEAD_START",
    "LONGEST_HEAD_START",
    "Estimate",
    "Pace",
    "Place",
    "estimate",
    "place",
    "rule_of",
    "serves",
]
