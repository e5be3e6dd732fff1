"""What goes on in the background: an import that fails and goes on, an act on very many cases, a large move. None loses a case.

And papers of a hand-over folder that come back as they were, or not at all.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pikepdf
import pytest
from django.db import DatabaseError, OperationalError, transaction

from amtslotse.accounts.models import Staff
from amtslotse.casework import actions, queries, tasks
from amtslotse.casework.actions import batches, importing, moving, uploading
from amtslotse.casework.models import Batch, BatchTodo, Case, Document, ImportedPaper, ImportRun, TeamMove, TeamMoveOrder, files
from amtslotse.casework.queries import reading
from amtslotse.casework.rules import Access
from amtslotse.kernel.errors import InvalidInput, NotAllowed
from tests.casework import walk
from tests.casework.test_importing import ANNA, BILAL, file, mapped
from tests.casework.walk import NOW, TEAM, People
from tests.factories.staff import make_actor
from tests.races import at_once

LINE = "humanitarian"


@pytest.fixture(autouse=True)
def own_folder(settings: object, tmp_path: Path) -> None:
    settings.FILES = tmp_path  # type: ignore[attr-defined]


# ---- An import that fails ----------------------------------------------------------------------------------------------


def started(people: People) -> UUID:
    run = mapped(file(ANNA, BILAL), people)
    actions.start_import(run=run, by=people.head, now=NOW)
    return run


def test_an_import_whose_file_is_gone_says_that_it_failed(people: People) -> None:
    run = started(people)
    kept = files.read(run)
    files.delete(run)
    assert not actions.import_cases(run=run, now=NOW)
    view = queries.import_run(actor=people.head, run=run)
    assert (view.state, view.failure, view.done) == ("failed", "not_found", 0)
    assert importing.left_behind(now=NOW + timedelta(days=1)) == [], "nobody but a person tries it again"

    files.write(run, kept)
    actions.start_import(run=run, by=people.head, now=NOW)
    assert actions.import_cases(run=run, now=NOW)
    view = queries.import_run(actor=people.head, run=run)
    assert (view.state, view.failure, view.created) == ("done", "", 2)


def test_one_that_failed_half_way_goes_on_where_it_stopped(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "_AT_ONCE", 1)
    run = started(people)
    real, calls = importing._take_over, []

    def breaks(*args: object, **more: object) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("Müller")
        real(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(importing, "_take_over", breaks)
    assert not actions.import_cases(run=run, now=NOW)
    row = ImportRun.objects.get(pk=run)
    assert (row.state, row.failure, Case.objects.count()) == ("failed", "unexpected", 1), "a code, never what stood in the file"
    with pytest.raises(actions.NotNow):  # some came under this mapping: another one would tear the file apart
        actions.map_import(run=run, columns=row.columns, words={}, by=people.head, now=NOW)
    actions.start_import(run=run, by=people.head, now=NOW + timedelta(days=3))
    assert ImportRun.objects.get(pk=run).started_at == NOW, "all cases of a file go by the chart of one moment"
    assert actions.import_cases(run=run, now=NOW + timedelta(days=3))
    assert Case.objects.count() == 2
    assert queries.import_run(actor=people.head, run=run).created == 2


def test_a_database_that_is_away_is_the_jobs_own_matter(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    run = started(people)

    def away(*_: object, **__: object) -> None:
        raise OperationalError

    monkeypatch.setattr(importing, "plan", away)
    with pytest.raises(OperationalError):
        actions.import_cases(run=run, now=NOW)
    assert ImportRun.objects.get(pk=run).state == "running"


def test_failed_without_a_reason_is_refused(people: People) -> None:
    run = started(people)
    with pytest.raises(DatabaseError, match="failed_import_says_why"), transaction.atomic():
        ImportRun.objects.filter(pk=run).update(state="failed")


def test_the_file_of_one_that_failed_may_go_and_what_came_stays_told(people: People) -> None:
    run = started(people)
    files.delete(run)
    actions.import_cases(run=run, now=NOW)
    actions.drop_import(run=run, by=people.head, now=NOW)
    assert ImportRun.objects.get(pk=run).state == "dropped"
    with pytest.raises(actions.NotNow):
        actions.start_import(run=run, by=people.head, now=NOW)


# ---- A folder comes back with its papers -----------------------------------------------------------------------------


def folder(access: Access, people: People) -> tuple[str, bytes]:
    name, parts = actions.make_folder(case=access.case, by=people.author, now=NOW)
    return name.removesuffix(".zip"), b"".join(parts)


def passport(access: Access) -> Document:
    cleaned = uploading.clean(need="passport", content=walk.pdf())
    case = Case.objects.get(pk=access.case)
    row = uploading.store(need="passport", name="Reisepass.pdf", cleaned=cleaned, case=case, now=NOW)
    row.handed_in_at = NOW
    row.save(update_fields=["handed_in_at"])
    return row


def changed(content: bytes, change: Mapping[str, bytes | None]) -> bytes:
    """The ZIP with other bytes in the files whose name ends so; ``None`` takes one out, an unknown name adds one."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            which = next((end for end in change if name.endswith(end)), "")
            if not which or change[which] is not None:
                new.writestr(name, change[which] if which else old.read(name))  # type: ignore[arg-type]
        root = old.namelist()[0].partition("/")[0]
        for end, extra in change.items():
            if extra is not None and not any(name.endswith(end) for name in old.namelist()):
                new.writestr(f"{root}/{end}", extra)
    return made.getvalue()


def test_a_folder_comes_back_with_its_letters_and_documents(people: People) -> None:
    access = walk.filed()
    walk.to_team(access, people)
    sent = passport(access)
    number, content = folder(access, people)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        listed = json.loads(archive.read(f"{number}/case.json"))["papers"]
    run = mapped(content, people, source="lindenau")
    assert queries.import_run(actor=people.head, run=run).form == "zip"
    actions.start_import(run=run, by=people.head, now=NOW)
    assert actions.import_cases(run=run, now=NOW)

    new = Case.objects.get(source="import")
    came = ImportedPaper.objects.filter(document__case=new)
    assert sorted(came.values_list("sha256", flat=True)) == sorted(each["sha256"] for each in listed)
    assert {"receipt", "completeness"} <= set(came.filter(what="letter").values_list("kind", flat=True))
    there = came.get(what="document").document
    assert (there.need, there.name, there.handed_in_at) == ("passport", "Reisepass.pdf", NOW)
    assert came.get(what="document").sha256 == sent.sha256, "what came is what was sent; cleaned again, its bytes may differ"
    for each in came:
        with pikepdf.open(io.BytesIO(reading.decrypt(each.document).content)) as opened:
            assert len(opened.pages) > 0
    assert files.read(there.pk) != reading.decrypt(there).content, "encrypted on the disk, with a key of its own"
    assert bytes(there.wrapped_key) != bytes(sent.wrapped_key)
    view = queries.case(actor=people.author, case=new.pk, language="de", now=NOW)
    assert {each.id for each in view.other_uploads} >= {each.document_id for each in came.filter(what="letter")}
    assert queries.import_run(actor=people.head, run=run).papers == len(listed)

    # And from there on to the next office: letters are letters again.
    again_number, again = folder(Access(new.pk, new.code_version), people)
    with zipfile.ZipFile(io.BytesIO(again)) as archive:
        told = json.loads(archive.read(f"{again_number}/case.json"))["papers"]
        for each in told:
            assert hashlib.sha256(archive.read(f"{again_number}/{each['path']}")).hexdigest() == each["sha256"]
    old_ones = [(each["what"], each.get("kind", ""), each["at"]) for each in listed]
    assert sorted((each["what"], each.get("kind", ""), each["at"]) for each in told) == sorted(old_ones)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"Reisepass.pdf": b"%PDF-1.4 another"}, "paper_changed"),
        ({"Reisepass.pdf": None}, "paper_missing"),
        ({"unterlagen/99-beside.pdf": b"%PDF-1.4"}, "paper_unlisted"),
        ({"case.json": b"{}"}, "unreadable"),
    ],
)
def test_a_folder_that_was_changed_is_refused(people: People, change: dict[str, bytes | None], reason: str) -> None:
    access = walk.filed()
    walk.to_team(access, people)
    passport(access)
    _number, content = folder(access, people)
    with pytest.raises(InvalidInput) as refused:
        mapped(changed(content, change), people)
    assert (refused.value.field, refused.value.reason) == ("file", reason)
    assert not ImportRun.objects.exists()


def test_no_path_of_a_foreign_folder_goes_on_in_ours(people: People) -> None:
    access = walk.filed()
    walk.to_team(access, people)
    number, content = folder(access, people)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        told = json.loads(archive.read(f"{number}/case.json"))
    for each in told["papers"]:
        each["kind"] = "/../../../etc/x"
    run = mapped(changed(content, {"case.json": json.dumps(told).encode()}), people)
    actions.start_import(run=run, by=people.head, now=NOW)
    assert actions.import_cases(run=run, now=NOW)
    new = Case.objects.get(source="import")
    _number, again = folder(Access(new.pk, new.code_version), people)
    with zipfile.ZipFile(io.BytesIO(again)) as archive:
        names = archive.namelist()
    assert sum(name.endswith("-etc-x.pdf") for name in names) == len(told["papers"])
    assert not any(".." in name or name.count("/") > 2 for name in names), names


def test_the_database_counts_the_papers_too(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: an import that loses a paper on the way is not done, it failed."""
    access = walk.filed()
    walk.to_team(access, people)
    passport(access)
    run = mapped(folder(access, people)[1], people)
    actions.start_import(run=run, by=people.head, now=NOW)
    with monkeypatch.context() as patched:
        patched.setattr(importing, "_keep", lambda *_: None)
        assert not actions.import_cases(run=run, now=NOW)
    assert ImportRun.objects.get(pk=run).state == "failed"


def test_where_a_paper_came_from_never_changes(people: People) -> None:
    access = walk.filed()
    walk.to_team(access, people)
    run = mapped(folder(access, people)[1], people)
    actions.start_import(run=run, by=people.head, now=NOW)
    actions.import_cases(run=run, now=NOW)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        ImportedPaper.objects.update(kind="decision")


# ---- An act on very many cases -----------------------------------------------------------------------------------------


def lying(people: People, n: int) -> list[UUID]:
    lines = [f"A-{number};Name{number};V;01.01.1990;01.10.2026;study-16b;{TEAM};;;;" for number in range(n)]
    run = mapped(file(*lines), people)
    actions.start_import(run=run, by=people.head, now=NOW)
    actions.import_cases(run=run, now=NOW)
    return list(Case.objects.filter(imported__run=run).values_list("pk", flat=True))


def ordered(people: People, cases: list[UUID], **more: object) -> UUID:
    said = {"batch": uuid4(), "kind": "reroute", "team": LINE, "reason": "Vertretung.", "by": people.author, "now": NOW}
    return actions.order_batch(cases=cases, **(said | more))  # type: ignore[arg-type]


def test_a_job_changes_each_or_says_why_not(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "_AT_ONCE", 5)
    cases = lying(people, 12)
    Case.objects.filter(pk=cases[0]).update(team=LINE, owner=people.other_team.staff_id)
    made = ordered(people, cases)
    assert Case.objects.filter(team=LINE).count() == 1, "nothing of the trial stays"
    view = queries.batch(actor=people.author, batch=made)
    assert (view.state, view.looked_at, view.total, view.open) == ("waiting", 0, 12, 0)
    assert batches._piece(made, NOW)
    half = queries.batch(actor=people.author, batch=made)
    assert (half.state, half.looked_at) == ("waiting", 5)
    assert actions.run_batch(batch=made, now=NOW), "whoever comes next goes on"
    view = queries.batch(actor=people.author, batch=made)
    assert (view.state, view.changed, view.stayed) == ("done", 11, (("not_allowed", 1),))
    assert Case.objects.filter(team=LINE).count() == 12
    assert not actions.run_batch(batch=made, now=NOW)

    monkeypatch.setattr(batches, "MOST_IN_A_BATCH", 3)
    with pytest.raises(NotAllowed):
        actions.undo(batch=made, by=people.reviewer, now=NOW)
    Case.objects.filter(pk=cases[1]).update(owner=people.other_team.staff_id)  # somebody works on it since
    assert actions.undo(batch=made, by=people.author, now=NOW).changed == 0
    assert queries.batch(actor=people.author, batch=made).state == "undoing"
    actions.run_batch(batch=made, now=NOW)
    view = queries.batch(actor=people.author, batch=made)
    assert (view.state, view.open) == ("done", 1)
    assert Case.objects.filter(team=TEAM).count() == 10


def test_what_was_typed_is_looked_at_before_anything_is_ordered(people: People) -> None:
    cases = lying(people, 2)
    for wrong, field in (({"reason": ""}, "reason"), ({"team": "moon"}, "team"), ({"kind": "burn"}, "kind")):
        with pytest.raises(InvalidInput) as refused:
            ordered(people, cases, **wrong)
        assert refused.value.field == field
    assert not Batch.objects.exists()
    same = uuid4()
    assert ordered(people, cases, batch=same) == ordered(people, cases, batch=same)
    assert BatchTodo.objects.count() == 2


def test_a_job_does_only_what_she_may_still_do(people: People) -> None:
    made = ordered(people, lying(people, 2))
    Staff.objects.filter(pk=people.author.staff_id).update(is_active=False)
    actions.run_batch(batch=made, now=NOW)
    row = Batch.objects.get(pk=made)
    assert (row.state, row.stayed) == ("done", {"not_allowed": 2})


def test_a_case_that_breaks_the_act_stops_neither_the_others_nor_the_next_job(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = lying(people, 3)
    broken = ordered(people, cases)
    real = batches.reroute

    def breaks(*, case: UUID, **said: object) -> None:
        if case == cases[0]:
            raise DatabaseError("a promise of the database")
        real(case=case, **said)  # type: ignore[arg-type]

    monkeypatch.setattr(batches, "reroute", breaks)
    actions.run_batch(batch=broken, now=NOW)
    row = Batch.objects.get(pk=broken)
    assert (row.state, row.items.count(), row.stayed) == ("done", 2, {"unexpected": 1})


def test_what_cannot_go_on_now_keeps_nothing_else_waiting(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    ordered(people, lying(people, 2))
    run = started(people)

    def away(**_: object) -> bool:
        raise OperationalError("the database is away")

    monkeypatch.setattr(batches, "run_batch", away)
    tasks.pick_up_imports(int((NOW + timedelta(days=1)).timestamp()))
    assert ImportRun.objects.get(pk=run).state == "done"
    assert Batch.objects.get().state == "waiting", "for the next time"


def test_an_act_that_lost_a_case_is_not_done(people: People) -> None:
    made = ordered(people, lying(people, 2))
    with pytest.raises(DatabaseError, match="loses none"), transaction.atomic():
        Batch.objects.filter(pk=made).update(state="done")
    BatchTodo.objects.filter(batch=made).delete()
    with pytest.raises(DatabaseError, match="loses none"), transaction.atomic():
        Batch.objects.filter(pk=made).update(state="done", stayed={"not_allowed": 1})


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_do_each_case_once(monkeypatch: pytest.MonkeyPatch) -> None:
    walk.furnish()
    people = People()
    monkeypatch.setattr(batches, "_AT_ONCE", 3)
    made = ordered(people, lying(people, 20))
    at_once([lambda: actions.run_batch(batch=made, now=NOW)] * 4, threads=4)
    row = Batch.objects.get(pk=made)
    assert (row.state, row.items.count(), row.stayed) == ("done", 20, {})
    assert batches.left_behind(now=NOW + timedelta(days=1)) == []


# ---- A large move ------------------------------------------------------------------------------------------------------


def told(people: People, **more: object) -> UUID:
    said = {"move": uuid4(), "from_team": TEAM, "to_team": LINE, "reason": "Ende.", "shown": 6, "by": people.head, "now": NOW}
    return actions.order_move(**(said | more))  # type: ignore[arg-type]


def test_an_ordered_move_is_done_by_a_job_with_the_same_report(people: People) -> None:
    lying(people, 6)
    made = told(people)
    order = queries.team_move_order(actor=people.head, move=made)
    assert order is not None
    assert (order.state, order.shown) == ("waiting", 6)
    assert moving.left_behind(now=NOW + timedelta(hours=1)) == [made]
    assert actions.run_move(move=made, now=NOW)
    assert not actions.run_move(move=made, now=NOW)
    assert queries.team_move(actor=people.head, move=made).places == (("study-16b", "with_team", 6, 6),)
    assert queries.team_move_orders(actor=people.head) == []


def test_or_nothing_went_and_it_says_why(people: People) -> None:
    lying(people, 6)
    less, gone = told(people, shown=5), told(people)
    actions.run_move(move=less, now=NOW)
    Staff.objects.filter(pk=people.head.staff_id).update(is_active=False)
    actions.run_move(move=gone, now=NOW)
    found = dict(TeamMoveOrder.objects.values_list("pk", "failure"))
    assert found == {less: "changed", gone: "not_allowed"}
    assert not TeamMove.objects.exists()
    assert Case.objects.filter(team=TEAM).count() == 6
    for wrong in ({"to_team": TEAM}, {"reason": ""}):
        with pytest.raises(InvalidInput):
            told(people, by=make_actor("head"), **wrong)


def test_an_order_is_done_only_when_its_move_stands(people: People) -> None:
    made = told(people)
    with pytest.raises(DatabaseError, match="when its move stands"), transaction.atomic():
        TeamMoveOrder.objects.filter(pk=made).update(state="done")
