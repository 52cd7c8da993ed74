"""Master keys that are kept wrapped, and the services that open them: once, when a process starts."""
