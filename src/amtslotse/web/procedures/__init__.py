"""Whoever owns procedures changes one without programming: draft, test cases, release by a second person."""
