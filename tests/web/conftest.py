"""Pages under test: catalogues compiled, and an unknown template name is an error."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.template import engines
from django.utils import translation

from tests.casework.walk import standing
from tools import messages


class Unknown(Exception):
    """A template asked for a name that no view gave."""


class _Raises(str):
    def __contains__(self, _: object) -> bool:
        return True

    def __mod__(self, name: object) -> str:
        raise Unknown(str(name))


@pytest.fixture(scope="session", autouse=True)
def _catalogues() -> None:
    for room in messages.rooms([]):
        messages.compile_room(room)


@pytest.fixture(scope="module")
def furnished(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """While the tests of a file run."""
    with standing(django_db_blocker):
        yield


@pytest.fixture(autouse=True)
def _strict_pages() -> Iterator[None]:
    engine = engines["django"].engine
    before, engine.string_if_invalid = engine.string_if_invalid, _Raises("%s")
    yield
    engine.string_if_invalid = before
    translation.deactivate()  # the language of the last page asked for
