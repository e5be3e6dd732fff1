"""The living cases of the demonstration: some three hundred and fifty, in every state, made through the real actions.

Each case has a plan that follows from its day and number alone. Whatever of a plan is due happens at the next start, so
that the demonstration is as old as the machine's clock says, today and next week. A case that a visitor has moved by hand
is left to the visitor.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from amtslotse.accounts import actions as accounts
from amtslotse.accounts.rules import DEMO_LOGINS
from amtslotse.casework import actions, queries
from amtslotse.casework.queries import CaseView
from amtslotse.casework.rules import Access, Details
from amtslotse.catalogue import queries as catalogue
from amtslotse.catalogue.rules import Question
from amtslotse.cli import demo_procedures
from amtslotse.cli.progress import Say
from amtslotse.engines import cleaning
from amtslotse.kernel import workdays
from amtslotse.kernel.actor import SYSTEM, Actor
from amtslotse.kernel.errors import DomainError, InvalidInput
from amtslotse.offices import queries as offices
from amtslotse.offices.rules import Lacking

BERLIN = ZoneInfo("Europe/Berlin")
DAYS = 72  # how far back the living cases reach: no service of the catalogue is valid much longer
CASES_A_WORKDAY = 7
#: Which of a day's cases concern the service whose versions are compared: enough for an interval.
OF_THE_RENEWED = (1, 3, 5)
#: How often papers are missing; less often under the clearer new version.
REQUESTS, REQUESTS_RENEWED = 0.45, 0.2
LAND = "BW"

#: Invented people. Names come from many places because applicants do.
NAMES = (
    ("Amina", "Haddad"), ("Wei", "Zhang"), ("Olena", "Kovalenko"), ("Mehmet", "Yıldız"), ("Priya", "Raman"),
    ("José", "Álvarez Núñez"), ("Fatou", "Diop"), ("Nguyễn Thị", "Lan"), ("Dragan", "Petrović"), ("Leila", "Hosseini"),
    ("Samuel", "Okafor"), ("Yuki", "Tanaka"), ("Arjun", "Mehta"), ("Rana", "Khoury"), ("Ivan", "Marković"),
    ("Selam", "Tesfaye"), ("Tariq", "Ahmadzai"), ("Camila", "Rojas"), ("", "Sukarno"), ("Anastasiia", "Melnyk"),
)  # fmt: skip
COUNTRIES = ("AF", "BR", "CN", "ET", "ID", "IN", "IR", "MA", "NG", "RS", "SN", "SY", "TR", "UA", "VN")
#: Why a draft comes back.
RETURNS = (
    ("reasons", "Bitte die Berechnung des Lebensunterhalts ergänzen. (Vorführung)"),
    ("reasons", "Bitte sagen, warum der Nachweis der Sprache genügt. (Vorführung)"),
    ("facts", "Der Mietvertrag nennt eine andere Anschrift. Bitte klären. (Vorführung)"),
    ("form", "Der Zeitraum steht einmal anders da als oben. (Vorführung)"),
)
REMEDY = "Text der Vorführung: Hier steht die Rechtsbehelfsbelehrung, die die Behörde geprüft hat."
#: Luck makes grown-up people: their applications are no child's.
FOR_MINORS = ("child-32",)
STREETS = ("Lindenallee", "Hafenstraße", "Am Wasserturm", "Gartenweg")


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens to one case, and when."""

    key: str
    luck: random.Random
    steps: tuple[tuple[datetime, str], ...]
    service: str = ""  # empty: luck chooses


def _local(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time(minutes // 60, minutes % 60), tzinfo=BERLIN).astimezone(UTC)


def _plan(day: date, number: int, renewed_on: date | None) -> Plan:
    luck = random.Random(f"{day}:{number}")  # noqa: S311 - a demonstration must come out the same every time
    at = day
    service = demo_procedures.RENEWED if number in OF_THE_RENEWED else ""
    requests = REQUESTS_RENEWED if service and renewed_on and day >= renewed_on else REQUESTS

    def later(least: int, most: int) -> datetime:
        nonlocal at
        at = workdays.add(at, luck.randint(least, most), land=LAND)
        return _local(at, luck.randint(8 * 60, 16 * 60))

    steps = [(_local(day, luck.randint(7 * 60, 22 * 60)), "file"), (later(1, 5), "check")]
    if luck.random() < 0.03:
        return Plan(f"{day}:{number}", luck, (*steps, (later(1, 4), "withdraw")), service)
    if luck.random() < requests:
        steps.append((later(0, 1), "request"))
        if luck.random() < 0.15:  # never answers
            return Plan(f"{day}:{number}", luck, tuple(steps), service)
        steps.append((later(3, 18), "hand_in"))
    steps += [(later(1, 3), "complete"), (later(1, 8), "take"), (later(3, 25), "draft")]
    if luck.random() < 0.2:
        steps += [(later(1, 2), "return"), (later(1, 3), "draft")]
    steps += [(later(1, 4), "release"), (later(8, 25), "hand_over")]
    return Plan(f"{day}:{number}", luck, tuple(steps), service)


def _plans(today: date) -> Iterator[Plan]:
    first_service = min(procedure.valid_from for procedure in catalogue.published(on=today))
    renewed_on = demo_procedures.renewed_on()
    for back in range(DAYS, -1, -1):
        day = today - timedelta(days=back)
        if day >= first_service and workdays.is_workday(day, land=LAND):
            for number in range(CASES_A_WORKDAY):
                yield _plan(day, number, renewed_on)


def staff(now: datetime) -> dict[str, Actor]:
    """The people of the demonstration by the name they sign in with."""
    ids = accounts.ensure_demo_staff(by=SYSTEM, now=now)
    return {
        login.username: Actor(
            role=login.roles[0],
            team=login.teams[0] if login.teams else "",
            staff_id=ids[login.username],
            teams=frozenset(login.teams),
            roles=frozenset(login.roles),
        )
        for login in DEMO_LOGINS
    }


class Office:
    """The people who act in the demonstration."""

    def __init__(self, now: datetime) -> None:
        people = staff(now)
        self.clearing = people["clearing"]
        self.teams: dict[str, list[Actor]] = {}
        self._lacking: dict[int | None, Lacking] = {}
        for actor in people.values():
            if actor.role == "caseworker" and actor.staff_id is not None:
                self.teams.setdefault(actor.team, []).append(actor)
                self._lacking[actor.staff_id] = offices.lacking(staff=actor.staff_id, on=now.astimezone(BERLIN).date())

    def author_and_reviewer(self, case: CaseView, key: str) -> tuple[Actor, Actor]:
        """Two colleagues of the case's team, always the same ones for a key; the first has the skills that the case needs."""
        team = self.teams[case.team]
        fit = [each for each in team if not self._lacking[each.staff_id].for_case(case.purpose, case.difficulty)] or team
        author = fit[sum(map(ord, key)) % len(fit)]
        return author, next(each for each in team if each != author)


def live(*, home: Path, now: datetime, say: Say) -> int:
    """Every plan has got as far as its time has come; answers how many steps that took."""
    book = home / "demo_cases.json"
    known: dict[str, dict[str, Any]] = json.loads(book.read_text()) if book.exists() else {}
    office = Office(now)
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")  # invented cases: ten thousand waits for the disk are not worth it
    taken = 0
    real_clean = cleaning.clean
    cleaning.clean = lru_cache(real_clean)  # every invented document is the same page: cleaning it once is enough
    plans = list(_plans(now.astimezone(BERLIN).date()))
    for position, plan in enumerate(plans):
        entry = known.setdefault(plan.key, {"done": 0, "case": None, "version": 0})
        taken += _advance(plan, entry, office=office, now=now)
        say(f"{position + 1} of {len(plans)}")
        book.with_suffix(".new").write_text(json.dumps(known))  # after each, or a stop in the middle would file them twice
        book.with_suffix(".new").replace(book)
    cleaning.clean = real_clean
    with connection.cursor() as cursor:
        cursor.execute("RESET synchronous_commit")
    return taken


def _advance(plan: Plan, entry: dict[str, Any], *, office: Office, now: datetime) -> int:
    due = [step for step in plan.steps if step[0] <= now]
    taken = 0
    for at, verb in due[entry["done"] :]:
        try:
            with transaction.atomic():
                step(verb, plan, entry, office=office, at=at)
        except DomainError:
            if verb == "file":
                raise  # nobody but us could have caused that
            entry["done"] = len(plan.steps)  # a visitor moved it: hers from now on
            break
        entry["done"] += 1
        taken += 1
    return taken


def step(verb: str, plan: Plan, entry: dict[str, Any], *, office: Office, at: datetime) -> None:
    """One step of a plan happens. Raises what its action raises."""
    if verb == "file":
        access = _file(plan, at)
        entry["case"], entry["version"] = str(access.case), access.code_version
        return
    case, clearing = UUID(entry["case"]), office.clearing
    access = Access(case, entry["version"])
    if verb == "check":
        actions.open_check(case=case, by=clearing, now=at)
    elif verb == "withdraw":
        actions.withdraw(access=access, now=at)
    elif verb == "request":
        _mark(case, clearing, at, strict=True)
        actions.request_documents(case=case, by=clearing, now=at)
    elif verb == "hand_in":
        _send_what_is_missing(access, at)
    elif verb == "complete":
        _mark(case, clearing, at, strict=False)
        actions.confirm_complete(case=case, by=clearing, now=at)
    else:
        _in_team(verb, plan, case, office, at)


def _in_team(verb: str, plan: Plan, case: UUID, office: Office, at: datetime) -> None:
    view = queries.case(actor=office.clearing, case=case, language="de", now=at)
    author, reviewer = office.author_and_reviewer(view, plan.key)
    if verb == "take":
        actions.take(case=case, by=author, now=at)
    elif verb == "draft":
        reasons = (
            "Die Voraussetzungen wurden anhand der eingereichten Nachweise geprüft. Der Lebensunterhalt ist gesichert, die "
            "Identität ist geklärt, die Passpflicht ist erfüllt. (Vorführung)"
        )
        number = sum(map(ord, plan.key))
        outcome = "grant" if number % 12 else "grant_restricted"
        if outcome == "grant" and number % 3 == 0 and not any(step == "return" for _, step in plan.steps):
            actions.sign_decision(case=case, reasons=reasons, by=author, now=at)
        else:
            details = _burden(at) if outcome != "grant" else Details()
            actions.draft_decision(case=case, outcome=outcome, reasons=reasons, details=details, by=author, now=at)
    elif verb in {"return", "release"} and view.status == "decided":
        return  # signed: the sample had not drawn it
    elif verb == "return":
        code, reason = RETURNS[sum(map(ord, plan.key)) % len(RETURNS)]
        actions.return_decision(decision=view.decisions[0].id, code=code, reason=reason, by=reviewer, now=at)
    elif verb == "release":
        actions.release_decision(decision=view.decisions[0].id, by=reviewer, now=at)
    elif verb == "hand_over":
        actions.hand_over(case=case, by=author, now=at)


def _burden(at: datetime) -> Details:
    """What a restriction says besides its reasons."""
    return Details(
        sections={"unmet": "Die Beschäftigung ist nur in dem Umfang erlaubt, der beantragt wurde. (Vorführung)"},
        discretion="exercised",
        discretion_reasons="Das Interesse an der Ausbildung überwiegt, deshalb wird nicht abgelehnt. (Vorführung)",
        hearing="held",
        hearing_on=at.astimezone(BERLIN).date(),
        remedy_notice=REMEDY,
    )


def _mark(case: UUID, clearing: Actor, at: datetime, *, strict: bool) -> None:
    """What was sent is fine, what was not is missing; a strict look also finds the first page unreadable."""
    view = queries.case(actor=clearing, case=case, language="de", now=at)
    all_there = all(need.uploads for need in view.needs)
    for position, need in enumerate(view.needs):
        verdict, reason = ("fine" if need.uploads else "missing"), ""
        if strict and all_there and position == 0:
            verdict, reason = "unreadable", "Auf dem Foto ist die Schrift nicht zu lesen."
        actions.mark(case=case, need=need.key, verdict=verdict, reason=reason, by=clearing, now=at)


def _send_what_is_missing(access: Access, at: datetime) -> None:
    status = queries.status(access=access, language="de", now=at)
    if status.request is None:
        raise InvalidInput(field="request", reason="closed")
    for item in status.request.items:
        actions.add_document(access=access, need=item.need, name=f"{item.need}.pdf", content=SAMPLE, now=at)
    actions.hand_in(access=access, now=at)


def _file(plan: Plan, at: datetime) -> Access:
    luck = plan.luck
    services = [each.key for each in catalogue.published(on=at.astimezone(BERLIN).date()) if each.key not in FOR_MINORS]
    language = luck.choice(("de", "en", "ar"))
    service = luck.choice(services)
    draft = actions.start_draft(service=plan.service or service, language=language, now=at).draft
    forgets = 1 + luck.randrange(2) if any(verb == "request" for _, verb in plan.steps) else 0
    fill_in(draft=draft, luck=luck, person=luck.choice(NAMES), said={}, forgets=forgets, at=at)
    view = queries.draft(draft=draft, language=language, now=at)
    return actions.file(draft=draft, digest=view.digest, language=language, now=at)


def fill_in(
    *, draft: UUID, luck: random.Random, person: tuple[str, str], said: Mapping[str, str], forgets: int = 0, at: datetime
) -> None:
    """Every question has an answer, as ``said`` or as luck has it, and every document was sent but the first ``forgets``."""
    view = queries.draft(draft=draft, language="de", now=at)
    while view.next is not None:  # an answer may open further questions
        known = {answered.key for answered in view.answers}
        for question in view.questions:
            if question.key in said:
                actions.answer(draft=draft, question=question.key, value=said[question.key], now=at)
            elif question.key not in known:
                _answer(draft, question, luck, person, at)
        view = queries.draft(draft=draft, language="de", now=at)
    for need in view.needs[forgets:]:
        actions.attach(draft=draft, need=need.key, name=f"{need.label_de[:40]}.pdf", content=SAMPLE, now=at)


def _answer(draft: UUID, question: Question, luck: random.Random, person: tuple[str, str], at: datetime) -> None:
    for value in candidates(question, luck, person, at):
        try:
            actions.answer(draft=draft, question=question.key, value=value, now=at)
        except InvalidInput:
            continue
        return
    raise AssertionError(f"no answer found for {question.key}")


def candidates(question: Question, luck: random.Random, person: tuple[str, str], at: datetime) -> list[str]:
    """Answers to a question that may fit, the likeliest first."""
    today = at.astimezone(BERLIN).date()
    known = {
        "given_names": person[0],
        "family_name": person[1],
        "street": f"{luck.choice(STREETS)} {luck.randint(1, 90)}",
        "postcode": "76000",
        "city": "Lindenau",
        "title_expires_on": str(today + timedelta(days=luck.choice((-6, 12, 40, 70, 90, 120, 150, 180, 240, 300)))),
        "entered_on": str(today - timedelta(days=luck.randint(10, 85))),
        "travel_or_job_date": str(today + timedelta(days=luck.randint(20, 250))),
        "birth_date": "1980-00-00" if luck.random() < 0.03 else f"{luck.randint(1962, 2004)}-{luck.randint(1, 12):02d}-14",
    }
    if question.key in known:
        return [known[question.key]]
    if question.kind == "choice":
        keys = [option.key for option in question.options]
        return luck.sample(keys, len(keys))
    if question.kind == "yesno":
        return luck.sample(("yes", "no"), 2)
    if question.kind == "date":
        return [str(today - timedelta(days=luck.randint(200, 900))), str(today + timedelta(days=luck.randint(30, 200)))]
    if question.kind == "country":
        return luck.sample(COUNTRIES, len(COUNTRIES))
    if question.kind == "email":
        return [f"vorfuehrung{luck.randint(1, 999)}@lindenau.example"]
    if question.kind == "phone":
        return ["0721 000-000"]
    return ["Angabe zur Vorführung", "12"]


def _sample() -> bytes:
    """A page with one line of text: small, and a real PDF."""
    line = b"BT /F1 18 Tf 72 760 Td (Vorfuehrung: erfundene Unterlage) Tj ET"
    bodies = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(line), line),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out) + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        len(out),
    )


SAMPLE = _sample()
