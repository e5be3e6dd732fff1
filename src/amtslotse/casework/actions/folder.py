"""A case is given to the system that the office already has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amtslotse.casework.actions.recording import locked, record
from amtslotse.casework.queries.folder import folder
from amtslotse.casework.rules import events
from amtslotse.kernel.actor import Actor


def make_folder(*, case: UUID, by: Actor, now: datetime) -> tuple[str, Iterator[bytes]]:
    """The journal says that somebody took the hand-over folder; its name and its bytes. Raises ``NotAllowed``, ``NotFound``."""
    with transaction.atomic():
        row, _ = locked(case=case, action="make_folder", by=by)
        record(case=row, kind=events.FOLDER_MADE, by=by, now=now)
    return folder(case=case, now=now)
