"""Every paper is accessible, complete in both languages, and survives whatever name a person bears."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import page
import pytest
import typst
from hypothesis import example, given, settings
from hypothesis import strategies as st

from amtslotse.engines.paper import PaperError, glyphs, render, sentences
from amtslotse.engines.paper.render import TEMPLATES, compile_template, write_moment, write_time
from tests.engines.paper_samples import AT, CODE, SAMPLES, text

SLIPS = ("ticket", "handover")
LANGUAGES = ("de", "en", "ar")
SPOKEN = "4KF2-9QZX-77AB-M3TD"
#: Marks that pdftotext puts around runs of another direction.
DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")

extracts_text = pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is not installed")


def sheets(pdf: bytes) -> list[str]:
    """The text of each page, as a reader would copy it."""
    run = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    pages = unicodedata.normalize("NFC", DIRECTION.sub("", run.stdout.decode())).split("\f")[:-1]
    return [" ".join(sheet.split()) for sheet in pages]


def make(document: str, language: str = "ar", **changed: Any) -> bytes:
    return render(document, {**SAMPLES[document], **changed}, language, AT)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("document", SAMPLES)
def test_every_paper_in_every_language_is_pdf_ua(document: str, language: str) -> None:
    report = page.validate_pdf_bytes(make(document, language), profile="ua1")
    assert report.is_compliant, [failure.message for failure in report.failures]
    assert report.rules.total >= 100, "the validator looked at something"


def test_the_validator_can_fail() -> None:
    """Control: the same page without tags is refused."""
    plain = typst.compile(b"Hallo", format="pdf", pdf_tags=False)
    assert not page.validate_pdf_bytes(plain, profile="ua1").is_compliant


@extracts_text
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_is_one_sheet_to_show_and_one_to_keep(language: str) -> None:
    show, keep = sheets(make("receipt", language))
    assert SPOKEN in keep
    assert CODE not in show.replace("-", "")
    assert "L-2026-004711" in show
    assert "L-2026-004711" in keep
    assert "22. November 2026, 02:53:07 MEZ (UTC+01:00)" in show
    assert "keine Fiktionsbescheinigung" in show
    assert "nicht für Reisen" in show
    assert "eigenen Angaben" in show
    assert "§ 81 Abs. 4 Satz 1 AufenthG" in show
    assert SAMPLES["receipt"]["check_url"] in show
    assert SAMPLES["receipt"]["status_url"] in keep
    assert SAMPLES["receipt"]["status_url"] not in show


@extracts_text
def test_without_an_effect_the_receipt_says_that_the_office_will_tell() -> None:
    show, _ = sheets(make("receipt", "en", effect=None, effect_basis=""))
    assert "The office will tell you whether your stay is covered. Keep this sheet." in show
    assert "fortbestehend" not in show
    assert "§ 81" not in show


@extracts_text
@pytest.mark.parametrize("document", SAMPLES)
def test_the_arabic_text_can_be_copied_and_searched(document: str) -> None:
    everything = " ".join(sheets(make(document, "ar")))
    if document in (*SLIPS, "cover"):
        for word in sentences.of(document, "ar")["title"]["ar"].split():
            assert word in everything
        assert SAMPLES[document]["file_number"] in everything
        return
    for key in ("title", "binding", "human_heading"):
        if (document, key) in {("receipt", "binding"), ("notice", "title")}:
            continue  # said twice, and cut by the columns; the title is the office's own
        for word in sentences.of(document, "ar")[key]["ar"].rstrip(".").split():
            assert word in everything, f"{word} ({key})"
    assert SAMPLES[document]["file_number"] in everything


@extracts_text
def test_an_appointment_says_when_where_and_since_when() -> None:
    (sheet,) = sheets(make("appointment", "ar"))
    for part in ("Montag, 29. März 2027, 09:00 Uhr", "Marktplatz 1", "T-2026-4F7K-92QT", SPOKEN, "02:53:07 MEZ (UTC+01:00)"):
        assert part in sheet
    assert "kann nicht übertragen werden" in sheet


@extracts_text
def test_a_proof_of_request_claims_no_effect() -> None:
    (sheet,) = sheets(make("request_proof", "en"))
    for part in (
        "22. November 2026, 02:53:07 MEZ (UTC+01:00)",
        "keine Wirkung nach § 81 AufenthG",
        "keine Wirkung bei einem Visum nach § 6 Abs. 1 AufenthG und gilt nicht für Reisen",
        "no effect under § 81 AufenthG",
        SAMPLES["request_proof"]["check_url"],
    ):
        assert part in sheet


@extracts_text
@pytest.mark.parametrize("document", SLIPS)
def test_a_slip_is_one_small_sheet_without_a_name(document: str) -> None:
    (sheet,) = sheets(make(document, "en"))
    assert "A017" in sheet
    assert "Hassan" not in sheet


def test_an_appointment_in_the_hour_that_exists_twice_says_which() -> None:
    assert write_time(datetime(2027, 10, 31, 0, 30, tzinfo=UTC), "de") == "Sonntag, 31. Oktober 2027, 02:30 Uhr MESZ"
    assert write_time(datetime(2027, 10, 31, 1, 30, tzinfo=UTC), "de") == "Sonntag, 31. Oktober 2027, 02:30 Uhr MEZ"
    assert write_time(datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "en") == "Sunday, March 28, 2027, 03:00"


@extracts_text
def test_the_request_names_items_reasons_deadline_and_consequences() -> None:
    everything = " ".join(sheets(make("document_request", "de")))
    for part in (
        "Nachweis Krankenversicherung",
        "Es fehlt.",
        "Seite 3 ist nicht lesbar.",
        "20. Dezember 2026",
        "§ 82 Abs. 1 AufenthG",
        "§ 82 Abs. 3 AufenthG",
        "Bitte alle Seiten in einer Datei.",
    ):
        assert part in everything


@extracts_text
def test_the_completeness_letter_is_no_decision() -> None:
    everything = " ".join(sheets(make("completeness", "de")))
    assert "Vollständig seit" in everything
    assert "25. November 2026, 11:12:00 MEZ (UTC+01:00)" in everything
    assert "keine Entscheidung über Ihren Antrag" in everything
    assert "weitere Angaben oder Nachweise verlangen" in everything


@extracts_text
def test_a_long_decision_loses_no_word() -> None:
    words = [f"Wort{number}" for number in range(4000)]
    reasons = text("\n\n".join(" ".join(words[start : start + 400]) for start in range(0, 4000, 400)))
    pages = sheets(make("decision", "ar", reasons=reasons))
    assert len(pages) > 2
    assert set(words) <= set(" ".join(pages).split())


@extracts_text
def test_a_decision_names_a_second_person_only_where_there_was_one() -> None:
    alone, reviewed = (" ".join(sheets(make("decision", "en", reviewed=said))) for said in (False, True))
    assert "Ein Mensch hat diese Entscheidung getroffen." in alone
    assert not any(word in alone for word in ("zweiter", "second one"))
    assert "ein zweiter hat sie geprüft" in reviewed


@extracts_text
def test_a_demonstration_says_so_on_every_sheet() -> None:
    assert all("Demonstration: kein Schreiben" in sheet for sheet in sheets(make("receipt", "de", demonstration=True)))
    assert not any("Demonstration" in sheet for sheet in sheets(make("receipt", "de")))


NAMES = {
    "one letter": "Ø",
    "two hundred letters": "Wolfeschlegelsteinhausen" * 8 + "bergerdo",
    "two hundred letters in words": "Ana María de la Soledad " * 8 + "Ruiz José",
    "vietnamese": "Nguyễn Thị Hương Giang",
    "combining accents": "A\u030a\u0323ke\u0301",
    "cyrillic": "Наталія Їжакевич",
    "greek": "Ελένη Παπαδοπούλου",
    "arabic": "هدى الحسن",
    "persian with a joiner": "علی\u200cرضا",
    "arabic and latin": "هدى Al-Hassan",
    "two hundred arabic letters": ("محمد عبد الله " * 15)[:200].strip(),
    "markup": '#panic("x") *fett* _k_ $x^2$ <b>b</b> @ref \\ `code` [a](b) // weg',
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_names_of_every_kind(name: str) -> None:
    pdf = make("receipt", name=name)
    report = page.validate_pdf_bytes(pdf, profile="ua1")
    assert report.is_compliant
    assert report.document.page_count == 2
    if shutil.which("pdftotext") and "ا" not in name:
        show = sheets(pdf)[0]
        assert "cannot print" not in show
        if len(name) < 60:
            assert all(word in show for word in unicodedata.normalize("NFC", name).split())


@extracts_text
@pytest.mark.parametrize("name", ["ሰላም ተስፋይ", "李小龙", "😀👩\u200d👧", "தமிழ்"])
def test_what_cannot_be_printed_is_marked_and_said(name: str) -> None:
    """PDF/UA knows no missing glyph: the letter still goes out, and says what � means."""
    pdf = make("receipt", "en", name=name)
    assert page.validate_pdf_bytes(pdf, profile="ua1").is_compliant
    show = sheets(pdf)[0]
    assert "�" in show
    assert "a character that this sheet cannot print" in show


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is not installed")
@pytest.mark.parametrize("name", ["W" * 200, "محمدعبدالله" * 18, "é" * 200], ids=["latin", "arabic", "combining"])
def test_a_word_that_no_line_holds_is_broken_and_stays_on_the_sheet(name: str) -> None:
    run = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=make("receipt", name=name), capture_output=True, check=True)
    ends = [float(end) for end in re.findall(r'xMax="([\d.]+)"', run.stdout.decode())]
    assert max(ends) < 595 - 40, "the right margin of A4 stays white"


@settings(max_examples=25, deadline=None)
@example(name="\x00\ufeff\ufffe\x85")
@given(name=st.text(min_size=1, max_size=200))
def test_no_name_stops_a_receipt(name: str) -> None:
    pdf = make("receipt", name=name.encode("utf-8", "replace").decode())
    assert page.validate_pdf_bytes(pdf, profile="ua1").document.page_count == 2


@settings(max_examples=10, deadline=None)
@given(count=st.integers(0, 60), length=st.integers(1, 120), language=st.sampled_from(LANGUAGES))
def test_a_receipt_never_has_a_third_sheet(count: int, length: int, language: str) -> None:
    lines = [text(*("Nachweis " * length)[:length].split("|"), en="Evidence", ar="إثبات")] * count
    pdf = make("receipt", language, documents_received=lines, documents_missing=lines, name="Mohammed " * 22)
    assert page.validate_pdf_bytes(pdf, profile="ua1").document.page_count == 2


def test_the_same_input_gives_the_same_bytes() -> None:
    assert make("receipt") == make("receipt")
    assert make("receipt") != make("receipt", file_number="L-2026-004712")
    assert make("receipt") != render("receipt", SAMPLES["receipt"], "ar", datetime(2026, 11, 23, tzinfo=UTC))


def test_seventy_receipts_in_eight_threads() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda number: make("receipt", file_number=f"L-{number}"), range(70)))
    assert len(set(made)) == 70
    assert all(pdf.startswith(b"%PDF-") for pdf in made)


def test_one_compiler_for_all_threads_fails() -> None:
    """Control: this is why each paper gets a compiler of its own."""
    shared = typst.Compiler(b"= Hallo\n#lorem(3000)")

    def compile_shared(_: int) -> bool:
        try:
            shared.compile(format="pdf")
        except RuntimeError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert not all(pool.map(compile_shared, range(70)))


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ('#set document(title: "x")\n#image(bytes("<svg xmlns=\'http://www.w3.org/2000/svg\'/>"), format: "svg")', "alt"),
        ('#set document(title: "x")\n#set text(font: "Comic Sans MS")\nHallo', "font"),
        ('#set document(title: "x")\n#set text(font: "Noto Sans", fallback: false)\nሰላም', "could not be displayed"),
        ('#set text(font: "Noto Sans")\nHallo', "title"),
    ],
    ids=["no alt text", "unknown font", "missing glyph", "no title"],
)
def test_typst_refuses_what_would_not_be_accessible(tmp_path: Path, source: str, complaint: str) -> None:
    template = tmp_path / "t.typ"
    template.write_text(source, encoding="utf-8")
    with pytest.raises(PaperError, match=complaint):
        compile_template(template, "{}", AT)


@pytest.mark.parametrize(
    ("document", "changed", "language"),
    [
        ("poster", {}, "de"),
        ("receipt", {"colour": "red"}, "de"),
        ("receipt", {}, "fr"),
    ],
)
def test_unknown_papers_data_and_languages_are_refused(document: str, changed: dict[str, str], language: str) -> None:
    with pytest.raises(PaperError):
        render(document, {**SAMPLES["receipt"], **changed}, language, AT)
    with pytest.raises(PaperError, match="missing"):
        render("receipt", {key: value for key, value in SAMPLES["receipt"].items() if key != "code"}, "de", AT)


def test_a_moment_may_have_microseconds() -> None:
    assert make("receipt", received_at="2026-11-22T01:53:07.123456+00:00") == make("receipt")


def test_the_hour_that_exists_twice_is_told_apart() -> None:
    first = write_moment(datetime(2027, 10, 31, 0, 30, tzinfo=UTC), "de")
    second = write_moment(datetime(2027, 10, 31, 1, 30, tzinfo=UTC), "de")
    assert first == "31. Oktober 2027, 02:30:00 MESZ (UTC+02:00)"
    assert second == "31. Oktober 2027, 02:30:00 MEZ (UTC+01:00)"


def test_every_language_has_every_sentence_checked_and_printable() -> None:
    assert set(sentences.languages()) == set(LANGUAGES)
    for language in LANGUAGES:
        sections = sentences._sections(language)
        assert sections["meta"]["checked_by"]
        assert sections["meta"]["checked_on"]
        for document in (*SAMPLES, "shared"):
            german = sentences._sections("de")[document]
            assert sections[document].keys() == german.keys()
            for key, sentence in sections[document].items():
                assert sentence.strip()
                assert re.findall(r"{\w+}", sentence) == re.findall(r"{\w+}", german[key]), key
                assert glyphs.printable(sentence) == sentence, key


def test_every_sentence_is_printed_somewhere() -> None:
    """A sentence that no template and no code names is dead."""
    package = TEMPLATES.parent
    sources = "".join(file.read_text() for file in (*TEMPLATES.glob("*.typ"), *package.glob("*.py")))
    for document in (*SAMPLES, "shared"):
        for key in sentences._sections("de")[document]:
            stem = re.sub(r"^(check|status|check_in)_alt$", "_alt", key)
            assert re.search(rf"\bt\.{key}\b|\"{key}\"|{stem}\"\]", sources), f"{document}.{key}"
