"""Fees of a case: set by a person, due with the application, dropped for a reason, paid by a file or a tick, undone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, transaction
from pytest_django import DjangoAssertNumQueries

from amtslotse.casework import actions, queries
from amtslotse.casework.actions import AlreadyCharged
from amtslotse.casework.models import Case, Charge, Payment, PaymentReference
from amtslotse.casework.rules import Access
from amtslotse.casework.rules.filing import local_day
from amtslotse.casework.rules.payments import is_reference
from amtslotse.journal.queries import events_of
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from amtslotse.offices.models import Office
from tests.casework import walk
from tests.casework.test_certificates import issue
from tests.casework.walk import ANSWERS, NOW, People
from tests.environment import DATABASE, SERVER
from tests.factories.staff import make_actor
from tests.races import at_once

TODAY = local_day(NOW)
INDIAN = {**ANSWERS, "nationality": "IN", "livelihood": "own_income"}


def charge(case: UUID, people: People, proposal: str = "application", **more: Any) -> UUID:
    return actions.charge(case=case, proposal=proposal, by=people.clearing, now=NOW, **more)


def view(case: UUID, people: People) -> queries.FeesView:
    return queries.case_fees(actor=people.clearing, case=case, now=NOW)


def file_of(*lines: str) -> bytes:
    return "\n".join(("Buchungstag;Betrag;Kassenzeichen", *lines)).encode()


def granted(access: Access, people: People) -> Actor:
    """The application was granted by two people of its team; the first of them."""
    walk.to_clearing(access, people)
    for need in queries.case(actor=people.clearing, case=access.case, language="de", now=NOW).needs:
        if not need.optional:
            actions.mark(case=access.case, need=need.key, verdict="fine", by=people.clearing, now=NOW)
    actions.confirm_complete(case=access.case, by=people.clearing, now=NOW)
    team = Case.objects.get(pk=access.case).team
    author, reviewer = (make_actor("caseworker", teams=(team,)) for _ in range(2))
    actions.take(case=access.case, by=author, now=NOW)
    draft = actions.draft_decision(case=access.case, outcome="grant", reasons=walk.REASONS, by=author, now=NOW)
    actions.release_decision(decision=draft, by=reviewer, now=NOW)
    return author


@contextmanager
def refused(saying: str) -> Iterator[None]:
    with pytest.raises(DatabaseError, match=saying), transaction.atomic():
        yield


def test_49_the_fee_of_the_application_is_charged_once_and_gives_the_case_its_kassenzeichen(people: People) -> None:
    case = walk.filed(INDIAN).case
    assert view(case, people).reference == ""
    charge(case, people)
    found = view(case, people)
    assert [(each.part, each.amount, each.paragraph) for each in found.charges] == [
        ("application", Decimal("93.00"), "§ 45 Nr. 2 Buchst. b AufenthV")
    ]
    assert found.account.open == Decimal(93)
    assert is_reference(found.reference)
    assert found.reference.startswith("810")
    with pytest.raises(AlreadyCharged):
        charge(case, people)
    event = events_of(stream_kind="case", stream_ref=str(case))[-1]
    assert (event.kind, event.payload["amount"]) == ("case.charged", "93.00")


def test_49_half_of_a_settlement_permit_now_and_the_rest_once_granted(people: People) -> None:
    draft = walk.drafted({**INDIAN, "five_years": "yes"}, service="settlement-9")
    digest = queries.draft(draft=draft, language="de", now=NOW).digest
    access = actions.file(draft=draft, digest=digest, language="de", now=NOW)
    keys = {each.key for each in queries.may_charge(actor=people.clearing, case=access.case, on=TODAY)}
    assert "rest" not in keys
    charge(access.case, people)
    assert view(access.case, people).account.charged == Decimal("56.50")
    author = granted(access, people)
    proposed = {each.key: each for each in queries.may_charge(actor=author, case=access.case, on=TODAY)}
    assert (proposed["rest"].amount, proposed["application"].charged) == (Decimal("56.50"), True)
    actions.charge(case=access.case, proposal="rest", by=author, now=NOW)
    assert view(access.case, people).account.charged == Decimal(113)
    with pytest.raises(AlreadyCharged):
        actions.charge(case=access.case, proposal="rest", by=author, now=NOW)


def test_50_a_minor_pays_half_also_for_the_certificate(people: People) -> None:
    case = walk.filed({**INDIAN, "birth_date": "2015-05-01"}).case
    made = issue(case, people)
    charge(case, people, f"certificate:{made}")
    (found,) = view(case, people).charges
    assert (found.amount, found.paragraph) == (Decimal("6.50"), "§ 47 Abs. 1 Nr. 8 AufenthV, § 50 AufenthV")
    with pytest.raises(AlreadyCharged):
        charge(case, people, f"certificate:{made}")


def test_52a_where_no_sum_is_named_a_person_names_it_and_says_why(people: People) -> None:
    case = walk.filed({**INDIAN, "nationality": "TR"}).case
    for missing in ({}, {"amount": Decimal(20)}):
        with pytest.raises(InvalidInput, match="required"):
            charge(case, people, **missing)
    charge(case, people, amount=Decimal("28.80"), note="§ 52a AufenthV, Rechtsstelle, 20.11.2026")
    assert view(case, people).charges[0].note.startswith("§ 52a")


def test_38_stag_a_range_holds(people: People) -> None:
    case = walk.filed(INDIAN).case
    with pytest.raises(InvalidInput, match="out_of_range"):
        charge(case, people, "tariff:stag-38-refusal", amount=Decimal(24), note="Aufwand")
    charge(case, people, "tariff:stag-38-refusal", amount=Decimal(25), note="Aufwand gering")


def test_47_abs_3_costs_what_the_office_configured_or_a_person_says(people: People) -> None:
    case = walk.filed(INDIAN).case

    def named() -> Decimal | None:
        found = queries.may_charge(actor=people.clearing, case=case, on=TODAY)
        return next(each.amount for each in found if each.key == "tariff:47-3")

    assert named() is None
    here = Office.objects.get()
    Office.objects.update(settings={**here.settings, "identity_card_cents": 3700})
    assert named() == Decimal(37)


def test_a_sum_that_the_tariff_names_is_not_the_clerks_to_choose(people: People) -> None:
    case = walk.filed(INDIAN).case
    charge(case, people, amount=Decimal("1.00"))
    assert view(case, people).charges[0].amount == Decimal(93)
    with pytest.raises(InvalidInput, match="nothing"):
        charge(case, people, "tariff:47-2")
    with pytest.raises(InvalidInput, match="not_an_option"):
        charge(case, people, "tariff:99")


def test_a_tick_pays_and_its_undoing_opens_again(people: People) -> None:
    case = walk.filed(INDIAN).case
    made = charge(case, people)
    for _ in range(2):
        actions.tick_paid(charge=made, by=people.clearing, now=NOW)
    found = view(case, people)
    assert (found.account.open, len(found.payments)) == (0, 1)
    assert found.charges[0].tick is not None
    for _ in range(2):
        actions.undo_payment(payment=found.charges[0].tick, by=people.clearing, now=NOW)
    assert view(case, people).account.open == Decimal(93)
    actions.tick_paid(charge=made, by=people.clearing, now=NOW)
    assert view(case, people).account.open == 0
    kinds = [event.kind for event in events_of(stream_kind="case", stream_ref=str(case))]
    assert (kinds.count("case.paid"), kinds.count("case.payment_undone")) == (2, 1)


def test_a_charge_is_dropped_with_a_reason_and_what_was_paid_is_too_much(people: People) -> None:
    case = walk.filed(INDIAN).case
    made = charge(case, people)
    actions.tick_paid(charge=made, by=people.clearing, now=NOW)
    with pytest.raises(InvalidInput, match="note: required"):
        actions.drop_charge(charge=made, reason="relief", note=" ", by=people.clearing, now=NOW)
    actions.drop_charge(charge=made, reason="relief", note="§ 53 AufenthV, Bescheid liegt vor", by=people.clearing, now=NOW)
    found = view(case, people)
    assert (found.account.open, found.account.too_much) == (0, Decimal(93))
    charge(case, people)  # and may be set anew
    assert view(case, people).account.open == 0


def test_a_file_pays_once_however_often_it_comes(people: People) -> None:
    one, two = (walk.filed(INDIAN).case for _ in range(2))
    for case in (one, two):
        charge(case, people)
    references = [view(case, people).reference for case in (one, two)]
    content = file_of(f"20.11.2026;93,00;{references[0]}", f"20.11.2026;50,00;{references[1]}", "20.11.2026;5,00;12345")
    run = actions.read_payments(name="Kasse.csv", content=content, by=people.clearing, now=NOW)
    assert Payment.objects.count() == 0, "reading books nothing"
    shown = queries.payment_run(actor=people.clearing, run=run)
    assert [line.verdict for line in shown.lines] == ["new", "new", "reference"]
    assert shown.columns["amount"] == "Betrag"
    booked = actions.book_payments(run=run, by=people.clearing, now=NOW)
    assert (booked.booked, booked.known, booked.left) == (2, 0, 1)
    assert view(one, people).account.open == 0
    assert view(two, people).account.open == Decimal(43)
    again = actions.read_payments(name="Kasse (2).csv", content=content, by=people.head, now=NOW)
    assert again == run, "the same file is the same run"
    assert actions.book_payments(run=run, by=people.clearing, now=NOW).booked == 0
    more = content + f"\n21.11.2026;43,00;{references[1]}".encode()
    longer = actions.read_payments(name="Kasse.csv", content=more, by=people.clearing, now=NOW)
    assert [line.verdict for line in queries.payment_run(actor=people.clearing, run=longer).lines] == [
        "booked", "booked", "reference", "new",
    ]  # fmt: skip
    result = actions.book_payments(run=longer, by=people.clearing, now=NOW)
    assert (result.booked, result.known, result.left) == (1, 2, 1)
    assert view(two, people).account.open == 0


def test_a_line_that_was_undone_does_not_come_back_with_the_file(people: People) -> None:
    case = walk.filed(INDIAN).case
    charge(case, people)
    content = file_of(f"20.11.2026;93,00;{view(case, people).reference}")
    run = actions.read_payments(name="Kasse.csv", content=content, by=people.clearing, now=NOW)
    actions.book_payments(run=run, by=people.clearing, now=NOW)
    actions.undo_payment(payment=view(case, people).payments[0].id, by=people.clearing, now=NOW)
    assert actions.book_payments(run=run, by=people.clearing, now=NOW).booked == 0
    assert view(case, people).account.open == Decimal(93)
    assert queries.payment_run(actor=people.clearing, run=run).lines[0].verdict == "undone"


def test_a_valid_kassenzeichen_of_nobody_is_left(people: People) -> None:
    stranger = "81000000000181"[:12]
    from amtslotse.casework.rules.payments import check_digits

    run = actions.read_payments(
        name="x.csv", content=file_of(f"20.11.2026;5,00;{stranger}{check_digits(stranger)}"), by=people.clearing, now=NOW
    )
    assert [line.verdict for line in queries.payment_run(actor=people.clearing, run=run).lines] == ["unknown"]
    assert actions.book_payments(run=run, by=people.clearing, now=NOW).left == 1


def test_who_may_do_what(people: People) -> None:
    access = walk.filed(INDIAN)
    made = charge(access.case, people)
    for by in (people.author, people.council):
        with pytest.raises(NotAllowed):
            actions.tick_paid(charge=made, by=by, now=NOW)
        with pytest.raises(NotFound):
            queries.case_fees(actor=by, case=access.case, now=NOW)
        with pytest.raises(NotAllowed):
            actions.read_payments(name="x", content=file_of("x;y;z"), by=by, now=NOW)
        with pytest.raises(NotFound):
            queries.charge_of(actor=by, charge=made)
    walk.to_team(access, people)
    actions.tick_paid(charge=made, by=people.author, now=NOW)


def test_the_database_itself_freezes_money(people: People) -> None:
    case = walk.filed(INDIAN).case
    made = charge(case, people)
    actions.tick_paid(charge=made, by=people.clearing, now=NOW)
    with refused("never changes"):
        Charge.objects.filter(pk=made).update(amount=Decimal(1))
    with refused("never changes"):
        Payment.objects.filter(charge=made).update(amount=Decimal(1))
    with refused("never changes"):
        PaymentReference.objects.filter(case=case).update(reference="1")
    other = walk.filed(INDIAN).case
    with refused("payment_reference_key|unique"):
        PaymentReference.objects.create(
            case_id=other, reference=PaymentReference.objects.get(case=case).reference, created_at=NOW
        )
    with refused("charge_is_more_than_nothing"):
        Charge.objects.create(
            case_id=case,
            part="other",
            paragraph="§",
            amount=0,
            due_on=TODAY,
            charged_at=NOW,
            charged_by_id=people.clearing.staff_id,
        )
    Payment.objects.filter(charge=made).update(undone_at=NOW, undone_by=people.clearing.staff_id)
    with refused("stays undone"):
        Payment.objects.filter(charge=made).update(undone_at=None, undone_by=None)


@pytest.fixture
def raced(transactional_db: None) -> People:
    walk.furnish()
    return People()


def test_many_ticks_and_many_bookings_at_once_are_one(raced: People) -> None:
    case = walk.filed(INDIAN).case
    made = charge(case, raced)
    at_once([lambda: actions.tick_paid(charge=made, by=raced.clearing, now=NOW)] * 12)
    assert Payment.objects.filter(way="tick").count() == 1
    content = file_of(f"20.11.2026;93,00;{view(case, raced).reference}")
    run = actions.read_payments(name="x.csv", content=content, by=raced.clearing, now=NOW)
    at_once([lambda: actions.book_payments(run=run, by=raced.clearing, now=NOW)] * 12)
    assert Payment.objects.filter(way="import").count() == 1


def test_past_the_lock_the_keys_still_hold(raced: People, monkeypatch: pytest.MonkeyPatch) -> None:
    case = walk.filed(INDIAN).case
    charge(case, raced)
    content = file_of(f"20.11.2026;93,00;{view(case, raced).reference}")
    run = actions.read_payments(name="x.csv", content=content, by=raced.clearing, now=NOW)
    monkeypatch.setattr("django.db.models.query.QuerySet.select_for_update", lambda self, **_: self)
    at_once([lambda: actions.book_payments(run=run, by=raced.clearing, now=NOW)] * 12)
    assert Payment.objects.count() == 1


def test_control_without_the_key_the_same_line_counts_twice(raced: People) -> None:
    case = walk.filed(INDIAN).case
    charge(case, raced)
    content = file_of(f"20.11.2026;93,00;{view(case, raced).reference}")
    run = actions.read_payments(name="x.csv", content=content, by=raced.clearing, now=NOW)
    actions.book_payments(run=run, by=raced.clearing, now=NOW)
    row = Payment.objects.get()
    with psycopg.connect(SERVER.dsn(db=DATABASE), autocommit=True) as superuser:
        superuser.execute("DROP INDEX a_line_is_booked_once")
        try:
            row.pk = None
            row.id = UUID(int=7)
            row.save(force_insert=True)
            assert Payment.objects.filter(key=row.key).count() == 2
            Payment.objects.filter(pk=row.pk).delete()
        finally:
            superuser.execute("CREATE UNIQUE INDEX a_line_is_booked_once ON casework_payment (key) WHERE NOT (key = '')")


def test_the_views_cost_the_same_whatever_their_length(
    people: People, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    case = walk.filed(INDIAN).case
    for key in ("application", "tariff:47-1-9", "tariff:47-1-12"):
        actions.tick_paid(charge=charge(case, people, key), by=people.clearing, now=NOW)
    with django_assert_max_num_queries(3):
        assert len(queries.fees_of(case, now=NOW).charges) == 3
    lines = [f"20.11.2026;{n},00;{view(case, people).reference}" for n in range(1, 30)]
    run = actions.read_payments(name="x.csv", content=file_of(*lines), by=people.clearing, now=NOW)
    with django_assert_max_num_queries(3):
        assert len(queries.payment_run(actor=people.clearing, run=run).lines) == 29
    with django_assert_max_num_queries(2):
        assert len(queries.payment_runs(actor=people.clearing)) == 1


def test_late_is_what_is_open_after_its_day(people: People) -> None:
    case = walk.filed(INDIAN).case
    charge(case, people)
    later = queries.fees_of(case, now=NOW + timedelta(days=2))
    assert later.charges[0].is_late
    actions.tick_paid(charge=later.charges[0].id, by=people.clearing, now=NOW)
    assert not queries.fees_of(case, now=NOW + timedelta(days=2)).charges[0].is_late
