"""From a plan to places: what counters offer in a week, cut into places where they are open; the third next of them."""

from amtslotse.engines.slots.plan import Offer, Period, Slot, fits, overlapping, slots
from amtslotse.engines.slots.release import Step, released
from amtslotse.engines.slots.third_next import third_next

__all__ = ["Offer", "Period", "Slot", "Step", "fits", "overlapping", "released", "slots", "third_next"]
