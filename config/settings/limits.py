"""What the API has of its machine, and what one caller may take of it."""

from pydantic import Field

from config.settings.values import SettingsPart


class LimitSettings(SettingsPart):
    """Processes, threads, seconds of the server and of its connections, and requests a minute (0: no bound)."""

    processes: int = Field(2, ge=1, le=64)
    """The API's processes."""
    threads: int = Field(16, ge=1, le=1024)
    """Threads in each of them."""
    update_timeout: float = Field(8.0, gt=0, le=10)
    """Seconds until a write without answer becomes 503."""
    keep_alive: float = Field(75.0, ge=1, le=3600)
    """Seconds that a connection without a request stays open; more than a gateway keeps its own."""
    head_timeout: float = Field(10.0, gt=0, le=600)
    """Seconds in which a whole head has arrived."""
    body_timeout: float = Field(30.0, gt=0, le=3600)
    """Seconds in which a whole body has arrived."""
    answer_timeout: float = Field(60.0, gt=0, le=3600)
    """Seconds in which a whole answer is taken."""
    drain_seconds: float = Field(0, ge=0, le=300)
    """Seconds from SIGTERM in which the API answers all that comes, while `/health/ready` is 503: load balancers that
    ask it send new requests elsewhere before it stops listening. A second signal cuts it short.
    """
    connections: int = Field(4096, ge=1, le=1_000_000)
    """Connections of one process; beyond them the one that was served least lately is closed."""
    address_rate: int = Field(0, ge=0, le=10_000_000)
    """Requests in a minute of one address (of an IPv6 /64); further ones are answered 429 with `Retry-After`.
    All processes of a server count together, each server for itself. `0`: no bound.
    """
    registration_rate: int = Field(0, ge=0, le=10_000_000)
    """Requests in a minute of one registration at the mobile API; only what it proved is counted, but for its
    answers to operations. `0`: no bound.
    """
    user_rate: int = Field(0, ge=0, le=10_000_000)
    """Requests in a minute of all registrations of one user of an application together, counted likewise. `0`:
    no bound.
    """
    account_rate: int = Field(0, ge=0, le=10_000_000)
    """Requests in a minute of one account at PowerAuth Cloud. `0`: no bound."""
    address_connections: int = Field(256, ge=1, le=1_000_000)
    """Connections of one address (of an IPv6 /64) to one process; further ones are answered 429. Trusted
    proxies have no bound.
    """
