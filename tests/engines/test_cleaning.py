"""Untrusted files: what is harmless comes through, what is not is taken out or refused, and we stay alive."""

from __future__ import annotations

import io
import time
from collections.abc import Callable

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from amtslotse.engines import cleaning
from amtslotse.engines.cleaning import Limits, Unfit, media_type
from tests.engines import nasty

WHOLE = [nasty.plain_pdf(), nasty.photo("JPEG"), nasty.photo("PNG")]


def _reason(content: bytes, limits: Limits = cleaning.LIMITS) -> str:
    with pytest.raises(Unfit) as fault:
        cleaning.clean(content, limits)
    assert fault.value.reason in cleaning.REASONS
    return fault.value.reason


def _outcome(content: bytes, limits: Limits = cleaning.LIMITS) -> str:
    try:
        cleaned = cleaning.clean(content, limits)
    except Unfit as fault:
        return fault.reason
    return "clean" if 0 < len(cleaned.content) < 500_000 else "too much"


def test_nothing_in_a_pdf_acts_any_more() -> None:
    armed = nasty.armed_pdf()
    assert b"evil-script" in armed  # the control: it was there
    cleaned = cleaning.clean(armed)
    assert set(cleaned.removed) == {"actions", "embedded_files", "forms", "javascript", "media"}
    with pikepdf.open(io.BytesIO(cleaned.content)) as pdf:
        flat = io.BytesIO()
        pdf.save(flat, stream_decode_level=pikepdf.StreamDecodeLevel.all, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        annotations = list(pdf.pages[0].obj.Annots)
    assert b"evil" not in flat.getvalue()
    assert b"/JavaScript" not in flat.getvalue()
    assert [str(each["/A"]["/D"]) for each in annotations if "/A" in each] == ["harmless"]
    again = cleaning.clean(cleaned.content)
    assert again.removed == ()


@pytest.mark.parametrize("make", [nasty.polyglot_pdf_html, nasty.polyglot_pdf_zip, nasty.polyglot_jpeg_html])
def test_a_polyglot_is_one_thing_afterwards(make: Callable[[], bytes]) -> None:
    assert b"evil" in make()
    assert b"evil" not in cleaning.clean(make()).content


def test_a_pdf_begins_at_byte_0() -> None:
    assert _reason(nasty.polyglot_html_pdf()) == "wrong_type"


def test_passwords() -> None:
    assert _reason(nasty.locked_pdf(user="secret", owner="secret")) == "encrypted"
    cleaned = cleaning.clean(nasty.locked_pdf(user="", owner="secret"))
    assert cleaned.removed == ("encryption",)
    with pikepdf.open(io.BytesIO(cleaned.content)) as pdf:
        assert not pdf.is_encrypted


def test_too_many_pages() -> None:
    assert _reason(nasty.plain_pdf(201)) == "too_many_pages"
    assert cleaning.clean(nasty.plain_pdf(200)).pages == 200


@pytest.mark.parametrize("make", [nasty.pdf_of_endless_pages, nasty.deep_pdf, nasty.pixel_flood, nasty.png_bomb])
def test_bombs_end_within_their_limits(make: Callable[[], bytes]) -> None:
    bomb = make()
    assert len(bomb) < 500_000
    began = time.monotonic()
    assert _outcome(bomb, Limits(cpu_seconds=3, seconds=8)) in (
        "clean",
        "damaged",
        "too_slow",
        "too_many_pages",
        "too_many_pixels",
    )
    assert time.monotonic() - began < 30, "far from endless, on a busy machine too"


def test_a_hanging_child_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    big = nasty.photo("PNG")
    assert _reason(big, Limits(seconds=0.01)) == "too_slow"
    assert cleaning.clean(big).media_type == "image/png"  # and the next file is served


def test_memory_is_limited() -> None:
    assert _reason(nasty.wide_picture(), Limits(memory=200_000_000)) == "too_slow"
    assert cleaning.clean(nasty.photo("PNG"), Limits(memory=200_000_000)).pages == 1  # the control: the limit is not too low


def test_a_flood_is_seen_before_a_pixel_is_painted() -> None:
    assert _reason(nasty.pixel_flood()) == "too_many_pixels"


@pytest.mark.parametrize(("kind", "becomes"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("HEIF", "image/jpeg")])
def test_pictures_lose_place_and_camera_and_stand_upright(kind: str, becomes: str) -> None:
    cleaned = cleaning.clean(nasty.photo(kind, turned=kind != "HEIF"))
    assert cleaned.media_type == becomes
    assert cleaned.removed == ("metadata",)
    assert b"evil-camera" not in cleaned.content
    with Image.open(io.BytesIO(cleaned.content)) as picture:
        assert not picture.getexif()
        assert picture.size == ((60, 40) if kind == "HEIF" else (40, 60))


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7 and nothing else", b"\xff\xd8\xff\xe0 no picture", b"\x89PNG\r\n\x1a\n", b"\0\0\0\x18ftypheic and nothing"],
)
def test_what_is_broken_is_called_so(content: bytes) -> None:
    assert _reason(content) == "damaged"


@pytest.mark.parametrize(
    "content", [b"", b"MZ", b"PK\x03\x04", b"GIF89a", b"<svg/>", b" %PDF-1.4", b"\0\0\0\x18ftypmp42", b"II*\0"]
)
def test_other_types_never_reach_the_child(content: bytes) -> None:
    assert media_type(content) is None
    assert _reason(content) == "wrong_type"


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from([nasty.plain_pdf(), nasty.photo("JPEG"), nasty.photo("PNG")]), st.integers(8, 400), st.binary(max_size=40)
)
def test_whatever_comes_there_is_an_answer(whole: bytes, place: int, noise: bytes) -> None:
    broken = whole[:place] + noise + whole[place + len(noise) :]
    assert _outcome(broken) in ("clean", *cleaning.REASONS)
