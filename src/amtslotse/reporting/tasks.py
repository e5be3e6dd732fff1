"""The read model follows the journal, a minute behind at most."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from amtslotse.reporting import actions


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="reporting.refresh", lock="reporting.refresh", pass_context=False)
def refresh(timestamp: int) -> None:
    actions.refresh(now=datetime.fromtimestamp(timestamp, UTC))
