"""How many cases stand behind how many messages, how soon they are answered, and what is typed twice. One statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from amtslotse.accounts.rules import require
from amtslotse.engines.throughput import FEWEST
from amtslotse.kernel.actor import Actor
from amtslotse.reporting.rules import Selection


@dataclass(frozen=True, slots=True)
class MessageFigures:
    """Of a period. Hours are None for fewer than ``FEWEST`` answers."""

    messages: int
    cases: int  # behind those messages that have one
    loose: int  # messages without a case
    answered: int
    hours_p50: float | None
    hours_p80: float | None
    typed: int
    taken_over: int
    twice: int

    @property
    def per_case(self) -> float | None:
        """Messages per case that has any; None for fewer than ``FEWEST`` cases."""
        return (self.messages - self.loose) / self.cases if self.cases >= FEWEST else None

    @property
    def is_empty(self) -> bool:
        return not (self.messages or self.answered or self.typed or self.taken_over)


_WHOSE = "day >= %(first)s AND day < %(end)s AND (%(source)s = '' OR source = %(source)s)"
# A message that was put to another case left the first one: what is left of both is what counts.
_FIGURES = f"""
WITH streams AS (
    SELECT stream_id, of_case, sum(came) AS net FROM reporting_messagefacts WHERE {_WHOSE} GROUP BY 1, 2
), came AS (
    SELECT coalesce(sum(net), 0)::int AS messages, count(*) FILTER (WHERE of_case AND net > 0) AS cases,
        coalesce(sum(net) FILTER (WHERE NOT of_case), 0)::int AS loose FROM streams
), answers AS (
    SELECT count(*) AS answered, percentile_cont(ARRAY[0.5, 0.8]) WITHIN GROUP (ORDER BY hours) AS hours
    FROM reporting_messagefacts WHERE hours IS NOT NULL AND {_WHOSE}
), typing AS (
    SELECT coalesce(sum(typed), 0)::int AS typed, coalesce(sum(taken_over), 0)::int AS taken_over,
        coalesce(sum(twice), 0)::int AS twice FROM reporting_typingfacts WHERE {_WHOSE}
)
SELECT messages, cases, loose, answered, hours, typed, taken_over, twice FROM came, answers, typing
"""  # noqa: S608


def messages(*, selection: Selection, by: Actor) -> MessageFigures:
    """The figures of the selection's period and source, for all purposes together. Raises ``NotAllowed``."""
    require(by, "reporting.cockpit")
    return _of(selection.period.first, selection.period.end, selection.source)


def _of(first: date, end: date, source: str) -> MessageFigures:
    asked: dict[str, Any] = {"first": first, "end": end, "source": source}
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, asked)
        came, cases, loose, answered, hours, *typing = cursor.fetchone()
    p50, p80 = hours if hours and answered >= FEWEST else (None, None)
    return MessageFigures(came, cases, loose, answered, p50, p80, *typing)
