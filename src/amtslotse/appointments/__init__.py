"""Appointments: places in the calendar, holds, bookings, requests, their allocation.

Owns: matters and their class, the plan of places, places, parties (who comes), appointments, requests (allocation, waiting and
emergency list), allocation rounds, partner accesses, tokens against robots.
Not: the hall (frontdesk), the case, the counters and opening hours themselves (offices), the sending of mails (notify).
"""
