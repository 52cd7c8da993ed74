"""The inbox of a user: messages of the bank, and the pushes that tell of them."""
