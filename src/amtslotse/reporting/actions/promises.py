"""The office's promises are written, translated, published and withdrawn. By the head of office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from amtslotse.accounts.rules import ROLES, require
from amtslotse.journal.actions import append
from amtslotse.journal.rules import Kind, NewEvent
from amtslotse.kernel import names
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from amtslotse.kernel.localtime import day_of
from amtslotse.offices import queries as offices
from amtslotse.reporting.models import Promise, PromiseText, PromiseVersion
from amtslotse.reporting.rules import events
from amtslotse.reporting.rules.promises import SENTENCE, Target, values_of

_FARTHEST = timedelta(days=366)
_TRANSLATED = ("en", "ar")


@transaction.atomic
def write(
    *, promise: UUID | None, value: str, sentence: str, owner: str, target: Target | None, by: Actor, now: datetime
) -> UUID:
    """The draft of a promise says this; without one, the next version is begun, with the translations of the last one.

    A German sentence that changes leaves its translations unchecked. ``promise`` ``None`` begins a new one. A draft may still
    be without a target. Raises ``NotAllowed``, ``NotFound`` for a withdrawn promise, ``InvalidInput`` (``value``, ``owner``,
    ``sentence``, or what ``Target.fault`` says).
    """
    require(by, "promises.write")
    if value not in values_of(offices.office().values):
        raise InvalidInput(field="value", reason="required")
    if owner not in ROLES:
        raise InvalidInput(field="owner", reason="required")
    said = {
        "value": value,
        "owner": owner,
        "sentence": _sentence(sentence),
        "changed_at": now,
        **(_checked(target) if target else {"measure": "", "form": "", "unit": "", "limit": None, "share": None}),
    }
    found = Promise.objects.create(created_at=now) if promise is None else _living(promise)
    draft = found.versions.filter(published_at__isnull=True).first()
    if draft is None:
        draft = _begun(found, said)
    else:
        found.versions.filter(pk=draft.pk).update(**said)
        if draft.sentence != said["sentence"]:
            draft.texts.update(checked_by="", checked_on=None)
    _tell(found.pk, events.WRITTEN, by=by, now=now, version=draft.version)
    return found.pk


@transaction.atomic
def translate(*, promise: UUID, version: int, language: str, sentence: str, by: Actor, now: datetime) -> None:
    """The version says this in another language, unchecked. Raises ``NotAllowed``, ``NotFound``, ``InvalidInput``.

    A text of a published version that was checked is there to stay: ``InvalidInput`` (``sentence``, ``checked``).
    """
    require(by, "promises.write")
    row = _version(promise, version)
    if language not in _TRANSLATED:
        raise NotFound(language)
    words = _sentence(sentence)
    there = row.texts.filter(language=language).first()
    if there is not None and there.sentence == words:
        return
    if there is not None and there.checked_by and row.published_at:
        raise InvalidInput(field="sentence", reason="checked")
    if there is None:
        row.texts.create(language=language, sentence=words)
    else:
        row.texts.filter(pk=there.pk).update(sentence=words)  # the database takes the check away
    _tell(promise, events.TRANSLATED, by=by, now=now, version=version, language=language)


@transaction.atomic
def check_translation(
    *, promise: UUID, version: int, language: str, sentence: str, checked_by: str, by: Actor, now: datetime
) -> None:
    """Somebody with a name answers for the sentence as she read it; from now on it is shown.

    Raises ``NotAllowed``, ``NotFound``, ``InvalidInput`` (``checked_by`` ``required``; ``sentence`` ``changed_meanwhile``).
    """
    require(by, "promises.write")
    row = _version(promise, version)
    name = names.clean(checked_by, field="checked_by", longest=120)
    if not name:
        raise InvalidInput(field="checked_by", reason="required")
    unchecked = row.texts.filter(language=language, checked_by="").first()
    if unchecked is None or unchecked.sentence != sentence:  # compared here: what was sent may be no text of the database's
        raise InvalidInput(field="sentence", reason="changed_meanwhile")
    row.texts.filter(pk=unchecked.pk).update(checked_by=name, checked_on=day_of(now))
    _tell(promise, events.CHECKED, by=by, now=now, version=version, language=language)


@transaction.atomic
def publish(*, promise: UUID, version: int, valid_from: date, by: Actor, now: datetime) -> None:
    """The draft is what the office promises from that day on, readable for everybody; it never changes again.

    Raises ``NotAllowed``, ``NotFound`` when this is no draft (any more), ``InvalidInput``: ``valid_from`` (``in_the_past``,
    ``too_late``, ``before_the_last``), or the field without which nothing can be measured.
    """
    require(by, "promises.write")
    if by.staff_id is None:
        raise NotAllowed(role=by.role)
    found = _living(promise)
    row = found.versions.filter(version=version, published_at__isnull=True).first()
    if row is None:
        raise NotFound(f"draft {version} of {promise}")
    if row.share is None:
        raise InvalidInput(field="measure", reason="required")
    _checked(Target(row.measure, row.form, row.share, row.limit, row.unit))
    if valid_from < day_of(now):
        raise InvalidInput(field="valid_from", reason="in_the_past")
    if valid_from > day_of(now) + _FARTHEST:
        raise InvalidInput(field="valid_from", reason="too_late")
    last = found.versions.aggregate(last=Max("valid_from"))["last"]
    if last is not None and valid_from <= last:
        raise InvalidInput(field="valid_from", reason="before_the_last", last=last)
    found.versions.filter(pk=row.pk).update(published_at=now, published_by_id=by.staff_id, valid_from=valid_from)
    _tell(promise, events.PUBLISHED, by=by, now=now, version=version, valid_from=valid_from, measure=row.measure)


@transaction.atomic
def discard(*, promise: UUID, by: Actor, now: datetime) -> None:
    """The draft is gone; a promise that never was anything else is gone with it. Raises ``NotAllowed``, ``NotFound``."""
    require(by, "promises.write")
    found = _living(promise)
    draft = found.versions.filter(published_at__isnull=True).first()
    if draft is None:
        raise NotFound(f"draft of {promise}")
    _tell(promise, events.DISCARDED, by=by, now=now, version=draft.version)
    draft.delete()
    if not found.versions.exists():
        found.delete()


@transaction.atomic
def withdraw(*, promise: UUID, reason: str, by: Actor, now: datetime) -> None:
    """The office no longer promises this; what it promised and why it stopped stays readable. A draft of it is gone.

    Raises ``NotAllowed``, ``NotFound`` for one that was never published or is withdrawn, ``InvalidInput`` (``reason``).
    """
    require(by, "promises.write")
    if by.staff_id is None:
        raise NotAllowed(role=by.role)
    words = names.clean(reason, field="reason", longest=500)
    if not words:
        raise InvalidInput(field="reason", reason="required")
    found = _living(promise)
    found.versions.filter(published_at__isnull=True).delete()
    if not found.versions.exists():
        raise NotFound(f"{promise} was never published")
    Promise.objects.filter(pk=promise).update(withdrawn_at=now, withdrawn_by_id=by.staff_id, withdrawn_reason=words)
    _tell(promise, events.WITHDRAWN, by=by, now=now)


def _sentence(raw: str) -> str:
    words = " ".join(names.clean(raw, field="sentence", longest=SENTENCE).split())
    if not words:
        raise InvalidInput(field="sentence", reason="required")
    return words


def _checked(target: Target) -> dict[str, str | int | None]:
    fault = target.fault()
    if fault:
        raise InvalidInput(field=fault[0], reason=fault[1])
    return asdict(target)


def _begun(promise: Promise, said: Mapping[str, object]) -> PromiseVersion:
    last = promise.versions.order_by("-version").first()
    draft = promise.versions.create(version=last.version + 1 if last else 1, **said)
    if last is not None:
        stays = last.sentence == draft.sentence
        PromiseText.objects.bulk_create(
            PromiseText(
                version=draft,
                language=text.language,
                sentence=text.sentence,
                checked_by=text.checked_by if stays else "",
                checked_on=text.checked_on if stays else None,
            )
            for text in last.texts.all()
        )
    return draft


def _living(promise: UUID) -> Promise:
    """The promise, for this transaction alone."""
    found = Promise.objects.select_for_update().filter(pk=promise, withdrawn_at__isnull=True).first()
    if found is None:
        raise NotFound(str(promise))
    return found


def _version(promise: UUID, version: int) -> PromiseVersion:
    row = _living(promise).versions.filter(version=version).first()
    if row is None:
        raise NotFound(f"{promise}, version {version}")
    return row


def _tell(promise: UUID, kind: Kind, *, by: Actor, now: datetime, **payload: object) -> None:
    append(stream_kind="promise", stream_ref=str(promise), events=[NewEvent(kind.name, payload)], by=by, now=now)
