"""TCP ports: whether one can be had, and how they are kept from others before and between those who listen on them."""

import fcntl
import os
import sys
import tempfile
from collections.abc import Callable, Collection
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from api.commands.failure import Failed
from api.server.sockets import bind, listen

# On Linux a port is kept by a bound socket that does not listen: whoever says SO_REUSEADDR, as servers do, can still listen
# there, and neither outgoing connections nor those who ask for any free port get it. Elsewhere it would keep servers out.
_KEEPS_BY_SOCKET = sys.platform.startswith("linux")
_TRIES = 20


def find_problem(host: str, port: int) -> str | None:
    """Why nobody can listen on `host:port`, in the system's words; None when it can be had."""
    try:
        listen(host, port).close()
    except OSError as error:
        return error.strerror or str(error)
    return None


class ReservedPorts:
    """Ports of the loopback address that are ours until the end of the `with`, whether somebody listens on them or not.

    Every nextstep of this user has its locks in one file, a byte for each port: of two that want the same port, one gets it.
    """

    def __init__(self, report: Callable[[str], None]) -> None:
        """`report` hears of who gets another port than he wants."""
        self._report = report
        self._exit_stack = ExitStack()
        self._of: dict[str, int] = {}
        self._lost_ports: set[int] = set()

    def __enter__(self) -> Self:
        path = Path(tempfile.gettempdir()) / f"nextstep-ports-{os.getuid()}.lock"
        try:
            self._locks = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise Failed(
                f"{path} cannot be used: {error.strerror}; remove it, or set TMPDIR to another folder"
            ) from None
        self._exit_stack.callback(os.close, self._locks)
        return self

    def __exit__(self, *_: object) -> None:
        self._exit_stack.close()

    def reserve(self, who: str, port: int) -> int:
        """The port of `who`: the wanted one, or a free one where that is 0, taken or reserved; the same until it is lost."""
        if who not in self._of:
            self._of[who] = self._find(port)
            if port not in (0, self._of[who]):
                self._report(f"port {port} is taken; {who} is at {self._of[who]} instead")
        return self._of[who]

    def lose(self, ports: Collection[int]) -> None:
        """Somebody listens on these all the same: who had them is to have others."""
        self._lost_ports |= set(ports)
        self._of = {who: port for who, port in self._of.items() if port not in ports}

    def _find(self, first_choice: int) -> int:
        for port in [*([first_choice] if first_choice else []), *[0] * _TRIES]:
            if found := self._try_port(port):
                return found
        raise Failed("no port can be had on 127.0.0.1")

    def _try_port(self, port: int) -> int | None:
        try:
            keeping = bind("127.0.0.1", port)
        except OSError:
            return None
        found: int = keeping.getsockname()[1]
        if found in self._lost_ports or found in self._of.values() or not self._lock(found):
            keeping.close()
            return None
        if _KEEPS_BY_SOCKET:
            self._exit_stack.enter_context(keeping)
        else:
            keeping.close()
        return found

    def _lock(self, port: int) -> bool:
        try:
            fcntl.lockf(self._locks, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
        except OSError:
            return False
        return True
