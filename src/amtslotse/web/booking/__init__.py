"""The applicant gets a time: which way her matter takes, times, hold, code, confirmation, allocation, lists."""
