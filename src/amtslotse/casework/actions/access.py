"""File number and code: how the applicant gets to her case, and what happens when the code is lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from amtslotse.casework.rules.access import Access
from amtslotse.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class NewCode:
    """The new code in its spoken form and the letter that carries it (see ``queries.letter``)."""

    file_number: str
    code: str
    letter: UUID


def enter_status(*, file_number: str, code: str, network: str, now: datetime) -> Access | None:
    """The access to the case, or ``None``: unknown number, wrong code, or locked; the answer is the same.

    Tries are counted per file number and per network (stored as keyed hashes). After too many, even the right code
    gives ``None`` until the window has passed. ``None`` instead of an error keeps the count whatever the page does.
    Put ``access.token`` into the session and read it back with ``Access.from_token``.
    """
    raise NotImplementedError


def replace_code(*, case: UUID, channel: Literal["desk", "letter"], by: Actor, now: datetime) -> NewCode:
    """There is a new code, the old one and every session opened with it are dead, and a letter carries the new one.

    Raises ``NotAllowed``, ``NotFound``.
    """
    raise NotImplementedError
