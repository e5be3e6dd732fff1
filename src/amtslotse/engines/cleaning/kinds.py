"""What a file is by its first bytes, and what can come of cleaning it."""

from __future__ import annotations

from dataclasses import dataclass

REASONS = ("wrong_type", "damaged", "encrypted", "too_many_pages", "too_many_pixels", "too_slow", "busy")

_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


class Unfit(Exception):
    """The file cannot be taken, for one of ``REASONS``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A harmless file. ``removed`` says what was taken out, ``pages`` is 1 for an image."""

    content: bytes
    media_type: str
    removed: tuple[str, ...]
    pages: int


def media_type(content: bytes) -> str | None:
    """The type by content: PDF, JPEG, PNG, HEIC, or ``None``. A PDF begins at byte 0: what hides one is refused."""
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return "image/heic"
    return None
