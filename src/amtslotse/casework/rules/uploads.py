"""What may be uploaded, and the reasons for which a file is refused."""

from __future__ import annotations

from typing import Final

from amtslotse.kernel.errors import InvalidInput

MEGABYTE: Final = 1_000_000
LARGEST_FILE: Final = 10 * MEGABYTE
LARGEST_DRAFT: Final = 50 * MEGABYTE
MOST_FILES: Final = 60

#: Every reason code a page must be able to explain.
REASONS: Final = (
    "empty",
    "too_large",
    "draft_full",
    "too_many_files",
    "wrong_type",
    "damaged",
    "encrypted",
    "too_many_pages",
    "too_many_pixels",
    "too_slow",
    "busy",
    "no_space",
)


class Refused(InvalidInput):
    """This one file cannot be taken. Nothing of it is kept, and everything else stays as it was."""

    code = "refused"


def check_size(need: str, size: int, *, stored: int, files: int) -> None:
    """Nothing, when a file of this size still fits. Raises ``Refused``."""
    if size == 0:
        raise Refused(field=need, reason="empty")
    if size > LARGEST_FILE:
        raise Refused(field=need, reason="too_large", size=size, largest=LARGEST_FILE)
    if files >= MOST_FILES:
        raise Refused(field=need, reason="too_many_files", most=MOST_FILES)
    if stored + size > LARGEST_DRAFT:
        raise Refused(field=need, reason="draft_full", size=size, stored=stored, largest=LARGEST_DRAFT)
