"""Suits, complaints, legal questions and the monthly legal review."""
