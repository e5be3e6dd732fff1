"""What our fonts can print. PDF/UA forbids missing glyphs, and a name in an unforeseen script must not stop a letter."""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path

FONTS = Path(__file__).resolve().parent / "fonts"
INSTEAD = "\ufffd"  # the replacement character
#: Join or separate letters, choose a form; they have no glyph and fonts ignore them.
_JOINERS = {0x200C, 0x200D}
_VARIATIONS = set(range(0xFE00, 0xFE10))
#: PDF/UA-1 allows none of these in a text, whatever a font says; nor is there a reason to print controls.
_FORBIDDEN = {*range(0x20), *range(0x7F, 0xA0), 0xFEFF, 0xFFFE}


def _covered(font: bytes) -> set[int]:
    """The code points of a TrueType font: its ``cmap`` table in format 4 or 12 (OpenType specification)."""
    tables = struct.unpack_from(">H", font, 4)[0]
    for number in range(tables):
        tag, _, start, _ = struct.unpack_from(">4sIII", font, 12 + 16 * number)
        if tag == b"cmap":
            break
    found: set[int] = set()
    for number in range(struct.unpack_from(">H", font, start + 2)[0]):
        _, _, offset = struct.unpack_from(">HHI", font, start + 4 + 8 * number)
        table = start + offset
        kind = struct.unpack_from(">H", font, table)[0]
        if kind == 4:
            segments = struct.unpack_from(">H", font, table + 6)[0] // 2
            last = struct.unpack_from(f">{segments}H", font, table + 14)
            first = struct.unpack_from(f">{segments}H", font, table + 16 + 2 * segments)
            found.update(code for a, b in zip(first, last, strict=True) for code in range(a, b + 1))
        elif kind == 12:
            for group in range(struct.unpack_from(">I", font, table + 12)[0]):
                a, b, _ = struct.unpack_from(">III", font, table + 16 + 12 * group)
                found.update(range(a, b + 1))
    return found - {0xFFFF}


@cache
def printable_codes() -> frozenset[int]:
    """What every weight can print: a script needs one Regular and one Bold file in ``fonts``."""
    by_weight = [
        set().union(*(_covered(file.read_bytes()) for file in FONTS.glob(f"*-{weight}.ttf"))) for weight in ("Regular", "Bold")
    ]
    return frozenset((by_weight[0] & by_weight[1]) - _FORBIDDEN | _JOINERS | {0x0A})


def printable(text: str) -> str:
    """The text with � for each character that no font of ours has."""
    codes = printable_codes()
    return "".join(c if ord(c) in codes else INSTEAD for c in text if ord(c) not in _VARIATIONS)
