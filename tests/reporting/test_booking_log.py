"""A booking log of another system gives the same figures, once, and every row that is not taken says why."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from amtslotse.appointments.models import ClassPolicy
from amtslotse.cli.main import parser
from amtslotse.engines.eventlog import MappingError, Unreadable
from amtslotse.journal.models import Event
from amtslotse.journal.queries import events_of
from amtslotse.kernel.actor import Actor
from amtslotse.reporting import actions, queries
from amtslotse.reporting.rules import Period
from amtslotse.reporting.rules.visits import VisitSelection
from tests.appointments import rows

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
HEAD = Actor(role="head", roles=frozenset({"head"}), staff_id=1)
MAPPING = Path(__file__).parents[2] / "src/amtslotse/journal/mappings/bookings.toml"
HEADER = (
    "Vorgang;Dienstleistung;Anfrage;Gebucht;Termin;Abgesagt;Angekommen;Aufgerufen;Beendet;Nicht erschienen;Ergebnis;"
    "Standort;Personen;Dauer"
)
#: Invented: six who came within ten working days, one who did not come, one who cancelled, six at the express counter.
LOG = [
    *(
        f"B{n};Niederlassungserlaubnis;02.03.2026 10:00;02.03.2026 10:05;{9 + n}.03.2026 09:00;;{9 + n}.03.2026 08:50;"
        f"{9 + n}.03.2026 09:10;{9 + n}.03.2026 09:30;;erledigt;Haus am Markt;1;30"
        for n in range(1, 5)
    ),
    "B5;Niederlassungserlaubnis;02.03.2026 10:00;02.03.2026 10:05;17.04.2026 09:00;;;;;ja;;Haus am Markt;2;30",
    "B6;Niederlassungserlaubnis;02.03.2026 10:00;02.03.2026 10:05;18.03.2026 09:00;03.03.2026 08:00;;;;;;Haus am Markt;1;30",
    *(
        f"K{n};Dokument abholen;;;;;16.03.2026 08:0{n};16.03.2026 08:1{n};16.03.2026 08:15;;erledigt;Haus am Markt;;"
        for n in range(6)
    ),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows.office()
    ClassPolicy.objects.update_or_create(klass="regular", defaults={"promise_workdays": 10})
    (tmp_path / "my.toml").write_text(MAPPING.read_text("utf-8"), "utf-8")
    write(tmp_path, LOG)
    return tmp_path


def write(folder: Path, lines: list[str]) -> None:
    (folder / "log.csv").write_text("\n".join([HEADER, *lines]) + "\n", "utf-8")


def run(folder: Path, *more: str) -> int:
    args = parser().parse_args(["import-bookings", str(folder / "log.csv"), "--mapping", str(folder / "my.toml"), *more])
    code: int = args.run(args)
    return code


def figures(source: str = "") -> queries.Visits:
    actions.catch_up(now=NOW)
    selection = VisitSelection(Period.of_year(2026), source)
    return queries.visits(selection=selection, as_of=NOW, by=HEAD, now=NOW)


def test_the_same_figures_under_their_own_source(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["rows"], told["rejected"], told["source"]) == (12, 0, "terminsystem")
    found = figures("terminsystem")
    (regular,) = found.classes
    assert (regular.kept.part, regular.kept.n) == (4, 5)
    assert (regular.missed.part, regular.missed.n) == (1, 5)
    halls = {one.klass: one for one in found.hall}
    assert (halls["short"].arrived, halls["short"].wait.p50, halls["short"].served.percent) == (6, 10.0, 100.0)
    assert halls["regular"].arrived == 4
    assert [view.key for view in queries.visit_state().sources] == ["terminsystem"]
    assert figures("amtslotse").is_empty
    kinds = [event.kind for event in events_of(stream_kind="appointment", stream_ref="B6", source="terminsystem")]
    assert kinds == ["appointment.booked", "appointment.cancelled"]


def test_a_second_import_adds_nothing_and_a_longer_file_what_is_new(folder: Path) -> None:
    run(folder)
    known = Event.objects.count()
    run(folder)
    assert Event.objects.count() == known
    write(
        folder, [*LOG, "K9;Dokument abholen;;;;;17.03.2026 08:00;17.03.2026 08:01;17.03.2026 08:05;;gegangen;Haus am Markt;;"]
    )
    run(folder)
    assert Event.objects.count() == known + 4
    assert next(one for one in figures().hall if one.klass == "short").served.n == 7


def test_a_date_that_changed_in_the_source_counts_as_it_is_now(folder: Path) -> None:
    run(folder)
    write(folder, [line.replace("17.04.2026", "11.03.2026") for line in LOG])
    run(folder)
    assert figures().classes[0].kept.part == 5


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (";Niederlassungserlaubnis;;;10.03.2026 09:00;;;;;;;;;", "no id"),
        ("X;Waffenschein;;;10.03.2026 09:00;;;;;;;;;", "not in [classes]"),
        ("X;Niederlassungserlaubnis;;;bald;;;;;;;;;", "is no time"),
        ("X;Niederlassungserlaubnis;01.03.2026;;;;;;;;;;;", "neither an appointment nor an arrival"),
        ("X;Dokument abholen;;;;;16.03.2026 08:00;16.03.2026 07:00;;;;;;", "lies before arrived"),
        ("X;Niederlassungserlaubnis;;;10.03.2026 09:00;;;;;;;;viele;", "is no number"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why_and_the_others_are_taken(folder: Path, line: str, reason: str) -> None:
    write(folder, [*LOG, line])
    run(folder)
    (reject,) = csv.DictReader((folder / "log.csv.rejects.csv").read_text("utf-8").splitlines())
    assert reject["line"] == "14"
    assert reason in reject["reason"]
    assert figures().classes[0].kept.n == 5


def test_a_file_or_a_mapping_that_makes_no_sense_changes_nothing(folder: Path) -> None:
    write(folder, ["X;Waffenschein;;;10.03.2026 09:00;;;;;;;;;"])
    with pytest.raises(Unreadable, match="no row of the file could be taken"):
        run(folder)
    (folder / "log.csv").write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(MappingError, match="has no column 'Vorgang'"):
        run(folder)
    for wrong, what in (
        ('id = "a"\n', "class"),
        ('id = "a"\nclass = "b"\n', "appointment"),
        ('id = "a"\nclass = "b"\nappointment = "c"\nname = "d"\n', "unknown key"),
        ('id = "a"\nclass = "b"\nappointment = "c"\nsource = "amtslotse"\n', "cannot name a source"),
        ('id = "a"\nclass = "b"\nappointment = "c"\n[classes]\nvip = ["x"]\n', "unknown word"),
    ):
        (folder / "my.toml").write_text(wrong, "utf-8")
        with pytest.raises(MappingError, match=what):
            run(folder)
    assert not Event.objects.exists()
