"""Encrypted files on disk, one per document. Whole or not there: written beside, synced, then renamed."""

from __future__ import annotations

import errno
import os
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

#: No room: disk, quota, or the file size limit of the process.
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class NoSpace(OSError):
    """The disk is full. Nothing was kept."""


def _path(document: UUID) -> Path:
    return Path(settings.FILES) / document.hex[:2] / document.hex


def write(document: UUID, content: bytes) -> None:
    """The file is on the disk, whole, and survives a power cut. Raises ``NoSpace`` and leaves nothing behind then."""
    path = _path(document)
    beside = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as fault:
        beside.unlink(missing_ok=True)
        if fault.errno in _FULL:
            raise NoSpace(*fault.args) from fault
        raise


def read(document: UUID) -> bytes:
    """The encrypted bytes. Raises ``FileNotFoundError``."""
    return _path(document).read_bytes()


def delete(document: UUID) -> None:
    """The file is gone. Doing it again changes nothing."""
    _path(document).unlink(missing_ok=True)


def stray(*, before: datetime) -> list[tuple[UUID, Path]]:
    """Files last written before that moment, with the document each belongs to; halves of files among them."""
    found = []
    for path in Path(settings.FILES).glob("??/*"):
        if path.stat().st_mtime < before.timestamp():
            found.append((UUID(hex=path.stem), path))
    return found
