"""The demonstration's second opinions and test cases: cases to judge blindly, a test case to answer, one that is resolved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from amtslotse.casework import actions
from amtslotse.kernel.actor import SYSTEM, Actor

RESOLVED: dict[str, Any] = {
    "title": "Zwei Prüfungen nicht bestanden (Vorführung)",
    "service": "study-16b",
    "facts": "Eine Studentin im fünften Semester beantragt die Verlängerung. Zwei Prüfungen hat sie nicht bestanden und will "
    "sie wiederholen. Die Hochschule bescheinigt, dass sie weiter eingeschrieben ist. (Vorführung)",
    "question": "Wird die Aufenthaltserlaubnis verlängert?",
}
OPEN: dict[str, Any] = {
    "title": "Arbeitgeber wechselt während des Verfahrens (Vorführung)",
    "service": "blue-card-18g",
    "facts": "Der Antrag ist vollständig. Vor der Entscheidung teilt die Person mit, dass sie in zwei Monaten zu einem anderen "
    "Arbeitgeber geht, mit gleicher Tätigkeit und höherem Gehalt. (Vorführung)",
    "question": "Wird über den Antrag entschieden, wie er vorliegt?",
}
RESOLUTION = (
    "Nach der Bescheinigung der Hochschule entscheiden, nicht nach der Zahl der Prüfungen. (Vorführung: rechtliche Prüfung "
    "nötig)"
)
ANSWERS = (
    ("arbeit1", "grant", "Das Studium läuft weiter."),
    ("arbeit2", "grant", "Die Hochschule bescheinigt es."),
    ("familie1", "refuse", "Der Fortschritt ist zu gering."),
    ("familie2", "grant_restricted", "Kürzer als sonst, dann neu ansehen."),
    ("humanitaer1", "grant", "Zwei Prüfungen sagen wenig."),
    ("recht2", "grant", "Kein Grund zur Ablehnung erkennbar."),
)


def lay_out(*, people: Mapping[str, Actor], now: datetime) -> None:
    """The month is drawn; of two test cases one is resolved with six answers, the other waits with none."""
    actions.draw_opinions(by=SYSTEM, now=now)
    author, then = people["recht1"], now - timedelta(days=9)
    resolved = actions.keep_vignette(**RESOLVED, by=author, now=then)
    actions.open_vignette(vignette=resolved, by=author, now=then)
    for name, outcome, reason in ANSWERS:
        actions.answer_vignette(vignette=resolved, outcome=outcome, reason=reason, by=people[name], now=now - timedelta(days=4))
    actions.close_vignette(vignette=resolved, resolution=RESOLUTION, by=author, now=now - timedelta(days=1))
    waiting = actions.keep_vignette(**OPEN, by=author, now=now)
    actions.open_vignette(vignette=waiting, by=author, now=now)
