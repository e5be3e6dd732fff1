"""``amtslotse import-bookings``: the journal is fed from the booking log of another appointment system."""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from amtslotse.cli.import_log import Rejects, open_log, read_toml
from amtslotse.engines.eventlog import BookingMapping, ForeignEvent, Reject, Unreadable, read_bookings


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command ``import-bookings`` exists."""
    parser = commands.add_parser("import-bookings", help="feed the journal from the booking log (CSV) of another system")
    parser.add_argument("file", type=Path, help="the log: one row a booking or visit")
    parser.add_argument("--mapping", type=Path, required=True, help="a TOML file that says which column is what")
    parser.add_argument("--rejects", type=Path, help="where rows go that cannot be taken (default: FILE.rejects.csv)")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """The log is in the journal, or nothing of it is and standard error says why."""
    from amtslotse.appointments.rules import events as _appointments  # noqa: F401  their kinds are known from here on
    from amtslotse.frontdesk.rules import events as _hall  # noqa: F401
    from amtslotse.journal.actions import import_events
    from amtslotse.reporting import tasks

    mapping = BookingMapping.parse(read_toml(args.mapping), name=args.mapping.stem.lower())
    rejects = Rejects(args.rejects or args.file.with_name(args.file.name + ".rejects.csv"))
    with ExitStack() as stack:
        raw, _size = open_log(args.file, stack)
        stack.enter_context(rejects)
        log = _Log(io.TextIOWrapper(raw, "utf-8-sig", newline=""), mapping, rejects)
        try:
            report = import_events(source=mapping.source, events=log)
        except UnicodeDecodeError as error:
            byte = f"{error.object[error.start]:#04x}"
            raise Unreadable(f"{args.file} is not in UTF-8 (byte {byte}); save it as CSV UTF-8") from None
    tasks.refresh_soon(now=datetime.now(UTC))
    if args.json:
        told = asdict(report) | {"rows": log.rows, "rejected": log.rejected, "rejects_file": rejects.written}
        print(json.dumps(told))
        return 0
    print(f"{report.events_added:,} of {report.events_read:,} events are new, from {log.rows:,} rows.")
    if log.rejected:
        print(f"{log.rejected:,} rows were not taken; {rejects.written} says which and why.")
    return 0


class _Log:
    """The events of a file, once; counts rows and writes down those that are not taken."""

    def __init__(self, lines: io.TextIOWrapper, mapping: BookingMapping, rejects: Rejects) -> None:
        self._lines, self._mapping, self._rejects = lines, mapping, rejects
        self.rows = self.rejected = 0

    def __iter__(self) -> Iterator[ForeignEvent]:
        first: Reject | None = None
        for found in read_bookings(self._lines, self._mapping):
            self.rows += 1
            if isinstance(found, Reject):
                self.rejected += 1
                first = first or found
                self._rejects.write(found)
            else:
                yield from found
        if self.rejected == self.rows:
            why = f"the first reason: line {first.line}, {first.reason}" if first else "it has a header and nothing else"
            raise Unreadable(f"no row of the file could be taken; {why}")
