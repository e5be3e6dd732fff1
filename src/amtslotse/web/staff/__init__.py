"""Signing in with a second factor, the rights table, the demo's mails."""
