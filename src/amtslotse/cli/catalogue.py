"""``amtslotse catalogue load FOLDER``: the office's own services, published."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Registers the command."""
    catalogue = commands.add_parser("catalogue", help="publish the office's own services")
    verbs = catalogue.add_subparsers(required=True)
    load = verbs.add_parser("load", help="publish every service in FOLDER that is new, or none if one is faulty")
    load.add_argument("folder", type=Path, metavar="FOLDER")
    load.add_argument("--check", action="store_true", help="only say what would be published")
    load.set_defaults(run=_load)


def _load(args: argparse.Namespace) -> int:
    from django.db import transaction

    from amtslotse.catalogue import actions
    from amtslotse.kernel.actor import SYSTEM
    from amtslotse.kernel.errors import NotFound

    if not args.folder.is_dir():
        raise NotFound(f"there is no folder {args.folder}")
    with transaction.atomic():
        published = actions.load(folder=args.folder.resolve(), by=SYSTEM, now=datetime.now(UTC))
        transaction.set_rollback(args.check)
    said = "Would be published" if args.check else "Published"
    print(f"{said}: {', '.join(published)}" if published else "Nothing is new.")
    return 0
