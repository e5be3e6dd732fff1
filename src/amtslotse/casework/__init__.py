"""Applications from the first answer to the hand-over of the decision.

Owns: drafts, cases, applicants, documents, checks, requests, letters, decisions, access by code.
Not: what a service asks for (catalogue), who may do what (accounts), which team (offices), figures (reporting).
"""
