"""File number and code: guessing never pays, answers are equal, an old code is dead. And nobody finds what is another's."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from amtslotse.casework import actions, queries
from amtslotse.casework.actions.access import TRIES_PER_FILE_NUMBER, TRIES_PER_NETWORK
from amtslotse.casework.models import Case, Draft
from amtslotse.casework.rules import Access
from amtslotse.kernel import codes
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.casework import walk
from tests.casework.walk import NOW, People, later


def _enter(file_number: str, code: str, *, network: str = "192.0.2.1", at=NOW) -> Access | None:
    return actions.enter_status(file_number=file_number, code=code, network=network, now=at)


def test_the_right_code_opens_however_it_is_typed(office: None) -> None:
    access = walk.filed()
    receipt = queries.receipt(access=access, language="de")
    assert _enter(receipt.file_number, receipt.code) == access
    assert _enter(receipt.file_number.lower().replace("-", " "), receipt.code.lower().replace("-", "")) == access
    assert Access.from_token(access.token) == access


def test_unknown_and_wrong_are_one_answer(office: None) -> None:
    receipt = queries.receipt(access=walk.filed(), language="de")
    assert _enter("2026-0000-0000", receipt.code) is None
    assert _enter(receipt.file_number, codes.fresh()) is None
    assert _enter("", "") is None
    assert _enter("\x00'; --", "é" * 5000) is None


def test_a_file_number_locks_for_every_network_and_opens_again(office: None) -> None:
    access = walk.filed()
    receipt = queries.receipt(access=access, language="de")
    for attempt in range(TRIES_PER_FILE_NUMBER):
        assert _enter(receipt.file_number, codes.fresh(), network=f"192.0.2.{attempt}") is None
    assert _enter(receipt.file_number, receipt.code, network="198.51.100.9") is None
    assert _enter(receipt.file_number, receipt.code, network="198.51.100.9", at=NOW + timedelta(minutes=6)) == access


def test_a_network_locks_for_every_file_number(office: None) -> None:
    receipt = queries.receipt(access=walk.filed(), language="de")
    for _ in range(TRIES_PER_NETWORK):
        assert _enter(f"2026{codes.fresh()[:8]}", codes.fresh()) is None
    assert _enter(receipt.file_number, receipt.code) is None
    assert _enter(receipt.file_number, receipt.code, network="198.51.100.9") is not None


def test_right_codes_do_not_use_up_tries(office: None) -> None:
    receipt = queries.receipt(access=walk.filed(), language="de")
    for _ in range(TRIES_PER_FILE_NUMBER * 2):
        assert _enter(receipt.file_number, receipt.code) is not None


def _identify(file_number: str, birth_date: str, *, network: str = "192.0.2.1", at=NOW) -> Access | None:
    return actions.identify(file_number=file_number, birth_date=birth_date, network=network, now=at)


def test_file_number_and_birth_date_open_on_the_telephone(office: None) -> None:
    access = walk.filed()
    number = queries.receipt(access=access, language="de").file_number
    assert _identify(number, "2001-05-00") == access
    assert _identify(number.lower().replace("-", " "), " 2001-05-00 ") == access
    for wrong in ("2001-05-01", "2001-00-00", "", "1900-00-00", "é" * 500, "2001-05-00 OR 1=1"):
        assert _identify(number, wrong) is None
    assert _identify("2026-0000-0000", "1900-00-00") is None


def test_birth_dates_and_codes_share_one_count_of_tries(office: None) -> None:
    access = walk.filed()
    receipt = queries.receipt(access=access, language="de")
    for day in range(TRIES_PER_FILE_NUMBER):
        assert _identify(receipt.file_number, f"1999-01-{day + 1:02}", network=f"192.0.2.{day}") is None
    assert _identify(receipt.file_number, "2001-05-00", network="198.51.100.9") is None
    assert _enter(receipt.file_number, receipt.code, network="198.51.100.9") is None
    assert _identify(receipt.file_number, "2001-05-00", at=NOW + timedelta(minutes=6)) == access


def test_guesses_hit_nothing(office: None) -> None:
    """Two thousand through the action, which locks after ten; then ten thousand against the bare comparison."""
    receipt = queries.receipt(access=walk.filed(), language="de")
    at = NOW
    hits = 0
    for guess in range(2_000):
        at += timedelta(milliseconds=100)
        hits += _enter(receipt.file_number, codes.fresh(), network=f"10.0.{guess % 200}.1", at=at) is not None
    assert hits == 0
    assert _enter(receipt.file_number, receipt.code, network="198.51.100.9", at=at) is None  # locked all the while
    assert not any(codes.same(codes.normalise(receipt.code), codes.fresh()) for _ in range(10_000))


def test_a_replaced_code_kills_the_old_one_and_every_session(people: People) -> None:
    draft = walk.drafted()
    digest = queries.draft(draft=draft, language="de", now=NOW).digest
    access = actions.file(draft=draft, digest=digest, language="de", now=NOW)
    old = queries.receipt(access=access, language="de")
    new = actions.replace_code(case=access.case, channel="desk", by=people.clearing, now=later(1))
    assert new.code != old.code
    assert _enter(old.file_number, old.code) is None
    with pytest.raises(NotFound):
        queries.status(access=access, language="de", now=later(1))
    with pytest.raises(NotFound):
        actions.withdraw(access=access, now=later(1))
    with pytest.raises(NotFound):
        actions.file(draft=draft, digest=digest, language="de", now=later(1))
    assert queries.filed_as(draft=draft) is None
    fresh = _enter(new.file_number, new.code)
    assert fresh is not None
    assert queries.receipt(access=fresh, language="de").code == new.code
    letter = queries.case_letter(actor=people.clearing, case=access.case, letter=new.letter)
    assert letter.content.startswith(b"%PDF-")
    with pytest.raises(NotAllowed):
        actions.replace_code(case=access.case, channel="desk", by=people.council, now=later(1))


def test_no_code_is_stored_anywhere(people: People) -> None:
    access = walk.filed()
    actions.replace_code(case=access.case, channel="letter", by=people.clearing, now=NOW)
    case = Case.objects.get(pk=access.case)
    fresh = Access(access.case, 2)
    code = queries.receipt(access=fresh, language="de").code
    stored = [str(vars(row)) for row in (case, case.applicant, *case.letters.all())]
    assert not any(code in text or code.replace("-", "") in text for text in stored)


def test_a_draft_comes_back_with_its_code_until_it_expires(office: None) -> None:
    started = actions.start_draft(service=walk.SERVICE, language="de", now=NOW)
    assert actions.resume(code=started.code.lower(), network="a", now=NOW) == started.draft
    assert actions.resume(code=codes.fresh(), network="a", now=NOW) is None
    much_later = NOW + timedelta(days=61)
    assert actions.resume(code=started.code, network="a", now=much_later) is None
    with pytest.raises(NotFound):
        queries.draft(draft=started.draft, language="de", now=much_later)
    for _ in range(70):
        actions.resume(code=codes.fresh(), network="b", now=NOW)
    assert actions.resume(code=started.code, network="b", now=NOW) is None
    assert actions.resume(code=started.code, network="a", now=NOW) == started.draft


def test_a_changed_answer_keeps_what_still_applies(office: None) -> None:
    draft = walk.drafted()
    before = Draft.objects.get(pk=draft).answers
    actions.answer(draft=draft, question="current_title", value="visa_free", now=NOW)
    after = Draft.objects.get(pk=draft).answers
    assert "title_expires_on" not in after
    assert {key: after.get(key) for key in before if key not in ("current_title", "title_expires_on")} == {
        key: value for key, value in before.items() if key not in ("current_title", "title_expires_on")
    }
    assert queries.draft(draft=draft, language="de", now=NOW).next == "entered_on"
    with pytest.raises(actions.NotFinished):
        actions.file(draft=draft, digest=queries.draft(draft=draft, language="de", now=NOW).digest, language="de", now=NOW)
    with pytest.raises(NotFound):
        actions.answer(draft=draft, question="title_expires_on", value="2026-12-31", now=NOW)
    with pytest.raises(InvalidInput):
        actions.answer(draft=draft, question="entered_on", value="gestern", now=NOW)


@pytest.mark.parametrize("value", ["2001-05-00", "1980-00-00", "1955-12-31"])
@pytest.mark.parametrize("name", ["Ö", "محمد " + "ب" * 190, "Nguyễn", "👩‍👩‍👧", "İ"])
def test_people_as_they_are_born_and_named(people: People, value: str, name: str) -> None:
    access = walk.filed({**walk.ANSWERS, "birth_date": value, "family_name": name, "given_names": ""})
    seen = queries.case(actor=people.clearing, case=access.case, language="de", now=NOW)
    year, month, day = value.split("-")
    assert (seen.applicant.family_name, seen.applicant.birth_date) == (name, f"{day}.{month}.{year}")
    found = queries.clearing_list(
        actor=people.clearing, language="de", now=NOW, chosen=queries.Chosen(search=name[:20].upper())
    )
    assert [row.id for row in found.rows] == [access.case]
    assert queries.receipt_paper(access=access).content.startswith(b"%PDF-")


def test_two_applicants_and_every_role_find_only_what_is_theirs(people: People) -> None:
    mine, other = walk.filed(), walk.filed({**walk.ANSWERS, "family_name": "Anders"})
    walk.to_waiting(mine, people)
    walk.to_waiting(other, people)
    document = actions.add_document(access=mine, need="passport", name="p", content=walk.pdf(), now=NOW)
    letter = queries.status(access=mine, language="de", now=NOW).letters[0].id
    nobody = Access(uuid4(), 1)
    for stranger in (other, nobody, Access(mine.case, 2)):
        with pytest.raises(NotFound):
            queries.letter(access=stranger, letter=letter)
        with pytest.raises(NotFound):
            actions.take_back_document(access=stranger, document=document, now=NOW)
    for query in (queries.status, queries.receipt):
        extra = {"now": NOW} if query is queries.status else {}
        with pytest.raises(NotFound):
            query(access=nobody, language="de", **extra)
    with pytest.raises(NotFound):  # not handed in: still hers alone
        queries.document(actor=people.clearing, case=mine.case, document=document)
    actions.hand_in(access=mine, now=NOW)
    assert queries.document(actor=people.clearing, case=mine.case, document=document).name == "p.pdf"
    with pytest.raises(NotFound):
        queries.document(actor=people.clearing, case=other.case, document=document)
    with pytest.raises(NotFound):
        queries.case_letter(actor=people.clearing, case=other.case, letter=letter)
    for stranger in (people.author, people.other_team, people.council):
        with pytest.raises(NotFound):
            queries.case(actor=stranger, case=mine.case, language="de", now=NOW)
        with pytest.raises(NotFound):
            queries.document(actor=stranger, case=mine.case, document=document)
        with pytest.raises(NotFound):
            queries.case_letter(actor=stranger, case=mine.case, letter=letter)
        with pytest.raises(NotFound):
            queries.find_by_file_number(actor=stranger, file_number=Case.objects.get(pk=mine.case).file_number)
    number = queries.receipt(access=mine, language="de").file_number
    assert queries.find_by_file_number(actor=people.clearing, file_number=number) == mine.case


def test_nobody_in_the_office_reads_her_code(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    access = walk.filed()
    code = queries.receipt(access=access, language="de").code
    printed: list[str] = []

    def render(document: str, data: dict[str, str], language: str, at: datetime) -> bytes:
        printed.append(codes.spoken(codes.normalise(data["code"])))
        return b""

    monkeypatch.setattr("amtslotse.engines.paper.render", render)
    (receipt,) = queries.status(access=access, language="de", now=NOW).letters
    queries.letter(access=access, letter=receipt.id)
    queries.case_letter(actor=people.clearing, case=access.case, letter=receipt.id)
    assert printed == [code, "XXXX-XXXX-XXXX-XXXX"]
    new = actions.replace_code(case=access.case, channel="letter", by=people.clearing, now=NOW)
    queries.case_letter(actor=people.clearing, case=access.case, letter=new.letter)
    assert printed[2:] == [new.code]
    with pytest.raises(NotFound):
        queries.case_letter(actor=people.head, case=access.case, letter=new.letter)


def test_another_browsers_draft_and_documents_stay_away(office: None) -> None:
    mine, other = walk.drafted(), walk.drafted()
    document = actions.attach(draft=mine, need="passport", name="p", content=walk.pdf(), now=NOW)
    with pytest.raises(NotFound):
        actions.remove(draft=other, document=document, now=NOW)
    actions.remove(draft=mine, document=document, now=NOW)
