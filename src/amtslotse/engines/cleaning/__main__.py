"""The child: limits first, then the file from standard input, then one line of JSON and the clean bytes."""

from __future__ import annotations

import contextlib
import json
import resource
import sys


def main() -> None:
    """Reads, cleans, writes. Whatever goes wrong inside the limits is an answer; outside them the parent sees a dead child."""
    cpu, memory = int(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(ValueError, OSError):  # macOS does not know this one
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    content = sys.stdin.buffer.read()

    from amtslotse.engines.cleaning.kinds import Unfit, media_type  # cheap: this package is loaded already

    try:
        kind = media_type(content)
        if kind is None:
            raise Unfit("wrong_type")
        if kind == "application/pdf":
            from amtslotse.engines.cleaning import pdf

            cleaned = pdf.clean(content)
        else:
            from amtslotse.engines.cleaning import images

            cleaned = images.clean(content, kind)
    except Unfit as fault:
        _say({"reason": fault.reason})
    except MemoryError:
        _say({"reason": "too_slow"})
    else:
        _say({"media_type": cleaned.media_type, "removed": cleaned.removed, "pages": cleaned.pages}, cleaned.content)


def _say(answer: dict[str, object], content: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + content)
    sys.stdout.buffer.flush()


main()
