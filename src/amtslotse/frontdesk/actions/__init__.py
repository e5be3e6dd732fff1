"""Everything that happens in the hall. Each action is one transaction and journals what it did.

A stop of a body that the actor does not belong to raises ``NotFound``, as if it were not there.
"""

from amtslotse.frontdesk.actions.arriving import Conflict, NumberTaken, check_in
from amtslotse.frontdesk.actions.calling import CounterNotOpen, call, call_next, recall, start
from amtslotse.frontdesk.actions.contacts import ask_call_back, done_call_back, log_contact, protect, tried
from amtslotse.frontdesk.actions.counters import CounterTaken, PersonThere, close_counter, open_counter
from amtslotse.frontdesk.actions.ending import finish, no_show
from amtslotse.frontdesk.actions.express import set_express
from amtslotse.frontdesk.actions.measuring import measure
from amtslotse.frontdesk.actions.moving import lift, park, send_on, unpark
from amtslotse.frontdesk.actions.outage import write_day_lists
from amtslotse.frontdesk.actions.stops import NotNow
from amtslotse.frontdesk.actions.sweeping import sweep
from amtslotse.frontdesk.actions.telephone import import_telephone_counts

__all__ = [
    "Conflict",
    "CounterNotOpen",
    "CounterTaken",
    "NotNow",
    "NumberTaken",
    "PersonThere",
    "ask_call_back",
    "call",
    "call_next",
    "check_in",
    "close_counter",
    "done_call_back",
    "finish",
    "import_telephone_counts",
    "lift",
    "log_contact",
    "measure",
    "no_show",
    "open_counter",
    "park",
    "protect",
    "recall",
    "send_on",
    "set_express",
    "start",
    "sweep",
    "tried",
    "unpark",
    "write_day_lists",
]
