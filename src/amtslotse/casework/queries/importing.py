"""Files of open cases: what was understood of them, what would become of each line, and what did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings

from amtslotse.accounts.rules import require
from amtslotse.casework.models import ImportedCase, ImportRun, files, keys
from amtslotse.casework.rules import effect
from amtslotse.casework.rules import importing as rules
from amtslotse.casework.rules.events import TYPED_IN
from amtslotse.casework.rules.filing import local_day, situation
from amtslotse.catalogue import queries as catalogue
from amtslotse.catalogue.rules import Procedure, difficulty, purpose
from amtslotse.engines import envelope
from amtslotse.engines.sheets import Sheet
from amtslotse.engines.triage import Facts, urgency
from amtslotse.journal.queries import count_words, sum_numbers
from amtslotse.kernel import codes
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotFound
from amtslotse.offices import queries as offices
from amtslotse.offices.rules import NoTeam, route

#: As many as a page shows; the file has all.
RUNS, FAULTS = 60, 100
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Placed:
    """An open case of the file with everything that follows from it, also where it goes. Empty ``team``: clearing."""

    told: rules.Open
    purpose: str
    difficulty: int
    effect: str
    team: str
    reason: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of every line. ``there``: numbers that came from the same system before, and their runs."""

    placed: tuple[Placed, ...]
    faults: tuple[rules.Fault, ...]
    there: Mapping[str, UUID]

    @property
    def fresh(self) -> tuple[Placed, ...]:
        return tuple(each for each in self.placed if each.told.foreign_id not in self.there)

    @property
    def wrong(self) -> int:
        """Lines with at least one fault."""
        return len({fault.line for fault in self.faults})


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column: its heading, what stands in it, and the field it is taken for (empty: left out)."""

    position: int
    heading: str
    examples: tuple[str, ...]
    field: str


@dataclass(frozen=True, slots=True)
class WordView:
    """A word of a matched column, how many lines say it, and what the office calls it (empty: nobody knows)."""

    word: str
    lines: int
    means: str


@dataclass(frozen=True, slots=True)
class Place:
    """How many lines or cases of one team and service, before and after."""

    team: str
    service: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class ImportView:
    """A file, as far as it is. ``done`` counts while it runs; ``file_there``: its lines can still be read."""

    id: UUID
    source: str
    name: str
    form: str
    state: str
    lines: int
    done: int
    created: int
    known: int
    wrong: int
    places: tuple[Place, ...]
    missing: tuple[str, ...]
    faults: tuple[rules.Fault, ...]
    faults_in_all: int
    uploaded_at: datetime
    finished_at: datetime | None
    file_there: bool
    papers: int
    failure: str  # why it stopped; empty while it did not


@dataclass(frozen=True, slots=True)
class MappingView:
    """What the program understood: the file's form, its columns, and the words of the matched ones by field."""

    encoding: str
    delimiter: str
    columns: tuple[ColumnView, ...]
    words: Mapping[str, tuple[WordView, ...]]


@dataclass(frozen=True, slots=True)
class TypedAgain:
    """Answers in applications that staff took in: typed, taken over, and typed although the office held them, by question."""

    days: int
    typed: int
    taken_over: int
    twice: int
    fields: tuple[tuple[str, int], ...]


def imports(*, actor: Actor, limit: int | None = RUNS) -> list[ImportView]:
    """The files, newest first. One query. Raises ``NotAllowed``."""
    require(actor, "records.import")
    return [_view(row, 0) for row in ImportRun.objects.order_by("-uploaded_at", "pk")[:limit]]


def import_run(*, actor: Actor, run: UUID) -> ImportView:
    """One file. Two queries. Raises ``NotAllowed``, ``NotFound``."""
    row = _one(actor, run)
    return _view(row, row.cases.count())


def import_mapping(*, actor: Actor, run: UUID) -> MappingView:
    """What was understood of each column, with examples. Raises ``NotAllowed``; ``NotFound`` once the file is gone."""
    row = _one(actor, run)
    sheet = sheet_of(row)
    columns = tuple(
        ColumnView(position, heading, _examples(sheet, position), row.columns[position])
        for position, heading in enumerate(sheet.header)
    )
    words = {}
    for name in rules.MATCHED:
        if name in row.columns:
            at = row.columns.index(name)
            said = Counter(cells[at] for _, cells in sheet.rows if cells[at])
            means = row.words.get(name, {})
            words[name] = tuple(WordView(word, said[word], means.get(word, "")) for word in sorted(said))
    return MappingView(sheet.encoding, sheet.delimiter, columns, words)


def import_faults(*, actor: Actor, run: UUID) -> tuple[tuple[str, ...], list[tuple[int, tuple[str, ...], list[rules.Fault]]]]:
    """The headings, and every line that is wrong with its cells and faults: to be mended and imported again.

    Raises ``NotAllowed``; ``NotFound`` once the file is gone.
    """
    row = _one(actor, run)
    sheet = sheet_of(row)
    by_line: dict[int, list[rules.Fault]] = {}
    for line, name, reason in row.faults:
        by_line.setdefault(line, []).append(rules.Fault(line, name, reason))
    return sheet.header, [(line, cells, by_line[line]) for line, cells in sheet.rows if line in by_line]


def typed_again(*, actor: Actor, now: datetime, days: int = 90) -> TypedAgain:
    """How much staff typed in the last days that the office held already, and which answers (R89). Two queries.

    Of applications that staff took in. "Held": the same answer stood on a case of the same person, also on one taken over.
    Raises ``NotAllowed``.
    """
    require(actor, "records.import")
    since = now - timedelta(days=days)
    sums = sum_numbers(kind=TYPED_IN.name, keys=("typed", "taken_over", "twice"), since=since)
    fields = count_words(kind=TYPED_IN.name, key="fields", since=since)
    return TypedAgain(days, sums["typed"], sums["taken_over"], sums["twice"], tuple(fields.items()))


def origin(*, case: UUID) -> tuple[str, str] | None:
    """The system that a case was taken over from, and its number there. One query."""
    return ImportedCase.objects.filter(pk=case).values_list("source", "foreign_id").first()


def by_foreign_number(number: str) -> list[UUID]:
    """The cases that bear this number in another system, typed as it may be."""
    key = codes.normalise(number)[:80]
    return list(ImportedCase.objects.filter(search_key=key).values_list("pk", flat=True)[:20]) if key else []


def sheet_of(row: ImportRun) -> Sheet:
    """The file again, as a table. Raises ``NotFound`` once it is gone."""
    return rules.sheet_of(content_of(row))[0]


def content_of(row: ImportRun) -> bytes:
    """The file again, as it came. Raises ``NotFound`` once it is gone."""
    if row.file_gone_at is not None:
        raise NotFound(f"the file of import {row.pk}")
    try:
        sealed = envelope.Sealed(files.read(row.pk), bytes(row.wrapped_key))
    except FileNotFoundError:
        raise NotFound(f"the file of import {row.pk}") from None
    return envelope.unseal(sealed, master=keys.documents_key(), identity=str(row.pk))


def plan(row: ImportRun, *, now: datetime) -> Plan:
    """What would become of every line under this mapping, with the chart of that moment.

    A case with a team goes there. A complete one without goes where the chart says, any other to clearing.
    """
    today = local_day(now)
    found: dict[tuple[str, date], Procedure] = {}

    def procedure(key: str, on: date) -> Procedure:
        if (key, on) not in found:
            found[key, on] = _version(key, on)
        return found[key, on]

    teams = frozenset(offices.team_names("de", on=today))
    known = rules.Known(procedure, teams, frozenset(code for code, _ in settings.LANGUAGES), now)
    cases, faults = rules.read_lines(sheet_of(row), rules.Columns(tuple(row.columns), row.words), known)
    chart, weights = offices.routing_rules(on=today), offices.triage_weights(on=today)
    placed = []
    for each in cases:
        on = each.received_on
        what, hard = purpose(each.procedure, each.answers, on=on), difficulty(each.procedure, each.answers, on=on).level
        takes_effect = effect.decide(situation(each.procedure, each.answers, on=on)).code
        team, reason = each.team, {}
        if not team and each.complete_since:
            complete_on = local_day(each.complete_since)
            facts = Facts(on, complete_on, each.title_expires_on, each.needed_on, each.court_on, takes_effect, None)
            try:
                routed = route(chart, what, hard, urgency(facts, weights, today=today).value)
            except NoTeam:
                faults.append(rules.Fault(each.line, "team", "no_team"))
                continue
            team, reason = routed.team_code, dict(routed.reason)
        placed.append(Placed(each, what, hard, takes_effect, team, reason))
    ids = [each.told.foreign_id for each in placed]
    there = ImportedCase.objects.filter(source=row.source, foreign_id__in=ids).values_list("foreign_id", "run_id")
    return Plan(tuple(placed), tuple(faults), dict(there))


def places(cases: Sequence[Placed]) -> dict[str, int]:
    """How many go where: team/service → cases, as the database counts them too."""
    return dict(Counter(f"{each.team}/{each.told.procedure.key}" for each in cases))


def _version(key: str, on: date) -> Procedure:
    """The version of the day; for what came before the office's first version, that one."""
    try:
        return catalogue.get(key=key, on=on)
    except NotFound:
        return catalogue.get(key=key, on=on, version=1)


def _examples(sheet: Sheet, position: int) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for _, cells in sheet.rows:
        if cells[position]:
            found[cells[position]] = None
        if len(found) == _EXAMPLES:
            break
    return tuple(found)


def _one(actor: Actor, run: UUID) -> ImportRun:
    require(actor, "records.import")
    row = ImportRun.objects.filter(pk=run).first()
    if row is None:
        raise NotFound(f"import {run}")
    return row


def _view(row: ImportRun, done: int) -> ImportView:
    finished = row.state == "done"
    before = row.before if finished else row.plan.get("places", {})
    listed = sorted({*before, *row.after})
    return ImportView(
        id=row.pk,
        source=row.source,
        name=row.name,
        form=row.form,
        state=row.state,
        lines=row.lines,
        done=done,
        created=row.created if finished else row.plan.get("fresh", 0),
        known=row.known if finished else row.plan.get("known", 0),
        wrong=row.wrong if finished else row.plan.get("wrong", 0),
        places=tuple(_place(place, before, row.after) for place in listed),
        missing=rules.Columns(tuple(row.columns)).missing(),
        faults=tuple(rules.Fault(*each) for each in row.faults[:FAULTS]),
        faults_in_all=len(row.faults),
        uploaded_at=row.uploaded_at,
        finished_at=row.finished_at,
        file_there=row.file_gone_at is None,
        papers=row.papers,
        failure=row.failure,
    )


def _place(key: str, before: Mapping[str, int], after: Mapping[str, int]) -> Place:
    team, _, service = key.partition("/")
    return Place(team, service, before.get(key, 0), after.get(key, 0))
