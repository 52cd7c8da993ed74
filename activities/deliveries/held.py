"""Attempts that are not made now."""

# Its words: as many are on their way as may be; the receiver does not answer, and is tried by others.
BUSY = "BUSY"
AWAY = "DESTINATION_AWAY"


class Held(Exception):
    """It is not the time for an attempt; in so many `seconds` it may be. `word` is a constant for operators."""

    def __init__(self, word: str, seconds: float) -> None:
        super().__init__(word)
        self.word = word
        self.seconds = seconds
