"""Owns: staff, their roles and teams, and the one table of rights.

Words: role, action, right. Not: applicants (they have codes, no accounts).
"""
