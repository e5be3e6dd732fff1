"""Django's sessions in the database, with one plain statement to load and one to save: they are on the way of every request."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import connection
from django.utils import timezone


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s",
                [self.session_key, timezone.now()],
            )
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row[0])

    def save(self, must_create: bool = False) -> None:
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE django_session SET session_data = %s, expire_date = %s WHERE session_key = %s",
                [self.encode(dict(self.items())), self.get_expiry_date(), self.session_key],
            )
            if not cursor.rowcount:
                raise UpdateError
