"""From a plan to places: what counters offer in a week, cut into places where they are open; and where that leads."""

from amtslotse.engines.slots.outlook import Forecast, booked_in, forecast, workdays_to_third
from amtslotse.engines.slots.plan import Offer, Period, Slot, fits, overlapping, slots
from amtslotse.engines.slots.release import Step, released
from amtslotse.engines.slots.third_next import third_next

__all__ = [
    "Forecast",
    "Offer",
    "Period",
    "Slot",
    "Step",
    "booked_in",
    "fits",
    "forecast",
    "overlapping",
    "released",
    "slots",
    "third_next",
    "workdays_to_third",
]
