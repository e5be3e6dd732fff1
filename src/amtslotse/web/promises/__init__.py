"""What the office promises everybody, what is measured, and the pages on which the head of office writes it."""
