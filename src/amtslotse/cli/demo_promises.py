"""What the demonstration's office promises: one promise for each of the four values, one of them in its second version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from amtslotse.kernel.actor import Actor
from amtslotse.kernel.checked import DEMONSTRATION
from amtslotse.kernel.localtime import day_of
from amtslotse.reporting import queries
from amtslotse.reporting.actions import promises as actions
from amtslotse.reporting.rules.promises import Target

_SINCE = timedelta(days=300)
_SECOND = timedelta(days=120)


@dataclass(frozen=True)
class Told:
    value: str
    owner: str
    target: Target
    de: str
    en: str
    ar: str


_PROMISES = (
    Told(
        "legal_certainty", "head", Target("throughput", "within", 75, 90, "days"),
        "Über drei von vier Anträgen entscheiden wir in höchstens 90 Tagen.",
        "We decide on three in four applications within 90 days.",
        "نبتّ في ثلاثة من كل أربعة طلبات خلال 90 يومًا على الأكثر.",
    ),
    Told(
        "reliability", "clearing", Target("first_touch", "within", 80, 10, "workdays"),
        "Acht von zehn Anträgen hat nach höchstens zehn Arbeitstagen ein Mensch angesehen.",
        "After ten working days at most, a person has looked at eight in ten applications.",
        "بعد عشرة أيام عمل على الأكثر يكون موظف قد اطّلع على ثمانية من كل عشرة طلبات.",
    ),
    Told(
        "friendliness", "desk", Target("served", "at_least", 90),
        "Neun von zehn Besuchen enden mit einem Ergebnis, einem Termin oder an der richtigen Stelle.",
        "Nine in ten visits end with a result, an appointment or at the right office.",
        "تسع من كل عشر زيارات تنتهي بنتيجة أو بموعد أو لدى الجهة الصحيحة.",
    ),
    Told(
        "clarity", "procedures", Target("at_once", "at_least", 60),
        "Unsere Listen sind so klar, dass sechs von zehn Anträgen beim ersten Mal vollständig sind.",
        "Our lists are so clear that six in ten applications are complete the first time.",
        "قوائمنا واضحة بحيث تكون ستة من كل عشرة طلبات مكتملة من المرة الأولى.",
    ),
)  # fmt: skip
#: What the second one was before.
_BEFORE = Told(
    "reliability", "clearing", Target("first_touch", "within", 80, 15, "workdays"),
    "Acht von zehn Anträgen hat nach höchstens fünfzehn Arbeitstagen ein Mensch angesehen.",
    "After fifteen working days at most, a person has looked at eight in ten applications.",
    "بعد خمسة عشر يوم عمل على الأكثر يكون موظف قد اطّلع على ثمانية من كل عشرة طلبات.",
)  # fmt: skip


def publish(*, head: Actor, now: datetime) -> None:
    """The office's promises stand there, for months already. Does nothing where there are some."""
    known = queries.all_promises(actor=head, now=now)
    if known.living or known.withdrawn:
        return
    for minutes, told in enumerate(_PROMISES):  # their order on the page
        first, *rest = (_BEFORE, told) if told.value == _BEFORE.value else (told,)
        promise = _publish(first, None, head=head, at=now - _SINCE + timedelta(minutes=minutes))
        for next_one in rest:
            _publish(next_one, promise, head=head, at=now - _SECOND)


def _publish(told: Told, promise: UUID | None, *, head: Actor, at: datetime) -> UUID:
    version = 1 if promise is None else 2
    key = actions.write(
        promise=promise, value=told.value, sentence=told.de, owner=told.owner, target=told.target, by=head, now=at
    )
    for language, words in (("en", told.en), ("ar", told.ar)):
        actions.translate(promise=key, version=version, language=language, sentence=words, by=head, now=at)
        actions.check_translation(
            promise=key, version=version, language=language, sentence=words, checked_by=DEMONSTRATION, by=head, now=at
        )
    actions.publish(promise=key, version=version, valid_from=day_of(at), by=head, now=at)
    return key
