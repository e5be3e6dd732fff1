"""``amtslotse serve``: web server and worker together; or only the public or the staff pages, in a process of their own."""

from __future__ import annotations

import argparse
import os
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Callable

from amtslotse.cli import instance
from amtslotse.cli.supervisor import Supervisor
from amtslotse.kernel.errors import DomainError

WORKERS = 2
THREADS = 256  # two hundred open event streams, and room for pages
POOL = 20  # connections of each worker: 2 × 20, the queue's worker and the command line stay below PostgreSQL's 100


class PortTaken(DomainError):
    """Another program listens there."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("serve", help="web server and worker; or the web server of one surface alone")
    parser.add_argument(
        "--surface", choices=("all", "public", "staff"), default="all",
        help="`public` and `staff` serve only these pages, without a worker: run `amtslotse worker` beside them",
    )  # fmt: skip
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or "8000"))
    parser.add_argument("--without-worker", action="store_true", help="the web server alone")
    parser.set_defaults(run=run, bare=True)


def run(args: argparse.Namespace) -> int:
    """Serves until it is told to stop."""
    if args.surface == "all" and not args.without_worker:
        office = instance.open_()
        supervisor = Supervisor(office.home, args.port)
        return both(supervisor, args.host, args.port, when_ready=lambda: print(f"http://{args.host}:{args.port}/", flush=True))
    instance.open_()
    web(args.host, args.port, args.surface)
    return 0


def both(supervisor: Supervisor, host: str, port: int, *, when_ready: Callable[[], None]) -> int:
    """Web server and worker run, each holding the database on its own, until one ends or somebody says stop."""
    check_free(host, port)
    command = [sys.executable, "-m", "amtslotse.cli.main"]
    supervisor.spawn("web", [*command, "serve", "--without-worker", "--host", host, "--port", str(port)])
    supervisor.spawn("worker", [*command, "worker"])
    return supervisor.watch(is_ready=lambda: _answers(port), when_ready=when_ready)


def web(host: str, port: int, surface: str) -> None:
    """The web server. Django runs in granian's own processes, not in this one."""
    from granian import Granian
    from granian.constants import Interfaces

    check_free(host, port)
    os.environ["AMTSLOTSE_SURFACE"] = surface
    os.environ["AMTSLOTSE_POOL"] = str(POOL)
    os.environ["PORT"] = str(port)
    os.environ.setdefault("AMTSLOTSE_LOG", "INFO")
    Granian(
        "amtslotse.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=WORKERS,
        blocking_threads=THREADS,
        workers_kill_timeout=3,  # an open event stream would hold the stop for half a minute
        websockets=False,
        log_enabled=False,
    ).serve()


def check_free(host: str, port: int) -> None:
    """Nobody listens there. Raises ``PortTaken``."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(f"port {port} is taken by another program: choose another, for example PORT={port + 1}") from error


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/de/", timeout=10):
            return True
    except urllib.error.HTTPError:
        return True  # it answers; what it says is for doctor
    except OSError:
        return False
