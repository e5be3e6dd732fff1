"""The work is checked at once, and the page's worker does the same work as the engine."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import amtslotse.web.ui
from amtslotse.engines.proofofwork import is_done, solve, zero_bits

WORKER = Path(amtslotse.web.ui.__file__).parent / "static/ui/guard-worker.js"


@settings(max_examples=30, deadline=None)
@given(token=st.text(max_size=80), bits=st.integers(0, 8))
def test_what_was_solved_is_done(token: str, bits: int) -> None:
    answer = solve(token.encode("utf-8", "replace").decode(), bits=bits)
    assert is_done(token.encode("utf-8", "replace").decode(), answer, bits=bits)


@pytest.mark.parametrize("answer", ["", "x", "-1", "١", "1" * 21, " 1", "1\n"])
def test_what_is_no_number_is_no_work(answer: str) -> None:
    assert not is_done("token", answer, bits=0)


def test_an_answer_is_worth_nothing_for_another_token() -> None:
    answer = solve("one", bits=12)
    assert is_done("one", answer, bits=12)
    assert not is_done("two", answer, bits=12)
    assert zero_bits("one", answer) >= 12


@pytest.mark.skipif(not shutil.which("node"), reason="node is not installed")
@pytest.mark.parametrize("length", [0, 1, 54, 55, 56, 62, 63, 64, 119, 200, 230])
def test_the_worker_of_the_page_does_the_same_work(length: int) -> None:
    token = "t" * length
    script = f"console.log(require({json.dumps(str(WORKER))}).solve({json.dumps(token)}, 10))"
    run = subprocess.run(["node", "-e", script], capture_output=True, check=True, text=True)
    assert run.stdout.strip() == solve(token, bits=10)
