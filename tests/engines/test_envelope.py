from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.engines.envelope import Broken, Sealed, seal, unseal

MASTER = bytes(range(32))


@given(st.binary(max_size=2000), st.text(max_size=40))
def test_round_trip_and_nothing_readable(content: bytes, identity: str) -> None:
    sealed = seal(content, master=MASTER, identity=identity)
    assert unseal(sealed, master=MASTER, identity=identity) == content
    assert len(content) < 8 or content not in sealed.content
    assert seal(content, master=MASTER, identity=identity).content != sealed.content


@given(st.binary(min_size=1, max_size=200), st.data())
def test_a_changed_byte_is_seen(content: bytes, data: st.DataObject) -> None:
    sealed = seal(content, master=MASTER, identity="a")
    which = data.draw(st.sampled_from(["content", "wrapped_key"]))
    changed = bytearray(getattr(sealed, which))
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= 1
    with pytest.raises(Broken):
        unseal(replace(sealed, **{which: bytes(changed)}), master=MASTER, identity="a")


def test_one_documents_key_opens_no_other() -> None:
    first, second = (seal(b"x", master=MASTER, identity=name) for name in ("a", "b"))
    for sealed, master, identity in (
        (first, MASTER, "b"),
        (Sealed(first.content, second.wrapped_key), MASTER, "a"),
        (Sealed(second.content, first.wrapped_key), MASTER, "a"),
        (first, bytes(32), "a"),
        (Sealed(b"", b""), MASTER, "a"),
    ):
        with pytest.raises(Broken):
            unseal(sealed, master=master, identity=identity)
