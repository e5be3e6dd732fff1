"""The front desk, the express counter, the clearing counter and the telephone."""
