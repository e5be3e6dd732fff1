"""Text blocks: written, checked by another person, replaced by their next version, retired."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.text import slugify

from amtslotse.accounts.rules import require
from amtslotse.casework.actions.recording import staff_id
from amtslotse.casework.models import TextBlock
from amtslotse.casework.rules import messages as rules
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound

#: The blocks that ship with the program: to be checked by the office before anybody can use them.
SHIPPED = Path(__file__).resolve().parent.parent / "data" / "text_blocks.toml"
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class ChangedMeanwhile(DomainError):
    """Somebody else wrote a version of this block meanwhile: nothing was changed."""

    code = "changed_meanwhile"


def write_block(
    *, key: str = "", reason: str, title: str, texts: Mapping[str, str], after: int = 0, by: Actor, now: datetime
) -> int:
    """There is a next version of the block, offered once another person checked it; until then the last checked one is.

    Without ``key`` a block begins. ``after`` is the version the writer saw. Raises ``InvalidInput`` (title, texts.de
    required; reason unknown; key ``taken``), ``ChangedMeanwhile``, ``NotAllowed``.
    """
    require(by, "intake.blocks")
    named = rules.readable(title)[:120]
    if not named:
        raise InvalidInput(field="title", reason="required")
    if reason not in rules.REASONS:
        raise InvalidInput(field="reason", reason="unknown")
    said = {language: text for language, raw in texts.items() if (text := rules.readable(raw))}
    if "de" not in said:
        raise InvalidInput(field="texts.de", reason="required")
    for language, text in said.items():
        if len(text) > rules.LONGEST_BLOCK:
            raise InvalidInput(field=f"texts.{language}", reason="too_long", longest=rules.LONGEST_BLOCK, length=len(text))
    slug = key or slugify(named)[:60]
    if not _KEY.fullmatch(slug):
        raise InvalidInput(field="title", reason="required")
    if key and after != (TextBlock.objects.filter(key=key).aggregate(newest=Max("version"))["newest"] or 0):
        raise ChangedMeanwhile(slug)
    try:
        with transaction.atomic():
            row = TextBlock.objects.create(
                key=slug,
                version=after + 1,
                reason=reason,
                title=named,
                texts=said,
                author_id=staff_id(by=by),
                created_at=now,
            )
    except IntegrityError:
        if key:
            raise ChangedMeanwhile(slug) from None
        raise InvalidInput(field="title", reason="taken") from None
    return row.pk


@transaction.atomic
def check_block(*, block: int, by: Actor, now: datetime) -> None:
    """The version may be used in answers: somebody other than its author read it. Doing it again changes nothing.

    The constraint ``text_block_is_checked_by_another`` holds past this action too. Raises ``NotAllowed``, ``NotFound``.
    """
    require(by, "intake.blocks")
    row = TextBlock.objects.select_for_update(of=("self",)).filter(pk=block, retired_at=None).first()
    if row is None:
        raise NotFound(f"block {block}")
    if row.checked_at is not None:
        return
    reader = staff_id(by=by)
    if row.author_id == reader:
        raise NotAllowed(f"block {block} is one's own")
    row.checked_by_id, row.checked_at = reader, now
    row.save(update_fields=["checked_by", "checked_at"])


@transaction.atomic
def retire_block(*, key: str, by: Actor, now: datetime) -> None:
    """No version of the block is offered any more; answers that were made of it stay. Raises ``NotAllowed``, ``NotFound``."""
    require(by, "intake.blocks")
    if not TextBlock.objects.filter(key=key, retired_at=None).update(retired_at=now):
        raise NotFound(f"block {key}")


@transaction.atomic
def ship_blocks(*, now: datetime) -> int:
    """The blocks of ``SHIPPED`` are there, unchecked; answers how many are new. What the office has written stays."""
    shipped = tomllib.loads(SHIPPED.read_text("utf-8"))["block"]
    known = set(TextBlock.objects.values_list("key", flat=True))
    fresh = [block for block in shipped if block["key"] not in known]
    for block in fresh:
        TextBlock.objects.create(
            key=block["key"],
            version=1,
            reason=block["reason"],
            title=block["title"],
            texts=block["texts"],
            author=None,
            created_at=now,
        )
    return len(fresh)
