"""From a question to a confirmed appointment, without JavaScript, in every language; and what nobody may find there."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from amtslotse.appointments.actions import requesting, waiting
from amtslotse.appointments.actions.guarding import TokenSpent, TooFast, TooManyRequests
from amtslotse.appointments.rules import guidance, parties
from amtslotse.journal.queries import clock
from amtslotse.kernel.localtime import day_of
from amtslotse.web.booking import words
from tests.factories.booking import REGULAR, SHORT, Journey, code_for, hidden, opened_office, text_of, worked

pytestmark = pytest.mark.django_db

LANGUAGES = ["de", "en", "ar"]


@pytest.fixture(scope="module", autouse=True)
def _office(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    yield from opened_office(django_db_blocker)


def soon(days: int) -> str:
    return (day_of(clock()) + timedelta(days=days)).isoformat()


# ---- What for, and which way ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_matters_in_plain_words_and_a_search(language: str) -> None:
    her = Journey(language=language)
    page = text_of(her.get("appointment/"))
    assert page.count("<h1") == 1
    matters = set(re.findall(rf'href="(/{language}/appointment/matter/[^"]+)"', page))
    assert len(matters) > 30
    for matter in matters:
        assert her.get(matter).status_code == 200
    assert "/matter/collect-card/" in text_of(Journey().get("appointment/?q=kart abh"))
    assert "Nichts dabei?" in text_of(Journey().get("appointment/?q=xyzzy"))
    assert her.get("appointment/matter/nothing/").status_code == 404


def test_what_needs_no_visit_says_where_it_goes() -> None:
    her = Journey()
    assert "/de/status/" in text_of(her.get("appointment/matter/status/"))
    assert "mit der Post" in text_of(her.get("appointment/matter/report-change/"))
    assert "Bürgerbüro" in text_of(her.choose("registration"))
    her.post("appointment/way/")
    assert her.visit()["Location"].endswith("/times/"), "who insists gets a visit"


def test_an_application_is_never_gated_by_an_appointment() -> None:
    page = text_of(Journey().choose("study"))
    assert "/de/service/study-16b/" in page
    assert "nicht der Termin" in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("matter", "days", "urgencies", "reason"),
    [
        (REGULAR, None, (), "regular"),
        (REGULAR, 60, (), "title_ends_later"),
        (SHORT, None, (), "short"),
        ("study", 5, (), "title_ends_soon"),
        ("study", -3, (), "title_ended"),
        (REGULAR, None, ("court",), "court"),
        (REGULAR, None, ("violence", "travel"), "violence"),
    ],
)
def test_the_class_comes_with_its_reason(
    language: str, matter: str, days: int | None, urgencies: tuple[str, ...], reason: str
) -> None:
    from django.utils import translation

    page = text_of(
        Journey(language=language).choose(matter, expires=soon(days) if days is not None else "", urgencies=urgencies)
    )
    with translation.override(language):
        assert str(words.WHY[reason]) in page
    assert ("data-quick-exit" in page) == bool(urgencies)


def test_the_urgent_question_hides_what_it_is_about() -> None:
    her = Journey()
    her.choose()
    page = text_of(her.get("appointment/urgent/"))
    assert "data-quick-exit" in page
    assert "<title>Informationen" in page


# ---- To a time --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_matter_to_confirmed_appointment(language: str) -> None:
    her = Journey(language=language)
    her.choose()
    for address in ("title", "urgent", "way", "visit"):
        assert text_of(her.get(f"appointment/{address}/")).count("<h1") == 1
    her.visit(needs=["interpreter"])
    times = text_of(her.get("appointment/times/"))
    assert times.count("<h1") == 1
    assert her.get("appointment/month/").status_code == 200
    her.take_a_time()
    her.person()
    her.contact()
    check = text_of(her.get("appointment/check/"))
    assert "Nguyễn" in check
    assert her.send()["Location"].endswith("/code/")
    assert her.get("appointment/code/").status_code == 200
    place = her.confirm()["Location"]
    page = text_of(her.get(place))
    number = re.search(r'booking-number">(T-\d{4}-[0-9A-Z]{4}-[0-9A-Z]{4})<', page)
    assert number
    assert "<svg" in page
    assert 'style="' not in page
    paper = her.get(f"{place}confirmation.pdf")
    assert paper.content.startswith(b"%PDF-")
    assert paper["Content-Disposition"].startswith("attachment")
    calendar = her.get(f"{place}appointment.ics")
    assert b"BEGIN:VCALENDAR" in calendar.content
    assert b"Nguy" not in calendar.content
    assert her.get(place)["Cache-Control"] == "no-store"
    assert "booking" not in her.client.session, "nothing half-finished is kept"


def test_a_step_cannot_be_skipped() -> None:
    her = Journey()
    for step in ("title", "urgent", "way", "visit", "times", "month", "days", "person/1", "contact", "check", "code", "mine"):
        assert her.get(f"appointment/{step}/").status_code == 302, step
    her.choose()
    assert her.get("appointment/check/")["Location"].endswith("/times/")
    her.visit()
    assert her.get("appointment/person/1/").status_code == 302
    her.take_a_time()
    assert her.get("appointment/person/2/").status_code == 404


def test_the_choice_must_be_a_time_that_is_free() -> None:
    her = Journey()
    her.choose()
    her.visit()
    for data in ({}, {"place": "1", "day": "nonsense"}, {"place": "999999", "day": soon(3)}, {"place": "x", "day": soon(3)}):
        answer = her.post("appointment/times/", **data)
        assert answer.status_code == 422
        assert 'href="#times"' in text_of(answer)


def test_each_time_stands_once_and_carries_its_whole_date() -> None:
    her = Journey()
    her.choose(SHORT)
    her.visit()
    page = text_of(her.get("appointment/times/"))
    first = re.search(r'<form method="post">.*?</form>', page, re.DOTALL)
    assert first
    shown = re.findall(r"<bdi>(\d\d:\d\d)</bdi>(?:<span[^>]*> ([^<]*)</span>)?", first[0])
    assert len(shown) == len(set(shown))
    assert re.search(r'ui-hidden">\w+, \d+\. \w+ \d{4}, </span><bdi>', first[0])


def test_later_days_and_nonsense_in_the_address() -> None:
    her = Journey()
    her.choose()
    her.visit()
    page = text_of(her.get("appointment/times/"))
    later = re.search(r'href="\?from=([^"]+)"', page)
    assert later
    assert later[1] in text_of(her.get(f"appointment/times/?from={later[1]}"))
    for nonsense in ("?from=x", "?from=1900-01-01", "?from=9999-01-01"):
        assert her.get(f"appointment/times/{nonsense}").status_code == 200
    for nonsense in ("?month=x", "?month=1900-01", "?month=9999-12"):
        assert her.get(f"appointment/month/{nonsense}").status_code == 200


# ---- Nothing is lost ----------------------------------------------------------------------------------------------------


def test_a_taken_place_leads_back_with_everything_kept() -> None:
    her, other = Journey(), Journey(email="other@example.org")
    her.to_check()
    place = her.client.session["booking"]["place"]
    other.choose()
    other.visit()
    other.post("appointment/times/", day=place["starts_at"][:10], place=place["place"])
    other.person(key_number="OTHER99", family_name="Anders")
    other.contact()
    assert other.send()["Location"].endswith("/code/")
    answer = her.send()
    assert answer["Location"].endswith("/times/?problem=place_taken")
    page = text_of(her.get(answer["Location"]))
    assert "jemand anderes" in page
    assert her.take_a_time()["Location"].endswith("/check/"), "persons and contact are not asked again"
    assert her.send()["Location"].endswith("/code/")


def test_sending_twice_is_sending_once() -> None:
    her = Journey()
    her.to_check()
    page = text_of(her.get("appointment/check/"))
    data = {"key": hidden(page, "key"), **worked(page)}
    assert her.post("appointment/check/", **data)["Location"].endswith("/code/")
    first = her.held
    assert her.post("appointment/check/", **data)["Location"].endswith("/code/")
    assert her.held == first
    her.confirm()
    assert her.get("appointment/code/")["Location"].endswith("/mine/"), "the back button leads to what she has"
    assert '<bdi dir="ltr">T-' in text_of(her.get("appointment/mine/"))


def test_the_same_key_with_other_content_changes_nothing() -> None:
    her = Journey()
    her.to_check()
    page = text_of(her.get("appointment/check/"))
    old = {"key": hidden(page, "key"), **worked(page)}
    her.person(family_name="Tran")
    answer = her.post("appointment/check/", **old)
    assert answer.status_code == 409
    assert "/appointment/check/" in text_of(answer)
    assert her.client.session["booking"]["held"] == ""


def test_without_work_or_waiting_the_form_stays_as_it_was() -> None:
    her = Journey()
    her.to_check()
    page = text_of(her.get("appointment/check/"))
    data = {"key": hidden(page, "key"), "guard_token": hidden(page, "guard_token"), "guard_proof": ""}
    answer = her.post("appointment/check/", **data)
    assert answer.status_code == 422
    assert "Sekunden" in text_of(answer)
    assert "Nguyễn" in text_of(answer)
    assert hidden(text_of(answer), "guard_token") == data["guard_token"], "she waits once, not again and again"
    forged = her.post("appointment/check/", key=data["key"], guard_token="forged", guard_proof="1")
    assert forged.status_code == 422
    assert her.send()["Location"].endswith("/code/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_wrong_is_said_at_its_field_and_stays(language: str) -> None:
    her = Journey(language=language)
    her.choose()
    her.visit()
    her.take_a_time()
    answer = her.person(family_name="", birth_date_0="31", birth_date_1="2", key_number="")
    page = text_of(answer)
    assert answer.status_code == 422
    for target in ("id_family_name", "id_birth_date_0", "id_key_number"):
        assert f'href="#{target}"' in page
    assert 'value="Lan"' in page
    her.person()
    answer = her.post("appointment/contact/", email="lan at example")
    assert answer.status_code == 422
    assert "lan at example" in text_of(answer)
    her.contact()
    her.send()
    answer = her.post("appointment/code/", code="12")
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("X", 302),
        ("ن" * 200, 302),
        ("e\u0301" * 100, 302),
        ("👩\u200d👧", 302),
        ("İıŞ", 302),
        ("a" * 201, 422),
        ("evil\u202ename", 422),
        ("evil\u2066name", 422),
        ("\x07bell", 422),
    ],
)
def test_names_as_people_bear_them(name: str, status: int) -> None:
    her = Journey()
    her.choose()
    her.visit()
    her.take_a_time()
    answer = her.person(family_name=name, given_names="")
    assert answer.status_code == status
    if status == 302:
        her.contact()
        assert her.send()["Location"].endswith("/code/")
        assert her.confirm().status_code == 302


def test_a_birth_date_may_be_partly_unknown() -> None:
    her = Journey()
    her.choose()
    her.visit()
    her.take_a_time()
    assert her.person(birth_date_1="").status_code == 302
    assert her.client.session["booking"]["persons"][0]["birth_date"] == "1981-00-00"


def test_the_code_can_be_sent_again_and_wrong_ones_change_nothing() -> None:
    her = Journey()
    her.to_check()
    her.send()
    right = code_for(her.held)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    assert her.post("appointment/code/", code=wrong).status_code == 422
    assert her.post("appointment/code/again/").status_code == 302
    assert her.post("appointment/code/", code=" ".join(right)).status_code == 302


def test_nobody_guesses_the_six_digits() -> None:
    her = Journey()
    her.to_check()
    her.send()
    right = code_for(her.held)
    pages = set()
    for number in range(12):
        wrong = f"{(int(right) + 1 + number) % 1_000_000:06d}"
        page = text_of(her.post("appointment/code/", code=wrong))
        pages.add(re.sub(r'value="[^"]*"', "", page))
    assert len(pages) == 1, "wrong and locked read the same"
    assert her.post("appointment/code/", code=right).status_code == 422, "locked, even for the right one"


def test_what_she_typed_can_be_deleted() -> None:
    her = Journey()
    her.to_check()
    her.post("appointment/discard/")
    assert "booking" not in her.client.session


# ---- What she did not prove ---------------------------------------------------------------------------------------------


def test_no_code_and_no_person_stands_in_any_address() -> None:
    her = Journey()
    place = her.book()
    code = re.search(r'<span class="ui-code" dir="ltr">.*?</span></span>', text_of(her.get(place)))
    assert code
    plain = re.sub(r"<[^>]+>", "", code[0])
    assert plain not in place
    assert "Nguy" not in place


def test_bounded_queries(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    her = Journey()
    her.to_check()
    for address in ("", "times/", "month/", "person/1/", "contact/", "check/", "visit/"):
        her.get(f"appointment/{address}")
        with django_assert_max_num_queries(16):
            assert her.get(f"appointment/{address}").status_code == 200
    her.send()
    place = her.confirm()["Location"]
    for address in (place, her.url("appointment/promises/"), her.url("allocation/")):
        with django_assert_max_num_queries(16):
            assert her.get(address).status_code == 200


def test_forms_need_their_token() -> None:
    strict = Client(enforce_csrf_checks=True)
    for address in ("appointment/matter/advice/", "appointment/check/", "appointment/enter/", "partner/enter/"):
        assert strict.post(f"/de/{address}").status_code == 403


def test_every_reason_has_words() -> None:
    assert set(guidance.REASONS) == set(words.WHY)
    said = re.findall(r'reason="(\w+)"', inspect.getsource(parties))
    assert set(said) - {"unknown"} <= words.REASONS.keys()
    for error in (TokenSpent, TooFast, TooManyRequests, requesting.EntryNotOpen, requesting.NotDrawn, waiting.OfferGone):
        assert error.code in words.REASONS
    for code in (
        "place_taken", "too_late", "hold_expired", "too_many_holds", "already_holding", "already_committed",
        "too_many_appointments", "not_now",
    ):  # fmt: skip
        assert code in words.REASONS
