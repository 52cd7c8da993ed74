"""For operators and their load balancers: health and readiness."""
