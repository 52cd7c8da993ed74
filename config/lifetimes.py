"""How long anything may wait for somebody."""

MOST_SECONDS = 366 * 86_400
