"""Proof of work instead of pictures to solve."""
