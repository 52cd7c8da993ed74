"""What is refused because there was too much of it; it may be tried again later."""


class TooMany(Exception):
    """Refused until `seconds` have passed."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds
