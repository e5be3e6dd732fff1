"""The mapping: which column of a log is the case, the activity, the time, and what its activities mean."""

from __future__ import annotations

import re
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

from amtslotse.kernel.errors import InvalidInput

_SOURCE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,59}")
_WAITS_ON = re.compile(r"us|applicant|nobody|partner:[a-z0-9_]{1,40}")
MILESTONES: Final = ("received", "complete", "decided", "ended")
_COLUMNS: Final = ("case", "activity", "time", "resource", "purpose", "received", "ended")
_KEYS: Final = frozenset(
    {*_COLUMNS, "attributes", "timezone", "delimiter", "resource_is", "source", "milestones", "touched", "waits_on"}
)


class MappingError(InvalidInput):
    """A mapping that cannot be used. ``field`` names the key, ``reason`` what is wrong, ``remedy`` what to do."""

    code = "mapping_error"

    def __init__(self, *, field: str, reason: str, remedy: str) -> None:
        super().__init__(field=field, reason=reason, remedy=remedy)
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class Mapping:
    """How to read one kind of export.

    ``milestone_of`` and ``waits_on_of`` go from activity to word. ``touched`` is ``None`` when the mapping does not say: then
    every activity is work on the matter except those that mean "received".
    """

    case: str
    activity: str
    time: str
    source: str
    resource: str = ""
    purpose: str = ""
    received: str = ""
    ended: str = ""
    attributes: tuple[str, ...] = ()
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Berlin"))
    delimiter: str = ","
    keeps_roles: bool = False
    milestone_of: Table[str, str] = field(default_factory=dict)
    waits_on_of: Table[str, str] = field(default_factory=dict)
    touched: frozenset[str] | None = None

    @property
    def columns(self) -> dict[str, str]:
        """The mapping's keys that name a column, with that column."""
        named = {key: getattr(self, key) for key in _COLUMNS if getattr(self, key)}
        return named | {f"attributes[{place}]": name for place, name in enumerate(self.attributes)}

    def is_touched(self, activity: str) -> bool:
        """Whether somebody worked on the matter."""
        if self.touched is None:
            return self.milestone_of.get(activity) != "received"
        return activity in self.touched

    @classmethod
    def parse(cls, raw: Table[str, Any], *, name: str) -> Mapping:
        """From the content of a TOML file; ``name`` is the source where the mapping names none. Raises ``MappingError``."""
        for key in raw:
            if key not in _KEYS:
                raise MappingError(field=key, reason="unknown key", remedy=f"the keys are {', '.join(sorted(_KEYS))}")
        for key in ("case", "activity", "time"):
            if key not in raw:
                raise MappingError(field=key, reason="missing", remedy=f'add {key} = "<name of the column>"')
        source = text_of(raw, "source", name)
        if not is_source(source):
            raise MappingError(
                field="source",
                reason=f"{source!r} cannot name a source",
                remedy='add source = "<short name>" in lower-case letters, digits, dot, hyphen, underscore; not amtslotse',
            )
        delimiter = text_of(raw, "delimiter", ",")
        if len(delimiter) != 1 or delimiter in '"\r\n':
            raise MappingError(field="delimiter", reason="not one character", remedy='write for example delimiter = ";"')
        resource_is = text_of(raw, "resource_is", "person")
        if resource_is not in ("person", "role"):
            raise MappingError(
                field="resource_is",
                reason=f"{resource_is!r} is neither person nor role",
                remedy='write "role" only when the column holds no persons',
            )
        return cls(
            **{key: text_of(raw, key, "") for key in _COLUMNS},
            source=source,
            attributes=_names(raw, "attributes") or (),
            timezone=zone_of(text_of(raw, "timezone", "Europe/Berlin")),
            delimiter=delimiter,
            keeps_roles=resource_is == "role",
            milestone_of=_words(raw, "milestones", re.compile("|".join(MILESTONES)), " or ".join(MILESTONES)),
            waits_on_of=_words(raw, "waits_on", _WAITS_ON, "us, applicant, nobody or partner:<name>"),
            touched=None if (touched := _names(raw, "touched")) is None else frozenset(touched),
        )


def is_source(name: str) -> bool:
    """Whether an import may be called so; our own journal's name is taken."""
    return _SOURCE.fullmatch(name) is not None and name != "amtslotse"


def text_of(raw: Table[str, Any], key: str, default: str) -> str:
    """The text under a key. Raises ``MappingError``."""
    value = raw.get(key, default)
    if not isinstance(value, str) or (key in raw and not value):
        raise MappingError(field=key, reason="not a text", remedy=f'write {key} = "…"')
    return value


def _names(raw: Table[str, Any], key: str) -> tuple[str, ...] | None:
    value = raw.get(key)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise MappingError(field=key, reason="not a list of names", remedy=f'write {key} = ["first", "second"]')
    return tuple(value)


def zone_of(name: str) -> ZoneInfo:
    """The time zone of this name. Raises ``MappingError``."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        remedy = 'write a name such as timezone = "Europe/Berlin"'
        raise MappingError(field="timezone", reason=f"no time zone is called {name!r}", remedy=remedy) from None


def _words(raw: Table[str, Any], key: str, allowed: re.Pattern[str], words: str) -> Table[str, str]:
    """``[milestones] complete = ["a", "b"]`` turned round: from activity to word."""
    table = raw.get(key, {})
    if not isinstance(table, dict):
        raise MappingError(field=key, reason="not a table", remedy=f"write [{key}] and below it <word> = [<activities>]")
    turned: dict[str, str] = {}
    for word in table:
        if not allowed.fullmatch(word):
            raise MappingError(field=f"{key}.{word}", reason="unknown word", remedy=f"the words are {words}")
        for activity in _names(table, word) or ():
            if turned.setdefault(activity, word) != word:
                raise MappingError(
                    field=f"{key}.{word}",
                    reason=f"{activity!r} stands under {turned[activity]!r} too",
                    remedy="keep it in one place",
                )
    return MappingProxyType(turned)
