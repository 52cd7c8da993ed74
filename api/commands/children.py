"""The processes of embedded mode, as its supervisor starts them."""

import socket
from dataclasses import dataclass
from typing import Self

from api.commands import temporal_server
from api.commands.child import Child, command_line
from api.commands.failure import Failed
from api.commands.gate import Gate
from api.commands.home import Home
from config.settings import Settings


@dataclass(frozen=True, slots=True)
class Children:
    """None of them runs yet; they live until they are stopped, and may all be started at once.

    The worker prepares database and namespace before its work, and then opens the gate behind which the API serves: each has
    loaded by then what it needs, which takes longer than all else. The web flow waits there too: it loads when the others have.
    """

    temporal: Child
    worker: Child
    api: Child
    web_flow: Child
    gate: Gate

    @classmethod
    def of(
        cls, settings: Settings, home: Home, listener: socket.socket, web_flow_listener: socket.socket, gate: Gate
    ) -> Self:
        """Those of settings whose ports are decided; API and web flow listen on sockets that outlive them. `gate` is shut."""
        environ = settings.environ()

        def ours(name: str, stop_seconds: float, *arguments: str, descriptors: tuple[int, ...] = ()) -> Child:
            command = command_line(*arguments)
            return Child(
                name, command, environ, home.log_file(arguments[0]), stop_seconds, (home.descriptor, *descriptors)
            )

        def serving(name: str, stop_seconds: float, command: str, listener: socket.socket) -> Child:
            descriptor = listener.fileno()
            listening = ("--listener", str(descriptor), "--after", str(gate.waiting))
            return ours(name, stop_seconds, command, *listening, descriptors=(descriptor, gate.waiting))

        return cls(
            temporal_server.child(settings, home.log_file("temporal"), (home.descriptor,)),
            ours("The worker", 9, "worker", "--prepare", *map(str, gate.descriptors), descriptors=gate.descriptors),
            serving("The API", 6 + settings.drain_seconds, "api", listener),
            serving("The web flow", 6 + settings.drain_seconds, "web-flow", web_flow_listener),
            gate,
        )

    def is_settled(self) -> bool:
        """Whether all is prepared, or Temporal came too late to a port. `Failed` where it or the worker ended before."""
        if temporal_server.lost_ports(self.temporal):
            return True
        for child in (self.temporal, self.worker):
            if child.code is not None and not self.gate.is_open:
                raise Failed(f"{child.name} {child.ending}\n{child.last_words()}")
        return self.gate.is_open
