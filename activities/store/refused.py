"""What the store says no to, and what it says when the database is away."""


class Refused(Exception):
    """A change or a question that the stored records do not allow. `code` is the API's error code, `detail` for a person."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


class StoreUnavailable(Exception):
    """The database cannot be reached, or does not answer in time. Nothing is known of the transaction's fate."""
