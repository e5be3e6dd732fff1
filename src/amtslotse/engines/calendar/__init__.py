"""Calendar files (RFC 5545) that real clients read: publish, update, cancel under one UID."""
