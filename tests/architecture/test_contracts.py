"""The house plan is checked, and each contract goes red when somebody breaks it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.environment import ROOT


def _lint(root: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--config", str(root / ".importlinter"), "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(root / "src"), "PYTHONWARNINGS": "ignore"}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the house in which a fault can be planted."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "static", "locale", "*.mo"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def test_every_contract_is_kept() -> None:
    answer = _lint(ROOT)
    assert answer.returncode == 0, answer.stdout


#: contract → (file, line that breaks it)
FAULTS = {
    "Arrows run down through the rooms": ("journal/actions/__init__.py", "import amtslotse.casework"),
    "Journeys do not know each other": ("web/portal/urls.py", "import amtslotse.web.casework"),
    "One app": ("casework/rules/__init__.py", "import amtslotse.casework.models"),
    "Engines, kernel and rules never reach Django": ("kernel/errors.py", "import django.conf"),
    "Web, cli and flows never import a model": ("web/portal/urls.py", "import amtslotse.offices.models"),
}


@pytest.mark.parametrize("contract", FAULTS)
def test_a_planted_fault_goes_red(house: Path, contract: str) -> None:
    file, line = FAULTS[contract]
    target = house / "src" / "amtslotse" / file
    target.write_text(target.read_text() + f"\n{line}\n")
    answer = _lint(house)
    assert answer.returncode == 1
    assert f"{contract} BROKEN" in answer.stdout


def test_a_room_that_is_not_listed_goes_red(house: Path) -> None:
    room = house / "src" / "amtslotse" / "attic"
    room.mkdir()
    (room / "__init__.py").write_text("")
    answer = _lint(house)
    assert answer.returncode == 1
    assert "attic" in answer.stdout
