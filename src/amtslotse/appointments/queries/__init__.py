"""What can be read of places, appointments and requests."""
