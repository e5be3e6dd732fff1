"""Reads about staff. Views are frozen: nobody outside this room holds a model but Django's own ``request.user``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.expressions import RawSQL

from amtslotse.accounts.models import Absence, Staff, UsedCode
from amtslotse.accounts.rules import DEMO_LOGINS, DEMO_PASSWORD, ROLES, Away, reach, require
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotFound
from amtslotse.kernel.names import sort_key

_DEMO_NAMES = frozenset(login.username for login in DEMO_LOGINS)


@dataclass(frozen=True, slots=True)
class StaffView:
    """An account as the list of staff shows it."""

    id: int
    username: str
    first_name: str
    last_name: str
    email: str
    roles: tuple[str, ...]
    teams: tuple[str, ...]
    is_active: bool
    has_second_factor: bool
    last_login: datetime | None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.username


@dataclass(frozen=True, slots=True)
class DemoAccess:
    """How to sign in to the demonstration as somebody."""

    username: str
    password: str
    totp_secret: str
    name: str
    roles: tuple[str, ...]
    teams: tuple[str, ...]


def actor_for(user: AbstractBaseUser | AnonymousUser) -> Actor:
    """The actor a signed-in member of staff is: all her roles and teams, and herself.

    ``role`` and ``team`` are what the journal may store: the first role in the order of the table, and the
    first team. Somebody who is not signed in, or whose account is closed, is nobody: an actor without roles.
    """
    if not isinstance(user, Staff) or not user.is_active:
        return Actor(role="nobody")
    held = [role for role in ROLES if role in user.roles]
    return Actor(
        role=held[0] if held else "nobody",
        team=user.teams[0] if user.teams else "",
        staff_id=user.pk,
        teams=frozenset(user.teams),
        roles=frozenset(held),
    )


def actor_of(staff_id: int) -> Actor:
    """The actor that a member of staff is now, for a job that does what she asked for. Nobody once her account is closed."""
    return actor_for(Staff.objects.filter(pk=staff_id).first() or AnonymousUser())


def names_of(staff_ids: set[int]) -> dict[int, str]:
    """The name of each member of staff, for pages that show who has a case. One query."""
    found = Staff.objects.filter(pk__in=staff_ids).only("first_name", "last_name", "username")
    return {person.pk: person.get_full_name() or person.username for person in found}


@dataclass(frozen=True, slots=True)
class AbsenceView:
    """An absence that is not over yet."""

    id: int
    staff: int
    name: str
    deputy: str
    starts_on: date
    back_on: date


def absences(*, on: date) -> Away:
    """Who is away on the day, and each one's deputy. One query."""
    rows = Absence.objects.filter(starts_on__lte=on, back_on__gt=on).values_list("staff_id", "deputy_id")
    return Away(dict(rows))


#: Everybody who is away, followed from deputy to deputy until somebody is there; a ring of absences ends.
_COVERED_BY = """
WITH RECURSIVE away AS (
    SELECT staff_id, deputy_id FROM accounts_absence WHERE starts_on <= %s AND back_on > %s
), chain AS (
    SELECT staff_id, deputy_id, ARRAY[staff_id] AS path FROM away
    UNION ALL
    SELECT chain.staff_id, away.deputy_id, path || away.staff_id
    FROM chain JOIN away ON away.staff_id = chain.deputy_id WHERE away.staff_id <> ALL (path)
)
SELECT staff_id FROM chain WHERE deputy_id = %s AND NOT EXISTS (SELECT FROM away WHERE away.staff_id = chain.deputy_id)
"""


def covered_by(staff: int | None, *, on: date) -> RawSQL:
    """``Away.covered_by`` as SQL, for filters of others: a test proves them equal. No query of its own."""
    return RawSQL(_COVERED_BY, (on, on, staff))  # noqa: S611  a constant; the day and the number are parameters


def away_staff(*, on: date) -> QuerySet[Absence, int]:
    """Who is away on the day, for filters of others. No query of its own."""
    return Absence.objects.filter(starts_on__lte=on, back_on__gt=on).values_list("staff_id", flat=True)


def coming_absences(*, by: Actor, on: date) -> list[AbsenceView]:
    """Absences of the day and later, as far as the reader may note them, soonest first. Raises ``NotAllowed``. One query."""
    require(by, "casework.deputy")
    rows = Absence.objects.select_related("staff", "deputy").filter(back_on__gt=on).order_by("starts_on", "pk")
    return [
        AbsenceView(row.pk, row.staff_id, str(row.staff), str(row.deputy), row.starts_on, row.back_on)
        for row in rows
        if may_note(by, row.staff)
    ]


def colleagues(*, by: Actor) -> dict[int, str]:
    """Open accounts of caseworkers for whom the reader may note deputies, by name. Raises ``NotAllowed``. One query."""
    require(by, "casework.deputy")
    found = [each for each in Staff.objects.filter(is_active=True, roles__contains=["caseworker"]) if may_note(by, each)]
    return {each.pk: str(each) for each in sorted(found, key=lambda each: sort_key(f"{each.last_name} {each.first_name}"))}


def caseworkers() -> dict[int, tuple[str, frozenset[str]]]:
    """Name and teams of every caseworker with an open account. One query."""
    found = Staff.objects.filter(is_active=True, roles__contains=["caseworker"]).order_by("last_name", "pk")
    return {each.pk: (str(each), frozenset(each.teams)) for each in found}


def may_note(by: Actor, person: Staff) -> bool:
    """Whether the actor may note absences and deputies of this person: in the whole office, or in a team of her own."""
    return reach(by, "casework.deputy") == "office" or bool(by.teams & set(person.teams))


def all_staff(*, by: Actor) -> list[StaffView]:
    """Everybody, by name. Raises ``NotAllowed``."""
    require(by, "accounts.staff")
    return sorted((_view(person) for person in _with_factor()), key=lambda view: (sort_key(view.last_name), view.username))


def one_staff(staff_id: int, *, by: Actor) -> StaffView:
    """One account. Raises ``NotAllowed`` and ``NotFound``."""
    require(by, "accounts.staff")
    person = _with_factor().filter(pk=staff_id).first()
    if person is None:
        raise NotFound(f"account {staff_id}")
    return _view(person)


def has_second_factor(staff_id: int) -> bool:
    """Whether the account has a second factor of ours."""
    return bool(Authenticator.objects.filter(user_id=staff_id, type=Authenticator.Type.TOTP).exists())


def with_mail(email: str) -> Staff | None:
    """The open account with this mail address, for a sign-in that the office's own issuer vouches for."""
    return Staff.objects.filter(email__iexact=email, is_active=True).first() if email else None


def count_staff() -> int:
    """How many open accounts there are."""
    return Staff.objects.filter(is_active=True).count()


def demo_access() -> tuple[DemoAccess, ...]:
    """Every login of the demonstration, for ``amtslotse demo`` to print and for the sign-in page."""
    return tuple(
        DemoAccess(
            login.username, DEMO_PASSWORD, login.totp_secret, f"{login.first_name} {login.last_name}", login.roles, login.teams
        )
        for login in DEMO_LOGINS
    )


def demo_code(staff_id: int, *, now: datetime) -> str | None:
    """A code that this invented person can use now; ``None`` for everybody who is not invented.

    Takes the neighbouring window where the current code was used already. Callers show it in the demonstration only.
    """
    staff = Staff.objects.filter(pk=staff_id, username__in=_DEMO_NAMES).first()
    factor = Authenticator.objects.filter(user_id=staff_id, type=Authenticator.Type.TOTP).first()
    if staff is None or factor is None:
        return None
    secret = decrypt(factor.data["secret"])
    counter = int(now.timestamp()) // mfa_settings.TOTP_PERIOD
    used = set(UsedCode.objects.filter(staff_id=staff_id).values_list("code", flat=True))
    candidates: list[str] = [format_hotp_value(hotp_value(secret, counter + step)) for step in (0, 1, -1)]
    return next((code for code in candidates if code not in used), candidates[0])


def _with_factor() -> QuerySet[Staff]:
    factor = Authenticator.objects.filter(user_id=OuterRef("pk"), type=Authenticator.Type.TOTP)
    return Staff.objects.annotate(has_factor=Exists(factor))


def _view(person: Staff) -> StaffView:
    return StaffView(
        id=person.pk,
        username=person.username,
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email,
        roles=tuple(person.roles),
        teams=tuple(person.teams),
        is_active=person.is_active,
        has_second_factor=person.has_factor,  # type: ignore[attr-defined]
        last_login=person.last_login,
    )
