"""Files of other systems as they really are: days that mean "for ever", words with controls, what came in this morning."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from amtslotse.casework import actions, queries
from amtslotse.casework.models import Case, ImportRun
from amtslotse.journal.queries import events_of
from amtslotse.kernel.errors import InvalidInput
from tests.casework.test_importing import ANNA, file, mapped, taken
from tests.casework.walk import NOW, People

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: object, tmp_path: Path) -> None:
    settings.FILES = tmp_path  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "day", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59", "31.12.9999", "2026-12-31T25:00"]
)
@pytest.mark.parametrize("place", [4, 7, 8])  # receipt, end of the title, complete since
def test_a_day_beyond_every_calendar_is_a_fault_of_its_line(people: People, day: str, place: int) -> None:
    cells = ANNA.split(";")
    cells[0], cells[place] = "32.5-9999", day
    run = mapped(file(ANNA, ";".join(cells)), people)
    view = queries.import_run(actor=people.head, run=run)
    assert (view.created, view.wrong) == (1, 1)
    assert {fault.reason for fault in view.faults} <= {"not_a_date", "implausible_date", "in_future"}


@pytest.mark.parametrize("word", ["study\x00", "study\ud800", "study\u202e"])
def test_a_word_no_database_takes_is_an_unknown_word(people: People, word: str) -> None:
    told = {
        "format": "amtslotse-case", "version": 1,
        "case": {"file_number": "32.5-1", "service": word, "team": word, "received_at": "2026-09-03", "status": "with_team"},
        "person": {"family_name": "Kim", "birth_date": "1990-01-02"},
    }  # fmt: skip
    run = taken(json.dumps(told).encode(), people, name="case.json")
    actions.map_import(run=run, columns=(), words={}, by=people.head, now=NOW)
    view = queries.import_run(actor=people.head, run=run)
    assert (view.created, view.wrong, view.faults[0].field) == (0, 1, "service")


def test_what_came_this_morning_was_received_before_it_was_taken_over(people: People) -> None:
    early = datetime(2026, 11, 20, 8, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    line = ANNA.replace("03.09.2026", "20.11.2026").replace("10.09.2026", "20.11.2026")
    run = actions.take_import_file(
        run=ImportRun._meta.pk.default(), name="a.csv", content=file(line), source="alt", by=people.head, now=early
    )
    columns = [each.field for each in queries.import_mapping(actor=people.head, run=run).columns]
    actions.map_import(run=run, columns=columns, words={}, by=people.head, now=early)
    actions.start_import(run=run, by=people.head, now=early)
    assert actions.import_cases(run=run, now=early + timedelta(minutes=1))
    case = Case.objects.get()
    assert case.received_at <= case.complete_since <= early + timedelta(minutes=1)
    times = [event.happened_at for event in events_of(stream_kind="case", stream_ref=str(case.pk))]
    assert times == sorted(times)


def test_a_table_with_controls_is_refused_or_read_and_never_breaks(people: People) -> None:
    for word in ("§ 16b\x00 AufenthG", "\u202e§ 16b AufenthG", "=cmd|' /C calc'!A1"):
        try:
            run = mapped(file(ANNA.replace("§ 16b AufenthG", word), encoding="utf-8"), people)
        except InvalidInput:  # the file itself is refused
            continue
        header, lines = queries.import_faults(actor=people.head, run=run)
        assert len(header) == 11
        assert {fault.field for _, _, found in lines for fault in found} <= {"service"}
