"""Her own question stays on her case and gets its answer, whatever is joined to what; two who join at once do not block."""

from __future__ import annotations

from uuid import UUID

import pytest

from amtslotse.casework import actions, queries
from amtslotse.casework.models import Message
from amtslotse.casework.rules import Access
from amtslotse.kernel.errors import InvalidInput
from tests.casework import walk
from tests.casework.test_messages import received
from tests.casework.walk import ANSWERS, NOW, People, filed, later
from tests.races import at_once

pytestmark = pytest.mark.django_db
SAME = "Wie ist der Stand meines Antrags? Ich warte seit Wochen."


def two(people: People) -> tuple[Access, Access]:
    return filed(), filed(ANSWERS | {"family_name": "Haddad"})


def texts(access: Access) -> list[str]:
    return [each.text for each in queries.questions(access=access)]


def test_a_question_never_goes_to_the_case_of_somebody_else_who_asks_the_same(people: People) -> None:
    hers, others = two(people)
    one, other = (actions.ask(access=each, text=SAME, now=NOW) for each in (hers, others))
    with pytest.raises(InvalidInput, match="portal"):
        actions.join_message(message=one, to=other, by=people.clearing, now=NOW)
    assert Message.objects.get(pk=one).case_id == hers.case
    # Nor behind a letter that it was joined to, joined or placed.
    letter = received(people, channel="letter", text="Noch einmal: Stand?", case=hers.case)
    actions.join_message(message=one, to=letter, by=people.clearing, now=NOW)  # the control: on her own case
    with pytest.raises(InvalidInput, match="portal"):
        actions.join_message(message=letter, to=other, by=people.clearing, now=NOW)
    with pytest.raises(InvalidInput, match="portal"):
        actions.place_message(message=letter, case=others.case, by=people.clearing, now=NOW)
    assert set(Message.objects.filter(pk__in=(one, letter)).values_list("case", flat=True)) == {hers.case}


def test_what_she_asked_is_not_filed_away_behind_another_message(people: People) -> None:
    hers, _others = two(people)
    asked = actions.ask(access=hers, text=SAME, now=NOW)
    letter, old = (received(people, channel="letter", text=text, case=hers.case) for text in ("Stand?", "Anbei die Kopie."))
    actions.file_message(message=old, by=people.clearing, now=NOW)
    with pytest.raises(InvalidInput, match="needs_an_answer"):
        actions.join_message(message=asked, to=old, by=people.clearing, now=NOW)
    actions.join_message(message=asked, to=letter, by=people.clearing, now=NOW)
    with pytest.raises(InvalidInput, match="needs_an_answer"):
        actions.file_message(message=letter, by=people.clearing, now=NOW)
    actions.answer_message(message=letter, text="Es dauert noch eine Woche.", by=people.clearing, now=later(1))


def test_what_third_persons_wrote_about_her_is_not_on_her_page(people: People) -> None:
    """Answered on the status page, the answer stands there; the words of a mail may be an employer's or a neighbour's."""
    hers, _others = two(people)
    mail = received(people, text="Sie arbeitet hier schwarz, bitte prüfen Sie das.", case=hers.case)
    actions.answer_message(message=mail, text="Danke, wir haben das erhalten.", way="status_page", by=people.clearing, now=NOW)
    own = actions.ask(access=hers, text=SAME, now=later(1))
    shown = {each.id: each for each in queries.questions(access=hers)}
    assert (shown[mail].text, shown[mail].answer) == ("", "Danke, wir haben das erhalten.")
    assert shown[own].text == SAME, "the control: her own words are there"


@pytest.mark.django_db(transaction=True)
def test_two_clerks_who_join_the_same_two_crosswise_do_not_block_each_other() -> None:
    walk.furnish()
    people = People()
    for _ in range(12):
        one, other = (received(people, channel="letter", text=f"{SAME} {n}") for n in range(2))

        def join(message: UUID, to: UUID) -> str:
            actions.join_message(message=message, to=to, by=people.clearing, now=NOW)
            return "joined"

        answers = at_once([lambda one=one, other=other: join(one, other), lambda one=one, other=other: join(other, one)])
        assert sorted(type(each).__name__ for each in answers) == ["AlreadyOver", "str"]
