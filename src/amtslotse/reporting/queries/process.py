"""How the work went: clearing, routing, hand-overs, reviews, messages, and two versions of a procedure side by side.

Cases of our own journal alone: an imported log does not say who had a case. A bounded number of statements.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection

from amtslotse.accounts.rules import require
from amtslotse.casework import queries as casework
from amtslotse.casework.rules.filing import local_day
from amtslotse.engines.throughput import FEWEST, Case, Comparison, compare
from amtslotse.journal.rules import OWN
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.localtime import begins
from amtslotse.offices.queries import LearningTime, time_to_alone
from amtslotse.reporting.queries.figures import Percentiles
from amtslotse.reporting.queries.messages import MessageFigures, messages
from amtslotse.reporting.queries.visits import Share
from amtslotse.reporting.rules import Period, Selection


@dataclass(frozen=True, slots=True)
class Mean:
    """``total`` of ``n``; no mean for fewer than ``FEWEST``."""

    total: float = 0
    n: int = 0

    @property
    def value(self) -> float | None:
        return None if self.n < FEWEST else self.total / self.n

    @property
    def is_hidden(self) -> bool:
        return 0 < self.n < FEWEST


@dataclass(frozen=True, slots=True)
class Clearing:
    """Cases whose completeness was confirmed in the period. ``days``: from receipt to that day."""

    purpose: str  # title code; empty: all together
    at_once: Share  # without a request for documents
    requests: Mean  # requests for documents before that
    days: Percentiles


@dataclass(frozen=True, slots=True)
class Process:
    """Of a period. Shares and means hide themselves where they would speak of single cases."""

    period: Period
    as_of: datetime
    clearing: tuple[Clearing, ...]  # all together first, then by purpose
    closed_in_clearing: Share  # of the cases that ended: never passed to a team
    rerouted: Share  # of the cases that ended after they were passed to a team
    wrong_team_days: Percentiles  # of the rerouted ones
    hand_overs: Mean  # per case that ended after it was passed to a team
    ownerless: Share  # of the cases that lie with a team now
    net_days: Percentiles  # throughput without waiting on her or another body, of the decided cases
    returned: Share  # of the decided cases: a draft was returned
    reversed: Share  # of the decided cases: overturned since
    status_questions: int
    mean_stock: float | None  # mean of the open cases: on the first days of its months since the journal begins, and its last
    duplicates: Share  # of the messages of the period
    renewed: Share  # of the titles that ended in the period: applied for again by their last day
    first_check: Percentiles  # hours from receipt to the first look of clearing
    confirmed_soon: Share  # of the cases confirmed complete: within one working day of the last document
    mail: MessageFigures
    learning: LearningTime  # whatever the period

    @property
    def questions_per_100(self) -> float | None:
        """Questions about the state of a case per 100 open cases; None for fewer than ``FEWEST`` open cases."""
        return None if self.mean_stock is None or self.mean_stock < FEWEST else 100 * self.status_questions / self.mean_stock

    @property
    def is_empty(self) -> bool:
        return not (self.clearing or self.rerouted.n or self.closed_in_clearing.n or self.duplicates.n)


@dataclass(frozen=True, slots=True)
class VersionPair:
    """A service with two versions that follow each other; ``found`` is None while it is too early to compare."""

    service: str
    before: int
    after: int
    found: Comparison | None


#: Confirmed within so many working days of the Land after the last document came is soon.
SOON: Final = 1

_WHOSE = f"f.source = '{OWN}'"
_CLEARING = f"""
SELECT f.purpose, count(*), count(*) FILTER (WHERE p.early_requests = 0), sum(p.early_requests),
    percentile_cont(ARRAY[0.5, 0.8, 0.9]) WITHIN GROUP (ORDER BY extract(epoch FROM f.complete_at - f.received_at) / 86400)
FROM reporting_casefacts AS f JOIN reporting_processfacts AS p USING (stream_id)
WHERE {_WHOSE} AND f.complete_at >= %(begin)s AND f.complete_at < %(finish)s
GROUP BY GROUPING SETS ((), (f.purpose)) ORDER BY grouping(f.purpose) DESC, 1
"""  # noqa: S608
_ENDED = f"""
SELECT count(*), count(*) FILTER (WHERE p.routed_at IS NULL),
    count(*) FILTER (WHERE p.routed_at IS NOT NULL AND p.reroutes > 0),
    coalesce(sum(p.hand_overs) FILTER (WHERE p.routed_at IS NOT NULL), 0), count(p.wrong_team_days),
    percentile_cont(ARRAY[0.5, 0.8, 0.9]) WITHIN GROUP (ORDER BY p.wrong_team_days)
FROM reporting_casefacts AS f JOIN reporting_processfacts AS p USING (stream_id)
WHERE {_WHOSE} AND f.closed_on >= %(first)s AND f.closed_on < %(end)s
"""  # noqa: S608
_DECIDED = f"""
SELECT count(*), count(*) FILTER (WHERE p.returned), count(*) FILTER (WHERE p.reversed),
    percentile_cont(ARRAY[0.5, 0.8, 0.9]) WITHIN GROUP (ORDER BY greatest(f.gross_days - p.waited_days, 0))
FROM reporting_casefacts AS f JOIN reporting_processfacts AS p USING (stream_id)
WHERE {_WHOSE} AND f.decided_on >= %(first)s AND f.decided_on < %(end)s
"""  # noqa: S608
_MESSAGES = f"""
SELECT coalesce(sum(came), 0), coalesce(sum(came) FILTER (WHERE reason = 'status'), 0), count(*) FILTER (WHERE joined)
FROM reporting_messagefacts AS f WHERE {_WHOSE} AND day >= %(first)s AND day < %(end)s
"""  # noqa: S608
_CHECKED = f"""
SELECT count(*),
    percentile_cont(ARRAY[0.5, 0.8, 0.9]) WITHIN GROUP (ORDER BY extract(epoch FROM p.checked_at - f.received_at) / 3600)
FROM reporting_casefacts AS f JOIN reporting_processfacts AS p USING (stream_id)
WHERE {_WHOSE} AND p.checked_at >= %(begin)s AND p.checked_at < %(finish)s
"""  # noqa: S608
_CONFIRMED = f"""
SELECT count(*) FILTER (WHERE p.confirm_workdays <= %(soon)s), count(*)
FROM reporting_casefacts AS f JOIN reporting_processfacts AS p USING (stream_id)
WHERE {_WHOSE} AND f.complete_at >= %(begin)s AND f.complete_at < %(finish)s AND p.confirm_workdays IS NOT NULL
"""  # noqa: S608
_STOCK = f"""
SELECT avg(n) FROM (
    SELECT count(f.stream_id) AS n FROM unnest(%(days)s::date[]) AS m(day)
    LEFT JOIN reporting_casefacts AS f
        ON {_WHOSE} AND f.received_on <= m.day AND (f.closed_on IS NULL OR f.closed_on > m.day)
    WHERE m.day >= (SELECT min(received_on) FROM reporting_casefacts AS f WHERE {_WHOSE})
    GROUP BY m.day
) AS each
"""  # noqa: S608
_VERSIONS = f"""
SELECT p.service, p.version, f.purpose || '/' || coalesce(p.difficulty::text, ''), f.received_at, f.closed_at
FROM reporting_processfacts AS p JOIN reporting_casefacts AS f USING (stream_id)
JOIN unnest(%(services)s::text[], %(versions)s::int[]) AS wanted(service, version)
    ON wanted.service = p.service AND wanted.version = p.version
WHERE {_WHOSE}
"""  # noqa: S608
_LAST_TWO = f"""
SELECT service, version FROM (
    SELECT p.service, p.version, row_number() OVER (PARTITION BY p.service ORDER BY p.version DESC) AS place,
        count(*) OVER (PARTITION BY p.service) AS many
    FROM reporting_processfacts AS p JOIN reporting_casefacts AS f USING (stream_id)
    WHERE {_WHOSE} AND p.version IS NOT NULL GROUP BY p.service, p.version
) AS ranked WHERE place <= 2 AND many >= 2 ORDER BY 1, 2
"""  # noqa: S608


def process(*, period: Period, by: Actor, as_of: datetime) -> Process:
    """The figures of a period. Ten statements. Raises ``NotAllowed``."""
    require(by, "reporting.cockpit")
    asked: dict[str, Any] = {"first": period.first, "end": period.end}
    asked["soon"] = SOON
    asked |= {"begin": begins(period.first), "finish": begins(period.end)}
    today = local_day(as_of)
    asked["days"] = [*(month for month in period.months if month <= today), min(period.end - timedelta(days=1), today)]
    with connection.cursor() as cursor:

        def one(statement: str) -> Any:
            cursor.execute(statement, asked)
            return cursor.fetchone()

        cursor.execute(_CLEARING, asked)
        clearing = tuple(
            Clearing(purpose or "", Share(at_once, n), Mean(float(requests), n), Percentiles.of(n, days))
            for purpose, n, at_once, requests, days in cursor.fetchall()
            if n
        )
        ended, in_clearing, rerouted, hand_overs, n_wrong, wrong_days = one(_ENDED)
        decided, returned, overturned, net = one(_DECIDED)
        came, questions, joined = one(_MESSAGES)
        (stock,) = one(_STOCK)
        checked, hours = one(_CHECKED)
        soon, confirmed = one(_CONFIRMED)
    routed = ended - in_clearing
    renewed, titles_ended = casework.renewed_in_time(actor=by, first=period.first, end=min(period.end, today))
    without_owner, in_teams = casework.ownerless(actor=by)
    return Process(
        period=period,
        as_of=as_of,
        clearing=clearing,
        closed_in_clearing=Share(in_clearing, ended),
        rerouted=Share(rerouted, routed),
        wrong_team_days=Percentiles.of(n_wrong, wrong_days),
        hand_overs=Mean(hand_overs, routed),
        ownerless=Share(without_owner, in_teams),
        net_days=Percentiles.of(decided, net),
        returned=Share(returned, decided),
        reversed=Share(overturned, decided),
        status_questions=questions,
        mean_stock=None if stock is None else float(stock),
        duplicates=Share(joined, came),
        renewed=Share(renewed, titles_ended),
        first_check=Percentiles.of(checked, hours),
        confirmed_soon=Share(soon, confirmed),
        mail=messages(selection=Selection(period, source=OWN), by=by),
        learning=time_to_alone(),
    )


def version_pairs(*, by: Actor, as_of: datetime) -> tuple[VersionPair, ...]:
    """The two newest versions that cases were filed under, of each service that has two. Two statements.

    The mix of cases is title code and difficulty. A case that ended in any way is over. Raises ``NotAllowed``.
    """
    require(by, "reporting.cockpit")
    with connection.cursor() as cursor:
        cursor.execute(_LAST_TWO)
        wanted = cursor.fetchall()
        cursor.execute(
            _VERSIONS, {"services": [service for service, _ in wanted], "versions": [version for _, version in wanted]}
        )
        cases: dict[tuple[str, int], list[Case]] = {}
        for service, version, stratum, received_at, closed_at in cursor:
            age = (as_of - received_at).total_seconds() / 86400
            days = None if closed_at is None else (closed_at - received_at).total_seconds() / 86400
            cases.setdefault((service, version), []).append(Case(stratum, age, days))
    return tuple(
        VersionPair(service, before, after, compare(cases[service, before], cases[service, after]))
        for (service, before), (_, after) in zip(wanted[::2], wanted[1::2], strict=True)
    )
