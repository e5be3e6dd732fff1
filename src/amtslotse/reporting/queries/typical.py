"""How long applications of one service took, from the read model of the journal."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

DAYS = 365
ENOUGH = 20  # below that nine in ten is two cases or fewer


@dataclass(frozen=True, slots=True)
class Typical:
    """Whole days from receipt to decision in the last year: half of ``n`` cases, and nine in ten, took at most so many.

    None while there are fewer than ``ENOUGH`` cases: a page then says that there is no figure.
    """

    n: int
    half: int | None
    nine_in_ten: int | None


def typical_days(*, purposes: Collection[str], on: date) -> Typical:
    """Of all cases that were decided for these title codes in the year before the day. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY gross_days) FROM reporting_casefacts"
            " WHERE decided_on >= %s AND decided_on < %s AND purpose = ANY(%s)",
            [on - timedelta(days=DAYS), on, list(purposes)],
        )
        n, days = cursor.fetchone()
    if n < ENOUGH:
        return Typical(n, None, None)
    return Typical(n, -int(-days[0] // 1), -int(-days[1] // 1))  # a day that was begun counts
