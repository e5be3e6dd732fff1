"""What stands on a PDF, and whether everybody can read it."""

from __future__ import annotations

import io
import re
import shutil
import subprocess

import page as pdf_rules
import pikepdf

CAN_READ = shutil.which("pdftotext") is not None


def pdf_text(content: bytes) -> str:
    """The words of a PDF in one line, without the marks of direction. Needs ``pdftotext``."""
    run = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    return " ".join(re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", run.stdout.decode()).split())


def is_accessible(content: bytes) -> bool:
    """Whether the PDF keeps the rules of PDF/UA-1."""
    return pdf_rules.validate_pdf_bytes(content, profile="ua1").is_compliant


def pages(content: bytes) -> int:
    """How many pages it has."""
    with pikepdf.open(io.BytesIO(content)) as opened:
        return len(opened.pages)
