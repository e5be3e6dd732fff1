"""Paper and counter: the same questions, the same receipt, the day of the stamp, and nothing known is typed again."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.db.utils import Error

from amtslotse.casework import actions, queries
from amtslotse.casework.models import Applicant, Case, Draft, Message, TypedIn
from amtslotse.casework.queries.lists import Chosen
from amtslotse.casework.rules import Access
from amtslotse.journal.queries import events_of
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.casework.walk import ANSWERS, NOW, SERVICE, People, filed, later, pdf
from tests.races import at_once

STAMPED = date(2026, 11, 16)


def begun(people: People, **more: object) -> UUID:
    given = {"service": SERVICE, "language": "ar", "source": "paper", "received_on": STAMPED, "by": people.clearing, "now": NOW}
    return actions.start_typed(**(given | more))  # type: ignore[arg-type]


def typed_through(draft: UUID, people: People, answers: dict[str, str] = ANSWERS) -> list[str]:
    """Everything that is asked is typed, as a clerk does page by page; the keys in their order."""
    asked: list[str] = []
    while True:
        view = queries.typed(actor=people.clearing, draft=draft, language="de")
        open_ones = [q for q in view.questions if q.key not in view.answers]
        if not open_ones:
            return asked
        said = {}
        for question in open_ones:
            value = answers.get(question.key, "")
            if not value and question.required:
                kinds = {"date": "2026-12-31", "yesno": "yes"}
                value = question.options[0].key if question.options else kinds.get(question.kind, "X")
            said[question.key] = value
        asked += said
        assert actions.type_answers(draft=draft, answers=said, by=people.clearing, now=NOW) == {}


def sent(draft: UUID, people: People, *, now=NOW) -> Access:
    digest = queries.typed(actor=people.clearing, draft=draft, language="de").draft.digest
    return actions.file_typed(draft=draft, digest=digest, confirmed=True, by=people.clearing, now=now)


def typed_event(case: UUID) -> dict[str, object]:
    (event,) = (e for e in events_of(stream_kind="case", stream_ref=str(case)) if e.kind == "case.typed_in")
    return event.payload


def test_paper_is_received_on_the_day_of_its_stamp_with_the_same_receipt(people: People) -> None:
    draft = begun(people)
    typed_through(draft, people)
    need = queries.typed(actor=people.clearing, draft=draft, language="de").draft.needs[0].key
    actions.attach_typed(draft=draft, need=need, name="scan.pdf", content=pdf(), by=people.clearing, now=NOW)
    access = sent(draft, people)
    case = Case.objects.get(pk=access.case)
    assert (case.source, case.received_at.date(), case.status) == ("paper", STAMPED, "received")
    shown, by_portal = queries.receipt(access=access, language="de"), queries.receipt(access=filed(), language="de")
    assert [answer.key for answer in shown.answers] == [answer.key for answer in by_portal.answers]
    assert (shown.effect, len(shown.documents)) == (by_portal.effect, 1)
    assert queries.receipt_paper(access=access).content[:5] == b"%PDF-"
    first, second = events_of(stream_kind="case", stream_ref=str(case.pk))
    assert (first.kind, first.happened_at.date(), first.role) == ("case.received", STAMPED, "clearing")
    assert second.payload == {"source": "paper", "typed": len(shown.answers), "taken_over": 0, "twice": 0}
    assert not Draft.objects.filter(pk=draft).exists()


def test_its_second_receipt_is_the_confirmation_of_completeness(people: People) -> None:
    draft = begun(people, source="counter", received_on=None)
    typed_through(draft, people)
    access = sent(draft, people)
    actions.open_check(case=access.case, by=people.clearing, now=later(1))
    for need in queries.case(actor=people.clearing, case=access.case, language="de", now=later(1)).needs:
        if not need.optional:
            actions.mark(case=access.case, need=need.key, verdict="fine", by=people.clearing, now=later(1))
    actions.confirm_complete(case=access.case, by=people.clearing, now=later(2))
    letters = set(Case.objects.get(pk=access.case).letters.values_list("kind", flat=True))
    assert letters == {"receipt", "completeness"}


def test_what_an_earlier_case_holds_is_not_typed_again(people: People) -> None:
    earlier = filed()
    draft = begun(people, known_from=earlier.case, relation="same_person")
    view = queries.typed(actor=people.clearing, draft=draft, language="de")
    known = {answer.key: answer.value for answer in view.known}
    assert known == {key: value for key, value in Applicant.objects.get(pk=earlier.case).answers.items() if value}
    asked = typed_through(draft, people)
    assert not set(asked) & set(known)
    access = sent(draft, people)
    assert typed_event(access.case) == {
        "source": "paper",
        "typed": len(queries.receipt(access=access, language="de").answers) - len(known),
        "taken_over": len(known),
        "twice": 0,
    }


def test_what_is_typed_although_the_office_had_it_is_counted(people: People) -> None:
    filed()
    draft = begun(people)
    typed_through(draft, people)
    twice = typed_event(sent(draft, people).case)["twice"]
    assert twice == sum(bool(value) for value in Applicant.objects.first().answers.values())  # type: ignore[union-attr]
    other = begun(people)
    typed_through(other, people, ANSWERS | {"family_name": "Haddad"})
    assert typed_event(sent(other, people).case)["twice"] == 0


def test_a_changed_known_answer_counts_as_typed(people: People) -> None:
    draft = begun(people, known_from=filed().case, relation="same_person")
    actions.type_answers(draft=draft, answers={"street": "Neuer Weg 2"}, by=people.clearing, now=NOW)
    typed_through(draft, people)
    access = sent(draft, people)
    assert Applicant.objects.get(pk=access.case).street == "Neuer Weg 2"
    assert typed_event(access.case)["twice"] == 0


def test_a_relative_takes_over_the_contact_and_both_are_a_family(people: People) -> None:
    earlier = filed()
    draft = begun(people, known_from=earlier.case, relation="family")
    view = queries.typed(actor=people.clearing, draft=draft, language="de")
    assert {answer.group for answer in view.known} == {"contact"}
    typed_through(draft, people, ANSWERS | {"given_names": "Minh", "birth_date": "2010-01-02"})
    access = sent(draft, people)
    families = set(Case.objects.filter(pk__in=(earlier.case, access.case)).values_list("family", flat=True))
    assert len(families) == 1
    assert None not in families


def test_a_letter_becomes_a_case_and_lies_on_it(people: People) -> None:
    letter = actions.receive_message(
        channel="letter",
        reason="handing_in",
        text="Anbei mein Antrag.",
        received_at=NOW - timedelta(days=3),
        by=people.clearing,
        now=NOW,
    )
    draft = begun(people, message=letter, received_on=None)
    typed_through(draft, people)
    access = sent(draft, people)
    assert Case.objects.get(pk=access.case).received_at == NOW - timedelta(days=3)
    assert Message.objects.get(pk=letter).case_id == access.case


@pytest.mark.parametrize(
    ("family_name", "given_names"),
    [
        ("A", ""),
        ("أحمد عبد الرحمن", "محمد"),
        ("İsmail", "Şükrü"),
        ("Nguyễn", "Lan"),
        ("O’Brien-Łukasiewicz", "Zoë 👩‍🔬"),
        ("ب" * 200, "x" * 200),
    ],
)
def test_names_survive_a_typed_in_application(people: People, family_name: str, given_names: str) -> None:
    draft = begun(people, source="counter", received_on=None)
    typed_through(draft, people, ANSWERS | {"family_name": family_name, "given_names": given_names, "birth_date": "1980-00-00"})
    access = sent(draft, people)
    who = Applicant.objects.get(pk=access.case)
    assert (who.family_name, who.given_names, who.birth_month) == (family_name, given_names, 0)
    assert queries.receipt_paper(access=access).content[:5] == b"%PDF-"
    search = family_name[:20].upper() if family_name.isascii() else family_name[:20]
    found = queries.clearing_list(actor=people.clearing, language="de", now=NOW, chosen=Chosen(search=search))
    assert access.case in {row.id for row in found.rows}


def test_a_name_that_turns_the_page_around_is_refused_and_the_rest_kept(people: People) -> None:
    draft = begun(people)
    said = {"family_name": "a\u202eb", "given_names": "Lan"}
    refused = actions.type_answers(draft=draft, answers=said, by=people.clearing, now=NOW)
    assert refused["family_name"].reason == "direction_mark"
    assert queries.typed(actor=people.clearing, draft=draft, language="de").answers == {"given_names": "Lan"}


def test_sent_twice_or_by_two_is_one_case(people: People) -> None:
    draft = begun(people)
    typed_through(draft, people)
    digest = queries.typed(actor=people.clearing, draft=draft, language="de").draft.digest
    first = actions.file_typed(draft=draft, digest=digest, confirmed=True, by=people.clearing, now=NOW)
    assert actions.file_typed(draft=draft, digest=digest, confirmed=True, by=people.clearing, now=NOW) == first
    assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clerks_file_it_at_once() -> None:
    from tests.casework.walk import furnish

    furnish()
    people = People()
    draft = begun(people)
    typed_through(draft, people)
    digest = queries.typed(actor=people.clearing, draft=draft, language="de").draft.digest
    done = at_once([lambda: actions.file_typed(draft=draft, digest=digest, confirmed=True, by=people.clearing, now=NOW)] * 6)
    assert len(set(done)) == 1
    assert Case.objects.count() == 1


def test_nothing_goes_without_reading_back_or_a_date_or_a_right(people: People) -> None:
    draft = begun(people)
    typed_through(draft, people)
    digest = queries.typed(actor=people.clearing, draft=draft, language="de").draft.digest
    with pytest.raises(InvalidInput, match="confirmed"):
        actions.file_typed(draft=draft, digest=digest, confirmed=False, by=people.clearing, now=NOW)
    with pytest.raises(InvalidInput, match="received_on"):
        begun(people, received_on=None)
    with pytest.raises(InvalidInput, match="in_future"):
        begun(people, received_on=date(2026, 11, 21))
    for stranger in (people.author, people.council):
        with pytest.raises(NotAllowed):
            begun(people, by=stranger)
        with pytest.raises(NotAllowed):
            queries.typed(actor=stranger, draft=draft, language="de")
    with pytest.raises(NotFound):  # the portal does not file what staff took in
        actions.file(draft=draft, digest=digest, language="de", now=NOW)
    with pytest.raises(Error, match="never changes"), transaction.atomic():
        TypedIn.objects.update(received_at=NOW)
