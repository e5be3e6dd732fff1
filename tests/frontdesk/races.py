"""Calls at the same instant, each in a thread with a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

from amtslotse.kernel.errors import DomainError


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each call answered; a domain error is an answer, anything else is raised."""
    answers: list[Any] = [None] * len(calls)
    faults: list[BaseException] = []
    gate = threading.Barrier(len(calls))

    def work(place: int) -> None:
        try:
            connection.ensure_connection()
            gate.wait()
            answers[place] = calls[place]()
        except DomainError as fault:
            answers[place] = fault
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    crew = [threading.Thread(target=work, args=(place,)) for place in range(len(calls))]
    for each in crew:
        each.start()
    for each in crew:
        each.join()
    if faults:
        raise faults[0]
    return answers
