"""Accounts: rights, sessions, second factors, and the throttle that two processes share."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import IntegrityError, connections, transaction

from amtslotse.accounts import actions, queries
from amtslotse.accounts.models import Attempt, Staff
from amtslotse.accounts.rules import DEMO_LOGINS
from amtslotse.journal.queries import events_of
from amtslotse.kernel.actor import SYSTEM, Actor
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.factories.staff import NOW, make_actor, make_staff

pytestmark = pytest.mark.django_db


def _create(by: Actor, **changes: object) -> str:
    given = {"username": "neu", "first_name": "N", "last_name": "Eu", "email": "neu@stadt.example", "roles": ["clearing"]}
    return actions.create_staff(**{**given, "teams": [], **changes}, by=by, now=NOW)  # type: ignore[arg-type]


def test_a_new_account_has_an_initial_password_and_a_journal_entry_without_a_person() -> None:
    password = _create(make_actor("admin"))
    staff = Staff.objects.get(username="neu")
    assert staff.check_password(password)
    assert staff.password_is_initial
    (event,) = events_of(stream_kind="account", stream_ref=str(staff.pk))
    assert event.kind == "accounts.created"
    assert event.payload == {"roles": ["clearing"], "teams": []}


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"roles": []}, "roles", "required"),
        ({"roles": ["root"]}, "roles", "unknown"),
        ({"username": "  "}, "username", "required"),
        ({"username": "VORHANDEN"}, "username", "taken"),
        ({"email": "DA@stadt.example"}, "email", "taken"),
    ],
)
def test_what_cannot_be_created(changes: dict[str, object], field: str, reason: str) -> None:
    admin = make_actor("admin")
    _create(admin, username="vorhanden", email="da@stadt.example")
    with pytest.raises(InvalidInput) as error:
        _create(admin, **changes)
    assert (error.value.field, error.value.reason) == (field, reason)


def test_the_database_refuses_an_unknown_role() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Staff.objects.create(username="x", roles=["root"])


ACTIONS_OF_ADMIN: list[Callable[[int, Actor], object]] = [
    lambda pk, by: _create(by),
    lambda pk, by: actions.set_rights(staff_id=pk, roles=["admin"], teams=[], by=by, now=NOW),
    lambda pk, by: actions.close(staff_id=pk, by=by, now=NOW),
    lambda pk, by: actions.open_again(staff_id=pk, by=by, now=NOW),
    lambda pk, by: actions.reset_second_factor(staff_id=pk, by=by, now=NOW),
    lambda pk, by: actions.reset_password(staff_id=pk, by=by, now=NOW),
    lambda pk, by: queries.all_staff(by=by),
    lambda pk, by: queries.one_staff(pk, by=by),
]


@pytest.mark.parametrize("action", ACTIONS_OF_ADMIN)
@pytest.mark.parametrize("role", ["clearing", "caseworker", "head", "council"])
def test_only_the_administrator_touches_accounts(action: Callable[[int, Actor], object], role: str) -> None:
    staff = make_staff("clearing")
    with pytest.raises(NotAllowed):
        action(staff.pk, make_actor(role))


def test_new_rights_end_every_session_and_the_same_rights_none() -> None:
    admin, staff = make_actor("admin"), make_staff("caseworker", teams=("a",))
    before = staff.get_session_auth_hash()
    actions.set_rights(staff_id=staff.pk, roles=["caseworker"], teams=["a"], by=admin, now=NOW)
    staff.refresh_from_db()
    assert staff.get_session_auth_hash() == before
    actions.set_rights(staff_id=staff.pk, roles=["head"], teams=[], by=admin, now=NOW)
    staff.refresh_from_db()
    assert staff.get_session_auth_hash() != before


def test_the_last_administrator_stays() -> None:
    person = make_staff("admin")
    admin = queries.actor_for(person)
    with pytest.raises(actions.LastAdministrator):
        actions.set_rights(staff_id=person.pk, roles=["head"], teams=[], by=admin, now=NOW)
    with pytest.raises(actions.LastAdministrator):
        actions.close(staff_id=person.pk, by=admin, now=NOW)
    make_staff("admin")
    actions.close(staff_id=person.pk, by=admin, now=NOW)


def test_a_closed_account_is_nobody() -> None:
    staff = make_staff("head")
    actions.close(staff_id=staff.pk, by=make_actor("admin"), now=NOW)
    staff.refresh_from_db()
    assert queries.actor_for(staff).roles == frozenset()


def test_the_actor_has_all_roles_and_the_first_team() -> None:
    actor = queries.actor_for(make_staff("caseworker", "clearing", teams=("b", "a")))
    assert actor.role == "clearing"
    assert actor.team == "b"
    assert actor.roles == {"clearing", "caseworker"}
    assert actor.teams == {"a", "b"}


def test_the_secret_of_a_second_factor_is_not_readable_in_the_database() -> None:
    (login, *_rest) = DEMO_LOGINS
    actions.ensure_demo_staff(by=SYSTEM, now=NOW)
    factor = Authenticator.objects.get(user__username=login.username, type="totp")
    assert login.totp_secret not in str(factor.data)


def test_a_reset_takes_factor_and_recovery_codes() -> None:
    staff = make_staff("clearing")
    actions.reset_second_factor(staff_id=staff.pk, by=make_actor("admin"), now=NOW)
    assert not Authenticator.objects.filter(user=staff).exists()


def test_nobody_sets_a_factor_or_password_for_somebody_else() -> None:
    staff, other = make_staff("clearing", factor=False), make_actor("admin")
    with pytest.raises(NotFound):
        actions.set_second_factor(staff_id=staff.pk, secret="A" * 32, code="1", by=other, now=NOW)
    with pytest.raises(NotFound):
        actions.change_password(staff_id=staff.pk, password="x", by=other, now=NOW)


def test_demo_staff_is_the_same_however_often_it_is_made() -> None:
    first = actions.ensure_demo_staff(by=SYSTEM, now=NOW)
    events = sum(len(events_of(stream_kind="account", stream_ref=str(pk))) for pk in first.values())
    assert actions.ensure_demo_staff(by=SYSTEM, now=NOW) == first
    assert sum(len(events_of(stream_kind="account", stream_ref=str(pk))) for pk in first.values()) == events
    teams = [set(login.teams) for login in DEMO_LOGINS if "caseworker" in login.roles]
    assert all(teams.count(team) >= 2 for team in teams), "reviewer ≠ author needs two people a team"
    assert {role for login in DEMO_LOGINS for role in login.roles} == {
        "clearing", "desk", "station", "caseworker", "legal", "procedures", "head", "council", "admin",
    }  # fmt: skip


def test_the_demo_code_is_for_invented_people_only_and_moves_on_when_used() -> None:
    ids = actions.ensure_demo_staff(by=SYSTEM, now=NOW)
    login = DEMO_LOGINS[0]
    code = queries.demo_code(ids[login.username], now=NOW)
    assert code == format_hotp_value(hotp_value(login.totp_secret, int(NOW.timestamp()) // 30))
    assert actions.use_code(staff_id=ids[login.username], code=code, now=NOW)
    assert queries.demo_code(ids[login.username], now=NOW) != code
    assert queries.demo_code(make_staff("admin").pk, now=NOW) is None


def test_a_code_is_taken_once() -> None:
    staff = make_staff("clearing")
    assert actions.use_code(staff_id=staff.pk, code="123456", now=NOW)
    assert not actions.use_code(staff_id=staff.pk, code="123456", now=NOW + timedelta(seconds=89))
    assert actions.use_code(staff_id=staff.pk, code="123456", now=NOW + timedelta(hours=1))


def test_attempts_are_counted_per_key_and_window_and_names_are_not_stored() -> None:
    def tries(count: int, now: object = NOW) -> list[bool]:
        return [actions.count_attempt(limits={"name:mira": 3, "address:1": 100}, now=NOW) for _ in range(count)]

    assert tries(4) == [True, True, True, False]
    assert actions.count_attempt(limits={"name:other": 3}, now=NOW)
    assert actions.count_attempt(limits={"name:mira": 3}, now=NOW + actions.WINDOW)
    assert not Attempt.objects.filter(key__contains="mira").exists()


def test_a_right_attempt_does_not_count() -> None:
    for _ in range(10):
        assert actions.count_attempt(limits={"name:mira": 3}, now=NOW)
        actions.forgive_attempt(keys=["name:mira"], now=NOW)


@pytest.mark.django_db(transaction=True)
def test_the_count_is_exact_however_many_try_at_once() -> None:
    """Threads have connections of their own, as two processes have. Check-then-write would let more than five through."""

    def attempt(_number: int) -> bool:
        try:
            return actions.count_attempt(limits={"name:mira": 5}, now=NOW)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(attempt, range(64))) == 5


def test_attempts_of_a_window_that_is_over_are_swept() -> None:
    actions.count_attempt(limits={"name:mira": 1}, now=NOW)
    assert actions.forget_attempts(now=NOW) == 0
    assert actions.forget_attempts(now=NOW + 2 * actions.WINDOW) == 1
    assert not Attempt.objects.exists()
