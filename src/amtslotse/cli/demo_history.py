"""The demo office's past as an event log: Karlsruhe's published counts, and an invented office around them.

Real are the numbers of acts by row in 2023 and in the first quarter of 2024 (Karlsruhe, Vorlage 2024/0376). Every day,
duration and title code is invented, and so is all that follows April 2024; those cases carry ``invented`` = true.

The log is one fixed, endless history of which only the part up to a day is written. A later day therefore only adds:
new cases, and the next events of cases that were open.
"""

from __future__ import annotations

import csv
import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Final, TextIO
from zoneinfo import ZoneInfo

from amtslotse.kernel import workdays

SOURCE: Final = "demo-history"
HEADER: Final = ("case", "activity", "time", "role", "purpose", "channel", "invented")
MAPPING: Final = Path(__file__).with_suffix(".toml")

RECEIVED, CHECKED, REQUESTED, ARRIVED = (
    "Antrag eingegangen",
    "Erstprüfung",
    "Unterlagen nachgefordert",
    "Unterlagen eingegangen",
)
COMPLETE, TITLE, CERTIFICATE = "Unterlagen vollständig", "Titel entschieden", "Bescheinigung erteilt"
HANDED_OVER, WITHDRAWN = "Ausgehändigt", "Antrag zurückgenommen"

BERLIN = ZoneInfo("Europe/Berlin")
_LAND = "BW"
_HOUR = 3600
_LONGEST = 540  # days from receipt to decision
_ASKED, _GIVEN_UP, _ONLINE, _POST = 0.36, 0.02, 0.58, 0.8  # shares of cases (the last two add up along the channels)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the council's table: its real counts, an invented year, and how its cases run."""

    key: str
    in_2023: int
    in_2024q1: int
    a_year: int  # from April 2024 on
    median: float  # days from receipt to decision
    spread: float  # of the logarithm
    codes: tuple[tuple[str, int], ...]
    months: tuple[int, ...] = (1,) * 12  # weight of each month
    card: bool = True  # handed over as a card, weeks later


_TRAINING = (52, 52, 58, 65, 65, 73, 95, 105, 120, 120, 105, 90)
_WORK = (64, 64, 68, 70, 72, 76, 88, 96, 106, 106, 100, 90)
ROWS: Final = (
    _Row("ausbildung", 2804, 455, 2480, 46, 0.55,
         (("AUSB_16B", 70), ("AUSB_16A", 14), ("AUSB_16F", 6), ("AUSB_16D", 5), ("AUSB_17", 3), ("AUSB_16E", 2)), _TRAINING),
    _Row("erwerb", 2813, 551, 2700, 42, 0.6,
         (("ERW_18B", 28), ("ERW_18G", 26), ("ERW_18A", 20), ("ERW_19C", 10), ("ERW_20", 7), ("ERW_20A_S", 4), ("ERW_21", 5)),
         _WORK),
    _Row("humanitaer", 2670, 635, 2300, 74, 0.7,
         (("HUM_24", 45), ("HUM_25_2", 26), ("HUM_25_3", 12), ("HUM_25B", 8), ("HUM_25_5", 6), ("HUM_25A", 3))),
    _Row("familie", 2588, 542, 2320, 68, 0.6, (("FAM_28", 42), ("FAM_30", 34), ("FAM_32", 18), ("FAM_36A", 6))),
    _Row("duldung", 721, 136, 560, 18, 0.7, (("DUL_60A", 78), ("DUL_60B", 8), ("DUL_60C", 12), ("DUL_60D", 2)), card=False),
    _Row("fiktion", 4969, 1341, 4750, 7, 0.9, (("FIK_81_4", 92), ("FIK_81_3", 8)), card=False),
    _Row("niederlassung", 2698, 737, 2560, 98, 0.5,
         (("NE_9", 48), ("NE_28_2", 20), ("NE_18C_1", 20), ("NE_26_3", 8), ("NE_35", 4))),
    _Row("sonstige", 1201, 271, 1010, 36, 0.7, (("SON_AK", 46), ("SON_AG", 36), ("SON_GB", 9), ("SON_CH", 9))),
)  # fmt: skip


def write(file: TextIO, *, until: date, since: date | None = None) -> int:
    """The history up to the end of ``until`` stands in ``file`` as CSV (``since``: as there); returns the number of events."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(HEADER)
    events = 0
    for row in history(until=until, since=since):
        writer.writerow(row)
        events += 1
    return events


def history(*, until: date, since: date | None = None) -> Iterator[tuple[str, ...]]:
    """Every event up to the end of ``until`` as fields of ``HEADER``, case by case. The same day gives the same log.

    With ``since`` only the cases to which something happened after that day, with all their events.
    """
    calendar = _Calendar(until, since)
    for number, row in enumerate(ROWS):
        for year in range(2023, (until + timedelta(days=_LONGEST)).year + 1):
            for first, end, total in _totals(row, year):
                yield from _cases(calendar, number, row, first, end, total, until)


def _totals(row: _Row, year: int) -> Iterator[tuple[date, date, int]]:
    """Stretches of a year (half-open) with the number of acts in each."""
    if year == 2023:
        yield date(2023, 1, 1), date(2024, 1, 1), row.in_2023
        return
    spring = date(year, 4, 1)
    if year == 2024:
        yield date(2024, 1, 1), spring, row.in_2024q1
    else:
        yield date(year, 1, 1), spring, row.a_year * sum(row.months[:3]) // sum(row.months)
    yield spring, date(year + 1, 1, 1), row.a_year * sum(row.months[3:]) // sum(row.months)


def _cases(
    calendar: _Calendar, number: int, row: _Row, first: date, end: date, total: int, until: date
) -> Iterator[tuple[str, ...]]:
    """The cases of a row that are decided in a stretch of time, and a few that are withdrawn in it."""
    random = Random(f"{row.key} {first}")  # noqa: S311  (a demonstration, not a secret)
    days = calendar.workdays_between(first, end)
    weights = [row.months[date.fromordinal(day).month - 1] * random.uniform(0.6, 1.4) for day in days]
    reached = [int(total * part / sum(weights) + 1e-9) for part in accumulate(weights)]
    reached[-1] = total
    serial = 0
    for day, before, after in zip(days, [0, *reached], reached, strict=False):
        pace = 1 + 0.2 * math.sin((day - 738_500) / 150)
        for _ in range(after - before):
            serial += 1
            wait = min(random.lognormvariate(math.log(row.median * pace), row.spread), _LONGEST)
            given_up = random.random() < _GIVEN_UP
            received = day - int(wait)
            if received > until.toordinal():
                continue
            case = f"{first:%y}{(first.month + 2) // 3}{number + 1}{serial:05d}"
            yield from calendar.case(case, row, received, day, decided=True)
            if given_up:
                yield from calendar.case(f"{case}Z", row, received, day, decided=False)


class _Calendar:
    """Working days, and local times as text with the offset that held at that moment."""

    def __init__(self, until: date, since: date | None) -> None:
        first, last = date(2021, 1, 1).toordinal(), until.toordinal() + _LONGEST + 500
        self.until = until.toordinal()
        self.since = since.toordinal() if since else 0
        self.workdays = [day for day in range(first, last) if workdays.is_workday(date.fromordinal(day), land=_LAND)]

    def workdays_between(self, first: date, end: date) -> list[int]:
        return self.workdays[bisect_left(self.workdays, first.toordinal()) : bisect_left(self.workdays, end.toordinal())]

    def case(self, case: str, row: _Row, received: int, end: int, *, decided: bool) -> Iterator[tuple[str, ...]]:
        """The events of one case up to the last day of the log."""
        random = Random(case)  # noqa: S311
        code = random.choices([code for code, _ in row.codes], [weight for _, weight in row.codes])[0]
        chance = random.random()
        channel = "online" if chance < _ONLINE else "post" if chance < _POST else "counter"
        invented = "false" if decided and end < date(2024, 4, 1).toordinal() else "true"
        if channel != "online":  # nobody opens letters on a Sunday
            received = min(self.workdays[bisect_left(self.workdays, received)], end)
        steps = [step for step in self._steps(random, row, channel, received, end, decided=decided) if step[0] <= self.until]
        if steps and steps[-1][0] > self.since:
            for day, seconds, activity, role in steps:
                yield case, activity, _stamp(day, int(seconds), random.random() < 0.5), role, code, channel, invented

    def _steps(
        self, random: Random, row: _Row, channel: str, received: int, end: int, *, decided: bool
    ) -> Iterable[tuple[int, float, str, str]]:
        start, last = bisect_left(self.workdays, received), bisect_left(self.workdays, end)
        start = min(start, last)
        first_share = random.uniform(0.03, 0.4)
        checked = self.workdays[start + int((last - start) * first_share)]
        complete = self.workdays[start + int((last - start) * random.uniform(first_share, 0.85))]

        def at(hour: float, until: float) -> float:
            return random.uniform(hour, until) * _HOUR

        yield received, _arrival(random, channel, received, before_work=checked == received), RECEIVED, "applicant"
        yield checked, at(8, 10), CHECKED, "clearing"
        if random.random() < _ASKED:
            yield checked, at(10, 11.5), REQUESTED, "clearing"
            arrived = random.randint(checked, complete)
            yield arrived, at(11.5, 12.75), ARRIVED, "applicant"
        if not decided:
            yield end, at(14.5, 16.5), WITHDRAWN, "applicant"
            return
        yield complete, at(13, 14.25), COMPLETE, "clearing"
        yield end, at(14.5, 16.25), TITLE if row.card else CERTIFICATE, "team"
        over = self.workdays[last + (random.randint(12, 30) if row.card else random.choice((0, 0, 0, 1, 2)))]
        yield over, at(16.5, 17.5), HANDED_OVER, "team"


def _arrival(random: Random, channel: str, day: int, *, before_work: bool) -> float:
    """The second of the day at which an application comes in."""
    if channel != "online":
        return random.uniform(7.0, 7.9 if before_work else 16.0) * _HOUR
    if _clock_change(day) and random.random() < 0.9:  # both nights of the year are in the data, doubled hour and missing hour
        return random.uniform(1.75, 3.25) * _HOUR
    return random.uniform(0.0, 7.9) * _HOUR if before_work else min(random.triangular(0.0, 24.0, 19.0), 23.99) * _HOUR


@lru_cache(maxsize=4096)
def _offsets(day: int) -> tuple[str, str, str]:
    """The date as text, and the offset to UTC at the beginning and at the end of the day."""
    midnight = datetime.combine(date.fromordinal(day), datetime.min.time(), BERLIN)
    evening = midnight.replace(hour=23)
    return f"{midnight:%Y-%m-%d}", f"{midnight:%z}", f"{evening:%z}"


def _clock_change(day: int) -> bool:
    _, morning, evening = _offsets(day)
    return morning != evening


def _stamp(day: int, seconds: int, earlier: bool) -> str:
    """Local time with its offset; the missing hour is passed over, the doubled one is the ``earlier`` or the later."""
    text, morning, evening = _offsets(day)
    offset = morning
    if morning != evening:
        if morning < evening and 2 * _HOUR <= seconds < 3 * _HOUR:
            seconds += _HOUR
        doubled = morning > evening and 2 * _HOUR <= seconds < 3 * _HOUR
        offset = morning if seconds < 2 * _HOUR or (doubled and earlier) else evening
    return f"{text}T{seconds // _HOUR:02d}:{seconds % _HOUR // 60:02d}:{seconds % 60:02d}{offset[:3]}:{offset[3:]}"
