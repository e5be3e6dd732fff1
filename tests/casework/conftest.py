from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import TransactionTestCase

from amtslotse.catalogue.models import ServiceVersion
from tests.casework.walk import People, furnish


@pytest.fixture(scope="package")
def furnished(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """The office stands, committed, while the tests of this room run: to furnish it takes longer than most of them."""
    with django_db_blocker.unblock():
        furnish()
    yield
    with django_db_blocker.unblock():
        TransactionTestCase._fixture_teardown(None)


@pytest.fixture
def office(furnished: None, db: None) -> None:
    if not ServiceVersion.objects.exists():  # a test that commits has cleared it all
        furnish()


@pytest.fixture
def people(office: None) -> People:
    return People()
