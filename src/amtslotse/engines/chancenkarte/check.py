"""Counting points, and saying what is open."""

from __future__ import annotations

from dataclasses import dataclass

from amtslotse.engines.chancenkarte.table import LEVELS, Criterion, Facts, Table


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion and what came of it. ``instead``: the number of the criterion of its group that counts in its place."""

    criterion: Criterion
    is_met: bool
    is_counted: bool
    instead: int | None = None
    legal_check: bool = False  # met or not depends on how the law is read


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """A condition besides the points. ``waived``: the law does without it here."""

    key: str
    paragraph: str
    is_met: bool
    waived: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """A proposal for a human: the route, the points, each criterion and each condition."""

    route: str  # skilled: no points needed | points
    points: int
    minimum: int
    lines: tuple[Line, ...]
    prerequisites: tuple[Prerequisite, ...]

    @property
    def enough_points(self) -> bool:
        return self.points >= self.minimum

    @property
    def is_met(self) -> bool:
        """Whether points, where they are needed, and every condition are there."""
        return (self.route == "skilled" or self.enough_points) and all(each.is_met for each in self.prerequisites)

    @property
    def legal_check(self) -> bool:
        """Whether a line depends on how the law is read."""
        return any(line.legal_check for line in self.lines)


def check(table: Table, facts: Facts, *, whole_year: bool) -> Check:
    """What the table says about these facts. Of a group one criterion counts, the one with most points.

    ``whole_year``: "nicht älter als 35" lasts until the day before the 36th birthday; otherwise it ends on the 35th. Which
    reading is right is not settled (domain.md, section 14 no. 3), so a line whose age it decides says ``legal_check``.
    """
    met = {row.number for row in table.criteria if _meets(row, facts, whole_year)}
    counted: dict[str, Criterion] = {}
    for row in table.criteria:
        if row.number in met:
            place = row.group or str(row.number)
            if place not in counted or row.points > counted[place].points:
                counted[place] = row
    counts = {row.number for row in counted.values()}
    lines = tuple(
        Line(
            criterion=row,
            is_met=row.number in met,
            is_counted=row.number in counts,
            instead=counted[row.group].number if row.number in met - counts else None,
            legal_check=row.fact == "age" and row.value == facts.age,
        )
        for row in table.criteria
    )
    return Check(
        route="skilled" if facts.skilled else "points",
        points=sum(row.points for row in counted.values()),
        minimum=table.minimum,
        lines=lines,
        prerequisites=_prerequisites(table, facts),
    )


def _meets(row: Criterion, facts: Facts, whole_year: bool) -> bool:
    if row.fact == "age":
        highest = int(row.value or 0)
        return facts.age <= highest if whole_year else facts.age < highest
    known = getattr(facts, row.fact)
    return _reaches(known, str(row.value)) if row.value is not None else bool(known)


def _reaches(level: str, needed: str) -> bool:
    return LEVELS.index(level) >= LEVELS.index(needed)


def _prerequisites(table: Table, facts: Facts) -> tuple[Prerequisite, ...]:
    found = []
    if not facts.skilled:
        found.append(
            Prerequisite(
                "qualification",
                "§ 20a Abs. 4 Satz 3 Nr. 1 AufenthG",
                is_met=facts.qualification or facts.partial_recognition,
                waived=facts.partial_recognition and not facts.qualification,
            )
        )
        speaks = _reaches(facts.german, table.german_at_least) or _reaches(facts.english, table.english_at_least)
        found.append(Prerequisite("language", "§ 20a Abs. 4 Satz 3 Nr. 2 AufenthG", is_met=speaks))
    found.append(Prerequisite("livelihood", "§ 2 Abs. 3, § 20a AufenthG", is_met=facts.livelihood))
    if facts.in_germany:
        found.append(Prerequisite("fitting_title", "§ 20a AufenthG", is_met=facts.fitting_title))
    return tuple(found)
