"""Jobs of the journal."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from amtslotse.journal import actions


@app.periodic(cron="7 * * * *")
@app.task(name="journal.seal", queueing_lock="journal.seal")
def seal(timestamp: int) -> None:
    """Once an hour all streams are sealed. A run that was missed needs no repeat: the next seal covers it."""
    actions.seal(now=timezone.now())
