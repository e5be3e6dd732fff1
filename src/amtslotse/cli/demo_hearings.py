"""Three cases that chance does not bring: a hearing that runs, a refusal after one, a child with two custody holders.

Made once, through the real actions. Everything is invented and says so.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from amtslotse.casework import actions, queries
from amtslotse.casework.actions import Person
from amtslotse.casework.rules import Details
from amtslotse.casework.tasks import make_run
from amtslotse.cli import demo_cases
from amtslotse.cli.demo_matters import drafted, go
from amtslotse.kernel.actor import Actor

HEARD = {"given_names": "Milan", "family_name": "Dvorak", "birth_date": "1996-02-08", "nationality": "RS"}
ASKED = {"given_names": "Noor", "family_name": "Rahman", "birth_date": "1998-07-30", "nationality": "PK"}
CHILD = {
    "given_names": "Lina", "family_name": "Moreau", "birth_date": "2017-05-19", "nationality": "CM",
    "representative_name": "Grace Moreau", "representative_role": "both", "other_custody_name": "Paul Moreau",
    "other_custody_consent": "yes",
}  # fmt: skip
#: The parents live apart: each gets an envelope.
PARENTS = (
    Person("Grace Moreau", "Lindenallee 12", "76000", "Lindenau"),
    Person("Paul Moreau", "Hafenstraße 3", "76000", "Lindenau"),
)
REASONS = (
    "Der Nachweis über das Studium fehlt auch nach der Nachforderung. Nach der Auskunft der Hochschule endete die "
    "Einschreibung. (Vorführung)"
)
ANSWER = "Sie schreibt, dass sie sich neu einschreiben will; ein Nachweis liegt nicht bei. (Vorführung)"


def lay_out(*, now: datetime) -> None:
    """The three cases are there."""
    office = demo_cases.Office(now)
    _refused(office, now)
    _asked(office, now)
    _child(office, now)


def _with_owner(office: demo_cases.Office, service: str, said: dict[str, str], at: datetime) -> tuple[UUID, Actor, Actor]:
    """A complete case that somebody of its team has; with her and the colleague who reviews."""
    draft = drafted(service, said, at)
    digest = queries.draft(draft=draft, language="de", now=at).digest
    access = actions.file(draft=draft, digest=digest, language="de", now=at)
    go(office, access, at, ("check", "complete", "take"))
    view = queries.case(actor=office.clearing, case=access.case, language="de", now=at + timedelta(days=3))
    author, reviewer = office.author_and_reviewer(view, f"matter {access.case}")
    return access.case, author, reviewer


def _post(author: Actor, at: datetime) -> None:
    """The hearing letter, the only one of her team that waits, went to the post: nobody answers what was not sent."""
    run = actions.print_letters(run=uuid4(), by=author, now=at)
    make_run(run=str(run))
    actions.hand_to_post(run=run, by=author, now=at)


def _refused(office: demo_cases.Office, now: datetime) -> None:
    """She was asked by letter, answered, and the refusal refers to that letter."""
    at = now - timedelta(days=40)
    case, author, reviewer = _with_owner(office, "study-16b", HEARD, at)
    actions.write_hearing(case=case, outcome="refuse", reasons=REASONS, by=author, now=at + timedelta(days=8))
    _post(author, at + timedelta(days=9))
    heard_on = (at + timedelta(days=19)).date()
    actions.note_statement(case=case, answered_on=heard_on, answer=ANSWER, by=author, now=at + timedelta(days=19))
    details = Details(
        sections={"unmet": "Es fehlt der Nachweis, dass das Studium weitergeht (§ 16b AufenthG). (Vorführung)"},
        discretion="exercised",
        discretion_reasons="Die Bindungen hier wurden gewogen, sie überwiegen nicht. Rechtliche Prüfung nötig. (Vorführung)",
        hearing="held",
        remedy_notice=demo_cases.REMEDY,
    )
    written = at + timedelta(days=34)
    decision = actions.draft_decision(case=case, outcome="refuse", reasons=REASONS, details=details, by=author, now=written)
    actions.release_decision(decision=decision, by=reviewer, now=written + timedelta(days=1))


def _asked(office: demo_cases.Office, now: datetime) -> None:
    """Her time to answer still runs."""
    case, author, _ = _with_owner(office, "study-16b", ASKED, now - timedelta(days=16))
    actions.write_hearing(case=case, outcome="refuse", reasons=REASONS, by=author, now=now - timedelta(days=4))
    _post(author, now - timedelta(days=3))


def _child(office: demo_cases.Office, now: datetime) -> None:
    """Both parents hold custody and live apart: the grant goes to each of them."""
    at = now - timedelta(days=21)
    case, author, reviewer = _with_owner(office, "child-32", CHILD, at)
    for declared in queries.representatives(case=case):
        actions.end_representative(case=case, representative=declared.id, by=office.clearing, now=at + timedelta(days=4))
    for parent in PARENTS:
        actions.add_representative(
            case=case, kind="custody_holder", person=parent, authority="paper", consented_on=at.date(), by=office.clearing,
            now=at + timedelta(days=4),
        )  # fmt: skip
    reasons = "Die Mutter hat eine Aufenthaltserlaubnis, die Urkunden liegen vor, beide Eltern stimmen zu. (Vorführung)"
    written = at + timedelta(days=9)
    decision = actions.draft_decision(case=case, outcome="grant", reasons=reasons, by=author, now=written)
    actions.release_decision(decision=decision, by=reviewer, now=written + timedelta(days=1))
