"""Second opinions and test cases for decisions over HTTP."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from amtslotse.accounts.queries import actor_for
from amtslotse.casework import actions
from amtslotse.casework.models import Case, OpinionCase, SecondOpinion, VignetteAnswer
from tests.casework import walk
from tests.casework.test_opinions import drawn_copies
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
SENT = {"urgency": "4", "difficulty": "1", "reason": "Die Stelle beginnt morgen."}


@pytest.fixture
def office() -> None:
    walk.furnish()


def client_of(*roles: str, teams: tuple[str, ...] = ()) -> Client:
    client = sign_in(make_staff(*roles, teams=teams))
    client.raise_request_exception = True
    return client


def clerk() -> Client:
    return client_of("caseworker", teams=(walk.TEAM,))


def text_of(answer: Any) -> str:
    return answer.content.decode()


def lines_of(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def months_ago(number: int) -> datetime:
    """Noon of the tenth of that month."""
    today = timezone.now()
    month = today.year * 12 + today.month - 1 - number
    return datetime(month // 12, month % 12 + 1, 10, 11, tzinfo=UTC)


def test_a_clerk_judges_what_she_sees_and_sees_no_rank(office: None) -> None:
    drawn_copies(4, received_at=months_ago(1), now=timezone.now())
    client = clerk()
    page = client.get("/de/triage/opinions/")
    body = text_of(page)
    assert "0 von 4 eingeschätzt" in body
    facts = page.context["case"]
    row = Case.objects.get(pk=OpinionCase.objects.get(pk=facts.drawn).case_id)
    for hidden in (row.file_number, str(row.pk), "data-row"):
        assert hidden not in body, hidden
    refused = client.post("/de/triage/opinions/", {**SENT, "reason": "", "drawn": facts.drawn})
    assert refused.status_code == 422
    assert "Bitte den Grund eintragen" in text_of(refused)
    after = client.get(f"/de/triage/opinions/?after={facts.rank}")
    assert after.context["case"].rank == facts.rank + 1
    saved = client.post("/de/triage/opinions/", {**SENT, "drawn": facts.drawn}, follow=True)
    assert "Gespeichert" in text_of(saved)
    assert "1 von 4 eingeschätzt" in text_of(saved)
    again = client.post("/de/triage/opinions/", {**SENT, "drawn": facts.drawn}, follow=True)
    assert "steht nicht mehr zur Einschätzung" in text_of(again)
    kept = SecondOpinion.objects.get()
    assert (kept.urgency, kept.difficulty, kept.drawn_id) == (4, 1, facts.drawn)


def test_the_page_of_the_rules_shows_the_month_that_is_over(office: None, django_assert_max_num_queries: Any) -> None:
    then = months_ago(1)
    made = drawn_copies(20, received_at=months_ago(2), now=then)
    Case.objects.filter(pk__in=made[:10]).update(title_expires_on=then.date())
    judges = [actor_for(make_staff("caseworker", teams=(walk.TEAM,))) for _ in range(5)]
    for number, row in enumerate(OpinionCase.objects.order_by("rank")):
        actions.give_opinion(drawn=row.pk, urgency=1 + number % 2, difficulty=2, reason="=So.", by=judges[number % 5], now=then)
    head, author = client_of("head"), clerk()
    head.get("/de/triage/agreement/")
    with django_assert_max_num_queries(22):
        page = head.get("/de/triage/agreement/")
    body = text_of(page)
    assert "21 von 21 offenen Vorgängen" in body
    assert "Kappa" in body
    assert "Wo sie auseinander liegen" in body
    apart = lines_of(head.get("/de/triage/agreement/export/csv/?table=disagreements"))
    assert len(apart) - 1 == page.context["number_apart"] > 0
    assert apart[1][-1] == "'=So."
    fields = lines_of(head.get("/de/triage/agreement/export/csv/?table=fields"))
    assert len(fields) == 1 + 16 + 9
    counts = {row[-1] for row in fields[1:]}
    assert "verdeckt" in counts, "which may be five or more: what is hidden hides its neighbour"
    assert not counts & {"1", "2", "3", "4"}
    assert "weniger als fünf</span>" not in body
    services = lines_of(head.get("/de/triage/agreement/export/csv/?table=services"))
    assert [row[2] for row in services[1:]] == ["20"] * 4
    for table in ("coverage", "drift"):
        assert head.get(f"/de/triage/agreement/export/xlsx/?table={table}").status_code == 200
    assert "Wo sie auseinander liegen" not in text_of(author.get("/de/triage/agreement/"))
    assert author.get("/de/triage/agreement/export/csv/?table=disagreements").status_code == 404
    assert head.get("/de/triage/agreement/?month=2019-01").status_code == 404
    assert head.get("/de/triage/agreement/export/csv/?table=no").status_code == 404


def test_nothing_is_complete_where_there_is_nothing(office: None) -> None:
    Case.objects.all().delete()
    body = text_of(client_of("head").get("/de/triage/agreement/"))
    assert "kein offener Vorgang" in body
    assert "ui-tag--good" not in body


def test_a_test_case_from_draft_to_spread(office: None) -> None:
    legal, head = client_of("legal"), client_of("head")
    sent = {"title": "Nebenjob", "service": walk.SERVICE, "facts": "150 halbe Tage.", "question": "Verlängern?"}
    refused = legal.post("/de/law/examples/new/", {**sent, "question": ""})
    assert refused.status_code == 422
    assert "150 halbe Tage." in text_of(refused), "nothing typed is lost"
    saved = legal.post("/de/law/examples/new/", sent)
    address = saved.url
    first = clerk()
    assert first.get(address).status_code == 404, "a draft is nobody else's"
    assert "Speichern und stellen" in text_of(legal.get(address))
    legal.post(address, {**sent, "open": "1"})
    assert "1 Fallbeispiel wartet" in text_of(first.get("/de/law/examples/"))
    for number in range(5):
        client = clerk()
        assert "Was andere antworten" not in text_of(client.get(address))
        client.post(address, {"outcome": "refuse" if number == 4 else "grant", "reason": f"Grund {number}"})
        body = text_of(client.get(address))
        assert f"Grund {number}" in body
        assert "Antwort abgeben" not in body
        assert client.post(address, {"outcome": "grant", "reason": "Noch einmal"}).status_code == 404
    assert VignetteAnswer.objects.count() == 5
    assert "Grund 4" not in text_of(legal.get(address)), "its author waits too"
    assert head.post(address, {"resolution": "So."}).status_code == 404
    assert "ist aufgelöst" in text_of(legal.post(address, {"resolution": "Verlängern."}, follow=True))
    body = text_of(head.get(address))
    assert "Uneinigkeit: 40,0" in body
    assert "Grund 4" in body
    rows = lines_of(head.get("/de/law/examples/export/csv/"))
    assert (rows[1][0], rows[1][-2:]) == ("Nebenjob", ["5", "40.0"])
    assert client_of("council").get(address).status_code == 404
    assert clerk().get("/de/law/examples/new/").status_code == 404
