"""Many at the same instant, each in a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

from amtslotse.kernel.errors import DomainError


def at_once(calls: list[Callable[[], Any]], threads: int = 32) -> list[Any]:
    """Every call in a thread of its own connection, ``threads`` of them released at the same instant."""
    answers: list[Any] = [None] * len(calls)
    gate = threading.Barrier(min(threads, len(calls)))
    left = list(enumerate(calls))
    lock = threading.Lock()

    def work() -> None:
        gate.wait()
        try:
            while True:
                with lock:
                    if not left:
                        return
                    place, call = left.pop()
                try:
                    answers[place] = call()
                except DomainError as fault:
                    answers[place] = fault
        finally:
            connection.close()

    crew = [threading.Thread(target=work) for _ in range(gate.parties)]
    for each in crew:
        each.start()
    for each in crew:
        each.join()
    return answers
