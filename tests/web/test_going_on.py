"""Pages of what goes on in the background: ordered, watched, finished, and what they say when it did not work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from amtslotse.casework import actions
from amtslotse.casework.models import Batch, Case, ImportRun, TeamMoveOrder, files
from amtslotse.web.casework import bulk
from amtslotse.web.records import moving
from tests.casework import walk
from tests.casework.test_going_on import lying
from tests.casework.test_importing import ANNA, file, mapped
from tests.casework.walk import NOW, TEAM, People
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: object, tmp_path: Path) -> None:
    settings.FILES = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def people() -> People:
    walk.furnish()
    return People()


def read(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return re.sub(r"\s+", " ", answer.content.decode())


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def test_a_failed_import_says_why_and_is_tried_again(people: People) -> None:
    head = sign_in(make_staff("head"))
    run = mapped(file(ANNA), people)
    actions.start_import(run=run, by=people.head, now=NOW)
    kept = files.read(run)
    files.delete(run)
    actions.import_cases(run=run, now=NOW)
    address = reverse("records:import", args=[run])
    files.write(run, kept)
    page = read(head, address)
    for said in ("Die Übernahme ist stehen geblieben", "ist nicht mehr da", "0 von 1 Vorgängen", "Noch einmal versuchen"):
        assert said in page, said
    assert "verworfen" not in page
    assert "nicht gelungen" in read(head, reverse("records:imports"))
    assert head.post(reverse("records:import_start", args=[run])).status_code == 302
    assert ImportRun.objects.get(pk=run).state == "running"


def test_a_large_act_is_ordered_watched_and_taken_back(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in (bulk, actions.batches):
        monkeypatch.setattr(place, "MOST_IN_A_BATCH", 3)
    monkeypatch.setattr(bulk, "PREVIEW", 2)
    cases = lying(people, 5)
    staff = make_staff("caseworker", teams=(TEAM,))
    client = sign_in(staff)
    seen = client.post("/de/team/bulk/", {"kind": "take", "list": "team", "query": "", "all": "1"}).content.decode()
    sent = hidden(seen)
    assert (sent["shown"], sent["all"]) == ("5", "1")
    assert "case" not in sent, "thousands of cases are not named one by one"
    assert "im Hintergrund" in seen

    stale = client.post("/de/team/bulk/", {**sent, "shown": "4", "do": "1"}, follow=True).content.decode()
    assert "Inzwischen sind es andere Vorgänge" in stale
    assert not Batch.objects.exists()
    page = client.post("/de/team/bulk/", {**sent, "do": "1"}, follow=True).content.decode()
    assert "0 von 5 Vorgängen" in re.sub(r"\s+", " ", page)
    batch = Batch.objects.get()
    address = reverse("casework:batch", args=[batch.pk])
    assert "HX-Refresh" not in client.get(address, headers={"HX-Request": "true"}).headers
    actions.run_batch(batch=batch.pk, now=NOW)
    assert client.get(address, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert "5 Vorgänge waren gewählt, 5 wurden geändert" in read(client, address)
    assert Case.objects.filter(pk__in=cases, owner=staff).count() == 5

    undone = client.post(reverse("casework:undo_batch", args=[batch.pk]), follow=True).content.decode()
    assert "Wird zurückgenommen" in undone
    actions.run_batch(batch=batch.pk, now=NOW)
    assert Case.objects.filter(owner=staff).count() == 0
    assert sign_in(make_staff("caseworker", teams=(TEAM,))).get(address).status_code == 404


def test_a_large_move_is_ordered_and_says_what_became_of_it(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "MOST_MOVED_AT_ONCE", 3)
    lying(people, 5)
    head = sign_in(make_staff("head"))
    said = {"from_team": TEAM, "to_team": "humanitarian", "reason": "Ende der Sonderaufgabe"}
    preview = head.post(reverse("records:moves"), said).content.decode()
    answer = head.post(reverse("records:moves"), {**said, **hidden(preview), "go": "1"})
    order = TeamMoveOrder.objects.get()
    address = reverse("records:move", args=[order.pk])
    assert answer.headers["Location"] == address
    assert "5 Vorgänge gehen über" in read(head, address)
    assert "läuft" in read(head, reverse("records:moves"))
    assert actions.run_move(move=order.pk, now=NOW)
    assert "HX-Refresh" in head.get(address, headers={"HX-Request": "true"}).headers
    assert "Vorher und nachher" in read(head, address)

    again = head.post(reverse("records:moves"), {**said, "from_team": "humanitarian", "to_team": TEAM}).content.decode()
    head.post(
        reverse("records:moves"),
        {**said, "from_team": "humanitarian", "to_team": TEAM, **hidden(again), "shown": "4", "go": "1"},
    )
    failed = TeamMoveOrder.objects.get(state="waiting")
    assert actions.run_move(move=failed.pk, now=NOW)
    assert "Es ist nichts übergegangen" in read(head, reverse("records:move", args=[failed.pk]))
