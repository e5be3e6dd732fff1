"""The public file of an allocation, its commitment, and its replay by anybody (docs/algorithms/allocation.md)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from amtslotse.engines.allocation.order import draw

FORMAT: Final = "amtslotse-allocation/1"
_HEX = re.compile(r"[0-9a-f]{64}")
_TICKET = re.compile(r"[0-9A-Z]{1,16}")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a file that does not fit, with the sentence that says what."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the replay of a file found. No findings: everything that the file says follows from seed and list.

    ``digest`` is the SHA-256 of the file, to compare with the one that the office shows beside it.
    """

    round: str
    entries: int
    placed: int
    digest: str
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        return not self.findings


def canonical(value: object) -> bytes:
    """JSON with sorted keys, no blanks, ASCII only: one value, one text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def commitment(seed: str, entries: Sequence[tuple[str, date]]) -> str:
    """SHA-256 (hex) over the canonical JSON of seed and entries, the entries sorted by ticket."""
    return _commitment(seed, [[ticket, day.isoformat()] for ticket, day in sorted(entries)])


def closed_file(
    *,
    round: str,
    klass: str,
    entries_until: datetime,
    announced_for: datetime,
    committed_at: datetime,
    commitment: str,
    entries: int,
) -> bytes:
    """What is published before the allocation is opened: the commitment and how many take part."""
    return canonical(_head(round, klass, entries_until, announced_for, committed_at, commitment) | {"count": entries})


def opened_file(
    *,
    round: str,
    klass: str,
    entries_until: datetime,
    announced_for: datetime,
    committed_at: datetime,
    commitment: str,
    opened_at: datetime,
    seed: str,
    entries: Sequence[tuple[str, date]],
    result: Sequence[tuple[str, int | None]],
) -> bytes:
    """What is published when the allocation is opened.

    ``result``: the tickets in their order, each with the number of the place it got (places numbered by time from 1; ``None``:
    nothing fitted, or nothing was left).
    """
    rows = [[ticket, number] for ticket, number in result]
    head = _head(round, klass, entries_until, announced_for, committed_at, commitment)
    return canonical(
        head
        | {
            "count": len(entries),
            "opened_at": opened_at.isoformat(),
            "seed": seed,
            "entries": [[ticket, day.isoformat()] for ticket, day in sorted(entries)],
            "result": rows,
            "result_digest": _digest(rows),
        }
    )


def verify(content: bytes) -> Verdict:
    """The replay of a public file: every finding says what does not follow from what was committed.

    Found: another seed, an entry added, dropped or changed, another order, a place given twice, a changed result. Not provable
    from the file: which places fitted whom, because wishes are nobody else's business; each person checks her own.
    """
    digest = hashlib.sha256(content).hexdigest()

    def unreadable(why: str, name: str = "") -> Verdict:
        return Verdict(name, 0, 0, digest, (Finding("unreadable", why),))

    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        return unreadable("This is no JSON file.")
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        return unreadable(f"This is no allocation file of the format {FORMAT}.")
    name = str(told.get("round", ""))
    if "seed" not in told:
        return unreadable("This allocation was not opened when the file was published: there is nothing to replay.", name)
    read = _read(told)
    if isinstance(read, str):
        return unreadable(read, name)
    seed, entries, result = read
    findings: list[Finding] = []
    if told.get("commitment") != _commitment(seed, sorted(told["entries"])):
        findings.append(
            Finding("commitment", "Seed and entries are not those that were committed: one of them was changed afterwards.")
        )
    if told.get("count") != len(entries):
        findings.append(Finding("count", f"The file names {told.get('count')} entries and holds {len(entries)}."))
    if told["entries"] != sorted(told["entries"]):
        findings.append(Finding("entries_order", "The entries are not sorted by ticket."))
    right = draw(seed, entries.items())
    said = tuple(ticket for ticket, _ in result)
    if said != right:
        findings.append(_where(said, right))
    numbers = [number for _, number in result if number is not None]
    if len(set(numbers)) != len(numbers):
        findings.append(Finding("place_twice", "A place was given twice."))
    if told.get("result_digest") != _digest(told["result"]):
        findings.append(Finding("result", "The result is not the one whose digest was published with it."))
    return Verdict(name, len(entries), len(numbers), digest, tuple(findings))


def _head(
    round: str, klass: str, entries_until: datetime, announced_for: datetime, committed_at: datetime, commitment: str
) -> dict[str, object]:
    return {
        "format": FORMAT,
        "round": round,
        "class": klass,
        "entries_until": entries_until.isoformat(),
        "announced_for": announced_for.isoformat(),
        "committed_at": committed_at.isoformat(),
        "commitment": commitment,
    }


def _commitment(seed: str, entries: Sequence[Sequence[str]]) -> str:
    return hashlib.sha256(canonical({"seed": seed, "entries": entries})).hexdigest()


def _digest(rows: object) -> str:
    return hashlib.sha256(canonical(rows)).hexdigest()


def _read(told: Mapping[str, Any]) -> tuple[str, dict[str, date], list[tuple[str, int | None]]] | str:
    """Seed, entries and result, or what is wrong with their form."""
    seed, entries, result = told["seed"], told.get("entries"), told.get("result")
    if not isinstance(seed, str) or not _HEX.fullmatch(seed):
        return "The seed is not 64 digits of hexadecimal."
    days: dict[str, date] = {}
    if not isinstance(entries, list):
        return "There is no list of entries."
    for entry in entries:
        if not _is_pair(entry) or not isinstance(entry[1], str):
            return "An entry is not a ticket and a day."
        try:
            day = date.fromisoformat(entry[1])
        except ValueError:
            return f"The day of ticket {entry[0]} is no date."
        if entry[0] in days or day.isoformat() != entry[1]:
            return f"Ticket {entry[0]} is there twice, or its day is not written YYYY-MM-DD."
        days[entry[0]] = day
    rows: list[tuple[str, int | None]] = []
    if not isinstance(result, list):
        return "There is no result."
    for row in result:
        if not _is_pair(row) or not (row[1] is None or (type(row[1]) is int and row[1] > 0)):
            return "A row of the result is not a ticket and the number of a place."
        rows.append((row[0], row[1]))
    return seed, days, rows


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and isinstance(value[0], str) and bool(_TICKET.fullmatch(value[0]))


def _where(said: Sequence[str], right: Sequence[str]) -> Finding:
    """The first place at which the order differs."""
    for number, (one, other) in enumerate(zip(said, right, strict=False), start=1):
        if one != other:
            return Finding("order", f"Number {number} of the order is ticket {one}; seed and list say ticket {other}.")
    return Finding("order", f"The result has {len(said)} tickets; the list has {len(right)}.")
