"""Fault 28: when a period is over, rows, keys and files are gone, on the day and not before; a hold outlives every run.

The clock is moved; each promise has a control that would turn red.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pikepdf
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from amtslotse.casework import actions, queries
from amtslotse.casework.actions import uploading
from amtslotse.casework.models import (
    Applicant,
    Case,
    Decision,
    Document,
    Leaving,
    LegalHold,
    Letter,
    Message,
    RetentionRun,
    SharedDocument,
    UploadsGone,
)
from amtslotse.casework.rules import Access, retention
from amtslotse.journal.models import Event, Stream
from amtslotse.journal.queries import events_of
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from amtslotse.notify.models import Mail
from amtslotse.offices.models import Office
from tests.casework import walk
from tests.casework.walk import NOW, People, pdf
from tests.factories.staff import make_actor
from tests.races import at_once

FINAL = date(2026, 12, 1)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


@contextmanager
def _refused(saying: str) -> Iterator[None]:
    with pytest.raises(DatabaseError, match=saying), transaction.atomic():
        yield


def _upload(access: Access) -> Document:
    cleaned = uploading.clean(need="passport", content=pdf())
    made = uploading.store(need="passport", name="Pass.pdf", cleaned=cleaned, case=Case.objects.get(pk=access.case), now=NOW)
    Document.objects.filter(pk=made.pk).update(handed_in_at=NOW)
    return made


def _file(document: UUID) -> Path:
    return Path(settings.FILES) / document.hex[:2] / document.hex


def _final(people: People) -> tuple[Access, Document]:
    """A granted, handed-over case with a paper, final on a known day."""
    access = walk.filed()
    walk.to_decided(access, people)
    document = _upload(access)
    actions.hand_over(case=access.case, by=people.author, now=NOW)
    Case.objects.filter(pk=access.case).update(final_on=FINAL)
    with connection.cursor() as cursor:  # the transactions of those days are over
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return access, document


def _numbers(**numbers: int) -> None:
    here = Office.objects.get()
    here.settings |= numbers
    here.save()


# ---- Dates ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("closure", "final_on", "ended_on", "day"),
    [
        ("granted", FINAL, date(2026, 11, 20), date(2027, 6, 1)),
        ("granted", None, date(2026, 8, 31), date(2027, 2, 28)),  # February is shorter
        ("refused", None, date(2026, 11, 20), None),  # nobody knows yet when it is final
        ("refused", FINAL, date(2026, 11, 20), date(2027, 6, 1)),
        ("withdrawn", None, date(2026, 11, 20), date(2027, 5, 20)),
        ("", None, None, None),  # open
    ],
)
def test_uploads_go_six_months_after_it_is_final(
    closure: str, final_on: date | None, ended_on: date | None, day: date | None
) -> None:
    assert retention.uploads_go_on(closure=closure, final_on=final_on, ended_on=ended_on, months=6) == day
    assert retention.uploads_go_on(closure=closure, final_on=final_on, ended_on=ended_on, months=0) is None


def test_35_and_36_stag_a_naturalisation_stays_longer() -> None:
    ended = date(2026, 11, 20)
    goes = {
        closure: retention.case_goes_on(purpose="EINB_10", closure=closure, final_on=None, ended_on=ended, months=1)
        for closure in ("withdrawn", "granted")
    }
    assert goes == {"withdrawn": date(2027, 3, 2), "granted": date(2036, 11, 20)}
    other = retention.case_goes_on(purpose="AUSB_16B", closure="granted", final_on=None, ended_on=ended, months=1)
    assert other == date(2026, 12, 20)  # the control


# ---- Uploads -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_uploads_go_on_the_day_rows_keys_files_and_she_is_told() -> None:
    walk.furnish()
    people = People()
    access, document = _final(people)
    assert _file(document.pk).exists()
    assert actions.retain(now=at(date(2027, 5, 31)))["uploads"] == 0  # the control: not a day earlier
    assert _file(document.pk).exists()
    assert queries.uploads_end(access=access, now=NOW).goes_on == date(2027, 6, 1)

    assert actions.retain(now=at(date(2027, 6, 1)))["uploads"] == 1
    assert not Document.objects.filter(pk=document.pk).exists()
    assert not _file(document.pk).exists()
    assert (told := queries.uploads_end(access=access, now=NOW)).gone_on == date(2027, 6, 1)
    assert told.goes_on is None
    assert events_of(stream_kind="case", stream_ref=str(access.case))[-1].kind == "case.uploads_deleted"
    view = queries.case(actor=people.author, case=access.case, language="de", now=NOW)
    assert "Pass.pdf" not in repr(view)
    assert actions.retain(now=at(date(2027, 6, 2)))["uploads"] == 0
    assert [run.counts["uploads"] for run in RetentionRun.objects.order_by("ran_at")] == [0, 1, 0]


def test_a_shared_paper_stays_with_the_other_person(people: People) -> None:
    access, document = _final(people)
    other = Case.objects.get(pk=walk.filed().case)
    SharedDocument.objects.create(document=document, case=other, need="passport")
    counts = actions.retain(now=at(date(2027, 6, 1)))
    assert (counts["uploads"], counts["uploads_passed_on"]) == (0, 1)
    assert Document.objects.get(pk=document.pk).case_id == other.pk
    assert UploadsGone.objects.get().case_id == access.case


# ---- Holds ---------------------------------------------------------------------------------------------------------


def test_a_hold_survives_every_run_and_then_not(people: People) -> None:
    access, document = _final(people)
    legal = make_actor("legal")
    held = actions.hold(case=access.case, reason="Klage angekündigt", until=None, by=legal, now=NOW)
    _numbers(case_months=12)
    for year in (2027, 2028, 2040):
        counts = actions.retain(now=at(date(year, 6, 1)))
        assert (counts["uploads"], counts["cases"], counts["held"]) == (0, 0, 1)
    assert Document.objects.filter(pk=document.pk).exists()
    assert queries.uploads_end(access=access, now=NOW) is None  # no day is promised meanwhile
    actions.lift_hold(hold=held, by=legal, now=NOW)
    actions.lift_hold(hold=held, by=legal, now=NOW)
    assert actions.retain(now=at(date(2040, 6, 2)))["cases"] == 1


def test_a_hold_with_a_last_day_ends_by_itself(people: People) -> None:
    access, _ = _final(people)
    actions.hold(case=access.case, reason="Prüfung", until=date(2027, 7, 1), by=people.head, now=NOW)
    assert actions.retain(now=at(date(2027, 7, 1)))["held"] == 1
    counts = actions.retain(now=at(date(2027, 7, 2)))
    assert (counts["holds_lapsed"], counts["uploads"], counts["held"]) == (1, 1, 0)


def test_the_database_keeps_what_is_held_whatever_the_code_does(people: People) -> None:
    access, document = _final(people)
    other = walk.filed()
    hold = actions.hold(case=access.case, reason="Klage", until=None, by=people.head, now=NOW)
    with _refused("legal hold"):
        Document.objects.filter(pk=document.pk).delete()
    with _refused("legal hold"):
        Document.objects.filter(pk=document.pk).update(wrapped_key=b"")
    with _refused("legal hold"):
        Document.objects.filter(pk=document.pk).update(case=other.case)
    with _refused("legal hold"):
        Letter.objects.filter(case=access.case, kind="receipt").delete()
    with _refused("legal hold"):
        Leaving.objects.create(case_id=access.case, going_on=date(2050, 1, 1))
    with _refused("lifted, not deleted"):
        LegalHold.objects.filter(pk=hold).delete()
    with _refused("never changes"):
        LegalHold.objects.filter(pk=hold).update(reason="anders")
    actions.lift_hold(hold=hold, by=people.head, now=NOW)
    with _refused("never changes"):
        LegalHold.objects.filter(pk=hold).update(lifted_at=None)
    assert Document.objects.filter(pk=document.pk).delete()[0]  # the control


def test_a_hold_has_a_reason_and_a_last_day_ahead_and_is_not_everybodys(people: People) -> None:
    case = walk.filed().case
    for reason, until, why in ((" ", None, "missing"), ("x" * 401, None, "too_long"), ("x", date(2026, 1, 1), "in_past")):
        with pytest.raises(InvalidInput, match=why):
            actions.hold(case=case, reason=reason, until=until, by=people.head, now=NOW)
    for stranger in (people.clearing, people.author, people.council):
        with pytest.raises(NotAllowed):
            actions.hold(case=case, reason="x", until=None, by=stranger, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_a_hold_and_a_run_at_the_same_instant_never_both_win() -> None:
    walk.furnish()
    people = People()
    cases = [_final(people)[0] for _ in range(4)]
    holds = [
        lambda access=access: actions.hold(case=access.case, reason="Klage", until=None, by=people.head, now=NOW)
        for access in cases
    ]
    at_once([*holds, lambda: actions.retain(now=at(date(2027, 6, 1)))], threads=5)
    for access in cases:
        gone = UploadsGone.objects.filter(case=access.case).first()
        held = LegalHold.objects.get(case=access.case)
        assert Document.objects.filter(case=access.case).exists() == (gone is None)
        assert held.lifted_at is None


# ---- Whole cases ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_case_goes_with_all_that_names_her_and_its_figures_stay() -> None:
    walk.furnish()
    people = People()
    access, document = _final(people)
    number = Case.objects.get().file_number
    events = Event.objects.count()
    actions.retain(now=at(date(2046, 1, 1)))
    assert Case.objects.count() == 1  # the control: without a number from the office, cases stay
    _numbers(case_months=24)
    assert actions.retain(now=at(date(2028, 11, 30)))["cases"] == 0
    assert actions.retain(now=at(date(2028, 12, 1)))["cases"] == 1
    for model in (Case, Applicant, Letter, Decision, Document, Message, Leaving):
        assert not model.objects.exists(), model
    assert not Mail.objects.filter(key__contains=str(access.case)).exists()
    assert not _file(document.pk).exists()
    assert not [path for path in Path(settings.FILES).glob("??/*") if path.is_file()]
    with pytest.raises(NotFound):
        queries.find_by_file_number(actor=people.author, file_number=number)
    with pytest.raises(NotFound):
        queries.status(access=access, language="de", now=NOW)
    assert not Stream.objects.filter(ref=str(access.case)).exists()
    assert Event.objects.count() >= events  # every figure stays


def test_what_is_not_over_or_not_due_cannot_leave(people: People) -> None:
    access = walk.filed()
    with _refused("over and final"):
        Leaving.objects.create(case_id=access.case, going_on=date(2050, 1, 1))
    granted, _ = _final(people)
    with _refused("over and final"):
        Leaving.objects.create(case_id=granted.case, going_on=FINAL)
    with _refused("reviewed decision never changes"):
        Decision.objects.filter(case=granted.case).order_by()._raw_delete("default")
    Leaving.objects.create(case_id=granted.case, going_on=FINAL + timedelta(days=1))  # the control


def test_the_report_of_a_run_stays(people: People) -> None:
    actions.retain(now=NOW)
    assert set(RetentionRun.objects.get().counts) == set(retention.CLASSES)
    with _refused("stays as it is"):
        RetentionRun.objects.update(counts={})
    with _refused("stays as it is"):
        RetentionRun.objects.all().delete()


# ---- Messages without a case ---------------------------------------------------------------------------------------


def _message(**fields: object) -> Message:
    shared = {
        "channel": "mail", "reason": "general", "language": "de", "sender_name": "Lan", "text": "Wann haben Sie auf?",
        "received_at": NOW, "recorded_at": NOW,
    }  # fmt: skip
    return Message.objects.create(**{**shared, **fields})


def test_messages_without_a_case_go_once_they_are_over(people: People) -> None:
    done = _message(status="filed", ended_at=NOW)
    twin = _message(status="joined", joined_to=done, ended_at=NOW)
    still_open = _message()
    day = NOW + timedelta(days=180)
    assert actions.retain(now=day - timedelta(hours=1))["messages"] == 0
    assert actions.retain(now=day)["messages"] == 2
    assert list(Message.objects.values_list("pk", flat=True)) == [still_open.pk]
    assert twin.pk != done.pk


def test_the_mail_that_answered_a_message_goes_with_it(people: People) -> None:
    asked, other = (_message(sender_email=f"{name}@example.org") for name in ("lan", "wer"))
    actions.answer_message(message=asked.pk, text="Montag bis Freitag, Lan.", by=people.clearing, now=NOW)
    actions.answer_message(message=other.pk, text="Montag.", by=people.clearing, now=NOW + timedelta(days=1))
    assert actions.retain(now=NOW + timedelta(days=180))["messages"] == 1
    assert list(Mail.objects.values_list("to", flat=True)) == ["wer@example.org"]  # the control: not yet


# ---- The hand-over folder ------------------------------------------------------------------------------------------


def _unpacked(access: Access, by: object) -> tuple[str, dict[str, bytes]]:
    name, parts = actions.make_folder(case=access.case, by=by, now=NOW)  # type: ignore[arg-type]
    with zipfile.ZipFile(io.BytesIO(b"".join(parts))) as archive:
        assert archive.testzip() is None
        return name, {info.filename: archive.read(info) for info in archive.infolist()}


def test_the_folder_holds_every_paper_and_data_that_can_be_read_again(people: People) -> None:
    access, document = _final(people)
    Document.objects.filter(pk=document.pk).update(name="Reisepass_نسخة/..pdf")
    name, held = _unpacked(access, people.author)
    folder = name.removesuffix(".zip")
    told = json.loads(held[f"{folder}/case.json"])
    assert (told["format"], told["version"]) == ("amtslotse-case", 1)
    assert told["case"]["file_number"] == folder
    assert told["person"]["family_name"] == "Nguyễn"
    assert told["person"]["birth_date"] == "2001-05-00"
    papers = {paper["path"]: paper for paper in told["papers"]}
    assert set(held) == {f"{folder}/{path}" for path in (*papers, "case.json", "inhalt.txt")}
    for path, paper in papers.items():
        content = held[f"{folder}/{path}"]
        assert (paper["size"], paper["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
        assert path in held[f"{folder}/inhalt.txt"].decode()
    letters = [paper for paper in papers.values() if paper["what"] == "letter"]
    assert {"receipt", "decision"} <= {paper["kind"] for paper in letters}
    for paper in letters:
        with pikepdf.open(io.BytesIO(held[f"{folder}/{paper['path']}"])) as pdf_file:
            assert pdf_file.open_metadata()["pdfuaid:part"] == "1"
    assert "unterlagen/01-Reisepass.pdf" in papers  # hers stands in the data
    assert papers["unterlagen/01-Reisepass.pdf"]["name"] == "Reisepass_نسخة/..pdf"
    assert events_of(stream_kind="case", stream_ref=str(access.case))[-1].kind == "case.folder_made"


def test_the_folder_holds_no_code_no_draft_and_nothing_she_keeps(people: People) -> None:
    access = walk.filed()
    walk.to_review(access, people)
    actions.replace_code(case=access.case, channel="desk", by=people.author, now=NOW)
    kept = _upload(access)
    Document.objects.filter(pk=kept.pk).update(handed_in_at=None)
    told = json.loads(next(held for path, held in _unpacked(access, people.author)[1].items() if path.endswith("case.json")))
    assert told["decisions"] == []
    assert "new_code" not in {paper.get("kind") for paper in told["papers"]}
    assert not [paper for paper in told["papers"] if paper["what"] == "document"]


def test_the_folder_is_for_those_who_work_on_the_case(people: People) -> None:
    access, _ = _final(people)
    for stranger in (people.other_team, people.council, people.head, make_actor("legal")):
        with pytest.raises(NotAllowed):
            actions.make_folder(case=access.case, by=stranger, now=NOW)
    kinds = [event.kind for event in events_of(stream_kind="case", stream_ref=str(access.case))]
    assert "case.folder_made" not in kinds
