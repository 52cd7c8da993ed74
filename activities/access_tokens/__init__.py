"""Access tokens of the bank's identity provider: JWTs (RFC 9068) that callers bear (RFC 6750), verified here."""
