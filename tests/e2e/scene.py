"""A furnished office with a case in every state, and who may see which page: what the page tests walk over.

``ENTRIES`` names every address of the site. An address that stands nowhere in it fails ``test_pages``, so a new page is
either walked or said to be none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from amtslotse.casework import actions, queries
from amtslotse.casework.rules import Access
from amtslotse.kernel import codes
from amtslotse.kernel.actor import Actor
from tests.casework import walk
from tests.e2e import (
    entries_booking,
    entries_casework,
    entries_desk,
    entries_hall,
    entries_intake,
    entries_legal,
    entries_planner,
    entries_portal,
    entries_post,
    entries_procedures,
    entries_promises,
    entries_records,
)
from tests.e2e.entry import FILE, FOREIGN, LEADS_ON, POST, Entry, NoPage
from tests.factories.staff import make_staff, sign_in

LANGUAGES = ("de", "en", "ar")
#: Each journey keeps its own pages, so that one file does not hold them all.
JOURNEYS = (
    *(entries_booking, entries_hall, entries_desk, entries_planner, entries_intake, entries_portal, entries_casework),
    *(entries_post, entries_legal, entries_procedures, entries_promises, entries_records),
)


@dataclass
class Scene:
    """Cases, drafts and letters by what they are for, and a session cookie for everybody."""

    ids: dict[str, Any] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    staff: dict[str, Actor] = field(default_factory=dict)


def play() -> Scene:
    """Everything the pages need exists. Runs in the thread that may use the database."""
    from amtslotse.accounts.queries import actor_for

    scene, now = Scene(), datetime.now(UTC) - timedelta(days=3)
    walk.furnish()
    staff = {
        "clearing": make_staff("clearing", teams=("service",)),
        "author": make_staff("caseworker", teams=(walk.TEAM,)),
        "reviewer": make_staff("caseworker", teams=(walk.TEAM,)),
        "legal": make_staff("legal"),
        "procedures": make_staff("procedures"),
        "releaser": make_staff("procedures"),
        "head": make_staff("head"),
        "council": make_staff("council"),
        "admin": make_staff("admin"),
        "newcomer": make_staff("clearing", factor=False),
        "other_team": make_staff("caseworker", teams=("humanitarian",)),
        "desk": make_staff("desk", teams=("service",)),
        "jobcenter": make_staff("station", teams=("jobcenter",)),
    }
    people = walk.People(
        clearing=actor_for(staff["clearing"]),
        author=actor_for(staff["author"]),
        reviewer=actor_for(staff["reviewer"]),
        other_team=actor_for(staff["other_team"]),
        head=actor_for(staff["head"]),
        council=actor_for(staff["council"]),
    )
    for name, person in staff.items():
        scene.sessions[name] = sign_in(person).cookies["sessionid"].value
    scene.sessions["newcomer"] = _half_signed_in(staff["newcomer"])
    scene.ids["account"] = staff["council"].pk

    sent = walk.drafted(now=now)
    actions.attach(draft=sent, need="passport", name="Pass.pdf", content=walk.pdf(), now=now)
    digest = queries.draft(draft=sent, language="ar", now=now).digest
    received = actions.file(draft=sent, digest=digest, language="ar", now=now)
    waiting = walk.filed(now=now, language="ar")
    walk.to_waiting(waiting, people, now=now)
    added = actions.add_document(access=waiting, need="passport", name="Pass.pdf", content=walk.pdf(), now=now)
    checked = walk.filed(now=now)
    walk.to_clearing(checked, people, now=now)
    actions.mark(case=checked.case, need="passport", verdict="missing", by=people.clearing, now=now)
    ready = walk.filed(now=now)
    walk.to_clearing(ready, people, now=now)
    for need in queries.case(actor=people.clearing, case=ready.case, language="de", now=now).needs:
        if not need.optional:
            actions.mark(case=ready.case, need=need.key, verdict="fine", by=people.clearing, now=now)
    in_team = walk.filed(now=now)
    walk.to_team(in_team, people, now=now)
    in_review = walk.filed(now=now)
    decision = walk.to_review(in_review, people, now=now)
    returned = walk.filed(now=now)
    actions.return_decision(
        decision=walk.to_review(returned, people, now=now), reason="Bitte begründen.", by=people.reviewer, now=now
    )
    decided = walk.filed(now=now)
    walk.to_decided(decided, people, now=now)
    closed = walk.filed(now=now)
    walk.to_decided(closed, people, now=now)
    actions.hand_over(case=closed.case, by=people.author, now=now)
    withdrawn = walk.filed(now=now)
    actions.withdraw(access=withdrawn, now=now)

    cases = {
        "received": received, "waiting": waiting, "checked": checked, "ready": ready, "in_team": in_team,
        "in_review": in_review, "returned": returned, "decided": decided, "closed": closed, "withdrawn": withdrawn,
    }  # fmt: skip
    scene.ids.update({name: access.case for name, access in cases.items()})
    scene.ids |= {"added": added, "decision": decision}
    scene.ids["letters"] = {
        name: queries.status(access=access, language="de", now=now).letters[0].id for name, access in cases.items()
    }
    scene.ids["document"] = next(
        need.uploads[0].id
        for need in queries.case(actor=people.clearing, case=received.case, language="de", now=now).needs
        if need.uploads
    )
    scene.ids["token"] = queries.receipt(access=received, language="de").proof_token

    draft = walk.drafted(now=now)
    scene.ids["draft_document"] = actions.attach(draft=draft, need="passport", name="Pass.pdf", content=walk.pdf(), now=now)
    begun = actions.start_draft(service=walk.SERVICE, language="de", now=now).draft
    scene.ids |= {"draft": draft, "begun": begun}
    scene.sessions["applicant"] = _applicant([*cases.values()], [draft, begun])
    scene.sessions["stranger"] = _applicant([walk.filed(now=now)], [walk.drafted(now=now)])
    scene.staff = {name: actor_for(person) for name, person in staff.items()}
    for journey in JOURNEYS:
        journey.play(scene)
    return scene


def _half_signed_in(person: Any) -> str:
    """Signed in with a password alone, as somebody is who has no second factor yet."""
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies["sessionid"].value


def _applicant(accesses: list[Access], drafts: list[UUID]) -> str:
    """A session that entered the codes of these cases, through the page."""
    client = Client()
    for access in accesses:
        receipt = queries.receipt(access=access, language="de")
        answer = client.post(reverse("portal:status_entry"), {"file_number": receipt.file_number, "code": receipt.code})
        assert answer.status_code == 302, "the code of a receipt opens its case"
    for draft in drafts:
        code = queries.draft(draft=draft, language="de", now=datetime.now(UTC)).code
        answer = client.post(reverse("portal:continue"), {"code": codes.normalise(code)})
        assert answer.status_code == 302, "the code of a draft opens it"
    return client.cookies["sessionid"].value


def case(name: str, *more: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda ids: {"case": ids[name], **{part: ids[part] for part in more}}


def draft(name: str = "draft", **more: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda ids: {"draft": ids[name], **more}


def fixed(**parts: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda _: parts


STATES = ("received", "waiting", "checked", "ready", "in_team", "in_review", "returned", "decided", "closed", "withdrawn")

ENTRIES: dict[str, tuple[Entry, ...] | NoPage] = {
    "ui:legal": tuple(Entry("", fixed(kind=kind)) for kind in ("imprint", "privacy", "accessibility", "plain_language")),
    "ui:gallery": (Entry(),),
    "colours": FILE,
    "arms": FILE,
    "portal:home": (Entry(), Entry("applicant")),
    "portal:search": (Entry(query="q=Studium"), Entry(query="q=xyzzy"), Entry()),
    "portal:matter": (Entry("", lambda ids: {"key": ids["matter"]}),),
    "portal:service": (
        Entry("", fixed(key=walk.SERVICE)),
        Entry("", fixed(key=walk.SERVICE), query="occasion=extension&enrolled=enrolled"),
        Entry("", fixed(key="protection-24")),
    ),
    "portal:start": POST,
    "portal:continue": (Entry(),),
    "portal:application": LEADS_ON,
    "portal:question": tuple(
        Entry("applicant", draft(key=key))
        for key in ("occasion", "current_title", "title_expires_on", "family_name", "birth_date", "nationality", "email")
    ),
    "portal:documents": (Entry("applicant", draft()),),
    "portal:upload": (Entry("applicant", draft(need="passport")),),
    "portal:remove": POST,
    "portal:check": (Entry("applicant", draft()),),
    "portal:pause": (Entry("applicant", draft()),),
    "portal:discard": POST,
    "portal:status_entry": (Entry(),),
    "portal:code_lost": (Entry(),),
    "portal:leave": POST,
    "portal:status": tuple(Entry("applicant", case(state)) for state in STATES),
    "portal:receipt": (Entry("applicant", case("received")),),
    "portal:receipt_paper": FILE,
    "portal:letter": FILE,
    "portal:add": (Entry("applicant", lambda ids: {"case": ids["waiting"], "need": "passport"}),),
    "portal:take_back": POST,
    "portal:hand_in": POST,
    "portal:withdraw": (Entry("applicant", case("received")),),
    "portal:verify": (Entry("", lambda ids: {"token": ids["token"]}), Entry("", fixed(token="nothing"), status=404)),
    "account_login": (Entry(),),
    "mfa_authenticate": NoPage("needs a sign-in half done: walked in test_casework_walks"),
    "account_logout": POST,
    "openid_connect_login": FOREIGN,
    "openid_connect_callback": FOREIGN,
    "staff:home": NoPage("leads to the first page of the role"),
    "staff:set_up_second_factor": (Entry("newcomer"),),
    "staff:password": (Entry("clearing"),),
    "staff:rights": (Entry("head"), Entry("admin")),
    "staff:rights_export": FILE,
    "staff:mails": (Entry("admin"),),
    "staff:accounts": (Entry("admin"),),
    "staff:accounts_export": FILE,
    "staff:account_new": (Entry("admin"),),
    "staff:account": (Entry("admin", lambda ids: {"account": ids["account"]}),),
    "staff:account_confirm": tuple(
        Entry("admin", lambda ids, step=step: {"account": ids["account"], "step": step}) for step in ("close", "second-factor")
    ),
    "casework:clearing": (Entry("clearing"), Entry("clearing", query="status=in_clearing")),
    "casework:clearing_export": FILE,
    "casework:team": (Entry("author"), Entry("head")),
    "casework:team_export": FILE,
    "casework:mine": (Entry("author"),),
    "casework:reviews": (Entry("reviewer"),),
    "casework:find": (Entry("clearing"), Entry("clearing", query="number=nothing", status=404)),
    "casework:case": (
        *(Entry("clearing", case(state)) for state in ("received", "waiting", "checked", "ready", "withdrawn")),
        *(Entry("author", case(state)) for state in ("in_team", "in_review", "returned", "decided", "closed")),
        *(Entry("author", case(state)) for state in ("waits", "asked")),
        Entry("reviewer", case("in_review")),
        Entry("head", case("in_team")),
    ),
    "casework:document": FILE,
    "casework:letter": FILE,
    "casework:mark": POST,
    "casework:open_check": POST,
    "casework:request": (Entry("clearing", case("checked")),),
    "casework:complete": (Entry("clearing", case("ready")),),
    "casework:code": (Entry("clearing", case("received")),),
    "casework:reroute": (Entry("author", case("in_team")),),
    "casework:take": POST,
    "casework:hand_over": (Entry("author", case("decided")),),
    "casework:draft": (Entry("author", case("in_team")), Entry("author", case("returned"))),
    "casework:review": (Entry("reviewer", case("in_review", "decision")),),
    "cockpit:home": (Entry("head"),),
    "cockpit:cases": (Entry("head"), Entry("head", query="shown=stock")),
    "cockpit:export": FILE,
    "cockpit:process": (Entry("head"),),
    "cockpit:process_export": FILE,
    "cockpit:visits": (Entry("head"),),
    "cockpit:visits_export": FILE,
    "council:titles": (Entry("council"), Entry("head")),
    "council:legal": (Entry("council"),),
    "council:legal_export": FILE,
    "council:export": FILE,
    **{name: entry for journey in JOURNEYS for name, entry in journey.ENTRIES.items()},
}


def names(patterns: list[URLPattern | URLResolver] | None = None, prefix: str = "") -> list[str]:
    """Every name in the URL configuration, with its namespace."""
    found: list[str] = []
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            found += names(pattern.url_patterns, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
        else:
            found.append(f"{prefix}{pattern.name}")
    return found


def path_of(name: str, parts: dict[str, Any], language: str) -> str:
    """The address of a page in a language."""
    with translation.override(language):
        return reverse(name, kwargs=parts)


def walked() -> list[tuple[str, int]]:
    """Every page to walk, as name and place in its list."""
    return [
        (name, number) for name, entries in ENTRIES.items() if not isinstance(entries, NoPage) for number in range(len(entries))
    ]
