"""Importing: everything once, nothing by half, and the second time nothing."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from amtslotse.cli.import_log import read_mapping
from amtslotse.engines.eventlog import Mapping, Reject, Unreadable, read_csv
from amtslotse.journal.actions import ImportReport, import_log
from amtslotse.journal.models import Event, Stream
from amtslotse.journal.queries import events_of

ROOT = Path(__file__).resolve().parents[2]
RECEIPT = ROOT.parent / "shared" / "data" / "event-logs" / "receipt.csv"
SHIPPED = ROOT / "src" / "amtslotse" / "journal" / "mappings" / "receipt.toml"
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MAPPING = {
    "case": "case",
    "activity": "what",
    "time": "when",
    "resource": "who",
    "ended": "end",
    "attributes": ["channel"],
    "source": "test",
    "milestones": {"received": ["in"], "decided": ["decide"]},
    "waits_on": {"applicant": ["ask"]},
}
HEADER = "case,what,when,who,end,channel,secret\n"


def load(rows: str, rejects: list[Reject] | None = None, **mapping: Any) -> ImportReport:
    parsed = Mapping.parse({**MAPPING, **mapping}, name="test")
    on_reject = (rejects if rejects is not None else []).append
    batches = read_csv(io.StringIO(HEADER + rows), parsed)
    return import_log(batches=batches, mapping=parsed, now=NOW, on_reject=on_reject, on_progress=lambda _: None)


def counts(report: ImportReport) -> tuple[int, int, int, int, int]:
    return report.events_read, report.events_added, report.cases, report.corrections, report.rejected


FIRST = (
    "A,in,2024-01-02 08:00:00,Anna,,post,x\n"
    "B,in,2024-01-03 08:00:00,Bert,,web,x\n"
    "A,ask,2024-01-04 08:00:00,Anna,,post,x\n"
    "A,ask,2024-01-04 08:00:00,Anna,,post,x\n"
)


@pytest.mark.django_db
def test_the_second_time_adds_nothing_and_a_longer_export_only_what_is_new() -> None:
    assert counts(load(FIRST)) == (4, 4, 2, 0, 0)
    assert counts(load(FIRST)) == (4, 0, 2, 0, 0)
    longer = FIRST + "A,ask,2024-01-04 08:00:00,Anna,,post,x\nC,in,2024-02-01 08:00:00,,,,x\nB,early,2024-01-01 08:00:00,,,,x\n"
    assert counts(load(longer)) == (7, 3, 3, 0, 0)
    assert counts(load(longer)) == (7, 0, 3, 0, 0)
    assert [(e.seq, e.payload["activity"]) for e in _of("A")] == [(1, "in"), (2, "ask"), (3, "ask"), (4, "ask")]
    # Numbers follow the order of recording; readers of time sort by happened_at.
    assert [(e.seq, e.payload["activity"]) for e in _of("B")] == [(1, "in"), (2, "early")]


def _of(case: str, source: str = "test") -> list[Any]:
    return events_of(stream_kind="case", stream_ref=case, source=source)


@pytest.mark.django_db
def test_an_event_holds_what_the_mapping_names_and_no_person() -> None:
    load(FIRST)
    received, asked, _ = _of("A")
    assert received.payload == {"activity": "in", "ended_at": None, "attributes": {"channel": "post"}}
    assert received.happened_at == datetime(2024, 1, 2, 7, tzinfo=UTC)
    assert (received.role, received.milestone, received.touched, received.waits_on) == ("staff", "received", False, "")
    assert (asked.milestone, asked.touched, asked.waits_on, asked.source) == ("", True, "applicant", "test")
    assert received.sentence("ar") == "in"
    assert not Event.objects.filter(payload__icontains="Anna").exists()
    load(FIRST, source="roles", resource_is="role", touched=["in"])
    assert [(e.role, e.touched) for e in _of("A", "roles")] == [("Anna", True), ("Anna", False), ("Anna", False)]


@pytest.mark.django_db
def test_a_case_that_ended_later_gets_one_correction() -> None:
    load(FIRST)
    ended = FIRST.replace("Bert,,", "Bert,2024-05-01T10:00:00Z,")
    assert counts(load(ended)) == (4, 0, 2, 1, 0)
    assert counts(load(ended)) == (4, 0, 2, 0, 0)
    same_instant = FIRST.replace("Bert,,", "Bert,2024-05-01T12:00:00+02:00,")
    assert counts(load(same_instant)) == (4, 0, 2, 0, 0)
    last = _of("B")[-1]
    assert (last.kind, last.payload) == ("imported.corrected", {"ended_at": datetime(2024, 5, 1, 10, tzinfo=UTC)})
    assert (last.happened_at, last.touched) == (NOW, False)
    assert counts(load(FIRST)) == (4, 0, 2, 1, 0), "the source takes the end back"
    with_new_event = ended + "B,decide,2024-04-30 12:00:00,,2024-05-01T10:00:00Z,,x\n"
    assert counts(load(with_new_event)) == (5, 1, 2, 0, 0), "the new event itself carries the new end"


@pytest.mark.django_db
def test_bad_rows_are_named_and_the_rest_is_taken() -> None:
    rejects: list[Reject] = []
    rows = (
        "A,in,2024-01-02 08:00,,,,\n"
        ",in,2024-01-02 08:00,,,,\n"
        "A,,2024-01-02 08:00,,,,\n"
        "A,in,31.02.2024,,,,\n"
        "A,in,2024-01-02 08:00,,soon,,\n"
        "A,in,2024-01-02\n"
        f"A,in,2024-01-02 08:00,,,{'x' * 201},\n"
        'A,ok,02.01.2024 09:00,,,"a \\ tab\there\nand a line",\n'
    )
    assert counts(load(rows, rejects)) == (8, 2, 1, 0, 6)
    assert [reject.line for reject in rejects] == [3, 4, 5, 6, 7, 8]
    texts = [reject.reason for reject in rejects]
    assert texts[0].startswith("case: empty")
    assert texts[1].startswith("what: empty")
    assert "31.02.2024" in texts[2]
    assert "write 2011-10-11" in texts[2]
    assert texts[3].startswith("end: 'soon' is not a time")
    assert texts[4].startswith("3 columns where the header has 7")
    assert texts[5].startswith("channel: 201 characters")
    assert _of("A")[1].payload["attributes"]["channel"] == "a \\ tab\there\nand a line"


@pytest.mark.django_db(transaction=True)
def test_half_a_file_never_gets_in() -> None:
    parsed = Mapping.parse(MAPPING, name="test")

    def broken() -> Iterator[Any]:
        yield from read_csv(io.StringIO(HEADER + FIRST), parsed)
        raise Unreadable("the disk went away")

    with pytest.raises(Unreadable):
        import_log(batches=broken(), mapping=parsed, now=NOW, on_reject=lambda _: None, on_progress=lambda _: None)
    with pytest.raises(Unreadable, match="no row of the file could be taken; the first reason: line 2, when:"):
        load("A,in,yesterday,,,,\n")
    assert not Event.objects.exists()
    assert not Stream.objects.exists()


@pytest.mark.django_db
def test_two_sources_do_not_mix() -> None:
    load(FIRST)
    assert counts(load(FIRST, source="other")) == (4, 4, 2, 0, 0)
    assert len(_of("A")) == len(_of("A", "other")) == 3


@pytest.mark.skipif(not RECEIPT.exists(), reason=f"the public log {RECEIPT} is not here")
@pytest.mark.django_db
def test_the_public_log_comes_in_once() -> None:
    mapping = read_mapping(SHIPPED)
    for expected in ((8577, 8577, 1434, 0, 0), (8577, 0, 1434, 0, 0)):
        with RECEIPT.open(newline="", encoding="utf-8") as file:
            report = import_log(
                batches=read_csv(file, mapping), mapping=mapping, now=NOW, on_reject=print, on_progress=lambda _: None
            )
        assert counts(report) == expected
    assert not Event.objects.exclude(role__in=("", "staff")).exists()
    assert Event.objects.filter(milestone="received").count() == 1434
