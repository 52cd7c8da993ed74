"""The check of credentials and one-time passwords: verdict, counters and history move in one transaction."""
