"""Letters on their way: one row an effect, recall against post, what comes back, and templates that two people made."""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import UUID, uuid4

import pikepdf
import pytest
from django.db import DatabaseError, IntegrityError, transaction

from amtslotse.casework import actions, queries
from amtslotse.casework.actions import bulk, dispatching, printing, sending, writing
from amtslotse.casework.models import (
    Applicant,
    BulkLetter,
    Case,
    Delivery,
    Letter,
    LetterPaper,
    LetterTemplate,
    PrintRun,
    Representative,
    files,
)
from amtslotse.casework.rules import Access
from amtslotse.casework.rules.letters import CHANNELS, DELIVERY_STATES, LEADS
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.casework.walk import ANSWERS, NOW, TEAM, People, acting, filed, later, pdf, to_team, to_waiting
from tests.factories.staff import make_actor

pytestmark = pytest.mark.django_db

NO_MAIL = {**ANSWERS, "email": ""}
PLAIN = "Bitte bringen Sie {name} am Freitag mit."


def released(key: str = "hint", *, plain: str = PLAIN, by: Actor | None = None) -> UUID:
    """A template with an Arabic text, released by another person."""
    author, other = by or make_actor("head"), make_actor("legal")
    made = writing.draft_template(key=key, title="Ein Hinweis", plain=plain, legal="§ 82 AufenthG.", by=author, now=NOW)
    writing.translate_template(
        template=made, language="ar", title="ملاحظة", plain="يُرجى الحضور.", legal="المادة ٨٢.", by=author, now=NOW
    )
    writing.release_template(template=made, by=other, now=NOW)
    return made


def posted(people: People) -> Delivery:
    """A request that goes by post, for nobody could mail her."""
    access = filed(NO_MAIL)
    to_waiting(access, people)
    return Delivery.objects.get(letter__case=access.case, channel="post")


def print_all(people: People, *, hours: float = 1) -> UUID:
    run = printing.print_letters(run=uuid4(), by=people.clearing, now=later(hours))
    assert printing.make_run(run=run, now=later(hours))
    return run


def sent(people: People) -> Delivery:
    row = posted(people)
    printing.hand_to_post(run=print_all(people), by=people.clearing, now=later(2))
    row.refresh_from_db()
    return row


def test_who_can_be_told_by_mail_reads_online_and_the_others_get_post(people: People) -> None:
    with_mail, without = filed(), filed(NO_MAIL)
    to_waiting(with_mail, people)
    to_waiting(without, people)
    ways = {
        (each.letter.case_id, each.letter.kind): (each.channel, each.state)
        for each in Delivery.objects.select_related("letter")
    }
    assert ways[(with_mail.case, "document_request")] == ("portal", "sent")
    assert ways[(without.case, "document_request")] == ("post", "queued")
    assert ways[(without.case, "receipt")] == ("portal", "sent"), "she held it in her hands when she sent"


def test_confirm_complete_does_not_wait_for_its_paper(people: People) -> None:
    access = filed()
    to_team(access, people)
    row = LetterPaper.objects.get(letter__case=access.case, letter__kind="completeness")
    assert row.state == "waiting"
    shown = queries.case_letter(actor=people.author, case=access.case, letter=row.letter_id)
    assert dispatching.make_paper(letter=row.letter_id, now=NOW)
    row.refresh_from_db()
    assert row.state == "made"
    assert queries.case_letter(actor=people.author, case=access.case, letter=row.letter_id) == shown, "kept as it went out"
    assert b"%PDF" not in files.read(row.letter_id), "and nobody reads the file without its key"


def test_a_paper_made_twice_is_one_paper(people: People) -> None:
    access = filed()
    to_team(access, people)
    row = LetterPaper.objects.get(letter__case=access.case, letter__kind="completeness")
    assert dispatching.make_paper(letter=row.letter_id, now=NOW)
    first = files.read(row.letter_id)
    assert dispatching.make_paper(letter=row.letter_id, now=later(1))
    assert files.read(row.letter_id) == first


def test_a_code_is_kept_in_no_paper(people: People) -> None:
    access = filed()
    new = actions.replace_code(case=access.case, channel="letter", by=people.clearing, now=NOW)
    assert not LetterPaper.objects.filter(letter=new.letter).exists()
    assert Delivery.objects.get(letter=new.letter).channel == "post"


def test_an_effect_has_one_row(people: People) -> None:
    row = posted(people)
    with pytest.raises(IntegrityError), transaction.atomic():
        dispatching.dispatch(letter=row.letter, channel="post", now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        dispatching.dispatch(letter=row.letter, channel="post", now=NOW, effect="another")


def test_the_days_letters_are_one_file_with_a_cover_each(people: People) -> None:
    first, second = posted(people), posted(people)
    run = print_all(people)
    for row in (first, second):
        row.refresh_from_db()
        assert row.state == "printed"
        assert row.recipient == {"name": "Lan Nguyễn", "lines": ["Weg 1", "76000 Lindenau"]}
    file = queries.run_file(actor=people.clearing, run=run)
    with pikepdf.open(io.BytesIO(file.content)) as pile:
        assert len(pile.pages) % 4 == 0, "cover and letter each begin on a front page"
    assert queries.case_by_cover(first.cover_token) == first.letter.case_id
    assert queries.case_by_cover(f" {first.cover_token[:4].lower()}-{first.cover_token[4:]}\n") == first.letter.case_id
    assert queries.case_by_cover("0" * 16) is None
    assert queries.case_by_cover("") is None


def test_a_run_is_posted_once_and_its_file_goes(people: People, django_capture_on_commit_callbacks) -> None:  # type: ignore[no-untyped-def]
    row = posted(people)
    run = print_all(people)
    with django_capture_on_commit_callbacks(execute=True):
        assert printing.hand_to_post(run=run, by=people.clearing, now=later(2)) == 1
    assert printing.hand_to_post(run=run, by=people.clearing, now=later(3)) == 0
    row.refresh_from_db()
    assert (row.state, row.sent_at) == ("sent", later(2))
    with pytest.raises(FileNotFoundError):
        files.read(run)
    with pytest.raises(NotFound):
        queries.run_file(actor=people.clearing, run=run)


def test_a_recalled_letter_is_not_posted(people: People) -> None:
    waiting, printed = posted(people), posted(people)
    sending.recall(delivery=waiting.pk, by=people.clearing, now=NOW)
    run = print_all(people)
    sending.recall(delivery=printed.pk, by=people.clearing, now=later(1))
    assert PrintRun.objects.get(pk=run).total == 1
    assert printing.hand_to_post(run=run, by=people.clearing, now=later(2)) == 0
    with pytest.raises(sending.TooLate):
        sending.recall(delivery=printed.pk, by=people.clearing, now=later(3))


def test_what_is_posted_cannot_be_recalled(people: People) -> None:
    with pytest.raises(sending.TooLate):
        sending.recall(delivery=sent(people).pk, by=people.clearing, now=later(3))


def test_nothing_to_print(people: People) -> None:
    with pytest.raises(printing.NothingToPrint):
        printing.print_letters(run=uuid4(), by=people.clearing, now=NOW)


def test_printing_twice_with_the_same_form_is_one_run(people: People) -> None:
    posted(people)
    form = uuid4()
    printing.print_letters(run=form, by=people.clearing, now=NOW)
    posted(people)
    printing.print_letters(run=form, by=people.clearing, now=NOW)
    assert PrintRun.objects.get().total == 1


def test_a_letter_that_came_back_is_a_task_until_it_is_settled(people: People) -> None:
    row = sent(people)
    sending.note_returned(
        delivery=row.pk,
        returned_on=later(48).date(),
        reason="moved",
        scan=("umschlag.pdf", pdf()),
        by=people.clearing,
        now=later(48),
    )
    (task,) = queries.returned_letters(actor=people.clearing).rows
    assert (task.id, task.reason) == (row.pk, "moved")
    seen = queries.case(actor=people.clearing, case=row.letter.case_id, language="de", now=later(48))
    assert [upload.need for upload in seen.other_uploads] == ["returned_letter"]
    sending.settle_return(delivery=row.pk, settlement="sent_again", by=people.clearing, now=later(49))
    assert queries.returned_letters(actor=people.clearing).rows == ()
    again = Delivery.objects.get(letter=row.letter, channel="post", state="queued")
    assert again.cover_token != row.cover_token
    with pytest.raises(sending.TooLate):
        sending.settle_return(delivery=row.pk, settlement="not_needed", by=people.clearing, now=later(50))


@pytest.mark.parametrize(("hours", "reason"), [(-24, "before_sent"), (400, "in_future")])
def test_no_letter_comes_back_before_it_went(people: People, hours: float, reason: str) -> None:
    row = sent(people)
    with pytest.raises(InvalidInput) as refused:
        sending.note_returned(
            delivery=row.pk, returned_on=later(hours).date(), reason="moved", by=people.clearing, now=later(48)
        )
    assert refused.value.reason == reason


def test_every_step_of_a_delivery_against_the_database(people: People) -> None:
    """The table in rules and the trigger say the same, cell by cell."""
    row, person = posted(people), people.clearing.staff_id
    run = PrintRun.objects.create(total=1, created_by_id=person, created_at=NOW)
    facts: dict[str, dict[str, object]] = {
        "queued": {},
        "recalled": {"recalled_at": NOW},
        "printed": {"printed_at": NOW, "run": run, "recipient": {}},
        "sent": {"sent_at": NOW},
        "delivered": {"delivered_on": NOW.date(), "sent_at": NOW},
        "returned": {"returned_on": NOW.date(), "return_reason": "moved", "sent_at": NOW},
    }
    ways = {
        "queued": (),
        "recalled": ("recalled",),
        "printed": ("printed",),
        "sent": ("printed", "sent"),
        "delivered": ("printed", "sent", "delivered"),
        "returned": ("printed", "sent", "returned"),
    }

    def goes(before: str, after: str) -> bool:
        with transaction.atomic():
            for state in (*ways[before], after):
                try:
                    with transaction.atomic():
                        Delivery.objects.filter(pk=row.pk).update(state=state, **facts[state])
                except DatabaseError:
                    transaction.set_rollback(True)
                    return False
            transaction.set_rollback(True)
        return True

    for before in DELIVERY_STATES:
        for after in DELIVERY_STATES:
            assert goes(before, after) == (after == before or after in LEADS[before]), f"{before} to {after}"


def test_a_delivery_stays_what_it_was(people: People) -> None:
    row = posted(people)
    for change in ({"cover_token": "A" * 16}, {"effect_key": "x"}, {"created_at": later(1)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Delivery.objects.filter(pk=row.pk).update(**change)
    assert set(CHANNELS) == {"post", "portal", "counter"}


def test_a_notice_says_the_name_and_stands_in_both_languages_only_when_checked(people: People) -> None:
    access, template = filed(language="ar"), released()
    letter = writing.write_notice(case=access.case, template=template, by=people.clearing, now=NOW)
    data = Letter.objects.get(pk=letter).data
    assert data["plain"] == {"de": "Bitte bringen Sie Lan Nguyễn am Freitag mit."}
    writing.check_translation(template=template, language="ar", checked_by="Frau Haddad", by=make_actor("legal"), now=NOW)
    letter = writing.write_notice(case=access.case, template=template, by=people.clearing, now=NOW)
    assert set(Letter.objects.get(pk=letter).data["plain"]) == {"de", "ar"}


def test_own_words_stand_alone(people: People) -> None:
    """Words changed for this letter have no translation: hers would say something else."""
    access, template = filed(language="ar"), released()
    writing.check_translation(template=template, language="ar", checked_by="Frau Haddad", by=make_actor("legal"), now=NOW)
    letter = writing.write_notice(
        case=access.case, template=template, plain="Bitte rufen Sie uns an.", by=people.clearing, now=NOW
    )
    data = Letter.objects.get(pk=letter).data
    assert data["plain"] == {"de": "Bitte rufen Sie uns an."}
    assert data["legal"] == {"de": "§ 82 AufenthG."}


NAMES = ("Ø", "ش" * 200, "محمد بن عبد الله", "Lan 👩‍👩‍👧 Nguyễn", "İpek", "é" * 60, "L" * 200)


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_fault_18_a_letter_and_its_cover_bear_every_name(people: People, name: str) -> None:
    access = filed({**NO_MAIL, "family_name": name, "given_names": ""})
    writing.write_notice(case=access.case, template=released(), by=people.clearing, now=NOW)
    run = print_all(people)
    with pikepdf.open(io.BytesIO(queries.run_file(actor=people.clearing, run=run).content)) as pile:
        assert len(pile.pages) >= 4


def test_braces_that_nobody_knows_are_refused(people: People) -> None:
    with pytest.raises(InvalidInput) as refused:
        writing.draft_template(key="x", title="T", plain="Liebe {nmae}", legal="", by=people.head, now=NOW)
    assert (refused.value.field, refused.value.reason) == ("plain", "unknown_field")


def test_nobody_releases_her_own_template(people: People) -> None:
    made = writing.draft_template(key="own", title="T", plain="P", legal="", by=people.head, now=NOW)
    with pytest.raises(NotAllowed):
        writing.release_template(template=made, by=people.head, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        LetterTemplate.objects.filter(pk=made).update(releaser=people.head.staff_id, released_at=NOW)


def test_a_released_template_never_changes(people: People) -> None:
    template = released()
    row = LetterTemplate.objects.get(pk=template)
    for statement in (
        lambda: row.texts.filter(language="de").update(plain="anders"),
        lambda: row.texts.filter(language="ar").update(plain="anders"),
        lambda: row.texts.create(language="en", title="T", plain="P"),
        lambda: row.texts.all().delete(),
        lambda: LetterTemplate.objects.filter(pk=template).update(version=7),
        lambda: LetterTemplate.objects.filter(pk=template).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            statement()
    next_one = writing.draft_template(key="hint", title="Ein Hinweis", plain="Neu", legal="", by=people.head, now=later(1))
    version = LetterTemplate.objects.get(pk=next_one)
    assert version.version == 2
    assert version.texts.get(language="ar").checked_by == ""


def test_a_changed_translation_is_unchecked(people: People) -> None:
    legal = make_actor("legal")
    made = writing.draft_template(key="t", title="T", plain="P", legal="", by=people.head, now=NOW)
    said = {"language": "ar", "title": "ع", "plain": "ن", "legal": ""}
    writing.translate_template(template=made, **said, by=people.head, now=NOW)
    writing.check_translation(template=made, language="ar", checked_by="Frau Haddad", by=legal, now=NOW)
    writing.translate_template(template=made, **{**said, "plain": "ن ن"}, by=people.head, now=NOW)
    text = LetterTemplate.objects.get(pk=made).texts.get(language="ar")
    assert (text.checked_by, text.checked_on) == ("", None)
    writing.check_translation(template=made, language="ar", checked_by="Frau Haddad", by=legal, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        LetterTemplate.objects.get(pk=made).texts.filter(language="ar").update(plain="ن ن ن")


# Letters to many.


def prepared(people: People, *, n: int = 3) -> UUID:
    released()
    for _ in range(n):
        filed()
    return bulk.prepare_bulk(
        bulk_letter=uuid4(), template="hint", selection={"service": "study-16b"}, shown=n, by=people.clearing, now=NOW
    )


def count_notices() -> int:
    return Letter.objects.filter(kind="notice").count()


def test_a_bulk_letter_waits_and_then_reaches_each_once(people: People) -> None:
    made = prepared(people)
    assert bulk.send(bulk_letter=made, now=NOW + timedelta(minutes=9, seconds=59)) == 0
    assert count_notices() == 0
    assert bulk.send(bulk_letter=made, now=NOW + bulk.WAITS) == 3
    assert bulk.send(bulk_letter=made, now=later(1)) == 0
    assert count_notices() == 3
    assert Delivery.objects.filter(bulk=made).values("letter__case").distinct().count() == 3
    assert bulk.make_papers(bulk_letter=made, now=later(1)) == 3
    with pytest.raises(sending.TooLate):
        bulk.recall_bulk(bulk_letter=made, by=people.clearing, now=later(1))


def test_recalled_reaches_nobody(people: People) -> None:
    made = prepared(people)
    bulk.recall_bulk(bulk_letter=made, by=people.head, now=later(0.1))
    assert bulk.send(bulk_letter=made, now=later(1)) == 0
    assert count_notices() == 0


def test_the_database_sends_none_early_and_none_that_was_recalled(people: People) -> None:
    """Control: past the actions, too."""
    made = prepared(people)
    row, letter = BulkLetter.objects.get(pk=made), Letter.objects.filter(kind="receipt").first()
    early = {"state": "sent", "sent_at": NOW + timedelta(minutes=9)}
    with pytest.raises(IntegrityError), transaction.atomic():
        BulkLetter.objects.filter(pk=made).update(**early)
    with pytest.raises(DatabaseError), transaction.atomic():
        dispatching.dispatch(letter=letter, channel="portal", now=NOW, bulk=row, effect="early")
    with pytest.raises(IntegrityError), transaction.atomic():
        BulkLetter.objects.create(
            template=row.template,
            selection={},
            total=1,
            created_by_id=people.head.staff_id,
            created_at=NOW,
            goes_at=NOW + timedelta(minutes=9),
        )
    bulk.recall_bulk(bulk_letter=made, by=people.head, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        BulkLetter.objects.filter(pk=made).update(state="sent", sent_at=later(1), recalled_at=None, recalled_by=None)


def test_who_was_shown_another_number_prepares_nothing(people: People) -> None:
    prepared(people)
    filed()
    with pytest.raises(bulk.Changed):
        bulk.prepare_bulk(bulk_letter=uuid4(), template="hint", selection={}, shown=3, by=people.clearing, now=NOW)
    assert BulkLetter.objects.count() == 1


def test_a_lost_job_is_found_again(people: People) -> None:
    prepared(people)
    assert bulk.send_due(now=later(1)) == 1
    assert count_notices() == 3


def test_bulk_letters_are_for_those_who_may(people: People) -> None:
    released()
    filed()
    with pytest.raises(NotAllowed):
        bulk.prepare_bulk(bulk_letter=uuid4(), template="hint", selection={}, shown=1, by=people.author, now=NOW)


def test_the_journal_names_no_person(people: People) -> None:
    row = sent(people)
    sending.note_returned(delivery=row.pk, returned_on=later(48).date(), reason="moved", by=people.clearing, now=later(48))
    kinds = [event.kind for event in queries.reading.history(row.letter.case_id)]
    assert kinds[-2:] == ["case.letter_sent", "case.letter_returned"]


def test_post_goes_to_who_acts_for_her(people: People) -> None:
    """§ 14 Abs. 3 VwVfG: with a confirmed lawyer, the envelope is hers and the letter still names the applicant."""
    row = posted(people)
    Representative.objects.create(
        case=row.letter.case,
        kind="lawyer",
        name="Kanzlei Öztürk",
        street="Ring 2",
        postcode="76001",
        city="Lindenau",
        valid_from=NOW.date(),
        authority="paper",
        confirmed_at=NOW,
        created_at=NOW,
    )
    print_all(people)
    row.refresh_from_db()
    assert row.recipient == {"name": "Kanzlei Öztürk", "lines": ["Ring 2", "76001 Lindenau"], "acting": [row.acting]}


# ---- What changed within the ten minutes -----------------------------------------------------------------------------


def test_a_bulk_letter_leaves_out_what_ended_and_what_is_addressed_otherwise(people: People) -> None:
    made = prepared(people, n=4)
    ended, moved_house, represented, same = Case.objects.order_by("pk")
    actions.withdraw(access=Access(ended.pk, ended.code_version), now=later(0.1))
    Applicant.objects.filter(case=moved_house).update(street="Neue Gasse 3")
    acting(Access(represented.pk, represented.code_version), "lawyer", created_at=later(0.1))
    assert bulk.send(bulk_letter=made, now=later(1)) == 1
    assert list(Letter.objects.filter(kind="notice").values_list("case", flat=True)) == [same.pk]
    view = queries.bulk_letter(actor=people.clearing, bulk=made)
    assert (view.total, view.reached, view.left_out_in_all) == (4, 1, 3)
    assert {case: why for case, _number, why in view.left_out} == {
        ended.pk: "ended",
        moved_house.pk: "addressee_changed",
        represented.pk: "addressee_changed",
    }


def test_the_database_keeps_a_bulk_letter_from_what_ended(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a program that does not look is stopped by the trigger, and then nobody has the letter."""
    made = prepared(people, n=2)
    ended = Case.objects.order_by("pk")[0]
    actions.withdraw(access=Access(ended.pk, ended.code_version), now=later(0.1))
    monkeypatch.setattr(bulk, "_still_meant", lambda row, now: list(row.recipients.values_list("case_id", flat=True)))
    with pytest.raises(DatabaseError, match="leaves out"), transaction.atomic():
        bulk.send(bulk_letter=made, now=later(1))
    assert count_notices() == 0


# ---- Who prints what -------------------------------------------------------------------------------------------------


def test_caseworkers_print_and_see_their_own_teams_letters_clearing_all(people: People) -> None:
    row = posted(people)  # in clearing: nobody's team yet
    theirs = filed(NO_MAIL)
    to_team(theirs, people)
    hers = Delivery.objects.get(letter__case=theirs.case, letter__kind="completeness")

    def seen(actor: Actor) -> set[UUID]:
        return {each.id for each in queries.print_queue(actor=actor).rows}

    assert hers.pk in seen(people.author)
    assert not seen(people.author) & {row.pk}
    assert seen(people.other_team) == set()
    assert {row.pk, hers.pk} <= seen(people.clearing)
    assert queries.post_counts(actor=people.other_team)["queued"] == 0
    for look in (
        lambda: queries.delivery(actor=people.author, delivery=row.pk),
        lambda: queries.delivery_by_cover(actor=people.author, token=row.cover_token),
        lambda: sending.recall(delivery=row.pk, by=people.author, now=later(1)),
    ):
        with pytest.raises(NotFound):
            look()
    with pytest.raises(printing.NothingToPrint):
        printing.print_letters(run=uuid4(), by=people.other_team, now=later(1))

    own = printing.print_letters(run=uuid4(), by=people.author, now=later(1))
    assert {each.letter.case.team for each in Delivery.objects.filter(run=own)} == {TEAM}
    every = printing.print_letters(run=uuid4(), by=people.clearing, now=later(2))
    assert Delivery.objects.get(pk=row.pk).run_id == every
    assert [each.id for each in queries.runs(actor=people.author)] == [own], "a pile with others' letters is not hers"
    assert {each.id for each in queries.runs(actor=people.clearing)} == {own, every}
    for look in (
        lambda: queries.run(actor=people.author, run=every),
        lambda: queries.run_file(actor=people.author, run=every),
        lambda: printing.hand_to_post(run=every, by=people.author, now=later(3)),
    ):
        with pytest.raises(NotFound):
            look()
    assert queries.run_letters(actor=people.author, run=every) == ()
