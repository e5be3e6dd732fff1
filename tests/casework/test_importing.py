"""Open cases of another system: each right line becomes a case, once; what is wrong comes back; no line is lost (R89, issue 4).

On a real PostgreSQL; each promise has a control that would turn red.
"""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import xlsxwriter
from django.conf import settings as django_settings
from django.db import DatabaseError, transaction

from amtslotse.casework import actions, queries
from amtslotse.casework.models import Applicant, Case, ImportedCase, ImportRun, TypedIn
from amtslotse.casework.rules import Access
from amtslotse.journal.models import Event
from amtslotse.journal.queries import events_of
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from amtslotse.offices.queries import office
from tests.casework import walk
from tests.casework.test_typing_in import begun, sent, typed_event, typed_through
from tests.casework.walk import NOW, TEAM, People
from tests.races import at_once

HEADER = "Aktenzeichen;Nachname;Vorname;Geb.-Datum;Eingangsdatum;Antragsart;Sachgebiet"
HEADER += ";Titel gültig bis;Vollständig seit;PLZ;Bemerkung"
ANNA = "32.5-1001;Müller;Anna;01.02.1990;03.09.2026;§ 16b AufenthG;education_work;31.12.2026;10.09.2026;76000;eilt"
BILAL = "32.5-1002;Öztürk;Bilal;00.00.1985;04.09.2026;§ 16b AufenthG;;;;;"
WRONG = "32.5-1003;;Zoë;31.02.1990;04.09.2099;§ 99 Mondgesetz;;;;7600;"


@pytest.fixture(autouse=True)
def own_folder(settings: object, tmp_path: Path) -> None:
    settings.FILES = tmp_path  # type: ignore[attr-defined]


def file(*lines: str, header: str = HEADER, encoding: str = "cp1252") -> bytes:
    return "\r\n".join((header, *lines)).encode(encoding)


def taken(content: bytes, people: People, *, source: str = "altverfahren", name: str = "offen.csv") -> UUID:
    return actions.take_import_file(run=uuid4(), name=name, content=content, source=source, by=people.head, now=NOW)


def mapped(
    content: bytes, people: People, *, words: dict[str, dict[str, str]] | None = None, source: str = "altverfahren"
) -> UUID:
    run = taken(content, people, source=source)
    columns = [each.field for each in queries.import_mapping(actor=people.head, run=run).columns]
    actions.map_import(run=run, columns=columns, words=words or {}, by=people.head, now=NOW)
    return run


def imported(content: bytes, people: People, *, source: str = "altverfahren") -> UUID:
    run = mapped(content, people, source=source)
    actions.start_import(run=run, by=people.head, now=NOW)
    actions.import_cases(run=run, now=NOW)
    return run


# ---- What the program understands ------------------------------------------------------------------------------------


def test_headings_are_guessed_unknown_ones_named_and_words_matched(people: People) -> None:
    run = taken(file(ANNA, BILAL), people)
    found = queries.import_mapping(actor=people.head, run=run)
    assert (found.encoding, found.delimiter) == ("cp1252", ";")
    assert [(each.heading, each.field) for each in found.columns] == [
        ("Aktenzeichen", "foreign_id"),
        ("Nachname", "family_name"),
        ("Vorname", "given_names"),
        ("Geb.-Datum", "birth_date"),
        ("Eingangsdatum", "received_on"),
        ("Antragsart", "service"),
        ("Sachgebiet", "team"),
        ("Titel gültig bis", "title_expires_on"),
        ("Vollständig seit", "complete_on"),
        ("PLZ", "postcode"),
        ("Bemerkung", ""),
    ]
    assert found.columns[1].examples == ("Müller", "Öztürk")
    assert [(each.word, each.lines, each.means) for each in found.words["service"]] == [("§ 16b AufenthG", 2, "study-16b")]
    assert [(each.word, each.means) for each in found.words["team"]] == [(TEAM, TEAM)]


def test_a_column_that_a_case_needs_must_be_named_and_none_twice(people: People) -> None:
    run = taken(file("1;x", header="Nr.;Geburtsdatum"), people)
    for columns, reason in (
        (["", "birth_date"], "missing"),
        (["foreign_id", "foreign_id"], "twice"),
        (["foreign_id", "nonsense"], "unknown"),
        (["foreign_id"], "unknown"),
    ):
        with pytest.raises(InvalidInput) as refused:
            actions.map_import(run=run, columns=columns, words={}, by=people.head, now=NOW)
        assert refused.value.reason == reason


def test_every_fault_of_a_line_is_named_and_the_right_lines_go_in(people: People) -> None:
    run = mapped(file(ANNA, WRONG, BILAL, ANNA), people)
    view = queries.import_run(actor=people.head, run=run)
    assert (view.created, view.known, view.wrong) == (2, 0, 2)
    assert {(each.line, each.field, each.reason) for each in view.faults} == {
        (3, "family_name", "required"),
        (3, "birth_date", "not_a_date"),
        (3, "received_on", "in_future"),
        (3, "service", "unknown"),
        (5, "foreign_id", "twice"),
    }
    assert not Case.objects.exists(), "nothing is a case before somebody starts it"
    header, wrong = queries.import_faults(actor=people.head, run=run)
    assert header[0] == "Aktenzeichen"
    assert [(line, cells[0], len(faults)) for line, cells, faults in wrong] == [(3, "32.5-1003", 4), (5, "32.5-1001", 1)]


# ---- What becomes of it ----------------------------------------------------------------------------------------------


def test_a_line_is_a_case_with_its_history(people: People) -> None:
    run = imported(file(ANNA, BILAL), people)
    anna = Case.objects.get(imported__foreign_id="32.5-1001")
    assert (anna.service, anna.team, anna.status, anna.source) == ("study-16b", TEAM, "with_team", "import")
    assert anna.received_at == datetime(2026, 9, 3, 10, tzinfo=UTC)  # noon in Berlin
    assert anna.complete_since == datetime(2026, 9, 10, 10, tzinfo=UTC)
    assert anna.title_expires_on == date(2026, 12, 31)
    who = anna.applicant
    assert (who.family_name, who.given_names, who.postcode) == ("Müller", "Anna", "76000")
    assert (who.birth_year, who.birth_month, who.birth_day) == (1990, 2, 1)
    assert queries.origin(case=anna.pk) == ("altverfahren", "32.5-1001")

    said = events_of(stream_kind="case", stream_ref=str(anna.pk))
    assert [each.kind for each in said] == ["case.received", "case.completeness_confirmed", "case.imported"]
    assert [each.happened_at for each in said] == [anna.received_at, anna.complete_since, NOW]

    bilal = Case.objects.get(imported__foreign_id="32.5-1002")
    assert (bilal.status, bilal.team, bilal.complete_since) == ("received", "", None)
    assert bilal.applicant.birth_month == 0
    view = queries.import_run(actor=people.head, run=run)
    assert (view.state, view.created, view.known, view.wrong) == ("done", 2, 0, 0)
    assert [(each.team, each.service, each.before, each.after) for each in view.places] == [
        ("", "study-16b", 1, 1),
        (TEAM, "study-16b", 1, 1),
    ]


def test_a_complete_case_without_a_team_goes_where_the_chart_says(people: People) -> None:
    imported(file("9;Ay;;01.01.1990;01.10.2026;study-16b;;;02.10.2026;;"), people)
    case = Case.objects.get()
    assert (case.team, case.status, case.team_by_hand) == (TEAM, "with_team", False)
    assert case.team_reason["de"]


def test_it_is_worked_on_like_any_other(people: People) -> None:
    imported(file(ANNA, BILAL), people)
    anna = Case.objects.get(imported__foreign_id="32.5-1001").pk
    for actor in (people.author, people.head, people.clearing):
        view = queries.case(actor=actor, case=anna, language="de", now=NOW)
        assert view.applicant.family_name == "Müller"
    assert queries.find_by_file_number(actor=people.author, file_number="32.5 1001") == anna
    with pytest.raises(NotFound):
        queries.find_by_file_number(actor=people.other_team, file_number="32.5 1001")
    actions.take(case=anna, by=people.author, now=NOW)
    actions.draft_decision(case=anna, outcome="grant", reasons=walk.REASONS, by=people.author, now=NOW)
    code = actions.replace_code(
        case=Case.objects.get(imported__foreign_id="32.5-1002").pk, channel="letter", by=people.clearing, now=NOW
    )
    assert code, "she gets her code by letter, as after a lost one"


def test_the_receipt_never_changes_afterwards(people: People) -> None:
    imported(file(ANNA), people)
    for wrong in ({"received_at": NOW}, {"service": "blue-card-18g"}):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            Case.objects.update(**wrong)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        ImportedCase.objects.update(foreign_id="other")


def test_again_nothing_is_new(people: People) -> None:
    imported(file(ANNA, BILAL), people)
    again = mapped(file(ANNA, BILAL, "32.5-2000;Neu;;1999;01.10.2026;study-16b;;;;;"), people)
    view = queries.import_run(actor=people.head, run=again)
    assert (view.created, view.known) == (1, 2)
    actions.start_import(run=again, by=people.head, now=NOW)
    actions.start_import(run=again, by=people.head, now=NOW)
    assert actions.import_cases(run=again, now=NOW)
    assert not actions.import_cases(run=again, now=NOW)
    assert Case.objects.count() == 3
    assert queries.import_run(actor=people.head, run=again).known == 2
    imported(file(ANNA), people, source="anderes")  # another system may use the same number
    assert Case.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_the_same_file_at_the_same_instant_makes_each_case_once() -> None:
    walk.furnish()
    people = People()
    lines = [f"A-{number};Name{number};V;01.01.1990;01.10.2026;study-16b;;;;;" for number in range(40)]
    runs = [mapped(file(*lines), people) for _ in range(4)]
    for run in runs:
        actions.start_import(run=run, by=people.head, now=NOW)
    at_once([lambda run=run: actions.import_cases(run=run, now=NOW) for run in runs for _ in range(2)], threads=8)
    assert Case.objects.count() == Applicant.objects.count() == 40
    reports = ImportRun.objects.all()
    assert {row.state for row in reports} == {"done"}
    assert sum(row.created for row in reports) == 40
    assert all(row.created + row.known == 40 for row in reports)
    assert Event.objects.filter(kind="case.imported").count() == 40


def test_looking_first_is_not_enough_the_constraint_is(people: People) -> None:
    """Both looked before either wrote and saw a new case. The control: where the constraint does not bite, there are two."""
    runs = [mapped(file(ANNA), people), mapped(file(ANNA), people), mapped(file(ANNA), people, source="anderes")]
    rows = [ImportRun.objects.get(pk=run) for run in runs]
    plans = [actions.importing.plan(row, now=NOW) for row in rows]
    assert [len(plan.fresh) for plan in plans] == [1, 1, 1]
    actions.importing._take_over(rows[0], plans[0].fresh, NOW)
    actions.importing._take_over(rows[1], plans[1].fresh, NOW)
    assert Case.objects.count() == 1
    actions.importing._take_over(rows[2], plans[2].fresh, NOW)
    assert Case.objects.count() == 2


def test_a_worker_that_died_half_way_leaves_the_rest_to_the_next(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions.importing, "_AT_ONCE", 1)
    run = mapped(file(ANNA, BILAL), people)
    actions.start_import(run=run, by=people.head, now=NOW)
    real = actions.importing._take_over

    def dies(row: ImportRun, cases: object, now: datetime, **more: object) -> None:
        real(row, cases, now, **more)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(actions.importing, "_take_over", dies)
    with pytest.raises(KeyboardInterrupt):
        actions.import_cases(run=run, now=NOW)
    assert Case.objects.count() == 1
    assert queries.import_run(actor=people.head, run=run).done == 1
    assert actions.importing.left_behind(now=NOW) == []
    assert actions.importing.left_behind(now=NOW + timedelta(hours=1)) == [run]
    monkeypatch.setattr(actions.importing, "_take_over", real)
    actions.import_cases(run=run, now=NOW)
    assert Case.objects.count() == 2
    assert queries.import_run(actor=people.head, run=run).created == 2


# ---- The report ------------------------------------------------------------------------------------------------------


def test_the_database_counts_and_refuses_a_report_that_lost_a_case(people: People) -> None:
    run = mapped(file(ANNA, BILAL), people)
    actions.start_import(run=run, by=people.head, now=NOW)
    row = ImportRun.objects.get(pk=run)
    plan = actions.importing.plan(row, now=NOW)
    actions.importing._take_over(row, plan.fresh[:1], NOW)
    told = {"state": "done", "finished_at": NOW, "before": actions.importing.places(plan.fresh), "known": 0, "wrong": 0}
    for lie in ({"created": 2}, {"created": 1}, {"created": 2, "after": actions.importing.places(plan.fresh)}):
        with pytest.raises(DatabaseError, match="loses no case"), transaction.atomic():
            ImportRun.objects.filter(pk=run).update(**told, **lie)
    actions.import_cases(run=run, now=NOW)  # the control: the truth is taken
    assert ImportRun.objects.get(pk=run).state == "done"
    for act in (lambda: ImportRun.objects.update(created=7), lambda: ImportRun.objects.all()._raw_delete("default")):
        with pytest.raises(DatabaseError, match="report"), transaction.atomic():
            act()


# ---- Files -----------------------------------------------------------------------------------------------------------


def _on_disk(run: UUID) -> Path:
    return Path(django_settings.FILES) / run.hex[:2] / run.hex


def test_the_file_lies_encrypted_and_goes(people: People) -> None:
    run = imported(file(ANNA), people)
    assert "Müller".encode("cp1252") not in _on_disk(run).read_bytes()
    assert "Müller" not in repr(ImportRun.objects.values().get())
    days = office().number("draft_days") + 1
    actions.retain(now=NOW + timedelta(days=1))
    assert _on_disk(run).exists(), "the nightly run knows whose file it is"
    actions.retain(now=NOW + timedelta(days=days))
    assert queries.import_run(actor=people.head, run=run).file_there is False
    with pytest.raises(NotFound):
        queries.import_mapping(actor=people.head, run=run)
    assert queries.import_run(actor=people.head, run=run).created == 1, "the report stays"


def test_a_file_can_be_dropped_before_it_is_taken_over(people: People) -> None:
    run = mapped(file(ANNA), people)
    actions.drop_import(run=run, by=people.head, now=NOW)
    with pytest.raises(actions.NotNow):
        actions.start_import(run=run, by=people.head, now=NOW)


@pytest.mark.parametrize("who", ["author", "council", "other_team"])
def test_who_may_not(people: People, who: str) -> None:
    actor = getattr(people, who)
    with pytest.raises(NotAllowed):
        actions.take_import_file(run=uuid4(), name="x", content=file(ANNA), source="x1", by=actor, now=NOW)
    with pytest.raises(NotAllowed):
        queries.imports(actor=actor)


def test_the_name_of_the_other_system_is_no_persons(people: People) -> None:
    for source, reason in (("", "required"), ("a@b.de", "not_a_name"), ("x" * 50, "not_a_name")):
        with pytest.raises(InvalidInput) as refused:
            taken(file(ANNA), people, source=source)
        assert (refused.value.field, refused.value.reason) == ("source", reason)


def test_an_xlsx_says_the_same(people: People) -> None:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write_row(0, 0, ["Az", "Name", "Geburtsdatum", "Eingang", "Leistung"])
        sheet.write_row(1, 0, [1001, "Müller, Anna"])
        sheet.write_datetime(1, 2, date(1990, 2, 1), day)
        sheet.write_datetime(1, 3, date(2026, 9, 3), day)
        sheet.write_formula(1, 4, '="study-"&"16b"', None, "study-16b")
    imported(written.getvalue(), people)
    case = Case.objects.get()
    assert (case.applicant.family_name, case.applicant.given_names, case.applicant.birth_day) == ("Müller", "Anna", 1)
    assert (case.imported.foreign_id, case.received_at.date()) == ("1001", date(2026, 9, 3))


def test_our_own_case_json_comes_back(people: People) -> None:
    """What the hand-over folder says of an open case is what another office's Amtslotse takes over."""
    access = walk.filed()
    walk.to_team(access, people)
    name, parts = actions.make_folder(case=access.case, by=people.author, now=NOW)
    with zipfile.ZipFile(io.BytesIO(b"".join(parts))) as folder:
        told = folder.read(f"{name.removesuffix('.zip')}/case.json")
    run = imported(told, people, source="lindenau")
    view = queries.import_run(actor=people.head, run=run)
    assert (view.form, view.created, view.wrong) == ("json", 1, 0), view.faults
    old, new = Case.objects.get(pk=access.case), Case.objects.get(source="import")
    for same in (
        "received_at",
        "complete_since",
        "service",
        "service_version",
        "purpose",
        "effect",
        "title_expires_on",
        "team",
    ):
        assert getattr(new, same) == getattr(old, same), same
    for same in ("family_name", "given_names", "name_key", "birth_month", "nationality", "street", "email"):
        assert getattr(new.applicant, same) == getattr(old.applicant, same), same
    for had, has in ((old.answers, new.answers), (old.applicant.answers, new.applicant.answers)):
        assert has == {key: value for key, value in had.items() if value}
    assert new.pk != old.pk

    walk_again = json.loads(told)
    walk_again["case"] |= {"status": "decided", "file_number": "X"}
    assert (
        queries.import_run(actor=people.head, run=mapped(json.dumps(walk_again).encode(), people)).faults[0].reason
        == "not_open"
    )
    for wrong in (b"{}", b"[]", b"{", b'{"format": "other", "version": 1, "case": {}, "person": {}}'):
        with pytest.raises(InvalidInput):
            taken(wrong, people)


# ---- Nothing is typed again (R89) ------------------------------------------------------------------------------------


def test_what_the_import_holds_is_not_typed_again_and_counted_when_it_is(people: People) -> None:
    header = HEADER.replace("Bemerkung", "Staatsangehörigkeit;Straße;Ort")
    imported(file(f"{ANNA.rpartition(';')[0]};Vietnam;Weg 1;Lindenau", header=header), people)
    known = Case.objects.get()
    assert [each.case for each in queries.find_cases(actor=people.clearing, search="32.5-1001")] == [known.pk]
    draft = begun(people, known_from=known.pk, relation="same_person")
    taken_over = set(TypedIn.objects.get(draft=draft).known)
    assert taken_over == {
        *("family_name", "given_names", "birth_date", "nationality", "street", "postcode", "city", "title_expires_on")
    }
    asked = typed_through(draft, people)
    assert not taken_over & set(asked)
    assert typed_event(sent(draft, people).case)["twice"] == 0

    again = begun(people)  # the control: nobody looked whether she is known
    hers = {**walk.ANSWERS, **known.applicant.answers, "title_expires_on": "2026-12-31"}
    typed_through(again, people, hers)
    counted = typed_event(sent(again, people).case)
    assert taken_over <= set(counted["fields"])
    assert counted["twice"] == len(counted["fields"])


def test_she_follows_it_with_a_code_of_her_own_and_no_receipt_of_ours(people: People) -> None:
    imported(file(ANNA, BILAL), people)
    for case in Case.objects.all():
        access = Access(case.pk, case.code_version)
        seen = queries.status(access=access, language="ar", now=NOW)
        assert (seen.received_at, seen.has_receipt) == (case.received_at, False)
        for paper in (
            lambda a=access: queries.receipt(access=a, language="de"),
            lambda a=access: queries.receipt_paper(access=a),
        ):
            with pytest.raises(NotFound):
                paper()
    own = walk.filed()  # the control
    assert queries.status(access=own, language="ar", now=NOW).has_receipt
    assert queries.receipt_paper(access=own).content
