"""The editor's pages: a person writes, another releases; what is typed is not lost; few questions to the database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from amtslotse.accounts.queries import actor_for
from amtslotse.catalogue import actions, queries, rules
from amtslotse.catalogue.models import ProcedureDraft
from amtslotse.kernel.actor import Actor
from tests.casework import walk
from tests.factories.procedures import Writer, submitted, three, with_tests, write_opportunity_card
from tests.factories.staff import make_staff, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("furnished")]


@pytest.fixture
def office(db: None) -> None:
    walk.furnish()


@pytest.fixture
def author(office: None) -> Actor:
    return actor_for(make_staff("procedures", username="author"))


@pytest.fixture
def page(author: Actor) -> Client:
    from amtslotse.accounts.models import Staff

    return sign_in(Staff.objects.get(username="author"))


@pytest.fixture
def releaser(office: None) -> Client:
    return sign_in(make_staff("procedures"))


def written(author: Actor) -> int:
    writer = Writer(author, datetime.now(UTC))
    write_opportunity_card(writer)
    with_tests(writer)
    return writer.draft


def url(name: str, **parts: Any) -> str:
    return reverse(f"procedures:{name}", kwargs=parts)


def test_home_lists_services_and_drafts(page: Client, author: Actor) -> None:
    written(author)
    page.get(url("home"))  # what is published is parsed once a process
    with CaptureQueriesContext(connection) as asked:
        text = page.get(url("home")).content.decode()
    assert "Chancenkarte im Haus" in text
    assert "§ 16b" in text
    assert len(asked) <= 12
    assert page.get(url("export", kind="csv")).content.decode("utf-8-sig").splitlines()[0].startswith("Leistung;")


@pytest.mark.parametrize(
    ("name", "more", "most"),
    [
        ("draft", {}, 12),
        ("entries", {"part": "documents"}, 12),
        ("entry", {"part": "documents", "line": 4}, 12),
        ("new_test", {}, 12),
        ("preview_training", {}, 12),
        ("preview_whole", {}, 12),
        ("bases", {}, 12),
    ],
)
def test_pages_ask_a_bounded_number_of_questions(page: Client, author: Actor, name: str, more: Any, most: int) -> None:
    draft = written(author)
    with CaptureQueriesContext(connection) as asked:
        assert page.get(url(name, number=draft, **more)).status_code == 200
    assert len(asked) <= most


def test_a_condition_is_ticked_and_stands_in_the_list(page: Client, author: Actor) -> None:
    draft = written(author)
    text = page.get(url("entries", number=draft, part="documents")).content.decode()
    assert "Wie erfüllen Sie die Bedingung? „Mindestens sechs Punkte“" in text
    assert "Rechtliche Prüfung nötig" in text
    form = page.get(url("entry", number=draft, part="documents", line=5)).content.decode()
    assert 'value="mindestens_sechs_punkte" id="id_when_wie_erfuellen_sie_die_bedingung_1" aria' not in form
    assert form.count("checked") >= 2


def _fields(form: Any) -> dict[str, Any]:
    """What a browser would send of a page that nobody touched."""
    sent = {}
    for bound in form:
        value = bound.value()
        if value in (None, "", False, []):
            continue
        sent[bound.html_name] = "on" if value is True else value
    return sent


@pytest.mark.parametrize("service", ["study-16b", "skilled-18b", "blue-card-18g", "protection-25", "new-card-45c", "spouse-30"])
def test_saving_an_untouched_page_changes_no_rule(page: Client, author: Actor, service: str) -> None:
    """Every entry of a shipped service goes through its form unchanged in meaning."""
    draft = actions.copy(service=service, by=author, now=datetime.now(UTC))
    before = queries.find_draft(draft=draft, by=author).procedure
    content = ProcedureDraft.objects.get(pk=draft).content
    for part, key in rules.LISTS.items():
        if part == "questions":
            continue
        for place in range(1, len(content.get(key, [])) + 1):
            answer = page.get(url("entry", number=draft, part=part, line=place))
            revision = ProcedureDraft.objects.get(pk=draft).revision
            sent = {**_fields(answer.context["form"]), "revision": revision}
            saved = page.post(url("entry", number=draft, part=part, line=place), sent)
            assert saved.status_code == 302, (part, place, saved.context["form"].errors)
    after = queries.find_draft(draft=draft, by=author).procedure
    assert [rule.need for rule in after.documents] == [rule.need for rule in before.documents]
    assert (after.steps, after.hints) == (before.steps, before.hints)
    matter = [question for question in before.questions if question.group == "matter" and question.options]
    answers: list[dict[str, str]] = [{}]
    for question in matter:
        answers = [{**given, question.key: option.key} for given in answers for option in question.options]
    on = timezone.localdate()
    person = {"birth_date": "1970-01-01", "nationality": "IN", "current_title": "residence_permit"}
    for given in answers[:200]:
        for born in ("1970-01-01", "2015-01-01"):
            case = {**person, **given, "birth_date": born}
            assert rules.outcome(after, case, on=on) == rules.outcome(before, case, on=on)


def test_what_was_typed_is_not_lost_when_it_does_not_fit(page: Client, author: Actor) -> None:
    draft = written(author)
    where = url("new_entry", number=draft, part="difficulties")
    sent = {"revision": 1, "level": "1", "reason_de": "Ganz leicht", "reason_en": "", "reason_ar": ""}
    answer = page.post(where, {**sent, "revision": ProcedureDraft.objects.get(pk=draft).revision})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Ganz leicht" in text
    assert "ohne Bedingung" in text
    stale = page.post(where, {**sent, "when_wie_erfuellen_sie_die_bedingung": "anerkannte_qualifikation"})
    assert stale.status_code == 422
    assert "inzwischen geändert" in stale.content.decode()
    assert "Ganz leicht" in stale.content.decode()


def test_a_test_case_says_which_question_is_open(page: Client, author: Actor) -> None:
    draft = written(author)
    sent = {"name": "Leer", "fee_kind": "sum", "fee": "100", "purpose": "ERW_20A_S", "difficulty": "2"}
    answer = page.post(url("new_test", number=draft), sent)
    assert answer.status_code == 422
    assert "answer_wie_erfuellen_sie_die_bedingung" in answer.context["form"].errors


def test_a_second_person_releases_on_the_page_and_the_author_finds_no_page_for_it(
    page: Client, releaser: Client, author: Actor
) -> None:
    draft = written(author)
    answer = page.post(url("submit", number=draft), follow=True)
    assert "Vorgelegt" in answer.content.decode()
    assert page.get(url("release", number=draft)).status_code == 404
    assert page.post(url("release", number=draft), {"valid_from": "2099-01-01"}).status_code == 404
    where = url("release", number=draft)
    assert "bestehen" in releaser.get(where).content.decode()
    assert releaser.post(where, {"valid_from": "2020-01-01"}).status_code == 422
    done = releaser.post(where, {"valid_from": timezone.localdate().isoformat()}, follow=True)
    assert "chancenkarte-im-haus" in done.redirect_chain[-1][0]
    public = Client().get(reverse("portal:process", kwargs={"key": "chancenkarte-im-haus"})).content.decode()
    assert "Chancenkarte im Haus" in public
    assert "noch keine Zahl" in public, "no case was decided yet"
    assert "Rechtliche Prüfung nötig" in public
    training = page.get(url("training", service="chancenkarte-im-haus")).content.decode()
    assert "Fachkraft" in training
    steps = page.get(url("steps", service="chancenkarte-im-haus")).content.decode()
    assert "Wie erfüllen Sie die Bedingung?" in steps
    assert "Clearing" in steps


def test_given_back_with_a_reason(page: Client, releaser: Client, author: Actor) -> None:
    draft = submitted(author, datetime.now(UTC))
    releaser.post(url("give_back", number=draft), {"reason": "Gebühr prüfen"})
    assert "Gebühr prüfen" in page.get(url("draft", number=draft)).content.decode()


def test_a_file_goes_out_and_comes_in(page: Client, author: Actor) -> None:
    draft = written(author)
    text = page.get(url("draft_toml", number=draft)).content
    page.post(url("discard", number=draft))
    answer = page.post(url("take_in"), {"file": SimpleUploadedFile("x.toml", text)})
    assert answer.status_code == 302
    assert queries.find_draft(draft=int(answer.url.split("/")[-2]), by=author).gaps == ()
    bad = page.post(url("take_in"), {"file": SimpleUploadedFile("x.toml", b"key = ")})
    assert bad.status_code == 422
    assert "Fehler bei" in bad.content.decode()
    assert page.post(url("take_in"), {"file": SimpleUploadedFile("x.toml", b"\xff\xfe")}).status_code == 422


def test_two_people_cannot_begin_the_same_version_twice(page: Client, author: Actor) -> None:
    first = page.post(url("new_version", service="study-16b"))
    again = page.post(url("new_version", service="study-16b"))
    assert first.url == again.url


def test_drift_is_named(page: Client, people: walk.People) -> None:
    now = timezone.now()
    walk.to_decided(walk.filed(now=now), people, now=now)
    text = page.get(url("drift")).content.decode()
    assert "Jeder gelebte Schritt steht im Modell." in text
    rows = page.get(url("drift_export", kind="csv")).content.decode("utf-8-sig").splitlines()
    assert any("case.received" in row and "im Modell" in row for row in rows)


@pytest.fixture
def people(office: None) -> walk.People:
    return walk.People()


def test_the_release_page_names_what_changes(releaser: Client, author: Actor) -> None:
    now = datetime.now(UTC)
    writer = Writer(author, now, actions.copy(service="new-card-45c", by=author, now=now))
    writer.words(summary=three("Kurz."))
    procedure = writer.view.procedure
    answers = {"birth_date": "1990-01-01", "nationality": "IN", "current_title": "residence_permit"}
    while left := rules.still_open(procedure, answers, on=timezone.localdate()):
        answers[left[0].key] = left[0].options[0].key if left[0].options else "yes"
    expected = rules.outcome(procedure, answers, on=timezone.localdate()).stored()
    actions.put_test(draft=writer.draft, name="Neue Karte", answers=answers, expected=expected, by=author, now=now)
    actions.submit(draft=writer.draft, by=author, now=now)
    text = releaser.get(url("release", number=writer.draft)).content.decode()
    assert "geändert: Ein Satz dazu" in text
    assert "fällt weg" not in text


def test_the_second_person_reads_every_word_that_she_releases(releaser: Client, author: Actor) -> None:
    """Texts, answers and translations of a submitted draft are to be read, and each test case with what it expects."""
    draft = submitted(author, datetime.now(UTC))
    where = url("preview_whole", number=draft)
    assert where in releaser.get(url("release", number=draft)).content.decode()
    text = releaser.get(where).content.decode()
    for said in (
        "Die Karte gilt bis zu einem Jahr.",
        "Anerkannte Qualifikation (ar)",
        "Jeder Punkt ist zu prüfen. (en)",
        "نقاط",
    ):
        assert said in text
    assert "von niemandem geprüft" in text
    assert "100 €" in text


def test_answers_that_no_test_case_gives_are_named(page: Client, author: Actor) -> None:
    writer = Writer(author, datetime.now(UTC))
    write_opportunity_card(writer)
    with_tests(writer)
    said = "kommen in keinem Testfall vor"
    assert said not in page.get(url("draft", number=writer.draft)).content.decode()
    page.post(url("remove_test", number=writer.draft, test=writer.view.tests[1].id))
    text = page.get(url("draft", number=writer.draft)).content.decode()
    assert said in text
    assert "Wie erfüllen Sie die Bedingung? „Mindestens sechs Punkte“</li>" in text


def test_a_test_case_begins_as_a_copy(page: Client, author: Actor) -> None:
    draft = written(author)
    old = queries.find_draft(draft=draft, by=author).tests[1]
    where = f"{url('new_test', number=draft)}?like={old.id}"
    assert where in page.get(url("draft", number=draft)).content.decode()
    form = page.get(where).context["form"]
    assert form["name"].value() == "", "two test cases of one name tell nobody which fails"
    assert set(form["documents"].value()) == old.expected.documents
    assert form["answer_wie_erfuellen_sie_die_bedingung"].value() == "mindestens_sechs_punkte"
    sent = {name: value for name, value in _fields(form).items() if name != "answer_birth_date"}
    born = {"answer_birth_date_0": "1", "answer_birth_date_1": "3", "answer_birth_date_2": "1995"}
    assert page.post(where, {**sent, **born, "name": "Zweiter"}).status_code == 302
    assert [test.passes for test in queries.find_draft(draft=draft, by=author).tests] == [True, True, True]
    assert page.get(f"{url('new_test', number=draft)}?like=0x").status_code == 200


def test_what_all_documents_rest_on_is_one_page(page: Client, author: Actor) -> None:
    draft = written(author)
    form = page.get(url("bases", number=draft)).context["form"]
    sent = _fields(form) | {"legal_basis_1": "§ 5 Abs. 1 AufenthG", "sureness_1": "S", "legal_basis_5": ""}
    stale = page.post(url("bases", number=draft), {**sent, "revision": 1})
    assert stale.status_code == 422
    assert "§ 5 Abs. 1 AufenthG" in stale.content.decode()
    sent["revision"] = ProcedureDraft.objects.get(pk=draft).revision
    assert page.post(url("bases", number=draft), sent).status_code == 302
    needs = [rule.need for rule in queries.find_draft(draft=draft, by=author).procedure.documents]
    assert (needs[0].legal_basis, needs[0].sureness) == ("§ 5 Abs. 1 AufenthG", "S")
    assert (needs[3].legal_basis, needs[3].sureness) == ("§ 20a AufenthG", "S2")
    assert needs[4].legal_basis == ""


def test_an_entry_goes_to_the_beginning(page: Client, author: Actor) -> None:
    draft = written(author)
    revision = ProcedureDraft.objects.get(pk=draft).revision
    page.post(url("move", number=draft, part="documents", line=4), {"to": "first", "revision": revision})
    keys = [need["key"] for need in ProcedureDraft.objects.get(pk=draft).content["documents"]]
    assert keys[:3] == ["recognition", "passport", "photo"]
    last = url("move", number=draft, part="difficulties", line=2)
    assert "passt nicht" in page.post(last, {"to": "first", "revision": revision + 1}, follow=True).content.decode()


def test_the_line_under_an_answer_of_the_store_is_changed_or_emptied(page: Client, author: Actor) -> None:
    """It came with the answer, stood in public and could not be seen here."""
    writer = Writer(author, datetime.now(UTC))
    assert "Nein, es ist meine erste / " in page.get(url("pick", number=writer.draft, part="questions")).content.decode()
    documents = page.get(url("pick", number=writer.draft, part="documents")).content.decode()
    assert "Rentenversicherungsverlauf: Mit mindestens 60 Monaten." in documents, "two of one name"
    writer.pick("questions", "occasion")
    where = url("entry", number=writer.draft, part="questions", line=1)
    form = page.get(where).context["form"]
    assert form["under_0_de"].value() == "Zum Beispiel, weil Sie mit einem Visum gekommen sind"
    changed = {"under_0_de": "", "under_0_en": "", "under_0_ar": "", "under_2_de": "Zum Beispiel ein Studium"}
    assert page.post(where, {**_fields(form), **changed, "revision": writer.view.revision}).status_code == 302
    options = writer.view.content["questions"][0]["options"]
    assert "help" not in options[0]
    assert options[2]["help"]["de"] == "Zum Beispiel ein Studium"
    assert [option["key"] for option in options] == ["first", "extension", "change"]


def test_a_fee_says_for_what_it_is_taken_and_titles_stand_by_paragraph(page: Client, author: Actor) -> None:
    draft = written(author)
    fees = page.get(url("new_entry", number=draft, part="fees")).content.decode()
    assert "98 € – Wechsel des Aufenthaltszwecks" in fees
    assert "255 € – Einbürgerung</option>" in fees, "only acts of this sum, not all of § 38 StAG"
    codes = page.get(url("new_entry", number=draft, part="purposes")).content.decode()
    assert codes.index("§ 9a AufenthG") < codes.index("§ 16a AufenthG") < codes.index("§ 60a AufenthG")


def test_what_release_needs_is_not_called_voluntary(page: Client, author: Actor) -> None:
    draft = actions.begin(title="Neu", matter="job_search", by=author, now=datetime.now(UTC))
    text = page.get(url("basics", number=draft)).content.decode()
    assert "(freiwillig)" not in text
    assert "Bis zur Freigabe braucht es" in text
    texts = page.get(url("texts", number=draft)).content.decode()
    assert texts.count("(freiwillig)") == 3 + 2, "the emergency hint, and who checked the translations"
    assert "Es fehlt die Gebühr, die sonst gilt" in page.get(url("draft", number=draft)).content.decode()


def test_a_fee_of_another_law_is_not_held_up_by_special_cases_of_the_residence_ordinance(page: Client, author: Actor) -> None:
    writer = Writer(author, datetime.now(UTC))
    write_opportunity_card(writer)
    form = page.get(url("basics", number=writer.draft)).context["form"]
    assert form["fee_checks"].value() is True
    sent = {**_fields(form), "revision": writer.view.revision}
    page.post(url("basics", number=writer.draft), {name: value for name, value in sent.items() if name != "fee_checks"})
    assert writer.view.procedure.fee_checks == ()
    page.post(url("basics", number=writer.draft), {**sent, "revision": writer.view.revision})
    assert len(writer.view.procedure.fee_checks) == 2


def test_one_entry_after_another_without_the_list_between(page: Client, author: Actor) -> None:
    draft = written(author)
    hint = {"text_de": "Bitte bald.", "sureness": "M", "more": "", "revision": ProcedureDraft.objects.get(pk=draft).revision}
    where = url("new_entry", number=draft, part="hints")
    assert page.post(where, hint).url == where
    first = url("entry", number=draft, part="documents", line=1)
    answer = page.get(first)
    assert "Speichern, dann: Biometrisches Foto" in answer.content.decode()
    revision = ProcedureDraft.objects.get(pk=draft).revision
    saved = page.post(first, {**_fields(answer.context["form"]), "more": "", "revision": revision})
    assert saved.url == url("entry", number=draft, part="documents", line=2)
    assert "Speichern, dann:" not in page.get(url("entry", number=draft, part="documents", line=6)).content.decode()
