"""Clients that start at the same instant, and servers that all run with the same numbers of processes and threads."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from amtslotse.cli.serve import THREADS, WORKERS
from tests.environment import ROOT


def together(calls: Sequence[Callable[[], Any]], threads: int) -> tuple[float, list[Any]]:
    """Seconds from the first start to the last answer, and the answers; ``threads`` start at the same instant."""
    answers: list[Any] = [None] * len(calls)
    gate, lock = threading.Barrier(threads + 1), threading.Lock()
    left = list(enumerate(calls))[::-1]

    def work() -> None:
        gate.wait()
        while True:
            with lock:
                if not left:
                    return
                index, call = left.pop()
            answers[index] = call()

    crew = [threading.Thread(target=work) for _ in range(threads)]
    for each in crew:
        each.start()
    gate.wait()
    began = time.perf_counter()
    for each in crew:
        each.join()
    return time.perf_counter() - began, answers


@contextmanager
def served(application: str, environment: Mapping[str, str], python: Path | str = sys.executable) -> Iterator[int]:
    """The port at which granian answers for a WSGI application, with the numbers of ``amtslotse serve``."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    process = subprocess.Popen(
        [
            *(str(python), "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--no-ws"),
            *("--workers", str(WORKERS), "--blocking-threads", str(THREADS), "--no-log", application),
        ],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(600):
            with suppress(OSError, http.client.HTTPException):
                with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
                    connection.request("GET", "/")
                    connection.getresponse().read()
                break
            time.sleep(0.1)
        else:
            raise AssertionError(f"{application} does not answer")
        yield port
    finally:
        process.terminate()
        process.wait(20)
