"""Every call that can be made can be spoken, from files that are there and that may be shipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from amtslotse.web.hall import speech
from tests.environment import ROOT

SOUNDS = ROOT / "src/amtslotse/web/ui/static/ui/hall/sounds"
LIST = (SOUNDS / "SOUNDS.txt").read_text()


def listed() -> set[str]:
    return {line.split("\t")[0] for line in LIST.splitlines() if "\t" in line}


@pytest.mark.parametrize("language", speech.LANGUAGES)
def test_every_number_at_every_counter_has_its_files(language: str) -> None:
    there = {str(path.relative_to(SOUNDS).with_suffix("")) for path in SOUNDS.rglob("*.mp3")}
    for number in range(1, speech.HIGHEST + 1):
        for counter in range(1, 61):
            assert set(speech.clips(number, counter, language)) <= there


def test_a_call_is_said_in_order() -> None:
    assert speech.clips(117, 4, "de") == ("de/number", "de/h1-and", "de/17", "de/counter", "de/4")
    assert speech.clips(300, 20, "ar") == ("ar/number", "ar/h3", "ar/counter", "ar/20")
    assert speech.clips(7, 1, "en") == ("en/number", "en/7", "en/counter", "en/1")


def test_no_two_calls_sound_the_same() -> None:
    said = {speech.clips(number, 1, "de") for number in range(1, speech.HIGHEST + 1)}
    assert len(said) == speech.HIGHEST


@pytest.mark.parametrize(("number", "counter"), [(0, 1), (1000, 1), (1, 0), (-3, 2)])
def test_what_has_no_files_stays_silent(number: int, counter: int) -> None:
    assert speech.clips(number, counter, "de") == ()


def test_every_file_is_listed_with_its_licence() -> None:
    files = {str(path.relative_to(SOUNDS)) for path in SOUNDS.rglob("*.mp3")}
    assert files == listed()
    assert "CC0-1.0" in LIST.splitlines()[0]
    assert "CC0-1.0" in (ROOT / "NOTICE").read_text()


def test_the_whole_set_is_small_and_of_one_kind() -> None:
    files = list(SOUNDS.rglob("*.mp3"))
    assert sum(path.stat().st_size for path in files) < 3_000_000
    for path in files:
        assert _is_mono_mp3(path), path


def _is_mono_mp3(path: Path) -> bool:
    """An MPEG layer III frame at byte 0, one channel, and more than a click."""
    head = path.read_bytes()[:4]
    return head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[3] >> 6 == 3 and path.stat().st_size > 700
