"""Places from a plan, free times, the month, third next available appointment: pure computation."""
