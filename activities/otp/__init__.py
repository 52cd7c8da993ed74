"""One-time passwords: how they are made, kept, sent and ended."""
