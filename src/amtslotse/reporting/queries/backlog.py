"""How old the open cases are, how many days of work they are, and when they would be done. Two statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any, Final

from django.db import connection

from amtslotse.accounts.rules import require
from amtslotse.casework.rules.filing import local_day
from amtslotse.engines.throughput import BANDS, FEWEST, Band
from amtslotse.journal.rules import OWN
from amtslotse.kernel import workdays
from amtslotse.kernel.actor import Actor
from amtslotse.offices.queries import office
from amtslotse.reporting.queries.visits import Share

#: The pace is that of so many calendar days before today, or since the first case where that is later.
PACE_DAYS: Final = 84
OLD_DAYS: Final = 90
#: Farther ahead (ten years) no day is named.
FARTHEST: Final = 2_500


@dataclass(frozen=True, slots=True)
class BandWork:
    """The cases of one band of ages. Worked off oldest first, they are done after ``workdays``, on ``done_on``.

    Both are None where the band is empty or the pace unknown, the day also where it lies too far ahead.
    """

    band: Band
    cases: int
    workdays: float | None
    done_on: date | None


@dataclass(frozen=True, slots=True)
class Backlog:
    """The stock as of now. ``came`` and ``ended`` are means per working day; None where fewer than ``FEWEST`` cases ended."""

    as_of: datetime
    stock: int
    oldest_days: float | None
    old: Share  # of the stock: older than ``OLD_DAYS``
    came: float | None
    ended: float | None
    bands: tuple[BandWork, ...]  # oldest first

    @property
    def workdays(self) -> float | None:
        """Days of work in stock: how long nothing new might come until all were done."""
        return self.stock / self.ended if self.ended else None


_STOCK = f"""
SELECT width_bucket(age, %(bands)s::float[]), count(*), max(age), count(*) FILTER (WHERE age > %(old)s) FROM (
    SELECT extract(epoch FROM %(as_of)s - received_at)::float / 86400 AS age FROM reporting_casefacts
    WHERE closed_at IS NULL AND received_at <= %(as_of)s AND source = '{OWN}'
) AS open GROUP BY 1
"""  # noqa: S608
_PACE = f"""
SELECT (SELECT min(received_on) FROM reporting_casefacts WHERE source = '{OWN}'),
    (SELECT count(*) FROM reporting_casefacts WHERE source = '{OWN}' AND received_on >= %(since)s AND received_on < %(today)s),
    (SELECT count(*) FROM reporting_casefacts WHERE source = '{OWN}' AND closed_on >= %(since)s AND closed_on < %(today)s)
"""  # noqa: S608


def backlog(*, by: Actor, as_of: datetime) -> Backlog:
    """The office's own open cases. Raises ``NotAllowed``."""
    require(by, "reporting.cockpit")
    today, land = local_day(as_of), office().land
    since = today - timedelta(days=PACE_DAYS)
    asked: dict[str, Any] = {"as_of": as_of, "since": since, "today": today, "old": OLD_DAYS}
    asked["bands"] = [float(band.first) for band in BANDS]
    with connection.cursor() as cursor:
        cursor.execute(_STOCK, asked)
        found = {BANDS[bucket - 1]: rest for bucket, *rest in cursor.fetchall()}
        cursor.execute(_PACE, asked)
        first, came, ended = cursor.fetchone()
    days = workdays.between(max(since, first or since) - timedelta(days=1), today - timedelta(days=1), land=land)
    is_known = bool(days) and ended >= FEWEST
    stock = sum(cases for cases, *_ in found.values())
    return Backlog(
        as_of=as_of,
        stock=stock,
        oldest_days=max((oldest for _, oldest, _ in found.values()), default=None),
        old=Share(sum(old for *_, old in found.values()), stock),
        came=came / days if is_known else None,
        ended=ended / days if is_known else None,
        bands=_burn_down({band: cases for band, (cases, *_) in found.items()}, ended / days if is_known else None, today, land),
    )


def _burn_down(cases: dict[Band, int], pace: float | None, today: date, land: str) -> tuple[BandWork, ...]:
    """Oldest first: what comes in meanwhile is younger and waits."""
    lines, before = [], 0
    for band in reversed(BANDS):
        number = cases.get(band, 0)
        before += number
        days = before / pace if pace and number else None
        is_near = days is not None and days <= FARTHEST
        lines.append(BandWork(band, number, days, workdays.add(today, ceil(days), land=land) if days and is_near else None))
    return tuple(lines)
