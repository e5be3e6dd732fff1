"""Words every room shares: who acts, what went wrong, periods, working days, codes, names.

Imports nothing of ours and never Django.
"""
