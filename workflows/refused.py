"""What the state machines say no to."""

# Says of an update that its workflow decides nothing any more and is about to close; the final state comes with it.
ENDED = "WORKFLOW_ENDED"


class Refused(Exception):
    """An event that an operation or a registration does not take. `code` is the API's error code, `detail` is for a person."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail
