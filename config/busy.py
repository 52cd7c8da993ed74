"""What cannot be done just now, because others are at it."""


class Busy(Exception):
    """Nothing was begun; it may be asked again. The message says what is wanted by too many."""
