"""Which grants a second person reviews: a keyed hash of the case alone. Guarantees: docs/algorithms/sampling.md.

Who wrote the decision, and whose case it is, are not parameters and can have no part in it.
"""

from __future__ import annotations

import hashlib
import hmac
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from uuid import UUID

_FILE = Path(__file__).parent.parent / "data" / "sampling.toml"
OF = 10_000


@dataclass(frozen=True, slots=True)
class Plan:
    """The office's choice of a time. Percent of grants; the highest rule that applies counts."""

    valid_from: date
    services: Mapping[str, int]
    new_days: int
    new_percent: int
    reversed_from: int
    reversed_share: int
    reversed_percent: int


@dataclass(frozen=True, slots=True)
class Share:
    """Of ten thousand grants so many are drawn; ``why`` are the rules that ask for it: base, service, new, reversed."""

    of_ten_thousand: int
    why: tuple[str, ...]


@cache
def plans() -> tuple[Plan, ...]:
    """Every plan of ``casework/data/sampling.toml``, oldest first."""
    return tuple(
        sorted((Plan(**entry) for entry in tomllib.loads(_FILE.read_text())["plan"]), key=lambda each: each.valid_from)
    )


def plan(on: date) -> Plan:
    """The plan of a day: the newest that has begun, else the first."""
    begun = [each for each in plans() if each.valid_from <= on]
    return begun[-1] if begun else plans()[0]


def number(key: bytes, case: UUID) -> int:
    """A number from 0 to 9999 that follows from key and case alone: the same on every machine and at every time."""
    said = hmac.new(key, b"sample\0" + str(case).encode(), hashlib.sha256).digest()
    return int.from_bytes(said[:8], "big") % OF


def share(plan: Plan, *, base: int, service: str, version_began_on: date, decided: int, reversals: int, today: date) -> Share:
    """The share of a service's grants on a day.

    ``base``: the office's percentage. ``decided`` and ``reversals``: of the service within a year; a reversal is a draft
    that a reviewer returned or a decision that a court or an objection overturned.
    """
    rules = {"service": plan.services[service]} if service in plan.services else {"base": base}
    if (today - version_began_on).days < plan.new_days:
        rules["new"] = plan.new_percent
    if reversals >= plan.reversed_from and reversals * 100 >= plan.reversed_share * decided:
        rules["reversed"] = plan.reversed_percent
    highest = max(rules.values())
    return Share(min(highest * 100, OF), tuple(code for code, percent in rules.items() if percent == highest))
