"""A procedure is written, proven by test cases, and released by a second person."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from amtslotse.accounts.rules import require
from amtslotse.catalogue import rules
from amtslotse.catalogue.actions.publishing import publish
from amtslotse.catalogue.models import ProcedureDraft, ProcedureTest, ServiceVersion
from amtslotse.catalogue.queries.library import library
from amtslotse.journal.actions import append
from amtslotse.journal.rules import Kind, NewEvent
from amtslotse.kernel import names
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound
from amtslotse.kernel.localtime import day_of

_MOST_TESTS = 100


class ChangedMeanwhile(DomainError):
    """Somebody else changed the draft since the page was opened; nothing was written."""

    code = "changed_meanwhile"


class DraftExists(DomainError):
    """Somebody writes this service already: ``draft`` is the number of the open draft."""

    code = "draft_exists"


class NotReady(DomainError):
    """The draft lacks something (``gaps``), or test cases (``failed`` of ``tests`` do not pass)."""

    code = "not_ready"


class NotPassed(NotReady):
    """There is no test case, or some do not pass."""

    code = "not_passed"


class OwnWork(NotAllowed):
    """Nobody releases what she wrote herself."""

    code = "own_work"


class Overtaken(DomainError):
    """Another version of the service was published since the draft was begun."""

    code = "overtaken"


def _person(by: Actor, right: str) -> int:
    require(by, right)
    if by.staff_id is None:
        raise NotAllowed(role=by.role)
    return by.staff_id


def _tell(key: str, kind: Kind, *, by: Actor, now: datetime, **payload: Any) -> None:
    append(stream_kind="service", stream_ref=key, events=[NewEvent(kind.name, payload, procedure=key)], by=by, now=now)


def _newest(key: str) -> int | None:
    newest: int | None = ServiceVersion.objects.filter(key=key).aggregate(newest=Max("version"))["newest"]
    return newest


def _begin(content: Mapping[str, Any], *, base: int | None, by: Actor, now: datetime) -> int:
    person = _person(by, "procedures.write")
    key = str(content["key"])
    try:
        with transaction.atomic():
            draft = ProcedureDraft.objects.create(
                key=key,
                base_version=base,
                content=content,
                begun_by_id=person,
                begun_at=now,
                changed_by_id=person,
                changed_at=now,
            )
    except IntegrityError:
        there = ProcedureDraft.objects.filter(key=key, status__in=("writing", "submitted")).values_list("pk", flat=True)
        raise DraftExists(key, draft=there.first()) from None
    _tell(key, rules.DRAFT_BEGUN, by=by, now=now, **({"base": base} if base else {}))
    return int(draft.pk)


def _new_key(title: str) -> str:
    there = {*ServiceVersion.objects.values_list("key", flat=True), *ProcedureDraft.objects.values_list("key", flat=True)}
    if not title.strip():
        raise InvalidInput(field="title", reason="required")
    return rules.free_key(names.clean(title, field="title"), there, sign="-")


@transaction.atomic
def begin(*, title: str, matter: str, by: Actor, now: datetime) -> int:
    """A new service is being written, from nothing. Raises ``NotAllowed``, ``InvalidInput``."""
    require(by, "procedures.write")
    if matter not in library()["matters"]:
        raise InvalidInput(field="matter", reason="not_an_option")
    today = day_of(now).isoformat()
    key = _new_key(title)
    title = names.clean(title, field="title")
    content = rules.from_nothing(key=key, title=title, matter=matter, today=today, library=library())
    return _begin(content, base=None, by=by, now=now)


@transaction.atomic
def copy(*, service: str, title: str = "", by: Actor, now: datetime) -> int:
    """The next version of a service is being written; with a title a new service that begins as its copy.

    Raises ``NotAllowed``, ``NotFound``, ``DraftExists``.
    """
    require(by, "procedures.write")
    row = ServiceVersion.objects.filter(key=service).order_by("-version").first()
    if row is None:
        raise NotFound(f"service {service}")
    if title:
        content = rules.copied(row.content, key=_new_key(title), title=names.clean(title, field="title"))
        return _begin(content, base=None, by=by, now=now)
    return _begin(rules.copied(row.content), base=row.version, by=by, now=now)


@transaction.atomic
def take_in(*, text: str, by: Actor, now: datetime) -> int:
    """A file of another office is the beginning of a draft: the next version of a service that is there, or a new one.

    Raises ``NotAllowed``, ``InvalidCatalogue``, ``DraftExists``.
    """
    require(by, "procedures.write")
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise rules.InvalidCatalogue(file="", place="the file", reason=f"is not TOML: {fault}") from None
    content = rules.taken_in(said, library())
    if content["key"] != rules.free_key(str(content["key"]), (), sign="-"):
        raise rules.InvalidCatalogue(file="", place="key", reason="must be lower case letters, digits and -")
    return _begin(content, base=_newest(str(content["key"])), by=by, now=now)


def _locked(draft: int, *, revision: int | None = None) -> ProcedureDraft:
    row = ProcedureDraft.objects.select_for_update(of=("self",)).filter(pk=draft).first()
    if row is None:
        raise NotFound(f"draft {draft}")
    if revision is not None and (row.status != "writing" or row.revision != revision):
        raise ChangedMeanwhile(row.key)
    return row


def _change(
    draft: int, revision: int, part: str, change: Callable[[dict[str, Any]], dict[str, Any]], *, by: Actor, now: datetime
) -> None:
    person = _person(by, "procedures.write")
    row = _locked(draft, revision=revision)
    row.content = change(row.content)
    row.revision += 1
    row.changed_by_id, row.changed_at = person, now
    row.save()
    _tell(row.key, rules.DRAFT_CHANGED, by=by, now=now, part=part)


@transaction.atomic
def set_words(*, draft: int, revision: int, values: Mapping[str, Any], by: Actor, now: datetime) -> None:
    """Texts and words of the whole are these. Raises ``NotAllowed``, ``InvalidInput``, ``ChangedMeanwhile``."""
    _change(draft, revision, "words", lambda content: rules.with_words(content, values, library()), by=by, now=now)


@transaction.atomic
def put(*, draft: int, revision: int, part: str, place: int, item: Mapping[str, Any], by: Actor, now: datetime) -> None:
    """An entry of a list is so; place 0 adds one. Raises ``NotAllowed``, ``InvalidInput``, ``ChangedMeanwhile``."""
    _change(draft, revision, part, lambda content: rules.with_item(content, part, place, item, library()), by=by, now=now)


@transaction.atomic
def pick(*, draft: int, revision: int, part: str, wanted: Iterable[str], by: Actor, now: datetime) -> None:
    """Entries of the library are added. Raises ``NotAllowed``, ``InvalidInput``, ``ChangedMeanwhile``."""
    _change(draft, revision, part, lambda content: rules.with_picked(content, part, wanted, library()), by=by, now=now)


@transaction.atomic
def move(*, draft: int, revision: int, part: str, place: int, to: int, by: Actor, now: datetime) -> None:
    """An entry stands at place ``to``. Raises ``NotAllowed``, ``InvalidInput``, ``ChangedMeanwhile``."""
    _change(draft, revision, part, lambda content: rules.moved(content, part, place, to=to), by=by, now=now)


@transaction.atomic
def set_bases(*, draft: int, revision: int, bases: Sequence[tuple[str, str]], by: Actor, now: datetime) -> None:
    """What all documents rest on: legal basis and how sure, in their order.

    Raises ``NotAllowed``, ``InvalidInput``, ``ChangedMeanwhile``.
    """
    _change(draft, revision, "documents", lambda content: rules.with_bases(content, bases), by=by, now=now)


@transaction.atomic
def remove(*, draft: int, revision: int, part: str, place: int, by: Actor, now: datetime) -> None:
    """An entry is gone. Raises ``NotAllowed``, ``ChangedMeanwhile``, and ``InvalidInput`` while something asks for it."""
    _change(draft, revision, part, lambda content: rules.without(content, part, place), by=by, now=now)


# ---- Test cases ---------------------------------------------------------------------------------------------------


@transaction.atomic
def put_test(
    *,
    draft: int,
    test: int | None = None,
    name: str,
    answers: Mapping[str, str],
    expected: Mapping[str, Any],
    by: Actor,
    now: datetime,
) -> int:
    """The draft has this test case. It has not passed before it was run.

    Raises ``NotAllowed``, and ``InvalidInput`` naming the question that is asked and has no answer.
    """
    person = _person(by, "procedures.write")
    row = _writing(draft)
    procedure, today = rules.as_far_as_written(row.content), day_of(now)
    name = names.clean(name, field="name", longest=120)
    if not name:
        raise InvalidInput(field="name", reason="required")
    kept = {
        question.key: rules.check_answer(question, answers[question.key], today)
        for question in rules.deciding_questions(procedure)
        if answers.get(question.key)
    }
    if left := rules.still_open(procedure, kept, on=today):
        raise InvalidInput(field=left[0].key, reason="required")
    fields = {
        "name": name,
        "on": today,
        "answers": kept,
        "expected": rules.result_of(expected).stored(),
        "written_by_id": person,
    }
    if test is None:
        if row.tests.count() >= _MOST_TESTS:
            raise InvalidInput(field="name", reason="too_many")
        written = ProcedureTest.objects.create(draft=row, **fields)
    else:
        written = _test(row, test)
        for field, value in fields.items():
            setattr(written, field, value)
        written.save()
    _tell(row.key, rules.DRAFT_CHANGED, by=by, now=now, part="tests")
    return int(written.pk)


@transaction.atomic
def remove_test(*, draft: int, test: int, by: Actor, now: datetime) -> None:
    """The test case is gone; who removed it is an author. Raises ``NotAllowed``, ``NotFound``, ``ChangedMeanwhile``."""
    person = _person(by, "procedures.write")
    row = _writing(draft)
    _test(row, test).delete()
    row.authors = [*row.authors, person]
    row.save(update_fields=["authors"])
    _tell(row.key, rules.DRAFT_CHANGED, by=by, now=now, part="tests")


def _test(row: ProcedureDraft, test: int) -> ProcedureTest:
    found = row.tests.filter(pk=test).first()
    if found is None:
        raise NotFound(f"test {test}")
    return found


def _writing(draft: int) -> ProcedureDraft:
    row = _locked(draft)
    if row.status != "writing":
        raise ChangedMeanwhile(row.key)
    return row


def _run(row: ProcedureDraft, procedure: rules.Procedure) -> tuple[list[ProcedureTest], list[ProcedureTest]]:
    """Those that pass, and those that fail."""
    passed: list[ProcedureTest] = []
    failed: list[ProcedureTest] = []
    for test in row.tests.order_by("pk"):
        found = rules.outcome(procedure, test.answers, on=test.on)
        is_as_expected = not rules.differences(rules.result_of(test.expected), found)
        (passed if is_as_expected else failed).append(test)
    return passed, failed


@transaction.atomic
def run_tests(*, draft: int, by: Actor, now: datetime) -> tuple[int, int]:
    """Every test case of a draft that is written was run, and the database knows which passed: (passed, all).

    Raises ``NotAllowed``, ``ChangedMeanwhile``.
    """
    _person(by, "procedures.write")
    row = _writing(draft)
    passed, failed = _run(row, rules.as_far_as_written(row.content))
    row.tests.filter(pk__in=[test.pk for test in passed]).update(passed_at=now)
    row.tests.filter(pk__in=[test.pk for test in failed]).update(passed_at=None)
    return len(passed), len(passed) + len(failed)


# ---- Release ------------------------------------------------------------------------------------------------------


@transaction.atomic
def submit(*, draft: int, by: Actor, now: datetime) -> None:
    """The draft waits for its release and changes no more until it is given back.

    Raises ``NotAllowed``, ``ChangedMeanwhile``, ``NotReady`` with its gaps, ``NotPassed``.
    """
    _person(by, "procedures.write")
    row = _writing(draft)
    if lacking := rules.gaps(row.content):
        raise NotReady(row.key, gaps=lacking)
    passed, tests = run_tests(draft=draft, by=by, now=now)
    if not tests or passed < tests:
        raise NotPassed(row.key, tests=tests, failed=tests - passed)
    row.status, row.return_reason = "submitted", ""
    row.save()
    _tell(row.key, rules.DRAFT_SUBMITTED, by=by, now=now, tests=tests)


@transaction.atomic
def give_back(*, draft: int, reason: str, by: Actor, now: datetime) -> None:
    """The draft is written again; the reason stands on it. Who writes may take it back, who releases may return it.

    Raises ``NotAllowed``, ``ChangedMeanwhile``, ``InvalidInput``.
    """
    if "procedures" not in by.roles:
        require(by, "procedures.release")
    row = _locked(draft)
    if row.status != "submitted":
        raise ChangedMeanwhile(row.key)
    row.return_reason = names.clean(reason, field="reason", longest=2000)
    if not row.return_reason:
        raise InvalidInput(field="reason", reason="required")
    row.status = "writing"
    row.save()
    _tell(row.key, rules.DRAFT_RETURNED, by=by, now=now)


@transaction.atomic
def discard(*, draft: int, by: Actor, now: datetime) -> None:
    """Nobody goes on with it; another draft of the service may begin. Raises ``NotAllowed``, ``ChangedMeanwhile``."""
    _person(by, "procedures.write")
    row = _writing(draft)
    row.status = "discarded"
    row.save()
    _tell(row.key, rules.DRAFT_DISCARDED, by=by, now=now)


@transaction.atomic
def release(*, draft: int, valid_from: date, by: Actor, now: datetime) -> int:
    """The draft is the next published version from a day on; answers its number. Cases that are there keep theirs.

    The database refuses an author as releaser, and what was not tested as it is.
    Raises ``NotAllowed``, ``OwnWork``, ``ChangedMeanwhile``, ``NotPassed``, ``Overtaken``, and ``InvalidInput`` for a day
    that is over or lies before the day of the version before it.
    """
    person = _person(by, "procedures.release")
    row = _locked(draft)
    if row.status != "submitted":
        raise ChangedMeanwhile(row.key)
    if person in row.authors:
        raise OwnWork(row.key)
    newest = ServiceVersion.objects.filter(key=row.key).order_by("-version").first()
    if (newest.version if newest else None) != row.base_version:
        raise Overtaken(row.key)
    if valid_from < day_of(now):
        raise InvalidInput(field="valid_from", reason="in_past")
    if newest and valid_from < newest.valid_from:
        raise InvalidInput(field="valid_from", reason="before_the_last", last=newest.valid_from)
    version = (row.base_version or 0) + 1
    content = rules.whole(row.content, version=version, valid_from=valid_from.isoformat())
    passed, failed = _run(row, rules.parse(content))
    if failed or not passed:
        raise NotPassed(row.key, tests=len(passed) + len(failed), failed=len(failed))
    publish(content=content, file=row.key, shipped=False, by=by, now=now)
    row.status, row.version, row.valid_from = "released", version, valid_from
    row.released_by_id, row.released_at = person, now
    row.save()
    _tell(row.key, rules.DRAFT_RELEASED, by=by, now=now, tests=len(passed))
    return version
