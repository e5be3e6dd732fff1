"""Owns: the office itself, its name, look, legal pages, teams and routing; its sites, counters, opening hours and closures.

Words: office, team, routing rule, legal page, body, site, counter, closure. Not: staff (accounts), places and appointments.
"""
