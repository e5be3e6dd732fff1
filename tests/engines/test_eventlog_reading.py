"""Reading: every row comes out once, as an event or as a reject; a hostile file costs nothing (fault 13)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.engines.eventlog import Batch, Mapping, MappingError, Reject, Unreadable, read_csv, read_xes
from amtslotse.engines.eventlog.batches import SIZE

MAPPING = Mapping.parse({"case": "c", "activity": "a", "time": "t", "resource": "r", "attributes": ["x"]}, name="test")
XES = Mapping.parse(
    {
        "case": "case:concept:name",
        "activity": "concept:name",
        "time": "time:timestamp",
        "received": "case:start",
        "attributes": ["cost"],
    },
    name="test",
)
Event = tuple[int, str, str, str]


def events(batches: Iterable[Batch]) -> tuple[list[Event], list[Reject]]:
    taken: list[Event] = []
    rejects: list[Reject] = []
    for batch in batches:
        taken += zip(batch.lines, batch.cases, batch.activities, batch.times, strict=True)
        rejects += batch.rejects
    return taken, rejects


def test_columns_may_stand_anywhere() -> None:
    (batch,) = read_csv(io.StringIO("x,t,secret,r,a,c\n1,2024-01-02,s,Anna,in,A\n"), MAPPING)
    assert (batch.cases, batch.activities, batch.resources, batch.attributes) == (("A",), ("in",), ("Anna",), [("1",)])
    assert (batch.times, batch.received, batch.ended) == (["2024-01-02T00:00:00+01:00"], [""], [""])


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("c,a,t,r\n", r"attributes\[0\]: the file has no column 'x'; the file's columns are c, a, t, r$"),
        ("c;a;t;r;x\n", "case: the file has no column 'c'; the file's columns are c;a;t;r;x; is the delimiter right"),
        ("c,a,t,r,x,a\n", "activity: two columns are called 'a'; rename one of them"),
    ],
)
def test_a_missing_column_is_named(header: str, message: str) -> None:
    with pytest.raises(MappingError, match=message):
        list(read_csv(io.StringIO(header), MAPPING))


def test_an_empty_file_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="the first line must name the columns"):
        list(read_csv(io.StringIO(""), MAPPING))


def test_a_quote_that_never_closes_costs_no_other_row_its_report() -> None:
    """The csv module gives up a field after 131,072 characters and goes on behind it."""
    rows = "".join(f"A,in,2024-01-02,,{number}\n" for number in range(20_000))
    taken, rejects = events(read_csv(io.StringIO(f'c,a,t,r,x\nA,in,2024-01-02,,1\nA,"in,2024-01-02,,\n{rows}'), MAPPING))
    assert len(rejects) == 1
    assert "is a quote missing?" in rejects[0].reason
    assert len(taken) > 10_000


_CELL = st.text(st.characters(blacklist_categories=("Cs",)), max_size=12)
_TIME = st.sampled_from(["2024-01-02", "01.02.2024 03:04", "2024-01-02T03:04:05Z", "never", ""])


@given(st.lists(st.tuples(_CELL, _CELL, _TIME, _CELL, _CELL), max_size=40))
def test_every_row_comes_out_once(rows: list[tuple[str, ...]]) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, quoting=csv.QUOTE_ALL)
    writer.writerow("catrx")
    writer.writerows(rows)
    written.seek(0)
    taken, rejects = events(read_csv(written, MAPPING))
    good = [row for row in rows if row[0] and row[1] and row[2] not in ("never", "") and "\0" not in "".join(row)]
    assert [(case, activity) for _, case, activity, _ in taken] == [(row[0], row[1]) for row in good]
    assert len(taken) + len(rejects) == len(rows)
    assert [reject.line for reject in rejects] == sorted(reject.line for reject in rejects)


@given(st.integers(0, 2 * SIZE + 1), st.integers(0, 2 * SIZE))
def test_a_batch_with_a_bad_row_loses_that_row_only(count: int, bad: int) -> None:
    rows = "".join(f"A,in,{'never' if number == bad else '2024-01-02'},,{number}\n" for number in range(count))
    batches = list(read_csv(io.StringIO("c,a,t,r,x\n" + rows), MAPPING))
    taken, rejects = events(batches)
    assert [line for line, *_ in taken] == [number + 2 for number in range(count) if number != bad]
    assert [reject.line for reject in rejects] == ([bad + 2] if bad < count else [])
    assert all(len(batch.lines) <= SIZE for batch in batches)


def xes(traces: str) -> io.BytesIO:
    return io.BytesIO(f'<?xml version="1.0"?><log xmlns="http://www.xes-standard.org/">{traces}</log>'.encode())


TRACE = (
    '<trace><string key="concept:name" value="A"/><date key="start" value="2024-01-01T00:00:00Z"/>'
    '<event><string key="concept:name" value="in"/><date key="time:timestamp" value="2024-01-02T03:04:05Z"/>'
    '<int key="cost" value="7"><string key="unit" value="EUR"/></int></event>'
    '<event><string key="concept:name" value="out"/><date key="time:timestamp" value="soon"/></event></trace>'
)


def test_xes_joins_trace_and_event() -> None:
    (batch,) = read_xes(xes('<global scope="event"><string key="concept:name" value="?"/></global>' + TRACE), XES)
    assert (list(batch.cases), list(batch.activities), list(batch.attributes)) == (["A"], ["in"], [("7",)])
    assert batch.received == ["2024-01-01T00:00:00+00:00"]
    assert [(reject.line, reject.reason[:24]) for reject in batch.rejects] == [(2, "time:timestamp: 'soon' i")]


def test_an_attribute_that_no_event_has_is_named() -> None:
    mapping = Mapping.parse(
        {"case": "concept:name", "activity": "concept:name", "time": "time:timestamp", "ended": "case:end"}, name="x"
    )
    with pytest.raises(
        MappingError, match="ended: no event has an attribute 'case:end'; attributes of a trace begin with case:"
    ):
        list(read_xes(xes(TRACE), mapping))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"c,a,t\n1,2,3\n",
        b"<log><trace>",
        b"<log></log>",
        b'<!DOCTYPE log [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><log>&b;</log>',
        b'<!DOCTYPE log [<!ENTITY x SYSTEM "file:///etc/passwd">]><log><trace><string key="k" value="v"/>&x;</trace></log>',
        b'<!DOCTYPE log SYSTEM "http://127.0.0.1:1/evil.dtd"><log/>',
    ],
)
def test_what_is_no_log_or_a_trap_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        list(read_xes(io.BytesIO(content), XES))
