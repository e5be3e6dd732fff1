"""Which texts of letters and answers nobody has checked yet: for the one who runs the office, not for a page."""

from __future__ import annotations

from collections import Counter

from django.conf import settings

from amtslotse.casework.models import LetterTemplate, TextBlock
from amtslotse.engines import paper
from amtslotse.kernel import checked

GERMAN = "de"


def unchecked_texts() -> dict[str, Counter[str]]:
    """What → language → how many texts nobody answers for. Such a letter goes out in German alone; such a block is not offered.

    Two queries.
    """
    found: dict[str, Counter[str]] = {"letters": Counter(), "letter templates": Counter(), "text blocks": Counter()}
    for language in paper.languages():
        if language != GERMAN and not checked.counts(paper.checked_by(language), demonstration=settings.DEMO):
            found["letters"][language] = 1
    newest = LetterTemplate.objects.filter(released_at__isnull=False).order_by("key", "-version").distinct("key")
    for row in newest.prefetch_related("texts"):
        for text in row.texts.all():
            if text.language != GERMAN and not checked.counts(text.checked_by, demonstration=settings.DEMO):
                found["letter templates"][text.language] += 1
    for block in TextBlock.objects.filter(retired_at=None, checked_at=None).only("texts"):
        found["text blocks"].update(block.texts.keys())
    return found
