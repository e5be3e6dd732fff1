"""The clerk's inbox and the case: clearing, team, review."""
