"""Kinds of events: a sentence in each language, a schema, and what shredding leaves.

A payload holds codes, numbers, days and times, never free text: what a person wrote or is called cannot get in by
accident. A single word could still be a name; whoever registers a kind answers for its keys.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from string import Formatter
from typing import Any, Final

from amtslotse.kernel.errors import DomainError, InvalidInput, NotFound

LANGUAGES: Final = ("de", "en", "ar")
MILESTONES: Final = ("", "received", "complete", "decided", "ended")
OWN: Final = "amtslotse"  # the source of events that this program writes itself
LONGEST_CODE: Final = 60
MOST_CODES: Final = 100

_NAME = re.compile(r"[a-z_]+\.[a-z0-9_]+")
_WAITS_ON = re.compile(r"us|applicant|nobody|partner:[a-z0-9_]{1,40}")
# Lower or upper case, never mixed, no blanks: codes fit, sentences and most names do not.
_CODE = re.compile(r"[a-z0-9_.:/+-]+|[A-Z0-9_.:/+-]+")
_TYPES: Final = frozenset({str, int, bool, date, datetime, list, dict})


class UnknownKind(NotFound):
    """Nobody registered a kind of this name."""

    code = "unknown_kind"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of event.

    ``schema`` maps payload keys to ``str`` (a code), ``int``, ``bool``, ``date``, ``datetime`` or ``list`` (of codes);
    ``dict`` is for imports, ``append`` refuses it. A key that ends in ``?`` may be missing. ``sentence`` may use required
    keys as ``{key}``. ``shredding`` says what is left of the event when its stream is shredded. ``touched``: did somebody
    work on the matter? ``waits_on``: whose turn it is afterwards (``us``, ``applicant``, ``partner:<name>``, ``nobody``;
    ``None`` leaves it as it was).
    """

    name: str
    sentence: Mapping[str, str]
    schema: Mapping[str, type] = field(default_factory=dict)
    shredding: str = ""
    touched: bool = False
    waits_on: str | None = None
    milestone: str = ""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event that is about to be appended; ``None`` takes what its kind says."""

    kind: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    waits_on: str | None = None
    touched: bool | None = None
    procedure: str = ""
    procedure_version: int | None = None
    purpose: str = ""


_kinds: dict[str, Kind] = {}


def _incomplete(kind: Kind) -> str:
    """What a kind lacks, in words; empty when it is complete."""
    if not _NAME.fullmatch(kind.name):
        return "name must read app.what_happened"
    if set(kind.sentence) != set(LANGUAGES) or not all(text.strip() for text in kind.sentence.values()):
        return f"sentence needs exactly the languages {', '.join(LANGUAGES)}"
    if not set(kind.schema.values()) <= _TYPES:
        return "schema knows str, int, bool, date, datetime and list"
    if not kind.shredding.strip():
        return "shredding must say what is left when the stream is shredded"
    if kind.waits_on is not None and not _WAITS_ON.fullmatch(kind.waits_on):
        return "waits_on must be us, applicant, partner:<name> or nobody"
    if kind.milestone not in MILESTONES:
        return f"milestone must be one of {MILESTONES}"
    for language, text in kind.sentence.items():
        used = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        if not used <= set(kind.schema):
            return f"sentence in {language} uses {sorted(used - set(kind.schema))}, which the schema does not require"
    return ""


def register(kind: Kind) -> Kind:
    """Events of this kind can be appended. Raises ``DomainError`` when it is incomplete or its name is taken."""
    lacking = _incomplete(kind)
    if lacking:
        raise DomainError(f"kind {kind.name}: {lacking}")
    if _kinds.setdefault(kind.name, kind) != kind:
        raise DomainError(f"kind {kind.name} is registered already, and differently")
    return kind


def registered() -> tuple[Kind, ...]:
    """All kinds, by name."""
    return tuple(_kinds[name] for name in sorted(_kinds))


def find(name: str) -> Kind:
    """The kind of this name. Raises ``UnknownKind``."""
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKind(f"no kind {name!r} is registered") from None


def is_waits_on(value: str) -> bool:
    """Whether ``value`` names somebody a case can wait for."""
    return _WAITS_ON.fullmatch(value) is not None


def is_code(value: str) -> bool:
    """Whether ``value`` is a short code: one case, no blanks, at most 60 characters."""
    return len(value) <= LONGEST_CODE and _CODE.fullmatch(value) is not None


def _code(key: str, value: object) -> str:
    if not isinstance(value, str) or not is_code(value):
        raise InvalidInput(field=key, reason="not_a_code", hint="one case, no blanks, at most 60 characters")
    return value


def _value(key: str, kind: type, value: object) -> object:
    if kind is dict:
        raise InvalidInput(field=key, reason="only_imports_write_this")
    if kind is list:
        if not isinstance(value, Sequence) or isinstance(value, str) or len(value) > MOST_CODES:
            raise InvalidInput(field=key, reason="not_a_list_of_codes")
        return [_code(key, item) for item in value]
    if kind is str:
        return _code(key, value)
    if type(value) is not kind:  # bool is no int here, datetime is no date
        raise InvalidInput(field=key, reason="wrong_type", expected=kind.__name__)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise InvalidInput(field=key, reason="time_without_zone")
        return value.isoformat()
    return value.isoformat() if isinstance(value, date) else value


def check(kind: Kind, payload: Mapping[str, Any]) -> dict[str, object]:
    """The payload as it is stored. Raises ``InvalidInput`` for a key or value that the schema does not allow."""
    allowed = {key.rstrip("?"): (key, kind_of) for key, kind_of in kind.schema.items()}
    for key in payload:
        if key not in allowed:
            raise InvalidInput(field=key, reason="not_in_schema", kind=kind.name)
    stored: dict[str, object] = {}
    for key, (declared, kind_of) in allowed.items():
        if key in payload:
            stored[key] = _value(key, kind_of, payload[key])
        elif not declared.endswith("?"):
            raise InvalidInput(field=key, reason="missing", kind=kind.name)
    return stored


def restore(kind: Kind, stored: Mapping[str, Any]) -> dict[str, Any]:
    """The payload as it was given to ``append``: days and times are days and times again."""
    types = {key.rstrip("?"): kind_of for key, kind_of in kind.schema.items()}
    return {
        key: types[key].fromisoformat(value)  # type: ignore[attr-defined]
        if types.get(key) in (date, datetime) and isinstance(value, str)
        else value
        for key, value in stored.items()
    }


def sentence(kind: str, payload: Mapping[str, Any], language: str) -> str:
    """What happened, in a language (German where there is none of that language).

    ``payload`` may hold words for readers in place of codes, for example a team's name.
    """
    texts = find(kind).sentence
    shown = {key: _shown(value) for key, value in payload.items()}
    return texts.get(language, texts["de"]).format_map(shown)


def _shown(value: object) -> object:
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y %H:%M")
    return value.strftime("%d.%m.%Y") if isinstance(value, date) else value


register(
    Kind(
        name="journal.shredded",
        sentence={
            "de": "Der Bezug zur Person wurde vernichtet.",
            "en": "What tied this record to a person was destroyed.",
            "ar": "تم إتلاف ما كان يربط هذا السجل بشخص.",
        },
        schema={"reason": str},
        shredding="Stays: it says when and why the tie was destroyed.",
    )
)
