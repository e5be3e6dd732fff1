"""The two keys of the office that casework needs. They lie apart from the data and are read once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from uuid import UUID

from django.conf import settings

from amtslotse.casework.rules import legal_review, opinions, sampling
from amtslotse.kernel import codes


@cache
def _key(path: Path) -> bytes:
    return bytes.fromhex(path.read_text().strip())


def documents_key() -> bytes:
    """Wraps the key of each document (32 bytes)."""
    return _key(Path(settings.KEYS) / "documents.key")


def case_code(case: object, version: int) -> str:
    """The access code of a case in one of its versions: derived, stored nowhere."""
    return codes.derive(_key(Path(settings.KEYS) / "codes.key"), "case", str(case), str(version))


def draft_code(draft: object) -> str:
    """The code with which a draft is found again."""
    return codes.derive(_key(Path(settings.KEYS) / "codes.key"), "draft", str(draft))


def proof_token(case: object) -> str:
    """What stands in the QR code of the sheet to show."""
    return codes.derive(_key(Path(settings.KEYS) / "codes.key"), "proof", str(case))


def sampling_number(case: UUID) -> int:
    """The number that says whether the sample draws a case (``rules.sampling``): computed again, it is the same."""
    return sampling.number(_key(Path(settings.KEYS) / "codes.key"), case)


def review_draw(month: date, decisions: Iterable[UUID], *, size: int) -> tuple[tuple[UUID, int], ...]:
    """What the legal review of a month draws (``rules.legal_review``): computed again, it is the same."""
    return legal_review.draw(_key(Path(settings.KEYS) / "codes.key"), month, decisions, size=size)


def opinion_draw(month: date, cases: Iterable[UUID], *, size: int) -> tuple[tuple[UUID, int], ...]:
    """What the second opinions of a month draw (``rules.opinions``): computed again, it is the same."""
    return opinions.draw(_key(Path(settings.KEYS) / "codes.key"), month, cases, size=size)
