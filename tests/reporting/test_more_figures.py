"""First checks, confirmations, contacts, letters, visits and the backlog: what one counts by hand from the events."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from amtslotse.appointments.rules.events import VISIT_CAME
from amtslotse.casework.actions import writing
from amtslotse.casework.rules import events
from amtslotse.frontdesk.rules import events as hall
from amtslotse.journal import actions as journal
from amtslotse.journal.rules import NewEvent
from amtslotse.kernel.actor import SYSTEM
from amtslotse.kernel.errors import NotAllowed
from amtslotse.reporting import actions, queries
from amtslotse.reporting.models import CaseContactFacts, LetterFacts, ProcessFacts
from amtslotse.reporting.rules import Period
from amtslotse.reporting.rules.backlog import BACKLOG_KPIS
from amtslotse.reporting.rules.contact import CONTACT_KPIS
from amtslotse.reporting.rules.process import PROCESS_KPIS
from tests.casework import walk
from tests.factories.staff import make_actor
from tests.reporting.test_process import GRANT, NOW, SPRING, START, TEAM, Told, asked, tell

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def office() -> None:
    walk.furnish()


def contact(days: float, *, settled: bool = True, reason: str = "status") -> Told:
    return hall.CASE_CONTACTED, days, {"channel": "telephone", "reason": reason, "settled": settled}


def message(days: float, *, reason: str = "status") -> Told:
    day = (START + timedelta(days=days)).date()
    return events.MESSAGE_RECEIVED, days, {"channel": "mail", "reason": reason, "received_on": day}


def letter(days: float, template: str = "welcome") -> Told:
    return events.LETTER_WRITTEN, days, {"template": template, "version": 1, "bulk": False}


def contacts() -> queries.Contacts:
    actions.catch_up(now=NOW)
    return queries.contacts(period=SPRING, by=make_actor("head"), as_of=NOW)


def test_every_figure_says_what_it_is_in_three_languages() -> None:
    for kpi in (*PROCESS_KPIS.values(), *BACKLOG_KPIS.values(), *CONTACT_KPIS.values()):
        for texts in (kpi.name, kpi.definition, kpi.formula, kpi.unit):
            assert set(texts) == {"de", "en", "ar"}


def test_hours_to_the_first_check_and_days_to_the_confirmation() -> None:
    def checked(at: float, *told: Told) -> None:
        tell((events.CHECK_OPENED, at, {}), (events.DOCUMENT_MARKED, at + 1, {"need": "passport", "verdict": "fine"}), *told)

    confirmed = (events.COMPLETENESS_CONFIRMED, 7, dict(TEAM))  # Monday, 8 March
    for _ in range(4):
        checked(0.25, asked(2), (events.HANDED_IN, 4, {"count": 1}), confirmed)  # Friday to Monday: one working day
    checked(1, asked(2), (events.HANDED_IN, 3, {"count": 1}), confirmed)  # Thursday to Monday: two
    # Thursday before Easter to the Tuesday after it: one, for Friday and Monday are holidays.
    easter = (events.HANDED_IN, 24, {"count": 1}), (events.COMPLETENESS_CONFIRMED, 29, dict(TEAM))
    checked(0.25, asked(2), *easter, (events.HANDED_IN, 40, {"count": 1}))  # what comes later made nothing complete
    tell()  # nobody looked at it yet
    actions.catch_up(now=NOW)
    found = queries.process(period=SPRING, by=make_actor("head"), as_of=NOW)
    assert (found.first_check.n, found.first_check.p50) == (6, pytest.approx(6))
    assert (found.confirmed_soon.part, found.confirmed_soon.n) == (5, 6)
    assert sorted(ProcessFacts.objects.filter(confirm_workdays__isnull=False).values_list("confirm_workdays", flat=True)) == [
        1, 1, 1, 1, 1, 2,
    ]  # fmt: skip


def test_complete_at_once_counts_from_receipt() -> None:
    tell((events.COMPLETENESS_CONFIRMED, 1, dict(TEAM)))
    actions.catch_up(now=NOW)
    assert ProcessFacts.objects.get().confirm_workdays == 1


def test_settled_at_first_contact_means_that_nothing_more_came() -> None:
    tell(contact(1))  # settled
    tell(contact(1), contact(10))  # both: the second came after the office's seven days
    tell(contact(1), contact(3, settled=False))  # neither
    tell(contact(1, reason="general"), message(5))  # not: she wrote
    tell(contact(1, reason="general"), message(5), (events.MESSAGE_TAKEN_OFF, 6, message(5)[2]))  # settled: not her message
    tell(contact(1, reason="general"), message(1))  # settled: of the same day nobody knows the order
    tell(contact(1, settled=False, reason="general"))  # not: a specialist was needed
    tell(contact(28), start=NOW - timedelta(days=30))  # outside the period
    every, *by_reason = contacts().resolved
    assert (every.reason, every.settled.part, every.settled.n) == ("", 5, 9)
    assert {each.reason: (each.settled.part, each.settled.n) for each in by_reason} == {"status": (3, 5), "general": (2, 4)}


def test_questions_after_letters() -> None:
    for _ in range(4):
        tell(letter(1))
    tell(letter(1), message(4))  # asked
    tell(letter(1), contact(9, reason="general"))  # asked
    tell(letter(1), message(20), message(2, reason="handing_in"))  # too late; and no question
    tell(letter(1), letter(2), (events.LETTER_RECALLED, 2.1, {"letter": "notice"}), message(3))  # one letter, asked
    tell(asked(1), message(2))  # a request for documents is a letter too
    every, *lines = contacts().letters
    assert (every.asked.part, every.asked.n) == (4, 9)
    assert {each.template: (each.asked.part, each.asked.n) for each in lines} == {"welcome": (3, 8), "document_request": (1, 1)}
    assert [each.asked.percent for each in lines] == [pytest.approx(37.5), None], "one letter is no figure"


def test_what_is_too_young_to_say_does_not_count() -> None:
    for days in (8, 9):
        tell(contact(days))
    for days in (1, 2):
        tell(letter(days))
    actions.catch_up(now=NOW)
    found = queries.contacts(period=SPRING, by=make_actor("head"), as_of=START + timedelta(days=16))
    assert found.resolved[0].settled.n == 1, "the seven days of the second are not over"
    assert found.letters[0].asked.n == 1, "nor are the fourteen of the second letter"


def test_the_readability_stands_beside_the_letters_of_a_template() -> None:
    author, other = make_actor("head"), make_actor("legal")
    made = writing.draft_template(
        key="hint", title="Ein Hinweis", plain="Bitte bringen Sie Ihren Pass mit.", legal="", by=author, now=NOW
    )
    writing.release_template(template=made, by=other, now=NOW)
    tell(letter(1, "hint"))
    line = contacts().letters[1]
    assert line.title == "Ein Hinweis"
    assert line.first is not None


def test_letters_read_in_pieces_and_at_once_are_the_same() -> None:
    tell(letter(1), letter(2, "other"), (events.LETTER_RECALLED, 3, {"letter": "notice"}), contact(4))
    actions.catch_up(now=NOW)
    pieces = [list(each.objects.order_by("seq").values("seq", "day")) for each in (LetterFacts, CaseContactFacts)]
    actions.rebuild(now=NOW)
    assert [list(each.objects.order_by("seq").values("seq", "day")) for each in (LetterFacts, CaseContactFacts)] == pieces
    assert [len(each) for each in pieces] == [1, 1]


def visited(of_case: str, *, day: float = 1, outcome: str = "done") -> None:
    ref = str(uuid4())
    came = {"site": "markt", "klass": "short", "with_appointment": False, "number": 1, "on_paper": False}
    ended = {"klass": "short", "outcome": outcome} | ({"of_case": of_case} if of_case else {})
    for kind, payload in ((hall.ARRIVED, came), (hall.ENDED, ended)):
        told = [NewEvent(kind.name, payload)]
        journal.append(stream_kind="ticket", stream_ref=ref, events=told, by=SYSTEM, now=START + timedelta(days=day))


def test_visits_of_ended_cases_where_visits_are_known() -> None:
    decided: Told = (events.DECISION_RELEASED, 20, dict(GRANT))
    tell(decided, start=START - timedelta(days=10))  # came in before visits named their case: nobody knows
    for _ in range(4):
        tell(decided, start=START + timedelta(days=2))
    tell((VISIT_CAME, 3, {}), (VISIT_CAME, 3.1, {}), decided, start=START + timedelta(days=2))  # two counters, one day
    tell((VISIT_CAME, 3, {}), (VISIT_CAME, 8, {}), decided, start=START + timedelta(days=2))
    for of_case in ("case", "case", "none", "case", ""):
        visited(of_case)
    visited("", outcome="left")  # nobody served her
    found = contacts().visits
    assert (found.few.part, found.few.n, found.known.part, found.known.n) == (5, 6, 4, 5)
    assert found.percent == pytest.approx(100 * 5 / 6)
    visited("", day=2)
    assert contacts().visits.percent is None, "too many visits of which nobody said what they were about"


def test_visits_before_the_period_must_be_known_too() -> None:
    visited("case", day=0)
    for _ in range(6):
        tell((events.DECISION_RELEASED, 40, dict(GRANT)), start=START + timedelta(days=1))  # came in March, ended in April
    for _ in range(9):
        visited("", day=10)  # in March nobody said whose visits these were
    for _ in range(5):
        visited("case", day=45)
    actions.catch_up(now=NOW)
    april = Period(date(2027, 4, 1), date(2027, 7, 1))
    found = queries.contacts(period=april, by=make_actor("head"), as_of=NOW).visits
    assert (found.few.n, found.known.part, found.known.n) == (6, 5, 14)
    assert found.percent is None


def test_a_day_of_visits_is_one_of_berlin() -> None:
    def at(*when: datetime) -> None:
        tell(*((VISIT_CAME, (each - START) / timedelta(days=1), {}) for each in when))

    late, past_midnight = datetime(2027, 3, 3, 22, 30, tzinfo=UTC), datetime(2027, 3, 3, 23, 30, tzinfo=UTC)
    summer_time = datetime(2027, 3, 28, 22, 30, tzinfo=UTC)  # half past midnight: the clock changed the night before
    at(late, past_midnight)
    at(summer_time, summer_time + timedelta(hours=10))
    actions.catch_up(now=NOW)
    assert list(ProcessFacts.objects.order_by("stream_id").values_list("visits", flat=True)) == [2, 1]


def test_the_backlog_oldest_first() -> None:
    for days, number in ((10, 4), (40, 3), (90, 1), (90.5, 1), (400, 1)):
        for _ in range(number):
            tell(start=NOW - timedelta(days=days))
    for _ in range(6):  # ended within the 84 days before today, and came before them
        tell((events.DECISION_RELEASED, 60, dict(GRANT)), start=NOW - timedelta(days=100))
    tell((events.DECISION_RELEASED, 99, dict(GRANT)), start=NOW - timedelta(days=99))  # today: not yet a whole day
    actions.catch_up(now=NOW)
    found = queries.backlog(by=make_actor("head"), as_of=NOW)
    assert (found.stock, found.old.part, found.oldest_days) == (10, 2, pytest.approx(400))
    # 9 March to 31 May 2027 in Lindenau's Land: 84 days, 60 weekdays less Good Friday, Easter Monday, Ascension, Whit Monday,
    # Corpus Christi.
    workdays = 84 * 5 // 7 - 5
    assert found.ended == pytest.approx(6 / workdays)
    assert found.came == pytest.approx(7 / workdays)
    assert found.workdays == pytest.approx(10 / (6 / workdays))
    assert [(line.band.key, line.cases) for line in found.bands] == [
        ("365", 1), ("180-364", 0), ("90-179", 2), ("30-89", 3), ("0-29", 4),
    ]  # fmt: skip
    assert [line.workdays and round(line.workdays * 6 / workdays) for line in found.bands] == [1, None, 3, 6, 10]
    days = [line.done_on for line in found.bands if line.done_on]
    assert days == sorted(days)
    assert days[0] > NOW.date()


def test_no_pace_from_a_handful_and_no_day_in_another_century() -> None:
    tell(start=NOW - timedelta(days=10))
    actions.catch_up(now=NOW)
    found = queries.backlog(by=make_actor("head"), as_of=NOW)
    assert (found.stock, found.ended, found.workdays, found.old.percent) == (1, None, None, None)
    assert {line.done_on for line in found.bands} == {None}


def test_nothing_at_all() -> None:
    found, left = contacts(), queries.backlog(by=make_actor("head"), as_of=datetime(2027, 1, 1, tzinfo=UTC))
    assert (found.resolved, found.letters, found.visits.percent) == ((), (), None)
    assert (left.stock, left.oldest_days) == (0, None)


@pytest.mark.parametrize("role", ["clearing", "caseworker", "council", "admin"])
def test_only_who_sees_the_cockpit_sees_it(role: str) -> None:
    for ask in (
        lambda: queries.contacts(period=SPRING, by=make_actor(role), as_of=NOW),
        lambda: queries.backlog(by=make_actor(role), as_of=NOW),
    ):
        with pytest.raises(NotAllowed):
            ask()
