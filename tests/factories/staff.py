"""Members of staff for tests, and clients that are signed in as them, second factor included."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from itertools import count

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.auth.models import AbstractUser
from django.test import Client

from amtslotse.accounts.actions import ensure_staff
from amtslotse.accounts.models import Staff
from amtslotse.accounts.queries import actor_for
from amtslotse.kernel.actor import SYSTEM, Actor

PASSWORD = "a-password-for-tests"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

_numbers = count(1)


def make_staff(*roles: str, teams: tuple[str, ...] = (), username: str = "", factor: bool = True) -> Staff:
    """A member of staff with these roles and teams, who has a second factor unless told otherwise."""
    number = next(_numbers)
    pk = ensure_staff(
        username=username or f"person{number}",
        first_name="Person",
        last_name=str(number),
        roles=roles,
        teams=teams,
        password=PASSWORD,
        totp_secret=SECRET if factor else "",
        by=SYSTEM,
        now=NOW,
    )
    return Staff.objects.get(pk=pk)


def make_actor(*roles: str, teams: tuple[str, ...] = ()) -> Actor:
    """The actor a new member of staff is."""
    return actor_for(make_staff(*roles, teams=teams))


def sign_in(user: AbstractUser, client: Client | None = None) -> Client:
    """A client whose session has signed in with password and second factor, without the pages."""
    client = client or Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": time.time(), "username": user.username},
        {"method": "mfa", "at": time.time(), "type": "totp"},
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client
