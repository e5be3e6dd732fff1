"""The applicant: find a service, apply, send documents, see the status."""
