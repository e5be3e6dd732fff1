"""The folder of one office: keys, files and (unless the office has a server of its own) the database."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

KEYS = ("django.key", "codes.key", "documents.key")


def path() -> Path:
    """Where this office's data lie: ``AMTSLOTSE_HOME``, else ``var/`` in the current folder."""
    return Path(os.environ.get("AMTSLOTSE_HOME", "var")).resolve()


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
