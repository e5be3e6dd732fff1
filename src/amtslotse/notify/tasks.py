"""Jobs of the outbox."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from amtslotse.notify import actions, queries
from amtslotse.offices.queries import office

#: After a minute, then ever later: about half a day in all.
_RETRY = RetryStrategy(max_attempts=10, wait=0, exponential_wait=3)
#: What is older than this was given up on purpose, or written while no server was configured.
_STILL_WORTH_IT = timedelta(days=3)


@app.task(name=actions.TASK, queue=actions.QUEUE, retry=_RETRY)
def deliver(mail: int) -> None:
    """Sends one mail, or fails and comes back later."""
    actions.deliver(mail=mail, now=datetime.now(UTC))


@app.periodic(cron="*/10 * * * *")
@app.task(name="notify.sweep", queue=actions.QUEUE, queueing_lock="notify.sweep")
def sweep(timestamp: int) -> None:
    """Sends what was left behind: a killed worker's jobs stay where they are, its mails do not."""
    if not actions.is_sending():
        return
    now = datetime.fromtimestamp(timestamp, UTC)
    for mail in queries.unsent(since=now - _STILL_WORTH_IT, attempts_below=office().number("mail_attempts") * 3):
        with suppress(actions.NotDelivered):
            actions.deliver(mail=mail, now=now)
