"""Owns: append-only events: what happened, when, by which role.

Words: event, stream, seal, kind. Not: state.
"""
