"""Rows become batches of columns. Columns, because a check over a whole column costs a tenth of a check in each row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from amtslotse.engines.eventlog import times
from amtslotse.engines.eventlog.mapping import Mapping

SIZE = 2000
LONGEST_TEXT = 200  # case, activity, attribute
LONGEST_ROLE = 100
LONGEST_PURPOSE = 40

Row = tuple[int, Sequence[str]]  # line, and the values in the order of ``wanted``


class Reject(NamedTuple):
    """A row that cannot be taken, with the reason and a remedy in words."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Up to ``SIZE`` events as columns of equal length, and the rows that were rejected between them.

    Times are ISO 8601 with offset. ``received`` and ``ended`` belong to the case and may be empty, as may ``resources`` and
    ``purposes``. ``attributes`` has one column for each that the mapping names.
    """

    lines: Sequence[int]
    cases: Sequence[str]
    activities: Sequence[str]
    times: Sequence[str]
    resources: Sequence[str]
    purposes: Sequence[str]
    received: Sequence[str]
    ended: Sequence[str]
    attributes: Sequence[Sequence[str]]
    rejects: Sequence[Reject]


def wanted(mapping: Mapping) -> list[str]:
    """The columns that a row's values come from, in order; an empty name stands for a column that is not mapped."""
    named = (mapping.case, mapping.activity, mapping.time, mapping.resource, mapping.purpose, mapping.received, mapping.ended)
    return [*named, *mapping.attributes]


def batches(rows: Iterable[Row | Reject], mapping: Mapping) -> Iterator[Batch]:
    """All rows, checked and with their times read, in the order in which they came."""
    check = _checker(mapping)
    source = iter(rows)
    while chunk := list(islice(source, SIZE)):
        rejects = [row for row in chunk if isinstance(row, Reject)]
        taken = [row for row in chunk if not isinstance(row, Reject)] if rejects else chunk
        lines, values = zip(*taken, strict=True) if taken else ((), ())
        yield check(lines, values, rejects)


def _checker(mapping: Mapping) -> Callable[[Sequence[int], Sequence[Sequence[str]], list[Reject]], Batch]:
    parse = times.parser(mapping.timezone)
    parse_of_case = lru_cache(maxsize=2048)(parse)  # the same for all rows of a case
    named = mapping.columns

    def of_case(values: Sequence[str]) -> list[str]:
        return [value and parse_of_case(value) for value in values]

    def read(lines: Sequence[int], values: Sequence[Sequence[str]], rejects: list[Reject]) -> Batch:
        """The batch. Raises ``ValueError`` when one of its values cannot be taken."""
        columns = list(zip(*values, strict=True)) or [()] * len(wanted(mapping))
        case, activity, time, resource, purpose, received, ended, *attributes = columns
        texts = (case, activity, resource, purpose, *attributes)
        longest = (LONGEST_TEXT, LONGEST_TEXT, LONGEST_ROLE, LONGEST_PURPOSE, *(LONGEST_TEXT for _ in attributes))
        if not all(case) or not all(activity):
            raise ValueError("empty")
        for column, most in zip(texts, longest, strict=True):
            if max(map(len, column), default=0) > most or "\0" in "".join(column):
                raise ValueError("too long or NUL")
        return Batch(
            lines, case, activity, list(map(parse, time)), resource, purpose, of_case(received), of_case(ended), attributes,
            rejects,
        )  # fmt: skip

    def refusal(values: Sequence[str]) -> str:
        """Why a row cannot be taken; empty when it can."""
        case, activity, time, resource, purpose, received, ended, *attributes = values
        for key, value, longest in (
            ("case", case, LONGEST_TEXT),
            ("activity", activity, LONGEST_TEXT),
            ("resource", resource, LONGEST_ROLE),
            ("purpose", purpose, LONGEST_PURPOSE),
            *((f"attributes[{place}]", value, LONGEST_TEXT) for place, value in enumerate(attributes)),
        ):
            if not value and key in ("case", "activity"):
                return f"{named[key]}: empty; every row needs one"
            if len(value) > longest:
                return f"{named[key]}: {len(value)} characters, at most {longest} are taken; is this the right column?"
            if "\0" in value:
                return f"{named[key]}: contains a NUL character; export the file again"
        for key, value in (("time", time), ("received", received), ("ended", ended)):
            try:
                if value or key == "time":
                    parse(value)
            except ValueError:
                return f"{named[key]}: {value[:60]!r} is not a time between 1900 and 2199; {times.REMEDY}"
        return ""

    def check(lines: Sequence[int], values: Sequence[Sequence[str]], rejects: list[Reject]) -> Batch:
        try:
            return read(lines, values, rejects)
        except ValueError:
            reasons = [refusal(row) for row in values]
            rejects = sorted(rejects + [Reject(line, why) for line, why in zip(lines, reasons, strict=True) if why])
            good = [place for place, why in enumerate(reasons) if not why]
            return read([lines[place] for place in good], [values[place] for place in good], rejects)

    return check
