from __future__ import annotations

import pytest

from tests.factories import appointments
from tests.factories.frontdesk import Hall


@pytest.fixture
def hall(db: None) -> Hall:
    hall = Hall()
    appointments.furnish()
    return hall
