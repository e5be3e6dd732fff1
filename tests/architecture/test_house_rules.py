"""House rules that a reviewer would otherwise have to remember."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.environment import ROOT

SOURCE = ROOT / "src" / "amtslotse"
APPS = ("journal", "accounts", "offices", "notify", "catalogue", "appointments", "casework", "frontdesk", "reporting")


def _modules(pattern: str) -> list[Path]:
    return [path for app in APPS for path in sorted((SOURCE / app).glob(pattern)) if path.name != "__init__.py"]


def _public_functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


ACTIONS = _modules("actions.py") + _modules("actions/*.py")
QUERIES = _modules("queries.py") + _modules("queries/*.py")
RULES = _modules("rules.py") + _modules("rules/*.py")


@pytest.mark.parametrize("path", ACTIONS, ids=lambda path: str(path.relative_to(SOURCE)))
def test_actions_take_keywords_only(path: Path) -> None:
    positional = [f.name for f in _public_functions(path) if f.args.args or f.args.posonlyargs]
    assert positional == []


@pytest.mark.parametrize("path", ACTIONS + QUERIES + RULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_public_functions_say_what_is_true_afterwards(path: Path) -> None:
    assert [f.name for f in _public_functions(path) if not ast.get_docstring(f)] == []


@pytest.mark.parametrize("path", ACTIONS + QUERIES + RULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_the_domain_has_no_clock(path: Path) -> None:
    clock = re.compile(r"\b(datetime|date|timezone)\.(now|today|utcnow)\(|time\.time\(|localdate\(\)")
    assert clock.findall(path.read_text()) == []


def test_a_get_stays_read_only() -> None:
    offenders = [p for p in SOURCE.rglob("*.py") if "non_atomic_requests" in p.read_text()]
    assert offenders == []


def test_no_signals_between_our_rooms() -> None:
    offenders = [p for p in SOURCE.rglob("*.py") if re.search(r"\breceiver\(|\.connect\(.*sender=", p.read_text())]
    assert offenders == []


def test_no_room_is_empty_and_each_says_what_it_owns() -> None:
    for app in APPS:
        text = (SOURCE / app / "__init__.py").read_text()
        assert "Owns:" in text, app
        assert "Not:" in text, app
        assert len(list((SOURCE / app).rglob("*.py"))) > 2, app


def test_every_dependency_carries_its_reason() -> None:
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    dependencies = [line for line in lines if re.match(r'    "[a-z]', line)]
    assert dependencies
    assert [line for line in dependencies if "#" not in line] == []
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["license"] == "EUPL-1.2"


def test_nothing_tracked_names_this_machine_or_a_download() -> None:
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    download = re.compile(r"https?://[^ \"]+\.(whl|tar\.gz|tgz)")
    shared = re.compile(r"[\"'(]/[\w./-]*/shared/")  # the data lie beside the clone, wherever that is
    for name in filter(None, tracked.split("\0")):
        path = ROOT / name
        try:
            text = path.read_text()
        except (UnicodeDecodeError, FileNotFoundError):
            continue
        assert not download.search(text), name
        assert f"{ROOT}/" not in text, name
        assert not shared.search(text), name


def test_templates_never_switch_escaping_off() -> None:
    allowed: set[str] = set()
    pages = [p for p in SOURCE.rglob("*.html") if re.search(r"\|\s*safe\b|autoescape off", p.read_text())]
    assert {str(p.relative_to(SOURCE)) for p in pages} == allowed


def test_no_inline_script_or_style() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|\sstyle=|\son[a-z]+=\"|<style", re.I)
    pages = [p for p in SOURCE.rglob("*.html") if inline.search(p.read_text())]
    assert pages == []


def _waits(node: ast.AST) -> bool:
    """Whether the block waits for a page, a download or the like."""
    return isinstance(node, ast.With) and any("expect_" in ast.unparse(each.context_expr) for each in node.items)


def _bare_clicks(node: ast.AST) -> Iterator[ast.Call]:
    for child in ast.iter_child_nodes(node):
        if _waits(child):
            continue
        if isinstance(child, ast.Call) and isinstance(child.func, ast.Attribute) and child.func.attr == "click":
            yield child
        yield from _bare_clicks(child)


def test_stories_wait_for_what_a_click_leads_to() -> None:
    """A bare click comes back while the old page stands, or half of the next: on another machine the story reads that one."""
    control = ast.parse("with page.expect_navigation():\n    a.click()\nb.click()")
    assert [ast.unparse(call) for call in _bare_clicks(control)] == ["b.click()"]
    found = [
        f"{path.name}:{call.lineno}: {ast.unparse(call)}"
        for path in sorted((ROOT / "tests" / "e2e").glob("*.py"))
        for call in _bare_clicks(ast.parse(path.read_text()))
        if "data-sound" not in ast.unparse(call)  # a button that leads nowhere
    ]
    assert found == [], "click(place) from tests/e2e/browser.py waits for the next page"
