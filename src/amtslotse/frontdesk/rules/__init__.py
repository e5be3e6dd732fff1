"""Pure decisions about the hall."""
