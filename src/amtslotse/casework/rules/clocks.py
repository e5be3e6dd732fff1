"""The clocks of a case, from its journal. Guarantees: docs/algorithms/clocks.md.

Nothing resets them: the day of receipt never changes (trigger), and what the applicant or another body took is shown apart, not
taken off the line of § 75 VwGO, which a court draws from the application.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from amtslotse.casework.rules.filing import local_day
from amtslotse.kernel import workdays

#: § 75 VwGO: no action for failure to act before so many months after the application.
SECTION_75_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Beat:
    """What the clocks need of a journal event. ``waits_on`` is empty where the event changed nothing about it."""

    at: datetime
    waits_on: str
    touched: bool


@dataclass(frozen=True, slots=True)
class Span:
    """A time, half-open, in which it was somebody's turn: us, applicant, nobody or ``partner:<code>``."""

    who: str
    began_at: datetime
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Clocks:
    """Days on a day. Calendar days where a law or a person counts them, working days of the Land where the office works.

    ``gross``: working days after the day of receipt. ``net``: of these, days on which it was our turn at some moment; what lay
    with the applicant or another body all day is not ours. ``idle``: of the net days, those on which nobody worked on the
    matter. ``with_her`` and ``with_others``: the days that gross has and net has not, by who had the turn first that day.
    """

    since_receipt: int
    since_complete: int | None
    section_75_on: date
    section_75_left: int
    gross: int
    net: int
    idle: int
    with_her: int
    with_others: int
    review: int | None

    @property
    def section_75_passed(self) -> bool:
        """Whether an action for failure to act is possible by its time (whether it would succeed is for a lawyer)."""
        return self.section_75_left < 0


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def section_75(received_at: datetime) -> date:
    """The last day before an action for failure to act becomes possible: three months after receipt, whatever came between."""
    return months_later(local_day(received_at), SECTION_75_MONTHS)


def spans(beats: Sequence[Beat], *, until: datetime) -> tuple[Span, ...]:
    """Whose turn it was, without gaps, from the first beat to ``until``. The first beat that names nobody means us."""
    found: list[Span] = []
    who, since = "us", beats[0].at
    for beat in beats:
        if beat.waits_on and beat.waits_on != who:
            if beat.at > since:
                found.append(Span(who, since, beat.at))
            who, since = beat.waits_on, beat.at
            if found and found[-1].who == who:  # back within the same instant: the turn never left
                since = found.pop().began_at
    if until > since:
        found.append(Span(who, since, until))
    return tuple(found)


def clocks(
    beats: Sequence[Beat],
    *,
    received_at: datetime,
    complete_since: datetime | None,
    in_review_since: datetime | None,
    ended_at: datetime | None,
    now: datetime,
    land: str,
) -> Clocks:
    """The clocks at ``now``; of an ended case, as they stood when it ended. ``beats`` in order, the first is the receipt."""
    stop = ended_at or now
    first, last = local_day(received_at), local_day(stop)
    turns = _turns_by_day(spans(beats, until=stop))
    worked = {local_day(beat.at) for beat in beats if beat.touched and beat.at <= stop}
    gross = [day for day in _days(first, last) if workdays.is_workday(day, land=land)]
    net = [day for day in gross if "us" in turns.get(day, ("us",))]
    theirs = [turns[day][0] for day in gross if "us" not in turns.get(day, ("us",))]
    line = section_75(received_at)
    return Clocks(
        since_receipt=(last - first).days,
        since_complete=(last - local_day(complete_since)).days if complete_since else None,
        section_75_on=line,
        section_75_left=(line - last).days,
        gross=len(gross),
        net=len(net),
        idle=sum(day not in worked for day in net),
        with_her=sum(who == "applicant" for who in theirs),
        with_others=sum(who.startswith("partner:") for who in theirs),
        review=(last - local_day(in_review_since)).days if in_review_since else None,
    )


def _days(first: date, last: date) -> Iterable[date]:
    """Every day after the first, up to and with the last: the day of receipt itself counts for nobody."""
    return (first + timedelta(days=number) for number in range(1, (last - first).days + 1))


def _turns_by_day(found: Sequence[Span]) -> dict[date, tuple[str, ...]]:
    """Who had the turn on each local day, in order."""
    by_day: dict[date, list[str]] = {}
    for span in found:
        day, last = local_day(span.began_at), local_day(span.ended_at)
        while day <= last:
            by_day.setdefault(day, []).append(span.who)
            day += timedelta(days=1)
    return {day: tuple(who) for day, who in by_day.items()}
