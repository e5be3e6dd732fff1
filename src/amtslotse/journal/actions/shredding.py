"""Shredding: what ties a stream to a person is destroyed, and what happened stays."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from amtslotse.journal.actions.appending import LOCK, append_to
from amtslotse.journal.rules import OWN, NewEvent
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotFound

_CUT = "UPDATE journal_stream SET ref = NULL, salt = NULL WHERE id = %s"


def shred(*, stream_kind: str, stream_ref: str, reason: str, by: Actor, now: datetime, source: str = OWN) -> None:
    """Nobody can tell any more whom the stream is about: its reference is gone, and so is the salt that could prove a guess.

    Its events stay, count in every figure and still verify; the last one says that it was shredded and why. Backups that
    are older know the reference until they expire. Raises ``NotFound``, and ``InvalidInput`` for a reason that is no code.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('journal:' || %s, 0))", [source])  # no import meanwhile
        cursor.execute(LOCK, [stream_kind, source, stream_ref])
        stream = cursor.fetchone()
        if stream is None:
            raise NotFound(f"no stream {stream_kind} {source} {stream_ref}")
        append_to(cursor=cursor, stream=stream, event=NewEvent("journal.shredded", {"reason": reason}), by=by, now=now)
        cursor.execute(_CUT, [stream[0]])
