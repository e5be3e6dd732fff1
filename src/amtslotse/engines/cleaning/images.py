"""Pictures painted anew: pixels survive, everything else (place, camera, hidden bytes) does not."""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from amtslotse.engines.cleaning.kinds import Cleaned, Unfit

MOST_PIXELS = 110_000_000  # a telephone's 108-megapixel picture; a flood of pixels has billions
LONGEST_SIDE = 4_000  # a page at 340 dots an inch
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/heic": "HEIF"}

Image.MAX_IMAGE_PIXELS = None  # ours is checked before a pixel is decoded


def clean(content: bytes, kind: str) -> Cleaned:
    """The picture, upright, as JPEG or PNG. Raises ``Unfit`` (damaged, too_many_pixels)."""
    if kind == "image/heic":
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False)
    try:
        with Image.open(io.BytesIO(content), formats=[_FORMATS[kind]]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Unfit("too_many_pixels")
            removed = ["metadata"] if opened.getexif() or opened.info.get("xmp") else []
            if kind == "image/jpeg":
                opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            picture = ImageOps.exif_transpose(opened)
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return _painted(picture, kind, tuple(removed))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, RuntimeError):
        raise Unfit("damaged") from None


def _painted(picture: Image.Image, kind: str, removed: tuple[str, ...]) -> Cleaned:
    written = io.BytesIO()
    if kind == "image/png":
        plain = picture if picture.mode in ("1", "L", "LA", "RGB", "RGBA") else picture.convert("RGBA")
        plain.info.clear()
        plain.save(written, "PNG")
        return Cleaned(written.getvalue(), "image/png", removed, 1)
    plain = picture if picture.mode in ("L", "RGB") else picture.convert("RGB")
    plain.info.clear()
    plain.save(written, "JPEG", quality=88)
    return Cleaned(written.getvalue(), "image/jpeg", removed, 1)
