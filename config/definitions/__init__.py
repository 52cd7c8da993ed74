"""What the engine runs on when it is first started: authentication methods, operations, steps, organizations."""
