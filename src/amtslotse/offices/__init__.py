"""Owns: the office itself, its name, look, hours, legal pages, teams and which matter goes to which team.

Words: office, team, routing rule, legal page. Not: staff (accounts), counters and slots (later rooms).
"""
