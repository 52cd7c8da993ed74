"""How every floor says no, in a word that the doors know."""


class Refused(Exception):
    """What is asked is not allowed, or not there. `code` is the API's error code, `detail` is for a person."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail
