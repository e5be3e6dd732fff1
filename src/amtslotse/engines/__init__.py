"""Pure computation on plain values: no Django, no clock, no input or output of its own."""
