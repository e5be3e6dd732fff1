"""Recomputing a published table: which printed share is wrong, which was cut off, which total does not add up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Literal

from amtslotse.engines.shares.rounding import HUNDRED, share, truncated


@dataclass(frozen=True, slots=True)
class Printed:
    """One line of a published table. ``percent`` is None where the paper prints none."""

    period: str
    category: str
    count: int
    percent: Decimal | None
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One figure that is not what the counts say.

    ``wrong``: the share is another one. ``truncated``: the digits were cut off instead of rounded.
    ``total``: a printed total (a count or a sum of shares) is not the sum of its rows.
    """

    period: str
    category: str
    kind: Literal["wrong", "truncated", "total"]
    printed: str
    correct: str


def check(published: Sequence[Printed]) -> tuple[Finding, ...]:
    """Every figure that does not follow from the printed counts, in the order of the table.

    A table whose counts do not add up has two possible totals: the one that explains more of the printed shares is
    used, so that one misprint is not reported as eight.
    """
    findings: list[Finding] = []
    ordered = sorted(published, key=lambda line: [seen.period for seen in published].index(line.period))
    for _, lines in groupby(ordered, key=lambda line: line.period):
        findings += _period(tuple(lines))
    return tuple(findings)


def _period(lines: tuple[Printed, ...]) -> list[Finding]:
    rows = tuple(line for line in lines if not line.is_total)
    total = next((line for line in lines if line.is_total), None)
    added = sum(row.count for row in rows)
    bases = (added,) if total is None else (added, total.count)
    findings = min((list(_rows(rows, base)) for base in bases), key=len)
    if total is not None and total.count != added:
        findings.append(Finding(total.period, total.category, "total", str(total.count), str(added)))
    return findings + list(_sums(rows, total, added))


def _rows(rows: tuple[Printed, ...], base: int) -> Iterator[Finding]:
    for row in rows:
        correct = share(row.count, base)
        if row.percent is None or row.percent == correct:
            continue
        kind: Literal["truncated", "wrong"] = "truncated" if row.percent == truncated(row.count, base) else "wrong"
        yield Finding(row.period, row.category, kind, str(row.percent), str(correct))


def _sums(rows: tuple[Printed, ...], total: Printed | None, added: int) -> Iterator[Finding]:
    """The total's share is 100.00; the printed shares may add up to something else only as far as rounding explains it."""
    if added == 0:
        return
    period, name = rows[0].period, total.category if total else "GESAMT"
    printed = [row.percent for row in rows if row.percent is not None]
    sums = {total.percent} if total is not None and total.percent not in (None, HUNDRED) else set()
    if len(printed) == len(rows) and sum(printed) != sum(share(row.count, added) for row in rows):
        sums.add(sum(printed, Decimal(0)))
    for wrong in sorted(value for value in sums if value is not None and value != HUNDRED):
        yield Finding(period, name, "total", str(wrong), str(HUNDRED))
