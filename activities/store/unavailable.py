"""What the store says when the database is away."""


class StoreUnavailable(Exception):
    """The database cannot be reached, or does not answer in time. Nothing is known of the transaction's fate."""
