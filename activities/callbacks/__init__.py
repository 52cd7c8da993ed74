"""Callbacks to a bank's server: registered, written into the outbox, signed and sent."""
