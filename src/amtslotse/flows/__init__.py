"""The few actions in which two rooms meet: arriving is an appointment and a ticket, a request may be an application too.

Each is one transaction and calls the actions of the rooms below; nothing of its own is stored here.
"""
