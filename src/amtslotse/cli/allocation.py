"""``amtslotse allocation verify``: replays the public file of an allocation. Needs no office and no database."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from amtslotse.cli.embedded import Refused
from amtslotse.engines.allocation import verify


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command ``allocation verify`` exists."""
    parser = commands.add_parser("allocation", help="replay the public file of an allocation of appointments")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    check = verbs.add_parser("verify", help="draw again from seed and list; exit code 1 if anything does not follow")
    check.add_argument("file", type=Path, metavar="FILE", help="as the office published it after the allocation was opened")
    check.add_argument("--json", action="store_true", help="one JSON document on standard output")
    check.set_defaults(run=run, bare=True)


def run(args: argparse.Namespace) -> int:
    """0: everything in the file follows from what was committed; 1: something does not, and it is named."""
    try:
        content = args.file.read_bytes()
    except OSError as error:
        raise Refused(f"{args.file} cannot be read: {error.strerror}") from error
    verdict = verify(content)
    if args.json:
        told = {
            "ok": verdict.ok,
            "round": verdict.round,
            "entries": verdict.entries,
            "placed": verdict.placed,
            "digest": verdict.digest,
            "findings": [asdict(finding) for finding in verdict.findings],
        }
        print(json.dumps(told))
        return 0 if verdict.ok else 1
    for finding in verdict.findings:
        print(finding.text)
    if verdict.ok:
        print(
            f"OK: {verdict.entries:,} requests, {verdict.placed:,} placed; the order follows from the committed seed and list."
        )
    print(f"SHA-256 of this file: {verdict.digest}")
    return 0 if verdict.ok else 1
