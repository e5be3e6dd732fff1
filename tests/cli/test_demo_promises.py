"""What the demonstration promises: one promise for each value, in three languages, for months already."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from amtslotse.cli import demo_promises
from amtslotse.reporting import queries
from amtslotse.reporting.rules.promises import VALUES
from tests.factories.staff import make_actor

pytestmark = pytest.mark.django_db
SHARES = {60: "sechs von zehn", 75: "drei von vier", 80: "acht von zehn", 90: "neun von zehn"}


def test_the_four_values_are_promised_once_and_checked_in_every_language() -> None:
    head, now = make_actor("head"), datetime.now(UTC)
    for _ in range(2):
        demo_promises.publish(head=head, now=now)
    found = queries.promises(now=now).living
    assert sorted(one.versions[0].value for one in found) == sorted(VALUES)
    assert sorted(len(one.versions) for one in found) == [1, 1, 1, 2]
    for one in found:
        assert one.current is one.versions[0]
        for version in one.versions:
            assert version.target is not None
            assert SHARES[version.target.share] in version.sentence.lower(), "no sentence promises more than its target"
            assert [(text.language, text.checked_by) for text in version.texts] == [
                ("ar", "Demonstration"),
                ("en", "Demonstration"),
            ]
