"""The ``amtslotse`` command: finds the sub-command, opens the office for it, and says errors in words."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from types import FrameType

from amtslotse import __version__
from amtslotse.cli import (
    allocation,
    backup,
    catalogue,
    demo,
    doctor,
    efa,
    import_bookings,
    import_log,
    instance,
    journal,
    office,
    plan,
    report,
    restore,
    serve,
    setup,
    worker,
)
from amtslotse.cli.embedded import Refused
from amtslotse.kernel.errors import DomainError


def parser() -> argparse.ArgumentParser:
    """Every sub-command with its arguments; ``run`` is the function that does it."""
    result = argparse.ArgumentParser(prog="amtslotse", description="An immigration office that serves people well.")
    result.add_argument("--version", action="version", version=__version__)
    commands = result.add_subparsers(required=True, metavar="COMMAND")
    for module in (
        demo,
        setup,
        serve,
        worker,
        doctor,
        backup,
        restore,
        office,
        plan,
        catalogue,
        import_log,
        import_bookings,
        efa,
        journal,
        allocation,
        report,
    ):
        module.add(commands)
    return result


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one sub-command. 0: done; 1: done, and something is wrong; 2: could not be done, standard error says why."""
    signal.signal(signal.SIGTERM, _leave)
    args = parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = args.run
    try:
        if not getattr(args, "bare", False):
            instance.open_()
            os.environ.pop("AMTSLOTSE_POOL", None)  # one connection is enough for a command
            import django

            django.setup()
        return run(args)
    except (DomainError, Refused) as error:
        print(f"amtslotse: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("amtslotse: stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:  # `amtslotse … | head`
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115  the interpreter flushes it once more when it ends
        return 0


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(143)  # an exception, so that `finally` and `atexit` run and the server's lock is given back


if __name__ == "__main__":
    sys.exit(main())
