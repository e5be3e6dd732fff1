"""What leaves the house, and what the database does not let go: each promise tried with plain SQL as ``app``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from amtslotse.casework import actions, queries
from amtslotse.casework.actions import Notified
from amtslotse.casework.models import Addressee, Case, Decision, Delivery, Draw, Letter, Notification, keys
from amtslotse.casework.queries import deciding
from amtslotse.casework.rules import Access, sampling
from amtslotse.casework.rules.deciding import BURDENS, Details
from amtslotse.journal.queries import events_of
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound
from amtslotse.offices.models import Office
from tests.casework import walk
from tests.casework.walk import HEARD, NOW, REASONS, People, later
from tests.environment import DATABASE, SERVER
from tests.factories.staff import make_actor
from tests.races import at_once

UNTIL = {"grant": "", "grant_restricted": "restricted", "refuse": "refused", "revoke": "revoked"}


@contextmanager
def _refused(saying: str, *, by: type[DatabaseError] = DatabaseError) -> Iterator[None]:
    with pytest.raises(by, match=saying), transaction.atomic():
        yield


def _in_team(people: People, answers: dict[str, str] | None = None) -> Access:
    access = walk.filed({**walk.ANSWERS, **(answers or {})})
    walk.to_team(access, people)
    return access


def _review_percent(percent: int) -> None:
    office = Office.objects.get()
    office.settings = {**office.settings, "review_percent": percent}
    office.save()


@pytest.fixture
def old_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """No service is new: the base alone decides."""
    monkeypatch.setattr(sampling, "plan", lambda _: replace(sampling.plans()[-1], new_days=0))


@pytest.fixture
def nothing_is_drawn(people: People, old_service: None) -> None:
    _review_percent(0)


@pytest.fixture
def everything_is_drawn(people: People, old_service: None) -> None:
    _review_percent(100)


# ---- What burdens her ------------------------------------------------------------------------------------------------


def _draft(people: People, outcome: str, *, letter: bool = True, **changes: Any) -> Decision:
    """A draft past the actions: as somebody would write it who holds the database and not the program."""
    access = _in_team(people)
    whole = {
        "outcome": outcome,
        "reasons": REASONS,
        "hearing": "held",
        "hearing_on": NOW.date(),
        "remedy_notice": "Gegen diese Entscheidung können Sie Widerspruch erheben.",
        "author_id": people.author.staff_id,
        "created_at": NOW,
    }
    draft = Decision.objects.create(case_id=access.case, **{**whole, **changes})
    if letter:
        Letter.objects.create(case_id=access.case, kind="decision", language="de", data={}, created_at=NOW)
    Addressee.objects.create(decision=draft, capacity="applicant", name="Lan Nguyễn")
    return draft


RELEASE = "UPDATE casework_decision SET status = 'released', reviewer_id = %s, reviewed_at = now() WHERE id = %s"


def _release(draft: Decision, by: Actor) -> None:
    with connection.cursor() as cursor:
        cursor.execute(RELEASE, [by.staff_id, draft.pk])


@pytest.mark.parametrize("outcome", BURDENS)
@pytest.mark.parametrize(
    ("without", "saying"),
    [
        ({"hearing": "", "hearing_on": None}, "burden_leaves_after_a_hearing"),
        ({"remedy_notice": ""}, "burden_leaves_with_a_remedy_notice"),
        ({"remedy_notice": " " * 5}, "burden_leaves_with_a_remedy_notice"),
    ],
    ids=["no hearing", "no remedy notice", "an empty one"],
)
def test_the_database_keeps_a_burden_in_the_house(people: People, outcome: str, without: dict[str, Any], saying: str) -> None:
    draft = _draft(people, outcome, **without)
    with _refused(saying, by=IntegrityError):
        _release(draft, people.reviewer)
    assert Decision.objects.get(pk=draft.pk).status == "in_review"


def test_the_database_lets_go_what_is_whole(people: People) -> None:
    for outcome in BURDENS:
        _release(_draft(people, outcome), people.reviewer)
    reasoned = {"hearing": "not_held", "hearing_on": None, "hearing_reason": "Die Anhörung hätte den Zweck vereitelt."}
    _release(_draft(people, "refuse", **reasoned), people.reviewer)


@pytest.mark.parametrize(
    "half", [{"hearing_on": None}, {"hearing": "not_held"}, {"hearing": "not_held", "hearing_reason": "kurz"}, {"hearing": "x"}]
)
def test_a_hearing_says_when_or_why_not(people: People, half: dict[str, Any]) -> None:
    with _refused("hearing_says_when_or_why_not", by=IntegrityError):
        _draft(people, "refuse", **half)


def test_a_decision_without_reasons_is_none(people: People) -> None:
    with _refused("decision_has_reasons", by=IntegrityError):
        _draft(people, "refuse", reasons="")
    with _refused("discretion_has_reasons", by=IntegrityError):
        _draft(people, "refuse", discretion="exercised")


def test_a_decision_without_a_letter_does_not_end_the_transaction(people: People) -> None:
    draft = _draft(people, "refuse", letter=False)
    with _refused("leaves the house in writing"):
        _release(draft, people.reviewer)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_actions_ask_for_the_same(people: People) -> None:
    access = _in_team(people)

    def refused(details: Details, field: str, *, outcome: str = "refuse") -> None:
        with pytest.raises(InvalidInput) as fault:
            actions.draft_decision(
                case=access.case, outcome=outcome, reasons=REASONS, details=details, by=people.author, now=NOW
            )
        assert fault.value.field == field
        assert not Decision.objects.filter(case=access.case).exists()

    refused(replace(HEARD, hearing=""), "hearing")
    refused(replace(HEARD, hearing_on=None), "hearing_on")
    refused(replace(HEARD, hearing_on=NOW.date() + timedelta(days=1)), "hearing_on")
    refused(replace(HEARD, hearing="not_held"), "hearing_reason")
    refused(replace(HEARD, sections={}), "unmet")
    refused(replace(HEARD, discretion="exercised"), "discretion_reasons")
    refused(HEARD, "outcome", outcome="revoke")  # an application is not revoked
    Office.objects.update(land="BY")
    refused(HEARD, "remedy_notice")  # no text of theirs: a person writes it
    typed = replace(HEARD, remedy_notice="Gegen diese Entscheidung können Sie Klage erheben.")
    made = actions.draft_decision(case=access.case, outcome="refuse", reasons=REASONS, details=typed, by=people.author, now=NOW)
    draft = Decision.objects.get(pk=made)
    assert (draft.remedy_notice, draft.remedy_source) == (typed.remedy_notice, "")


def test_a_refusal_carries_its_parts_into_the_letter(people: People) -> None:
    access = _in_team(people)
    details = replace(
        HEARD, ground="§ 16b Abs. 2 AufenthG", discretion="exercised", discretion_reasons="Ermessen: die Frist war lang genug."
    )
    made = actions.draft_decision(
        case=access.case, outcome="refuse", reasons=REASONS, details=details, by=people.author, now=NOW
    )
    letter = actions.release_decision(decision=made, by=people.reviewer, now=later(1))
    data = Letter.objects.get(pk=letter).data
    for said in (REASONS, details.sections["unmet"], details.discretion_reasons):
        assert said in data["reasons"]["de"]
    assert "Widerspruch" in data["notices"][0]["body"]["de"]
    assert data["notices"][0]["body"]["ar"]
    assert queries.letter(access=access, letter=letter).content.startswith(b"%PDF-")


# ---- The right addressee ---------------------------------------------------------------------------------------------


@pytest.fixture
def minor(people: People, monkeypatch: pytest.MonkeyPatch) -> Access:
    """Somebody of sixteen, whose case came on paper and names nobody yet."""
    access = walk.filed()
    walk.to_team(access, people)
    who = Case.objects.get(pk=access.case).applicant
    who.birth_year, who.birth_month, who.birth_day = 2010, 3, 1
    who.save()
    return access


def test_section_14_3_who_is_authorised_gets_it(people: People) -> None:
    access = _in_team(people)
    lawyer = walk.acting(access, "lawyer")
    made = actions.draft_decision(case=access.case, outcome="refuse", reasons=REASONS, details=HEARD, by=people.author, now=NOW)
    draft = Decision.objects.get(pk=made)
    with _refused("right addressee: representative"):  # to nobody
        _release(draft, people.reviewer)
    Addressee.objects.create(decision=draft, capacity="applicant", name="Lan Nguyễn")
    with _refused("right addressee: representative"):  # to her past her lawyer
        _release(draft, people.reviewer)
    letter = actions.release_decision(decision=made, by=people.reviewer, now=NOW)
    assert Addressee.objects.get(decision=made, capacity="representative").representative == lawyer.pk
    assert Letter.objects.get(pk=letter).data["addressed_to"] == ["Kanzlei Berg\nRing 2\n76001 Lindenau"]
    post = Delivery.objects.get(letter=letter)
    assert post.recipient == {"name": "Kanzlei Berg", "lines": ["Ring 2", "76001 Lindenau"], "acting": [str(lawyer.pk)]}
    assert queries.letter(access=access, letter=letter).content.startswith(b"%PDF-")


@pytest.mark.parametrize(
    "changes", [{"valid_to": NOW.date()}, {"confirmed_at": None, "authority": ""}, {"valid_from": date(2027, 1, 1)}]
)
def test_whose_authority_is_over_or_unseen_or_to_come_gets_nothing(people: People, changes: dict[str, Any]) -> None:
    access = _in_team(people)
    walk.acting(access, "lawyer", **changes)
    walk_on = actions.draft_decision(
        case=access.case, outcome="refuse", reasons=REASONS, details=HEARD, by=people.author, now=NOW
    )
    actions.release_decision(decision=walk_on, by=people.reviewer, now=NOW)
    assert [each.capacity for each in Addressee.objects.filter(decision=walk_on)] == ["applicant"]


def test_section_80_a_minors_decision_goes_to_who_acts_for_her(people: People, minor: Access) -> None:
    made = actions.draft_decision(case=minor.case, outcome="refuse", reasons=REASONS, details=HEARD, by=people.author, now=NOW)
    with pytest.raises(InvalidInput) as fault:
        actions.release_decision(decision=made, by=people.reviewer, now=NOW)
    assert (fault.value.field, fault.value.reason) == ("addressee", "nobody_acts")
    draft = Decision.objects.get(pk=made)
    Addressee.objects.create(decision=draft, capacity="applicant", name="Lan Nguyễn")
    with _refused("right addressee: guardian"):
        _release(draft, people.reviewer)
    stranger = walk.acting(_in_team(people), "guardian")
    Addressee.objects.create(decision=draft, capacity="guardian", name="X", representative=stranger.pk)
    with _refused("right addressee: guardian"):  # of another case
        _release(draft, people.reviewer)
    both = [walk.acting(minor, "custody_holder", name=name) for name in ("Mutter", "Vater")]
    actions.release_decision(decision=made, by=people.reviewer, now=NOW)
    to = Addressee.objects.filter(decision=made, representative__in=[each.pk for each in both])
    assert {each.name for each in to} == {"Mutter", "Vater"}


def test_section_34_stag_at_sixteen_she_acts_herself_in_her_naturalisation(people: People, minor: Access) -> None:
    made = actions.draft_decision(case=minor.case, outcome="grant", reasons=REASONS, by=people.author, now=NOW)
    Addressee.objects.create(decision_id=made, capacity="applicant", name="Lan Nguyễn")
    with _refused("right addressee: guardian"):
        _release(Decision.objects.get(pk=made), people.reviewer)
    with psycopg.connect(SERVER.dsn(db=DATABASE)) as superuser, superuser.transaction(force_rollback=True):
        source = superuser.execute("SELECT prosrc FROM pg_proc WHERE proname = 'casework_goes_to_the_right_one'").fetchone()
    assert source is not None
    assert "EINB%" in source[0]


def test_whom_it_went_to_never_changes(people: People) -> None:
    access = _in_team(people)
    walk_on = actions.draft_decision(case=access.case, outcome="grant", reasons=REASONS, by=people.author, now=NOW)
    actions.release_decision(decision=walk_on, by=people.reviewer, now=NOW)
    with _refused("never changes"):
        Addressee.objects.filter(decision=walk_on).update(name="Jemand anders")
    with _refused("never changes"):
        Addressee.objects.create(decision_id=walk_on, capacity="applicant", name="Noch jemand")
    with _refused("never changes"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM casework_addressee")


# ---- The sample ------------------------------------------------------------------------------------------------------


def test_a_grant_that_was_not_drawn_is_signed_by_its_author(people: People, nothing_is_drawn: None) -> None:
    access = _in_team(people)
    signed = actions.sign_decision(case=access.case, reasons=REASONS, by=people.author, now=NOW)
    assert not signed.was_drawn
    case = Case.objects.get(pk=access.case)
    assert (case.status, case.decision_id, case.decided_at) == ("decided", signed.decision, NOW)
    assert signed.letter is not None
    assert queries.letter(access=access, letter=signed.letter).content.startswith(b"%PDF-")
    status = queries.status(access=access, language="de", now=later(1))
    assert (status.decided, status.now.key) == (True, "decided")
    kinds = [(event.kind, event.milestone) for event in events_of(stream_kind="case", stream_ref=str(access.case))][-2:]
    assert kinds == [("case.drawn", ""), ("case.decision_signed", "decided")]
    actions.hand_over(case=access.case, by=people.author, now=later(2))


def test_a_grant_that_was_drawn_waits_for_another_person(people: People, everything_is_drawn: None) -> None:
    access = _in_team(people)
    signed = actions.sign_decision(case=access.case, reasons=REASONS, by=people.author, now=NOW)
    assert signed.was_drawn
    assert Case.objects.get(pk=access.case).status == "in_review"
    with pytest.raises(NotAllowed):
        actions.release_decision(decision=signed.decision, by=people.author, now=NOW)
    actions.release_decision(decision=signed.decision, by=people.reviewer, now=NOW)
    assert Case.objects.get(pk=access.case).status == "decided"


def test_the_draw_computes_again_and_is_made_once(people: People, old_service: None) -> None:
    _review_percent(50)
    found = []
    for _ in range(12):
        access = _in_team(people)
        signed = actions.sign_decision(case=access.case, reasons=REASONS, by=people.author, now=NOW)
        draw = Draw.objects.get(case=access.case)
        master = bytes.fromhex((keys.Path(keys.settings.KEYS) / "codes.key").read_text().strip())
        assert draw.number == sampling.number(master, access.case)
        assert (draw.drawn, draw.share, draw.why) == (draw.number < 5_000, 5_000, ["base"])
        assert signed.was_drawn == draw.drawn
        found.append(draw.drawn)
    assert 0 < sum(found) < 12
    seen = queries.sample(actor=people.head, language="de", since=NOW - timedelta(days=1), now=later(1))
    assert (seen.asked, seen.drawn, seen.differing) == (12, sum(found), 0)
    with _refused("drawn once"):
        Draw.objects.update(drawn=False, number=9_999)
    with _refused("drawn once"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM casework_draw")


def test_a_forged_draw_is_found_by_computing_again(people: People) -> None:
    access = _in_team(people)
    other = (keys.sampling_number(access.case) + 1) % 10_000
    Draw.objects.create(case_id=access.case, number=other, share=0, drawn=False, drawn_at=NOW)
    seen = queries.sample(actor=people.head, language="de", since=NOW - timedelta(days=1), now=later(1))
    assert seen.differing == 1
    with _refused("drawn_is_what_the_number_says", by=IntegrityError):
        Draw.objects.create(case_id=_in_team(people).case, number=5, share=10, drawn=False, drawn_at=NOW)


def test_only_the_newest_draws_are_computed_again(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "NEWEST", 1)
    for days, forged in ((2, 1), (1, 0)):
        case = _in_team(people).case
        number = (keys.sampling_number(case) + forged) % 10_000
        Draw.objects.create(case_id=case, number=number, share=0, drawn=False, drawn_at=NOW - timedelta(days=days))
    seen = queries.sample(actor=people.head, language="de", since=NOW - timedelta(days=3), now=NOW)
    assert (seen.asked, seen.checked, seen.differing) == (2, 1, 0)
    assert (
        queries.sample(actor=people.head, language="de", since=NOW - timedelta(days=3), now=NOW - timedelta(days=2)).differing
        == 1
    )


def test_whoever_asks_the_answer_is_the_same(people: People, old_service: None) -> None:
    """The draw knows neither author nor applicant: other people in the same cases, the same draw."""
    _review_percent(50)
    access = _in_team(people)
    number = keys.sampling_number(access.case)
    for _ in range(3):
        with transaction.atomic():
            owner = make_actor("caseworker", teams=(walk.TEAM,))
            Case.objects.filter(pk=access.case).update(owner=owner.staff_id)
            signed = actions.sign_decision(case=access.case, reasons=REASONS, by=owner, now=NOW)
            assert signed.was_drawn == (number < 5_000)
            transaction.set_rollback(True)


# ---- Fault 27: four eyes ---------------------------------------------------------------------------------------------

SIGN = "UPDATE casework_decision SET status = 'signed', signed_at = now() WHERE id = %s"


def _sign(decision: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SIGN, [decision])


def test_nobody_signs_past_the_sample(people: People, everything_is_drawn: None) -> None:
    signed = actions.sign_decision(case=_in_team(people).case, reasons=REASONS, by=people.author, now=NOW)
    Addressee.objects.create(decision_id=signed.decision, capacity="applicant", name="Lan Nguyễn")
    with _refused("what the sample drew"):
        _sign(signed.decision)
    unasked = walk.to_review(walk.filed(), people)
    Addressee.objects.create(decision_id=unasked, capacity="applicant", name="Lan Nguyễn")
    with _refused("what the sample drew, or was not asked about"):
        _sign(unasked)


def test_nobody_signs_what_burdens_her_or_what_was_returned(people: People, nothing_is_drawn: None) -> None:
    refusal = _draft(people, "refuse")
    Draw.objects.create(case_id=refusal.case_id, number=9_999, share=0, drawn=False, drawn_at=NOW)
    with _refused("only_a_grant_is_signed_alone", by=IntegrityError):
        _sign(refusal.pk)
    access = walk.filed()
    actions.return_decision(decision=walk.to_review(access, people), reason="Nein.", code="law", by=people.reviewer, now=NOW)
    view = queries.case(actor=people.author, case=access.case, language="de", now=NOW)
    assert "sign_decision" not in view.allowed
    with pytest.raises(InvalidInput) as fault:
        actions.sign_decision(case=access.case, reasons=REASONS, by=people.author, now=NOW)
    assert fault.value.reason == "needs_review"
    again = actions.draft_decision(case=access.case, outcome="grant", reasons=REASONS, by=people.author, now=NOW)
    Draw.objects.create(case_id=access.case, number=9_999, share=0, drawn=False, drawn_at=NOW)
    Addressee.objects.create(decision_id=again, capacity="applicant", name="Lan Nguyễn")
    with _refused("what was returned once"):
        _sign(again)


def test_two_roles_are_no_second_person(people: People) -> None:
    both = Actor(
        role="legal",
        staff_id=people.author.staff_id,
        teams=people.author.teams,
        roles=frozenset({"caseworker", "legal"}),
    )
    access = _in_team(people)
    made = actions.draft_decision(case=access.case, outcome="refuse", reasons=REASONS, details=HEARD, by=people.author, now=NOW)
    for act in (
        lambda: actions.release_decision(decision=made, by=both, now=NOW),
        lambda: actions.return_decision(decision=made, reason="x", by=both, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()
    Addressee.objects.create(decision_id=made, capacity="applicant", name="Lan Nguyễn")
    with _refused("reviewer_is_not_the_author", by=IntegrityError):
        _release(Decision.objects.get(pk=made), both)
    with _refused("never changes"):  # nor does the author become somebody else
        Decision.objects.filter(pk=made).update(author=people.reviewer.staff_id)
    assert Case.objects.get(pk=access.case).status == "in_review"


def test_a_colleague_with_two_roles_is_one(people: People) -> None:
    colleague = make_actor("legal")
    made = walk.to_review(walk.filed(), people)
    actions.release_decision(decision=made, by=colleague, now=NOW)
    assert Decision.objects.get(pk=made).reviewer_id == colleague.staff_id


# ---- Notification ----------------------------------------------------------------------------------------------------


def _decided(people: People, outcome: str = "refuse") -> Access:
    access = _in_team(people)
    details = HEARD if outcome in BURDENS else Details()
    made = actions.draft_decision(
        case=access.case, outcome=outcome, reasons=REASONS, details=details, by=people.author, now=NOW
    )
    actions.release_decision(decision=made, by=people.reviewer, now=NOW)
    return access


def test_handed_over_is_notified_that_day_and_final_after_the_month(people: People) -> None:
    access = _decided(people)
    actions.hand_over(case=access.case, by=people.author, now=later(1))
    case = Case.objects.get(pk=access.case)
    (found,) = queries.notifications(decision=case.decision_id)  # type: ignore[arg-type]
    assert (found.way, found.notified_on, found.remedy_until, found.rule) == (
        "in_person",
        date(2026, 11, 20),
        date(2026, 12, 21),
        "in_person",
    )
    assert (case.status, case.final_on) == ("closed", date(2026, 12, 22))


@pytest.mark.parametrize(("outcome", "closure"), [("grant_restricted", "granted_restricted"), ("grant", "granted")])
def test_how_it_ended_is_kept_whatever_its_name(people: People, outcome: str, closure: str) -> None:
    access = _decided(people, outcome)
    actions.hand_over(case=access.case, by=people.author, now=later(1))
    assert Case.objects.get(pk=access.case).closure == closure


def test_a_posted_letter_in_a_land_without_a_sourced_rule_needs_a_person(people: People) -> None:
    access, today = _decided(people), NOW.date()

    def note(**said: Any) -> None:
        notified = Notified("post", today, **said)
        actions.record_notification(case=access.case, notified=notified, by=people.author, now=later(1))

    for said, field in (
        ({}, "notified_on"),
        ({"notified_on": today + timedelta(days=4)}, "remedy_until"),
        ({"notified_on": today - timedelta(days=1), "remedy_until": date(2026, 12, 28)}, "notified_on"),
        ({"notified_on": date(2026, 11, 24), "remedy_until": date(2026, 11, 24)}, "remedy_until"),
        ({"notified_on": date(2026, 11, 24), "remedy_until": date(2026, 12, 24)}, "note"),
    ):
        with pytest.raises(InvalidInput) as fault:
            note(**said)
        assert fault.value.field == field
    note(notified_on=date(2026, 11, 24), remedy_until=date(2026, 12, 24), note="Rechtlich geprüft am 20.11.")
    assert Case.objects.get(pk=access.case).final_on == date(2026, 12, 25)
    note(notified_on=date(2026, 11, 30), remedy_until=date(2026, 12, 30), note="Kam zurück, neu zugestellt.")
    assert Case.objects.get(pk=access.case).final_on == date(2026, 12, 31)


def test_a_grant_is_final_once_notified(people: People) -> None:
    access = _decided(people, "grant")
    actions.record_notification(case=access.case, notified=Notified("with_proof", NOW.date()), by=people.author, now=later(1))
    case = Case.objects.get(pk=access.case)
    assert case.final_on == NOW.date()
    assert queries.notifications(decision=case.decision_id)[0].remedy_until is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"way": "portal"}, "way"),
        ({"sent_on": NOW.date() + timedelta(days=1)}, "sent_on"),
        ({"sent_on": NOW.date() - timedelta(days=1)}, "sent_on"),
    ],
)
def test_a_page_notifies_nothing_and_no_day_is_before_the_decision(people: People, changes: dict[str, Any], field: str) -> None:
    access = _decided(people)
    with pytest.raises(InvalidInput) as fault:
        actions.record_notification(
            case=access.case,
            notified=Notified(**{"way": "in_person", "sent_on": NOW.date(), **changes}),
            by=people.author,
            now=NOW,
        )
    assert fault.value.field == field
    decision = Decision.objects.get(case=access.case)
    with _refused("the_way_of_notification_is_known", by=IntegrityError):
        Notification.objects.create(**_row(decision, people, way="portal"))


@pytest.mark.parametrize("day", [date(2206, 12, 21), date.max])
def test_a_year_that_is_a_slip_of_the_pen_is_said_so(people: People, day: date) -> None:
    access = _decided(people)
    for changes, field in (({"remedy_until": day}, "remedy_until"), ({"notified_on": day, "remedy_until": day}, "notified_on")):
        with pytest.raises(InvalidInput) as fault:
            actions.record_notification(
                case=access.case,
                notified=Notified("in_person", NOW.date(), note="So steht es auf dem Beleg.", **changes),
                by=people.author,
                now=NOW,
            )
        assert (fault.value.field, fault.value.reason) == (field, "too_late")
    assert not Notification.objects.exists()


def _row(decision: Decision, people: People, **changes: Any) -> dict[str, Any]:
    return {
        "decision": decision,
        "addressee": decision.addressees.get(),
        "letter": Letter.objects.get(case=decision.case_id, kind="decision"),
        "way": "in_person",
        "sent_on": NOW.date(),
        "notified_on": NOW.date(),
        "remedy_until": date(2026, 12, 21),
        "rule": "in_person",
        "recorded_at": NOW,
        "recorded_by_id": people.author.staff_id,
        **changes,
    }


def test_what_the_database_says_about_a_notification(people: People) -> None:
    access, other = _decided(people), _decided(people)
    decision, another = (Decision.objects.get(case=each.case) for each in (access, other))
    with _refused("one of its addressees"):
        Notification.objects.create(**_row(decision, people, addressee=another.addressees.get()))
    with _refused("one of its addressees"):
        Notification.objects.create(**_row(decision, people, letter=Letter.objects.get(case=other.case, kind="decision")))
    with _refused("one of its addressees"):  # a burden has a last day to contest it
        Notification.objects.create(**_row(decision, people, remedy_until=None))
    with _refused("a_day_without_a_rule_says_why", by=IntegrityError):
        Notification.objects.create(**_row(decision, people, rule=""))
    with _refused("way and day of notification"):
        Case.objects.filter(pk=access.case).update(status="closed", ended_at=NOW, closure="refused")
    made = Notification.objects.create(**_row(decision, people))
    with _refused("never changes"):
        Notification.objects.filter(pk=made.pk).update(notified_on=NOW.date() - timedelta(days=9))
    with _refused("never changes"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM casework_notification")


def test_who_notes_a_notification_and_who_a_reversal(people: People) -> None:
    access = _decided(people)
    legal = make_actor("legal")
    for actor in (people.clearing, people.other_team, legal, people.head):
        with pytest.raises(NotAllowed):
            actions.record_notification(case=access.case, notified=Notified("in_person", NOW.date()), by=actor, now=NOW)
    decision = Decision.objects.get(case=access.case).pk
    with pytest.raises(NotAllowed):
        actions.record_reversal(decision=decision, by_whom="court", on=NOW.date(), by=people.author, now=NOW)
    for _ in range(2):
        actions.record_reversal(decision=decision, by_whom="court", on=NOW.date(), by=legal, now=later(1))
    kinds = [event.kind for event in events_of(stream_kind="case", stream_ref=str(access.case))]
    assert kinds.count("case.decision_reversed") == 1
    with pytest.raises(NotFound):
        actions.record_reversal(decision=access.case, by_whom="court", on=NOW.date(), by=legal, now=NOW)


# ---- Returns, similar cases, discretion ------------------------------------------------------------------------------


def test_a_return_names_a_code_and_returns_make_the_sample_larger(people: People, old_service: None) -> None:
    _review_percent(10)
    for _ in range(3):
        made = walk.to_review(walk.filed(), people)
        with pytest.raises(InvalidInput):
            actions.return_decision(decision=made, code="because", reason="x", by=people.reviewer, now=NOW)
        actions.return_decision(decision=made, code="hearing", reason="Anhörung fehlt.", by=people.reviewer, now=NOW)
    seen = queries.sample(actor=people.head, language="de", since=NOW - timedelta(days=1), now=later(1))
    assert seen.returns == (("hearing", 3),)
    mine = next(each for each in seen.services if each.service == walk.SERVICE)
    assert (mine.share, mine.why) == (5_000, ("reversed",))
    with pytest.raises(NotAllowed):
        queries.sample(actor=people.author, language="de", since=NOW, now=NOW)


def test_similar_cases_are_of_the_same_matter_and_within_reach(people: People, django_assert_max_num_queries: Any) -> None:
    one = _decided(people, "grant")
    _decided(people, "refuse")
    first = walk.filed({**walk.ANSWERS, "occasion": "first"})
    walk.to_decided(first, people)
    stranger = walk.filed({**walk.ANSWERS, "nationality": "BR", "family_name": "Ganz Anders"})
    walk.to_decided(stranger, people)
    asked = _in_team(people)
    with django_assert_max_num_queries(3):
        found = queries.similar(actor=people.author, case=asked.case, now=later(1))
    assert found.total == 3
    assert dict(found.outcomes) == {"grant": 2, "refuse": 1}
    assert {one.case, stranger.case} < {row.case for row in found.rows}
    assert first.case not in {row.case for row in found.rows}
    assert queries.similar(actor=people.other_team, case=asked.case, now=later(1)).total == 0


def test_discretion_is_reported_by_ground(people: People, django_assert_max_num_queries: Any) -> None:
    _decided(people, "grant")
    access = _in_team(people)
    details = replace(
        HEARD, ground="§ 8 Abs. 1 AufenthG", discretion="exercised", discretion_reasons="Weil es so besser passt."
    )
    made = actions.draft_decision(
        case=access.case, outcome="refuse", reasons=REASONS, details=details, by=people.author, now=NOW
    )
    actions.release_decision(decision=made, by=people.reviewer, now=NOW)
    with django_assert_max_num_queries(1):
        rows = queries.discretion_by_ground(actor=people.head, since=NOW - timedelta(days=1), until=later(1))
    found = {row.ground: (row.decisions, row.discretion, row.with_reasons, row.granted, row.burdened) for row in rows}
    assert found == {"§ 16b AufenthG": (1, 0, 0, 1, 0), "§ 8 Abs. 1 AufenthG": (1, 1, 1, 0, 1)}
    with pytest.raises(NotAllowed):
        queries.discretion_by_ground(actor=people.author, since=NOW, until=NOW)


# ---- Races, and controls that show the guards are the database's -----------------------------------------------------


@pytest.mark.django_db(transaction=True)
class TestRaces:
    @pytest.fixture
    def people(self) -> People:
        walk.furnish()
        return People()

    def test_author_and_reviewer_at_once_never_make_one_of_two(
        self, people: People, old_service: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """She drafts, signs and releases in many connections while a colleague returns; past every lock of the code."""
        _review_percent(0)
        access = _in_team(people)
        monkeypatch.setattr("django.db.models.query.QuerySet.select_for_update", lambda self, **_: self)

        def draft() -> UUID:
            return actions.draft_decision(case=access.case, outcome="grant", reasons=REASONS, by=people.author, now=NOW)

        def sign() -> object:
            return actions.sign_decision(case=access.case, reasons=REASONS, by=people.author, now=NOW)

        def own() -> UUID:
            made = Decision.objects.filter(case=access.case, status="in_review").values_list("pk", flat=True).first()
            return actions.release_decision(decision=made or access.case, by=people.author, now=NOW)

        def safely(call: Any) -> Any:
            def run() -> Any:
                try:
                    return call()
                except (DatabaseError, DomainError) as fault:
                    return fault

            return run

        at_once([safely(call) for call in (draft, sign, own)] * 6, threads=18)
        living = Decision.objects.filter(case=access.case, status__in=("in_review", "released", "signed"))
        assert living.count() == 1
        assert not Decision.objects.filter(case=access.case, status="released").exists()
        case = Case.objects.get(pk=access.case)
        if case.status == "decided":
            assert living.get().status == "signed"
            assert not Draw.objects.get(case=access.case).drawn

    def test_a_return_and_a_signature_at_once_in_two_connections(self, people: People, old_service: None) -> None:
        """While the reviewer's return is not committed, the author's signature waits for it, and is refused."""
        access = walk.filed()
        made = walk.to_review(access, people)
        Draw.objects.create(case_id=access.case, number=9_999, share=0, drawn=False, drawn_at=NOW)
        Addressee.objects.create(decision_id=made, capacity="applicant", name="Lan Nguyễn")
        returned = (
            "UPDATE casework_decision SET status = 'returned', return_code = 'law', return_reason = 'Nein', "
            "reviewer_id = %s, reviewed_at = now() WHERE id = %s"
        )
        with psycopg.connect(SERVER.dsn(db=DATABASE)) as reviewer, psycopg.connect(SERVER.dsn(db=DATABASE)) as author:
            reviewer.execute(returned, [people.reviewer.staff_id, made])
            author.execute("SET statement_timeout = '700ms'")
            with pytest.raises(psycopg.errors.QueryCanceled), author.transaction():
                author.execute(SIGN, [made])
            reviewer.commit()
            with pytest.raises(psycopg.errors.RestrictViolation, match="never changes"), author.transaction():
                author.execute(SIGN, [made])

    @pytest.mark.parametrize(
        ("guard", "fault"),
        [
            ("ALTER TABLE casework_decision DROP CONSTRAINT burden_leaves_after_a_hearing", "no_hearing"),
            ("ALTER TABLE casework_decision DROP CONSTRAINT burden_leaves_with_a_remedy_notice", "no_notice"),
            ("DROP TRIGGER to_the_right_one ON casework_decision", "no_addressee"),
            ("ALTER TABLE casework_decision DROP CONSTRAINT reviewer_is_not_the_author", "own"),
            ("DROP TRIGGER signed_is_not_drawn ON casework_decision", "signed"),
            ("DROP TRIGGER is_frozen ON casework_draw", "drawn_again"),
            ("DROP TRIGGER in_writing ON casework_decision", "no_letter"),
        ],
    )
    def test_control_without_the_guard_the_fault_goes_through(self, people: People, guard: str, fault: str) -> None:
        without = {
            "no_hearing": {"hearing": "", "hearing_on": None},
            "no_notice": {"remedy_notice": ""},
            "signed": {"outcome": "grant"},
        }.get(fault, {})
        draft = _draft(people, **{"outcome": "refuse", "letter": fault != "no_letter", **without})
        if fault == "no_addressee":
            with psycopg.connect(SERVER.dsn(db=DATABASE), autocommit=True) as superuser:
                superuser.execute("SET session_replication_role = replica")
                superuser.execute("DELETE FROM casework_addressee")
        Draw.objects.create(case_id=draft.case_id, number=1, share=10, drawn=True, drawn_at=NOW)
        who = people.author.staff_id if fault == "own" else people.reviewer.staff_id
        statement, values = RELEASE, [who, draft.pk]
        if fault == "signed":
            statement, values = SIGN, [draft.pk]
        if fault == "drawn_again":
            statement, values = "UPDATE casework_draw SET number = 9999, drawn = false WHERE case_id = %s", [draft.case_id]
        with psycopg.connect(SERVER.dsn(db=DATABASE)) as superuser:
            superuser.execute("SET CONSTRAINTS ALL IMMEDIATE")
            with pytest.raises(psycopg.Error), superuser.transaction():
                superuser.execute(statement, values)
            superuser.execute(guard)
            assert superuser.execute(statement, values).rowcount == 1
            superuser.rollback()
