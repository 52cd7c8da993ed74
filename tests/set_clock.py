"""A monotonic clock that a test sets, for what is given one."""


class SetClock:
    """Called, it tells `now`, in seconds."""

    def __init__(self, now=1000.0):
        self.now = now

    def __call__(self):
        return self.now
