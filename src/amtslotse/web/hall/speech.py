"""A call in sound files: which parts are played one after another. ``tools/sounds`` makes the files."""

from __future__ import annotations

from typing import Final

#: In this order, on the display.
LANGUAGES: Final = ("de", "en", "ar")
HIGHEST: Final = 999


def clips(number: int, counter: int, language: str) -> tuple[str, ...]:
    """Names of the files that say "Nummer 117, bitte zu Schalter 4"; none for a number that has no files.

    All three languages say hundreds first and then the rest as one word, so hundreds and the numbers to 99 are enough.
    """
    if not (1 <= number <= HIGHEST and 1 <= counter <= HIGHEST):
        return ()
    said = ("number", *_parts(number), "counter", *_parts(counter))
    return tuple(f"{language}/{part}" for part in said)


def _parts(number: int) -> tuple[str, ...]:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return (str(rest),)
    return (f"h{hundreds}-and", str(rest)) if rest else (f"h{hundreds}",)
