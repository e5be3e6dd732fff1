"""Milliseconds for one receipt, warm, beside Chromium printing the same words (which fails PDF/UA).

Run: python tests/bench/bench_paper.py
"""

from __future__ import annotations

import json
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import page

from amtslotse.engines.paper import render

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.engines.paper_samples import AT, SAMPLES

BAR = 50.0  # ms
ROUNDS = 40


def median_ms(make: Callable[[int], bytes]) -> float:
    for number in range(3):
        make(-number)
    taken = []
    for number in range(ROUNDS):
        began = time.perf_counter()
        make(number)
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def receipt(language: str) -> Callable[[int], bytes]:
    return lambda number: render("receipt", {**SAMPLES["receipt"], "file_number": f"L-2026-{number:06d}"}, language, AT)


def chromium() -> tuple[float, bool] | None:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        return None
    from playwright.sync_api import sync_playwright

    words = json.dumps(SAMPLES["receipt"], ensure_ascii=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        tab = browser.new_page()

        def make(number: int) -> bytes:
            tab.set_content(
                f"<html lang=de><title>Eingang</title><h1>L-{number}</h1><p>{words}</p><p style='break-before:page'>2</p>"
            )
            return tab.pdf(format="A4", tagged=True)

        taken = median_ms(make)
        compliant = page.validate_pdf_bytes(make(0), profile="ua1").is_compliant
        browser.close()
    return taken, compliant


def main() -> int:
    ours = {language: median_ms(receipt(language)) for language in ("de", "en", "ar")}
    worst = max(ours.values())
    report: dict[str, object] = {
        "receipt_ms": {code: round(ms, 1) for code, ms in ours.items()},
        "bar_ms": BAR,
        "met": worst <= BAR,
    }
    printed = chromium()
    if printed is not None:
        report["chromium_ms"] = round(printed[0], 1)
        report["chromium_to_ours"] = round(printed[0] / worst, 2)
        report["chromium_is_pdf_ua"] = printed[1]
    print(json.dumps(report, indent=2))
    return 0 if worst <= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
