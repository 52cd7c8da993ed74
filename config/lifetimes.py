"""How long anything may wait for somebody."""

MAX_SECONDS = 366 * 86_400
