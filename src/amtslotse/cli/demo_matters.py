"""Matters that a demonstration has to show and that chance may not bring: made once, through the real actions.

A family with a minor and a lawyer, titles that end soon, naturalisations, suits and complaints, a legal review, questions of
law, open cases of another system, a procedure that waits for its release, post that came back. Everything is invented and says
so.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from amtslotse.casework import actions, queries
from amtslotse.casework.actions import NothingToPrint, Person, Verdict
from amtslotse.casework.queries import Chosen, RowView
from amtslotse.casework.rules import Access
from amtslotse.casework.tasks import make_run
from amtslotse.catalogue.rules import Question
from amtslotse.cli import demo_cases, demo_opinions, demo_procedures
from amtslotse.cli.progress import Say
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import DomainError

MOTHER = {"given_names": "Salma", "family_name": "Darwish", "birth_date": "1991-04-11", "nationality": "LB"}
CHILD = {
    "given_names": "Karim", "family_name": "Darwish", "birth_date": "2016-09-23", "nationality": "LB",
    "representative_name": "Salma Darwish", "representative_role": "both", "other_custody_name": "Ziad Darwish",
    "other_custody_consent": "yes",
}  # fmt: skip
NATURALISED = (("Ada", "Okafor", "NG"), ("Luis", "Herrera", "VE"))
#: A file of another system, as its office would export it: received and complete so many days ago.
OLD_SYSTEM = (
    ("32.5-4001", "Aydın", "Elif", "03.05.1994", 38, "§ 16b AufenthG", 30),
    ("32.5-4002", "Castro", "Diego", "17.11.1989", 37, "§ 18g AufenthG", 22),
    ("32.5-4003", "Novák", "Petra", "00.00.1979", 35, "§ 18g AufenthG", 0),
    ("32.5-4004", "Abebe", "Hanna", "09.01.2000", 31, "§ 16b AufenthG", 0),
    ("32.5-4005", "", "Ohne Namen", "31.02.1990", 31, "§ 16b AufenthG", 0),
)
#: (so many days ago, channel, topic, answered after so many days; 0: not yet)
COMPLAINTS = ((30, "mail", "duration", 9), (12, "phone", "reachable", 4), (3, "letter", "conduct", 0))


def lay_out(*, now: datetime, say: Say) -> None:
    """Every matter of this file is there. One that a visitor's own work stands in the way of is left out."""
    people, office = demo_cases.staff(now), demo_cases.Office(now)
    every: tuple[tuple[str, Callable[[], None]], ...] = (
        ("post", lambda: _post(office.clearing, now)),
        ("a family", lambda: _family(office, now)),
        ("naturalisations", lambda: _naturalisations(office, now)),
        ("titles that end", lambda: _renewals(people, office, now)),
        ("suits and complaints", lambda: _registers(people, now)),
        ("a monthly legal review", lambda: _legal_review(people["recht1"], now)),
        ("cases of the old system", lambda: _taken_over(people["leitung"], now)),
        ("applications on paper", lambda: _on_paper(office.clearing, now)),
        ("questions of law", lambda: _questions(people, office, now)),
        ("second opinions", lambda: demo_opinions.lay_out(people=people, now=now)),
        ("a procedure", lambda: demo_procedures.wait_for_release(author=people["verfahren1"], now=now)),
    )
    for name, make in every:
        say(name)
        make()


def drafted(service: str, said: Mapping[str, str], at: datetime, draft: UUID | None = None) -> UUID:
    """A whole draft of this person's application, hers as far as ``said`` goes, the rest by luck."""
    made = draft or actions.start_draft(service=service, language="de", now=at).draft
    luck = random.Random(f"{service} {said}")  # noqa: S311 - a demonstration must come out the same every time
    demo_cases.fill_in(draft=made, luck=luck, person=(said["given_names"], said["family_name"]), said=said, at=at)
    return made


def go(office: demo_cases.Office, access: Access, began: datetime, verbs: tuple[str, ...]) -> None:
    """The case takes these steps, a day apart."""
    plan = demo_cases.Plan(f"matter {access.case}", random.Random(0), ())  # noqa: S311
    entry = {"case": str(access.case), "version": access.code_version}
    for number, verb in enumerate(verbs, start=1):
        demo_cases.step(verb, plan, entry, office=office, at=began + timedelta(days=number))


def _family(office: demo_cases.Office, now: datetime) -> None:
    """Mother and son file together; a lawyer acts for the mother, her case is with the team, the boy's in clearing."""
    at = now - timedelta(days=12)
    mother = drafted("spouse-30", MOTHER, at)
    child = actions.add_person(draft=mother, service="child-32", language="de", now=at).draft
    drafted("child-32", CHILD, at, child)
    digests = {each: queries.draft(draft=each, language="de", now=at).digest for each in (mother, child)}
    hers, his = actions.file_family(digests=digests, language="de", now=at)
    lawyer = Person("Rechtsanwältin Erika Beispiel (erfunden)", "Kanzleistraße 1", "76000", "Lindenau")
    actions.add_representative(
        case=hers.case, kind="lawyer", person=lawyer, authority="paper", by=office.clearing, now=at + timedelta(days=1)
    )
    go(office, hers, at, ("check", "complete", "take"))
    go(office, his, at, ("check",))


def _naturalisations(office: demo_cases.Office, now: datetime) -> None:
    """One is granted and handed over, one lies with its team."""
    for (given, family, country), verbs in zip(
        NATURALISED,
        (("check", "complete", "take", "draft", "release", "hand_over"), ("check", "complete", "take")),
        strict=True,
    ):
        at = now - timedelta(days=30)
        said = {
            "given_names": given, "family_name": family, "nationality": country, "birth_date": "1988-02-17",
            "five_years": "yes", "benefits": "no", "with_family": "no", "current_title": "settlement",
            "resident_since": "2014-05-01",
        }  # fmt: skip
        draft = drafted("naturalisation-10", said, at)
        digest = queries.draft(draft=draft, language="de", now=at).digest
        go(office, actions.file(draft=draft, digest=digest, language="de", now=at), at, verbs)


def _rows(head: Actor, now: datetime, *statuses: str) -> list[RowView]:
    """The oldest cases of these states in all teams."""
    chosen = Chosen(statuses=statuses, sort="received")
    return list(queries.team_list(actor=head, language="de", now=now, chosen=chosen).rows)


def _renewals(people: dict[str, Actor], office: demo_cases.Office, now: datetime) -> None:
    """Titles that were granted for a short time end soon: their holders are invited to renew."""
    noted = 0
    for row in _rows(people["leitung"], now, "decided"):
        try:
            ends_on = now.date() + timedelta(days=30 + 20 * noted)
            actions.note_title_end(case=row.id, ends_on=ends_on, by=office.clearing, now=now)
        except DomainError:  # refused, or restricted in another way: nothing ends
            continue
        noted += 1
        if noted == 4:
            break
    actions.invite(now=now)


def _registers(people: dict[str, Actor], now: datetime) -> None:
    """Two suits, one of them over, and complaints on their way."""
    legal, today = people["recht1"], now.date()
    open_ones, decided = _rows(people["leitung"], now, "with_team"), _rows(people["leitung"], now, "decided")
    court = "Verwaltungsgericht (Vorführung)"
    actions.keep_suit(
        kind="inaction", court=court, reference="4 K 118/26", filed_on=today - timedelta(days=18),
        file_number=open_ones[0].file_number, deadline_on=today + timedelta(days=10), deadline_for="Stellungnahme",
        hearing_on=today + timedelta(days=45), by=legal, now=now,
    )  # fmt: skip
    over = actions.keep_suit(
        kind="obligation", court=court, reference="4 K 97/26", filed_on=today - timedelta(days=70),
        file_number=decided[0].file_number, cost_bearer="shared", lesson="Die Berechnung des Lebensunterhalts gehört in die "
        "Begründung. (Vorführung)", by=legal, now=now,
    )  # fmt: skip
    actions.end_suit(suit=over, outcome="compromise", outcome_on=today - timedelta(days=5), by=legal, now=now)
    for days, channel, topic, answered in COMPLAINTS:
        came = today - timedelta(days=days)
        complaint = actions.record_complaint(channel=channel, topic=topic, received_on=came, by=legal, now=now)
        if answered:
            actions.answer_complaint(
                complaint=complaint, answered_on=came + timedelta(days=answered), upheld=topic == "reachable", by=legal, now=now
            )


def _legal_review(legal: Actor, now: datetime) -> None:
    """Last month's sample is drawn and half of it reviewed; one decision has a defect that its team has not answered yet."""
    review = actions.draw_review(by=legal, now=now)
    rows = queries.legal_review(actor=legal, review=review, language="de", now=now).rows
    for position, row in enumerate(rows[: len(rows) // 2]):
        asked = queries.sampled_decision(actor=legal, sampled=row.id, language="de", now=now).points
        points = {each.key: Verdict("met" if each.concerns else "not_applicable") for each in asked}
        if position == 1:
            first = next(each.key for each in asked if each.concerns)
            points[first] = Verdict("defect", "minor", "Hier fehlt das Datum des Gesprächs. (Vorführung)")
        actions.review_sampled(sampled=row.id, points=points, by=legal, now=now)


def _taken_over(head: Actor, now: datetime) -> None:
    """Open cases of the system before came over from its file; one line was wrong."""

    def day(ago: int) -> str:
        return f"{now - timedelta(days=ago):%d.%m.%Y}" if ago else ""

    lines = ["Aktenzeichen;Nachname;Vorname;Geb.-Datum;Eingangsdatum;Antragsart;Vollständig seit"]
    lines += [";".join((*who, day(received), law, day(complete))) for *who, received, law, complete in OLD_SYSTEM]
    content, name = "\r\n".join(lines).encode(), "offene-vorgaenge-erfunden.csv"
    run = actions.take_import_file(run=uuid4(), name=name, content=content, source="altverfahren", by=head, now=now)
    columns = [each.field for each in queries.import_mapping(actor=head, run=run).columns]
    actions.map_import(run=run, columns=columns, words={}, by=head, now=now)
    actions.start_import(run=run, by=head, now=now)
    actions.import_cases(run=run, now=now)


def _on_paper(clearing: Actor, now: datetime) -> None:
    """Two letters from people whose cases came over: what the office knows is taken over once and typed again once."""
    for (number, family, given, born, *_), is_known in zip(OLD_SYSTEM, (True, False), strict=False):
        case = queries.find_by_file_number(actor=clearing, file_number=number)
        luck = random.Random(number)  # noqa: S311 - a demonstration must come out the same every time
        draft = actions.start_typed(
            service="change-conditions", language="de", source="paper", received_on=now.date() - timedelta(days=2),
            known_from=case if is_known else None, relation="same_person" if is_known else "", by=clearing, now=now,
        )  # fmt: skip
        said = {"birth_date": "-".join(reversed(born.split(".")))}
        view = queries.typed(actor=clearing, draft=draft, language="de")
        while left := [question for question in view.questions if question.key not in view.answers]:
            for question in left:
                likely = demo_cases.candidates(question, luck, (given, family), now)
                tried = (said.get(question.key, likely[0]), *likely)
                next(value for value in tried if _takes(draft, question, value, clearing, now))
            view = queries.typed(actor=clearing, draft=draft, language="de")
        actions.file_typed(draft=draft, digest=view.draft.digest, confirmed=True, by=clearing, now=now)


def _takes(draft: UUID, question: Question, value: str, clearing: Actor, now: datetime) -> bool:
    return not actions.type_answers(draft=draft, answers={question.key: value}, by=clearing, now=now)


def _questions(people: dict[str, Actor], office: demo_cases.Office, now: datetime) -> None:
    """One is answered and became knowledge, one is open."""
    asked = [
        actions.ask_legal(case=row.id, question=question, by=office.clearing, now=now - timedelta(hours=hours))
        for row, question, hours in zip(
            _rows(people["leitung"], now, "with_team"),
            (
                "Der Pass ist abgelaufen, das Konsulat gibt erst in drei Monaten einen neuen aus. Warten wir? (Vorführung)",
                "Der Arbeitgeber hat nach dem Antrag gewechselt. Braucht es einen neuen Antrag? (Vorführung)",
            ),
            (50, 3),
            strict=False,
        )
    ]
    actions.answer_legal(
        question=asked[0],
        answer="Nein. Den Antrag weiter prüfen und eine Frist für den Nachweis setzen. Rechtliche Prüfung nötig. (Vorführung)",
        title="Abgelaufener Pass während des Verfahrens",
        topic="Passpflicht",
        by=people["recht1"],
        now=now - timedelta(hours=20),
    )


def _post(clearing: Actor, now: datetime) -> None:
    """The letters so far went to the post; one came back."""
    try:
        run = actions.print_letters(run=uuid4(), by=clearing, now=now)
    except NothingToPrint:
        return  # a visitor was quicker
    make_run(run=str(run))
    actions.hand_to_post(run=run, by=clearing, now=now)
    sent = next(each for each in queries.run_letters(actor=clearing, run=run) if each.state == "sent")
    actions.note_returned(
        delivery=sent.id, returned_on=now.date(), reason="moved", note="Nachsendeauftrag abgelaufen (Vorführung)",
        by=clearing, now=now,
    )  # fmt: skip
