from __future__ import annotations

from collections.abc import Iterator

import pytest

from amtslotse.catalogue.models import ServiceVersion
from tests.casework.walk import People, furnish, standing


@pytest.fixture(scope="package")
def furnished(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """While the tests of this room run."""
    with standing(django_db_blocker):
        yield


@pytest.fixture
def office(furnished: None, db: None) -> None:
    if not ServiceVersion.objects.exists():  # a test that commits has cleared it all
        furnish()


@pytest.fixture
def people(office: None) -> People:
    return People()
