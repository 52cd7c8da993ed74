"""The processes of embedded mode, as its supervisor starts them."""

import socket
from dataclasses import dataclass
from typing import Self

from api.commands import temporal_server
from api.commands.child import Child, command_line
from api.commands.failure import Failed
from api.commands.home import Home
from config.settings import Settings


@dataclass(frozen=True, slots=True)
class Children:
    """None of them runs yet. The migration ends by itself, the others live until they are stopped."""

    temporal: Child
    migration: Child
    worker: Child
    api: Child

    @classmethod
    def of(cls, settings: Settings, home: Home, listener: socket.socket) -> Self:
        """Those of settings whose ports are decided; the API listens on `listener`, which outlives it."""
        environ = settings.environ()

        def ours(name: str, stop_seconds: float, *arguments: str, held: tuple[int, ...] = ()) -> Child:
            command = command_line(*arguments)
            return Child(name, command, environ, home.log_file(arguments[0]), stop_seconds, (home.held, *held))

        descriptor = listener.fileno()
        waiting = ("--wait", "60", "--retention-days", str(settings.retention_days))
        return cls(
            temporal_server.child(settings, home.log_file("temporal"), (home.held,)),
            ours("The migration", 2, "migrate", *waiting),
            ours("The worker", 9, "worker"),
            ours("The API", 6, "api", "--listener", str(descriptor), held=(descriptor,)),
        )

    def is_settled(self) -> bool:
        """Whether the migration is done, or Temporal came too late to a port. `Failed` where either ended otherwise."""
        if temporal_server.lost_ports(self.temporal):
            return True
        for child in (self.temporal, self.migration):
            if child.code is not None and (child is self.temporal or child.code != 0):
                raise Failed(f"{child.name} {child.ending}\n{child.last_words()}")
        return self.migration.code == 0
