"""``amtslotse plan apply [FILE]``: matters, policies and the plan of places from one file; without one, our matters."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Registers the command."""
    plan = commands.add_parser("plan", help="set matters, policies and the plan of appointments")
    verbs = plan.add_subparsers(required=True)
    apply = verbs.add_parser("apply", help="make the plan what FILE says, and make its places")
    apply.add_argument("file", type=Path, nargs="?", metavar="FILE.toml", help="else: the matters that come with Amtslotse")
    apply.set_defaults(run=_apply)


def _apply(args: argparse.Namespace) -> int:
    from amtslotse.appointments import actions, queries
    from amtslotse.frontdesk.actions import set_express
    from amtslotse.kernel.actor import SYSTEM

    now = datetime.now(UTC)
    actions.apply_plan_from(path=args.file or actions.MATTERS, by=SYSTEM, now=now)
    if args.file is None:
        set_express(by=SYSTEM, now=now)  # the express counter's tick list comes with our matters
    print("The plan is applied; places are made as far as it reaches.")
    left = queries.count_stranded(now=now)
    if left:
        print(f"{left} appointments no longer fit the plan. They stay; somebody decides at Planner, Stranded.")
    return 0
