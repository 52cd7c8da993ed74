"""Whether this server is about to end: its readiness says so, while it still answers all that comes."""

import mmap

# Made when this module is imported, which is before the server's processes are forked: all of them know.
_flag = mmap.mmap(-1, 1)


def announce(*, leaves: bool = True) -> None:
    """Have load balancers that ask send new requests elsewhere."""
    _flag[0] = int(leaves)


def is_announced() -> bool:
    """Whether it is about to end."""
    return _flag[0] == 1
