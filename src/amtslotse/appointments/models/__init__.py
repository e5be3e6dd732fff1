"""What the room stores. Personal data: parties and their persons, contacts; all of it goes by ``forget``."""

from amtslotse.appointments.models.appointments import Appointment, Seat
from amtslotse.appointments.models.guard import Partner, SpentToken
from amtslotse.appointments.models.parties import Commitment, Party, Person
from amtslotse.appointments.models.places import ClassPolicy, Matter, Place, PlanRule
from amtslotse.appointments.models.requests import Request, Round

__all__ = [
    "Appointment",
    "ClassPolicy",
    "Commitment",
    "Matter",
    "Partner",
    "Party",
    "Person",
    "Place",
    "PlanRule",
    "Request",
    "Round",
    "Seat",
    "SpentToken",
]
