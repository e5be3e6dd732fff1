"""Reads about staff. Views are frozen: nobody outside this room holds a model."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from amtslotse.accounts.models import Staff
from amtslotse.accounts.rules import ROLES
from amtslotse.kernel.actor import Actor


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
