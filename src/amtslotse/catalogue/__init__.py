"""Owns: services and procedures as versioned data.

Words: service, procedure, question, document rule, fee, step. Not: cases.
"""
