"""The hall: tickets, stops at counters, calls, contacts by telephone and at the clearing counter.

Owns: tickets and their stops, open counters, matters of the express counter, contacts, call-backs, the telephone's counts.
Not: appointments (appointments), cases (casework), counters as such (offices).
"""
