"""Owns: read models and key figures computed from the journal.

Words: KPI, stock, age band, throughput time. Not: a truth of its own.
"""
