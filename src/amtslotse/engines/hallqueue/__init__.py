"""Whom to call next, and how long the wait is: one queue with ageing, ranges from what was measured."""
