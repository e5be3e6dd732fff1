"""The parent's side: start the child, wait no longer than agreed, believe nothing but its answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass

from amtslotse.engines.cleaning.kinds import Cleaned, Unfit, media_type


@dataclass(frozen=True, slots=True)
class Limits:
    """What the child may use: CPU seconds, bytes of memory, seconds by the clock."""

    cpu_seconds: int = 15
    memory: int = 1_500_000_000
    seconds: float = 30.0


LIMITS = Limits()
#: Children at the same time, per process: more would only starve each other.
_SEATS = threading.BoundedSemaphore(max(2, os.cpu_count() or 2))
_LONGEST_WAIT = 20.0


def clean(content: bytes, limits: Limits = LIMITS) -> Cleaned:
    """The harmless form of an untrusted file. Raises ``Unfit``; this process opens nothing of it but its first bytes."""
    if media_type(content) is None:
        raise Unfit("wrong_type")
    if not _SEATS.acquire(timeout=_LONGEST_WAIT):
        raise Unfit("busy")
    try:
        return _ask(content, limits)
    finally:
        _SEATS.release()


def _ask(content: bytes, limits: Limits) -> Cleaned:
    command = [sys.executable, "-m", "amtslotse.engines.cleaning", str(limits.cpu_seconds), str(limits.memory)]
    # Nothing of our environment but the way to the program: no keys, no addresses.
    environment = {key: os.environ[key] for key in ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH") if key in os.environ}
    try:
        child = subprocess.run(
            command,
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.seconds,
            env=environment,
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unfit("too_slow") from None
    if child.returncode < 0:  # ended by a signal: the CPU limit, or the kernel short of memory
        raise Unfit("too_slow")
    head, _, cleaned = child.stdout.partition(b"\n")
    try:
        answer = json.loads(head)
    except ValueError:
        raise Unfit("damaged") from None
    if "reason" in answer:
        raise Unfit(answer["reason"])
    return Cleaned(cleaned, answer["media_type"], tuple(answer["removed"]), answer["pages"])
