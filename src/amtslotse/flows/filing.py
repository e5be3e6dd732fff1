"""Asking for an appointment files the application in the same step: only an application has effect under § 81 AufenthG."""
