"""What the office promises: published for good, measured from facts, and never green without a number."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound
from amtslotse.offices import queries as offices
from amtslotse.offices.actions import DEMO_OFFICE, configure, configure_from
from amtslotse.reporting import queries
from amtslotse.reporting.actions import promises as actions
from amtslotse.reporting.models import CaseFacts, Promise, PromiseText, PromiseVersion, VisitFacts
from amtslotse.reporting.rules.promises import MEASURES, MONTHS, Measured, Target, in_force, windows
from tests.factories.staff import make_actor
from tests.races import at_once

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
WITHIN = Target("throughput", "within", 80, 20, "workdays")


# ---- Rules --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "fault"),
    [
        (WITHIN, None),
        (Target("hall_wait", "percentile", 80, 30, "minutes"), None),
        (Target("served", "at_least", 90), None),
        (Target("weather", "within", 80, 20, "workdays"), ("measure", "required")),
        (Target("throughput", "at_least", 80), ("form", "not_of_this_measure")),
        (Target("served", "within", 80, 3, "days"), ("form", "not_of_this_measure")),
        (Target("throughput", "within", 80, 20, "minutes"), ("unit", "not_of_this_measure")),
        (Target("throughput", "within", 80, None, "days"), ("limit", "not_in_range")),
        (Target("throughput", "within", 0, 20, "days"), ("share", "not_in_range")),
        (Target("throughput", "percentile", 75, 20, "days"), ("share", "not_a_percentile")),
        (Target("served", "at_least", 101), ("share", "not_in_range")),
        (Target("served", "at_least", 0), ("share", "not_in_range")),  # it would be kept whatever happens
    ],
)
def test_only_what_can_be_measured_is_a_target(target: Target, fault: tuple[str, str] | None) -> None:
    assert target.fault() == fault


def test_kept_is_judged_on_the_exact_number_and_never_on_fewer_than_five() -> None:
    assert Measured(5, 4).kept(WITHIN) is True
    assert Measured(1000, 799).kept(WITHIN) is False, "79.9 per cent are not 80"
    assert Measured(4, 4).kept(WITHIN) is None
    assert Measured(4, 4).rate is None
    assert Measured(4, 4).is_hidden
    assert Measured().kept(WITHIN) is None
    middle = Target("throughput", "percentile", 80, 20, "days")
    assert Measured(9, 0, (1.0, 20.0, 99.0)).kept(middle) is True
    assert Measured(9, 0, (1.0, 20.1, 99.0)).kept(middle) is False


def test_a_month_is_held_against_the_version_in_force_at_its_end() -> None:
    versions = [(1, date(2026, 9, 15)), (2, date(2026, 11, 1)), (3, date(2027, 1, 1))]
    now, *months = windows(versions, today=TODAY)
    assert (now.first, now.end, now.version, now.judged) == (date(2026, 8, 24), TODAY, 2, True)
    assert len(months) == MONTHS
    assert months[0].first == date(2026, 11, 1)
    assert [(month.version, month.judged) for month in months[:4]] == [(2, True), (1, True), (1, True), (1, False)]
    assert in_force(versions, date(2026, 9, 14)) is None
    assert not windows([(1, date(2027, 1, 1))], today=TODAY)[0].judged, "what begins later is not judged today"


# ---- Writing, publishing, withdrawing -----------------------------------------------------------------------------


@pytest.fixture
def head() -> Actor:
    configure_from(path=DEMO_OFFICE, by=make_actor("admin"), now=NOW)
    return make_actor("head")


def written(
    by: Actor, *, target: Target | None = WITHIN, sentence: str = "Wir entscheiden zügig.", of: UUID | None = None
) -> UUID:
    return actions.write(
        promise=of, value="reliability", sentence=sentence, owner="caseworker", target=target, by=by, now=NOW
    )  # fmt: skip


def published(by: Actor, *, on: date = TODAY, at: datetime = NOW, target: Target = WITHIN) -> UUID:
    promise = written(by, target=target)
    actions.publish(promise=promise, version=1, valid_from=on, by=by, now=at)
    return promise


@pytest.mark.django_db
def test_only_the_head_of_office_writes_and_reads_drafts(head: Actor) -> None:
    other, promise = make_actor("caseworker", "council", "admin", "legal"), written(head)
    for call in (
        lambda: written(other),
        lambda: actions.publish(promise=promise, version=1, valid_from=TODAY, by=other, now=NOW),
        lambda: actions.withdraw(promise=promise, reason="x", by=other, now=NOW),
        lambda: actions.discard(promise=promise, by=other, now=NOW),
        lambda: actions.translate(promise=promise, version=1, language="en", sentence="x", by=other, now=NOW),
        lambda: queries.all_promises(actor=other, now=NOW),
        lambda: queries.promise(actor=other, promise=promise, now=NOW),
        lambda: queries.measured(actor=other, target=WITHIN, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            call()  # type: ignore[no-untyped-call]
    assert queries.promises(now=NOW).living == (), "a draft is nobody's to read"


@pytest.mark.django_db
def test_a_promise_without_a_measure_cannot_be_published_not_even_in_the_database(head: Actor) -> None:
    promise = written(head, target=None)
    with pytest.raises(InvalidInput) as error:
        actions.publish(promise=promise, version=1, valid_from=TODAY, by=head, now=NOW)
    assert (error.value.field, error.value.reason) == ("measure", "required")
    row = PromiseVersion.objects.filter(promise=promise)
    says = {"published_at": NOW, "published_by_id": head.staff_id, "valid_from": TODAY}
    whole = {"measure": "throughput", "form": "within", "unit": "workdays", "limit": 20, "share": 80}
    for wrong in (
        {},
        {**whole, "limit": None},
        {**whole, "share": None},
        {**whole, "unit": "minutes"},
        {**whole, "measure": "weather"},
        {**whole, "form": "at_least"},
        {**whole, "owner": ""},
        {**whole, "sentence": ""},
        {**whole, "form": "percentile", "share": 75},
        {**whole, "measure": "served", "unit": "percent"},
    ):
        with pytest.raises(IntegrityError, match="what_is_promised_is_measured"), transaction.atomic():
            row.update(**says, **wrong)
    assert row.update(**says, **whole) == 1, "the control: what is whole can be published"


def test_every_figure_of_the_catalogue_can_be_measured() -> None:
    from amtslotse.reporting.queries.promises import _ITEMS

    assert {key: set(each.units or ("percent",)) for key, each in MEASURES.items()} == {
        key: set(items) for key, items in _ITEMS.items()
    }


@pytest.mark.django_db
def test_what_is_published_never_changes_and_nothing_is_promised_backwards(head: Actor) -> None:
    promise = published(head)
    row = PromiseVersion.objects.filter(promise=promise)
    for call in (lambda: row.update(sentence="Anders."), lambda: row.update(published_at=None), row.delete):
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            call()  # type: ignore[operator]
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Promise.objects.filter(pk=promise).delete()
    written(head, of=promise, sentence="Wir entscheiden schneller.")
    second = row.filter(version=2)
    says = {"published_at": NOW, "published_by_id": head.staff_id}
    with pytest.raises(IntegrityError, match="before it was published"), transaction.atomic():
        second.update(**says, valid_from=TODAY - timedelta(days=1))
    with pytest.raises(IntegrityError, match="after every earlier one"), transaction.atomic():
        second.update(**says, valid_from=TODAY)
    for day, reason in ((TODAY - timedelta(days=1), "in_the_past"), (TODAY, "before_the_last"), (date(2028, 1, 1), "too_late")):
        with pytest.raises(InvalidInput) as error:
            actions.publish(promise=promise, version=2, valid_from=day, by=head, now=NOW)
        assert error.value.reason == reason
    actions.publish(promise=promise, version=2, valid_from=TODAY + timedelta(days=9), by=head, now=NOW)
    [one] = queries.promises(now=NOW).living
    assert [each.version for each in one.versions] == [2, 1], "the old version stays readable"
    assert one.current is one.versions[1]
    assert one.planned is one.versions[0]


@pytest.mark.django_db
def test_an_office_may_stand_for_other_values_named_in_every_language(head: Actor) -> None:
    old, content = published(head), tomllib.loads(DEMO_OFFICE.read_text())
    courage = {"de": "Mut", "en": "Courage", "ar": "الشجاعة"}
    configure(content=content | {"values": {"courage": courage}}, by=head, now=NOW)
    with pytest.raises(InvalidInput, match="value"):
        written(head)
    said = {"sentence": "Wir sagen, was ist.", "owner": "head", "target": WITHIN, "by": head, "now": NOW}
    new = actions.write(promise=None, value="courage", **said)
    named = {one.id: one.versions or (one.draft,) for one in queries.all_promises(actor=head, now=NOW).living}
    assert named[new][0].value_name == courage
    assert named[old][0].value_name["de"] == "Verbindlichkeit", "what was promised keeps what it stood for"
    assert offices.office().number("request_days") == 28
    with pytest.raises(InvalidInput, match=r"values\.courage\.ar: missing"):
        configure(content=content | {"values": {"courage": {"de": "Mut", "en": "Courage"}}}, by=head, now=NOW)


@pytest.mark.django_db
def test_withdrawn_is_visible_for_good(head: Actor) -> None:
    promise = published(head)
    written(head, of=promise)
    with pytest.raises(InvalidInput):
        actions.withdraw(promise=promise, reason=" ", by=head, now=NOW)
    actions.withdraw(promise=promise, reason="Die Halle wird umgebaut.", by=head, now=NOW)
    found = queries.promises(now=NOW)
    assert found.living == ()
    assert found.withdrawn[0].withdrawn_reason == "Die Halle wird umgebaut."
    assert found.withdrawn[0].now is None
    assert len(found.withdrawn[0].versions) == 1
    for call in (
        lambda: written(head, of=promise),
        lambda: actions.withdraw(promise=promise, reason="Noch einmal.", by=head, now=NOW),
    ):
        with pytest.raises(NotFound):
            call()  # type: ignore[no-untyped-call]
    with pytest.raises(IntegrityError, match="for good"), transaction.atomic():
        Promise.objects.filter(pk=promise).update(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
    only_draft = written(head)
    with pytest.raises(NotFound):
        actions.withdraw(promise=only_draft, reason="Nie veröffentlicht.", by=head, now=NOW)
    actions.discard(promise=only_draft, by=head, now=NOW)
    assert not Promise.objects.filter(pk=only_draft).exists()


@pytest.mark.django_db
def test_a_translation_is_checked_as_it_was_read_and_then_stays(head: Actor) -> None:
    promise = written(head)
    actions.translate(promise=promise, version=1, language="en", sentence="We decide soon.", by=head, now=NOW)
    check = {"promise": promise, "version": 1, "language": "en", "by": head, "now": NOW}
    with pytest.raises(InvalidInput):
        actions.check_translation(**check, sentence="We decide sooner.", checked_by="Frau Weiß")
    actions.check_translation(**check, sentence="We decide soon.", checked_by="Frau Weiß")
    text = PromiseText.objects.filter(version__promise=promise)
    assert text.get().checked_on == TODAY
    actions.translate(promise=promise, version=1, language="en", sentence="We decide quickly.", by=head, now=NOW)
    assert text.get().checked_by == "", "a changed sentence is unchecked"
    actions.check_translation(**check, sentence="We decide quickly.", checked_by="Frau Weiß")
    written(head, of=promise, sentence="Wir entscheiden bald.")
    assert text.get().checked_by == "", "the German changed, so nobody answers for the translation"
    actions.check_translation(**check, sentence="We decide quickly.", checked_by="Frau Weiß")
    actions.publish(promise=promise, version=1, valid_from=TODAY, by=head, now=NOW)
    with pytest.raises(InvalidInput):
        actions.translate(promise=promise, version=1, language="en", sentence="Otherwise.", by=head, now=NOW)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        text.update(sentence="Otherwise.")
    actions.translate(promise=promise, version=1, language="ar", sentence="نبتّ سريعًا.", by=head, now=NOW)
    assert text.get(language="ar").checked_by == "", "what is missing can still be added to a published one"
    written(head, of=promise, sentence="Wir entscheiden bald.", target=Target("throughput", "within", 90, 20, "workdays"))
    assert [each.checked_by for each in PromiseText.objects.filter(version__version=2, language="en")] == ["Frau Weiß"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_and_one_who_withdraws_at_once_none_undoes_the_other() -> None:
    configure_from(path=DEMO_OFFICE, by=make_actor("admin"), now=NOW)
    head, other, later = make_actor("head"), make_actor("head"), TODAY + timedelta(days=3)
    for _ in range(5):
        promise = published(head)
        written(head, of=promise, sentence="Wir entscheiden schneller.")
        calls: list[Callable[[], object]] = [
            lambda p=promise: actions.publish(promise=p, version=2, valid_from=later, by=head, now=NOW),
            lambda p=promise: actions.publish(promise=p, version=2, valid_from=later, by=other, now=NOW),
            lambda p=promise: actions.withdraw(promise=p, reason="Umbau.", by=other, now=NOW),
        ]  # type: ignore[misc]
        answers = at_once(calls)
        assert sum(answer is None for answer in answers[:2]) <= 1, "one draft is published once"
        assert answers[2] is None
        assert all(isinstance(each, DomainError | None) for each in answers)
        row = PromiseVersion.objects.filter(promise=promise, version=2).first()
        assert (row is not None) == (None in answers[:2]), "either it was published before, or the draft went"


# ---- Figures ------------------------------------------------------------------------------------------------------


def decided(*spans: tuple[date, date]) -> None:
    start = CaseFacts.objects.count()

    def at(day: date) -> datetime:
        return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)

    CaseFacts.objects.bulk_create(
        CaseFacts(
            stream_id=start + number, source="amtslotse", received_at=at(first), received_on=first, decided_at=at(last),
            decided_on=last, closed_at=at(last), closed_on=last, gross_days=(last - first).days, last_event_at=at(last),
            events=3,
        )
        for number, (first, last) in enumerate(spans)
    )  # fmt: skip


@pytest.mark.django_db
def test_working_days_are_those_of_the_land(head: Actor) -> None:
    """Friday 30 October 2026 to Tuesday 3 November: Monday and Tuesday; All Saints' Day fell on the Sunday between."""
    friday, tuesday = date(2026, 10, 30), date(2026, 11, 3)
    decided(*[(friday, tuesday)] * 4, (friday, date(2026, 11, 4)))
    for limit, good in ((1, 0), (2, 4), (3, 5)):
        now, *_ = queries.measured(actor=head, target=Target("throughput", "within", 80, limit, "workdays"), now=NOW)
        assert (now.measured.n, now.measured.good) == (5, good)
    now, *_ = queries.measured(actor=head, target=Target("throughput", "percentile", 50, 4, "days"), now=NOW)
    assert now.value == 4.0
    # 6 January is a holiday in Baden-Württemberg and none in most Länder
    decided(*[(date(2026, 1, 5), date(2026, 1, 7))] * 5)
    _, *months = queries.measured(actor=head, target=Target("throughput", "within", 80, 1, "workdays"), now=NOW)
    january = next(month for month in months if month.window.first == date(2026, 1, 1))
    assert january.rate == 100.0


@pytest.mark.django_db
def test_months_now_and_what_is_too_little(head: Actor) -> None:
    promise = published(head, on=date(2026, 9, 1), at=datetime(2026, 9, 1, 8, tzinfo=UTC))
    quick, slow = timedelta(days=7), timedelta(days=90)
    decided(*[(date(2026, 8, 3), date(2026, 8, 3) + quick)] * 10)  # before the promise
    decided(*[(date(2026, 9, 1), date(2026, 9, 1) + quick)] * 8, *[(date(2026, 6, 1), date(2026, 6, 1) + slow + quick)] * 2)
    decided(*[(date(2026, 7, 1), date(2026, 10, 9))] * 6)
    decided(*[(date(2026, 11, 2), date(2026, 11, 9))] * 4)
    [one] = queries.promises(now=NOW).living
    assert one.id == promise
    assert one.now is not None
    assert (one.now.measured.n, one.now.measured.good, one.now.kept) == (20, 12, False)
    shown = {month.window.first.month: month for month in one.months if month.window.first.year == 2026}
    assert (shown[9].rate, shown[9].kept) == (80.0, True)
    assert (shown[10].rate, shown[10].kept) == (0.0, False)
    assert (shown[11].rate, shown[11].kept, shown[11].measured.is_hidden) == (None, None, True), "four cases are no number"
    assert (shown[8].rate, shown[8].kept) == (100.0, None), "nothing was promised in August, so nothing was kept"


@pytest.mark.django_db
def test_now_leaves_today_out_and_the_running_month_does_not(head: Actor) -> None:
    begins = TODAY - timedelta(days=90)
    for last in (begins - timedelta(days=1), begins, TODAY - timedelta(days=1), TODAY):
        decided(*[(last - timedelta(days=7), last)] * 5)
    now, november, *_ = queries.measured(actor=head, target=WITHIN, now=NOW)
    assert (now.window.first, now.window.end, now.measured.n) == (begins, TODAY, 10)
    assert november.measured.n == 10


@pytest.mark.django_db
def test_a_share_and_its_denominator(head: Actor) -> None:
    VisitFacts.objects.bulk_create(
        VisitFacts(
            stream_id=number, source="amtslotse", site="markt", klass="short", with_appointment=False, arrived_at=NOW,
            arrived_on=TODAY - timedelta(days=1), served_seconds=60, waited_seconds=60 * number, outcome=outcome,
        )
        for number, outcome in enumerate(["done", "done", "appointment", "filed", "referred", "left", "no_show", ""])
    )  # fmt: skip
    now, *_ = queries.measured(actor=head, target=Target("served", "at_least", 80), now=NOW)
    assert (now.measured.good, now.measured.n) == (5, 6)
    now, *_ = queries.measured(actor=head, target=Target("hall_wait", "within", 80, 4, "minutes"), now=NOW)
    assert (now.measured.good, now.measured.n) == (5, 8)


@pytest.mark.django_db
def test_every_measure_and_unit_runs_and_twenty_promises_cost_no_more_statements_than_one_each(head: Actor) -> None:
    for key, measure in MEASURES.items():
        for unit in measure.units or ("percent",):
            form = measure.forms[0]
            published(head, target=Target(key, form, 80, 5 if measure.units else None, unit))
    with CaptureQueriesContext(
        connection,
    ) as few:
        queries.promises(now=NOW)
    for _ in range(12):
        published(head)
    with CaptureQueriesContext(connection) as many:
        queries.promises(now=NOW)
    assert len(many) == len(few) <= 20
