from __future__ import annotations

import pytest

from tests.factories.frontdesk import Hall


@pytest.fixture
def hall(db: None) -> Hall:
    return Hall()
