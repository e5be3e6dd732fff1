"""A procedure that is being written: begun from nothing or from a copy, changed piece by piece, and what it still lacks.

Everything here takes content and gives new content; nothing is changed in place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from amtslotse.catalogue.rules.assembling import assemble
from amtslotse.catalogue.rules.procedure import GROUPS, Procedure
from amtslotse.catalogue.rules.reading import InvalidCatalogue, parse
from amtslotse.catalogue.rules.texts import LANGUAGES
from amtslotse.kernel import names
from amtslotse.kernel.errors import InvalidInput

#: The lists of a procedure, as pages call them, and where they stand in the content.
LISTS = {
    "questions": "questions",
    "documents": "documents",
    "fees": "fees",
    "purposes": "purpose",
    "difficulties": "difficulty",
    "hints": "hints",
    "steps": "steps",
}
#: The first rule that fits counts; one without a condition stands last and fits always.
FIRST_FITS = ("fees", "purposes", "difficulties")
#: What the program calls steps is the same in every office; only their words and partners change.
FIXED = ("steps",)

_TEXTS = ("title", "summary", "intro", "emergency_hint")
_WORDS = ("kind", "legal_basis", "sureness", "source")
#: What an entry keeps of itself, whatever a page says.
_KEPT = {"questions": ("key", "group", "autocomplete", "digits"), "documents": ("key",), "steps": ("key", "who")}
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_LONGEST = 2000
_MOST = 60


@dataclass(frozen=True, slots=True)
class Gap:
    """What is still lacking, and where: ``part`` of the draft, ``place`` in its list (1 is the first; 0: the part itself).

    ``what``: a language (``en``), or empty, options, last, translation, invalid. ``field``: the text or word that lacks it.
    """

    part: str
    place: int
    field: str
    what: str


def slug(text: str, *, sign: str) -> str:
    """The text as a key: lower case, digits, and ``sign`` between words; at most 40 characters."""
    plain = names.sort_key(text.casefold().translate(_UMLAUTS))
    return re.sub(r"[^a-z0-9]+", sign, plain).strip(sign)[:40].strip(sign)


def free_key(text: str, taken: Iterable[str], *, sign: str = "_") -> str:
    """A key made of the text that nothing else bears."""
    wanted, there = slug(text, sign=sign) or "x", set(taken)
    numbers = (f"{wanted}{sign}{number}" for number in range(2, len(there) + 3))
    return wanted if wanted not in there else next(key for key in numbers if key not in there)


def from_nothing(*, key: str, title: str, matter: str, today: str, library: Mapping[str, Any]) -> dict[str, Any]:
    """A new procedure that asks what all services ask, and says nothing of its own yet."""
    service = {
        "key": key,
        "kind": "application",
        "category": matter,
        "legal_basis": "",
        "sureness": "M",
        "source": "",
        "title": {"de": title},
        "summary": {},
        "intro": {},
        "search_words": {"de": [title]},
        "translations": {each: {"checked_by": "", "checked_on": today} for each in LANGUAGES if each != "de"},
        "purpose": [],
        "difficulty": [],
        "hints": [],
        "one_of": {},
    }
    return assemble(service, library, file=key)


def copied(published: Mapping[str, Any], *, key: str = "", title: str = "") -> dict[str, Any]:
    """A published version without its number and day; under another key and title when they are given."""
    content = {name: deepcopy(value) for name, value in published.items() if name not in ("version", "valid_from")}
    if key:
        content |= {"key": key, "title": {"de": title}}
    return content


def whole(content: Mapping[str, Any], *, version: int, valid_from: str) -> dict[str, Any]:
    """What is published: the content with its number and day."""
    return {**content, "version": version, "valid_from": valid_from}


# ---- Reading what is not finished ---------------------------------------------------------------------------------


class _Filler:
    """Fills what is missing, so that the rest can be read, and remembers it."""

    def __init__(self) -> None:
        self.gaps: list[Gap] = []

    def lacks(self, part: str, place: int, field: str, what: str) -> None:
        self.gaps.append(Gap(part, place, field, what))

    def text(self, table: dict[str, Any], field: str, part: str, place: int = 0, *, needed: bool = True) -> None:
        said = {language: text for language, text in table.get(field, {}).items() if str(text).strip()}
        if not said and not needed:
            table.pop(field, None)
            return
        for language in LANGUAGES:
            if language not in said:
                self.lacks(part, place, field, language)
        table[field] = {language: said.get(language) or said.get("de") or "–" for language in LANGUAGES}

    def word(self, table: dict[str, Any], field: str, part: str) -> None:
        if not table.get(field):
            self.lacks(part, 0, field, "empty")
            table[field] = "–"

    def closed(self, content: dict[str, Any], part: str, last: Mapping[str, Any]) -> None:
        rules = content.setdefault(LISTS[part], [])
        if not rules or "when" in rules[-1]:
            self.lacks(part, 0, "", "last")
            rules.append(dict(last))


def _filled(content: Mapping[str, Any]) -> tuple[dict[str, Any], list[Gap]]:
    made, filler = deepcopy(dict(content)), _Filler()
    for field in _TEXTS:
        filler.text(made, field, "texts", needed=field != "emergency_hint")
    for field in ("legal_basis", "source"):
        filler.word(made, field, "basics")
    words = made.setdefault("search_words", {})
    for language in LANGUAGES:
        if not words.get(language):
            filler.lacks("texts", 0, "search_words", language)
            words[language] = ["–"]
    for place, question in enumerate(made["questions"], start=1):
        filler.text(question, "label", "questions", place)
        filler.text(question, "help", "questions", place, needed=False)
        for option in question.get("options", []):
            filler.text(option, "label", "questions", place)
            filler.text(option, "help", "questions", place, needed=False)
    for group in made.get("one_of", {}).values():
        filler.text(group, "label", "documents")
    for place, need in enumerate(made["documents"], start=1):
        filler.text(need, "label", "documents", place)
        filler.text(need, "help", "documents", place, needed=False)
    for place, rule in enumerate(made["difficulty"], start=1):
        filler.text(rule, "reason", "difficulties", place)
    for place, hint in enumerate(made.get("hints", []), start=1):
        filler.text(hint, "text", "hints", place)
    for place, step in enumerate(made["steps"], start=1):
        filler.text(step, "label", "steps", place)
        filler.text(step, "help", "steps", place, needed=False)
    filler.closed(made, "fees", {"paragraph": "–"})
    filler.closed(made, "purposes", {"code": "–"})
    filler.closed(made, "difficulties", {"level": 1, "reason": dict.fromkeys(LANGUAGES, "–")})
    return whole(made, version=1, valid_from="2000-01-01"), filler.gaps


def as_far_as_written(content: Mapping[str, Any]) -> Procedure:
    """The procedure with a dash where something is not written yet. Raises ``InvalidCatalogue`` where it contradicts itself."""
    made, _gaps = _filled(content)
    return parse(made)


def gaps(content: Mapping[str, Any]) -> tuple[Gap, ...]:
    """What must be written before anybody can release it. Unchecked translations are no gap: the public page says so."""
    made, found = _filled(content)
    try:
        parse(made)
    except InvalidCatalogue as fault:
        return (*found, Gap("", 0, f"{fault.place}: {fault.reason}", "invalid"))
    return tuple(found)


def taken_in(content: Mapping[str, Any], library: Mapping[str, Any]) -> dict[str, Any]:
    """A file of another office as the content of a draft: whole, or short with ``use``. Raises ``InvalidCatalogue``."""
    said = {"version": 1, "valid_from": "2000-01-01", **content}
    made = assemble(said, library, file=str(content.get("key", "")))
    parse(made)
    return {"questions": [], "documents": [], **copied(made)}


# ---- Changing it --------------------------------------------------------------------------------------------------


def _clean(value: Any, field: str) -> Any:
    """Strings cleaned, and nothing kept that says nothing. Raises ``InvalidInput``."""
    if isinstance(value, str):
        return names.clean(value, field=field, longest=_LONGEST)
    if isinstance(value, Mapping):
        tidy = {key: _clean(item, field if key in LANGUAGES else key) for key, item in value.items()}
        return {key: item for key, item in tidy.items() if item not in ("", None, {}, [])}
    if isinstance(value, list):
        return [_clean(item, field) for item in value]
    return value


def _fits(content: dict[str, Any], *, field: str) -> dict[str, Any]:
    """The content, if it contradicts nothing. Raises ``InvalidInput`` (``does_not_fit``), naming the place."""
    try:
        as_far_as_written(content)
    except InvalidCatalogue as fault:
        raise InvalidInput(field=field, reason="does_not_fit", place=fault.place, because=fault.reason) from None
    return content


def with_words(content: Mapping[str, Any], values: Mapping[str, Any], library: Mapping[str, Any]) -> dict[str, Any]:
    """Texts and words of the whole procedure are those of ``values``. ``matter`` names one of the library.

    ``stay`` says whether everybody is asked which residence document she holds now; ``fee_checks`` whether a person looks at
    the special cases of the AufenthV before anybody names a sum. Raises ``InvalidInput``.
    """
    made = deepcopy(dict(content))
    for field in (*_TEXTS, *_WORDS, "search_words", "translations"):
        if field in values:
            made[field] = _clean(values[field], field)
    for translation in made["translations"].values():
        translation.setdefault("checked_by", "")  # nobody: the public page says so
    if not made["title"].get("de"):
        raise InvalidInput(field="title", reason="required")
    if "matter" in values:
        if values["matter"] not in library["matters"]:
            raise InvalidInput(field="matter", reason="not_an_option")
        made["matter"] = {"key": values["matter"], **deepcopy(library["matters"][values["matter"]])}
    if "stay" in values and values["stay"] != asks_about_stay(made):
        made["questions"] = [question for question in made["questions"] if question.get("group") != "stay"]
        if values["stay"]:
            asked = assemble({"category": made["matter"]["key"]}, library, file="")["questions"]
            made["questions"] += [question for question in asked if question["group"] == "stay"]
            made["questions"].sort(key=lambda question: GROUPS.index(question.get("group", "matter")))
    if "fee_checks" in values and values["fee_checks"] != bool(made.get("fee_checks")):
        every = assemble({"category": made["matter"]["key"]}, library, file="")["fee_checks"]
        made["fee_checks"] = every if values["fee_checks"] else []
    return _fits(made, field="stay" if "stay" in values else "title")


def asks_about_stay(content: Mapping[str, Any]) -> bool:
    """Whether it asks which residence document somebody holds now."""
    return any(question.get("group") == "stay" for question in content["questions"])


def own_questions(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The questions of this service alone, without those that every service asks. They stand first."""
    return [question for question in content["questions"] if question.get("group", "matter") == "matter"]


def _keyed(entries: list[dict[str, Any]], item: dict[str, Any], label: str) -> None:
    item.setdefault("key", free_key(item.get(label, {}).get("de", ""), [entry["key"] for entry in entries]))


def _options(question: dict[str, Any]) -> None:
    """Options keep the keys they are given; new ones get a key."""
    there = [option["key"] for option in question.get("options", []) if option.get("key")]
    for option in question.get("options", []):
        if not option.get("label", {}).get("de"):
            raise InvalidInput(field="options", reason="required")
        if not option.get("key"):
            option["key"] = free_key(option["label"]["de"], there)
            there.append(option["key"])
    if question.get("kind") == "choice" and len(question.get("options", [])) < 2:
        raise InvalidInput(field="options", reason="too_few")


def _fee(item: dict[str, Any], before: Mapping[str, Any], library: Mapping[str, Any]) -> dict[str, Any]:
    """The fee of the library that ``use`` names, or the one that stood there; nobody types a sum."""
    when = {"when": item["when"]} if "when" in item else {}
    name = item.get("use", "")
    if name and name not in library["fees"]:
        raise InvalidInput(field="use", reason="not_an_option")
    if not name and not before:
        raise InvalidInput(field="use", reason="required")
    base = library["fees"][name] if name else {key: value for key, value in before.items() if key != "when"}
    return {**deepcopy(base), **when}


def _insert(entries: list[dict[str, Any]], item: dict[str, Any], part: str, place: int) -> None:
    """At its place (0: at the end). A rule without a condition stands last; a new one with a condition before it."""
    if place:
        entries.pop(place - 1)
    always = [entry for entry in entries if "when" not in entry] if part in FIRST_FITS else []
    if always and "when" not in item:
        raise InvalidInput(field="when", reason="another_is_always")
    at = place - 1 if place else len(entries) - len(always)
    entries.insert(len(entries) if part in FIRST_FITS and "when" not in item else at, item)


def with_item(
    content: Mapping[str, Any], part: str, place: int, item: Mapping[str, Any], library: Mapping[str, Any]
) -> dict[str, Any]:
    """An entry of a list is as ``item`` says; place 0 adds one. Keys are made from the German text and then never change.

    A fee is named by ``use``. For documents ``one_of_label`` makes a new group. Raises ``InvalidInput``.
    """
    made, tidy = deepcopy(dict(content)), _clean(dict(item), part)
    entries = made.setdefault(LISTS[part], [])
    if not 0 <= place <= len(entries) or (not place and (part in FIXED or len(entries) >= _MOST)):
        raise InvalidInput(field="place", reason="not_there")
    before = entries[place - 1] if place else {}
    label = {"difficulties": "reason", "hints": "text"}.get(part, "label")
    if part not in ("fees", "purposes") and not tidy.get(label, {}).get("de"):
        raise InvalidInput(field=label, reason="required")
    tidy = {**{key: before[key] for key in _KEPT.get(part, ()) if key in before}, **tidy}
    if part == "fees":
        tidy = _fee(tidy, before, library)
    if part == "questions":
        _options(tidy)
        _keyed(entries, tidy, "label")
        if not place:
            entries.insert(len(own_questions(made)), tidy)
            return _fits(made, field="when")
    if part == "documents":
        if new := tidy.pop("one_of_label", None):
            groups = made.setdefault("one_of", {})
            tidy["one_of"] = free_key(new.get("de", ""), groups)
            groups[tidy["one_of"]] = {"label": new}
        _keyed(entries, tidy, "label")
    _insert(entries, tidy, part, place)
    return _fits(_without_empty_groups(made), field="when")


def _without_empty_groups(content: dict[str, Any]) -> dict[str, Any]:
    used = {need.get("one_of") for need in content["documents"]}
    content["one_of"] = {key: group for key, group in content.get("one_of", {}).items() if key in used}
    return content


def with_picked(content: Mapping[str, Any], part: str, wanted: Iterable[str], library: Mapping[str, Any]) -> dict[str, Any]:
    """Questions or documents of the library are added; a document's rule is unchecked until somebody gives its legal basis.

    Raises ``InvalidInput``.
    """
    made = deepcopy(dict(content))
    entries = made[LISTS[part]]
    for name in wanted:
        if name not in library[part]:
            raise InvalidInput(field="picked", reason="not_an_option")
        if name not in {entry["key"] for entry in entries}:
            entry = {"key": name, **deepcopy(library[part][name])}
            if part == "documents":
                entries.append({"sureness": "M", **entry})
            else:
                entries.insert(len(own_questions(made)), entry)
    return _fits(made, field="picked")


def without(content: Mapping[str, Any], part: str, place: int) -> dict[str, Any]:
    """The entry is gone. Raises ``InvalidInput`` (``does_not_fit``) while a condition still asks for it."""
    made = deepcopy(dict(content))
    entries = made[LISTS[part]]
    if part in FIXED or not 1 <= place <= len(entries):
        raise InvalidInput(field="place", reason="not_there")
    entries.pop(place - 1)
    return _fits(_without_empty_groups(made), field="place")


def moved(content: Mapping[str, Any], part: str, place: int, *, to: int) -> dict[str, Any]:
    """The entry stands at place ``to``, the others move up. Raises ``InvalidInput`` when a rule of the order forbids it."""
    made = deepcopy(dict(content))
    entries = made[LISTS[part]]
    if part in FIXED or not (1 <= place <= len(entries) and 1 <= to <= len(entries)):
        raise InvalidInput(field="place", reason="not_there")
    entries.insert(to - 1, entries.pop(place - 1))
    return _fits(made, field="place")


def with_bases(content: Mapping[str, Any], bases: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The documents rest, in their order, on these: legal basis, and how sure that is. Raises ``InvalidInput``."""
    made = deepcopy(dict(content))
    if len(bases) != len(made["documents"]):
        raise InvalidInput(field="place", reason="not_there")
    for need, (basis, sureness) in zip(made["documents"], bases, strict=True):
        need.pop("legal_basis", None)
        need |= _clean({"legal_basis": basis, "sureness": sureness}, "legal_basis")
    return _fits(made, field="sureness")
