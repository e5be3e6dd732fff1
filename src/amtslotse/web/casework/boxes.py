"""What others show on the case page: each box is written by its owner and hung in here by one line.

The owner gives ``box(request, view)`` in its own file and a partial ``casework/_<name>.html``, which finds its values as
``box``, and ``case`` as on the whole page. ``None`` says there is nothing to show. Files with a ``box`` may import
``overview``, never ``case_page``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from amtslotse.casework.queries import CaseView
from amtslotse.web.casework import certificates, deciding, delivery, family, fees, folder, inbox_box, legal, messages
from amtslotse.web.ui.staff_request import StaffRequest

Zone = Literal["middle", "right"]


@dataclass(frozen=True, slots=True)
class Box:
    """A box by the name of its partial, where it stands, and what fills it."""

    name: str
    zone: Zone
    fill: Callable[[StaffRequest, CaseView], dict[str, Any] | None]


#: In the order of the page. At most three queries each: the page has a limit, and a test counts.
BOXES: tuple[Box, ...] = (
    Box("notification", "middle", deciding.box),
    Box("certificates", "middle", certificates.box),
    Box("family", "middle", family.box),
    Box("inbox", "right", inbox_box.box),
    Box("fees", "right", fees.box),
    Box("delivery", "right", delivery.box),
    Box("messages", "right", messages.box),
    Box("folder", "right", folder.box),
    Box("legal", "right", legal.box),
)


@dataclass(frozen=True, slots=True)
class Filled:
    """A box that has something to show."""

    template: str
    values: dict[str, Any]


def filled(request: StaffRequest, view: CaseView, zone: Zone) -> list[Filled]:
    """The boxes of a zone that have something to show to this reader."""
    found = ((box.name, box.fill(request, view)) for box in BOXES if box.zone == zone)
    return [Filled(f"casework/_{name}.html", values) for name, values in found if values is not None]
