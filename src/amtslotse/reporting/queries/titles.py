"""The council's table: titles and certificates of a period, with shares that follow from the counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Q
from django.utils import timezone

from amtslotse.accounts.rules import require
from amtslotse.catalogue import queries as catalogue
from amtslotse.catalogue.rules import Text
from amtslotse.engines import shares
from amtslotse.kernel.actor import Actor
from amtslotse.reporting.models import CaseFacts
from amtslotse.reporting.queries.sources import state
from amtslotse.reporting.rules import Period


@dataclass(frozen=True, slots=True)
class TitleRow:
    """A row of the table; ``notes`` are the numbers of its footnotes."""

    key: str
    name: Text
    count: int
    share: Decimal
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Titles:
    """The whole table. ``unassigned`` cases were decided, but their title code has no row; they are not in ``total``.

    ``shares_sum`` may miss 100.00 by rounding. ``invented`` of ``total`` belong to the demonstration.
    """

    period: Period
    rows: tuple[TitleRow, ...]
    total: int
    shares_sum: Decimal
    footnotes: tuple[Text, ...]
    unassigned: int
    refused: int
    invented: int
    as_of: datetime
    is_over: bool


def titles(*, period: Period, now: datetime, by: Actor | None = None) -> Titles:
    """The table of a period; ``by`` is None on the office's own command line. Raises ``NotAllowed``."""
    if by is not None:
        require(by, "reporting.council_table")
    table = catalogue.report_table()
    decided = CaseFacts.objects.filter(decided_on__gte=period.first, decided_on__lt=period.end)
    counted = {
        row: (count, invented)
        for row, count, invented in decided.filter(refused=False)
        .values_list("row")
        .annotate(counted=Count("stream_id"), made_up=Count("stream_id", filter=Q(invented=True)))
    }
    in_table = [(row, *counted.get(row.key, (0, 0))) for row in table.rows]
    footnotes: list[Text] = []
    numbers: dict[str, tuple[int, ...]] = {}
    for row in table.rows:
        notes = table.footnotes(row.key)
        numbers[row.key] = tuple(range(len(footnotes) + 1, len(footnotes) + len(notes) + 1))
        footnotes += notes
    portions = shares.shares([count for _, count, _ in in_table])
    as_of = state().as_of("", now=now)
    return Titles(
        period=period,
        rows=tuple(
            TitleRow(row.key, row.name, count, portion, numbers[row.key])
            for (row, count, _), portion in zip(in_table, portions, strict=True)
        ),
        total=sum(count for _, count, _ in in_table),
        shares_sum=sum(portions, Decimal("0.00")),
        footnotes=tuple(footnotes),
        unassigned=sum(count for _, (count, _) in counted.items()) - sum(count for _, count, _ in in_table),
        refused=decided.filter(refused=True).count(),
        invented=sum(invented for _, _, invented in in_table),
        as_of=as_of,
        is_over=period.end <= timezone.localdate(as_of),
    )
