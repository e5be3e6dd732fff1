"""``amtslotse serve``: the web server, all pages or only the public or the staff part."""

from __future__ import annotations

import argparse
import os

from amtslotse.cli import instance

WORKERS = 2
THREADS = 256  # two hundred open event streams, and room for pages
POOL = 20  # connections of each worker: 2 × 20, the queue's worker and the command line stay below PostgreSQL's 100


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("serve", help="the web server")
    parser.add_argument("--surface", choices=("all", "public", "staff"), default="all", help="which pages this process serves")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    parser.set_defaults(run=run, bare=True)


def run(args: argparse.Namespace) -> int:
    """Serves until it is told to stop. Django runs in granian's own processes, not in this one."""
    from granian import Granian
    from granian.constants import Interfaces

    instance.open_()
    os.environ["AMTSLOTSE_SURFACE"] = args.surface
    os.environ["AMTSLOTSE_POOL"] = str(POOL)
    os.environ["PORT"] = str(args.port)
    os.environ.setdefault("AMTSLOTSE_LOG", "INFO")
    Granian(
        "amtslotse.config.wsgi:application",
        address=args.host,
        port=args.port,
        interface=Interfaces.WSGI,
        workers=WORKERS,
        blocking_threads=THREADS,
        workers_kill_timeout=3,  # an open event stream would hold the stop for half a minute
        websockets=False,
        log_enabled=False,
    ).serve()
    return 0
