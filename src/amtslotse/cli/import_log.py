"""``amtslotse import-log``: the journal is fed from an export of another program."""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import time
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, cast

from amtslotse.cli.progress import step
from amtslotse.engines.eventlog import Batch, Mapping, MappingError, Reject, Unreadable, read_csv, read_xes
from amtslotse.kernel.errors import DomainError


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command ``import-log`` exists."""
    parser = commands.add_parser("import-log", help="feed the journal from an event log (CSV or XES) of another program")
    parser.add_argument("file", type=Path, help="the log: .csv or .xes, also with .gz behind")
    parser.add_argument("--mapping", type=Path, required=True, help="a TOML file that says which column is what")
    parser.add_argument("--rejects", type=Path, help="where rows go that cannot be taken (default: FILE.rejects.csv)")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """The log is in the journal, or nothing of it is and standard error says why."""
    from amtslotse.journal.actions import import_log  # Django must be set up first
    from amtslotse.reporting import tasks

    began = time.monotonic()
    mapping = read_mapping(args.mapping)
    rejects = Rejects(args.rejects or args.file.with_name(args.file.name + ".rejects.csv"))
    with ExitStack() as stack:
        raw, size = open_log(args.file, stack)
        stack.enter_context(rejects)
        say = stack.enter_context(step(f"reading {args.file.name}"))

        def on_progress(rows: int) -> None:
            share = min(raw.tell() / size, 1) if size else 1
            say(f"{share:4.0%} {'█' * int(share * 20):<20} {rows:,} rows" + ("; sorting and sealing" if share == 1 else ""))

        report = import_log(
            batches=_batches(args.file, raw, mapping),
            mapping=mapping,
            now=datetime.now(UTC),
            on_reject=rejects.write,
            on_progress=on_progress,
        )
    tasks.refresh_soon(now=datetime.now(UTC))
    seconds = time.monotonic() - began
    if args.json:
        told = asdict(report) | {"rejects_file": rejects.written, "seconds": round(seconds, 3)}
        print(json.dumps(told))
        return 0
    print(f"{report.events_added:,} of {report.events_read:,} events are new, in {report.cases:,} cases ({seconds:.1f} s).")
    if report.corrections:
        print(f"{report.corrections:,} cases have new dates.")
    if report.rejected:
        print(f"{report.rejected:,} rows were not taken; {rejects.written} says which and why.")
    return 0


def read_mapping(path: Path) -> Mapping:
    """The mapping in a TOML file. Raises ``MappingError``."""
    return Mapping.parse(read_toml(path), name=path.stem.lower())


def read_toml(path: Path) -> dict[str, Any]:
    """The content of a mapping's file. Raises ``MappingError``."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        reason = f"{path} cannot be read ({error.strerror})"
        raise MappingError(field="mapping", reason=reason, remedy="name an existing TOML file") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reason = f"{path} is no TOML file ({error})"
        raise MappingError(field="mapping", reason=reason, remedy='write lines such as case = "column"') from None


def open_log(path: Path, stack: ExitStack) -> tuple[IO[bytes], int]:
    """The file and its size; ``stack`` closes it. Raises ``Unreadable``."""
    try:
        return stack.enter_context(path.open("rb")), path.stat().st_size
    except OSError as error:
        raise Unreadable(f"{path} cannot be read ({error.strerror}); name an existing file") from None


def _batches(path: Path, raw: IO[bytes], mapping: Mapping) -> Iterator[Batch]:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    content: IO[bytes] = raw
    if suffixes[-1:] == [".gz"]:
        content = cast(IO[bytes], gzip.GzipFile(fileobj=raw))
        suffixes.pop()
    try:
        if suffixes[-1:] == [".xes"]:
            yield from read_xes(content, mapping)
        else:
            lines = io.TextIOWrapper(content, "utf-8-sig", newline="")
            yield from read_csv(lines, mapping)
            lines.detach()  # or it closes the file, whose position the progress still asks for
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path} is not in UTF-8 (byte {error.object[error.start]:#04x}); save it as CSV UTF-8") from None
    except (gzip.BadGzipFile, EOFError, OSError) as error:
        raise Unreadable(f"{path} cannot be read to its end ({error}); export it again") from None


class Rejects:
    """The file of rejected rows. It is there only if there are any."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    @property
    def written(self) -> str | None:
        return str(self._path) if self._file else None

    def __enter__(self) -> Rejects:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.close()

    def write(self, reject: Reject) -> None:
        """One more row. Raises ``DomainError`` when the file cannot be written."""
        try:
            if self._file is None:
                self._file = self._path.open("w", encoding="utf-8", newline="")
                csv.writer(self._file).writerow(("line", "reason"))
        except OSError as error:
            remedy = "say where with --rejects PATH"
            raise DomainError(f"{self._path} cannot be written ({error.strerror}); {remedy}") from None
        reason = reject.reason
        # A spreadsheet must not take a column's name for a formula.
        csv.writer(self._file).writerow((reject.line, "'" + reason if reason[:1] in "=+-@\t\r" else reason))
