"""The SDK's errors as people read them."""

import re

_CAUSE = re.compile(r'message: "([^"]+)"')


def reason(error: BaseException) -> str:
    """The cause out of the many words of the SDK's own, in a line."""
    text = str(error).partition("\n")[0]
    cause = _CAUSE.search(text)
    return cause[1] if cause else text
