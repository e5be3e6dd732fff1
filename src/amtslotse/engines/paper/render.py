"""From data to PDF/UA-1, with typst."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from unicodedata import bidirectional
from zoneinfo import ZoneInfo

import segno
import typst
from babel.dates import format_date, format_datetime, get_timezone_name

from amtslotse.engines.paper import glyphs, sentences
from amtslotse.engines.paper.documents import DOCUMENTS, Text
from amtslotse.kernel import codes

TEMPLATES = Path(__file__).resolve().parent / "templates"
LOCAL = ZoneInfo("Europe/Berlin")
LONGEST_LIST = 12  # the status page shows them all
#: A receipt is two sheets and never three, a letter one page where it can be. The templates refuse to run over,
#: then the next smaller size (in points) is tried. A letter that does not fit runs on in a readable size.
SHEETS = {"receipt": 2}
TOO_MANY = "too many sheets"
#: Thirty characters and the marks that belong to the last, with more of the same word behind.
_LONG_WORD = re.compile(r"\S{30}[\u0300-\u036f\u064b-\u065f\u200c\u200d]*(?=\S)")
COMFORTABLE, READABLE, TIGHT = (11.5, 10.0), (9.5, 8.5), (7.5, 6.5, 5.0)


class PaperError(Exception):
    """The paper cannot be made: unknown document or language, wrong data, or typst refuses (font, alt text)."""


class TooManySheets(PaperError):
    """At this size the text runs over."""


def render(document: str, data: Mapping[str, Any], language: str, at: datetime) -> bytes:
    """The paper as PDF/UA-1, German beside ``language``; the same input gives the same bytes.

    Safe in any thread. What no font of ours can print becomes �, and a line says so.
    Raises ``PaperError``.
    """
    if document not in DOCUMENTS:
        raise PaperError(f"no such document: {document}")
    if language not in sentences.languages():
        raise PaperError(f"no sentences in {language}")
    _check(document, data)
    shown = _each_text(dict(data), glyphs.printable)
    payload = {**_payload(document, shown, language, at), "incomplete": shown != data}
    sizes = READABLE if len(payload["written_on"]) > 1 else COMFORTABLE + READABLE
    attempts: list[tuple[float, int | None]] = [(size, SHEETS.get(document, 1)) for size in sizes]
    attempts += [(size, SHEETS[document]) for size in TIGHT] if document in SHEETS else [(READABLE[0], None)]
    for size, most in attempts:
        filled = json.dumps({**payload, "size": size, "most": most}, ensure_ascii=False)
        try:
            return compile_template(TEMPLATES / f"{document}.typ", filled, at)
        except TooManySheets:
            continue
    raise PaperError(f"{document} does not fit its sheets")


def compile_template(template: Path, payload: str, at: datetime) -> bytes:
    """The template filled with ``payload``. Raises ``PaperError``; an unknown font is an error, not a warning."""
    # A compiler of its own for each paper: one that threads share fails, and making one costs 0.2 ms.
    compiler = typst.Compiler(template, root=template.parent, font_paths=_fonts(), ignore_system_fonts=True)
    try:
        pdf, warnings = compiler.compile_with_warnings(
            format="pdf",
            pdf_standards=["ua-1"],
            sys_inputs={"payload": payload},
            timestamp=at.astimezone(UTC).replace(microsecond=0),
        )
    except typst.TypstError as error:
        raise (TooManySheets if TOO_MANY in error.message else PaperError)(error.diagnostic) from error
    if warnings:
        raise PaperError("; ".join(warning.message for warning in warnings))
    if not isinstance(pdf, bytes):
        raise PaperError("typst made no single file")
    return pdf


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[glyphs.FONTS])


def _check(document: str, data: Mapping[str, Any]) -> None:
    kind: Any = DOCUMENTS[document]
    missing = kind.__required_keys__ - data.keys()
    unknown = data.keys() - kind.__required_keys__ - kind.__optional_keys__
    if missing or unknown:
        raise PaperError(f"{document}: missing {sorted(missing)}, unknown {sorted(unknown)}")


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _each_text(inner, change) for key, inner in value.items()}
    return [_each_text(inner, change) for inner in value] if isinstance(value, list) else value


def _breakable(text: str) -> str:
    """The text with a place to break in words that no line can hold; addresses stay as they are."""
    return text if text.startswith(("http://", "https://")) else _LONG_WORD.sub("\\g<0>\u200b", text)


def _payload(document: str, data: Mapping[str, Any], language: str, at: datetime) -> dict[str, Any]:
    """What the templates read: the data, each date and sentence written out, codes in groups, QR codes drawn."""
    both = tuple(dict.fromkeys(("de", language)))
    filled = _each_text(dict(data), _breakable)
    for key in ("received_at", "complete_since", "replaced_at", "requested_at", "arrived_at"):
        if key in filled:
            filled[key] = {code: write_moment(datetime.fromisoformat(data[key]), code) for code in both}
    if "starts_at" in filled:
        filled["starts_at"] = {code: write_time(datetime.fromisoformat(data["starts_at"]), code) for code in both}
    for key in ("deadline", "decided_on", "issued_on", "valid_until"):
        if key in filled:
            filled[key] = {code: write_day(date.fromisoformat(data[key]), code) for code in both}
    if "code" in filled:
        filled["code"] = codes.spoken(codes.normalise(filled["code"]))
    texts = {key: dict(text) for key, text in sentences.of(document, language).items()}
    for code in both:
        if "deadline" in filled:
            texts["plain"][code] = texts["plain"][code].format(deadline=filled["deadline"][code])
        if "complete_since" in filled:
            since = write_day(datetime.fromisoformat(data["complete_since"]).astimezone(LOCAL).date(), code)
            texts["plain"][code] = texts["plain"][code].format(since=since)
    for key in ("documents_received", "documents_missing"):
        if key in filled:
            filled[key] = _shortened(filled[key], texts["more"])
    qr = {}
    for key in ("check", "status", "check_in"):
        if f"{key}_url" in filled:
            url = filled[f"{key}_url"]
            qr[key] = {"svg": _qr(url), "alt": texts[f"{key}_alt"]["de"].format(url=url), "url": url}
    if "cover_code" in filled:
        code = codes.normalise(filled["cover_code"])
        filled["cover_code"] = codes.spoken(code)
        qr["cover"] = {"svg": _qr(code), "alt": texts["cover_alt"]["de"].format(code=codes.spoken(code)), "url": code}
    if document == "notice":
        texts["title"] = filled["title"]
    return {
        "document": document,
        "language": language,
        "rtl": [code for code in both if code == "ar"],
        "name_rtl": _reads_right_to_left(filled.get("name", "")),
        "written_on": {code: write_day(at.astimezone(LOCAL).date(), code) for code in both},
        "data": filled,
        "t": texts,
        "qr": qr,
    }


def _shortened(lines: list[Text], more: Text) -> list[Text]:
    """At most ``LONGEST_LIST`` lines; the last one then counts those left out."""
    if len(lines) <= LONGEST_LIST:
        return lines
    left_out = len(lines) - LONGEST_LIST + 1
    return [*lines[: LONGEST_LIST - 1], {code: text.format(n=left_out) for code, text in more.items()}]


def write_day(day: date, language: str) -> str:
    """``22. November 2026`` in the language."""
    return format_date(day, format="long", locale=language)


def write_moment(moment: datetime, language: str) -> str:
    """Day and time to the second in German local time, with the zone: one hour of October exists twice."""
    local = moment.astimezone(LOCAL)
    clock = format_datetime(local, "HH:mm:ss", locale="de")
    zone = get_timezone_name(local, width="short", locale="de")
    offset = local.strftime("%z")
    comma = "،" if language == "ar" else ","
    return f"{write_day(local.date(), language)}{comma} {clock} {zone} (UTC{offset[:3]}:{offset[3:]})"


def write_time(moment: datetime, language: str) -> str:
    """``Montag, 29. März 2027, 09:00 Uhr``: local time with the weekday; with its zone where the clock shows it twice."""
    local = moment.astimezone(LOCAL)
    clock = format_datetime(local, "HH:mm", locale="de") + (" Uhr" if language == "de" else "")
    if local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
        clock += f" {get_timezone_name(local, width='short', locale='de')}"
    comma = "،" if language == "ar" else ","
    return f"{format_date(local.date(), format='full', locale=language)}{comma} {clock}"


@lru_cache(maxsize=64)  # the status page's is the same on every receipt
def _qr(url: str) -> str:
    drawing = io.BytesIO()
    segno.make(url, error="m", micro=False).save(drawing, kind="svg", xmldecl=False, border=4)
    return drawing.getvalue().decode()


def _reads_right_to_left(text: str) -> bool:
    """By its first strong character (Unicode bidirectional algorithm, P2)."""
    for character in text:
        kind = bidirectional(character)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return False
