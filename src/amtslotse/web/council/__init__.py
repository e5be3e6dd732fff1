"""The council paper."""
