"""Carve-outs release themselves: what is kept for the urgent and stays unused serves others before it is lost."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from amtslotse.engines.slots.plan import Slot


@dataclass(frozen=True, slots=True)
class Step:
    """An unused place of ``klass`` becomes one of ``into`` this long before it begins; ``None``: it is for walk-ins."""

    klass: str
    into: str | None
    minutes_before: int


def released(
    slots: Iterable[Slot], steps: Iterable[Step], serves: Mapping[int, Collection[str]], *, now: datetime
) -> tuple[Slot, ...]:
    """The places as they are at ``now`` if nobody sits on them: those whose time has come have changed class or are gone.

    A step into a class that the counter does not serve is left out. The later ``now``, the further every place has come: no
    place ever goes back a step.
    """
    timetable = {step.klass: step for step in steps}
    result = []
    for slot in slots:
        current: Slot | None = slot
        while current is not None and (step := timetable.get(current.klass)) is not None:
            if now < current.starts_at - timedelta(minutes=step.minutes_before):
                break
            if step.into is not None and step.into not in serves.get(current.counter, ()):
                break
            current = replace(current, klass=step.into) if step.into is not None else None
        if current is not None:
            result.append(current)
    return tuple(result)
