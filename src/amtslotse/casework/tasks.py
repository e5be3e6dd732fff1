"""Nightly jobs of casework."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from amtslotse.casework.actions.renewing import invite
from amtslotse.casework.actions.sweeping import sweep


@app.periodic(cron="17 3 * * *")
@app.task(name="casework.sweep", queueing_lock="casework.sweep")
def sweep_nightly(timestamp: int) -> None:
    """Expired drafts and stray files are gone."""
    sweep(now=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="43 6 * * *")
@app.task(name="casework.invite", queueing_lock="casework.invite")
def invite_daily(timestamp: int) -> None:
    """Who has to renew her title soon was told so."""
    invite(now=datetime.fromtimestamp(timestamp, UTC))
