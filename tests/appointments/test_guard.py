"""A form costs work or a wait, once; its token is for this form, class and network; and nobody's words are lost."""

from __future__ import annotations

import threading
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection

from amtslotse.appointments.actions import guarding
from amtslotse.appointments.models import SpentToken
from amtslotse.appointments.queries import check_in_token, checked_in_by
from amtslotse.appointments.queries.papers import proof_token, verify_proof
from amtslotse.appointments.queries.robots import looks_automated
from amtslotse.appointments.rules import guard
from amtslotse.engines.proofofwork import solve
from amtslotse.journal.queries import clock
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotAllowed
from tests.appointments import rows
from tests.appointments.rows import NOW

HERE = {"purpose": "hold", "klass": "regular", "network": "198.51.100.7"}


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "DIFFICULTY", 8)


def spend(challenge: guarding.Challenge, *, at: datetime = NOW, worked: bool = True, **changes: Any) -> None:
    proof = solve(challenge.token, bits=challenge.difficulty) if worked else ""
    guarding.spend(token=challenge.token, proof=proof, now=at, **{**HERE, **changes})


def ticket(now: datetime = NOW) -> guarding.Challenge:
    return guarding.ticket(**HERE, now=now)


@pytest.mark.django_db
def test_work_is_taken_at_once_and_waiting_later() -> None:
    spend(ticket())
    late = ticket()
    spend(late, at=late.earliest_at, worked=False)
    assert list(SpentToken.objects.order_by("seconds").values_list("by_work", "seconds")) == [(True, 0.0), (False, 8.0)]


@pytest.mark.django_db
def test_too_early_uses_nothing_up_and_says_how_long() -> None:
    early = ticket()
    with pytest.raises(guarding.TooFast) as caught:
        spend(early, at=NOW + timedelta(seconds=3), worked=False)
    assert caught.value.facts == {"seconds": 5}
    shown_again = guarding.again(token=early.token, now=NOW + timedelta(seconds=3), **HERE)
    assert (shown_again.token, shown_again.earliest_at) == (early.token, early.earliest_at)
    spend(shown_again, at=NOW + timedelta(seconds=8), worked=False)


@pytest.mark.django_db
def test_a_token_is_used_once() -> None:
    token = ticket()
    spend(token)
    with pytest.raises(guarding.TokenSpent):
        spend(token)
    with pytest.raises(guarding.TokenSpent):
        spend(token, idempotency_key=uuid.uuid4())


@pytest.mark.django_db
def test_a_double_click_is_one_answer() -> None:
    """Fault 1: the same key may pass again, the action behind it acts once; another key may not."""
    token, key = ticket(), uuid.uuid4()
    spend(token, idempotency_key=key)
    spend(token, idempotency_key=key)
    with pytest.raises(guarding.TokenSpent):
        spend(token, idempotency_key=uuid.uuid4())
    assert SpentToken.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("changed", [{"purpose": "request"}, {"klass": "short"}, {"network": "203.0.113.9"}])
def test_a_token_is_for_one_form_one_class_and_one_network(changed: dict[str, str]) -> None:
    with pytest.raises(guarding.TokenSpent):
        spend(ticket(), **changed)


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "x", "a:b:c", "\x00", "WyJhIl0:1:x"])
def test_what_is_no_token_of_ours_is_spent(token: str) -> None:
    with pytest.raises(guarding.TokenSpent):
        guarding.spend(token=token, proof="1", now=NOW, **HERE)
    fresh = guarding.again(token=token, now=NOW, **HERE)
    spend(fresh)


@pytest.mark.django_db
def test_a_token_ends_and_does_not_begin_before_it_was_made() -> None:
    """Fault 16: both ends are measured against the database's clock, which the caller passes in."""
    for at in (NOW + guard.LIFE, NOW - timedelta(seconds=2)):
        with pytest.raises(guarding.TokenSpent):
            spend(ticket(), at=at)


@pytest.mark.django_db
@pytest.mark.parametrize("jump", [timedelta(hours=9), timedelta(days=-400)])
def test_a_server_whose_own_clock_jumps_neither_opens_nor_closes_the_form(jump: timedelta) -> None:
    """Fault 16: tokens count by the database's clock, so a jump of the web server's clock changes nothing.

    Control: by the server's own clock the same token would be dead.
    """
    token = ticket(clock())
    with time_machine.travel(datetime.now().astimezone() + jump):
        assert abs(clock() - datetime.now().astimezone()) > timedelta(hours=8), "the server's clock is wrong"
        with pytest.raises(guarding.TooFast):
            spend(token, at=clock(), worked=False)
        with pytest.raises(guarding.TokenSpent):
            spend(token, at=datetime.now().astimezone())
        spend(token, at=clock())


@pytest.mark.django_db
def test_a_network_has_a_budget_for_each_class() -> None:
    """Fault 19: a script with proof of work for everything still gets no more than the budget."""
    for _ in range(guard.BUDGET["regular"]):
        spend(ticket())
    with pytest.raises(guarding.TooManyRequests):
        spend(ticket())
    other = guarding.ticket(purpose="hold", klass="short", network=HERE["network"], now=NOW)
    spend(other, klass="short")
    spend(ticket(NOW + timedelta(minutes=6)), at=NOW + timedelta(minutes=6))


@pytest.mark.django_db(transaction=True)
def test_eight_at_the_same_instant_use_a_token_once() -> None:
    token = ticket()
    proof = solve(token.token, bits=8)
    gate, passed = threading.Barrier(8), []

    def work() -> None:
        gate.wait()
        try:
            guarding.spend(token=token.token, proof=proof, now=NOW, **HERE)
            passed.append(True)
        except guarding.TokenSpent:
            pass
        finally:
            connection.close()

    crew = [threading.Thread(target=work) for _ in range(8)]
    for each in crew:
        each.start()
    for each in crew:
        each.join()
    assert len(passed) == 1


@pytest.mark.django_db
def test_no_address_of_a_network_is_stored_and_old_tokens_go() -> None:
    spend(ticket())
    assert HERE["network"] not in str(SpentToken.objects.values())
    assert guarding.forget_spent(now=NOW + timedelta(days=14)) == 0
    assert guarding.forget_spent(now=NOW + timedelta(days=15)) == 1


@pytest.mark.django_db
def test_the_codes_of_papers_open_what_they_name_and_nothing_else() -> None:
    appointment, wish = rows.appointment(), rows.request()
    token = check_in_token(appointment.pk)
    assert checked_in_by(token) == appointment.pk
    proof = verify_proof(proof_token(wish.pk))
    assert proof is not None
    assert proof.requested_at == NOW
    assert proof.number.startswith("A-2027-")
    for wrong in ("", "x", token[:-1] + ("0" if token[-1] != "0" else "1"), uuid.uuid4().hex + token[32:], token[:32]):
        assert checked_in_by(wrong) is None
        assert verify_proof(wrong) is None
    assert verify_proof(proof_token(uuid.uuid4())) is None
    assert verify_proof(proof_token(rows.request(status="unconfirmed").pk)) is None


@pytest.mark.django_db
def test_the_report_shows_what_looks_automated_and_nobody_s_name() -> None:
    """Fault 19: a script with many identities is seen, a family and a quiet day are not."""
    head = Actor(role="head", roles=frozenset({"head"}), staff_id=1)
    window = {"from_at": NOW - timedelta(days=1), "to_at": NOW + timedelta(days=1), "actor": head}
    rows.appointment()
    assert all(finding.groups == () for finding in looks_automated(**window))
    for number in range(21):
        spend(ticket(NOW + timedelta(seconds=number)), at=NOW + timedelta(seconds=number + 1))
    for number in range(7):
        party = rows.party(contact_key="reseller")
        party.persons.update(key=f"{number:064d}")
        start = NOW + timedelta(days=5, hours=number)
        rows.appointment(party=party, starts_at=start, status="cancelled", ended_at=NOW + timedelta(minutes=2))
    for number in range(4):
        rows.party(contact_key=f"other{number}").persons.update(key="d" * 64)
    findings = {finding.kind: finding for finding in looks_automated(**window)}
    counts = {kind: [group.count for group in finding.groups] for kind, finding in findings.items()}
    assert counts == {"burst": [21], "fast": [21], "contact": [7], "document": [4], "cancelled": [7]}
    assert "Nguyễn" not in str(findings)
    assert HERE["network"] not in str(findings)
    with pytest.raises(NotAllowed):
        looks_automated(**{**window, "actor": Actor(role="caseworker", roles=frozenset({"caseworker"}), staff_id=2)})
