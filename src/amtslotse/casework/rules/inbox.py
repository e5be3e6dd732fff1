"""Words of the lists."""

from __future__ import annotations

LISTS = ("clearing", "team", "mine", "reviews")
#: What can be done to many cases at once.
BATCHES = ("reroute", "take", "deputy", "suspend")
#: In one act. More would hold too many cases locked; who needs more does it again.
MOST_IN_A_BATCH = 500
