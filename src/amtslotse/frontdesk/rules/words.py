"""The words of this room, as they are stored. Pages translate them."""

from __future__ import annotations

from typing import Final

KLASSES: Final = ("regular", "short", "emergency", "clearing")
#: A person without an appointment does not declare herself an emergency: the clearing counter does.
SELF_SERVICE_KLASSES: Final = ("regular", "short", "clearing")
STOP_STATES: Final = ("later", "waiting", "called", "serving", "parked", "done", "no_show")
OPEN_STOPS: Final = ("later", "waiting", "called", "serving", "parked")
AT_A_COUNTER: Final = ("called", "serving")
#: How a visit ends. Everybody leaves with a result or an appointment (R04); ``left`` is what should not be.
OUTCOMES: Final = ("done", "appointment", "filed", "referred", "left", "no_show")
#: What she left with, of those who were there; ``no_show`` is nobody who was there.
RESULTS: Final = ("done", "appointment", "filed", "referred")
NEEDS: Final = ("interpreter", "step_free", "helper")
#: Why somebody was called, as ``call_rule`` stores it (docs/algorithms/hall-queue.md).
CALL_RULES: Final = ("lifted", "emergency", "appointment", "short", "waited", "early", "language", "sent_here", "chosen")
CONTACT_CHANNELS: Final = ("telephone", "counter", "mail")
CONTACT_REASONS: Final = ("general", "appointment", "handing_in", "status", "responsible")
CALL_BACK_OUTCOMES: Final = ("settled", "not_reached", "passed_on")
#: The office's own body: whoever belongs to no other one sees its stations.
OFFICE: Final = "office"
