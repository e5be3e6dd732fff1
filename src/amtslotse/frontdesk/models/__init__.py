"""What the room stores. Personal data: names on tickets and call-backs, until the evening sweep."""

from amtslotse.frontdesk.models.contacts import CallBack, Contact, ProtectedCase, TelephoneCount
from amtslotse.frontdesk.models.tickets import ExpressMatter, OpenCounter, Pace, Stop, Ticket, TicketSeries

__all__ = [
    "CallBack",
    "Contact",
    "ExpressMatter",
    "OpenCounter",
    "Pace",
    "ProtectedCase",
    "Stop",
    "TelephoneCount",
    "Ticket",
    "TicketSeries",
]
