"""Accounts, rights, passwords and second factors change here and nowhere else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, validate_totp_code
from django.db import IntegrityError, connection, transaction
from django.utils.crypto import salted_hmac

from amtslotse.accounts.models import Absence, Attempt, Staff, UsedCode
from amtslotse.accounts.queries import may_note
from amtslotse.accounts.rules import DEMO_LOGINS, DEMO_PASSWORD, ROLES, require
from amtslotse.journal.actions import append
from amtslotse.journal.rules import NewEvent
from amtslotse.kernel import codes, names
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound
from amtslotse.kernel.localtime import day_of

#: A window of attempts, and how many there may be in it (ADR: staff sign-in).
WINDOW = timedelta(minutes=5)
#: Parental leave fits; a typing mistake in the year does not.
LONGEST_ABSENCE = timedelta(days=3 * 366)

# In the order of the keys, so that two that count the same keys never wait for each other.
_COUNT = """
INSERT INTO accounts_attempt (key, count, until)
SELECT key, 1, %s FROM unnest(%s::text[]) AS tried(key) ORDER BY key
ON CONFLICT (key) DO UPDATE SET count = accounts_attempt.count + 1 RETURNING key, count
"""


class LastAdministrator(DomainError):
    """Nobody else could give rights any more."""

    code = "last_administrator"


@transaction.atomic
def create_staff(
    *,
    username: str,
    first_name: str,
    last_name: str,
    email: str,
    roles: Sequence[str],
    teams: Sequence[str],
    by: Actor,
    now: datetime,
) -> str:
    """The account exists, and the answer is its initial password, which must be changed at the first sign-in.

    Raises ``NotAllowed``, and ``InvalidInput`` (``required``, ``taken``, ``unknown``) naming the field.
    """
    require(by, "accounts.staff")
    staff = Staff(
        username=names.clean(username, field="username", longest=60).lower(),
        first_name=names.clean(first_name, field="first_name", longest=150),
        last_name=names.clean(last_name, field="last_name", longest=150),
        email=names.clean(email, field="email"),
        roles=_known_roles(roles),
        teams=list(teams),
        password_is_initial=True,
    )
    if not staff.username:
        raise InvalidInput(field="username", reason="required")
    password = codes.spoken(codes.fresh())
    staff.set_password(password)
    _insert(staff)
    _journal(staff, NewEvent("accounts.created", _rights(staff)), by=by, now=now)
    return password


@transaction.atomic
def set_rights(*, staff_id: int, roles: Sequence[str], teams: Sequence[str], by: Actor, now: datetime) -> None:
    """The account has exactly these roles and teams, and every session it had is over.

    Raises ``NotAllowed``, ``NotFound``, ``InvalidInput`` and ``LastAdministrator``.
    """
    require(by, "accounts.staff")
    staff = _locked(staff_id)
    wanted = _known_roles(roles)
    if "admin" in staff.roles and "admin" not in wanted:
        _another_administrator_than(staff)
    if (staff.roles, staff.teams) == (wanted, list(teams)):
        return
    staff.roles, staff.teams = wanted, list(teams)
    _new_generation(staff)
    _journal(staff, NewEvent("accounts.rights_changed", _rights(staff)), by=by, now=now)


@transaction.atomic
def close(*, staff_id: int, by: Actor, now: datetime) -> None:
    """Nobody can sign in with the account, and its sessions are over. Raises as ``set_rights``."""
    require(by, "accounts.staff")
    staff = _locked(staff_id)
    if "admin" in staff.roles:
        _another_administrator_than(staff)
    staff.is_active = False
    _new_generation(staff)
    _journal(staff, NewEvent("accounts.closed"), by=by, now=now)


@transaction.atomic
def open_again(*, staff_id: int, by: Actor, now: datetime) -> None:
    """A closed account works again, with the rights it had. Raises ``NotAllowed`` and ``NotFound``."""
    require(by, "accounts.staff")
    staff = _locked(staff_id)
    staff.is_active = True
    _new_generation(staff)
    _journal(staff, NewEvent("accounts.opened"), by=by, now=now)


@transaction.atomic
def reset_second_factor(*, staff_id: int, by: Actor, now: datetime) -> None:
    """The account has no second factor: its next sign-in begins with setting one up, and its sessions are over."""
    require(by, "accounts.staff")
    staff = _locked(staff_id)
    Authenticator.objects.filter(user_id=staff.pk).delete()
    _new_generation(staff)
    _journal(staff, NewEvent("accounts.second_factor_reset"), by=by, now=now)


@transaction.atomic
def reset_password(*, staff_id: int, by: Actor, now: datetime) -> str:
    """The old password is dead; the answer is an initial one that must be changed at the next sign-in."""
    require(by, "accounts.staff")
    staff = _locked(staff_id)
    password = codes.spoken(codes.fresh())
    staff.set_password(password)
    staff.password_is_initial = True
    _new_generation(staff)
    _journal(staff, NewEvent("accounts.password_reset"), by=by, now=now)
    return password


@transaction.atomic
def change_password(*, staff_id: int, password: str, by: Actor, now: datetime) -> None:
    """The person's password is the new one, chosen by herself. Every session but the one that asks is over.

    The caller renews that session's hash (``update_session_auth_hash``). Raises ``NotFound`` for somebody else's account.
    """
    if by.staff_id != staff_id:
        raise NotFound(f"account {staff_id}")
    staff = _locked(staff_id)
    staff.set_password(password)
    staff.password_is_initial = False
    staff.save(update_fields=["password", "password_is_initial"])
    _journal(staff, NewEvent("accounts.password_changed"), by=by, now=now)


@transaction.atomic
def set_second_factor(*, staff_id: int, secret: str, code: str, by: Actor, now: datetime) -> tuple[str, ...]:
    """The account has this TOTP secret and fresh recovery codes, which are the answer and are shown this once.

    ``code`` proves that her authenticator holds the secret; it is used up. Raises ``NotFound`` for somebody else's account
    and ``InvalidInput`` (field ``code``; ``wrong``, or ``taken`` when there is a second factor already).
    """
    if by.staff_id != staff_id:
        raise NotFound(f"account {staff_id}")
    staff = _locked(staff_id)
    if Authenticator.objects.filter(user_id=staff.pk, type=Authenticator.Type.TOTP).exists():
        raise InvalidInput(field="code", reason="taken")
    if not validate_totp_code(secret, code) or not use_code(staff_id=staff.pk, code=code, now=now):
        raise InvalidInput(field="code", reason="wrong")
    Authenticator.objects.filter(user_id=staff.pk).delete()
    TOTP.activate(staff, secret)
    recovery: list[str] = RecoveryCodes.activate(staff).generate_codes()
    _journal(staff, NewEvent("accounts.second_factor_set"), by=by, now=now)
    return tuple(recovery)


@transaction.atomic
def set_absence(*, staff_id: int, deputy_id: int, starts_on: date, back_on: date, by: Actor, now: datetime) -> int:
    """From ``starts_on`` until the day she is back, her deputy has her inbox as well. Returns the absence.

    Raises ``NotAllowed``, ``NotFound``, and ``InvalidInput``: ``deputy`` ``same_person``, ``no_shared_team`` or
    ``not_a_caseworker``; ``back_on`` ``too_early`` or ``too_late``; ``starts_on`` ``taken`` when another absence overlaps
    (constraint ``absences_do_not_overlap``).
    """
    require(by, "casework.deputy")
    person, deputy = _locked(staff_id), Staff.objects.filter(pk=deputy_id, is_active=True).first()
    if not may_note(by, person):
        raise NotAllowed(action="casework.deputy")
    if deputy is None or "caseworker" not in deputy.roles:
        raise InvalidInput(field="deputy", reason="not_a_caseworker")
    if deputy.pk == person.pk:
        raise InvalidInput(field="deputy", reason="same_person")
    if not set(deputy.teams) & set(person.teams):
        raise InvalidInput(field="deputy", reason="no_shared_team")
    if back_on <= max(starts_on, day_of(now)):
        raise InvalidInput(field="back_on", reason="too_early")
    if back_on > starts_on + LONGEST_ABSENCE:
        raise InvalidInput(field="back_on", reason="too_late")
    try:
        with transaction.atomic():
            absence = Absence.objects.create(staff=person, deputy=deputy, starts_on=starts_on, back_on=back_on)
    except IntegrityError:
        raise InvalidInput(field="starts_on", reason="taken") from None
    _journal(person, NewEvent("accounts.absence_set"), by=by, now=now)
    return absence.pk


@transaction.atomic
def end_absence(*, absence: int, by: Actor, now: datetime) -> None:
    """She is back today, or was never away when it had not begun. Raises ``NotAllowed`` and ``NotFound``."""
    require(by, "casework.deputy")
    row = Absence.objects.select_for_update(of=("self",)).select_related("staff").filter(pk=absence).first()
    if row is None or not may_note(by, row.staff):
        raise NotFound(f"absence {absence}")
    today = day_of(now)
    if row.starts_on >= today:
        row.delete()
    elif row.back_on > today:
        row.back_on = today
        row.save(update_fields=["back_on"])
    _journal(row.staff, NewEvent("accounts.absence_ended"), by=by, now=now)


def use_code(*, staff_id: int, code: str, now: datetime) -> bool:
    """True once for each code of a person, false ever after while the code could still be valid.

    The constraint ``a_code_is_used_once`` decides between two processes.
    """
    UsedCode.objects.filter(until__lt=now).delete()
    try:
        with transaction.atomic():
            UsedCode.objects.create(staff_id=staff_id, code=code, until=now + WINDOW)
    except IntegrityError:
        return False
    return True


def count_attempt(*, limits: dict[str, int], now: datetime) -> bool:
    """One more attempt is counted for each key; false when one of them is above its limit.

    One statement that commits at once: exact over any number of processes, and nobody waits for anybody's password hash.
    Keys are stored as keyed hashes. ``forget_attempts`` sweeps.
    """
    most = {_hashed(key, now): limit for key, limit in limits.items()}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [_window_end(now), sorted(most)])
        return all(count <= most[key] for key, count in cursor.fetchall())


def forget_attempts(*, now: datetime) -> int:
    """Attempts of windows that are over are gone; how many."""
    return Attempt.objects.filter(until__lt=now).delete()[0]


def forgive_attempt(*, keys: Collection[str], now: datetime) -> None:
    """The last attempt under each key was right and does not count. Earlier wrong ones still do."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_attempt SET count = count - 1 WHERE key = ANY(%s) AND count > 0",
            [[_hashed(key, now) for key in keys]],
        )


@transaction.atomic
def ensure_staff(
    *,
    username: str,
    first_name: str,
    last_name: str,
    roles: Sequence[str],
    teams: Sequence[str],
    password: str,
    totp_secret: str,
    by: Actor,
    now: datetime,
) -> int:
    """An account of this name exists with exactly these rights, this password and this second factor; answers its number.

    For set-up and the demonstration, from the command line: it asks no right. Calling it again changes and journals nothing.
    """
    staff = Staff.objects.filter(username=username).first()
    if staff is None:
        staff = Staff(
            username=username, first_name=first_name, last_name=last_name, roles=_known_roles(roles), teams=list(teams)
        )
        staff.set_password(password)
        _insert(staff)
        _journal(staff, NewEvent("accounts.created", _rights(staff)), by=by, now=now)
    elif (staff.roles, staff.teams) != (list(roles), list(teams)):
        staff.roles, staff.teams = _known_roles(roles), list(teams)
        _new_generation(staff)
        _journal(staff, NewEvent("accounts.rights_changed", _rights(staff)), by=by, now=now)
    if totp_secret and not Authenticator.objects.filter(user_id=staff.pk, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(staff, totp_secret)
        RecoveryCodes.activate(staff)
        _journal(staff, NewEvent("accounts.second_factor_set"), by=by, now=now)
    return int(staff.pk)


def ensure_demo_staff(*, by: Actor, now: datetime) -> dict[str, int]:
    """Everybody in ``DEMO_LOGINS`` can sign in; answers their numbers by user name."""
    return {
        login.username: ensure_staff(
            username=login.username,
            first_name=login.first_name,
            last_name=login.last_name,
            roles=login.roles,
            teams=login.teams,
            password=DEMO_PASSWORD,
            totp_secret=login.totp_secret,
            by=by,
            now=now,
        )
        for login in DEMO_LOGINS
    }


def _insert(staff: Staff) -> None:
    if Staff.objects.filter(username=staff.username).exists():
        raise InvalidInput(field="username", reason="taken")
    if staff.email and Staff.objects.filter(email__iexact=staff.email).exists():
        raise InvalidInput(field="email", reason="taken")
    staff.save(force_insert=True)


def _known_roles(roles: Sequence[str]) -> list[str]:
    if not roles:
        raise InvalidInput(field="roles", reason="required")
    if unknown := set(roles) - set(ROLES):
        raise InvalidInput(field="roles", reason="unknown", unknown=sorted(unknown))
    return [role for role in ROLES if role in roles]


def _rights(staff: Staff) -> dict[str, list[str]]:
    return {"roles": staff.roles, "teams": staff.teams}


def _locked(staff_id: int) -> Staff:
    try:
        return Staff.objects.select_for_update(of=("self",)).get(pk=staff_id)
    except Staff.DoesNotExist:
        raise NotFound(f"account {staff_id}") from None


def _another_administrator_than(staff: Staff) -> None:
    others = (
        Staff.objects.select_for_update(of=("self",)).filter(is_active=True, roles__contains=["admin"]).exclude(pk=staff.pk)
    )
    if not others:
        raise LastAdministrator


def _new_generation(staff: Staff) -> None:
    staff.generation += 1
    staff.save()


def _journal(staff: Staff, event: NewEvent, *, by: Actor, now: datetime) -> None:
    append(stream_kind="account", stream_ref=str(staff.pk), events=[event], by=by, now=now)


def _window_start(now: datetime) -> int:
    seconds = int(WINDOW.total_seconds())
    return int(now.timestamp()) // seconds * seconds


def _window_end(now: datetime) -> datetime:
    return datetime.fromtimestamp(_window_start(now), tz=now.tzinfo) + WINDOW


def _hashed(key: str, now: datetime) -> str:
    return salted_hmac("amtslotse.accounts.attempt", f"{key}\x1f{_window_start(now)}", algorithm="sha256").hexdigest()
