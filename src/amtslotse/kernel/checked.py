"""Who checked a translation. The demonstration's own word counts in the demonstration, and nowhere else."""

from __future__ import annotations

DEMONSTRATION = "Demonstration"


def counts(checked_by: str, *, demonstration: bool) -> bool:
    """Whether somebody answers for the text: a name, which in a real office is not the demonstration's."""
    return bool(checked_by) and (demonstration or checked_by != DEMONSTRATION)
