"""What the server tells the application of a request, beside what every server does (PEP 3333)."""

# In a request's environment. Whether it came in by the entrance for management.
MANAGEMENT = "nextstep.management"
# The whole body, as bytes.
BODY = "nextstep.body"
