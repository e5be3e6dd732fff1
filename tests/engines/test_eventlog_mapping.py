"""A mapping is taken as a whole or refused with field, reason and remedy."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.engines.eventlog import Mapping, MappingError

LEAST = {"case": "c", "activity": "a", "time": "t"}


def test_what_a_mapping_may_leave_out() -> None:
    mapping = Mapping.parse(LEAST, name="receipt")
    assert (mapping.source, mapping.delimiter, mapping.timezone.key) == ("receipt", ",", "Europe/Berlin")
    assert (mapping.attributes, mapping.keeps_roles, mapping.touched) == ((), False, None)
    assert mapping.columns == LEAST
    assert mapping.is_touched("anything")


def test_words_for_activities() -> None:
    mapping = Mapping.parse(
        LEAST
        | {
            "milestones": {"received": ["in"], "ended": ["out", "gone"]},
            "waits_on": {"applicant": ["ask"], "partner:foreign_office": ["visa"]},
        },
        name="x",
    )
    assert mapping.milestone_of == {"in": "received", "out": "ended", "gone": "ended"}
    assert mapping.waits_on_of == {"ask": "applicant", "visa": "partner:foreign_office"}
    assert [mapping.is_touched(activity) for activity in ("in", "out", "other")] == [False, True, True]
    named = Mapping.parse(LEAST | {"touched": ["in"]}, name="x")
    assert [named.is_touched(activity) for activity in ("in", "out")] == [True, False]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"acticity": "a"}, "acticity"),
        ({"case": 3}, "case"),
        ({"case": ""}, "case"),
        ({"attributes": "a"}, "attributes"),
        ({"attributes": [1]}, "attributes"),
        ({"timezone": "Europe/Karlsruhe"}, "timezone"),
        ({"timezone": "../../etc/passwd"}, "timezone"),
        ({"delimiter": ";;"}, "delimiter"),
        ({"delimiter": '"'}, "delimiter"),
        ({"resource_is": "team"}, "resource_is"),
        ({"source": "amtslotse"}, "source"),
        ({"source": "Ein Name"}, "source"),
        ({"milestones": ["in"]}, "milestones"),
        ({"milestones": {"begun": ["in"]}}, "milestones.begun"),
        ({"milestones": {"received": ["in"], "ended": ["in"]}}, "milestones.ended"),
        ({"waits_on": {"nobody_else": ["in"]}}, "waits_on.nobody_else"),
        ({"touched": "in"}, "touched"),
    ],
)
def test_a_mistake_is_named_with_its_remedy(change: dict[str, Any], field: str) -> None:
    with pytest.raises(MappingError) as caught:
        Mapping.parse({**LEAST, **change}, name="x")
    assert caught.value.field == field
    assert caught.value.remedy
    assert str(caught.value).startswith(f"{field}: ")


@pytest.mark.parametrize("key", ["case", "activity", "time"])
def test_the_three_that_must_be_there(key: str) -> None:
    with pytest.raises(MappingError, match=f"{key}: missing; add {key} = "):
        Mapping.parse({name: value for name, value in LEAST.items() if name != key}, name="x")


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
_KEYS = st.sampled_from(
    [
        "case",
        "activity",
        "time",
        "resource",
        "attributes",
        "timezone",
        "delimiter",
        "source",
        "milestones",
        "waits_on",
        "touched",
    ]
)


@given(st.dictionaries(_KEYS, _ANYTHING), st.text(max_size=10))
def test_no_content_ends_in_anything_but_a_mapping_or_a_mapping_error(raw: dict[str, Any], name: str) -> None:
    try:
        mapping = Mapping.parse(LEAST | raw, name=name)
    except MappingError:
        return
    assert {"case", "activity", "time"} <= set(mapping.columns)
