from __future__ import annotations

import pytest

from tests.casework.walk import People, furnish


@pytest.fixture
def office(db: None) -> None:
    furnish()


@pytest.fixture
def people(office: None) -> People:
    return People()
