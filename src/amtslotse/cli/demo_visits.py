"""Appointments and visits of the demonstration: the last working days, today up to now, and the weeks to come.

Everything goes through the real actions, with the times at which it would have happened. A day is played once; what a
visitor of the demonstration changes stays.
"""

from __future__ import annotations

import heapq
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import connection

from amtslotse.appointments import actions as appointments
from amtslotse.appointments import queries as calendar
from amtslotse.appointments.rules.parties import PartyInput, PersonInput
from amtslotse.casework import queries as casework
from amtslotse.casework.queries import Chosen
from amtslotse.cli.demo_cases import NAMES, staff
from amtslotse.cli.progress import Say
from amtslotse.frontdesk import actions as hall
from amtslotse.kernel import workdays
from amtslotse.kernel.actor import SYSTEM, Actor
from amtslotse.kernel.errors import DomainError
from amtslotse.offices import queries as offices

BERLIN = ZoneInfo("Europe/Berlin")
LAND = "BW"
SITE = "marktplatz"
PAST_WORKDAYS = 8
COMING_WORKDAYS = 35
BOOKED_A_DAY, WALK_INS_A_DAY, CONTACTS_A_DAY = 16, 34, 15
NO_SHOWS = 0.09
#: Shares of visits that are about a case that lies with a team or lay there, and of those about none.
ABOUT = ("with_team", "decided", "closed")
NAMES_A_CASE, WITHOUT_A_CASE = 0.45, 0.25
#: Who sits where: the counters' numbers at the site.
SITTING = {1: "empfang1", 3: "empfang2", 4: "arbeit1", 5: "arbeit2", 6: "familie1"}
#: Minutes at the counter, least and most.
SERVICE = {"short": (2, 7), "clearing": (3, 9), "regular": (12, 32), "emergency": (10, 25)}
SPACE = UUID("5d5e0c1e-6c53-4d6c-9d0e-0a3f6b0f6a51")


@dataclass(order=True)
class _Moment:
    """Something that happens on a day: somebody comes, or a counter is free again."""

    at: datetime
    order: int
    counter: int = field(default=0, compare=False)
    visitor: tuple[str, str] | None = field(default=None, compare=False)
    klass: str = field(default="", compare=False)
    appointment: UUID | None = field(default=None, compare=False)


class _About:
    """Which case a visit was about: the counter names one at times, says at times that there is none, and else nothing."""

    def __init__(self, now: datetime) -> None:
        head, page, pages = staff(now)["leitung"], 1, 1
        self._known: list[tuple[datetime, str]] = []
        while page <= pages:
            shown = casework.team_list(actor=head, language="de", now=now, chosen=Chosen(statuses=ABOUT, page=page))
            self._known += [(row.received_at, row.file_number) for row in shown.rows]
            page, pages = page + 1, shown.pages

    def of(self, stop: int, klass: str, at: datetime) -> dict[str, Any]:
        """What ``finish`` is told about a station."""
        luck = random.Random(f"about {stop} {at}")  # noqa: S311
        then = [number for received, number in self._known if received < at]
        chance = luck.random()
        if klass != "short" and then and chance < NAMES_A_CASE:
            return {"file_number": luck.choice(then)}
        return {"without_case": True} if chance > 1 - WITHOUT_A_CASE else {}


def live(*, home: Path, now: datetime, say: Say) -> None:
    """The plan has its places, past days were played, today as far as it has come, and the coming weeks are partly taken."""
    book = home / "demo_visits.json"
    done: list[str] = json.loads(book.read_text()) if book.exists() else []
    today = now.astimezone(BERLIN).date()
    days = [day for day in _workdays_before(today) if day.isoformat() not in done]
    about = _About(now)
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")  # invented visits: thousands of waits for the disk are not worth it
    if days:
        appointments.plan_places(from_day=days[0], to_day=today, by=SYSTEM, now=_at(days[0] - timedelta(days=14), 0))
    appointments.plan_ahead(by=SYSTEM, now=now)
    for position, day in enumerate(days):
        say(f"{position + 1} of {len(days) + 1} days")
        _play(day, about, until=_at(day, 20 * 60))
        done.append(day.isoformat())
        book.write_text(json.dumps(done))
    if not done or today.isoformat() not in done:
        say("the weeks to come")
        _play(today, about, until=now)
        _waiting_now(now)
        _coming(today, now)
        _emergencies(now)
        book.write_text(json.dumps([*done, today.isoformat()]))
    with connection.cursor() as cursor:
        cursor.execute("RESET synchronous_commit")


def _workdays_before(today: date) -> list[date]:
    days = (today - timedelta(days=back) for back in range(PAST_WORKDAYS * 2, 0, -1))
    return [day for day in days if workdays.is_workday(day, land=LAND)][-PAST_WORKDAYS:]


def _at(day: date, minutes: float) -> datetime:
    local = datetime.combine(day, time(0), tzinfo=BERLIN) + timedelta(minutes=minutes)
    return local.astimezone(UTC)


def _party(luck: random.Random, name: tuple[str, str], key: str) -> PartyInput:
    number = f"C{luck.randrange(10**8):08d}"
    person = PersonInput(name[1], name[0], f"{luck.randint(1962, 2004)}-{luck.randint(1, 12):02d}-14", "document", number)
    return PartyInput(
        language=luck.choice(("de", "en", "ar")),
        contact_kind="email",
        email=f"vorfuehrung-{uuid5(SPACE, key).hex[:12]}@lindenau.example",
        persons=(person,),
        title_expires_on=None,
    )


def _book(
    luck: random.Random, key: str, *, klass: str, day: date, by: Actor, asked: datetime, now: datetime
) -> tuple[UUID, datetime] | None:
    """Somebody who asked then has one of the day's times that are free now."""
    matters = [matter for matter in calendar.matters("de") if matter.klass == klass and matter.channel == "visit"]
    matter = luck.choice(matters)
    free = calendar.free_times(
        klass=klass, minutes=matter.minutes, sites=(SITE,), from_day=day, to_day=day + timedelta(days=1), now=now
    )
    if not free:
        return None
    chosen = luck.choice(free[0].times)
    access = appointments.book(
        place=chosen.place,
        matters=[matter.key],
        party=_party(luck, luck.choice(NAMES), key),
        source="portal" if luck.random() < 0.8 else "telephone",
        idempotency_key=uuid5(SPACE, key),
        requested_at=asked,
        tell=False,
        by=by,
        now=now,
    )
    return access.appointment, chosen.starts_at


def _play(day: date, about: _About, *, until: datetime) -> None:
    """The day as it was: who had an appointment, who came without, who was called when."""
    if not workdays.is_workday(day, land=LAND) or until < _at(day, 7 * 60):
        return
    luck = random.Random(f"visits {day}")  # noqa: S311 - a demonstration must come out the same every time
    people = staff(until)
    appointments.take_snapshot(now=_at(day, 6 * 60))
    moments: list[_Moment] = []
    missing: list[UUID] = []
    for number in range(BOOKED_A_DAY):
        asked = _at(workdays.add(day, 0, land=LAND) - timedelta(days=luck.randint(4, 13)), luck.randint(7 * 60, 20 * 60))
        booked = _book(luck, f"{day} {number}", klass="regular", day=day, by=people["empfang1"], asked=asked, now=asked)
        if booked is None:
            continue
        appointment, starts = booked
        if luck.random() < NO_SHOWS:
            missing.append(appointment)
            continue
        came = starts - timedelta(minutes=luck.randint(-4, 18))
        moments.append(_Moment(came, len(moments), visitor=luck.choice(NAMES), klass="regular", appointment=appointment))
    for _ in range(WALK_INS_A_DAY):
        klass = luck.choices(("short", "clearing", "emergency"), (6, 5, 1))[0]
        moments.append(
            _Moment(_at(day, luck.randint(7 * 60 + 50, 11 * 60 + 15)), len(moments), visitor=luck.choice(NAMES), klass=klass)
        )
    _run(day, moments, about, people, luck, until)
    if until >= _at(day, 19 * 60):
        for appointment in missing:
            appointments.mark_no_show(appointment=appointment, by=people["empfang1"], now=_at(day, 12 * 60 + 5))
    _telephone(day, people, luck, until)


def _run(
    day: date, moments: list[_Moment], about: _About, people: dict[str, Actor], luck: random.Random, until: datetime
) -> None:
    counters = {each.number: each.id for each in offices.counters(site=SITE)}
    heapq.heapify(moments)
    opens = _at(day, 8 * 60)
    for number, username in SITTING.items():
        if opens <= until:
            hall.open_counter(counter=counters[number], by=people[username], now=opens)
            heapq.heappush(moments, _Moment(opens, 1000 + number, counter=number))
    idle: list[int] = []
    serving: dict[int, tuple[int, str]] = {}  # counter → station and class
    while moments and moments[0].at <= until:
        moment = heapq.heappop(moments)
        if moment.visitor is not None:
            _arrive(day, moment, people)
            if moment.at >= opens:
                for number in idle:
                    heapq.heappush(moments, _Moment(moment.at, 1000 + number, counter=number))
                idle = []
            continue
        number, by = moment.counter, people[SITTING[moment.counter]]
        if number in serving:
            outcome = luck.choices(("done", "appointment", "filed", "referred"), (88, 7, 3, 2))[0]
            stop, klass = serving.pop(number)
            hall.finish(stop=stop, outcome=outcome, **about.of(stop, klass, moment.at), by=by, now=moment.at)
        called = hall.call_next(counter=counters[number], by=by, now=moment.at)
        if called is None:
            idle.append(number)
            continue
        hall.start(stop=called.stop, by=by, now=moment.at + timedelta(seconds=40))
        serving[number] = (called.stop, called.klass)
        least, most = SERVICE[called.klass]
        heapq.heappush(
            moments, _Moment(moment.at + timedelta(minutes=luck.randint(least, most)), 1000 + number, counter=number)
        )
    if until >= _at(day, 19 * 60):
        for number, username in SITTING.items():
            hall.close_counter(counter=counters[number], by=people[username], now=_at(day, 18 * 60))


def _arrive(day: date, moment: _Moment, people: dict[str, Actor]) -> None:
    by = people["empfang1"]
    if moment.appointment is not None:
        appointments.mark_arrived(appointment=moment.appointment, by=by, now=moment.at)
    given, family = moment.visitor or ("", "")
    hall.check_in(
        site=SITE,
        klass=moment.klass,
        name=f"{given} {family}".strip(),
        language="de",
        appointment=moment.appointment,
        idempotency_key=uuid5(SPACE, f"ticket {day} {moment.order}"),
        by=by,
        now=moment.at,
    )


def _telephone(day: date, people: dict[str, Actor], luck: random.Random, until: datetime) -> None:
    reasons = ("status", "appointment", "general", "handing_in", "responsible")
    for _ in range(CONTACTS_A_DAY):
        began, seconds = _at(day, luck.randint(8 * 60, 15 * 60)), luck.randint(25, 260)
        if began + timedelta(seconds=seconds) <= until:
            hall.log_contact(
                channel="telephone" if luck.random() < 0.7 else "counter",
                reason=luck.choices(reasons, (40, 25, 15, 12, 8))[0],
                began_at=began,
                seconds=seconds,
                settled=luck.random() < 0.85,
                by=people["empfang2"],
                now=began + timedelta(seconds=seconds),
            )
    if until >= _at(day, 19 * 60):
        answered, lost = luck.randint(60, 95), luck.randint(15, 45)
        row = {
            "day": day.isoformat(), "line": "service", "offered": str(answered + lost), "answered": str(answered),
            "lost": str(lost), "repeated": str(luck.randint(8, 25)),
        }  # fmt: skip
        hall.import_telephone_counts(rows=[row], by=people["empfang2"], now=_at(day, 19 * 60))


def _waiting_now(now: datetime) -> None:
    """Some people wait and one is called, whatever the hour: a demonstration at night would otherwise show an empty hall."""
    luck, people = random.Random("waiting"), staff(now)  # noqa: S311
    for number, klass in enumerate(("short", "clearing", "regular", "short", "emergency", "clearing")):
        given, family = luck.choice(NAMES)
        hall.check_in(
            site=SITE,
            klass=klass,
            name=f"{given} {family}".strip(),
            language=luck.choice(("de", "en", "ar")),
            idempotency_key=uuid5(SPACE, f"waiting {now.date()} {number}"),
            by=people["empfang1"],
            now=now - timedelta(minutes=40 - 6 * number),
        )
    express = next(each.id for each in offices.counters(site=SITE) if each.number == 2)
    hall.open_counter(counter=express, by=people["familie2"], now=now - timedelta(minutes=3))
    hall.call_next(counter=express, by=people["familie2"], now=now - timedelta(minutes=1))


def _coming(today: date, now: datetime) -> None:
    """The next weeks are taken, nearly fully at first, hardly at the end."""
    luck, by = random.Random(f"coming {today}"), staff(now)["empfang1"]  # noqa: S311
    for ahead, day in enumerate(_workdays_after(today)):
        for klass, most in (("regular", 22), ("short", 8)):
            for number in range(max(0, int(most * (1 - ahead / COMING_WORKDAYS)))):
                key = f"coming {day} {klass} {number}"
                try:
                    asked = now - timedelta(minutes=luck.randint(1, 9000))
                    _book(luck, key, klass=klass, day=day, by=by, asked=asked, now=now)
                except DomainError:
                    continue  # a visitor of the demonstration was quicker


def _workdays_after(today: date) -> Iterator[date]:
    for ahead in range(1, COMING_WORKDAYS + 1):
        yield workdays.add(today, ahead, land=LAND)


def _emergencies(now: datetime) -> None:
    """Some people on the emergency list, each for another reason."""
    luck, by = random.Random("emergencies"), staff(now)["empfang1"]  # noqa: S311
    today = now.astimezone(BERLIN).date()
    matter = next(matter.key for matter in calendar.matters("de") if matter.klass == "regular" and matter.channel == "visit")
    for number, (reasons, ends_in) in enumerate(((("work",), 30), (("court",), None), ((), 3), (("travel",), None))):
        name = NAMES[number]
        party = _party(luck, name, f"emergency {today} {number}")
        ends = None if ends_in is None else today + timedelta(days=ends_in)
        party = PartyInput(
            language=party.language, contact_kind="phone", phone=f"0721 000-{100 + number}", persons=party.persons,
            title_expires_on=ends,
        )  # fmt: skip
        appointments.request(
            kind="emergency",
            matters=[matter],
            party=party,
            reasons=reasons,
            idempotency_key=uuid5(SPACE, f"emergency {today} {number}"),
            by=by,
            now=now - timedelta(hours=3 * number + 1),
        )
