"""Words of the lists."""

from __future__ import annotations

LISTS = ("clearing", "team", "mine", "reviews")
#: What can be done to many cases at once.
BATCHES = ("reroute", "take", "deputy", "suspend")
#: ``waiting``: a job does it; ``undoing``: a job takes it back.
BATCH_STATES = ("waiting", "done", "undoing")
#: In one act. More would hold too many cases locked; who needs more does it again.
MOST_IN_A_BATCH = 500
#: By a job, piece by piece; and of one team that goes to another in one request.
MOST_IN_A_JOB = 5_000
MOST_MOVED_AT_ONCE = 500
