"""Owns: applications, documents, requests, decisions and reviews.

Words: case, draft, receipt, document request, completeness confirmation, decision, review. Not: appointments.
"""
