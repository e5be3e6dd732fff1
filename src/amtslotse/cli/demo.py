"""``amtslotse demo``: the whole demonstration with one command, until Ctrl-C."""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from amtslotse.cli import home, instance, progress, serve, setup
from amtslotse.cli.supervisor import Supervisor
from amtslotse.kernel.errors import DomainError


class NotADemo(DomainError):
    """This folder belongs to a real office."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("demo", help="a demonstration office: everything, with one command")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or "8000"))
    parser.add_argument("--only-fill", action="store_true", help="bring a demonstration up to today and serve nothing")
    parser.set_defaults(run=run, bare=True)


def run(args: argparse.Namespace) -> int:
    """Sets up, fills and serves the demonstration; returns when it was stopped and nothing of it runs any more.

    The first start fills it before the first page. A start on a later day serves at once and fills beside that.
    """
    folder = home.path()
    if args.only_fill:
        return _only_fill()
    if "DATABASE_URL" in os.environ:
        raise NotADemo("the demonstration brings its own database: run it without DATABASE_URL")
    if (folder / "postgres").exists() and not home.is_demo(folder):
        raise NotADemo(f"{folder} holds a real office: choose another folder with AMTSLOTSE_HOME for the demonstration")
    home.prepare(folder)
    supervisor = Supervisor(folder, args.port)
    serve.check_free("127.0.0.1", args.port)
    home.mark_as_demo(folder)
    print(f"Amtslotse, demonstration in {folder}", file=sys.stderr)
    with progress.step("PostgreSQL"):
        office = instance.open_(may_be_empty=True)
    os.environ["PORT"] = str(args.port)
    setup.set_up(office)
    if first := not _is_filled(folder):
        fill(folder)
    from django.db import connections

    connections.close_all()
    if not first:
        supervisor.spawn("fill", [sys.executable, "-m", "amtslotse.cli.main", "demo", "--only-fill"], may_end=True)
    return serve.both(supervisor, "127.0.0.1", args.port, when_ready=lambda: _welcome(args.port))


def fill(folder: Path) -> None:
    """Every step of the demonstration is done, the daily ones as of today."""
    from amtslotse.cli import demo_office

    today = datetime.now(ZoneInfo("Europe/Berlin")).date()
    done = _done(folder)
    for step in demo_office.STEPS:
        if step.name in done and not (step.daily and date.fromisoformat(done[step.name]) < today):
            continue
        with progress.step(step.name) as say:
            step.run(folder, say)
        done[step.name] = today.isoformat()
        new = folder / "demo.new"
        new.write_text(json.dumps(done))
        new.replace(folder / "demo")


def _only_fill() -> int:
    office = instance.open_()
    if not home.is_demo(office.home):
        raise NotADemo(f"{office.home} holds a real office")
    import django

    django.setup()
    fill(office.home)
    return 0


def _is_filled(folder: Path) -> bool:
    from amtslotse.cli import demo_office

    return {step.name for step in demo_office.STEPS} <= _done(folder).keys()


def _done(folder: Path) -> dict[str, str]:
    """The day on which each step was done last."""
    done: dict[str, str] = json.loads((folder / "demo").read_text())
    return done


def _welcome(port: int) -> None:
    from amtslotse.cli import demo_office

    print(demo_office.welcome(f"http://127.0.0.1:{port}"), flush=True)
