"""Letters in the office's own words, from templates that another person released."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from amtslotse.accounts.rules import require
from amtslotse.casework.actions.recording import locked, record, staff_id, tell, write_letter
from amtslotse.casework.models import BulkLetter, Case, Letter, LetterTemplate, TemplateText
from amtslotse.casework.rules import events
from amtslotse.casework.rules.deciding import text
from amtslotse.casework.rules.filing import local_day, spoken_file_number
from amtslotse.casework.rules.letters import LONGEST_BLOCK, LONGEST_TITLE, check_fields, fill
from amtslotse.catalogue import queries as catalogue
from amtslotse.catalogue.rules import Procedure
from amtslotse.engines.paper import languages as paper_languages
from amtslotse.engines.paper import write_day
from amtslotse.journal.actions import append
from amtslotse.journal.rules import NewEvent
from amtslotse.kernel import checked
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from amtslotse.offices import queries as offices

GERMAN = "de"


@transaction.atomic
def write_notice(*, case: UUID, template: UUID, plain: str = "", by: Actor, now: datetime) -> UUID:
    """She has a letter from the released template. Returns it.

    ``plain`` replaces the template's German plain block in this letter alone. Then no other language stands beside it: the
    translation would be one of other words. The legal block is never changed in passing.
    Raises ``InvalidInput`` (field ``plain``, ``too_long`` or ``unknown_field``), ``NotAllowed``, ``NotFound``.
    """
    row, _ = locked(case=case, action="write_letter", by=by)
    found = LetterTemplate.objects.filter(pk=template, released_at__isnull=False).first()
    if found is None:
        raise NotFound(f"template {template}")
    texts = {each.language: each for each in found.texts.all()}
    said = text(plain, field="plain", longest=LONGEST_BLOCK, shortest=0)
    if said and said != texts[GERMAN].plain:
        check_fields(said, field="plain")
        texts = {GERMAN: TemplateText(language=GERMAN, title=texts[GERMAN].title, plain=said, legal=texts[GERMAN].legal)}
    return write_from(case=row, template=found, texts=texts, bulk=None, by=by, now=now).pk


def write_from(
    *,
    case: Case,
    template: LetterTemplate,
    texts: Mapping[str, TemplateText],
    bulk: BulkLetter | None,
    by: Actor,
    now: datetime,
) -> Letter:
    """The letter exists, is on its way and in the journal; for the caller's transaction.

    Beside the German text hers is printed only where somebody checked it.
    """
    shown = [GERMAN]
    if case.language in texts and case.language != GERMAN:
        hers = texts[case.language]
        if checked.counts(hers.checked_by, demonstration=settings.DEMO):
            shown.append(case.language)
    procedure = catalogue.get(key=case.service, version=case.service_version, on=local_day(case.received_at))
    values = {language: _values(case, procedure, language, now) for language in shown}
    letter = write_letter(
        case=case,
        kind="notice",
        data={
            "matter": dict(procedure.title.by_language),
            "team": {language: values[language]["team"] for language in shown},
            **{
                part: {language: fill(getattr(texts[language], part), values[language]) for language in shown}
                for part in ("title", "plain", "legal")
            },
        },
        now=now,
        bulk=bulk,
    )
    record(
        case=case,
        kind=events.LETTER_WRITTEN,
        payload={"template": template.key, "version": template.version, "bulk": bulk is not None},
        by=by,
        now=now,
    )
    tell(case=case, kind="complete", key=f"letter:{letter.pk}", now=now)
    return letter


def _values(case: Case, procedure: Procedure, language: str, now: datetime) -> dict[str, str]:
    here, who = offices.office(), case.applicant
    return {
        "name": f"{who.given_names} {who.family_name}".strip(),
        "file_number": spoken_file_number(case.file_number),
        "matter": procedure.title(language),
        "received_on": write_day(local_day(case.received_at), language),
        "office": here.name,
        "team": offices.team_name(case.team, language, on=local_day(now)) if case.team else here.name,
        "today": write_day(local_day(now), language),
    }


@transaction.atomic
def draft_template(*, key: str, title: str, plain: str, legal: str, by: Actor, now: datetime) -> UUID:
    """The next version of the template is a draft with its German text; one that is a draft already takes the new words.

    Texts in other languages come along from the last version, unchecked: they say what the German one said before.
    Raises ``InvalidInput`` (``required``, ``too_long``, ``unknown_field``), ``NotAllowed``.
    """
    require(by, "post.templates")
    said = _words(title, plain, legal)
    if not key:
        raise InvalidInput(field="key", reason="required")
    last = LetterTemplate.objects.select_for_update(of=("self",)).filter(key=key).order_by("-version").first()
    if last is not None and last.released_at is None:
        _put(last, GERMAN, said)
        return last.pk
    try:
        with transaction.atomic():
            made = LetterTemplate.objects.create(
                key=key, version=last.version + 1 if last else 1, author_id=staff_id(by=by), created_at=now
            )
    except IntegrityError:
        raise NotAllowed(f"template {key} has a draft") from None
    _put(made, GERMAN, said)
    for each in last.texts.exclude(language=GERMAN) if last else ():
        _put(made, each.language, {"title": each.title, "plain": each.plain, "legal": each.legal})
    return made.pk


@transaction.atomic
def translate_template(*, template: UUID, language: str, title: str, plain: str, legal: str, by: Actor, now: datetime) -> None:
    """The draft has this text in the language; nobody has checked it yet.

    Raises ``InvalidInput`` (``required``, ``too_long``, ``unknown_field``, field ``language`` ``unknown_language``),
    ``NotAllowed``, ``NotFound`` for what is no draft.
    """
    require(by, "post.templates")
    row = _draft(template)
    if language == GERMAN or language not in paper_languages():
        raise InvalidInput(field="language", reason="unknown_language")
    _put(row, language, _words(title, plain, legal))


@transaction.atomic
def check_translation(*, template: UUID, language: str, checked_by: str, by: Actor, now: datetime) -> None:
    """The text stands beside the German one from now on: somebody with a name answers for it, since today.

    Also of a released version, once. Raises ``InvalidInput`` (field ``checked_by``, ``required``), ``NotAllowed``,
    ``NotFound``.
    """
    require(by, "post.templates")
    who = text(checked_by, field="checked_by", longest=120)
    row = TemplateText.objects.select_for_update(of=("self",)).filter(template=template, language=language).first()
    if row is None or language == GERMAN:
        raise NotFound(f"text {language} of {template}")
    if row.checked_by:
        raise NotAllowed(f"text {language} of {template} was checked")
    row.checked_by, row.checked_on = who, local_day(now)
    row.save(update_fields=["checked_by", "checked_on"])


@transaction.atomic
def release_template(*, template: UUID, by: Actor, now: datetime) -> None:
    """The version is what letters say from now on; older letters keep their words.

    Released by another person than its author: the database refuses anything else. Raises ``NotAllowed``, ``NotFound``.
    """
    require(by, "post.templates")
    row = _draft(template)
    if row.author_id == by.staff_id:
        raise NotAllowed(f"template {template} is her own")
    row.releaser_id, row.released_at = staff_id(by=by), now
    row.save(update_fields=["releaser", "released_at"])
    event = NewEvent(events.TEMPLATE_RELEASED.name, {"template": row.key, "version": row.version})
    append(stream_kind="letter_template", stream_ref=row.key, events=[event], by=by, now=now)


def _draft(template: UUID) -> LetterTemplate:
    row = LetterTemplate.objects.select_for_update(of=("self",)).filter(pk=template, released_at__isnull=True).first()
    if row is None:
        raise NotFound(f"template {template}")
    return row


def _words(title: str, plain: str, legal: str) -> dict[str, str]:
    said = {
        "title": text(title, field="title", longest=LONGEST_TITLE),
        "plain": text(plain, field="plain", longest=LONGEST_BLOCK),
        "legal": text(legal, field="legal", longest=LONGEST_BLOCK, shortest=0),
    }
    for field, words in said.items():
        check_fields(words, field=field)
    return said


def _put(row: LetterTemplate, language: str, said: Mapping[str, str]) -> None:
    """The text stands in the draft, unchecked where its words are new."""
    known = TemplateText.objects.filter(template=row, language=language).first()
    if known is not None and {"title": known.title, "plain": known.plain, "legal": known.legal} == said:
        return
    TemplateText.objects.update_or_create(
        template=row, language=language, defaults={**said, "checked_by": "", "checked_on": None}
    )
