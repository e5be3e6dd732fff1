"""The clerk's journey over HTTP: lists, one case, request, completeness, decision by two people."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amtslotse.accounts.models import Staff
from amtslotse.accounts.queries import actor_for
from amtslotse.casework import actions, queries
from amtslotse.casework.models import Case, Decision
from tests.casework import walk
from tests.casework.walk import REASONS, TEAM, People
from tests.factories.staff import make_staff, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("furnished")]


class Office:
    """Staff with signed-in browsers, and the same people as actors."""

    def __init__(self) -> None:
        walk.furnish()
        self.staff: dict[str, Staff] = {
            "clearing": make_staff("clearing"),
            "author": make_staff("caseworker", teams=(TEAM,)),
            "reviewer": make_staff("caseworker", teams=(TEAM,)),
            "other_team": make_staff("caseworker", teams=("humanitarian",)),
            "head": make_staff("head"),
            "council": make_staff("council"),
            "admin": make_staff("admin"),
        }
        self.clients = {name: sign_in(person) for name, person in self.staff.items()}
        names = ("clearing", "author", "reviewer", "other_team", "head", "council")
        self.people = People(**{name: actor_for(self.staff[name]) for name in names})

    def __getitem__(self, name: str) -> Client:
        return self.clients[name]


NOW = timezone.now() - timedelta(days=2)
#: What a refusal says besides its reasons, as the form sends it.
HEARD = {
    "unmet": "Der Lebensunterhalt ist nicht gesichert (§ 5 Abs. 1 AufenthG).",
    "hearing": "held",
    "hearing_on_0": "18",
    "hearing_on_1": "11",
    "hearing_on_2": "2026",
}


@pytest.fixture
def office() -> Office:
    return Office()


def address(case: UUID, rest: str = "", language: str = "de") -> str:
    return f"/{language}/cases/{case}/{rest}"


def status_of(case: UUID) -> str:
    return Case.objects.values_list("status", flat=True).get(pk=case)


def filed(now: datetime = NOW, **answers: str) -> UUID:
    return walk.filed({**walk.ANSWERS, **answers}, now=now).case


def messages_of(response: object) -> str:
    return re.sub(r"\s+", " ", response.content.decode())  # type: ignore[attr-defined]


# ---- Lists ----------------------------------------------------------------------------------------------------------


def test_the_most_urgent_stands_first_and_says_why(office: Office) -> None:
    today = timezone.localdate()
    calm = filed(family_name="Ruhig", title_expires_on=(today + timedelta(days=300)).isoformat())
    urgent = filed(family_name="Eilig", title_expires_on=(today + timedelta(days=3)).isoformat())
    page = office["clearing"].get("/de/clearing/")
    assert [row.view.id for row in page.context["rows"]] == [urgent, calm]
    assert "Titel endet in 3 Tagen" in messages_of(page)
    assert "Keine Frist drängt" in messages_of(page)


def test_filters_live_in_the_address(office: Office) -> None:
    mine, other = filed(family_name="Öztürk"), filed(family_name="Zebra")
    walk.to_clearing(_access(other), office.people, now=NOW)
    by_status = office["clearing"].get("/de/clearing/?status=received")
    assert [row.view.id for row in by_status.context["rows"]] == [mine]
    assert by_status.context["found"].counts == {"received": 1, "in_clearing": 1}
    by_name = office["clearing"].get("/de/clearing/?q=ozturk")
    assert [row.view.id for row in by_name.context["rows"]] == [mine]
    assert 'value="ozturk"' in messages_of(by_name)
    sorted_by_name = office["clearing"].get("/de/clearing/?sort=name")
    assert [row.view.name.split(",")[0] for row in sorted_by_name.context["rows"]] == ["Öztürk", "Zebra"]


@pytest.mark.parametrize(
    "query", ["status=' OR 1=1", "page=-1", "page=99999999999999999", "page=²", "sort=x", "urgency=9", "service=%00"]
)
def test_nonsense_in_the_address_is_no_error(office: Office, query: str) -> None:
    filed()
    assert office["clearing"].get(f"/de/clearing/?{query}").status_code == 200
    assert office["author"].get(f"/de/team/?{query}").status_code == 200


def _access(case: UUID) -> object:
    from amtslotse.casework.rules import Access

    return Access(case, Case.objects.get(pk=case).code_version)


def test_an_export_holds_exactly_what_is_filtered_and_no_formula(office: Office) -> None:
    filed(family_name='=HYPERLINK("http://x")')
    filed(family_name="Anders")
    everything = office["clearing"].get("/de/clearing/export/csv/").content.decode("utf-8-sig")
    assert len(everything.strip().splitlines()) == 3
    assert "'=HYPERLINK" in everything
    one = office["clearing"].get("/de/clearing/export/csv/?q=anders")
    assert len(one.content.decode("utf-8-sig").strip().splitlines()) == 2
    assert one.headers["Content-Disposition"].startswith("attachment")
    book = office["clearing"].get("/de/clearing/export/xlsx/?q=hyperlink").content
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml")
    assert office["clearing"].get("/de/clearing/export/exe/").status_code == 404


def cost(client: Client, path: str) -> int:
    """How many queries a page takes, without the savepoints that only tests have."""
    client.get(path)
    with CaptureQueriesContext(connection) as taken:
        assert client.get(path).status_code == 200
    return sum("SAVEPOINT" not in query["sql"] for query in taken.captured_queries)


def test_a_list_costs_the_same_for_one_case_and_many(office: Office) -> None:
    for _ in range(3):
        filed()
    few = cost(office["clearing"], "/de/clearing/")
    for _ in range(12):
        filed()
    assert cost(office["clearing"], "/de/clearing/") == few <= 12


def test_a_case_page_is_bounded_too(office: Office) -> None:
    case = filed()
    walk.to_waiting(_access(case), office.people, now=NOW)
    assert cost(office["clearing"], address(case)) <= 25
    case = with_team(office)
    assert max(cost(office[who], address(case)) for who in ("author", "reviewer", "head")) <= 25


def test_find_by_number(office: Office) -> None:
    case = filed()
    number = queries.case(actor=office.people.clearing, case=case, language="de", now=NOW).file_number
    typed = number.lower().replace("-", " ")
    assert office["clearing"].get("/de/cases/", {"number": typed}).headers["Location"] == address(case)
    assert office["other_team"].get("/de/cases/", {"number": number}).status_code == 404
    unknown = office["clearing"].get("/de/cases/", {"number": "nichts"})
    assert unknown.status_code == 404
    assert 'value="nichts"' in messages_of(unknown)


# ---- Clearing -------------------------------------------------------------------------------------------------------


def test_four_verdicts_and_a_reason_where_one_is_needed(office: Office) -> None:
    case, client = filed(), office["clearing"]
    refused = client.post(address(case, "needs/passport/"), {"verdict": "unreadable", "reason": " "})
    assert refused.status_code == 422
    assert "Bitte einen Grund eintragen" in messages_of(refused)
    assert status_of(case) == "received"
    kept = client.post(address(case, "needs/passport/"), {"verdict": "nonsense", "reason": "Seite 2 fehlt"})
    assert 'value="Seite 2 fehlt"' in messages_of(kept), "what was typed is kept"
    done = client.post(address(case, "needs/passport/"), {"verdict": "unreadable", "reason": "Seite 2 fehlt"})
    assert done.status_code == 302
    assert re.search(r"#need-\w+$", done.headers["Location"])
    page = client.get(address(case))
    need = next(each for each in page.context["case"].needs if each.view.key == "passport")
    assert (need.verdict, need.view.reason) == ("unlesbar", "Seite 2 fehlt")
    assert client.post(address(case, "needs/nothing/"), {"verdict": "fine"}).status_code == 404


def test_the_keys_belong_to_the_first_document_nobody_looked_at(office: Office) -> None:
    case, client = filed(), office["clearing"]
    first = _with_keys(client.get(address(case)))
    client.post(address(case, f"needs/{first}/"), {"verdict": "fine"})
    assert _with_keys(client.get(address(case))) != first
    assert 'data-key="1"' not in messages_of(office["head"].get(address(case)))


def _with_keys(page: object) -> str:
    (need,) = [each for each in page.context["case"].needs if each.buttons[0][3]]  # type: ignore[attr-defined]
    return str(need.view.key)


def test_a_request_shows_both_languages_first_and_then_goes_out(office: Office) -> None:
    case, client = filed(), office["clearing"]
    actions.mark(
        case=case, need="passport", verdict="wrong", reason="Das ist der Führerschein", by=office.people.clearing, now=NOW
    )
    preview = client.get(address(case, "request/"))
    german, arabic = preview.context["sides"]
    assert (german.language, arabic.language, arabic.direction) == ("de", "ar", "rtl")
    text = messages_of(preview)
    assert "§ 82 Abs. 1" in text
    assert "Das ist der Führerschein" in text
    assert [item.label for item in german.items] == ["Gültiger Reisepass oder Passersatz"] or len(german.items) == 1
    assert status_of(case) == "in_clearing"
    early = {"deadline_on_0": "1", "deadline_on_1": "1", "deadline_on_2": "2020", "note": "Bitte farbig"}
    refused = client.post(address(case, "request/"), early)
    assert refused.status_code == 422
    assert "Bitte farbig" in messages_of(refused)
    assert client.post(address(case, "request/"), {**early, "deadline_on_0": "31", "deadline_on_1": "2"}).status_code == 422
    deadline = timezone.localdate() + timedelta(days=30)
    sent = {
        "deadline_on_0": str(deadline.day),
        "deadline_on_1": str(deadline.month),
        "deadline_on_2": str(deadline.year),
        "note": "Bitte farbig",
    }
    assert client.post(address(case, "request/"), sent).status_code == 302
    assert status_of(case) == "awaiting_documents"
    page = client.get(address(case))
    assert page.context["case"].open_request.deadline_on == deadline
    assert page.context["case"].next == "wait"
    assert client.get(address(case, "request/")).status_code == 404, "one open request at a time"
    letter = next(each for each in page.context["case"].view.letters if each.kind == "document_request")
    pdf = client.get(address(case, f"letters/{letter.id}/"))
    assert pdf.content.startswith(b"%PDF-")
    client.post(address(case, "open-check/"))
    assert status_of(case) == "in_clearing"


def test_nothing_to_request_is_said_before_sending(office: Office) -> None:
    case = filed()
    walk.to_clearing(_access(case), office.people, now=NOW)
    assert "es gibt nichts nachzufordern" in messages_of(office["clearing"].get(address(case, "request/")))
    sent = office["clearing"].post(address(case, "request/"), _deadline())
    assert sent.status_code == 302
    assert status_of(case) == "in_clearing"


def _deadline() -> dict[str, str]:
    day = timezone.localdate() + timedelta(days=30)
    return {"deadline_on_0": str(day.day), "deadline_on_1": str(day.month), "deadline_on_2": str(day.year)}


def test_completeness_is_asked_about_and_names_what_is_open(office: Office) -> None:
    case, client = filed(), office["clearing"]
    walk.to_clearing(_access(case), office.people, now=NOW)
    refused = client.post(address(case, "complete/"))
    assert refused.status_code == 422
    assert refused.context["open_needs"]
    for need in queries.case(actor=office.people.clearing, case=case, language="de", now=NOW).needs:
        if not need.optional:
            client.post(address(case, f"needs/{need.key}/"), {"verdict": "fine"})
    assert client.get(address(case)).context["case"].next == "complete"
    assert client.get(address(case, "complete/")).status_code == 200
    assert status_of(case) == "in_clearing", "asking changes nothing"
    done = client.post(address(case, "complete/"), follow=True)
    assert status_of(case) == "with_team"
    assert "Sachgebiet 2" in messages_of(done)
    assert "Aufenthaltszweck Ausbildung" in messages_of(done), "the rule that sent it there"
    letters = [each.kind for each in done.context["case"].view.letters]
    assert "completeness" in letters


def test_a_document_is_an_attachment_that_no_browser_runs(office: Office) -> None:
    draft = walk.drafted(now=NOW)
    actions.attach(draft=draft, need="passport", name="pass.pdf", content=walk.pdf(), now=NOW)
    digest = queries.draft(draft=draft, language="de", now=NOW).digest
    case = actions.file(draft=draft, digest=digest, language="de", now=NOW).case
    (upload,) = next(
        need.uploads
        for need in queries.case(actor=office.people.clearing, case=case, language="de", now=NOW).needs
        if need.key == "passport"
    )
    response = office["clearing"].get(address(case, f"documents/{upload.id}/"))
    assert response.content.startswith(b"%PDF-")
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    for stranger in ("other_team", "council", "admin"):
        assert office[stranger].get(address(case, f"documents/{upload.id}/")).status_code == 404
    other = filed()
    assert office["clearing"].get(address(other, f"documents/{upload.id}/")).status_code == 404


def test_a_new_code_is_asked_about_and_shown_once(office: Office) -> None:
    access = walk.filed(now=NOW)
    case, client = access.case, office["clearing"]
    assert client.get(address(case, "code/")).status_code == 200
    assert client.post(address(case, "code/"), {}).status_code == 422
    shown = client.post(address(case, "code/"), {"channel": "desk"})
    new = shown.context["new"]
    assert new.code.split("-")[0] in messages_of(shown)
    assert client.get(address(case, f"letters/{new.letter}/")).content.startswith(b"%PDF-")
    assert new.code not in messages_of(client.get(address(case)))


def test_legal_check_is_said_where_the_table_has_no_answer(office: Office) -> None:
    case = filed(current_title="schengen_visa")
    page = office["clearing"].get(address(case))
    assert page.context["case"].legal_check
    assert "rechtliche Prüfung nötig" in messages_of(page)


# ---- The team -------------------------------------------------------------------------------------------------------


def with_team(office: Office, *, taken: bool = True) -> UUID:
    case = filed()
    walk.to_team(_access(case), office.people, now=NOW)
    if not taken:
        Case.objects.filter(pk=case).update(owner=None)
    return case


def test_one_takes_it_and_the_other_is_told(office: Office) -> None:
    case = with_team(office, taken=False)
    assert office["author"].get(address(case)).context["case"].next == "take"
    office["author"].post(address(case, "take/"))
    assert Case.objects.get(pk=case).owner == office.staff["author"]
    told = office["reviewer"].post(address(case, "take/"), follow=True)
    assert told.status_code in (200, 404)
    assert Case.objects.get(pk=case).owner == office.staff["author"]


def test_a_decision_needs_two_people_and_reasons(office: Office) -> None:
    case = with_team(office)
    author, reviewer = office["author"], office["reviewer"]
    assert reviewer.get(address(case, "decision/")).status_code == 404, "only the owner drafts"
    empty = author.post(address(case, "decision/"), {"outcome": "grant", "reasons": ""})
    assert empty.status_code == 422
    short = author.post(address(case, "decision/"), {"outcome": "grant", "reasons": "weil"})
    assert short.status_code == 422
    assert ">weil</textarea>" in messages_of(short).replace("> weil", ">weil")
    assert author.post(address(case, "decision/"), {"outcome": "grant", "reasons": REASONS}).status_code == 302
    decision = Decision.objects.get(case=case)
    review = address(case, f"decision/{decision.pk}/")

    assert author.get(review).status_code == 404, "for its author the review page does not exist"
    assert author.post(review, {"release": "1"}).status_code == 404
    assert author.post(review, {"return": "1", "reason": "x"}).status_code == 404
    assert status_of(case) == "in_review"
    assert [row.view.id for row in reviewer.get("/de/team/reviews/").context["rows"]] == [case]
    assert author.get("/de/team/reviews/").context["rows"] == []

    page = reviewer.get(review)
    assert REASONS in messages_of(page)
    nothing = reviewer.post(review, {"return": "1", "reason": " ", "code": "reasons"})
    assert nothing.status_code == 422
    assert reviewer.post(review, {"return": "1", "code": "reasons", "reason": "Bitte die Dauer begründen"}).status_code == 302
    assert status_of(case) == "with_team"
    again = author.get(address(case, "decision/"))
    assert "Bitte die Dauer begründen" in messages_of(again)
    assert REASONS in messages_of(again), "the returned text is there to work on"
    author.post(address(case, "decision/"), {"outcome": "refuse", "reasons": REASONS + " Dauer: zwei Jahre.", **HEARD})
    newer = Decision.objects.exclude(pk=decision.pk).get(case=case)
    assert reviewer.post(review, {"release": "1"}).status_code == 404, "a click on the old draft does not release the new one"
    assert reviewer.post(address(case, f"decision/{newer.pk}/"), {"release": "1"}).status_code == 302
    assert status_of(case) == "decided"
    assert author.get(address(case, "hand-over/")).status_code == 200
    author.post(address(case, "hand-over/"))
    assert status_of(case) == "closed"


def test_a_second_role_does_not_open_the_own_decision(office: Office) -> None:
    """Fault 27: the author also holds every other role there is."""
    case = with_team(office)
    author = office.staff["author"]
    office["author"].post(address(case, "decision/"), {"outcome": "grant", "reasons": REASONS})
    Staff.objects.filter(pk=author.pk).update(roles=["clearing", "caseworker", "head", "council", "admin"])
    author.refresh_from_db()
    decision = Decision.objects.get(case=case)
    review = address(case, f"decision/{decision.pk}/")
    client = sign_in(author)
    assert client.get(review).status_code == 404
    assert client.post(review, {"release": "1"}).status_code == 404
    assert status_of(case) == "in_review"


def test_rerouting_keeps_its_reason_and_the_first_team_loses_sight(office: Office) -> None:
    case = with_team(office)
    client = office["author"]
    form = client.get(address(case, "reroute/"))
    assert TEAM not in dict(form.context["form"].fields["team"].choices)
    kept = client.post(address(case, "reroute/"), {"team": "", "reason": "Es geht um Familie"})
    assert kept.status_code == 422
    assert "Es geht um Familie" in messages_of(kept)
    assert client.post(address(case, "reroute/"), {"team": TEAM, "reason": "x"}).status_code == 422
    moved = client.post(address(case, "reroute/"), {"team": "family_permanent", "reason": "Es geht um Familie"})
    assert moved.headers["Location"] == "/de/team/"
    assert client.get(address(case)).status_code == 404
    assert "Es geht um Familie" in messages_of(office["head"].get(address(case)))


# ---- Whose is what --------------------------------------------------------------------------------------------------

PAGES: dict[str, tuple[str, Callable[[Office], UUID]]] = {
    "case": ("", lambda office: filed()),
    "request": ("request/", lambda office: _in_clearing(office)),
    "complete": ("complete/", lambda office: _in_clearing(office)),
    "code": ("code/", lambda office: filed()),
    "reroute": ("reroute/", with_team),
    "decision": ("decision/", with_team),
    "hand-over": ("hand-over/", lambda office: _decided(office)),
}


def _in_clearing(office: Office) -> UUID:
    case = filed()
    walk.to_clearing(_access(case), office.people, now=NOW)
    return case


def _decided(office: Office) -> UUID:
    case = filed()
    walk.to_decided(_access(case), office.people, now=NOW)
    return case


OPEN_TO = {
    "case": {"clearing", "head"},
    "request": {"clearing"},
    "complete": {"clearing"},
    "code": {"clearing"},
    "reroute": {"clearing", "author", "reviewer", "head"},
    "decision": {"author"},
    "hand-over": {"author", "reviewer"},
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_is_not_hers_looks_like_one_that_is_not_there(office: Office, name: str) -> None:
    rest, make = PAGES[name]
    case = make(office)
    for who, client in office.clients.items():
        expected = 200 if who in OPEN_TO[name] else 404
        assert client.get(address(case, rest)).status_code == expected, who
        missing = client.get(address(uuid4(), rest))
        assert missing.status_code == 404
        if expected == 404:
            assert _bare(client.get(address(case, rest)).content) == _bare(missing.content), who


def _bare(content: bytes) -> str:
    """A page without its own address and tokens."""
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|value=\"[^\"]*\"", "", content.decode())


POSTS = ["needs/passport/", "open-check/", "request/", "complete/", "code/", "reroute/", "take/", "hand-over/", "decision/"]


@pytest.mark.parametrize("who", ["other_team", "council", "admin"])
@pytest.mark.parametrize("rest", POSTS)
def test_no_post_of_a_stranger_changes_anything(office: Office, who: str, rest: str) -> None:
    case = with_team(office)
    before = Case.objects.filter(pk=case).values().get()
    body = {"verdict": "fine", "channel": "desk", "team": "humanitarian", "reason": "x", "outcome": "grant", "reasons": REASONS}
    assert office[who].post(address(case, rest), body).status_code == 404
    assert Case.objects.filter(pk=case).values().get() == before


@pytest.mark.parametrize(
    "path", ["clearing/", "team/", "team/mine/", "team/reviews/", "clearing/export/csv/", "team/export/xlsx/"]
)
def test_lists_are_for_whom_the_table_says(office: Office, path: str) -> None:
    open_to = {
        "clearing/": {"clearing", "head"},
        "clearing/export/csv/": {"clearing", "head"},
        "team/": {"author", "reviewer", "other_team", "head"},
        "team/export/xlsx/": {"author", "reviewer", "other_team", "head"},
        "team/mine/": {"author", "reviewer", "other_team"},
        "team/reviews/": {"author", "reviewer", "other_team"},
    }[path]
    for who, client in office.clients.items():
        assert client.get(f"/de/{path}").status_code == (200 if who in open_to else 404), who


# ---- In every language ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_every_page_speaks_the_language(office: Office, language: str) -> None:
    case = with_team(office)
    office["author"].post(address(case, "decision/"), {"outcome": "grant", "reasons": REASONS})
    decision = Decision.objects.get(case=case)
    pages = [
        ("clearing", f"/{language}/clearing/"),
        ("author", f"/{language}/team/"),
        ("author", address(case, language=language)),
        ("reviewer", address(case, language=language)),
        ("reviewer", address(case, f"decision/{decision.pk}/", language=language)),
        ("clearing", address(case, "code/", language=language)),
        ("head", f"/{language}/staff/rights/"),
        ("admin", f"/{language}/staff/accounts/"),
    ]
    for who, path in pages:
        response = office[who].get(path)
        assert response.status_code == 200, path
        assert f'lang="{language}"' in response.content.decode()
