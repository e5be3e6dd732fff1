"""A PostgreSQL engine whose transactions are read-only while a GET is answered (with ``ATOMIC_REQUESTS``).

A GET that tries to write, lock or enqueue fails in the database, not in a review.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db.backends.postgresql import base

_read_only: ContextVar[bool] = ContextVar("read_only", default=False)


class DatabaseWrapper(base.DatabaseWrapper):
    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]  # the stubs do not know it
        if not autocommit:  # an outermost atomic() begins
            self._say()

    def _savepoint(self, sid: str) -> None:
        super()._savepoint(sid)  # type: ignore[misc]
        self._say()  # in tests the request's atomic() is only a savepoint

    def _say(self) -> None:
        if _read_only.get():
            with self.connection.cursor() as cursor:  # the raw cursor: not counted, not logged
                cursor.execute("SELECT set_config('transaction_read_only', 'on', true)")


@contextmanager
def reading_only() -> Iterator[None]:
    """Every transaction that begins inside can only read."""
    token = _read_only.set(True)
    try:
        yield
    finally:
        _read_only.reset(token)
