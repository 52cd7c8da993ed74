"""By which of the server's addresses a request came in, as the server tells the application."""

# In a request's environment: whether it came in by the entrance for management.
MANAGEMENT = "nextstep.management"
