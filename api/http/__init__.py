"""What every API is made of: endpoints, strict reading, errors, idempotency keys, rates, waiting."""
