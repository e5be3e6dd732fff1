"""The inbox over HTTP: what is next, acts on many cases, preview and undo, filters as addresses, rules and their preview."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amtslotse.accounts.models import Staff
from amtslotse.accounts.queries import actor_for
from amtslotse.casework import actions, queries
from amtslotse.casework.models import Case, SavedFilter
from amtslotse.offices.models import Chart, Skill, TriageRules
from tests.casework import walk
from tests.casework.walk import TEAM, People
from tests.factories.staff import make_staff, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("furnished")]
NOW = timezone.now() - timedelta(days=2)
#: Statements of a page of lists that are none of ours to save: the transaction itself.
FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "SET ")


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
        }
        self.clients = {name: sign_in(person) for name, person in self.staff.items()}
        self.people = People(**{name: actor_for(person) for name, person in self.staff.items()})

    def __getitem__(self, name: str) -> Client:
        return self.clients[name]

    def in_team(self, **answers: str) -> UUID:
        """A case that nobody has taken."""
        access = walk.filed({**walk.ANSWERS, **answers}, now=NOW)
        walk.to_team(access, self.people, now=NOW)
        Case.objects.filter(pk=access.case).update(owner=None)
        return access.case


@pytest.fixture
def office() -> Office:
    return Office()


def text_of(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


def test_the_next_case_says_why_and_can_be_taken(office: Office) -> None:
    assert "Gerade wartet nichts auf Sie" in text_of(office["author"].get("/de/team/next/"))
    case = office.in_team(travel_or_job_date=(timezone.localdate() + timedelta(days=4)).isoformat())
    page = text_of(office["author"].get("/de/team/next/"))
    assert "Wird in 4 Tagen gebraucht" in page
    assert "hat noch niemand" in page
    office["author"].post(f"/de/cases/{case}/take/")
    assert "liegt bei Ihnen" in text_of(office["author"].get("/de/team/next/"))
    assert office["council"].get("/de/team/next/").status_code == 404


def test_every_list_takes_at_most_twelve_queries(office: Office) -> None:
    for number in range(3):
        office.in_team(family_name=f"N{number}")
        walk.to_waiting(walk.filed(now=NOW), office.people, now=NOW)
    pages = {
        "clearing": ("/de/clearing/", "/de/clearing/?status=todo&urgency=3&difficulty=1&q=lan&sort=name"),
        "author": (
            "/de/team/",
            "/de/team/?urgency=2&owner=none&q=lan",
            "/de/team/mine/",
            "/de/team/reviews/",
            "/de/team/next/",
        ),
        "head": ("/de/team/?team=humanitarian&overridden=1",),
    }
    for who, addresses in pages.items():
        for address in addresses:
            office[who].get(address)
            with CaptureQueriesContext(connection) as captured:
                assert office[who].get(address).status_code == 200
            ours = [each["sql"] for each in captured if not each["sql"].startswith(FRAME)]
            assert len(ours) <= 12, (address, [sql[:90] for sql in ours])


def test_many_cases_are_shown_given_away_and_taken_back(office: Office) -> None:
    cases = [office.in_team(), office.in_team()]
    chosen = {"kind": "reroute", "list": "team", "query": "owner=none", "case": cases}
    seen = text_of(office["author"].post("/de/team/bulk/", chosen))
    assert "Das wird bei 2 Vorgängen gemacht. Noch ist nichts geändert." in seen
    assert Case.objects.filter(team=TEAM).count() == 2
    without = office["author"].post("/de/team/bulk/", {**chosen, "do": "1", "team": "humanitarian"})
    assert without.status_code == 422
    assert "Bitte den Grund eintragen" in text_of(without)
    done = office["author"].post(
        "/de/team/bulk/", {**chosen, "do": "1", "team": "humanitarian", "reason": "Zuständigkeit"}, follow=True
    )
    assert "Erledigt bei 2 Vorgängen." in text_of(done)
    assert Case.objects.filter(team="humanitarian").count() == 2
    address = done.request["PATH_INFO"]
    assert office["reviewer"].get(address).status_code == 404
    assert office["reviewer"].post(f"{address}undo/").status_code == 404
    assert "2 Vorgänge sind wie vorher." in text_of(office["author"].post(f"{address}undo/", follow=True))
    assert Case.objects.filter(team=TEAM).count() == 2
    taken = office["author"].post("/de/team/bulk/", {"kind": "take", "list": "team", "case": cases[:1], "do": "1"}, follow=True)
    assert "Rückgängig machen" in text_of(taken)
    assert "Sammelaktion" in text_of(office["author"].get(f"/de/cases/{cases[0]}/")), "afterwards from the case itself"


def test_all_of_a_filtered_list_are_all_of_it_and_no_other(office: Office) -> None:
    wanted, other = office.in_team(family_name="Anders"), office.in_team(family_name="Zebra")
    page = office["author"].post("/de/team/bulk/", {"kind": "take", "list": "team", "query": "q=anders", "all": "1"})
    assert [line.id for line, _ in page.context["lines"]] == [wanted]
    assert other not in [line.id for line, _ in page.context["lines"]]
    for nonsense in (
        {"kind": "decide", "list": "team"},
        {"kind": "take", "list": "x"},
        {"kind": "take", "list": "team", "case": "x"},
    ):
        assert office["author"].post("/de/team/bulk/", nonsense).status_code == 404
    assert office["author"].post("/de/team/bulk/", {"kind": "take", "list": "clearing", "all": "1"}).status_code == 404
    assert office["author"].post("/de/team/bulk/", {"kind": "take", "list": "team"}).status_code == 302
    for hostile in ("q=%00anders", "q=\0anders"):  # what no address says is as if it were not there
        answer = office["author"].post("/de/team/bulk/", {"kind": "take", "list": "team", "query": hostile, "all": "1"})
        assert [line.id for line, _ in answer.context["lines"]] == [wanted]


def test_a_filter_is_an_address_under_a_name(office: Office) -> None:
    kept = {"list": "team", "name": "Eilige", "query": "urgency=4&owner=none"}
    assert office["author"].post("/de/team/filters/", kept)["Location"] == "/de/team/?urgency=4&owner=none"
    assert 'href="?urgency=4&amp;owner=none"' in text_of(office["author"].get("/de/team/"))
    assert "Eilige" not in text_of(office["reviewer"].get("/de/team/"))
    number = SavedFilter.objects.get().pk
    assert office["reviewer"].post(f"/de/team/filters/{number}/drop/", {"list": "team"}).status_code == 404
    office["author"].post(f"/de/team/filters/{number}/drop/", {"list": "team"})
    assert not SavedFilter.objects.exists()


def test_an_export_of_every_list_holds_what_is_filtered(office: Office) -> None:
    office.in_team(family_name="Anders")
    office.in_team(family_name="Zebra")
    for address, lines in (("team", 3), ("team/mine", 1), ("team/reviews", 1)):
        content = office["author"].get(f"/de/{address}/export/csv/").content.decode("utf-8-sig")
        assert len(content.strip().splitlines()) == lines, address
    filtered = office["author"].get("/de/team/export/csv/?q=anders").content.decode("utf-8-sig")
    assert "Zebra" not in filtered
    assert "Anders" in filtered


def test_urgency_and_deputy_on_the_case(office: Office) -> None:
    case = office.in_team()
    office["author"].post(f"/de/cases/{case}/take/")
    refused = office["author"].post(f"/de/cases/{case}/urgency/", {"urgency": "4", "reason": ""})
    assert refused.status_code == 422
    assert "Bitte den Grund eintragen" in text_of(refused)
    office["author"].post(f"/de/cases/{case}/urgency/", {"urgency": "4", "reason": "Arbeitgeber kündigt sonst"})
    page = text_of(office["author"].get(f"/de/cases/{case}/"))
    assert "Arbeitgeber kündigt sonst" in page
    assert "Von Hand gesetzt" in page
    deputy = office.staff["reviewer"].pk
    office["author"].post(f"/de/cases/{case}/deputy/", {"deputy": deputy})
    assert Case.objects.get(pk=case).deputy_id == deputy
    assert office["other_team"].get(f"/de/cases/{case}/urgency/").status_code == 404


def test_who_is_away_is_noted_and_ended(office: Office) -> None:
    today = timezone.localdate()
    told = {
        "staff_id": office.staff["author"].pk,
        "deputy_id": office.staff["reviewer"].pk,
        "starts_on": today.isoformat(),
        "back_on": (today + timedelta(days=7)).isoformat(),
    }
    case = office.in_team()
    office["author"].post(f"/de/cases/{case}/take/")
    assert office["author"].post("/de/team/absences/", {**told, "deputy_id": told["staff_id"]}).status_code == 422
    assert office["author"].post("/de/team/absences/", told).status_code == 302
    assert [row.view.id for row in office["reviewer"].get("/de/team/mine/").context["rows"]] == [case]
    (absence,) = office["author"].get("/de/team/absences/").context["absences"]
    assert office["other_team"].post(f"/de/team/absences/{absence.id}/end/").status_code == 404
    assert office["other_team"].get("/de/team/absences/").context["absences"] == []
    office["reviewer"].post(f"/de/team/absences/{absence.id}/end/")
    assert office["reviewer"].get("/de/team/mine/").context["rows"] == []


def test_the_rules_are_read_by_all_who_work_with_them_and_changed_by_the_head(office: Office) -> None:
    page = text_of(office["author"].get("/de/triage/"))
    assert "Staatsangehörigkeit, Name, Alter und Sprache der Person kommen in keiner Regel vor" in page
    assert "Gewichte ändern" not in page
    assert office["council"].get("/de/triage/").status_code == 404
    for address in ("weights", "chart", "skills"):
        assert office["author"].get(f"/de/triage/{address}/").status_code == 404
        assert office["head"].get(f"/de/triage/{address}/").status_code == 200


def test_weights_show_who_moves_before_they_are_set(office: Office) -> None:
    office.in_team(travel_or_job_date=(timezone.localdate() + timedelta(days=50)).isoformat())
    form = office["head"].get("/de/triage/weights/").context["form"]
    typed = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    typed |= {"needed_4": 55, "needed_3": 60, "needed_2": 70, "valid_from": timezone.localdate().isoformat(), "note": "Messe"}
    seen = office["head"].post("/de/triage/weights/", {**typed, "look": "1"})
    assert [(each.urgency, each.becomes) for each in seen.context["seen"].shifts] == [(2, 4)]
    assert not TriageRules.objects.exists(), "looking sets nothing"
    file = office["head"].post("/de/triage/preview/weights/csv/", typed).content.decode("utf-8-sig")
    assert len(file.strip().splitlines()) == 2
    wrong = office["head"].post("/de/triage/weights/", {**typed, "needed_4": 90, "look": "1"})
    assert wrong.status_code == 422
    assert "Der stärkeren Dringlichkeit gehört der nähere Tag" in text_of(wrong)
    office["head"].post("/de/triage/weights/", {**typed, "set": "1"})
    assert office["author"].get("/de/team/?urgency=4").context["found"].total == 1


def _chart(office: Office) -> dict[str, object]:
    form = office["head"].get("/de/triage/chart/").context["form"]
    typed: dict[str, object] = {
        "form-TOTAL_FORMS": form.total_form_count(),
        "form-INITIAL_FORMS": form.initial_form_count(),
        "valid_from": timezone.localdate().isoformat(),
        "note": "Umzug",
    }
    for line in form:
        typed |= {field.html_name: field.value() or "" for field in line}
    return typed


def test_a_chart_shows_who_moves_and_leaves_nobody_without_a_home(office: Office) -> None:
    free, taken = office.in_team(), office.in_team()
    office["author"].post(f"/de/cases/{taken}/take/")
    typed = _chart(office)
    typed["form-0-team"] = "humanitarian"
    seen = office["head"].post("/de/triage/chart/", {**typed, "look": "1"})
    preview = seen.context["seen"]
    assert [(each.id, each.team, each.to) for each in preview.moves] == [(free, TEAM, "humanitarian")]
    assert (preview.stays_with_owner, preview.homeless) == (1, ())
    assert sum(before for _, before, _ in preview.teams) == sum(after for *_, after in preview.teams) == 2
    assert seen.context["replayed"].homeless == 0
    assert Chart.objects.count() == 1
    office["head"].post("/de/triage/chart/", {**typed, "set": "1"})
    assert Chart.objects.count() == 2
    assert actions.rehome(now=timezone.now()) == 1
    assert dict(Case.objects.values_list("pk", "team")) == {free: "humanitarian", taken: TEAM}
    assert queries.case(actor=office.people.other_team, case=free, language="de", now=timezone.now()).team_reason


def test_a_chart_that_does_not_fit_everything_is_refused(office: Office) -> None:
    typed = _chart(office)
    last = int(typed["form-INITIAL_FORMS"]) - 1  # type: ignore[call-overload]
    typed[f"form-{last}-team"] = ""
    refused = office["head"].post("/de/triage/chart/", {**typed, "set": "1"})
    assert refused.status_code == 422
    assert "kein Zuhause" in text_of(refused)
    assert Chart.objects.count() == 1


def test_skills_are_noted_by_the_head(office: Office) -> None:
    case = office.in_team()
    Skill.objects.create(code="studies", names={"de": "Studium"}, prefix="AUSB_")
    refused = office["author"].post(f"/de/cases/{case}/take/", follow=True)
    assert "braucht die Kenntnis: Studium" in text_of(refused)
    assert "Gerade wartet nichts" in text_of(office["author"].get("/de/team/next/"))
    office["head"].post("/de/triage/skills/", {"staff": office.staff["author"].pk, "skill-studies": "learning"})
    assert office["author"].get("/de/team/next/").context["first"].view.id == case
    assert office["head"].post("/de/triage/skills/", {"staff": "x"}).status_code == 404
