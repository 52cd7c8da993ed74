"""Who hears of an operation and what: pushes to phones and callbacks to the bank, written into the outbox."""
