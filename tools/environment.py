"""Makes ``.venv`` with the locked packages and this checkout in it: ``python3 tools/environment.py LOCK``.

Needs nothing but a Python with ``venv``. The checkout is joined by a ``.pth`` file and a script, so no build tool is needed.
"""

from __future__ import annotations

import re
import stat
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"

# The shell finds the interpreter, because a `#!` line breaks on blanks and long paths.
SCRIPT = """#!/bin/sh
'''exec' "$(dirname "$0")/python" "$0" "$@"
' '''
import sys

from amtslotse.cli.main import main

sys.exit(main())
"""


def main() -> None:
    lock = Path(sys.argv[1])
    if not _runs(PYTHON):
        _make()
    _install(lock)
    _join()


def _runs(python: Path) -> bool:
    return (
        python.exists() and subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0
    )


def _make() -> None:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        sys.exit(
            f"Python {version} ({sys.executable}) cannot make environments: its module venv is not complete.\n"
            f"Debian, Ubuntu:  sudo apt install python{version}-venv\n"
            "Then run the same command again."
        )
    print(f"Making .venv with Python {version} …", flush=True)
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], capture_output=True, text=True, check=False)
    if made.returncode:
        sys.exit(f"Python {version} ({sys.executable}) could not make {VENV}:\n{made.stdout}{made.stderr}")


def _install(lock: Path) -> None:
    wanted = len(re.findall(r"^[a-z0-9].*==", lock.read_text(), re.MULTILINE))
    print(f"Installing up to {wanted} packages from {lock.name} …", flush=True)
    began = time.monotonic()
    terminal = sys.stdout.isatty()
    command = [PYTHON, "-m", "pip", "install", "--require-hashes", "--only-binary=:all:", "--no-deps", "--no-compile",
               "--no-input", "--disable-pip-version-check", "--progress-bar=off", "-r", lock]  # fmt: skip
    seen: list[str] = []
    collected = 0
    last = 0.0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        assert pip.stdout
        for line in pip.stdout:
            seen.append(line)
            found = re.match(r"(?:Collecting|Requirement already satisfied:) ([\w.-]+)", line)
            collected += bool(found)
            text = f"  {collected}/{wanted} {found[1]}" if found else "  unpacking …" if line.startswith("Installing") else ""
            if text and (terminal or time.monotonic() - last > 2 or not found):
                last = time.monotonic()
                print(f"\r{text}\x1b[K" if terminal else text, end="" if terminal else "\n", flush=True)
    if terminal:
        print("\r\x1b[K", end="")
    if pip.returncode:
        sys.exit(
            "".join(seen[-15:])
            + "\nThe packages could not be installed. They need glibc Linux or macOS, Python 3.11 to 3.14, and the network "
            "or a package index nearby (PIP_INDEX_URL)."
        )
    print(f"Packages are installed ({time.monotonic() - began:.0f} s).", flush=True)


def _join() -> None:
    """``import amtslotse`` finds this checkout, and ``.venv/bin/amtslotse`` runs it."""
    [packages] = (VENV / "lib").glob("python3.*/site-packages")
    (packages / "amtslotse.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")
    script = VENV / "bin" / "amtslotse"
    script.write_text(SCRIPT)
    script.chmod(script.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


if __name__ == "__main__":
    main()
