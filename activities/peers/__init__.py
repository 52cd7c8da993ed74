"""Servers of others that are asked over HTTP, of which nothing good is known: what they send, and how slowly, is bounded here."""
