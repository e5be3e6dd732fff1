"""Message catalogues without gettext's binaries: ``tools/messages.py update|compile|check [ROOM …]``.

German is the source: the text in a page or in ``gettext(...)`` *is* the key. Every package below ``src/amtslotse`` that has a
``locale`` folder keeps its own ``locale/{en,ar}/LC_MESSAGES/django.po``. ``update`` brings new texts in and drops the ones that
are gone, ``compile`` writes the ``.mo`` that Django reads, ``check`` fails on anything missing, fuzzy, obsolete or with other
placeholders than the German. Needs neither settings nor a database. ROOM is a path below ``src/amtslotse`` (``web/portal``).
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parent.parent / "src" / "amtslotse"
LANGUAGES = ("en", "ar")
PLURALS = {  # written down, because the expression babel makes for Arabic is wrong from 11 to 99
    "en": "nplurals=2; plural=(n != 1);",
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5;",
}
KEYWORDS: dict[str, tuple[object, ...] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|(?<!\{)\{(\w*)\}(?!\})")
HEADER_LINE = re.compile(r'^"([A-Za-z-]+): (.*)\\n"$', re.MULTILINE)


def rooms(wanted: list[str]) -> list[Path]:
    """The packages with a catalogue: all, or those that were named (whose ``locale`` folder is made)."""
    if wanted:
        return [SOURCE / name for name in wanted]
    return sorted(folder.parent for folder in SOURCE.glob("**/locale"))


def texts(room: Path) -> Iterator[tuple[str, object, str | None, list[str]]]:
    """Every marked text of a room: (file, msgid or (singular, plural), context, comments for translators).

    A package inside it with a ``locale`` folder of its own is another room.
    """
    inner = [folder.parent for folder in room.glob("*/**/locale")]
    for file in sorted([*room.rglob("*.py"), *room.rglob("*.html"), *room.rglob("*.txt"), *room.rglob("*.svg")]):
        if any(file.is_relative_to(other) for other in inner):
            continue
        source = file.read_text("utf-8")
        if file.suffix != ".py":
            # What is no message comes out as X; blanks at a line's start would read as Python's indentation.
            source = "\n".join(line.lstrip() for line in templatize(source, origin=str(file)).splitlines())
        else:
            source += _inside_texts(source)
        stream = io.BytesIO(source.encode())
        for _, function, found, comments in extract_python(stream, list(KEYWORDS), ["Translators:"], {"encoding": "utf-8"}):
            parts = [found] if isinstance(found, str) else list(found)
            parts = [part for part in parts if isinstance(part, str)]
            context = parts.pop(0) if function.startswith(("p", "np")) and len(parts) > 1 else None
            if not parts or not parts[0]:
                continue
            plural = function.startswith(("n", "np")) and len(parts) > 1
            yield str(file.relative_to(SOURCE)), tuple(parts[:2]) if plural else parts[0], context, comments


def _inside_texts(source: str) -> str:
    """What stands between the braces of f-strings, a line each: babel looks there only from Python 3.12 on."""
    texts = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.JoinedStr))
    parts = (part for text in texts for part in text.values if isinstance(part, ast.FormattedValue))
    return "".join(f"\n{ast.unparse(part.value)}" for part in parts)


def template_of(room: Path) -> Catalog:
    """What the room says now, in German."""
    catalogue = Catalog(fuzzy=False)
    for file, message, context, comments in texts(room):
        catalogue.add(message, locations=[(file, 0)], context=context, auto_comments=comments)
    return catalogue


def po_path(room: Path, language: str) -> Path:
    return room / "locale" / language / "LC_MESSAGES" / "django.po"


def load(path: Path, language: str) -> tuple[Catalog, dict[str, str]]:
    """The catalogue and its header; babel forgets headers that it does not know, so they are read here."""
    if not path.exists():
        return Catalog(locale=language, fuzzy=False), {}
    raw = path.read_text("utf-8")
    head = raw.split("\n\n", 1)[0]
    return read_po(io.BytesIO(raw.encode()), locale=language), dict(HEADER_LINE.findall(head))


def save(path: Path, catalogue: Catalog, header: dict[str, str]) -> None:
    """The file, without dates and line numbers, so that only a changed text changes it."""
    body = io.BytesIO()
    write_po(body, catalogue, width=110, omit_header=True, include_lineno=False, sort_by_file=True, ignore_obsolete=True)
    lines = {
        "Language": str(catalogue.locale),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[str(catalogue.locale)],
        "X-Checked-By": header.get("X-Checked-By", ""),
        "X-Checked-On": header.get("X-Checked-On", ""),
    }
    text = 'msgid ""\nmsgstr ""\n' + "".join(f'"{name}: {value}\\n"\n' for name, value in lines.items())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n" + body.getvalue().decode().strip() + "\n", "utf-8")


def compiled(path: Path, language: str) -> bytes:
    """What Django reads: the complete translations only; what is missing shows in German."""
    done = Catalog(locale=language, fuzzy=False)
    done.mime_headers = [("Content-Type", "text/plain; charset=utf-8"), ("Plural-Forms", PLURALS[language])]
    for message in load(path, language)[0]:
        if message.id and not message.fuzzy and message.string and all(message.string):
            done.add(message.id, message.string, context=message.context)
    out = io.BytesIO()
    write_mo(out, done)
    return out.getvalue()


def placeholders(text: str) -> set[str]:
    return {named or braced for named, braced in PLACEHOLDER.findall(text)}


def faults(message: Message) -> Iterator[str]:
    """What is wrong with one translation."""
    key = message.id if isinstance(message.id, str) else message.id[0]
    if message.fuzzy:
        yield f"fuzzy: {key!r}"
    if isinstance(message.id, str):
        if not message.string:
            yield f"missing: {key!r}"
        elif placeholders(key) != placeholders(str(message.string)):
            yield f"other placeholders: {key!r} → {message.string!r}"
        return
    forms = list(message.string) if isinstance(message.string, tuple | list) else [message.string]
    wanted = placeholders(message.id[0]) | placeholders(message.id[1])
    if not all(forms):
        yield f"missing plural form: {key!r} has {sum(map(bool, forms))} of {len(forms)}"
    elif placeholders(forms[-1]) != placeholders(message.id[1]) or any(placeholders(form) - wanted for form in forms):
        # a form for exactly one or two may say the number in words; the general form may not
        yield f"other placeholders: {key!r} → {forms!r}"


def update(room: Path) -> list[str]:
    for language in LANGUAGES:
        path = po_path(room, language)
        catalogue, header = load(path, language)
        catalogue.update(template_of(room), no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        save(path, catalogue, header)
    return []


def compile_room(room: Path) -> list[str]:
    for language in LANGUAGES:
        path = po_path(room, language)
        if path.exists():
            path.with_suffix(".mo").write_bytes(compiled(path, language))
    return []


def check(room: Path) -> list[str]:
    found = []
    now = {(m.id if isinstance(m.id, str) else tuple(m.id), m.context) for m in template_of(room) if m.id}
    for language in LANGUAGES:
        path = po_path(room, language)
        catalogue, _ = load(path, language)
        there = {(m.id if isinstance(m.id, str) else tuple(m.id), m.context): m for m in catalogue if m.id}
        wrong = [f"not in the catalogue (run update): {key!r}" for key, _ in sorted(now - there.keys(), key=str)]
        wrong += [f"obsolete (run update): {key!r}" for key, _ in sorted(there.keys() - now, key=str)]
        wrong += [f"obsolete: {key!r}" for key in catalogue.obsolete]
        wrong += [fault for key, message in there.items() if key in now for fault in faults(message)]
        found += [f"{path.relative_to(SOURCE)}: {fault}" for fault in wrong]
    return found


def main(arguments: list[str]) -> int:
    steps = {"update": update, "compile": compile_room, "check": check}
    if not arguments or arguments[0] not in steps:
        print(__doc__)
        return 2
    found = [fault for room in rooms(arguments[1:]) for fault in steps[arguments[0]](room)]
    for fault in found:
        print(fault, file=sys.stderr)
    if arguments[0] == "check":
        print(f"{len(found)} faults in {len(rooms(arguments[1:]))} catalogues")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
