"""Whatever is wrong in a service file, the answer is a named fault, never a crash."""

import copy
from contextlib import suppress
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from amtslotse.catalogue.rules import InvalidCatalogue, assemble, parse
from tests.catalogue.conftest import LIBRARY, SERVICES

junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(("de", "key", "use", "not", "when")), inner),
    max_leaves=4,
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, item in inside for place in _places(item, (*path, key)))]


PLACES = [(key, place) for key, service in SERVICES.items() for place in _places(service) if place]


@given(st.sampled_from(PLACES), junk)
def test_a_fault_anywhere_is_named_or_harmless(where: tuple[str, tuple[Any, ...]], instead: Any) -> None:
    key, place = where
    service: Any = copy.deepcopy(SERVICES[key])
    holder = service
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = instead
    with suppress(InvalidCatalogue):
        parse(assemble(service, LIBRARY, file="x.toml"), file="x.toml")
