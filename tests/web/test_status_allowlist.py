"""Her page shows what the allowlist of ``rules.steps`` lets through: every state, every body a case waits for, every language.

§ 73 (security query), § 79(2) (investigation), § 59(1) sentence 8 AufenthG (date of a removal), third persons, notes, ranks and
clerks are looked for in all of it. The control plants a leak and must find it.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from amtslotse.accounts.models import Staff
from amtslotse.casework import actions, queries
from amtslotse.casework.models import Case, Partner
from amtslotse.casework.rules import Access, steps
from amtslotse.casework.rules.states import ENDED, STATES
from amtslotse.web.portal import words as portal_words
from tests.casework import walk
from tests.casework.walk import NOW, People

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("furnished")]

NOTE = "Anfrage beim Staatsschutz wegen Onkel Yusuf"
#: What must not be there, in any language; beside these, every body's code and names and every clerk's name.
FORBIDDEN = (
    "sicherheit", "§ 73", "§ 79", "§ 59", "strafverf", "straftat", "staatsanwalt", "ermittlung", "abschieb", "gericht", "yusuf",
    "staatsschutz", "dringend", "urgency", "security", "criminal", "investigation", "prosecut", "removal", "deport", "court",
    "أمني", "جنائي", "ادعاء", "محكمة", "ترحيل", "المادة 73", "المادة 79", "bundesagentur", "suspen", "partner:",
)  # fmt: skip


@pytest.fixture
def people() -> People:
    walk.furnish()
    return People()


def leaks(text: str) -> set[str]:
    """The forbidden words in a text."""
    low = text.lower()
    names = {name for staff in Staff.objects.all() for name in (staff.get_full_name(), staff.username) if name}
    bodies = {name.lower() for body in Partner.objects.all() for name in body.name.values()}
    return {word for word in {*FORBIDDEN, *bodies, *(name.lower() for name in names)} if word in low}


def shown(client: Client, access: Access) -> str:
    """All she gets: the page in every language, and the view behind it."""
    pages = []
    for language in ("de", "en", "ar"):
        with translation.override(language):
            answer = client.get(reverse("portal:status", args=[access.case]))
        assert answer.status_code == 200
        pages.append(answer.content.decode())
        pages.append(repr(queries.status(access=access, language=language, now=NOW)))
    return "\n".join(pages)


def hers(access: Access) -> Client:
    """A browser that entered her code."""
    receipt, client = queries.receipt(access=access, language="de"), Client()
    client.post(reverse("portal:status_entry"), {"file_number": receipt.file_number, "code": receipt.code})
    return client


def _ended(how: str) -> Callable[[Access, People], None]:
    def play(access: Access, people: People) -> None:
        walk.to_team(access, people)
        for body in Partner.objects.exclude(code="prosecution" if how == "closed" else ""):
            actions.suspend(case=access.case, partner=body.code, note=NOTE, by=people.author, now=NOW)
        if how == "withdrawn":
            actions.withdraw(access=access, now=NOW)
        elif how == "settled":
            actions.settle(case=access.case, closure="moved_away", by=people.author, now=NOW)
        else:
            draft = actions.draft_decision(case=access.case, outcome="grant", reasons=walk.REASONS, by=people.author, now=NOW)
            actions.release_decision(decision=draft, by=people.reviewer, now=NOW)
            actions.hand_over(case=access.case, by=people.author, now=NOW)

    return play


WAYS: dict[str, Callable[[Access, People], object]] = {
    "received": lambda _access, _people: None,
    "in_clearing": walk.to_clearing,
    "awaiting_documents": walk.to_waiting,
    "with_team": walk.to_team,
    "in_review": walk.to_review,
    "decided": walk.to_decided,
    **{state: _ended(state) for state in ENDED},
}


def played(state: str, people: People) -> Access:
    access = walk.filed()
    WAYS[state](access, people)
    assert Case.objects.get(pk=access.case).status == state
    return access


def test_every_state_has_a_way() -> None:
    assert set(WAYS) == set(STATES)


@pytest.mark.parametrize("state", STATES)
def test_no_state_and_no_body_shows_more_than_the_allowlist(state: str, people: People) -> None:
    access = played(state, people)
    client = hers(access)
    assert leaks(shown(client, access)) == set()
    if state in ENDED:
        return
    for body in Partner.objects.all():
        by = people.author if Case.objects.get(pk=access.case).team else people.clearing
        interval = actions.suspend(case=access.case, partner=body.code, note=NOTE, by=by, now=NOW)
        assert leaks(shown(client, access)) == set()
        turn = queries.status(access=access, language="de", now=NOW).turn
        assert turn == ("applicant" if state == "awaiting_documents" else steps.ANOTHER_BODY)
        actions.stop_waiting(case=access.case, suspension=interval, ending="answered", by=by, now=NOW)


def test_all_bodies_read_the_same(people: People) -> None:
    access = played("with_team", people)
    client, pages = hers(access), set()
    for body in Partner.objects.all():
        interval = actions.suspend(case=access.case, partner=body.code, by=people.author, now=NOW)
        with translation.override("de"):
            pages.add(_without_token(client.get(reverse("portal:status", args=[access.case])).content.decode()))
        actions.stop_waiting(case=access.case, suspension=interval, ending="answered", by=people.author, now=NOW)
    assert len(pages) == 1


def test_one_body_after_another_is_one_wait(people: People) -> None:
    access = played("with_team", people)
    first = actions.suspend(case=access.case, partner="security_query", by=people.author, now=walk.later(24))
    actions.suspend(case=access.case, partner="bundesagentur", by=people.author, now=walk.later(48))
    actions.stop_waiting(case=access.case, suspension=first, ending="answered", by=people.author, now=walk.later(72))
    view = queries.status(access=access, language="de", now=walk.later(96))
    assert (view.turn, view.since) == (steps.ANOTHER_BODY, walk.later(24))


def test_control_a_planted_leak_is_found(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    access = played("with_team", people)
    client = hers(access)
    actions.suspend(case=access.case, partner="prosecution", by=people.author, now=NOW)
    assert leaks(shown(client, access)) == set()
    monkeypatch.setattr(steps, "_public", lambda waits_on: waits_on)
    assert {"partner:", "prosecut"} <= leaks(shown(client, access))
    monkeypatch.setattr(portal_words, "turn", lambda who: Partner.objects.get(code=who.partition(":")[2]).name["de"])
    with translation.override("de"):
        page = client.get(reverse("portal:status", args=[access.case])).content.decode()
    assert "strafverf" in leaks(page)


def _without_token(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line and "nonce" not in line)
