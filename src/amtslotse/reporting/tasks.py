"""The read model follows the journal, a minute behind at most."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from amtslotse.reporting import actions


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="reporting.refresh", lock="reporting.refresh")
def refresh(timestamp: int) -> None:
    actions.refresh(now=datetime.fromtimestamp(timestamp, UTC))


def refresh_soon(*, now: datetime) -> None:
    """The worker reads what is new in the journal as soon as it can: for a command that has written much."""
    with suppress(AlreadyEnqueued), transaction.atomic():  # what is refused must not end the caller's transaction
        refresh.configure().defer(timestamp=int(now.timestamp()))
