"""Says on standard error what is going on, so that nobody waits in the dark; standard output stays clean."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Say = Callable[[str], None]

#: On a terminal the line is written over; in a log a new line every few seconds is enough.
PAUSE_ON_TERMINAL, PAUSE_IN_LOG = 0.1, 2.0


@contextmanager
def step(name: str) -> Iterator[Say]:
    """One step is named when it begins and timed when it ends; ``say("45 %")`` shows how far it is."""
    terminal = sys.stderr.isatty()
    began = last = time.monotonic()
    print(f"  {name} …", end="" if terminal else "\n", file=sys.stderr, flush=True)

    def say(how_far: str) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < (PAUSE_ON_TERMINAL if terminal else PAUSE_IN_LOG):
            return
        last = now
        line = f"  {name} … {how_far}"
        print(f"\r{line}\x1b[K" if terminal else line, end="" if terminal else "\n", file=sys.stderr, flush=True)

    yield say
    took = time.monotonic() - began
    done = f"  {name}: {took:.1f} s"
    if terminal:
        print(f"\r{done}\x1b[K", file=sys.stderr, flush=True)
    elif took > PAUSE_IN_LOG:
        print(done, file=sys.stderr, flush=True)
