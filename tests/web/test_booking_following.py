"""After the booking: number and code, move, cancel, reminder; requests of every kind; partners; who may not see what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core import signing
from django.test import Client

from amtslotse.accounts.queries import actor_for
from amtslotse.appointments import actions, queries
from amtslotse.appointments.models import Appointment, ClassPolicy, Place, Request
from amtslotse.appointments.rules.mails import (
    APPOINTMENT_PATH,
    HOME_PATH,
    PARTNER_PATH,
    PROOF_PATH,
    REMINDER_PATH,
    REMINDER_SALT,
    REQUEST_PATH,
)
from amtslotse.casework import queries as cases
from amtslotse.journal.queries import clock
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.localtime import day_of
from tests.casework import walk
from tests.factories.booking import Journey, hidden, opened_office, text_of, worked
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _office(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    yield from opened_office(django_db_blocker)


def soon(days: int) -> str:
    return (day_of(clock()) + timedelta(days=days)).isoformat()


def booked(**person: str) -> tuple[Journey, str]:
    her = Journey()
    return her, her.book(**person)


def number_and_code(page: str) -> tuple[str, str]:
    number = re.search(r'booking-number">([^<]+)<', page)
    code = re.search(r'<span class="ui-code" dir="ltr">.*?</span></span>', page)
    assert number
    assert code
    return number[1], re.sub(r"<[^>]+>", "", code[0])


# ---- Coming back --------------------------------------------------------------------------------------------------------


def test_number_and_code_open_it_on_another_device() -> None:
    her, place = booked()
    number, code = number_and_code(text_of(her.get(place)))
    elsewhere = Journey(language="ar")
    assert elsewhere.get(place).status_code == 404
    answer = elsewhere.post("appointment/enter/", number=number.lower().replace("-", " "), code=code.lower())
    assert answer["Location"] == place.replace("/de/", "/ar/")
    assert elsewhere.get(answer["Location"]).status_code == 200
    elsewhere.post("appointment/close/")
    assert elsewhere.get(answer["Location"]).status_code == 404


def test_the_session_is_another_one_after_the_code() -> None:
    """Fault 24: a session that somebody prepared is worth nothing afterwards."""
    her, place = booked()
    number, code = number_and_code(text_of(her.get(place)))
    prepared = Journey()
    prepared.choose()
    before = prepared.client.session.session_key
    prepared.post("appointment/enter/", number=number, code=code)
    assert prepared.client.session.session_key != before
    old = Client()
    old.cookies["sessionid"] = before
    assert old.get(place).status_code == 404


@pytest.mark.parametrize("lost", [1, 2])
def test_a_lost_answer_to_the_code_is_no_lost_appointment(lost: int) -> None:
    """Her browser keeps the cookie it had: the right code opens the appointment again, nothing else does."""
    her = Journey()
    her.to_check()
    her.send()
    held, before = her.held, her.client.session.session_key
    for _ in range(lost):
        place = her.confirm()["Location"]
        assert her.client.session.session_key != before
        her.client.cookies["sessionid"] = before
        assert her.get(place).status_code == 404
        assert "Nguyễn" not in str(dict(her.client.session.items()))
    assert her.get("appointment/code/").status_code == 200
    assert her.post("appointment/code/", code="000000").status_code == 422
    assert her.get(place).status_code == 404
    assert her.confirm()["Location"] == place
    assert her.get(place).status_code == 200
    assert her.client.session.session_key != before
    assert [str(row.pk) for row in Appointment.objects.filter(status="booked")] == [held]


def test_a_lost_answer_to_the_code_of_a_request_is_no_lost_request() -> None:
    _draw()
    her = Journey()
    her.choose("study", expires=soon(40))
    her.visit()
    her.post("appointment/days/", away_from_0="", away_from_1="", away_from_2="")
    her.person()
    her.contact()
    her.send()
    before = her.client.session.session_key
    place = her.confirm("request")["Location"]
    her.client.cookies["sessionid"] = before
    assert her.get(place).status_code == 404
    assert her.confirm("request")["Location"] == place
    assert her.get(place).status_code == 200


def test_a_replaced_code_closes_what_it_had_opened() -> None:
    her, place = booked()
    appointment = UUID(place.rstrip("/").rsplit("/", 1)[1])
    clerk = actor_for(make_staff("desk", teams=("service",)))
    actions.replace_code(appointment=appointment, by=clerk, now=clock())
    for part in ("", "move/", "cancel/", "confirmation.pdf", "appointment.ics"):
        assert her.get(place + part).status_code == 404


def test_wrong_unknown_and_locked_read_the_same() -> None:
    her, place = booked()
    number, code = number_and_code(text_of(her.get(place)))
    elsewhere = Journey()

    def tried(given: str, typed: str = "0000-0000-0000-0000") -> str:
        answer = elsewhere.post("appointment/enter/", number=given, code=typed)
        assert answer.status_code == 422
        return re.sub(r'value="[^"]*"', "", text_of(answer))

    wrong = tried(number)
    assert tried("T-2026-0000-0000") == wrong
    assert tried("A-2026-0000-0000") == wrong
    for _ in range(12):
        assert tried(number) == wrong
    assert tried(number, code) == wrong, "locked, even for the right code"


def test_every_address_that_a_mail_names_exists() -> None:
    for path in (HOME_PATH, APPOINTMENT_PATH, REQUEST_PATH, PARTNER_PATH):
        assert Client().get(path.format(language="de")).status_code == 200
    assert Client().get(PROOF_PATH.format(language="de", token="x")).status_code == 404
    assert Client().get(REMINDER_PATH.format(language="de", token="x")).status_code == 404


# ---- Moving, cancelling, answering ----------------------------------------------------------------------------------------


def _move_form(page: str, which: int = 3) -> dict[str, str]:
    return {"place": re.findall(r'name="place" value="(\d+)"', page)[which], "key": hidden(page, "key")}


def test_moving_keeps_the_old_time_until_the_new_one_is_hers() -> None:
    her, place = booked()
    form = _move_form(text_of(her.get(f"{place}move/")))
    gone = _move_form(text_of(her.get(f"{place}move/")), 5)["place"]
    Place.objects.filter(pk=gone).update(bookable_from=None)
    for nothing in ("x", gone):
        assert her.post(f"{place}move/", place=nothing, key=str(uuid4())).status_code == 422
    assert "ui-box--success" in text_of(her.get(place))
    moved = her.post(f"{place}move/", **form)["Location"]
    assert moved != place
    assert her.post(f"{place}move/", **form).status_code in (302, 404), "pressed twice"
    assert "ui-box--success" in text_of(her.get(moved))
    assert "verschoben" in text_of(her.get(place))
    assert her.get(f"{place}move/").status_code == 404


def test_cancelling_is_asked_and_frees_no_time_at_a_moment_one_can_wait_for() -> None:
    her, place = booked()
    appointment = Appointment.objects.get(pk=place.rstrip("/").rsplit("/", 1)[1])
    assert her.get(f"{place}cancel/").status_code == 200
    assert Appointment.objects.get(pk=appointment.pk).status == "booked", "asking changes nothing"
    assert her.post(f"{place}cancel/")["Location"] == place
    assert "abgesagt" in text_of(her.get(place))
    assert her.post(f"{place}cancel/").status_code == 302
    assert her.get(f"{place}cancel/").status_code == 404
    freed = Place.objects.get(starts_at=appointment.starts_at, counter=appointment.counter, retired=False)
    assert freed.bookable_from is None


@pytest.mark.parametrize(("said", "status"), [("coming", "booked"), ("cannot", "cancelled")])
def test_the_reminder_is_answered_by_a_button_never_by_a_link(said: str, status: str) -> None:
    _, place = booked()
    appointment = place.rstrip("/").rsplit("/", 1)[1]
    address = f"/de/appointment/answer/{signing.dumps(appointment, salt=REMINDER_SALT)}/"
    anybody = Journey()
    page = text_of(anybody.get(address))
    assert "Nguy" not in page
    assert Appointment.objects.get(pk=appointment).answer == ""
    assert anybody.post(address, answer=said).status_code == 200
    assert anybody.post(address, answer=said).status_code == 200, "pressed twice"
    assert Appointment.objects.get(pk=appointment).status == status


# ---- Persons ------------------------------------------------------------------------------------------------------------


def test_a_stranger_who_types_her_number_learns_nothing_and_blocks_nothing() -> None:
    booked(key_number="HERPASS1")
    stranger = Journey(email="stranger@example.org")
    unknown = Journey(email="unknown@example.org")
    answers = []
    for who, number in ((stranger, "HERPASS1"), (unknown, "NEVERSEEN")):
        who.to_check(key_number=number)
        sent = who.send()
        answers.append(
            (sent.status_code, sent["Location"], re.sub(r"\S+@\S+|value=\"[^\"]*\"", "", text_of(who.get(sent["Location"]))))
        )
    assert answers[0] == answers[1]


def test_one_contact_cannot_have_two_for_one_person_and_matter() -> None:
    her, _ = booked()
    her.to_check()
    sent = her.send()
    if sent.status_code == 302:
        confirmed = her.confirm()
        assert confirmed.status_code == 409
        assert "schon einen Termin" in text_of(confirmed)
    else:
        assert "schon einen Termin" in text_of(sent)


def test_without_a_document_she_books_too() -> None:
    her, place = booked(key_kind="none", key_number="")
    assert "ui-box--success" in text_of(her.get(place))


def test_a_family_is_one_booking_with_a_place_for_each() -> None:
    her = Journey()
    her.choose("collect-card")
    her.visit(count=5)
    her.take_a_time()
    for number in range(1, 6):
        assert her.person(number, given_names=f"Kind {number}").status_code == 302
    her.contact()
    her.send()
    place = her.confirm()["Location"]
    row = Appointment.objects.get(pk=place.rstrip("/").rsplit("/", 1)[1])
    assert row.minutes == 25
    assert row.party.persons.count() == 5
    assert text_of(her.get(place)).count("Kind ") == 5


def test_the_same_person_twice_is_said_with_her_number() -> None:
    her = Journey()
    her.choose("collect-card")
    her.visit(count=2)
    her.take_a_time()
    her.person(1, key_number="SAME1", birth_date_2="1990")
    her.person(2, key_number="SAME1", birth_date_2="1990")
    her.contact()
    answer = her.send()
    assert answer.status_code == 422
    assert "zweimal" in text_of(answer)


def _with_case(her: Journey) -> UUID:
    """A case of hers whose code this browser entered."""
    access = walk.filed(now=clock() - timedelta(days=1))
    receipt = cases.receipt(access=access, language="de")
    assert her.post("status/", file_number=receipt.file_number, code=receipt.code).status_code == 302
    return access.case


def test_who_entered_her_cases_code_types_nothing_again() -> None:
    her = Journey()
    case = _with_case(her)
    her.choose("study")
    her.visit()
    her.take_a_time()
    assert "from-case" in text_of(her.get("appointment/person/1/"))
    assert her.post("appointment/person/from-case/")["Location"].endswith("/contact/")
    her.contact()
    her.send()
    place = her.confirm()["Location"]
    row = Appointment.objects.get(pk=place.rstrip("/").rsplit("/", 1)[1])
    assert row.party.case_ref == case
    assert row.party.persons.get().verified_at is not None
    other = Journey()
    other.choose()
    other.visit()
    other.take_a_time()
    assert other.post("appointment/person/from-case/").status_code == 404


def test_a_forgotten_case_proves_nothing_any_more() -> None:
    her = Journey()
    _with_case(her)
    her.choose("study")
    her.visit()
    her.take_a_time()
    her.post("appointment/person/from-case/")
    her.contact()
    her.post("leave/")  # the portal's: this device forgets the case
    her.send()
    row = Appointment.objects.get(pk=her.held)
    assert row.party.case_ref is None
    assert row.party.persons.get().verified_at is None


# ---- Requests -----------------------------------------------------------------------------------------------------------


def _draw() -> None:
    """From here on regular places are allocated, however few ask."""
    ClassPolicy.objects.filter(pk="regular").update(draws=True, pressure_from=0.0)


def _ask(her: Journey, matter: str = "study", *, days: dict[str, object] | None = None, **person: str) -> str:
    """The address of the confirmed request."""
    assert her.post("appointment/days/", **(days or {})).status_code == 302
    her.person(**person)
    her.contact()
    sent = her.send()
    assert sent.status_code == 302, text_of(sent)
    answer = her.confirm("request")
    assert answer.status_code == 302, text_of(answer)
    return str(answer["Location"])


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_where_demand_exceeds_supply_she_asks_and_gets_a_proof(language: str) -> None:
    _draw()
    her = Journey(language=language)
    her.choose("study", expires=soon(40))
    her.visit()
    page = text_of(her.get("appointment/times/"))
    assert 'name="place"' not in page
    assert her.url("appointment/days/") in page
    assert her.url("service/study-16b/") in page, "filing is possible at once"
    place = _ask(her, days={"weekdays": ["1", "3"], "away_from_0": "1", "away_from_1": "2", "away_from_2": "2027"})
    page = text_of(her.get(place))
    assert re.search(r'booking-number">A-\d{4}-', page)
    assert "§ 81 AufenthG" in page
    assert "/service/study-16b/start/" in page
    assert her.get(f"{place}proof.pdf").content.startswith(b"%PDF-")
    row = Request.objects.get(pk=place.rstrip("/").rsplit("/", 1)[1])
    assert (row.kind, row.weekdays, row.not_on, row.status) == ("allocation", [1, 3], ["2027-02-01"], "waiting")
    assert Journey().get(place).status_code == 404
    assert her.get(f"{place}withdraw/").status_code == 200
    assert her.post(f"{place}withdraw/")["Location"] == place
    assert her.post(f"{place}withdraw/").status_code == 302


def test_too_early_is_said_with_the_day_on_which_it_opens() -> None:
    _draw()
    her = Journey()
    her.choose("study", expires=soon(300))
    her.visit()
    her.post("appointment/days/")
    her.person()
    her.contact()
    answer = her.send()
    assert answer.status_code == 422
    assert "noch zu früh" in text_of(answer)


def test_the_finished_application_is_filed_in_the_same_step() -> None:
    _draw()
    her = Journey()
    now = clock()
    draft = walk.drafted(now=now)
    code = cases.draft(draft=draft, language="de", now=now).code
    assert her.post("continue/", code=code).status_code == 302
    her.choose("study", expires=soon(40))
    her.visit()
    her.post("appointment/days/")
    her.person()
    her.contact()
    page = text_of(her.get("appointment/check/"))
    assert hidden(page, "digest")
    data = {"key": hidden(page, "key"), "digest": hidden(page, "digest"), "file": str(draft), **worked(page)}
    assert Journey().post("appointment/check/", **data).status_code == 302, "another browser has no such draft"
    assert her.post("appointment/check/", **data)["Location"].endswith("/code/")
    place = her.confirm("request")["Location"]
    page = text_of(her.get(place))
    receipt = re.search(r'href="(/de/case/[^"]+/receipt/)"', page)
    assert receipt
    assert her.get(receipt[1]).status_code == 200
    assert Request.objects.get(pk=place.rstrip("/").rsplit("/", 1)[1]).party.case_ref is not None


def test_an_application_filed_afterwards_is_joined() -> None:
    _draw()
    her = Journey()
    her.choose("study", expires=soon(40))
    her.visit()
    place = _ask(her)
    assert her.post(f"{place}application/").status_code == 404, "nothing is filed yet"
    case = _with_case(her)
    assert f"{place}application/" in text_of(her.get(place))
    assert her.post(f"{place}application/")["Location"] == place
    assert Request.objects.get(pk=place.rstrip("/").rsplit("/", 1)[1]).party.case_ref == case


def test_nothing_free_leads_to_the_emergency_list() -> None:
    Place.objects.filter(klass="emergency").update(bookable_from=None)
    her = Journey()
    her.choose("study", expires=soon(3))
    her.visit()
    page = text_of(her.get("appointment/times/"))
    assert "Notfallliste" in page
    place = _ask(her)
    row = Request.objects.get(pk=place.rstrip("/").rsplit("/", 1)[1])
    assert (row.kind, row.klass) == ("emergency", "emergency")
    assert "<title>Informationen" in text_of(her.get(place))


def test_nothing_free_leads_to_the_waiting_list_and_an_offer_is_answered() -> None:
    Place.objects.filter(klass="regular").update(bookable_from=None)
    her = Journey()
    her.choose("advice")
    her.visit()
    place = _ask(her, "advice")
    wish = place.rstrip("/").rsplit("/", 1)[1]
    assert Request.objects.get(pk=wish).kind == "waiting"
    actions.back_fill(now=clock())
    page = text_of(her.get(place))
    assert "Ja, ich nehme ihn" in page
    data = {"key": hidden(page, "key"), "answer": "yes"}
    stranger = Journey()
    assert stranger.post(f"{place}offer/", **data).status_code == 404
    taken = her.post(f"{place}offer/", **data)["Location"]
    assert "/appointment/mine/" in taken
    assert her.post(f"{place}offer/", **data)["Location"] == taken, "pressed twice"
    assert her.post(place)["Location"] == taken, "the request opens its appointment"


def test_she_keeps_her_time_and_waits_for_an_earlier_one() -> None:
    her, place = booked()
    key = hidden(text_of(her.get(place)), "key")
    wish = her.post(f"{place}earlier/", key=key)["Location"]
    assert "/request/" in wish
    assert her.get(wish).status_code == 200
    assert Appointment.objects.get(pk=place.rstrip("/").rsplit("/", 1)[1]).status == "booked"


def test_everybody_can_check_an_allocation() -> None:
    _draw()
    her = Journey()
    her.choose("study", expires=soon(40))
    her.visit()
    place = _ask(her)
    assert "Losnummer" in text_of(her.get(place))
    head = actor_for(make_staff("head"))
    round_ = actions.commit_round(klass="regular", by=head, now=clock())
    page = text_of(Journey().get("allocation/"))
    assert queries.rounds()[0].commitment in page
    file = Journey().get(f"allocation/{round_}.json")
    assert file["Content-Disposition"].startswith("attachment")
    assert b"Nguy" not in file.content
    assert Journey().get(f"allocation/{uuid4()}.json").status_code == 404


def test_a_proof_says_genuine_and_the_moment_and_nothing_else() -> None:
    Place.objects.filter(klass="emergency").update(bookable_from=None)
    her = Journey()
    her.choose("advice", urgencies=("court",))
    her.visit()
    place = _ask(her, "advice")
    token = queries.papers.proof_token(UUID(place.rstrip("/").rsplit("/", 1)[1]))  # type: ignore[attr-defined]
    page = text_of(Journey().get(f"request/verify/{token}/"))
    assert "ui-box--success" in page
    assert "Nguy" not in page
    assert Journey().get("request/verify/forged/").status_code == 404


# ---- Partners -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def head() -> Actor:
    return actor_for(make_staff("head"))


def _lawyer(head: Actor, name: str = "Kanzlei Weiß") -> Journey:
    code = actions.add_partner(name=name, kind="lawyer", email="kanzlei@example.org", by=head, now=clock()).code
    lawyer = Journey()
    assert lawyer.post("partner/enter/", code=code.lower())["Location"].endswith("/partner/")
    return lawyer


def _client(lawyer: Journey, number: int) -> str:
    lawyer.post("partner/book/")
    lawyer.to_check_as_partner(family_name=f"Mandant{number}", key_number=f"MAND{number:04d}")
    return str(lawyer.post("appointment/check/", key=lawyer.client.session["booking"]["key"])["Location"])


def test_a_lawyer_books_for_twelve_named_clients(head: Actor) -> None:
    lawyer = _lawyer(head)
    places = [_client(lawyer, number) for number in range(12)]
    assert len(set(places)) == 12
    page = text_of(lawyer.get("partner/"))
    for number in range(12):
        assert f"Mandant{number}" in page
    assert "ui-box--success" in text_of(lawyer.get(places[3]))
    moved = lawyer.post(f"{places[3]}move/", **_move_form(text_of(lawyer.get(f"{places[3]}move/")), -1))
    assert moved.status_code == 302
    assert lawyer.post(f"{places[4]}cancel/").status_code == 302
    assert Appointment.objects.filter(source="partner", status="booked").count() == 11


def test_a_partner_sees_its_own_clients_only(head: Actor) -> None:
    lawyer, other = _lawyer(head), _lawyer(head, "Beratung Nord")
    place = _client(lawyer, 1)
    assert "Mandant1" not in text_of(other.get("partner/"))
    row = place.rstrip("/").rsplit("/", 1)[1]
    assert other.post("partner/", appointment=row).status_code == 404
    assert other.get(place).status_code == 404
    again = Journey()
    assert again.get("partner/").status_code == 404
    assert again.post("partner/book/").status_code == 404
    lawyer.post("partner/leave/")
    assert lawyer.get("partner/").status_code == 404
    assert lawyer.get(place).status_code == 404


def test_an_ended_access_and_a_wrong_code_read_the_same(head: Actor) -> None:
    made = actions.add_partner(name="Kanzlei Kurz", kind="lawyer", email="k@example.org", by=head, now=clock())
    lawyer = Journey()
    lawyer.post("partner/enter/", code=made.code)
    actions.end_partner(partner=made.partner, by=head, now=clock())
    assert lawyer.get("partner/").status_code == 404

    def tried(code: str) -> str:
        answer = Journey().post("partner/enter/", code=code)
        assert answer.status_code == 422
        return re.sub(r'value="[^"]*"', "", text_of(answer))

    assert tried(made.code) == tried("0000-0000-0000-0000")


def test_a_session_with_a_partners_word_in_it_is_no_partner() -> None:
    """The draft's ``partner`` alone opens nothing: the access is read again."""
    her = Journey()
    her.to_check()
    session = her.client.session
    session["booking"] = {**session["booking"], "partner": str(uuid4())}
    session.save()
    answer = her.post("appointment/check/", key=session["booking"]["key"])
    assert answer.status_code in (404, 422)
    assert not Appointment.objects.filter(source="partner").exists()


# ---- The promise ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_the_promise_stands_beside_what_is_measured(language: str) -> None:
    page = text_of(Journey(language=language).get("appointment/promises/"))
    assert page.count("<h1") == 1
    assert page.count("ui-box") >= 3
    assert "10" in page
    assert "{" not in page.split("<main", 1)[1].split("</main>")[0], "no JSON in a page"


def test_the_promise_is_honest_when_nothing_is_free() -> None:
    Place.objects.filter(klass="short").update(bookable_from=None)
    page = text_of(Journey().get("appointment/promises/"))
    assert "zurzeit keiner" in page
    assert "nicht gehalten" in page
