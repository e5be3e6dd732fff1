"""The whole way of a case through the real actions, and what each side sees of it."""

from __future__ import annotations

import pytest

from amtslotse.casework import actions, queries
from amtslotse.journal.queries import events_of
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from amtslotse.notify.queries import outbox
from tests.casework import walk
from tests.casework.walk import NOW, REASONS, People, later


def _events(case: object) -> list[tuple[str, str, str]]:
    return [(e.kind, e.waits_on, e.milestone) for e in events_of(stream_kind="case", stream_ref=str(case))]


def test_from_the_first_answer_to_the_hand_over(people: People) -> None:
    draft = walk.drafted()
    actions.attach(draft=draft, need="passport", name="C:\\Reise\\pass\u202e.exe", content=walk.pdf(), now=NOW)
    shown = queries.draft(draft=draft, language="ar", now=NOW)
    assert shown.next is None
    assert [u.name for n in shown.needs if n.key == "passport" for u in n.uploads] == ["pass.pdf"]
    access = actions.file(draft=draft, digest=shown.digest, language="ar", now=NOW)

    receipt = queries.receipt(access=access, language="en")
    assert receipt.received_at == NOW
    assert receipt.effect.code == "fortgeltung"
    assert [document.need for document in receipt.documents] == ["passport"]
    assert len(receipt.code.replace("-", "")) == 16
    assert queries.receipt(access=access, language="en") == receipt
    proof = queries.verify_receipt(token=receipt.proof_token)
    assert proof is not None
    assert proof.received_on.isoformat() == "2026-11-20"
    assert queries.verify_receipt(token="0" * 16) is None
    assert queries.receipt_paper(access=access).content.startswith(b"%PDF-")

    status = queries.status(access=access, language="de", now=later(1))
    assert [(step.key, step.state) for step in status.steps][:2] == [("received", "now"), ("checking", "next")]
    assert (status.turn, status.since) == ("us", NOW)

    case, clearing = access.case, people.clearing
    actions.open_check(case=case, by=clearing, now=later(2))
    actions.mark(case=case, need="passport", verdict="unreadable", reason="Seite 2 fehlt", by=clearing, now=later(2))
    actions.mark(case=case, need="photo", verdict="missing", by=clearing, now=later(2))
    letter = actions.request_documents(case=case, by=clearing, now=later(3))
    assert queries.letter(access=access, letter=letter).content.startswith(b"%PDF-")

    status = queries.status(access=access, language="de", now=later(4))
    assert (status.turn, status.since, status.now.key) == ("applicant", later(3), "documents_missing")
    assert status.request is not None
    assert {item.need for item in status.request.items} == {"passport", "photo"}
    with pytest.raises(InvalidInput):
        actions.hand_in(access=access, now=later(5))
    wrong = actions.add_document(access=access, need="photo", name="a", content=walk.pdf(), now=later(5))
    actions.take_back_document(access=access, document=wrong, now=later(5))
    for need in ("photo", "passport"):
        actions.add_document(access=access, need=need, name="b", content=walk.pdf(), now=later(5))
    with pytest.raises(NotFound):
        actions.add_document(access=access, need="enrolment", name="b", content=walk.pdf(), now=later(5))
    unseen = queries.case(actor=clearing, case=case, language="de", now=later(5))
    assert sum(len(need.uploads) for need in unseen.needs) == 1
    actions.hand_in(access=access, now=later(6))
    assert queries.status(access=access, language="de", now=later(6)).turn == "us"
    assert queries.receipt(access=access, language="en") == receipt

    seen = queries.case(actor=clearing, case=case, language="en", now=later(7))
    passport = next(need for need in seen.needs if need.key == "passport")
    assert (len(passport.uploads), passport.verdict) == (2, "")
    assert queries.document(actor=clearing, case=case, document=passport.uploads[0].id).content.startswith(b"%PDF-")
    with pytest.raises(actions.NotComplete):
        actions.confirm_complete(case=case, by=clearing, now=later(7))
    for need in seen.needs:
        if not need.optional:
            actions.mark(case=case, need=need.key, verdict="fine", by=clearing, now=later(8))
    actions.confirm_complete(case=case, by=clearing, now=later(9))
    seen = queries.case(actor=people.author, case=case, language="en", now=later(9))
    assert (seen.team, seen.status, seen.complete_since) == (walk.TEAM, "with_team", later(9))
    assert seen.team_reason == "Purpose of stay: education"

    with pytest.raises(NotFound):
        queries.case(actor=people.other_team, case=case, language="en", now=later(9))
    with pytest.raises(NotAllowed):
        actions.take(case=case, by=people.other_team, now=later(9))
    actions.take(case=case, by=people.author, now=later(10))
    with pytest.raises(NotAllowed):
        actions.take(case=case, by=people.reviewer, now=later(10))
    with pytest.raises(NotAllowed):
        actions.draft_decision(case=case, outcome="grant", reasons=REASONS, by=people.reviewer, now=later(10))
    first = actions.draft_decision(case=case, outcome="grant", reasons=REASONS, by=people.author, now=later(11))
    with pytest.raises(NotAllowed):
        actions.release_decision(decision=first, by=people.author, now=later(11))
    assert queries.counts(actor=people.reviewer, now=later(11)).reviews == 1
    assert queries.counts(actor=people.author, now=later(11)).reviews == 0
    assert [row.id for row in queries.review_list(actor=people.reviewer, language="de", now=later(11)).rows] == [case]
    assert queries.review_list(actor=people.author, language="de", now=later(11)).rows == ()
    actions.return_decision(decision=first, reason="Bitte die Dauer begründen", by=people.reviewer, now=later(12))
    assert queries.status(access=access, language="de", now=later(12)).now.key == "in_team"
    second = actions.draft_decision(
        case=case, outcome="refuse", reasons=REASONS, details=walk.HEARD, by=people.author, now=later(13)
    )
    with pytest.raises(NotFound):
        actions.release_decision(decision=first, by=people.reviewer, now=later(13))
    letter = actions.release_decision(decision=second, by=people.reviewer, now=later(14))
    assert queries.letter(access=access, letter=letter).content.startswith(b"%PDF-")
    status = queries.status(access=access, language="ar", now=later(15))
    assert status.decided
    assert status.now.key == "decided"
    actions.hand_over(case=case, by=people.author, now=later(16))
    status = queries.status(access=access, language="ar", now=later(17))
    assert [step.state for step in status.steps] == ["done"] * 7 + ["now"]
    assert status.turn == "nobody"

    events = _events(case)
    assert [milestone for _, _, milestone in events if milestone] == ["received", "complete", "decided", "ended"]
    for language in ("de", "en", "ar"):
        timeline = queries.case(actor=people.author, case=case, language=language, now=later(17)).timeline
        assert len(timeline) == len(events)
        assert all("{" not in line.sentence for line in timeline)
    mails, total = outbox()
    assert total == 4
    assert {mail.to for mail in mails} == {"lan@example.org"}
    assert not any(receipt.code in mail.body or "16b" in mail.body or "Studium" in mail.body for mail in mails)
