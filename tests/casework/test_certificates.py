"""Certificates: a person's finding where the table decides nothing, fingerprints first, a number each, and who ends unseen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, transaction
from pytest_django import DjangoAssertNumQueries

from amtslotse.accounts.rules import may
from amtslotse.appointments.models import Appointment
from amtslotse.casework import actions, queries
from amtslotse.casework.actions import NotCertifiable
from amtslotse.casework.models import Case, Certificate, EffectFinding, Fingerprints
from amtslotse.casework.rules.filing import local_day
from amtslotse.journal.queries import events_of
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.casework import walk
from tests.casework.walk import ANSWERS, NOW, People
from tests.environment import DATABASE, SERVER
from tests.races import at_once

TODAY = local_day(NOW)
REASONS = "Die Versäumung beruht auf einem Krankenhausaufenthalt, siehe Attest."


def issue(case: UUID, people: People, *, number: int = 1, days: int = 20, **changes: Any) -> UUID:
    asked = {"reason": "capacity", "valid_until": TODAY + timedelta(days=days), "by": people.clearing, "now": NOW, **changes}
    return actions.issue_certificate(case=case, number=number, **asked)


@contextmanager
def refused(saying: str) -> Iterator[None]:
    with pytest.raises(DatabaseError, match=saying), transaction.atomic():
        yield


def test_a_year_that_is_a_slip_of_the_pen_is_no_certificate(people: People) -> None:
    """It would never come up in the list of those that end."""
    case = walk.filed().case
    for day in (TODAY.replace(year=2206), TODAY.replace(year=9999)):
        with pytest.raises(InvalidInput) as fault:
            issue(case, people, valid_until=day)
        assert (fault.value.field, fault.value.reason) == ("valid_until", "too_late")
    assert issue(case, people), "the control"


def test_81_5_a_certificate_proves_the_effect_and_the_journal_says_so(people: People) -> None:
    case = walk.filed().case
    made = Certificate.objects.get(pk=issue(case, people))
    assert (made.effect, made.number, made.reason) == ("fortgeltung", 1, "capacity")
    event = events_of(stream_kind="case", stream_ref=str(case))[-1]
    assert (event.kind, event.payload["number"], event.payload["valid_until"]) == (
        "case.certificate_issued",
        1,
        TODAY + timedelta(days=20),
    )
    assert not event.waits_on, "a certificate changes nobody's turn"


def test_a_repeat_is_counted_and_the_same_request_twice_is_one(people: People) -> None:
    case = walk.filed().case
    first = issue(case, people)
    assert issue(case, people) == first
    issue(case, people, number=2, reason="documents")
    with pytest.raises(InvalidInput, match="changed"):
        issue(case, people, number=2, by=people.clearing, now=NOW + timedelta(days=1))
    view = queries.case_certificates(actor=people.clearing, case=case, now=NOW)
    assert [(each.number, each.reason) for each in view.certificates] == [(2, "documents"), (1, "capacity")]
    assert view.next_number == 3


def test_81_4_s3_an_order_is_a_recorded_decision_with_reasons(people: People) -> None:
    case = walk.filed({**ANSWERS, "title_expires_on": "2026-11-01"}).case
    with pytest.raises(NotCertifiable) as none:
        issue(case, people)
    assert none.value.facts["why_not"] == "legal_check"
    with pytest.raises(InvalidInput, match="too_short"):
        actions.find_effect(case=case, effect="ordered", reasons="Härte", by=people.clearing, now=NOW)
    actions.find_effect(case=case, effect="ordered", reasons=REASONS, by=people.clearing, now=NOW)
    assert Certificate.objects.get(pk=issue(case, people)).effect == "ordered"
    found = queries.case_certificates(actor=people.clearing, case=case, now=NOW).findings[0]
    assert (found.effect, found.reasons) == ("ordered", REASONS)
    assert Case.objects.get(pk=case).effect == "legal_check", "what was received never changes"


def test_81_4_s3_nothing_is_ordered_before_a_title_has_expired(people: People) -> None:
    case = walk.filed().case
    with pytest.raises(InvalidInput, match="not_expired"):
        actions.find_effect(case=case, effect="ordered", reasons=REASONS, by=people.clearing, now=NOW)


def test_the_newest_finding_counts(people: People) -> None:
    case = walk.filed().case
    actions.find_effect(case=case, effect="no_effect", reasons=REASONS, by=people.clearing, now=NOW)
    with pytest.raises(NotCertifiable):
        issue(case, people)
    actions.find_effect(case=case, effect="erlaubnis", reasons=REASONS, by=people.clearing, now=NOW)
    assert Certificate.objects.get(pk=issue(case, people)).effect == "erlaubnis"


def test_81_7_no_certificate_before_the_fingerprints(people: People) -> None:
    case = walk.filed().case
    for _ in range(2):
        actions.ask_fingerprints(case=case, by=people.clearing, now=NOW)
    with pytest.raises(NotCertifiable) as blocked:
        issue(case, people)
    assert blocked.value.facts["why_not"] == "fingerprints"
    for _ in range(2):
        actions.fingerprints_taken(case=case, by=people.clearing, now=NOW)
    issue(case, people)
    kinds = [event.kind for event in events_of(stream_kind="case", stream_ref=str(case))]
    assert kinds.count("case.fingerprints_due") == kinds.count("case.fingerprints_taken") == 1


def test_81_5a_the_work_of_the_future_title_stands_on_it(people: People) -> None:
    access = walk.filed()
    walk.to_decided(access, people)
    Case.objects.filter(pk=access.case).update(card_ordered_at=NOW)
    with pytest.raises(InvalidInput, match="work_note: required"):
        issue(access.case, people)
    made = issue(access.case, people, work_note="Beschäftigung bis 20 Stunden je Woche")
    assert Certificate.objects.get(pk=made).work_note.startswith("Beschäftigung")


@pytest.mark.parametrize(
    ("change", "field"),
    [({"reason": "nothing"}, "reason"), ({"valid_until": TODAY - timedelta(days=1)}, "valid_until")],
)
def test_what_cannot_stand_on_a_certificate(people: People, change: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as said:
        issue(walk.filed().case, people, **change)
    assert said.value.field == field


def test_who_may_issue_one(people: People) -> None:
    access = walk.filed()
    for by in (people.author, people.head, people.council):  # the case lies in clearing
        with pytest.raises(NotAllowed):
            issue(access.case, people, by=by)
    walk.to_team(access, people)
    issue(access.case, people, by=people.author)
    with pytest.raises(NotAllowed):
        issue(access.case, people, number=2, by=people.other_team)
    actions.withdraw(access=access, now=NOW)
    with pytest.raises(NotAllowed):
        issue(access.case, people, number=2)


def _row(case: UUID, people: People, **changes: Any) -> Certificate:
    values = {
        "case_id": case,
        "number": 1,
        "effect": "fortgeltung",
        "reason": "capacity",
        "issued_at": NOW,
        "issued_on": TODAY,
        "valid_until": TODAY,
        "issued_by_id": people.clearing.staff_id,
    }
    return Certificate.objects.create(**{**values, **changes})


def test_the_database_itself_refuses_a_certificate_of_an_effect_that_nobody_found(people: People) -> None:
    case = walk.filed({**ANSWERS, "title_expires_on": "2026-11-01"}).case
    with refused("proves the effect that counts"):
        _row(case, people)
    with refused("proves the effect that counts"):
        _row(case, people, effect="ordered")


def test_the_database_itself_refuses_one_before_the_fingerprints(people: People) -> None:
    case = walk.filed().case
    actions.ask_fingerprints(case=case, by=people.clearing, now=NOW)
    with refused("fingerprints are due"):
        _row(case, people)
    Fingerprints.objects.filter(case=case).update(taken_at=NOW, taken_by=people.clearing.staff_id)
    assert _row(case, people).pk


def test_the_database_itself_counts_and_freezes(people: People) -> None:
    case = walk.filed().case
    with refused("counted from 1"):
        _row(case, people, number=2)
    made = _row(case, people)
    with refused("never changes"):
        Certificate.objects.filter(pk=made.pk).update(valid_until=TODAY + timedelta(days=400))
    with refused("certificate_ends_after"):
        _row(case, people, number=2, valid_until=TODAY - timedelta(days=1))
    actions.find_effect(case=case, effect="erlaubnis", reasons=REASONS, by=people.clearing, now=NOW)
    with refused("never changes"):
        EffectFinding.objects.filter(case=case).update(effect="no_effect")


@pytest.mark.django_db(transaction=True)
def test_control_without_the_trigger_a_certificate_of_nothing_gets_in() -> None:
    walk.furnish()
    people = People()
    case = walk.filed({**ANSWERS, "title_expires_on": "2026-11-01"}).case
    with psycopg.connect(SERVER.dsn(db=DATABASE), autocommit=True) as superuser:
        superuser.execute("ALTER TABLE casework_certificate DISABLE TRIGGER rests")
        try:
            assert _row(case, people).pk
        finally:
            superuser.execute("ALTER TABLE casework_certificate ENABLE TRIGGER rests")


@pytest.mark.django_db(transaction=True)
def test_many_clerks_at_once_issue_one_first_certificate() -> None:
    walk.furnish()
    people = People()
    case = walk.filed().case
    answers = at_once([lambda: issue(case, people)] * 16)
    assert len(set(answers)) == 1
    assert Certificate.objects.count() == 1


def _booked(case: UUID, days: int) -> None:
    """An appointment of the person of the case, ``days`` from now."""
    from amtslotse.appointments.models import Party
    from amtslotse.offices.models import Counter

    starts = NOW + timedelta(days=days)
    party = Party.objects.create(language="de", contact_kind="desk", contact_key="x", case_ref=case, created_at=NOW)
    Appointment.objects.create(
        lineage=case,
        number=f"T{case.hex[:12]}{days}",
        idempotency_key=case,
        digest="x",
        party=party,
        klass="short",
        matters=["certificate-extension"],
        minutes=10,
        counter=Counter.objects.first(),
        starts_at=starts,
        ends_at=starts + timedelta(minutes=10),
        status="booked",
        source="portal",
        requested_at=NOW,
        created_at=NOW,
        booked_at=NOW,
    )


def test_certificates_that_end_with_no_appointment(people: People) -> None:
    alone, coming, too_late, far, over, gone, renewed = (walk.filed() for _ in range(7))
    issue(alone.case, people, days=10)
    issue(coming.case, people, days=10)
    _booked(coming.case, 5)
    issue(too_late.case, people, days=8)
    _booked(too_late.case, 12)
    issue(far.case, people, days=200)
    issue(over.case, people, days=0)
    issue(gone.case, people, days=5)
    actions.withdraw(access=gone, now=NOW)
    issue(renewed.case, people, days=3)
    issue(renewed.case, people, days=120, number=2)
    then = NOW + timedelta(days=1)
    found = queries.certificates_ending(actor=people.clearing, language="de", now=then, days=30)
    assert [row.case for row in found.rows] == [over.case, too_late.case, alone.case]
    assert [row.days_left for row in found.rows] == [-1, 7, 9]
    assert found.rows[1].next_at is not None, "too late is named"
    assert found.counts == {"capacity": 3}
    week = queries.certificates_ending(actor=people.clearing, language="de", now=then, days=7)
    assert [row.case for row in week.rows] == [over.case, too_late.case]


def test_the_list_shows_what_the_reader_may_open_and_nothing_else(people: People) -> None:
    in_clearing, in_team = walk.filed(), walk.filed()
    walk.to_team(in_team, people)
    for access in (in_clearing, in_team):
        issue(access.case, people)
    for actor in (people.clearing, people.author, people.other_team, people.head):
        shown = {row.case for row in queries.certificates_ending(actor=actor, language="de", now=NOW).rows}
        assert shown == {case for case in (in_clearing.case, in_team.case) if queries.may_see(actor=actor, case=case)}
    assert not may(people.council, "casework.certificates")
    with pytest.raises(NotAllowed):
        queries.certificates_ending(actor=people.council, language="de", now=NOW)


def test_the_list_costs_the_same_whatever_its_length(
    people: People, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(4):
        issue(walk.filed().case, people)
    with django_assert_max_num_queries(3):
        assert len(queries.certificates_ending(actor=people.clearing, language="de", now=NOW).rows) == 4


def test_the_monitor_counts_issued_repeats_and_decided_from_the_journal(people: People) -> None:
    first, second = walk.filed(), walk.filed()
    issue(first.case, people)
    issue(first.case, people, number=2, reason="third_party")
    issue(second.case, people)
    walk.to_decided(second, people)
    figures = queries.certificates_monitor(actor=people.head, since=NOW - timedelta(days=1), until=NOW + timedelta(days=1))
    assert (figures.issued, figures.repeats, figures.decided) == (3, 1, 1)
    assert figures.repeat_share == pytest.approx(1 / 3)
    assert figures.per_decided == 3
    assert figures.by_reason == {"capacity": 2, "third_party": 1}
    empty = queries.certificates_monitor(actor=people.head, since=NOW + timedelta(days=1), until=NOW + timedelta(days=2))
    assert (empty.repeat_share, empty.per_decided) == (None, None)


def test_the_sheet_says_that_it_is_not_the_document(people: People) -> None:
    case = walk.filed(language="ar").case
    paper = queries.certificate_paper(actor=people.clearing, certificate=issue(case, people))
    assert paper.media_type == "application/pdf"
    assert paper.content.startswith(b"%PDF")
    with pytest.raises(NotFound):
        queries.certificate_paper(actor=people.other_team, certificate=Certificate.objects.get().pk)
