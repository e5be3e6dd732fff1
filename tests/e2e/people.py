"""Who works in the office of the stories, and what it offers: the demonstration's own, through the real actions."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from unittest.mock import patch

from django.conf import global_settings
from django.contrib.auth.hashers import make_password
from django.test import override_settings

#: The demonstration's people share a password, and a slow hash is the point of one: made once a test process.
_hash_of = cache(make_password)


def furnish() -> None:
    """Office, teams, catalogue and staff exist."""
    from amtslotse.accounts.actions import ensure_demo_staff
    from amtslotse.catalogue.actions import load
    from amtslotse.kernel.actor import SYSTEM
    from amtslotse.offices.actions import DEMO_OFFICE, configure_from

    now = datetime.now(UTC)
    configure_from(path=DEMO_OFFICE, by=SYSTEM, now=now)
    slowly = override_settings(
        PASSWORD_HASHERS=global_settings.PASSWORD_HASHERS
    )  # the server knows no hashes made fast for tests
    with slowly, patch("django.contrib.auth.base_user.make_password", _hash_of):
        ensure_demo_staff(by=SYSTEM, now=now)
    load(by=SYSTEM, now=now)
