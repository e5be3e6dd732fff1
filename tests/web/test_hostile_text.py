"""NUL, controls and marks that turn the writing round, in fields of text: an answer at the field, or the words without them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from amtslotse.casework import actions, queries
from amtslotse.casework.models import Decision, Message, SavedFilter
from tests.casework import walk
from tests.web.test_hostile_input import Office

pytestmark = pytest.mark.django_db
HOSTILE = "\x00Az\x0b \u202e2026\u2066 \x00"
BIG = "x" * 100_000
FIELDS = {
    "intake/messages/new/": [
        *("channel", "reason", "sender_name", "sender_born_0", "sender_born_2", "sender_email", "sender_address", "subject"),
        *("text", "file_number", "language", "received_on_0", "received_on_2"),
    ],
    "intake/typed/new/": ["service", "language", "source", "received_on_0", "received_on_2", "known_from", "relation"],
    "intake/blocks/new/": ["title", "reason", "de", "en", "ar"],
    "partners/new/": ["name", "name_en", "name_ar", "reason", "legal_basis", "usual_days"],
    "team/filters/": ["list", "name", "query"],
    "law/knowledge/new/": ["title", "topic", "legal_basis", "text"],
}


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.mark.parametrize("typed", [HOSTILE, BIG], ids=["marks", "big"])
@pytest.mark.parametrize("page", FIELDS)
def test_no_field_of_staff_breaks_a_page(office: Office, page: str, typed: str) -> None:
    who = {"intake": "clearing", "partners": "head", "team": "author", "law": "legal"}[page.split("/")[0]]
    if "blocks" in page:
        who = "head"
    right = {"channel": "letter", "reason": "status", "text": "Wann?", "source": "paper", "list": "team", "language": "de"}
    for field in (*FIELDS[page], None):
        given = {name: typed if field in (None, name) else right.get(name, "") for name in FIELDS[page]}
        answer = office[who].post(f"/de/{page}", given)
        assert answer.status_code in (200, 302, 404, 422, *((400,) if typed == BIG else ())), (page, field)
    for row in Message.objects.all():
        assert not {"\x00", "\u202e", "\x0b"} & set(f"{row.text}{row.subject}{row.sender_name}{row.sender_address}")
    assert not SavedFilter.objects.filter(query__contains="\u202e").exists()


@pytest.mark.parametrize("typed", [HOSTILE, BIG], ids=["marks", "big"])
def test_no_field_of_hers_breaks_a_page(office: Office, typed: str) -> None:
    access = walk.filed(now=timezone.now())
    receipt = queries.receipt(access=access, language="de")
    client = Client()
    assert client.post("/de/status/", {"file_number": typed, "code": typed}).status_code in (200, 404, 422)
    assert client.post("/de/status/", {"file_number": receipt.file_number, "code": receipt.code}).status_code == 302
    for page, fields in {
        "contact": ("street", "postcode", "city", "email", "phone"),
        "ask": ("text",),
        "representative": ("kind", "name", "street", "postcode", "city", "email"),
    }.items():
        for field in fields:
            right = {"kind": "proxy", "name": "Kim", "street": "Weg 1", "postcode": "76000", "city": "Lindenau", "text": "?"}
            answer = client.post(f"/de/case/{access.case}/{page}/", {**right, field: typed})
            assert answer.status_code in (302, 422), (page, field)
    assert client.post("/de/continue/", {"code": typed}).status_code in (200, 404, 422)
    assert client.post("/de/code-lost/", {"file_number": typed}).status_code < 500


def test_marks_that_turn_the_writing_round_stand_in_no_decision(office: Office) -> None:
    """Read by the reviewer as one thing, printed in the letter as another."""
    access = walk.filed(now=timezone.now())
    walk.to_team(access, office.people, now=timezone.now())
    said = f"{walk.REASONS} Die Gebühr ist \u202e54 Euro\u202c und \u2066nicht\u2069 mehr.\x07 Name: \u200eعلي\u200f."
    decision = actions.draft_decision(
        case=access.case, outcome="grant", reasons=said, by=office.people.author, now=timezone.now()
    )
    kept = Decision.objects.get(pk=decision).reasons
    assert not {"\u202e", "\u202c", "\u2066", "\u2069", "\x07"} & set(kept)
    assert "\u200eعلي\u200f" in kept, "marks that only keep an Arabic name in its place stay"
