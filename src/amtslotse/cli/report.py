"""``amtslotse report``: the council's table from the journal, and the check of a table that somebody printed."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from amtslotse.engines import shares

RULE = "Share = count × 100 ÷ total, each rounded half up to two decimals; no share is bent to make the sum 100.00."


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """``report titles`` and ``report check`` are known to the command line."""
    reports = commands.add_parser("report", help="figures for the council").add_subparsers(required=True, metavar="REPORT")

    titles = reports.add_parser("titles", help="titles and certificates decided in a year or quarter, with shares")
    titles.add_argument("--year", type=_year, required=True)
    titles.add_argument("--quarter", type=int, choices=(1, 2, 3, 4))
    titles.add_argument("--json", action="store_true", help="one JSON document on standard output")
    titles.set_defaults(run=_titles)

    check = reports.add_parser("check", help="recompute the shares and totals of a published table (CSV)")
    check.add_argument("file", type=Path, metavar="FILE.csv", help=f"columns {', '.join(shares.COLUMNS)}; total row GESAMT")
    check.add_argument("--json", action="store_true", help="one JSON document on standard output")
    check.set_defaults(run=_check, bare=True)


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1900 <= int(text) <= 9998):
        raise argparse.ArgumentTypeError(f"“{text}” is no year between 1900 and 9998")
    return int(text)


def _titles(args: argparse.Namespace) -> int:
    from amtslotse.reporting import actions, queries  # Django is ready only now
    from amtslotse.reporting.rules import Period

    now = datetime.now(UTC)
    actions.catch_up(now=now)
    table = queries.titles(period=Period.of_year(args.year, args.quarter), now=now)
    if args.json:
        rows = [{"category": row.name("de"), "count": row.count, "share": str(row.share)} for row in table.rows]
        told = {
            "period": table.period.name,
            "total": table.total,
            "rows": rows,
            "shares_sum": str(table.shares_sum),
            "rule": RULE,
            "footnotes": [note("de") for note in table.footnotes],
            "as_of": table.as_of.isoformat(timespec="seconds"),
            "is_over": table.is_over,
            "invented": table.invented,
            "unassigned": table.unassigned,
            "refused": table.refused,
        }
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return 0
    lines = [(row.name("de") + "".join(f" {number})" for number in row.notes), row.count, row.share) for row in table.rows]
    width = max(len(name) for name, *_ in lines)
    print(f"Bearbeitung von Aufenthaltstiteln, {table.period.name}")
    for name, count, share in [*lines, ("Gesamtzahl", table.total, table.shares_sum)]:
        print(f"  {name:<{width}}  {count:>7}  {share:>6} %")
    for number, note in enumerate(table.footnotes, start=1):
        print(f"  {number}) {note('de')}")
    print(f"  {RULE}")
    for count, text in (
        (table.unassigned, "decided cases have no title code that belongs to a row; they are not counted"),
        (table.refused, "applications were refused; they are not counted"),
        (table.invented, "of these are invented for the demonstration"),
    ):
        if count:
            print(f"  Note: {count} {text}.")
    if not table.is_over:
        print(f"  Note: the period is not over; as of {table.as_of:%Y-%m-%d %H:%M} UTC.")
    return 0


def _check(args: argparse.Namespace) -> int:
    try:
        with args.file.open(encoding="utf-8-sig", newline="") as file:
            findings = shares.check(shares.read(file))
    except FileNotFoundError:
        return _fail(f"{args.file}: there is no such file. Check the path.")
    except IsADirectoryError:
        return _fail(f"{args.file}: this is a folder. Name the CSV file in it.")
    except OSError as error:
        return _fail(f"{args.file}: the file cannot be opened ({error.strerror}).")
    except UnicodeDecodeError:
        return _fail(f"{args.file}: the file is not UTF-8. Save it as “CSV UTF-8” and run the command again.")
    except shares.BadTable as error:
        return _fail(f"{args.file}: {error}")
    if args.json:
        found = [
            {"period": f.period, "category": f.category, "kind": f.kind, "printed": f.printed, "correct": f.correct}
            for f in findings
        ]
        print(json.dumps({"findings": found}, ensure_ascii=False, indent=2))
        return 0
    words = {
        "wrong": "{category}: {printed} is printed, {correct} is correct",
        "truncated": "{category}: {printed} is cut off, {correct} is rounded",
        "total": "{category}: {printed} is the printed total, {correct} is correct",
    }
    for f in findings:
        print(f"{f.period}  {words[f.kind].format(category=f.category, printed=f.printed, correct=f.correct)}")
    print(f"{len(findings)} findings. {RULE}")
    return 0


def _fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 2
