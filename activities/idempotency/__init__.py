"""Which request an idempotency key stands for."""
