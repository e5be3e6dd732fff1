"""What may happen to a case, when, by whom; what a receipt is worth; how urgent a case is. Pure."""
