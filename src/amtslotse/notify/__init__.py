"""Owns: mails and their outbox: transactional, one effect per unique key.

Words: outbox, mail, channel. Not: letters of a case (casework).
"""
