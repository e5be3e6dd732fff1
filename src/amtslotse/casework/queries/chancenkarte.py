"""The Chancenkarte check for the public page and the clerk's: the table of the day, and the office's reading of the age.

Nothing here stores anything; the public page reads no case.
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from uuid import UUID

from amtslotse.accounts.rules import may
from amtslotse.casework.models import Case
from amtslotse.casework.rules.filing import local_day
from amtslotse.engines.chancenkarte import Check, Facts, Table, check, read
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.birthdate import BirthDate
from amtslotse.kernel.errors import NotFound
from amtslotse.offices.queries import office

_FILE = Path(__file__).resolve().parent.parent / "data" / "chancenkarte.toml"


@cache
def _tables() -> tuple[Table, ...]:
    return tuple(read(content) for content in tomllib.loads(_FILE.read_text("utf-8"))["versions"])


def points_table(*, on: date) -> Table:
    """The version of § 20b Abs. 1 AufenthG that is valid on the day. Raises ``NotFound`` before the first that was read."""
    valid = [table for table in _tables() if table.valid_from <= on]
    if not valid:
        raise NotFound(f"no points table for {on}")
    return max(valid, key=lambda table: table.valid_from)


def check_points(*, facts: Facts, on: date) -> Check:
    """What the table of the day says of these facts, in the office's reading of "nicht älter als". Raises ``NotFound``."""
    whole_year = bool(office().number("opportunity_card_whole_year"))
    return check(points_table(on=on), facts, whole_year=whole_year)


def known_facts(*, actor: Actor, case: UUID) -> tuple[date, dict[str, str]]:
    """The day of application, whose table counts, and what her application already answers of the check's questions.

    Raises ``NotFound`` for a case that the reader may not see.
    """
    row = Case.objects.select_related("applicant").filter(pk=case).first()
    if row is None or not may(actor, "casework.see_case", team=row.team):
        raise NotFound(f"case {case}")
    on = local_day(row.received_at)
    born = BirthDate(row.applicant.birth_year, row.applicant.birth_month, row.applicant.birth_day)
    facts = {"age": str(born.youngest_age(on))}
    if route := row.answers.get("route"):
        facts["skilled"] = "yes" if route == "skilled" else "no"
    return on, facts
