"""Reading logs as a stream: memory does not grow with the file, except that one case of an XES file is held at a time."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from amtslotse.engines.eventlog.batches import Batch, Reject, Row, batches, wanted
from amtslotse.engines.eventlog.mapping import Mapping, MappingError
from amtslotse.kernel.errors import DomainError


class Unreadable(DomainError):
    """The file as a whole cannot be read; the message says why and what to do."""

    code = "unreadable"


def read_csv(lines: Iterable[str], mapping: Mapping) -> Iterator[Batch]:
    """Every row of a CSV file with a header, in order, taken or rejected.

    Raises ``MappingError`` when a column that the mapping names is missing, ``Unreadable`` when there is no header.
    """
    return batches(_csv_rows(lines, mapping), mapping)


def read_xes(stream: IO[bytes], mapping: Mapping) -> Iterator[Batch]:
    """Every event of an XES file, in order, taken or rejected. ``case:`` names attributes of the trace.

    The line is the event's number. Raises ``Unreadable`` for what is not well-formed, holds a document type or has no
    events, and ``MappingError`` for an attribute that no event has.
    """
    return batches(_xes_rows(stream, mapping), mapping)


def _csv_rows(lines: Iterable[str], mapping: Mapping) -> Iterator[Row | Reject]:
    reader = csv.reader(lines, delimiter=mapping.delimiter)
    header = next(reader, None)
    if not header:
        raise Unreadable("the file is empty; the first line must name the columns")
    for key, name in mapping.columns.items():
        if name not in header:
            remedy = f"the file's columns are {', '.join(header)}"
            if len(header) == 1:
                remedy += "; is the delimiter right?"
            raise MappingError(field=key, reason=f"the file has no column {name!r}", remedy=remedy)
        if header.count(name) > 1:
            raise MappingError(field=key, reason=f"two columns are called {name!r}", remedy="rename one of them")
    width = len(header)
    pick = itemgetter(*(header.index(name) if name else width for name in wanted(mapping)))
    while True:
        try:
            for row in reader:
                if len(row) == width:
                    row.append("")  # what a key that is not mapped reads
                    yield reader.line_num, pick(row)
                elif row:
                    yield Reject(reader.line_num, f"{len(row)} columns where the header has {width}; is a quote missing?")
            return
        except csv.Error as error:
            yield Reject(reader.line_num, f"{error}; is a quote missing?")


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _attributes(element: Element, prefix: str = "") -> dict[str, str]:
    """The direct attributes of a trace or an event."""
    return {prefix + child.get("key", ""): child.get("value", "") for child in element if child.get("key") is not None}


def _xes_rows(stream: IO[bytes], mapping: Mapping) -> Iterator[Row | Reject]:
    names, number = wanted(mapping), 0
    seen: set[str] = set()
    try:
        parse = iterparse(stream, events=("start", "end"), forbid_dtd=True)
        _, root = next(parse)
        for what, element in parse:
            if what != "end" or _local(element) != "trace":
                continue
            case = _attributes(element, "case:")
            for event in element:
                if _local(event) == "event":
                    number += 1
                    values = case | _attributes(event)
                    seen |= values.keys()
                    yield number, [values.get(name, "") for name in names]
            root.clear()
    except (ParseError, StopIteration) as error:
        raise Unreadable(f"this is no well-formed XES file ({error}); export it again") from None
    except DefusedXmlException as error:
        raise Unreadable(f"the file holds what an event log does not need ({error!r}); export it without") from None
    if not number:
        raise Unreadable("the file holds no events; is it an XES event log?")
    for key, name in mapping.columns.items():
        if name not in seen:
            remedy = "attributes of a trace begin with case:, for example case:concept:name"
            raise MappingError(field=key, reason=f"no event has an attribute {name!r}", remedy=remedy)
