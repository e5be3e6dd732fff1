"""From bytes that somebody else made to a plain application, or to the reason why not."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from amtslotse.kernel.errors import DomainError

LARGEST: Final = 1_000_000
_MOST = 500  # answers or attachments of one application
_NAMESPACE = "{urn:amtslotse:efa:1}"
_REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,79}")
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


class Unreadable(DomainError):
    """The message cannot be taken; ``facts["reason"]`` says why, ``facts["at"]`` where.

    Reasons: too_large, not_json, not_xml, forbidden_xml (document type, entities), not_this_format, missing, not_valid, twice.
    """

    code = "efa_unreadable"


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that the message names: for which document, and under which plain name it lies beside the message."""

    need: str
    file: str


@dataclass(frozen=True, slots=True)
class EfaApplication:
    """What the online service sends. ``submitted_at`` is when it received the application and told the person so."""

    ref: str
    service: str
    language: str
    submitted_at: datetime
    answers: Mapping[str, str]
    attachments: tuple[Attached, ...]


def read(content: bytes, *, is_xml: bool) -> EfaApplication:
    """The application in the message.

    XML with a document type or entities is refused before anything is expanded or fetched, JSON that nests too deep or holds
    a name twice as well. Raises ``Unreadable``.
    """
    if len(content) > LARGEST:
        raise _unreadable("too_large")
    raw = _from_xml(content) if is_xml else _from_json(content)
    return EfaApplication(
        ref=_word(raw, "id", _REF),
        service=_word(raw, "service", _KEY),
        language=_word(raw, "language", _LANGUAGE),
        submitted_at=_moment(raw),
        answers=_answers(raw.get("answers", {})),
        attachments=_attachments(raw.get("attachments", [])),
    )


def _from_json(content: bytes) -> Mapping[str, Any]:
    try:
        raw = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number)
        json.dumps(raw, ensure_ascii=False).encode()  # half a character, escaped, is none: nothing could keep it
    except (UnicodeError, ValueError, RecursionError):
        raise _unreadable("not_json") from None
    if not isinstance(raw, dict) or raw.get("format") != "amtslotse-efa-1":
        raise _unreadable("not_this_format")
    return raw


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _unreadable("twice", pairs[0][0])
    return found


def _no_number(name: str) -> float:
    raise ValueError(name)


def _from_xml(content: bytes) -> Mapping[str, Any]:
    try:
        root: Element = fromstring(content, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException:
        raise _unreadable("forbidden_xml") from None
    except (ParseError, ValueError, LookupError, RecursionError):
        raise _unreadable("not_xml") from None
    if root.tag != f"{_NAMESPACE}application":
        raise _unreadable("not_this_format")
    answers: dict[str, str] = {}
    attachments = []
    for child in root:
        if child.tag == f"{_NAMESPACE}answer":
            key = child.get("question", "")
            if key in answers:
                raise _unreadable("twice", key)
            answers[key] = child.text or ""
        elif child.tag == f"{_NAMESPACE}attachment":
            attachments.append({"need": child.get("need", ""), "file": child.get("file", "")})
        else:
            raise _unreadable("not_this_format", str(child.tag))
    return {**root.attrib, "answers": answers, "attachments": attachments}


def _word(raw: Mapping[str, Any], key: str, pattern: re.Pattern[str]) -> str:
    value = raw.get(key)
    if value is None or value == "":
        raise _unreadable("missing", key)
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise _unreadable("not_valid", key)
    return value


def _moment(raw: Mapping[str, Any]) -> datetime:
    value = raw.get("submitted_at")
    if not value:
        raise _unreadable("missing", "submitted_at")
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise _unreadable("not_valid", "submitted_at") from None
    if moment.tzinfo is None or not 1970 <= moment.year < 9999:  # beyond that no calendar of ours has a day
        raise _unreadable("not_valid", "submitted_at")
    return moment


def _answers(raw: object) -> dict[str, str]:
    if not isinstance(raw, dict) or len(raw) > _MOST:
        raise _unreadable("not_valid", "answers")
    for key, value in raw.items():
        if not _KEY.fullmatch(key) or not isinstance(value, str):
            raise _unreadable("not_valid", f"answers.{key}"[:80])
    return dict(raw)


def _attachments(raw: object) -> tuple[Attached, ...]:
    if not isinstance(raw, list) or len(raw) > _MOST:
        raise _unreadable("not_valid", "attachments")
    found = []
    for each in raw:
        need, file = (each.get("need"), each.get("file")) if isinstance(each, dict) else (None, None)
        if not isinstance(need, str) or not isinstance(file, str) or not _KEY.fullmatch(need) or not _is_plain(file):
            raise _unreadable("not_valid", "attachments")
        found.append(Attached(need, file))
    return tuple(found)


def _is_plain(file: str) -> bool:
    """A name in the same folder: no path leads out of it."""
    return 0 < len(file) <= 200 and not set(file) & {"/", "\\", "\0"} and file not in (".", "..")


def _unreadable(reason: str, at: str = "") -> Unreadable:
    return Unreadable(f"{reason} {at}".strip(), reason=reason, at=at)
