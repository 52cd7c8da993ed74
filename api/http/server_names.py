"""By which names the server is asked for: one that is somebody else's makes his page one of ours (DNS rebinding).

A page's name may lead to this machine, or to one that only its reader reaches, a moment after the page was read. Its scripts then
call what is there, as scripts of the same origin; what gives them away is the name in `Host`. An address is nobody's to lead.
"""

import ipaddress
import re
from collections.abc import Iterable

# With its port, which does not matter.
_HOST = re.compile(r"(\[[^\]]*\]|[^:]*)(?::[0-9]*)?")
# Of these no name server is asked (RFC 6761, section 6.3).
_LOCAL = "localhost"


class ServerNameUnknown(Exception):
    """The server is asked for by a name that it does not go by."""


class ServerNames:
    """The names that it goes by, in any case; addresses always do."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(name.lower() for name in names)

    def check(self, host: str) -> None:
        """`host`: the field of a request; browsers always send it. Raises `ServerNameUnknown`."""
        found = _HOST.fullmatch(host)
        name = found[1].lower().removesuffix(".") if found else host
        if name in self._names or name == "" or name.rpartition(".")[2] == _LOCAL or _is_address(name):
            return
        raise ServerNameUnknown


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True
