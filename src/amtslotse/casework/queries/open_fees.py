"""Which cases still owe a fee, and how much all of them together: what the office waits for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from amtslotse.accounts.rules import require
from amtslotse.casework.rules.filing import local_day
from amtslotse.kernel import codes
from amtslotse.kernel.actor import Actor

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class OpenFee:
    """A case that owes something. ``due_on``: the earliest day that was set."""

    case: UUID
    file_number: str
    reference: str
    name: str
    charged: Decimal
    paid: Decimal
    due_on: date
    is_late: bool

    @property
    def open(self) -> Decimal:
        return self.charged - self.paid


@dataclass(frozen=True, slots=True)
class OpenFees:
    """One page, longest due first, and the sums over all pages."""

    rows: tuple[OpenFee, ...]
    cases: int
    amount: Decimal
    late: int
    page: int
    pages: int


_ACCOUNTS = """
FROM (SELECT case_id, sum(amount) AS due, min(due_on) AS first_due
      FROM casework_charge WHERE dropped_at IS NULL GROUP BY case_id) AS charged
LEFT JOIN (SELECT case_id, sum(amount) AS paid FROM casework_payment WHERE undone_at IS NULL GROUP BY case_id) AS came
    USING (case_id)
"""
_OWING = "WHERE due > COALESCE(paid, 0)"
_TOTALS = f"""
SELECT count(*), COALESCE(sum(due - COALESCE(paid, 0)), 0), count(*) FILTER (WHERE first_due < %(today)s) {_ACCOUNTS} {_OWING}
"""
_ROWS = f"""
SELECT c.id, c.file_number, COALESCE(r.reference, ''), concat_ws(', ', NULLIF(a.family_name, ''), NULLIF(a.given_names, '')),
       due, COALESCE(paid, 0), first_due
{_ACCOUNTS} JOIN casework_case AS c ON c.id = case_id JOIN casework_applicant AS a USING (case_id)
LEFT JOIN casework_paymentreference AS r USING (case_id)
{_OWING} ORDER BY first_due, case_id LIMIT %(limit)s OFFSET %(offset)s
"""


def open_fees(*, actor: Actor, now: datetime, page: int = 1) -> OpenFees:
    """The open accounts of the whole office, each counted as ``Account.open`` does. Two queries. Raises ``NotAllowed``."""
    require(actor, "casework.payments")
    today = local_day(now)
    with connection.cursor() as cursor:
        cursor.execute(_TOTALS, {"today": today})
        cases, amount, late = cursor.fetchone()
    pages = max(1, -(-cases // PAGE_SIZE))
    page = min(max(page, 1), pages)
    return OpenFees(tuple(_rows(today, PAGE_SIZE, (page - 1) * PAGE_SIZE)), cases, amount, late, page, pages)


def every_open_fee(*, actor: Actor, now: datetime) -> Iterator[OpenFee]:
    """As ``open_fees``, all pages: for the file. One query. Raises ``NotAllowed``."""
    require(actor, "casework.payments")
    return _rows(local_day(now), None, 0)


def _rows(today: date, limit: int | None, offset: int) -> Iterator[OpenFee]:
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, {"limit": limit, "offset": offset})
        found: list[Any] = cursor.fetchall()
    for case, number, reference, name, due, paid, first_due in found:
        yield OpenFee(case, codes.spoken(number), reference, name, due, paid, first_due, first_due < today)
