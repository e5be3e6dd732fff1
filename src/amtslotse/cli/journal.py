"""``amtslotse journal``: seal the journal, and verify that nobody changed it."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from datetime import UTC, datetime


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The commands ``journal seal`` and ``journal verify`` exist."""
    parser = commands.add_parser("journal", help="seal or verify the journal")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    seal = verbs.add_parser("seal", help="seal all streams now (a job does it every hour)")
    seal.set_defaults(run=run_seal)
    verify = verbs.add_parser("verify", help="compute every hash again and name what does not fit; exit code 1 if anything")
    verify.add_argument("--anchor", type=_anchor, metavar="NUMBER:HASH", help="a seal that was kept outside")
    verify.add_argument("--json", action="store_true", help="one JSON document on standard output")
    verify.set_defaults(run=run_verify)


def _anchor(text: str) -> tuple[int, str]:
    number, _, digest = text.partition(":")
    if not number.isdigit() or len(digest) != 64:
        raise argparse.ArgumentTypeError("write it as `amtslotse journal verify` printed it: the number, a colon, 64 digits")
    return int(number), digest


def run_seal(_: argparse.Namespace) -> int:
    """All streams are sealed."""
    from amtslotse.journal.actions import seal  # Django must be set up first

    number = seal(now=datetime.now(UTC))
    print(f"Seal {number} is set." if number else "Nothing has changed since the last seal.")
    return 0


def run_verify(args: argparse.Namespace) -> int:
    """0: everything fits; 1: something does not, and it is named."""
    from amtslotse.journal.queries import verify  # Django must be set up first

    result = verify(anchor=args.anchor)
    ok = not result.findings
    last = result.last_seal
    if args.json:
        told = {
            "ok": ok,
            "events": result.events,
            "streams": result.streams,
            "seals": result.seals,
            "last_seal": last
            and {"number": last.number, "sealed_at": last.sealed_at.isoformat(), "hash": last.hash, "anchor": last.anchor},
            "findings": [asdict(finding) | {"text": finding.text} for finding in result.findings],
        }
        print(json.dumps(told))
        return 0 if ok else 1
    for finding in result.findings:
        print(finding.text)
    print(
        f"{result.events:,} events in {result.streams:,} streams and {result.seals:,} seals: "
        + ("everything fits." if ok else f"{len(result.findings):,} findings.")
    )
    print(f"Keep this outside: {last.anchor}" if last else "There is no seal yet: `amtslotse journal seal`.")
    return 0 if ok else 1
