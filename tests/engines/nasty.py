"""Small nasty files, made on the spot."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pikepdf
import pillow_heif
from PIL import Image

pillow_heif.register_heif_opener()


def _saved(pdf: pikepdf.Pdf, **options: object) -> bytes:
    written = io.BytesIO()
    pdf.save(written, **options)
    return written.getvalue()


def plain_pdf(pages: int = 1) -> bytes:
    """A PDF of empty pages."""
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page()
    return _saved(pdf)


def armed_pdf() -> bytes:
    """Scripts, actions and files wherever a PDF can carry them, nested in direct objects too."""
    name, dictionary, array = pikepdf.Name, pikepdf.Dictionary, pikepdf.Array
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    script = dictionary(S=name.JavaScript, JS="app.alert('evil-script')")
    pdf.Root.OpenAction = script
    pdf.Root.AA = dictionary(WC=script)
    pdf.Root.Names = dictionary(JavaScript=dictionary(Names=array(["a", pdf.make_indirect(script)])))
    pdf.Root.AcroForm = dictionary(Fields=array([dictionary(FT=name.Tx, AA=dictionary(K=script))]), XFA="evil-form")
    page.obj.AA = dictionary(O=script)
    page.obj.Annots = array(
        [
            dictionary(Subtype=name.Link, A=dictionary(S=name.Launch, F="evil.exe")),
            dictionary(Subtype=name.Link, A=dictionary(S=name.URI, URI="http://evil.example/")),
            dictionary(Subtype=name.Link, A=dictionary(S=name.GoTo, D="page1", Next=script)),
            dictionary(Subtype=name.Link, A=dictionary(S=name.GoTo, D="harmless")),
            dictionary(Subtype=name.FileAttachment, FS=dictionary(F="evil.doc")),
        ]
    )
    pdf.attachments["evil.exe"] = b"MZ evil-program"
    pdf.docinfo["/Author"] = "evil-author"
    return _saved(pdf, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)


def locked_pdf(*, user: str, owner: str) -> bytes:
    """A PDF with passwords; an empty user password opens for everybody."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    return _saved(pdf, encryption=pikepdf.Encryption(user=user, owner=owner))


def pdf_of_endless_pages() -> bytes:
    """A page tree in which every node has the next one many times: 10^9 pages in two kilobytes."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>"]
    for depth in range(9):
        kids = " ".join([f"{depth + 3} 0 R"] * 10)
        objects.append(f"<< /Type /Pages /Count {10 ** (9 - depth)} /Kids [{kids}] >>")
    objects.append("<< /Type /Page /MediaBox [0 0 9 9] >>")
    body = b"%PDF-1.4\n"
    places = []
    for number, text in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj {text} endobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    return (
        body
        + (
            f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
            f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF"
        ).encode()
    )


def deep_pdf() -> bytes:
    """Arrays in arrays in arrays: a stack in a few bytes."""
    return b"%PDF-1.4\n1 0 obj " + b"[" * 200_000 + b"]" * 200_000 + b" endobj\ntrailer << /Root 1 0 R >>\n%%EOF"


def polyglot_html_pdf() -> bytes:
    """A page and a PDF at once, the page first: libmagic says PDF."""
    return b"<html><script>alert(1)</script></html>\n" + plain_pdf()


def polyglot_pdf_html() -> bytes:
    """A PDF with a page in a comment and behind its end."""
    pdf = plain_pdf()
    head, _, rest = pdf.partition(b"\n")
    return head + b"\n%<html><script>evil-page</script></html>\n" + rest + b"\n<script>evil-tail</script>\n"


def polyglot_pdf_zip() -> bytes:
    """A PDF with an archive behind its end, whose names climb out of the folder."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("../../evil-name", b"0" * 1000)
    return plain_pdf() + archive.getvalue()


def polyglot_jpeg_html() -> bytes:
    """A picture with a page in a comment and behind its end."""
    written = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(written, "JPEG", comment=b"<script>evil-comment</script>")
    return written.getvalue() + b"<script>evil-tail</script>"


def pixel_flood() -> bytes:
    """A PNG that says 60,000 × 60,000 in under a hundred bytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


def wide_picture() -> bytes:
    """100 megapixels of black: honest, small on disk, 300 MB in memory."""
    written = io.BytesIO()
    Image.new("RGB", (10_000, 10_000)).save(written, "PNG")
    return written.getvalue()


def png_bomb() -> bytes:
    """A PNG of zeros whose text chunk unpacks to 200 MB."""
    written = io.BytesIO()
    Image.new("L", (10, 10)).save(written, "PNG")
    plain = written.getvalue()
    packed = b"evil\0\0" + zlib.compress(b"\0" * 200_000_000, 9)
    chunk = struct.pack(">I", len(packed)) + b"zTXt" + packed + struct.pack(">I", zlib.crc32(b"zTXt" + packed))
    return plain[:33] + chunk + plain[33:]


def photo(kind: str, *, turned: bool = False) -> bytes:
    """A small photo with a place and a camera in it; ``turned`` lies on its side."""
    picture = Image.effect_noise((60, 40), 60).convert("RGB")
    exif = picture.getexif()
    exif[0x0110] = "evil-camera"
    if turned:
        exif[0x0112] = 6
    written = io.BytesIO()
    picture.save(written, kind, exif=exif)
    return written.getvalue()
