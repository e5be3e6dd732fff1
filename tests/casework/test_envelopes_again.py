"""A letter that is on its way twice over: nobody gets two of one letter, and the print station never stands still."""

from __future__ import annotations

from uuid import UUID

import pytest

from amtslotse.casework.actions import printing, sending
from amtslotse.casework.models import Delivery, Letter, Representative
from tests.casework import walk
from tests.casework.test_envelopes import FATHER, MOTHER, decide, make_child, printed
from tests.casework.walk import NOW, People, later

pytestmark = pytest.mark.django_db
GUARDIAN = {"name": "Amtsvormund Lindenau", "street": "Markt 1", "postcode": "76000", "city": "Lindenau"}


def back(people: People, letter: UUID, *, hours: float) -> list[Delivery]:
    """The print run of the letter goes to the post, and the post brings every envelope back."""
    run = printed(people, hours=hours)
    printing.hand_to_post(run=run, by=people.clearing, now=later(hours + 1))
    for each in Delivery.objects.filter(letter=letter, state="sent", channel="post"):
        sending.note_returned(
            delivery=each.pk, returned_on=later(hours + 50).date(), reason="moved", by=people.clearing, now=later(hours + 50)
        )
    return list(Delivery.objects.filter(letter=letter, state="returned", settled_at=None).order_by("acting"))


def settle(people: People, row: Delivery, *, hours: float) -> None:
    sending.settle_return(delivery=row.pk, settlement="sent_again", by=people.clearing, now=later(hours))


def test_a_letter_that_waits_again_already_is_settled_and_does_not_wait_twice(people: People) -> None:
    access = walk.filed()
    walk.to_team(access, people)
    letter = Letter.objects.get(case=access.case, kind="completeness").pk
    sending.send_by_post(case=access.case, letter=letter, by=people.clearing, now=NOW)
    (returned,) = back(people, letter, hours=1)
    sending.send_by_post(case=access.case, letter=letter, by=people.clearing, now=later(60))
    settle(people, returned, hours=61)  # the database refused a second one, and the clerk saw an error
    assert Delivery.objects.filter(letter=letter, channel="post", state="queued").count() == 1
    returned.refresh_from_db()
    assert returned.settlement == "sent_again"


def test_who_waits_for_everybody_and_for_one_is_printed_once_each(people: People) -> None:
    child = make_child(people)
    letter = decide(child, people)
    mother, _father = sorted(back(people, letter, hours=1), key=lambda row: row.recipient["name"], reverse=True)
    settle(people, mother, hours=60)  # to her alone
    assert Delivery.objects.get(letter=letter, state="queued").acting == mother.acting
    Delivery.objects.create(  # and to everybody of the day, as an earlier version of the program let it wait
        letter_id=letter, effect_key="earlier", channel="post", state="queued", cover_token="EARLIER1", created_at=later(61)
    )
    printed(people, hours=62)
    again = Delivery.objects.filter(letter=letter, state="printed")
    assert sorted(row.recipient["name"] for row in again) == ["Duc Nguyễn", "Mai Nguyễn"]


def test_two_envelopes_whose_people_were_replaced_by_one_become_one(people: People) -> None:
    child = make_child(people)
    letter = decide(child, people)
    for row in back(people, letter, hours=1):
        settle(people, row, hours=60)
    Representative.objects.filter(name__in=(MOTHER["name"], FATHER["name"])).update(valid_to=NOW.date())
    walk.acting(child, "custody_holder", **GUARDIAN, created_at=later(61))
    other = walk.filed()  # the rest of the day's post
    walk.to_team(other, people, now=later(61))
    note = Letter.objects.get(case=other.case, kind="completeness").pk
    sending.send_by_post(case=other.case, letter=note, by=people.clearing, now=later(61))
    run = printed(people, hours=62)  # the whole run failed, every day anew
    assert Delivery.objects.get(letter=note, channel="post").run_id == run
    (one,) = Delivery.objects.filter(letter=letter, state="printed")
    assert one.recipient["name"] == GUARDIAN["name"]
    assert Delivery.objects.get(letter=letter, state="recalled").run_id is None
    with pytest.raises(printing.NothingToPrint):
        printed(people, hours=63)
