"""Fault 22: every address with every object, as every role and as two applicants. What is another's is not there.

The answer must be the same as for what does not exist: same status, same words. The addresses come from the URL
configuration, the objects and their owners from ``tests.e2e.scene``; a new address without an entry fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.e2e.scene import JOURNEYS, Scene, names, play

pytestmark = pytest.mark.django_db

#: Everybody who might try: nobody at all, each role, and another applicant.
EVERYBODY = (
    "",
    "stranger",
    "newcomer",
    "clearing",
    "author",
    "reviewer",
    "other_team",
    "head",
    "council",
    "admin",
    "desk",
    "jobcenter",
    "legal",
    "procedures",
)

#: Who may open the objects of an address, beside the applicant they belong to. Everybody else finds nothing.
STAFF_OF_CASE = {"clearing", "author", "reviewer", "head", "legal"}
OWNERS: dict[str, set[str]] = {
    "portal:application": {"applicant"},
    "portal:question": {"applicant"},
    "portal:documents": {"applicant"},
    "portal:upload": {"applicant"},
    "portal:remove": {"applicant"},
    "portal:check": {"applicant"},
    "portal:pause": {"applicant"},
    "portal:discard": {"applicant"},
    "portal:status": {"applicant"},
    "portal:receipt": {"applicant"},
    "portal:receipt_paper": {"applicant"},
    "portal:letter": {"applicant"},
    "portal:add": {"applicant"},
    "portal:take_back": {"applicant"},
    "portal:hand_in": {"applicant"},
    "portal:withdraw": {"applicant"},
    "casework:case": STAFF_OF_CASE,
    "casework:document": STAFF_OF_CASE,
    "casework:letter": STAFF_OF_CASE,
    "casework:mark": {"clearing", "author", "reviewer"},
    "casework:open_check": {"clearing"},
    "casework:request": {"clearing", "author", "reviewer"},
    "casework:complete": {"clearing"},
    "casework:code": STAFF_OF_CASE - {"legal"},
    "casework:reroute": STAFF_OF_CASE - {"legal"},
    "casework:take": {"author", "reviewer"},
    "casework:hand_over": {"author", "reviewer"},
    "casework:draft": {"author", "reviewer"},  # the scene names the reviewer as deputy of that case
    "casework:review": {"reviewer", "legal"},
    "staff:account": {"admin"},
    "staff:account_confirm": {"admin"},
    **{name: who for journey in JOURNEYS for name, who in journey.OWNERS.items()},
}
#: Pages of a role, without an object in the address.
PAGES: dict[str, set[str]] = {
    "casework:clearing": {"clearing", "head"},
    "casework:clearing_export": {"clearing", "head"},
    "casework:team": {"author", "reviewer", "other_team", "head"},
    "casework:team_export": {"author", "reviewer", "other_team", "head"},
    "casework:mine": {"author", "reviewer", "other_team"},
    "casework:reviews": {"author", "reviewer", "other_team", "legal"},
    "casework:find": {*STAFF_OF_CASE, "other_team"},
    "cockpit:home": {"head"},
    "cockpit:cases": {"head"},
    "cockpit:export": {"head"},
    "cockpit:process": {"head"},
    "cockpit:process_export": {"head"},
    "cockpit:visits": {"head"},
    "cockpit:visits_export": {"head"},
    "council:titles": {"council", "head"},
    "council:legal": {"council", "head"},
    "council:legal_export": {"council", "head"},
    "council:export": {"council", "head"},
    "staff:rights": set(),
    "staff:rights_export": set(),
    "staff:mails": set(),
    "staff:accounts": {"admin"},
    "staff:accounts_export": {"admin"},
    "staff:account_new": {"admin"},
    **{name: who for journey in JOURNEYS for name, who in journey.PAGES.items()},
}
#: For everybody: nothing of anybody stands on them.
OPEN = {
    "portal:home", "portal:search", "portal:matter", "portal:service", "portal:start", "portal:continue", "portal:status_entry",
    "portal:code_lost", "portal:leave", "portal:verify", "ui:legal", "ui:gallery", "colours", "arms", "account_login",
    "mfa_authenticate", "account_logout", "openid_connect_login", "openid_connect_callback", "staff:home", "staff:password",
    "staff:set_up_second_factor", *(name for journey in JOURNEYS for name in journey.OPEN),
}  # fmt: skip


@cache
def converters() -> dict[str, list[str]]:
    """Each address's name with the names of its parts."""
    found: dict[str, list[str]] = {}

    def walk(patterns: list[URLPattern | URLResolver], prefix: str) -> None:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
            else:
                found[f"{prefix}{pattern.name}"] = list(pattern.pattern.converters)

    walk(get_resolver().url_patterns, "")
    return found


def test_every_address_says_whose_it_is() -> None:
    assert set(names()) == set(OWNERS) | set(PAGES) | OPEN, "say in tests/web/test_access_walk.py who may open the new address"
    for name, parts in converters().items():
        if {"case", "draft", "letter", "document", "decision", "account"} & set(parts):
            assert name in OWNERS, f"{name} holds an object and must say whose it is"


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: object) -> Iterator[Scene]:
    from django.test import TransactionTestCase

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        played = play()
        yield played
        TransactionTestCase._fixture_teardown(None)  # type: ignore[attr-defined]


def client_of(scene: Scene, who: str) -> Client:
    client = Client()
    if who:
        client.cookies["sessionid"] = scene.sessions[who]
    return client


def parts_for(scene: Scene, name: str, state: str) -> dict[str, object]:
    """The parts of an address, filled with the applicant's own objects in this state."""
    ids = scene.ids
    values: dict[str, object] = {
        "case": ids[state],
        "draft": ids["draft"],
        "document": ids["draft_document"]
        if name == "portal:remove"
        else ids["added"]
        if name == "portal:take_back"
        else ids["document"],
        "letter": ids["letters"][state],
        "decision": ids["decision"],
        "need": "passport",
        "key": "family_name",
        "account": ids["account"],
        "step": "close",
        "form": "csv",
        "kind": "csv",
        **ids.get("parts", {}),
    }
    return {part: values[part] for part in converters()[name]}


def nothing_like(parts: dict[str, object]) -> dict[str, object]:
    """The same address with objects that do not exist."""
    return {
        part: uuid4() if isinstance(value, UUID) else 999_999 if isinstance(value, int) else value
        for part, value in parts.items()
    }


def told(response: object) -> tuple[int, str]:
    """Status and words of an answer, without what differs from request to request."""
    text = response.content.decode(errors="replace")  # type: ignore[attr-defined]
    text = text.replace(response.request["PATH_INFO"].removeprefix("/de"), "")  # type: ignore[attr-defined] # the other languages
    text = re.sub(r"[0-9a-f-]{36}|csrfmiddlewaretoken[^>]*|next=[^\"'& ]*|value=\"[A-Za-z0-9]{64}\"|999999|/\d+/", "", text)
    location = re.sub(r"next=.*|[0-9a-f-]{36}", "", response.headers.get("Location", ""))  # type: ignore[attr-defined]
    return response.status_code, f"{location} {text}"  # type: ignore[attr-defined]


STATES = ("received", "waiting", "in_team", "in_review", "decided")


def states_for(name: str, who: str, method: str) -> tuple[str, ...]:
    """The states whose case is asked for: all of them, and of what is sent two, which turn so that each meets everybody."""
    if "case" not in converters()[name]:
        return STATES[:1]
    turn = sorted(OWNERS).index(name) + EVERYBODY.index(who)
    return STATES if method == "get" else (STATES[turn % 5], STATES[(turn + 2) % 5])


@pytest.fixture(scope="module")
def no_page(scene: Scene) -> dict[str, tuple[int, str]]:
    """What each reads at an address that nobody has."""
    return {who: told(client_of(scene, who).get("/de/no-page-at-all/")) for who in EVERYBODY}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", sorted(OWNERS))
def test_what_is_anothers_is_not_there(scene: Scene, no_page: dict[str, tuple[int, str]], name: str, method: str) -> None:
    """The same as for objects that do not exist. That these are answered like no page at all is asked of one person an address,
    and of everybody who is not answered so."""
    found = []
    others = [who for who in EVERYBODY if who not in OWNERS[name]]
    asked = others[sorted(OWNERS).index(name) % len(others)]
    for who in others:
        send = getattr(client_of(scene, who), method)

        def answer(parts: dict[str, object], send: Callable[[str], object] = send) -> tuple[int, str]:
            return told(send(reverse(name, kwargs=parts)))

        empty = nothing_like(parts_for(scene, name, "received"))
        nothing = answer(empty) if who == asked else no_page[who]
        for state in states_for(name, who, method):
            theirs = answer(parts_for(scene, name, state))
            if theirs != nothing and who != asked:
                nothing = answer(empty)
            if theirs[0] == 200 or theirs[0] >= 500 or theirs != nothing:
                found.append(f"{who or 'nobody'} {method} {state}: {theirs[0]} {theirs[1][:80]!r} and for nothing {nothing[0]}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_of_one_role_is_no_page_for_another(scene: Scene, name: str) -> None:
    parts = dict.fromkeys(converters()[name], "csv")
    for who in EVERYBODY:
        answer = client_of(scene, who).get(reverse(name, kwargs=parts))
        if not PAGES[name]:  # the table of rights decides; whoever is not staff finds nothing
            assert who not in ("", "stranger", "newcomer") or answer.status_code == 302
        elif who in PAGES[name]:
            assert answer.status_code == 200, f"{who} may open {name}"
        else:
            assert answer.status_code in (302, 404), f"{who} must not open {name}: {answer.status_code}"
            assert answer.status_code == 404 or "/login/" in answer.headers["Location"]


@pytest.mark.parametrize("name", sorted(name for name, who in OWNERS.items() if "applicant" in who))
def test_the_owner_finds_her_own(scene: Scene, name: str) -> None:
    """Control: without it the walk would also pass if nobody found anything."""
    state = "waiting" if name in ("portal:add", "portal:take_back") else "received"
    answer = client_of(scene, "applicant").get(reverse(name, kwargs=parts_for(scene, name, state)))
    assert answer.status_code in (200, 302, 405)


def test_the_walk_sees_a_difference(scene: Scene) -> None:
    """Control: to its owner a case and no case are told apart."""
    client, parts = client_of(scene, "applicant"), parts_for(scene, "portal:status", "received")
    assert told(client.get(reverse("portal:status", kwargs=parts))) != told(
        client.get(reverse("portal:status", kwargs=nothing_like(parts)))
    )


def test_staff_find_a_case_within_their_reach(scene: Scene) -> None:
    """Control for the staff's side."""
    for who in sorted(STAFF_OF_CASE):
        answer = client_of(scene, who).get(reverse("casework:case", kwargs={"case": scene.ids["in_team"]}))
        assert answer.status_code == 200, who
    answer = client_of(scene, "other_team").get(reverse("casework:case", kwargs={"case": scene.ids["in_team"]}))
    assert answer.status_code == 404
