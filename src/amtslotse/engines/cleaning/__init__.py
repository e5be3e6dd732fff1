"""Untrusted files in, harmless ones out, or a reason. The work is done in a child process with narrow limits.

A file is never opened in the process that serves pages: ``clean`` starts ``python -m amtslotse.engines.cleaning``.
"""

from amtslotse.engines.cleaning.apart import LIMITS, Limits, clean
from amtslotse.engines.cleaning.kinds import REASONS, Cleaned, Unfit, media_type

__all__ = ["LIMITS", "REASONS", "Cleaned", "Limits", "Unfit", "clean", "media_type"]
