"""What one caller may take of the server: time, memory and connections."""

from dataclasses import dataclass

from config.settings import Settings

# A head of a request, in bytes of its line, of each field, and of all together.
LINE_BYTES = FIELD_BYTES = 8190
HEAD_BYTES = 32_768
FIELDS = 64
# Most bodies and answers are smaller; larger ones are taken care of one by one.
LARGE_BYTES = 65_536
# Requests sent ahead of their answers on one connection.
AHEAD = 8
# A caller that was refused before all of its request was read has so long to take the answer and to stop sending.
LINGER_SECONDS = 2.0
# Of an answer that its caller does not take, the kernel keeps about twice so much.
UNSENT_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Limits:
    """Deadlines in seconds for a whole head, a whole body, the taking of a whole answer, and between requests; sizes in bytes.

    `held_bytes`: bodies and answers that a process keeps for all callers. `connections` and `address_connections` are of a
    process, `waiting` are its requests that wait for a thread.
    """

    head_seconds: float
    body_seconds: float
    answer_seconds: float
    idle_seconds: float
    body_bytes: int
    held_bytes: int
    connections: int
    address_connections: int
    waiting: int

    @classmethod
    def of(cls, settings: Settings, body_bytes: int) -> "Limits":
        """Those that the settings ask for."""
        return cls(
            head_seconds=settings.head_timeout,
            body_seconds=settings.body_timeout,
            answer_seconds=settings.answer_timeout,
            idle_seconds=settings.keep_alive,
            body_bytes=body_bytes,
            held_bytes=64 * body_bytes,
            connections=settings.connections,
            address_connections=settings.address_connections,
            waiting=16 * settings.threads,
        )
