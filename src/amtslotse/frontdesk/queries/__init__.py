"""What can be read of the hall."""
