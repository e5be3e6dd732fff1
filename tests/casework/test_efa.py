"""The online service of the Land: one case a message, cleaned attachments, the same receipts, nothing thrown away."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from amtslotse.casework import actions, queries
from amtslotse.casework.models import Applicant, Case, Document, EfaMessage
from amtslotse.engines.efa import Unreadable
from amtslotse.kernel.actor import SYSTEM
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.casework.test_typing_in import sent as file_it
from tests.casework.walk import ANSWERS, NOW, SERVICE, People, drafted, filed, pdf

SENT_AT = NOW - timedelta(hours=30)


@pytest.fixture
def answers(office: None) -> dict[str, str]:
    """Every answer that the service asks for."""
    from amtslotse.casework.models import Draft

    draft = Draft.objects.get(pk=drafted())
    said = dict(draft.answers)
    draft.delete()
    return said


def message(answers: dict[str, str], **more: object) -> bytes:
    said = {
        "format": "amtslotse-efa-1",
        "id": "BW-2026-1",
        "service": SERVICE,
        "language": "ar",
        "submitted_at": SENT_AT.isoformat(),
        "answers": answers,
        "attachments": [{"need": "passport", "file": "pass.pdf"}],
    }
    return json.dumps(said | more).encode()


def taken(content: bytes, files: dict[str, bytes] | None = None, by=SYSTEM, now=NOW):
    given = {"pass.pdf": pdf()} if files is None else files
    return actions.take_in_efa(content=content, is_xml=content.startswith(b"<"), files=given, by=by, now=now)


def test_a_message_is_a_case_with_the_same_receipt_as_by_portal(answers: dict[str, str], people: People) -> None:
    done = taken(message(answers))
    case = Case.objects.get(pk=done.case)
    assert (done.state, case.source, case.received_at) == ("filed", "efa", SENT_AT)
    efa_letter, portal_letter = case.letters.get(), Case.objects.get(pk=filed().case).letters.get()
    assert efa_letter.kind == portal_letter.kind == "receipt"
    assert set(efa_letter.data) == set(portal_letter.data)
    assert Document.objects.get(case=case).need == "passport"
    shown = queries.case(actor=people.clearing, case=case.pk, language="de", now=NOW)
    assert shown.applicant.family_name == ANSWERS["family_name"]


def test_sent_again_it_is_the_same_case_and_changed_it_is_refused(answers: dict[str, str]) -> None:
    first = taken(message(answers))
    again = taken(message(answers), now=NOW + timedelta(hours=1))
    assert (again.case, again.is_new) == (first.case, False)
    with pytest.raises(actions.SentAgainChanged):
        taken(message(answers | {"family_name": "Other"}))
    with pytest.raises(actions.SentAgainChanged):
        taken(message(answers), files={"pass.pdf": b"other"})
    assert Case.objects.count() == 1


def test_attachments_are_cleaned_and_what_cannot_be_taken_is_named(answers: dict[str, str]) -> None:
    attachments = [
        {"need": "passport", "file": "pass.pdf"},
        {"need": "passport", "file": "virus.exe"},
        {"need": "passport", "file": "absent.pdf"},
        {"need": "no-such-need", "file": "pass.pdf"},
        {"need": "passport", "file": "polyglot.pdf"},
    ]
    files = {"pass.pdf": pdf(), "virus.exe": b"MZ\x90", "polyglot.pdf": b"<script>1</script>" + pdf()}
    done = taken(message(answers, attachments=attachments), files=files)
    assert dict(done.refused) == {
        "virus.exe": "wrong_type",
        "absent.pdf": "missing_file",
        "pass.pdf": "unknown_need",
        "polyglot.pdf": "wrong_type",
    }
    assert Document.objects.filter(case=done.case).count() == 1


def test_what_does_not_fit_waits_for_staff_with_its_time_of_receipt(answers: dict[str, str], people: People) -> None:
    said = answers | {"birth_date": "2001-13-45"}
    done = taken(message(said))
    assert (done.state, done.reason, done.case) == ("to_complete", "not_valid:birth_date", None)
    assert done.draft is not None
    view = queries.typed(actor=people.clearing, draft=done.draft, language="de")
    assert [question.key for question in view.questions] == ["birth_date"]
    with pytest.raises(NotAllowed):
        actions.discard_typed(draft=done.draft, by=people.clearing, now=NOW)
    actions.type_answers(draft=done.draft, answers={"birth_date": "2001-05-00"}, by=people.clearing, now=NOW)
    access = file_it(done.draft, people)
    assert Case.objects.get(pk=access.case).received_at == SENT_AT
    assert Case.objects.get(pk=access.case).source == "efa"
    assert EfaMessage.objects.get().case_id == access.case


def test_xml_gives_the_same_case(answers: dict[str, str]) -> None:
    lines = "".join(f'<answer question="{key}">{value}</answer>' for key, value in answers.items())
    content = (
        f'<application xmlns="urn:amtslotse:efa:1" id="X-1" service="{SERVICE}" language="ar" '
        f'submitted_at="{SENT_AT.isoformat()}">{lines}<attachment need="passport" file="pass.pdf"/></application>'
    )
    done = taken(content.encode())
    assert Applicant.objects.get(pk=done.case).family_name == ANSWERS["family_name"]


def test_an_attack_leaves_nothing(answers: dict[str, str]) -> None:
    with pytest.raises(Unreadable):
        taken(b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><application>&x;</application>')
    assert EfaMessage.objects.count() == 0


def test_times_services_and_rights(answers: dict[str, str], people: People) -> None:
    with pytest.raises(InvalidInput, match="in_future"):
        taken(message(answers, submitted_at=(NOW + timedelta(seconds=1)).isoformat()))
    with pytest.raises(NotFound):
        taken(message(answers, service="no-such-service"))
    with pytest.raises(NotAllowed):
        taken(message(answers), by=people.author)
    assert EfaMessage.objects.count() == 0
