"""The cockpit's row of certificates, reviews and fees says what the cases say, and each number leads to what is behind it."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from html import unescape
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amtslotse.casework import actions, queries
from amtslotse.kernel.actor import Actor
from tests.casework import walk
from tests.factories.logs import feed
from tests.factories.staff import make_actor, make_staff, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
HOME = "/de/cockpit/"
ENDS = (timezone.localdate() + timedelta(days=130)).isoformat()
INDIAN = {**walk.ANSWERS, "nationality": "IN", "livelihood": "own_income", "title_expires_on": ENDS}


@pytest.fixture
def head() -> Client:
    walk.furnish()
    return sign_in(make_staff("head"))


@pytest.fixture
def clearing(head: Client) -> Actor:
    return make_actor("clearing", teams=("service",))


def filed() -> UUID:
    return walk.filed(INDIAN, now=timezone.now() - timedelta(days=1)).case


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def shown(client: Client, **query: str) -> str:
    return text(client.get(HOME, query).content.decode())


def test_what_is_owed_is_a_sum_a_list_and_a_file(head: Client, clearing: Actor) -> None:
    now = timezone.now()
    first, second, third = (filed() for _ in range(3))
    owed = [actions.charge(case=case, proposal="application", by=clearing, now=now) for case in (first, second, third)]
    actions.tick_paid(charge=owed[0], by=clearing, now=now)
    actions.drop_charge(charge=owed[1], reason="mistake", note="doppelt", by=clearing, now=now)
    amount = queries.fees_of(third, now=now).account.open
    found = queries.open_fees(actor=clearing, now=now)
    assert (found.cases, found.amount, found.late) == (1, amount, 0)
    assert queries.open_fees(actor=clearing, now=now + timedelta(days=400)).late == 1
    assert f"Offene Gebühren {amount}".replace(".", ",") in shown(head)
    page = head.get(reverse("casework:open_fees")).content.decode()
    assert reverse("casework:case", args=[third]) in page
    assert reverse("casework:case", args=[first]) not in page
    file = head.get(reverse("casework:open_fees_export", args=["csv"])).content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(file), delimiter=";")
    assert row["Offen"].replace(",", ".") in {str(amount), f"{amount:.1f}", f"{amount:.0f}"}


def test_certificates_that_end_with_no_appointment_are_counted(head: Client, clearing: Actor) -> None:
    now = timezone.now()
    until = now.date() + timedelta(days=10)
    actions.issue_certificate(case=filed(), reason="capacity", valid_until=until, number=1, by=clearing, now=now)
    page = shown(head)
    assert "Bescheinigungen, die ohne Termin enden 1 Bescheinigungen" in page
    assert "Zu wenige Entscheidungen." in page, "one certificate and no decision make no ratio"


def test_an_urgency_set_by_hand_is_counted(head: Client, clearing: Actor) -> None:
    actions.override_urgency(case=filed(), urgency=4, reason="Flug am Montag", by=clearing, now=timezone.now())
    assert "Von Hand gesetzte Dringlichkeit 1 Mal auf 1 offenen Vorgang wirkt es jetzt" in shown(head)


def test_returned_drafts_are_counted_for_the_whole_office(head: Client) -> None:
    now, people = timezone.now(), walk.People()
    decision = walk.to_review(walk.filed(now=now), people, now=now)
    actions.return_decision(decision=decision, code="reasons", reason="Bitte ergänzen.", by=people.reviewer, now=now)
    assert "Zurückgegebene Entwürfe 1 Entwürfe im ganzen Amt" in shown(head)


def test_a_purpose_or_an_import_has_no_such_row(head: Client) -> None:
    feed([("C1", "received", "2025-03-01T10:00:00Z", "FAM_28")])
    assert "Offene Gebühren" in shown(head)
    assert "Offene Gebühren" not in shown(head, purpose="familie")
    assert "Offene Gebühren" not in shown(head, source="office")
