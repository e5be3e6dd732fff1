"""The folder of one office: keys, files and (unless the office has a server of its own) the database."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from pathlib import Path

KEYS = ("django.key", "codes.key", "documents.key")
CHECKOUT = Path(__file__).resolve().parents[3]


def path() -> Path:
    """Where this office's data lie: ``AMTSLOTSE_HOME``, else ``var/`` beside the source, else in the current folder."""
    if given := os.environ.get("AMTSLOTSE_HOME"):
        return Path(given).resolve()
    return (CHECKOUT if (CHECKOUT / "pyproject.toml").exists() else Path.cwd()) / "var"


def prepare(home: Path) -> None:
    """Folders and keys exist and only their owner can read them. Keys are never overwritten."""
    for folder in (home, home / "keys", home / "files"):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in KEYS:
        try:
            handle = os.open(home / "keys" / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))
    seen = _fingerprint_file(home)
    if not seen.exists():
        seen.write_text(json.dumps(fingerprints(home)))


def fingerprints(home: Path) -> dict[str, str]:
    """A short digest of each key: tells keys apart and does not betray them."""
    return {
        name: hashlib.sha256(b"amtslotse key " + (home / "keys" / name).read_bytes().strip()).hexdigest()[:16] for name in KEYS
    }


def strange_keys(home: Path) -> list[str]:
    """The keys that are not those the files and codes were made with: what they protect stays unreadable."""
    expected: dict[str, str] = json.loads(_fingerprint_file(home).read_text())
    now = fingerprints(home)
    return [name for name in KEYS if expected.get(name) != now[name]]


def is_demo(home: Path) -> bool:
    """This folder was made by ``amtslotse demo``; nothing in it is real."""
    return (home / "demo").exists()


def mark_as_demo(home: Path, steps: str = "{}") -> None:
    """From now on every command treats this folder as a demonstration; ``steps`` says what it is filled with."""
    if not is_demo(home):
        (home / "demo").write_text(steps)


def _fingerprint_file(home: Path) -> Path:
    return home / "files" / "keys.json"  # travels with the files in a backup; the keys do not
