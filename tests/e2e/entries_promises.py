"""The pages of web/promises: what they need to exist, and who may see each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from amtslotse.kernel.localtime import day_of
from amtslotse.reporting.actions import promises as actions
from amtslotse.reporting.models import CaseFacts
from amtslotse.reporting.rules.promises import Target
from tests.e2e.entry import FILE, POST, Entry, NoPage


def play(scene: Any) -> None:
    """A promise with a version before and a draft after, missed now; one without a number; one that was withdrawn."""
    now, head = datetime.now(UTC), scene.staff["head"]
    then = now - timedelta(days=70)
    _decide(now)
    within = Target("throughput", "within", 80, 20, "workdays")

    def write(sentence: str, target: Target, at: datetime, promise: Any = None) -> Any:
        return actions.write(
            promise=promise, value="reliability", sentence=sentence, owner="caseworker", target=target, by=head, now=at
        )

    def publish(promise: Any, version: int, at: datetime) -> None:
        actions.publish(promise=promise, version=version, valid_from=day_of(at), by=head, now=at)

    one = write("Wir entscheiden zügig.", Target("throughput", "percentile", 80, 60, "days"), then)
    publish(one, 1, then)
    write("Wir entscheiden in höchstens 20 Arbeitstagen.", within, then + timedelta(days=30), one)
    actions.translate(promise=one, version=2, language="en", sentence="We decide in 20 working days.", by=head, now=then)
    words = {"sentence": "We decide in 20 working days.", "checked_by": "Demonstration"}
    actions.check_translation(promise=one, version=2, language="en", **words, by=head, now=then)
    publish(one, 2, then + timedelta(days=30))
    write("Wir entscheiden in höchstens 15 Arbeitstagen.", within, now, one)
    publish(write("Wer kommt, geht mit einem Ergebnis.", Target("served", "at_least", 90), then), 1, then)
    gone = write("Wir rufen Sie nach höchstens 20 Minuten auf.", Target("hall_wait", "within", 80, 20, "minutes"), then)
    publish(gone, 1, then)
    actions.withdraw(promise=gone, reason="Die Halle wird umgebaut.", by=head, now=now)
    parts = scene.ids.setdefault("parts", {})
    parts |= {"promise": one, "promise_version": 3, "promise_language": "ar"}


def _decide(now: datetime) -> None:
    """Twelve cases of an import, half of them slow: enough for a number."""
    CaseFacts.objects.bulk_create(
        CaseFacts(
            stream_id=10**12 + number, source="office", received_at=now - timedelta(days=50), decided_at=ended, closed_at=ended,
            received_on=day_of(now - timedelta(days=50)), decided_on=day_of(ended), closed_on=day_of(ended),
            gross_days=(ended - now) / timedelta(days=1) + 50, last_event_at=ended, events=3,
        )
        for number in range(12)
        for ended in [now - timedelta(days=42 if number % 2 else 5)]
    )  # fmt: skip


def _ids(*names: str) -> Any:
    return lambda ids: {name: ids["parts"][name] for name in names}


_HEAD = {"head"}
ENTRIES: dict[str, tuple[Entry, ...] | NoPage] = {
    "promises:page": (Entry(),),
    "promises:export": FILE,
    "promise_editor:home": (Entry("head"),),
    "promise_editor:new": (Entry("head"),),
    "promise_editor:promise": (Entry("head", _ids("promise")),),
    "promise_editor:translate": (Entry("head", _ids("promise", "promise_version", "promise_language")),),
    "promise_editor:check": POST,
    "promise_editor:publish": POST,
    "promise_editor:discard": POST,
    "promise_editor:withdraw": POST,
    "promise_editor:export": FILE,
}
OWNERS: dict[str, set[str]] = {
    f"promise_editor:{name}": _HEAD for name in ("promise", "translate", "check", "publish", "discard", "withdraw")
}
PAGES: dict[str, set[str]] = {
    "promise_editor:home": _HEAD,
    "promise_editor:new": _HEAD,
    "promise_editor:export": {"head", "council"},
}
OPEN: set[str] = {"promises:page", "promises:export"}
