"""Families file together, minors by those who have custody, and somebody may act for her; §§ 14 VwVfG and 80 AufenthG."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from amtslotse.casework import actions, queries
from amtslotse.casework.actions import Conflict, Paper, Person, uploading
from amtslotse.casework.models import Applicant, Case, Document, Draft, Representative, SharedDocument
from amtslotse.casework.rules import Access
from amtslotse.casework.rules.family import RepresentativeView, addressees, needs_consent, open_points
from amtslotse.journal.queries import events_of
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from amtslotse.notify.models import Mail
from tests.casework import walk
from tests.casework.walk import ANSWERS, NOW, SERVICE, People, pdf
from tests.races import at_once

TODAY = NOW.date()
CHILD = {
    **ANSWERS,
    "given_names": "Minh",
    "birth_date": "2014-03-02",
    "representative_name": "Lan Nguyễn",
    "representative_role": "both",
    "other_custody_name": "Hùng Nguyễn",
    "other_custody_consent": "yes",
}


@contextmanager
def _refused(saying: str) -> Iterator[None]:
    with pytest.raises(DatabaseError, match=saying), transaction.atomic():
        yield


def _kinds(access: Access) -> list[str]:
    return [event.kind for event in events_of(stream_kind="case", stream_ref=str(access.case))]


def _payloads(access: Access) -> str:
    return str([event.payload for event in events_of(stream_kind="case", stream_ref=str(access.case))])


# ---- Minors --------------------------------------------------------------------------------------------------------


def test_80_4_and_5_both_custody_holders_stand_on_the_case_of_a_minor(office: None) -> None:
    access = walk.filed(CHILD)
    first, second = queries.representatives(case=access.case)
    assert [first.name, second.name] == ["Lan Nguyễn", "Hùng Nguyễn"]
    assert {first.kind, second.kind} == {"custody_holder"}
    assert first.consented_on == second.consented_on == TODAY
    assert not first.is_confirmed  # declared; nobody here has looked yet
    assert open_points((first, second), is_minor=True, purpose="AUSB_16B", on=TODAY) == ("unconfirmed",)


@pytest.mark.parametrize(
    ("role", "consent", "kinds", "points"),
    [
        ("both", "no", ["custody_holder", "custody_holder"], ("consent", "unconfirmed")),
        ("sole", "", ["custody_holder"], ("unconfirmed",)),
        ("guardian", "", ["guardian"], ("unconfirmed",)),
    ],
)
def test_80_5_what_is_open_is_named(office: None, role: str, consent: str, kinds: list[str], points: tuple[str, ...]) -> None:
    said = {**CHILD, "representative_role": role, "other_custody_consent": consent}
    people = queries.representatives(case=walk.filed(said).case)
    assert [each.kind for each in people] == kinds
    assert open_points(people, is_minor=True, purpose="ERW_18A", on=TODAY) == points


def test_a_minor_without_anybody_is_refused_by_the_database(office: None) -> None:
    access = walk.filed()
    kept = Applicant.objects.filter(case=access.case).values().get()
    Applicant.objects.filter(case=access.case).delete()
    with _refused("somebody files for a minor"):
        Applicant.objects.create(**{**kept, "birth_year": 2014})
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    # The control: an adult needs nobody, and a paper that names nobody is received all the same.
    Applicant.objects.create(**kept)
    Applicant.objects.filter(case=access.case).delete()
    Case.objects.filter(pk=access.case).update(source="paper")
    Applicant.objects.create(**{**kept, "birth_year": 2014})
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


# ---- Who acts for her ----------------------------------------------------------------------------------------------


LAWYER = Person("Kanzlei Öztürk", "Markt 1", "76000", "Lindenau", "kanzlei@example.org")


def _name(access: Access, **changes: object) -> UUID:
    given = {"kind": "lawyer", "person": LAWYER, "paper": Paper("vollmacht.pdf", pdf()), "now": NOW, **changes}
    return actions.name_representative(access=access, **given)


def test_14_3_vwvfg_letters_go_to_the_lawyer_once_the_office_has_seen_the_authority(people: People) -> None:
    access = walk.filed()
    representative = _name(access)
    assert addressees(queries.representatives(case=access.case), is_minor=False, on=TODAY) == ()
    actions.confirm_representative(
        case=access.case,
        representative=representative,
        authority="document",
        document=_paper(access),
        by=people.clearing,
        now=NOW,
    )
    (person,) = addressees(queries.representatives(case=access.case), is_minor=False, on=TODAY)
    assert (person.name, person.address) == ("Kanzlei Öztürk", ("Markt 1", "76000 Lindenau"))
    actions.dismiss_representative(access=access, representative=representative, now=NOW)
    actions.dismiss_representative(access=access, representative=representative, now=NOW)
    assert addressees(queries.representatives(case=access.case), is_minor=False, on=TODAY) == ()
    assert _kinds(access)[1:] == ["case.representative_named", "case.representative_confirmed", "case.representative_ended"]
    assert "Öztürk" not in _payloads(access)


def _paper(access: Access) -> UUID:
    return Document.objects.get(case=access.case, need="power_of_attorney").pk


def test_a_power_of_attorney_is_confirmed_only_when_it_was_shown(people: People) -> None:
    access = walk.filed()
    representative = _name(access, paper=None)
    with pytest.raises(InvalidInput):
        actions.confirm_representative(
            case=access.case, representative=representative, authority="", by=people.clearing, now=NOW
        )
    with _refused("confirmed_authority_was_shown"):
        Representative.objects.filter(pk=representative).update(confirmed_at=NOW)
    Representative.objects.filter(pk=representative).update(confirmed_at=NOW, authority="paper")  # the control


def test_who_acts_for_her_never_changes_and_what_was_confirmed_stays(people: People) -> None:
    access = walk.filed(CHILD)
    one = actions.add_representative(
        case=access.case,
        kind="custody_holder",
        person=Person("X Y"),
        authority="paper",
        consented_on=TODAY,
        by=people.clearing,
        now=NOW,
    )
    row = Representative.objects.filter(pk=one)
    for change in ({"name": "Z"}, {"email": "z@example.org"}, {"kind": "lawyer"}, {"valid_from": date(2020, 1, 1)}):
        with _refused("never changes|only_custody"):
            row.update(**change)
    for change in ({"confirmed_at": None}, {"authority": "document"}, {"consented_on": None}, {"is_sole": True}):
        with _refused("stays so"):
            row.update(**change)
    assert row.update(valid_to=TODAY + timedelta(days=1)) == 1  # the control: ending is allowed, once
    with _refused("stays so"):
        row.update(valid_to=None)
    with _refused("only_custody_holders_consent"):
        Representative.objects.create(
            case_id=access.case, kind="lawyer", name="A", valid_from=TODAY, consented_on=TODAY, created_at=NOW
        )


def test_staff_note_consent_and_end_somebody_who_acts_for_a_minor(people: People) -> None:
    access = walk.filed({**CHILD, "other_custody_consent": "no"})
    second = queries.representatives(case=access.case)[1]
    with pytest.raises(NotFound):  # not hers to end
        actions.dismiss_representative(access=access, representative=second.id, now=NOW)
    with pytest.raises(InvalidInput):
        actions.note_consent(
            case=access.case, representative=second.id, consented_on=TODAY + timedelta(days=1), by=people.clearing, now=NOW
        )
    actions.note_consent(case=access.case, representative=second.id, consented_on=TODAY, by=people.clearing, now=NOW)
    actions.end_representative(case=access.case, representative=second.id, by=people.clearing, now=NOW)
    assert queries.representatives(case=access.case)[1].valid_to == TODAY
    assert "case.consent_noted" in _kinds(access)


@pytest.mark.parametrize("who", ["head", "council", "other_team"])
def test_who_may_not_represent_changes_nothing(people: People, who: str) -> None:
    access = walk.filed()
    with pytest.raises(NotAllowed):
        actions.add_representative(case=access.case, kind="lawyer", person=LAWYER, by=getattr(people, who), now=NOW)
    assert not queries.representatives(case=access.case)


def test_a_document_of_another_case_shows_no_authority(people: People) -> None:
    one, other = walk.filed(), walk.filed()
    _name(other)
    with pytest.raises(NotFound):
        actions.add_representative(
            case=one.case,
            kind="proxy",
            person=LAWYER,
            authority="document",
            document=_paper(other),
            by=people.clearing,
            now=NOW,
        )


@pytest.mark.parametrize(
    ("person", "field"),
    [
        (Person(""), "name"),
        (Person("a\u202eb"), "name"),
        (Person("x" * 201), "name"),
        (Person("A", email="no mail"), "email"),
    ],
)
def test_what_cannot_be_a_person_is_refused(office: None, person: Person, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        _name(walk.filed(), person=person)
    assert refused.value.field == field


def test_nobody_names_a_crowd(office: None) -> None:
    access = walk.filed()
    for _ in range(6):
        _name(access, paper=None)
    with pytest.raises(InvalidInput, match="too_many_people"):
        _name(access, paper=None)


_SOMEBODY = RepresentativeView(
    id=uuid4(), kind="lawyer", name="A", street="", postcode="", city="", email="", valid_from=TODAY, valid_to=None,
    authority="paper", document=None, is_sole=False, consented_on=None, confirmed_at=NOW,
)  # fmt: skip


@pytest.mark.parametrize(
    ("people", "is_minor", "kinds"),
    [
        ([], False, []),
        ([], True, []),
        (["custody_holder", "custody_holder"], True, ["custody_holder", "custody_holder"]),
        (["custody_holder"], False, []),  # she is of age now: it is her own case
        (["proxy", "custody_holder"], True, ["proxy"]),
        (["lawyer", "proxy"], False, ["lawyer"]),
    ],
)
def test_14_3_vwvfg_the_right_addressee(people: list[str], is_minor: bool, kinds: list[str]) -> None:
    acting = [replace(_SOMEBODY, kind=kind) for kind in people]
    assert [each.kind for each in addressees(acting, is_minor=is_minor, on=TODAY)] == kinds
    over = [replace(each, valid_to=TODAY) for each in acting]
    not_yet = [replace(each, valid_from=TODAY + timedelta(days=1)) for each in acting]
    unseen = [replace(each, confirmed_at=None) for each in acting]
    for nobody in (over, not_yet, unseen):
        assert addressees(nobody, is_minor=is_minor, on=TODAY) == ()


def test_80_5_consent_is_needed_for_education_and_work_only() -> None:
    assert needs_consent("AUSB_16B")
    assert needs_consent("ERW_20A_S")
    assert not needs_consent("FAM_30")
    assert not needs_consent("HUM_24")


# ---- Contact data --------------------------------------------------------------------------------------------------


def _contact(**changes: str) -> dict[str, str]:
    return {key: ANSWERS.get(key, "") for key in ("street", "postcode", "city", "email", "phone")} | changes


def test_a_change_of_contact_is_told_to_the_old_address_and_journalled_without_content(office: None) -> None:
    access = walk.filed()
    before = Mail.objects.count()
    values = _contact(email="new@example.org", street="Neuweg 9")
    assert actions.change_contact(access=access, values=values, now=walk.later(1)) == ("street", "email")
    who = Applicant.objects.get(case=access.case)
    assert (who.email, who.street) == ("new@example.org", "Neuweg 9")
    mails = list(Mail.objects.order_by("pk"))[before:]
    assert {mail.to for mail in mails} == {"lan@example.org", "new@example.org"}
    for mail in mails:
        for secret in ("Neuweg", "new@example.org", "Nguyễn", "Studium", "study"):
            assert secret not in mail.subject + mail.body
    (event,) = events_of(stream_kind="case", stream_ref=str(access.case))[1:]
    assert (event.kind, event.payload) == ("case.contact_changed", {"fields": ["street", "email"]})


def test_the_same_contact_again_changes_nothing(office: None) -> None:
    access = walk.filed()
    mails = Mail.objects.count()
    assert actions.change_contact(access=access, values=_contact(), now=NOW) == ()
    assert Mail.objects.count() == mails
    assert _kinds(access) == ["case.received"]


def test_a_wrong_contact_keeps_the_old_one_and_an_ended_case_has_none_to_change(office: None) -> None:
    access = walk.filed()
    with pytest.raises(InvalidInput) as refused:
        actions.change_contact(access=access, values=_contact(postcode="12", city="Anderswo"), now=NOW)
    assert refused.value.field == "postcode"
    assert Applicant.objects.get(case=access.case).city == "Lindenau"
    actions.withdraw(access=access, now=NOW)
    with pytest.raises(NotAllowed):
        actions.change_contact(access=access, values=_contact(city="Anderswo"), now=NOW)


# ---- Families ------------------------------------------------------------------------------------------------------


def _answer(draft: UUID, answers: dict[str, str]) -> None:
    while key := queries.draft(draft=draft, language="de", now=NOW).next:
        asked = queries.question(draft=draft, key=key, language="de", now=NOW)
        value = answers.get(key, "")
        if not value and asked.question.required:
            value = asked.options[0][0] if asked.options else "2026-12-31" if asked.question.kind == "date" else "X"
        actions.answer(draft=draft, question=key, value=value, now=NOW)


def _family() -> tuple[UUID, UUID]:
    """A mother and her child, everything answered, the tenancy sent with hers and shared."""
    mother = walk.drafted()
    child = actions.add_person(draft=mother, service=SERVICE, language="de", now=NOW).draft
    _answer(child, CHILD)
    paper = actions.attach(draft=mother, need="passport", name="pass.pdf", content=pdf(), now=NOW)
    actions.share_document(draft=child, document=paper, need="passport", now=NOW)
    actions.share_document(draft=child, document=paper, need="passport", now=NOW)
    return mother, child


def _digests(*drafts: UUID) -> dict[UUID, str]:
    return {draft: queries.draft(draft=draft, language="de", now=NOW).digest for draft in drafts}


def test_a_family_is_one_case_a_person_and_a_shared_paper_is_stored_once(people: People) -> None:
    mother, child = _family()
    prefilled = Draft.objects.get(pk=child).answers
    assert prefilled["street"] == ANSWERS["street"]  # nothing is typed twice
    digests = _digests(mother, child)
    first, second = actions.file_family(digests=digests, language="de", now=NOW)
    cases = Case.objects.order_by("pk")
    assert len({case.file_number for case in cases}) == 2
    assert len({case.family_id for case in cases} - {None}) == 1
    assert Document.objects.count() == 1
    assert [each.kind for each in queries.representatives(case=second.case)] == ["custody_holder", "custody_holder"]
    assert "case.family_filed" in _kinds(first)
    for access in (first, second):
        view = queries.case(actor=people.clearing, case=access.case, language="de", now=NOW)
        (upload,) = next(need for need in view.needs if need.key == "passport").uploads
        assert queries.document(actor=people.clearing, case=access.case, document=upload.id).content.startswith(b"%PDF-")
        assert upload.is_shared is (access == second)
        assert "passport" not in {need.key for need in queries.receipt(access=access, language="de").missing}
    assert [each.case for each in queries.relatives(actor=people.clearing, case=first.case)] == [second.case]
    assert queries.relatives(actor=people.council, case=first.case) == ()
    # Sent again, the answer is the same.
    assert actions.file_family(digests=digests, language="de", now=walk.later(1)) == (first, second)
    assert Case.objects.count() == 2


def test_a_family_is_received_whole_or_not_at_all(office: None) -> None:
    mother, child = _family()
    digests = _digests(mother, child)
    actions.answer(draft=child, question="city", value="Anderswo", now=NOW)
    with pytest.raises(Conflict):
        actions.file_family(digests=digests, language="de", now=NOW)
    assert not Case.objects.exists()


def test_strangers_are_no_family(office: None) -> None:
    with pytest.raises(NotFound):
        actions.file_family(digests=_digests(walk.drafted(), walk.drafted()), language="de", now=NOW)


def test_a_paper_is_shared_inside_the_family_only(office: None) -> None:
    mother, child = _family()
    stranger = walk.drafted()
    paper = Document.objects.get()
    for draft, need in ((stranger, "passport"), (mother, "passport"), (child, "no_such_need")):
        with pytest.raises(NotFound):
            actions.share_document(draft=draft, document=paper.pk, need=need, now=NOW)
    assert [each.whose for each in queries.family_papers(draft=child, need="photo", language="de", now=NOW)] == ["Lan Nguyễn"]
    assert queries.family_papers(draft=child, need="passport", language="de", now=NOW) == ()  # it serves already
    assert queries.family_papers(draft=stranger, need="photo", language="de", now=NOW) == ()


def test_a_shared_paper_survives_the_application_it_came_with(people: People) -> None:
    mother, child = _family()
    actions.discard(draft=mother, now=NOW)
    paper = Document.objects.get()
    assert (paper.draft_id, SharedDocument.objects.count()) == (child, 0)
    actions.discard(draft=child, now=NOW)
    assert not Document.objects.exists()  # the control: nobody needs it any more


def test_what_one_takes_away_from_her_case_stays_with_the_other(people: People) -> None:
    first, second = actions.file_family(digests=_digests(*_family()), language="de", now=NOW)
    with transaction.atomic():
        uploading.delete(document=Document.objects.get())
    paper = Document.objects.get()
    assert (paper.case_id, paper.handed_in_at) == (second.case, NOW)
    assert queries.document(actor=people.clearing, case=second.case, document=paper.pk).content.startswith(b"%PDF-")
    with pytest.raises(NotFound):
        queries.document(actor=people.clearing, case=first.case, document=paper.pk)


@pytest.mark.django_db(transaction=True)
def test_a_family_that_is_sent_by_many_hands_is_one_family() -> None:
    walk.furnish()
    digests = _digests(*_family())
    answers = at_once([lambda: actions.file_family(digests=digests, language="de", now=NOW)] * 6, threads=6)
    assert len(set(answers)) == 1, answers
    assert Case.objects.count() == 2
    assert len(set(Case.objects.values_list("family", flat=True))) == 1
