"""Open cases of another system become cases here: read, mapped by a person, shown, and then taken over in the background."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import OperationalError, transaction
from procrastinate.contrib.django import app

from amtslotse.accounts.rules import require
from amtslotse.casework.actions import uploading
from amtslotse.casework.actions.dispatching import QUEUE
from amtslotse.casework.actions.recording import sent_before, staff_id
from amtslotse.casework.models import Applicant, Case, ImportedCase, ImportedPaper, ImportRun, files, keys
from amtslotse.casework.queries.importing import Placed, Plan, content_of, places, plan, sheet_of
from amtslotse.casework.rules import events, folders
from amtslotse.casework.rules import importing as rules
from amtslotse.casework.rules.filing import digest as fingerprint
from amtslotse.casework.rules.filing import fresh_file_number, local_day
from amtslotse.catalogue import queries as catalogue
from amtslotse.catalogue.rules import Procedure
from amtslotse.engines import envelope
from amtslotse.engines.sheets import Sheet
from amtslotse.journal.actions import Dated, append_many
from amtslotse.journal.rules import Kind, NewEvent
from amtslotse.kernel import codes, names
from amtslotse.kernel.actor import SYSTEM, Actor
from amtslotse.kernel.errors import DomainError, InvalidInput, NotFound
from amtslotse.offices import queries as offices
from amtslotse.offices.queries import office

_log = logging.getLogger(__name__)

#: Of a folder: the papers by the number that a case had there.
Papers = Mapping[str, tuple[folders.Paper, ...]]

TASK = "casework.import_cases"
#: Cases a transaction: a worker that dies has taken some over, and the next try takes the rest.
_AT_ONCE = 200
_THE_PERSONS = ("person", "contact")
_LEFT_BEHIND = timedelta(minutes=10)
_AS_IN_THE_FILE = {
    "de": "So stand es in der übernommenen Datei.",
    "en": "So it stood in the file that was taken over.",
    "ar": "هكذا ورد في الملف المنقول.",
}


class NotNow(DomainError):
    """The file is at another step. Nothing changed."""

    code = "not_now"


@transaction.atomic
def take_import_file(*, run: UUID, name: str, content: bytes, source: str, by: Actor, now: datetime) -> UUID:
    """The file is kept, encrypted, with what each column seems to be; no case exists yet.

    ``run`` is the form's own id: sending it twice keeps one. Raises ``InvalidInput`` (field ``file``, see
    ``rules.importing.sheet_of``, or ``no_space``; field ``source`` ``required``, ``not_a_name``), ``NotAllowed``.
    """
    require(by, "records.import")
    if sent_before(model=ImportRun, key=run):
        return run
    origin = rules.source_name(source)
    sheet, columns = rules.sheet_of(content)
    sealed = envelope.seal(content, master=keys.documents_key(), identity=str(run))
    try:
        files.write(run, sealed.content)
    except files.NoSpace:
        raise InvalidInput(field="file", reason="no_space") from None
    ImportRun.objects.create(
        id=run,
        source=origin,
        name=names.clean(name, field="file")[:200],
        form=sheet.form,
        wrapped_key=sealed.wrapped_key,
        columns=columns,
        words=_guessed(sheet, columns, {}, now),
        lines=len(sheet.rows),
        uploaded_at=now,
        uploaded_by_id=staff_id(by=by),
    )
    return run


@transaction.atomic
def map_import(*, run: UUID, columns: Sequence[str], words: Mapping[str, Mapping[str, str]], by: Actor, now: datetime) -> None:
    """The columns are what a person says they are; what would become of every line is known and can be shown. Also after a
    try that failed before it had made a case.

    ``words``: field → word in the file → what it stands for here; what it leaves out is guessed. ``case.json`` keeps its
    columns. Raises ``InvalidInput`` (field ``columns``: ``missing`` with the fields in ``facts``, ``twice``, ``unknown``,
    ``too_many_words``), ``NotNow`` once it was started, ``NotAllowed``, ``NotFound``.
    """
    row = _locked(run, by)
    failed_at_once = row.state == "failed" and row.file_gone_at is None and not row.cases.exists()
    if row.state not in ("read", "mapped") and not failed_at_once:
        raise NotNow(f"import {run} is {row.state}")
    sheet = sheet_of(row)
    chosen = rules.Columns(tuple(row.columns if row.form in rules.FIXED_FORMS else columns))
    if row.form not in rules.FIXED_FORMS and (
        len(chosen.columns) != len(sheet.header) or not {*chosen.columns} <= {*rules.FIELDS, ""}
    ):
        raise InvalidInput(field="columns", reason="unknown")
    if twice := chosen.twice():
        raise InvalidInput(field="columns", reason="twice", fields=twice)
    if missing := chosen.missing():
        raise InvalidInput(field="columns", reason="missing", fields=missing)
    row.columns, row.words, row.state = chosen.columns, _guessed(sheet, chosen.columns, words, now), "mapped"
    _foresee(row, now)
    row.failure = ""
    row.save(update_fields=["columns", "words", "state", "failure", "plan", "faults"])


@transaction.atomic
def start_import(*, run: UUID, by: Actor, now: datetime) -> None:
    """The cases are taken over in the background; one that failed goes on where it stopped. A second time changes nothing.

    Raises ``NotNow`` before it was mapped or once its file is gone, ``NotAllowed``, ``NotFound``.
    """
    row = _locked(run, by)
    if row.state in ("running", "done"):
        return
    if row.state not in ("mapped", "failed") or row.file_gone_at is not None:
        raise NotNow(f"import {run} is {row.state}")
    if row.started_at is None or not row.cases.exists():
        row.started_at = now  # else it stays: every case of a file goes by the chart of one moment
    row.state, row.failure, row.started_by_id = "running", "", staff_id(by=by)
    row.save(update_fields=["state", "failure", "started_at", "started_by"])
    app.configure_task(TASK, queue=QUEUE).defer(run=str(run))


@transaction.atomic
def drop_import(*, run: UUID, by: Actor, now: datetime) -> None:
    """The file is gone; a report that stands, stays. A second time changes nothing.

    Raises ``NotNow`` while it runs, ``NotAllowed``, ``NotFound``.
    """
    row = _locked(run, by)
    if row.state == "running":
        raise NotNow(f"import {run} runs")
    _forget(row, now)


def import_cases(*, run: UUID, now: datetime) -> bool:
    """Every right line of the file is a case, once, with its history and, from a folder, its papers; ``False`` when there is
    nothing to do, or when it failed: then it says so and why (``failure``), and ``start_import`` tries again.

    UNIQUE (source, foreign id) makes "once" hold whatever races or is tried again. The database counts at the end and takes
    the report only when nothing is lost. Each case has the receipt day of the file, its service in the version of that day,
    and in the journal when it was received, since when it is complete, and that it was taken over.
    """
    row = ImportRun.objects.filter(pk=run, state="running").first()
    if row is None or row.started_at is None:
        return False
    try:
        return _import(row, row.started_at, now)
    except OperationalError:  # the database is away or two were in each other's way: the job's next try may find it well
        raise
    except Exception as fault:
        _log.exception("import %s failed", run)
        _fail(run, fault)
        return False


def _import(row: ImportRun, started_at: datetime, now: datetime) -> bool:
    todo = plan(row, now=started_at)
    content = content_of(row) if row.form == rules.FOLDER else b""
    papers = folders.read(content).papers if content else {}
    fresh = sorted(todo.fresh, key=lambda each: each.told.foreign_id)  # in one order, so that two runs never wait in a ring
    for start in range(0, len(fresh), _AT_ONCE):
        _take_over(row, fresh[start : start + _AT_ONCE], now, content=content, papers=papers)
    return _finish(row.pk, todo, now, papers=papers)


def _fail(run: UUID, fault: Exception) -> None:
    """A code alone: what the fault says may name a person of the file."""
    known = fault.reason if isinstance(fault, InvalidInput) else fault.code if isinstance(fault, DomainError) else "unexpected"
    ImportRun.objects.filter(pk=run, state="running").update(state="failed", failure=known[:40])


def left_behind(*, now: datetime) -> list[UUID]:
    """Imports that a dead worker left."""
    rows = ImportRun.objects.filter(state="running", started_at__lt=now - _LEFT_BEHIND)
    return list(rows.values_list("pk", flat=True))


def forget_import_files(*, now: datetime) -> int:
    """Files older than the office keeps a begun application are gone; how many. What runs, stays."""
    before = now - timedelta(days=office().number("draft_days"))
    old = ImportRun.objects.filter(file_gone_at=None, uploaded_at__lt=before).exclude(state="running")
    for run in list(old.values_list("pk", flat=True)):
        with transaction.atomic():
            _forget(ImportRun.objects.select_for_update(of=("self",)).get(pk=run), now)
    return len(old)


def _guessed(
    sheet: Sheet, columns: Sequence[str], said: Mapping[str, Mapping[str, str]], now: datetime
) -> dict[str, dict[str, str]]:
    """What each word of the matched columns stands for: as a person said, else as it is guessed."""
    today = local_day(now)
    procedures, teams = catalogue.published(on=today), offices.team_names("de", on=today)
    services = {each.key for each in procedures}
    found: dict[str, dict[str, str]] = {}
    for name in rules.MATCHED:
        if name not in columns:
            continue
        there = rules.words_in(sheet, columns.index(name))
        told = said.get(name, {})
        if name == "service":
            found[name] = {
                word: told[word] if told.get(word, "") in services else rules.guess_service(word, procedures) for word in there
            }
        else:
            found[name] = {
                word: told[word] if told.get(word) in {*teams, ""} else rules.guess_team(word, teams) for word in there
            }
    return found


def _foresee(row: ImportRun, now: datetime) -> None:
    found = plan(row, now=now)
    fresh = found.fresh
    row.plan = {
        "places": places(fresh),
        "fresh": len(fresh),
        "known": len(found.placed) - len(fresh),
        "wrong": found.wrong,
    }
    row.faults = _stored(found)


def _stored(found: Plan) -> list[list[object]]:
    return [[each.line, each.field, each.reason] for each in sorted(found.faults, key=lambda each: each.line)]


@transaction.atomic
def _take_over(
    row: ImportRun, cases: Sequence[Placed], now: datetime, *, content: bytes = b"", papers: Papers = MappingProxyType({})
) -> None:
    """The cases exist, but for those that somebody else took over meanwhile: the first claim wins."""
    claims = {uuid.uuid4(): each for each in cases}
    # The tie to the case is checked when the transaction ends, so the claim may come first.
    ImportedCase.objects.bulk_create(
        [
            ImportedCase(
                case_id=identity,
                run=row,
                source=row.source,
                foreign_id=each.told.foreign_id,
                search_key=codes.normalise(each.told.foreign_id)[:80],
                service=each.told.procedure.key,
                team=each.team,
            )
            for identity, each in claims.items()
        ],
        ignore_conflicts=True,
    )
    won = set(ImportedCase.objects.filter(pk__in=claims).values_list("pk", flat=True))
    mine = {identity: each for identity, each in claims.items() if identity in won}
    made = [_case(identity, each) for identity, each in mine.items()]
    Case.objects.bulk_create(made)
    Applicant.objects.bulk_create(_applicant(identity, each) for identity, each in mine.items())
    append_many(stream_kind="case", events=[each for case in made for each in _history(case, row.source, now)], by=SYSTEM)
    for case in made:
        for each in papers.get(mine[case.pk].told.foreign_id, ()):
            _keep(row, case, mine[case.pk].told.procedure, each, folders.paper(content, each), now)


def _keep(row: ImportRun, case: Case, procedure: Procedure, told: folders.Paper, content: bytes, now: datetime) -> None:
    """The paper lies with the documents of the case, cleaned and encrypted like any upload."""
    need = told.need if any(rule.need.key == told.need for rule in procedure.documents) else ""
    cleaned = uploading.clean(need=need, content=content)
    kept = uploading.store(need=need, name=told.name, cleaned=cleaned, case=case, now=now)
    kept.handed_in_at = told.at
    kept.save(update_fields=["handed_in_at"])
    ImportedPaper.objects.create(
        document=kept,
        run=row,
        what=told.what,
        kind=told.kind,
        language=told.language,
        written_at=told.at,
        sha256=told.sha256,
    )


def _case(identity: UUID, each: Placed) -> Case:
    told, procedure = each.told, each.told.procedure
    the_persons = {question.key for question in procedure.questions if question.group in _THE_PERSONS}
    return Case(
        id=identity,
        file_number=fresh_file_number(told.received_at),
        submission_key=identity,
        submission_digest=fingerprint(service=procedure.key, version=procedure.version, answers=told.answers, documents=()),
        proof_token=keys.proof_token(identity),
        service=procedure.key,
        service_version=procedure.version,
        purpose=each.purpose,
        language=told.language,
        answers={key: value for key, value in told.answers.items() if key not in the_persons},
        status="with_team" if each.team else "received",
        source="import",
        received_at=told.received_at,
        complete_since=told.complete_since if each.team else None,
        effect=each.effect,
        title_expires_on=told.title_expires_on,
        needed_on=told.needed_on,
        court_on=told.court_on,
        difficulty=each.difficulty,
        team=each.team,
        team_reason=dict(each.reason) or (_AS_IN_THE_FILE if each.team else {}),
        team_by_hand=bool(each.team and not each.reason),
    )


def _applicant(identity: UUID, each: Placed) -> Applicant:
    told = each.told
    the_persons = {question.key for question in told.procedure.questions if question.group in _THE_PERSONS}
    said = told.answers
    return Applicant(
        case_id=identity,
        family_name=told.family_name,
        given_names=told.given_names,
        name_key=names.sort_key(f"{told.family_name} {told.given_names}".strip())[:800],
        birth_year=told.born.year,
        birth_month=told.born.month,
        birth_day=told.born.day,
        nationality=said.get("nationality", ""),
        street=said.get("street", ""),
        postcode=said.get("postcode", ""),
        city=said.get("city", ""),
        email=said.get("email", ""),
        phone=said.get("phone", ""),
        answers={key: value for key, value in said.items() if key in the_persons},
    )


def _history(case: Case, source: str, now: datetime) -> Iterator[Dated]:
    """When it was received, since when it is complete, and today's take-over: each at its own time."""
    said: list[tuple[datetime, Kind, Mapping[str, Any]]] = [
        (case.received_at, events.RECEIVED, {"documents": 0, "language": case.language, "effect": case.effect}),
        (now, events.IMPORTED, {"source": source}),
    ]
    if case.complete_since:
        complete = {"team": case.team, "difficulty": case.difficulty}
        said.insert(1, (case.complete_since, events.COMPLETENESS_CONFIRMED, complete))
    for at, kind, payload in said:
        event = NewEvent(
            kind.name, payload, procedure=case.service, procedure_version=case.service_version, purpose=case.purpose
        )
        yield Dated(str(case.pk), event, at)


@transaction.atomic
def _finish(run: UUID, todo: Plan, now: datetime, *, papers: Papers) -> bool:
    row = ImportRun.objects.select_for_update(of=("self",)).get(pk=run)
    if row.state != "running":
        return False
    mine = set(row.cases.values_list("foreign_id", flat=True))
    created = [each for each in todo.placed if each.told.foreign_id in mine]
    row.before, row.created = places(created), len(created)
    row.known, row.wrong, row.faults = len(todo.placed) - len(created), todo.wrong, _stored(todo)
    row.papers = sum(len(papers.get(each.told.foreign_id, ())) for each in created)
    row.state, row.finished_at = "done", now
    row.save(update_fields=["before", "created", "known", "wrong", "faults", "papers", "state", "finished_at", "after"])
    return True


def _forget(row: ImportRun, now: datetime) -> None:
    if row.file_gone_at is not None:
        return
    row.file_gone_at, row.wrapped_key = now, b""
    row.state = row.state if row.state == "done" or row.cases.exists() else "dropped"
    row.failure = row.failure if row.state == "failed" else ""
    row.save(update_fields=["file_gone_at", "wrapped_key", "state", "failure"])
    transaction.on_commit(lambda: files.delete(row.pk))


def _locked(run: UUID, by: Actor) -> ImportRun:
    require(by, "records.import")
    row = ImportRun.objects.select_for_update(of=("self",)).filter(pk=run).first()
    if row is None:
        raise NotFound(f"import {run}")
    return row
