"""Mails, one effect per key.

Owns: the outbox and the sending of it, and the texts of our mails.
Not: when somebody is told something, that is the business of the room it happens in.
"""
