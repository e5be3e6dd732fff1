"""Open cases of another system: what a column may mean, what a line says, and what is wrong with it. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final

from amtslotse.casework.rules import folders
from amtslotse.casework.rules.filing import LOCAL, local_day
from amtslotse.casework.rules.messages import readable
from amtslotse.casework.rules.states import CLEARING, IN_TEAM
from amtslotse.catalogue.rules import Procedure, check_answer, countries
from amtslotse.engines import sheets
from amtslotse.engines.sheets import Sheet
from amtslotse.kernel import names
from amtslotse.kernel.birthdate import BirthDate
from amtslotse.kernel.errors import InvalidInput

#: What a column may hold: field → headings that mean it, as German programs write them. Folded: lower case, letters only.
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "foreign_id": (
        *("aktenzeichen", "vorgangsnummer", "vorgangsid", "vorgang", "az", "azr", "aktennummer", "geschäftszeichen", "gz"),
        *("fallnummer", "fallid", "antragsnummer", "id", "nummer", "filenumber", "caseid"),
    ),
    "full_name": ("name", "namevorname", "personenname", "antragsteller", "antragstellerin", "person"),
    "family_name": ("familienname", "nachname", "zuname", "surname", "lastname", "familyname"),
    "given_names": ("vorname", "vornamen", "rufname", "givenname", "givennames", "firstname"),
    "birth_date": ("geburtsdatum", "geburtstag", "geb", "gebdatum", "geboren", "geborenam", "birthdate", "dateofbirth"),
    "received_on": (
        *("eingangsdatum", "eingang", "eingegangen", "eingegangenam", "eingangstag", "antragsdatum", "antragseingang"),
        *("datumeingang", "posteingang", "gestelltam", "receivedon", "receivedat"),
    ),
    "service": ("leistung", "antragsart", "anliegen", "verfahren", "rechtsgrundlage", "zweck", "titel", "paragraf", "service"),
    "team": ("sachgebiet", "team", "sg", "organisationseinheit", "oe", "abteilung", "zuständigkeit"),
    "complete_on": ("vollständigseit", "vollständig", "vollständigam", "completesince", "completeon"),
    "title_expires_on": (
        *("titelende", "gültigbis", "titelgültigbis", "titelbis", "ablauf", "ablaufdatum", "befristetbis", "ablauftitel"),
        "titleexpireson",
    ),
    "needed_on": ("benötigtbis", "arbeitsbeginn", "reisedatum", "neededon"),
    "court_on": ("gerichtstermin", "verhandlung", "courton"),
    "nationality": ("staatsangehörigkeit", "nationalität", "staatsangeh", "nationality"),
    "language": ("sprache", "language"),
    "street": ("straße", "strasse", "anschrift", "straßehausnummer", "strassehausnummer", "straßeundhausnummer", "street"),
    "postcode": ("plz", "postleitzahl", "postcode"),
    "city": ("ort", "wohnort", "stadt", "city"),
    "email": ("email", "mail", "emailadresse", "mailadresse"),
    "phone": ("telefon", "telefonnummer", "tel", "mobil", "handy", "phone"),
}
#: A file of whole hand-over folders; and the forms that bring their own columns.
FOLDER: Final = "zip"
FIXED_FORMS: Final = ("json", FOLDER)
#: Without these, no case. A name is there as one column or as two.
NEEDED: Final = ("foreign_id", "name", "birth_date", "received_on", "service")
#: The columns whose words are matched one by one with what the office has.
MATCHED: Final = ("service", "team")
MOST_WORDS: Final = 200
#: What only our own ``case.json`` says: the state it was in, and answers by question.
STATUS, ANSWER = "status", "answer:"
#: The state of a case that is taken over: everything else ended or was decided where it came from.
_STILL_OPEN: Final = frozenset({*CLEARING, *IN_TEAM} - {"decided"})
_SOURCE: Final = re.compile(r"[a-z0-9äöüß][a-z0-9äöüß .-]{0,38}[a-z0-9äöüß]")
_LONGEST_ID: Final = 80
_OLDEST: Final = date(1950, 1, 1)
_NOON: Final = time(12)
_GERMAN: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_ANSWERED: Final = ("nationality", "street", "postcode", "city", "email", "phone")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which field each column is (empty: left out), by position, and what each word in a matched column stands for."""

    columns: tuple[str, ...]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def missing(self) -> tuple[str, ...]:
        """What no column holds, and a case needs."""
        there = {*self.columns} | ({"name"} if {"full_name", "family_name"} & {*self.columns} else set())
        return tuple(each for each in NEEDED if each not in there)

    def twice(self) -> tuple[str, ...]:
        """Fields that two columns claim."""
        return tuple(sorted({each for each in self.columns if each and self.columns.count(each) > 1}))


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line: which field, and why. The text itself stays in the file."""

    line: int
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the office knows: the procedure for a service as of a day, its teams, the languages of the pages, and the time."""

    procedure: Callable[[str, date], Procedure]
    teams: frozenset[str]
    languages: frozenset[str]
    now: datetime

    @property
    def today(self) -> date:
        return local_day(self.now)


@dataclass(frozen=True, slots=True)
class Open:
    """An open case as the file tells it. ``team`` is empty where the file names none."""

    line: int
    foreign_id: str
    procedure: Procedure
    team: str
    received_at: datetime
    complete_since: datetime | None
    family_name: str
    given_names: str
    born: BirthDate
    title_expires_on: date | None
    needed_on: date | None
    court_on: date | None
    language: str
    answers: Mapping[str, str]  # by question, everything the file holds of it

    @property
    def received_on(self) -> date:
        return local_day(self.received_at)


def source_name(raw: str) -> str:
    """The name of the other system, as it stands in the journal: lower case, no person's. Raises ``InvalidInput``."""
    name = " ".join(raw.lower().split())
    if not name:
        raise InvalidInput(field="source", reason="required")
    if not _SOURCE.fullmatch(name):
        raise InvalidInput(field="source", reason="not_a_name")
    return name


def sheet_of(content: bytes) -> tuple[Sheet, tuple[str, ...]]:
    """The file as a table, and what each column seems to be: CSV, XLSX, ``case.json`` of hand-over folders, or a ZIP of these
    with their papers, each as its list says (``rules.folders``).

    Raises ``InvalidInput`` (field ``file``).
    """
    if folders.is_folder(content):
        return from_folders(list(folders.read(content).told), form=FOLDER)
    if len(content) > sheets.LARGEST_FILE:
        raise InvalidInput(field="file", reason="too_large")
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] not in (b"{", b"["):
        sheet = sheets.read(content)
        return sheet, guess_columns(sheet.header)
    try:
        told = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise InvalidInput(field="file", reason="unreadable") from None
    return from_folders(told)


# ---- What a column means ---------------------------------------------------------------------------------------------


def folded(name: str) -> str:
    """Letters only, lower case: ``Geb.-Datum`` and ``gebdatum`` are one heading."""
    return re.sub(r"[^a-zäöüß]", "", name.lower())


def guess_columns(header: Sequence[str]) -> tuple[str, ...]:
    """The field of each column by its heading; empty where none is meant. A field is given to its first column only.

    ``Name`` beside ``Vorname`` is the family name.
    """
    heads = [folded(each) for each in header]
    found = [next((name for name, words in FIELDS.items() if head in words or head == folded(name)), "") for head in heads]
    if "given_names" in found and "family_name" not in found:
        found = ["family_name" if each == "full_name" else each for each in found]
    seen: set[str] = set()
    first = []
    for each in found:
        first.append("" if each in seen else each)
        seen.add(each)
    return tuple(first)


def words_in(sheet: Sheet, column: int) -> tuple[str, ...]:
    """The different words of a column, sorted. Raises ``InvalidInput`` (``columns``, ``too_many_words``)."""
    found = {row[column] for _, row in sheet.rows if row[column]}
    if len(found) > MOST_WORDS:
        raise InvalidInput(field="columns", reason="too_many_words", most=MOST_WORDS)
    return tuple(sorted(found))


def guess_service(word: str, procedures: Iterable[Procedure]) -> str:
    """The one service that a word names: by key, title, title code, legal basis or paragraph; empty when none or several."""
    said, services = folded_all(word), tuple(procedures)
    for names_of in (_exact_names, _paragraphs):
        found = {each.key for each in services if said & names_of(each)}
        if len(found) == 1:
            return found.pop()
    return ""


def folded_all(word: str) -> frozenset[str]:
    """The word as it may be compared: whole, and by each paragraph it names."""
    plain = re.sub(r"[\W_]", "", word.lower())
    return frozenset({plain, *(f"§{number}" for number in re.findall(r"\b(\d{1,3}[a-z]?)\b", word.lower()))} - {""})


def _exact_names(each: Procedure) -> frozenset[str]:
    said = (each.key, each.legal_basis, *each.title.by_language.values(), *each.title_codes)
    return frozenset(re.sub(r"[\W_]", "", name.lower()) for name in said)


def _paragraphs(each: Procedure) -> frozenset[str]:
    return frozenset(f"§{number}" for number in re.findall(r"\b(\d{1,3}[a-z]?)\b", each.legal_basis.lower()))


def guess_team(word: str, teams: Mapping[str, str]) -> str:
    """The team with this code or name; empty when there is none."""
    plain = re.sub(r"[\W_]", "", word.lower())
    found = {code for code, name in teams.items() if plain in (re.sub(r"[\W_]", "", each.lower()) for each in (code, name))}
    return found.pop() if len(found) == 1 else ""


# ---- What a line says ------------------------------------------------------------------------------------------------


def read_lines(sheet: Sheet, mapping: Columns, known: Known) -> tuple[list[Open], list[Fault]]:
    """Every line as an open case, or what is wrong with it: all its faults, so that it is mended in one go.

    A number that came before in the file is ``twice`` the second time.
    """
    cases, faults, seen = [], [], set[str]()
    for line, row in sheet.rows:
        cells = {name: cell for name, cell in zip(mapping.columns, row, strict=True) if name}
        reader = _Line(line, cells, mapping.words, known)
        found = reader.read()
        if found is not None and found.foreign_id in seen:
            reader.faults.append(Fault(line, "foreign_id", "twice"))
            found = None
        faults += reader.faults
        if found is not None:
            seen.add(found.foreign_id)
            cases.append(found)
    return cases, faults


class _Line:
    """One line while it is read."""

    def __init__(self, line: int, cells: Mapping[str, str], words: Mapping[str, Mapping[str, str]], known: Known) -> None:
        self.line, self.cells, self.words, self.known = line, cells, words, known
        self.faults: list[Fault] = []

    def read(self) -> Open | None:
        self._still_open()
        foreign_id = self._take("foreign_id", lambda text: names.clean(text, field="", longest=_LONGEST_ID))
        family, given = self._name()
        born = self._take("birth_date", self._birth)
        received = self._take("received_on", self._past)
        procedure = self._service(received)
        complete = self._take("complete_on", self._past, required=False)
        if received and complete and complete < received:
            self._fault("complete_on", "before_received")
        if received and born and (born.year, born.month or 1, born.day or 1) > _parts(local_day(received)):
            self._fault("birth_date", "after_received")
        title_end, needed, court = (
            self._take(name, _day, required=False) for name in ("title_expires_on", "needed_on", "court_on")
        )
        language = self._take("language", self._language, required=False) or "de"
        team = self._team()
        answers = self._answers(procedure) if procedure else {}
        if self.faults or not (foreign_id and family and born and received and procedure):
            return None
        answers |= {"family_name": family, "given_names": given, "birth_date": str(born)}
        return Open(
            self.line, foreign_id, procedure, team, received, complete, family, given, born,
            title_end, needed, court, language, answers,
        )  # fmt: skip

    def _fault(self, name: str, reason: str) -> None:
        self.faults.append(Fault(self.line, name, reason))

    def _take(self, name: str, read: Callable[[str], Any], *, required: bool = True) -> Any:
        text = self.cells.get(name, "")
        if not text:
            if required:
                self._fault(name, "required")
            return None
        try:
            return read(text)
        except InvalidInput as fault:
            self._fault(name, fault.reason)
            return None

    def _still_open(self) -> None:
        if STATUS in self.cells and self.cells[STATUS] not in _STILL_OPEN:
            self._fault(STATUS, "not_open")

    def _name(self) -> tuple[str, str]:
        cell = "family_name" if "family_name" in self.cells else "full_name"
        whole = self._take(cell, lambda text: names.clean(text, field="")) or ""
        given = self._take("given_names", lambda text: names.clean(text, field=""), required=False) or ""
        if cell == "full_name" and not given:
            whole, _, given = (part.strip() for part in whole.partition(","))
        if not whole and not any(fault.field == cell for fault in self.faults):  # a comma and nothing before it
            self._fault(cell, "required")
        return " ".join(whole.split()), " ".join(given.split())

    def _birth(self, text: str) -> BirthDate:
        german = _GERMAN.fullmatch(text)
        if german:
            text = f"{german[3]}-{german[2]:0>2}-{german[1]:0>2}"
        elif re.fullmatch(r"\d{4}", text):
            text = f"{text}-00-00"
        return BirthDate.parse(text, today=self.known.today)

    def _past(self, text: str) -> datetime:
        found = _moment(text)
        if local_day(found) > self.known.today:
            raise InvalidInput(field="", reason="in_future")
        if local_day(found) < _OLDEST:
            raise InvalidInput(field="", reason="implausible_date")
        return min(found, self.known.now)  # what came this morning came before now, whatever noon is

    def _service(self, received: datetime | None) -> Procedure | None:
        word = self.cells.get("service", "")
        key = self.words.get("service", {}).get(word, "")
        if not key:
            self._fault("service", "unknown" if word else "required")
            return None
        return self.known.procedure(key, local_day(received) if received else self.known.today)

    def _team(self) -> str:
        team = self.words.get("team", {}).get(self.cells.get("team", ""), "")
        if team and team not in self.known.teams:
            self._fault("team", "unknown")
        return team

    def _language(self, text: str) -> str:
        if text.lower() not in self.known.languages:
            raise InvalidInput(field="", reason="not_an_option")
        return text.lower()

    def _answers(self, procedure: Procedure) -> dict[str, str]:
        """What the file holds of the questions of this service. A column for what it does not ask is kept nowhere."""
        told = {name.removeprefix(ANSWER): text for name, text in self.cells.items() if name.startswith(ANSWER) and text}
        told |= {name: self.cells[name] for name in _ANSWERED if self.cells.get(name)}
        if "nationality" in told:
            told["nationality"] = _COUNTRY_CODES.get(folded(told["nationality"]), told["nationality"])
        if self.cells.get("title_expires_on"):
            told["title_expires_on"] = self.cells["title_expires_on"]
        taken = {}
        for question in procedure.questions:
            if question.key not in told or (question.group == "person" and question.kind == "birthdate"):
                continue
            text = told[question.key]
            try:
                if question.kind == "date":
                    text = _day(text).isoformat()
                taken[question.key] = check_answer(question, text, self.known.today)
            except InvalidInput as fault:
                if question.key != "title_expires_on":  # that column was read already, and says so itself
                    self._fault(question.key, fault.reason)
        return taken


_COUNTRY_CODES: Final = {folded(name): code for code, name in countries("de")}


def _parts(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day


def _day(text: str) -> date:
    found = local_day(_moment(text))
    if not _OLDEST <= found <= date(2150, 1, 1):
        raise InvalidInput(field="", reason="implausible_date")
    return found


def _moment(text: str) -> datetime:
    """``31.12.2026``, ``31.12.2026 10:15``, ``2026-12-31``, ISO 8601 with or without a time; a day alone is its noon.

    Raises ``InvalidInput`` (``not_a_date``), also for two-digit years: 03.04.26 may be anything.
    """
    german = _GERMAN.match(text)
    said = f"{german[3]}-{german[2]:0>2}-{german[1]:0>2}{text[german.end() :]}" if german else text
    try:
        if len(said) == len("2026-12-31"):
            return datetime.combine(date.fromisoformat(said), _NOON, LOCAL)
        found = datetime.fromisoformat(said)
        found = found if found.tzinfo else found.replace(tzinfo=LOCAL)
        local_day(found)  # 9999-12-31T23:59:59Z, said for "for ever", is no day here any more
        return found
    except (ValueError, OverflowError):
        raise InvalidInput(field="", reason="not_a_date") from None


# ---- Our own case.json -----------------------------------------------------------------------------------------------

_FROM_CASE: Final = {
    **{"foreign_id": "file_number", "service": "service", "team": "team", "received_on": "received_at"},
    **{"complete_on": "complete_since", "title_expires_on": "title_expires_on", STATUS: "status"},
}
_FROM_PERSON: Final = ("family_name", "given_names", "birth_date", *_ANSWERED)


def from_folders(told: object, *, form: str = "json") -> tuple[Sheet, tuple[str, ...]]:
    """One or many ``case.json`` of hand-over folders (docs/folder.md) as a table, and the field of each of its columns.

    Names that we do not know are passed over. Raises ``InvalidInput`` (``file``: ``unreadable``, ``other_format``, ``empty``).
    """
    cases = told if isinstance(told, list) else [told]
    rows = [_flat(each) for each in cases]
    if not rows:
        raise InvalidInput(field="file", reason="empty")
    if len(rows) > sheets.MOST_LINES:
        raise InvalidInput(field="file", reason="too_long", longest=sheets.MOST_LINES)
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    lines = tuple((number, tuple(row.get(name, "") for name in columns)) for number, row in enumerate(rows, start=1))
    return Sheet(form, "utf-8", "", columns, lines), columns


def _flat(told: object) -> dict[str, str]:
    if not isinstance(told, dict) or not isinstance(told.get("case"), dict) or not isinstance(told.get("person"), dict):
        raise InvalidInput(field="file", reason="unreadable")
    if told.get("format") != "amtslotse-case" or told.get("version") != 1:
        raise InvalidInput(field="file", reason="other_format")
    case, person = told["case"], told["person"]
    row = {name: _plain(case.get(key)) for name, key in _FROM_CASE.items()}
    row |= {name: _plain(person.get(name)) for name in _FROM_PERSON}
    for answers in (case.get("answers"), person.get("answers")):
        if isinstance(answers, dict):
            row |= {f"{ANSWER}{readable(key)}": _plain(value) for key, value in answers.items() if key not in row}
    return row


def _plain(value: object) -> str:
    return readable(value) if isinstance(value, str) else ""
