"""A letter goes out in another language only once somebody answers for that text; German always does."""

from __future__ import annotations

import pytest

from amtslotse.casework import queries
from amtslotse.casework.queries import reading
from tests.casework.walk import filed, furnish

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("demonstration", "language"), [(True, "ar"), (False, "de")])
def test_unchecked_texts_stay_german_in_a_real_office(
    settings, monkeypatch: pytest.MonkeyPatch, demonstration: bool, language: str
) -> None:
    settings.DEMO = demonstration
    furnish()
    access = filed(language="ar")
    printed = []
    render = reading.paper.render
    monkeypatch.setattr(reading.paper, "render", lambda *given: printed.append(given[2]) or render(*given))
    assert queries.receipt_paper(access=access).content.startswith(b"%PDF-")
    assert printed == [language]
