"""``amtslotse office apply FILE``: the office's name, look, legal pages, teams and routing, all from one file."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Registers the command."""
    office = commands.add_parser("office", help="set name, look, legal pages, teams and routing of the office")
    verbs = office.add_subparsers(required=True)
    apply = verbs.add_parser("apply", help="make the office what FILE says")
    apply.add_argument("file", type=Path, metavar="FILE.toml")
    apply.set_defaults(run=_apply)


def _apply(args: argparse.Namespace) -> int:
    from amtslotse.kernel.actor import SYSTEM
    from amtslotse.offices import actions, queries

    actions.configure_from(path=args.file, by=SYSTEM, now=datetime.now(UTC))
    print(f"The office is now {queries.office().name}.")
    missing = queries.missing_legal_pages()
    if missing:
        print(f"Still missing in German: {', '.join(missing)}. Add [[legal_page]] sections and apply again.")
    return 0
