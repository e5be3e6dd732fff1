"""Contacts, call-backs and the telephone's figures: counted, never who; a mistake in a file names its row and what to do."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from amtslotse.casework.models import Case
from amtslotse.frontdesk import actions, queries
from amtslotse.frontdesk.models import CallBack, Contact, TelephoneCount
from amtslotse.journal.queries import events_of
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.casework import walk
from tests.factories.frontdesk import NOW, Hall

TODAY = date(2026, 11, 23)


def _log(hall: Hall, reason: str = "status", seconds: int = 40, **more: object) -> None:
    given = {"channel": "telephone", "began_at": NOW - timedelta(minutes=1), "settled": True} | more
    actions.log_contact(reason=reason, seconds=seconds, by=hall.desk, now=NOW, **given)  # type: ignore[arg-type]


def test_contacts_are_counted_by_reason(hall: Hall) -> None:
    _log(hall, seconds=30)
    _log(hall, seconds=50)
    _log(hall, "handing_in", 200, settled=False)
    _log(hall, "general", began_at=NOW - timedelta(days=1))
    seen = queries.contacts_today(actor=hall.desk, now=NOW)
    assert (seen.total, seen.by_reason, seen.settled) == (3, {"status": 2, "handing_in": 1}, 2)
    assert (seen.median_seconds, seen.median_status_seconds) == (50, 50)
    events = events_of(stream_kind="contact", stream_ref=TODAY.isoformat())
    assert events[0].payload == {"channel": "telephone", "reason": "status", "seconds": 30, "settled": True}


def test_a_contact_may_name_its_case_and_then_its_history_tells(hall: Hall) -> None:
    walk.furnish()
    case = walk.filed(now=NOW - timedelta(days=3)).case
    number = Case.objects.get(pk=case).file_number
    _log(hall, file_number=f" {number[:4]} {number[4:].lower()}")
    _log(hall)
    (said,) = [event for event in events_of(stream_kind="case", stream_ref=str(case)) if event.kind == "case.contacted"]
    assert said.payload == {"channel": "telephone", "reason": "status", "settled": True}
    assert said.waits_on == "", "a question moves nobody's turn"
    with pytest.raises(InvalidInput) as refused:
        _log(hall, file_number="2026-0000-0000")
    assert (refused.value.field, refused.value.reason) == ("file_number", "unknown")
    assert Contact.objects.count() == 2, "what was refused is not counted"


@pytest.mark.parametrize(
    "wrong",
    [{"channel": "fax"}, {"reason": "weather"}, {"seconds": -1}, {"seconds": 20_000}, {"began_at": NOW + timedelta(hours=1)}],
)
def test_a_contact_is_one_of_the_words(hall: Hall, wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        _log(hall, **wrong)  # type: ignore[arg-type]
    assert not Contact.objects.exists()


def _call_back(hall: Hall, **more: object) -> object:
    given = {"name": "Lan Nguyễn", "phone": "+49 721 12345", "language": "de", "reason": "status"} | more
    return actions.ask_call_back(by=hall.desk, now=NOW, **given)  # type: ignore[arg-type]


def test_a_call_back_until_it_is_done(hall: Hall) -> None:
    first = _call_back(hall, note="nach 14 Uhr")
    second = _call_back(hall, name="Ö", due_on=TODAY)
    seen = queries.call_backs(actor=hall.desk, now=NOW)
    assert [(row.id, row.due_on) for row in seen] == [(second, TODAY), (first, date(2026, 11, 24))]
    actions.tried(call_back=second, by=hall.desk, now=NOW)  # type: ignore[arg-type]
    row = next(row for row in queries.call_backs(actor=hall.desk, now=NOW + timedelta(days=2)) if row.id == second)
    assert (row.tries, row.due_on, row.overdue) == (1, date(2026, 11, 24), True)
    actions.done_call_back(call_back=first, outcome="settled", by=hall.desk, now=NOW + timedelta(hours=2))  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        actions.done_call_back(call_back=first, outcome="settled", by=hall.desk, now=NOW)  # type: ignore[arg-type]
    assert [row.id for row in queries.call_backs(actor=hall.desk, now=NOW)] == [second]
    events = events_of(stream_kind="contact", stream_ref=TODAY.isoformat())
    assert events[-1].payload == {"outcome": "settled", "waited_seconds": 7200}
    assert "Nguy" not in str(events)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"phone": "ruf mich an"},
        {"phone": "12"},
        {"reason": "weather"},
        {"due_on": date(2026, 11, 22)},
        {"name": "A\u202eB"},
    ],
)
def test_a_call_back_needs_a_name_and_a_number(hall: Hall, wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        _call_back(hall, **wrong)
    assert not CallBack.objects.exists()


def test_a_friday_call_back_is_due_on_monday(hall: Hall) -> None:
    friday = NOW - timedelta(days=3)
    actions.ask_call_back(name="A", phone="0721 1234", language="de", reason="general", by=hall.desk, now=friday)
    assert CallBack.objects.get().due_on == TODAY


CSV = "day,line,offered,answered,lost,repeated\n2026-11-20,133-0,100,80,20,15\n2026-11-20,133-1,50,50,0,0\n"


def _file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "acd.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_counts_are_imported_and_imported_again_they_are_replaced(hall: Hall, tmp_path: Path) -> None:
    assert actions.import_telephone_counts(path=_file(tmp_path, CSV), by=hall.head, now=NOW) == 1
    assert actions.import_telephone_counts(path=_file(tmp_path, CSV), by=hall.desk, now=NOW) == 1
    assert TelephoneCount.objects.count() == 2
    changed = "\ufeff" + CSV.replace(",", ";").replace("80;20", "90;10")
    actions.import_telephone_counts(path=_file(tmp_path, changed), by=hall.head, now=NOW)
    _log(hall, "status", began_at=NOW - timedelta(days=3))
    _log(hall, "general", began_at=NOW - timedelta(days=3))
    (day,) = queries.telephone(from_day=date(2026, 11, 1), to_day=date(2026, 12, 1))
    assert (day.offered, day.answered, day.lost, day.repeated) == (150, 140, 10, 15)
    assert (day.answer_rate, day.repeat_rate, day.status_share) == (93.3, 10.0, 50.0)
    assert queries.telephone(from_day=date(2026, 11, 21), to_day=date(2026, 12, 1)) == ()


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        ("20.11.2026,x,1,1,0,0", "day", "not_a_date"),
        ("2026-11-24,x,1,1,0,0", "day", "in_future"),
        ("2026-11-20,,1,1,0,0", "line", "required"),
        ("2026-11-20,x,1.000,1,0,0", "offered", "not_a_number"),
        ("2026-11-20,x,-1,1,0,0", "offered", "not_a_number"),
        ("2026-11-20,x,5,3,1,0", "offered", "does_not_add_up"),
        ("2026-11-20,x,5,4,1,6", "repeated", "too_many"),
        ("2026-11-20,x,5,4", "lost", "not_a_number"),
        ("2026-11-20,133-0,5,4,1,0", "line", "twice"),
    ],
)
def test_a_mistake_names_row_column_and_remedy_and_nothing_is_stored(
    hall: Hall, tmp_path: Path, line: str, column: str, reason: str
) -> None:
    with pytest.raises(InvalidInput) as fault:
        actions.import_telephone_counts(path=_file(tmp_path, CSV + line + "\n"), by=hall.head, now=NOW)
    assert (fault.value.facts["row"], fault.value.facts["column"], fault.value.reason) == (4, column, reason)
    assert str(fault.value.facts["remedy"]).endswith((".", "entfernen."))
    assert not TelephoneCount.objects.exists()


@pytest.mark.parametrize("text", ["", "day,line\n", "a;b;c\n1;2;3\n", CSV.splitlines()[0] + "\n"])
def test_a_file_without_columns_or_rows_is_refused(hall: Hall, tmp_path: Path, text: str) -> None:
    with pytest.raises(InvalidInput) as fault:
        actions.import_telephone_counts(path=_file(tmp_path, text), by=hall.head, now=NOW)
    assert fault.value.facts["remedy"]


def test_what_is_no_text_is_refused(hall: Hall, tmp_path: Path) -> None:
    path = tmp_path / "acd.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xff\xfe")
    with pytest.raises(InvalidInput):
        actions.import_telephone_counts(path=path, by=hall.head, now=NOW)
    with pytest.raises(InvalidInput):
        actions.import_telephone_counts(path=tmp_path / "missing.csv", by=hall.head, now=NOW)


def test_only_who_may_does_it(hall: Hall) -> None:
    with pytest.raises(NotAllowed):
        actions.log_contact(channel="telephone", reason="status", began_at=NOW, seconds=1, settled=True, by=hall.clerk, now=NOW)
    with pytest.raises(NotAllowed):
        actions.import_telephone_counts(rows=[], by=hall.clerk, now=NOW)
    with pytest.raises(NotAllowed):
        queries.call_backs(actor=hall.head, now=NOW)
    with pytest.raises(NotAllowed):
        queries.contacts_today(actor=hall.clerk, now=NOW)
    with pytest.raises(NotAllowed):
        actions.protect(case_ref=uuid4(), protected=True, by=hall.head, now=NOW)


def test_a_protected_case_until_it_is_not(hall: Hall) -> None:
    case = uuid4()
    actions.protect(case_ref=case, protected=True, by=hall.desk, now=NOW)
    actions.protect(case_ref=case, protected=True, by=hall.desk, now=NOW)
    assert queries.is_protected(case_ref=case)
    actions.protect(case_ref=case, protected=False, by=hall.desk, now=NOW)
    assert not queries.is_protected(case_ref=case)


def test_a_file_number_is_echoed_and_never_looked_up(hall: Hall) -> None:
    (hit,) = queries.find(text="2026-4f7k 92qt", actor=hall.desk, now=NOW)
    assert (hit.kind, hit.label, hit.name) == ("file", "2026-4F7K-92QT", "")
    assert queries.find(text="  ", actor=hall.desk, now=NOW) == ()
