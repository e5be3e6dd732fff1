"""Pages of taking over: a person sees what was understood, what would become of it, and gets the wrong lines back."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amtslotse.casework import actions
from amtslotse.casework.models import Case, ImportRun, TeamMove
from tests.casework import walk
from tests.casework.test_importing import ANNA, BILAL, WRONG, file
from tests.casework.walk import People
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: object, tmp_path: Path) -> None:
    settings.FILES = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def people() -> People:
    walk.furnish()
    return People()


@pytest.fixture
def head(people: People) -> Client:
    return sign_in(make_staff("head"))


def _url(name: str, *args: object) -> str:
    return reverse(f"records:{name}", args=args)


def _sent(head: Client, content: bytes, name: str = "offen.csv") -> ImportRun:
    said = {"run": uuid4(), "source": "Altverfahren", "file": SimpleUploadedFile(name, content)}
    answer = head.post(_url("imports"), said)
    assert answer.status_code == 302, answer.content.decode()
    return ImportRun.objects.order_by("-uploaded_at").first()  # type: ignore[return-value]


def _chosen(page: str) -> dict[str, str]:
    """What the form of the page would send."""
    found = {}
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def test_from_the_file_to_the_report(head: Client) -> None:
    run = _sent(head, file(ANNA, WRONG, BILAL))
    page = head.get(_url("import", run.pk)).content.decode()
    for said in ("Windows-1252", "Semikolon", "„Bemerkung“", "Öztürk", "§ 99 Mondgesetz"):
        assert said in page, said
    chosen = _chosen(page)
    assert chosen["column-3"] == "birth_date"
    assert not Case.objects.exists()

    assert head.post(_url("import", run.pk), chosen | {"column-3": ""}).status_code == 422  # what is missing is named
    assert "Es fehlt noch: Geburtsdatum" in head.post(_url("import", run.pk), chosen | {"column-3": ""}).content.decode()
    assert head.post(_url("import", run.pk), chosen).status_code == 302
    page = head.get(_url("import", run.pk)).content.decode()
    for said in ("2 Vorgänge werden übernommen", "1 Zeile hat Fehler", "Geburtsdatum ist kein Datum", "2 Vorgänge übernehmen"):
        assert said in page, said

    back = head.get(_url("import_faults", run.pk, "csv")).content.decode("utf-8-sig").splitlines()
    assert len(back) == 2
    assert back[1].startswith("32.5-1003;")
    assert "Familienname fehlt" in back[1]

    assert head.get(_url("import_start", run.pk)).status_code == 405
    head.post(_url("import_start", run.pk))
    assert "0 von 2" in head.get(_url("import", run.pk)).content.decode()
    assert "HX-Refresh" not in head.get(_url("import", run.pk), headers={"HX-Request": "true"}).headers
    actions.import_cases(run=run.pk, now=timezone.now())
    assert head.get(_url("import", run.pk), headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    page = head.get(_url("import", run.pk)).content.decode()
    assert "Es ging kein Vorgang verloren" in page
    report = head.get(_url("import_report", run.pk, "csv")).content.decode("utf-8-sig").splitlines()
    assert [line.rsplit(";", 2)[1:] for line in report[1:]] == [["1", "1"], ["1", "1"]]
    assert "offen.csv" in head.get(_url("imports_export", "csv")).content.decode("utf-8-sig")
    case = Case.objects.get(imported__foreign_id="32.5-1001")
    assert "32.5-1001" in head.get(reverse("casework:case", args=[case.pk])).content.decode()
    head.post(_url("import_drop", run.pk))
    assert head.get(_url("import_faults", run.pk, "csv")).status_code == 404
    assert "Es ging kein Vorgang verloren" in head.get(_url("import", run.pk)).content.decode()


def test_an_unknown_word_is_matched_by_a_person(head: Client) -> None:
    run = _sent(head, file(ANNA.replace("§ 16b AufenthG", "Stud.")))
    chosen = _chosen(head.get(_url("import", run.pk)).content.decode())
    assert chosen["word-service-0"] == ""
    head.post(_url("import", run.pk), chosen)
    assert "kennt die Behörde nicht" in head.get(_url("import", run.pk)).content.decode()
    head.post(_url("import", run.pk), chosen | {"word-service-0": "study-16b"})
    assert "1 Vorgang wird übernommen" in head.get(_url("import", run.pk)).content.decode()


def test_what_is_no_file_of_cases_is_refused_and_what_was_typed_stays(head: Client) -> None:
    for content, why in ((b"\x81\x8d\x8f", "nicht lesen"), (b"a;b", "keine Vorgänge"), (b"{}", "nicht lesen")):
        said = {"run": uuid4(), "source": "Altverfahren", "file": SimpleUploadedFile("x.csv", content)}
        answer = head.post(_url("imports"), said)
        assert answer.status_code == 422
        assert why in answer.content.decode()
        assert "Altverfahren" in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_a_folder_of_ours_is_understood_without_asking(head: Client, people: People) -> None:
    access = walk.filed(now=timezone.now())
    _name, parts = actions.make_folder(case=access.case, by=people.clearing, now=timezone.now())
    with zipfile.ZipFile(io.BytesIO(b"".join(parts))) as folder:
        (told,) = (folder.read(name) for name in folder.namelist() if name.endswith("case.json"))
    run = _sent(head, told, "case.json")
    page = head.get(_url("import", run.pk)).content.decode()
    assert "Nguyễn" in page
    assert "column-" not in page
    assert head.post(_url("import", run.pk), _chosen(page)).status_code == 302
    assert "1 Vorgang wird übernommen" in head.get(_url("import", run.pk)).content.decode()
    assert head.get(_url("import_faults", run.pk, "xlsx")).content.startswith(b"PK")


def test_a_formula_stays_text_both_ways(head: Client) -> None:
    """Fault 25: what comes in as a formula is a name here, and in the file that goes back it runs nowhere."""
    run = _sent(head, file("\"=cmd|'/c calc'!A1\";Müller;Anna;01.02.1990;03.09.2099;study-16b;;;;;"))
    head.post(_url("import", run.pk), _chosen(head.get(_url("import", run.pk)).content.decode()))
    back = head.get(_url("import_faults", run.pk, "csv")).content.decode("utf-8-sig").splitlines()[1]
    assert back.startswith("'=cmd")
    again = _sent(head, ("\n".join((file().decode("cp1252"), back))).encode())
    assert "'=cmd" not in head.get(_url("import", again.pk)).content.decode()


def test_pages_ask_little(head: Client, django_assert_max_num_queries: object) -> None:
    lines = [f"A-{n};Name{n};V;01.01.1990;01.10.2026;study-16b;;;;;" for n in range(60)]
    run = _sent(head, file(*lines, WRONG))
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        page = head.get(_url("import", run.pk)).content.decode()
    head.post(_url("import", run.pk), _chosen(page))
    for name, args in (("import", (run.pk,)), ("imports", ()), ("moves", ())):
        with django_assert_max_num_queries(14):  # type: ignore[operator]
            assert head.get(_url(name, *args)).status_code == 200


def test_a_team_goes_after_its_preview(head: Client, people: People) -> None:
    access = walk.filed(now=timezone.now())
    walk.to_team(access, people, now=timezone.now())
    said = {"move": str(uuid4()), "from_team": walk.TEAM, "to_team": "humanitarian", "reason": "Die Sonderaufgabe endet."}
    page = head.post(_url("moves"), said).content.decode()
    assert "1 Vorgang geht über." in page
    assert "noch an das alte Sachgebiet" in page
    assert Case.objects.get().team == walk.TEAM
    stale = head.post(_url("moves"), said | {"go": "1", "shown": "2"})
    assert "hat sich die Zahl geändert" in stale.content.decode()
    assert not TeamMove.objects.exists()
    for _twice in range(2):
        assert head.post(_url("moves"), said | {"go": "1", "shown": "1"}).status_code == 302
    move = TeamMove.objects.get()
    assert Case.objects.get().team == "humanitarian"
    assert "Die Sonderaufgabe endet." in head.get(_url("move", move.pk)).content.decode()
    assert "Die Sonderaufgabe endet." in head.get(_url("moves_export", "csv")).content.decode("utf-8-sig")
    assert head.get(_url("move_export", move.pk, "csv")).content.decode("utf-8-sig").splitlines()[1].endswith(";1;1")
    for wrong in ({"to_team": walk.TEAM, "from_team": walk.TEAM}, {"reason": ""}, {"to_team": "x"}):
        assert head.post(_url("moves"), said | wrong).status_code == 422
