"""``amtslotse demo``: the whole demonstration with one command, until Ctrl-C."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from amtslotse.cli import demo_office, home, instance, progress, serve, setup
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
    """Sets up, fills and serves the demonstration; returns when it was stopped and nothing of it runs any more."""
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
    fill(folder, [step for step in _due(folder) if step.before_serving and step.name not in _done(folder)])
    from django.db import connections

    connections.close_all()
    rest = [step.name for step in _due(folder)]

    def when_ready() -> None:
        print(demo_office.welcome(f"http://127.0.0.1:{args.port}"), flush=True)
        if rest:  # only now: the first pages shall not share the machine with it
            print(f"  Still being made, beside: {', '.join(rest)}", file=sys.stderr)
            supervisor.spawn_once("fill", [sys.executable, "-m", "amtslotse.cli.main", "demo", "--only-fill"])

    return serve.both(supervisor, "127.0.0.1", args.port, when_ready=when_ready)


def fill(folder: Path, steps: Sequence[demo_office.Step]) -> None:
    """These steps of the demonstration are done, and the folder knows it."""
    for step in steps:
        with progress.step(step.name) as say:
            step.run(folder, say)
        new = folder / "demo.new"
        new.write_text(json.dumps(_done(folder) | {step.name: _today().isoformat()}))
        new.replace(folder / "demo")


def _only_fill() -> int:
    office = instance.open_()
    if not home.is_demo(office.home):
        raise NotADemo(f"{office.home} holds a real office")
    import django

    django.setup()
    fill(office.home, _due(office.home))
    print("  The demonstration is complete.", file=sys.stderr)
    return 0


def _due(folder: Path) -> list[demo_office.Step]:
    """The steps that were never done, and the daily ones that were not done today."""
    done = _done(folder)
    return [step for step in demo_office.STEPS if done.get(step.name, "") < (_today().isoformat() if step.daily else "0")]


def _done(folder: Path) -> dict[str, str]:
    """The day on which each step was done last."""
    done: dict[str, str] = json.loads((folder / "demo").read_text())
    return done


def _today() -> date:
    return datetime.now(ZoneInfo("Europe/Berlin")).date()
