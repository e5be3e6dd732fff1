"""A foreign key by string is an arrow too: it must not point up the house plan."""

from __future__ import annotations

from collections.abc import Iterator
from configparser import ConfigParser

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from tests.environment import ROOT


def _floors() -> dict[str, int]:
    """Room → floor, 0 on top, read from the same contract that import-linter checks."""
    plan = ConfigParser()
    plan.read(ROOT / ".importlinter")
    layers = plan["importlinter:contract:rooms"]["layers"].strip().splitlines()
    return {room.strip(): floor for floor, layer in enumerate(layers) for room in layer.split("|")}


def _relations(model: type[models.Model]) -> Iterator[models.ForeignKey]:
    for field in model._meta.get_fields():
        if isinstance(field, (models.ForeignKey, models.ManyToManyField)):
            yield field


def _upward(found: list[type[models.Model]]) -> list[str]:
    floors = _floors()
    return [
        f"{model.__name__}.{field.name} → {field.related_model._meta.label}"
        for model in found
        for field in _relations(model)
        if model._meta.app_label in floors
        and floors.get(field.related_model._meta.app_label, 99) < floors[model._meta.app_label]
    ]


def test_no_foreign_key_points_up() -> None:
    assert _upward(list(apps.get_models())) == []


@isolate_apps("amtslotse.journal", "amtslotse.accounts")
def test_a_planted_upward_key_is_seen() -> None:
    class Above(models.Model):
        class Meta:
            app_label = "accounts"

    class Below(models.Model):
        above = models.ForeignKey(Above, on_delete=models.CASCADE)

        class Meta:
            app_label = "journal"

    assert _upward([Below]) == ["Below.above → accounts.Above"]


@pytest.mark.parametrize("word", ["utils", "helpers", "core", "common"])
def test_no_room_for_everything(word: str) -> None:
    assert list((ROOT / "src").rglob(f"{word}.py")) + list((ROOT / "src").rglob(f"{word}/")) == []
