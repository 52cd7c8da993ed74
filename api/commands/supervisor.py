"""Embedded mode: a Temporal server, a worker and the API as children of this process, kept alive together."""

import logging
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from api.commands import temporal_server, visibility_indexes
from api.commands.addresses import (
    WEB_FLOW_DOMAIN,
    ListenAddresses,
    provider_of,
    with_listener,
    with_ports,
    with_web_flow_listener,
)
from api.commands.certificates import check_certificate, for_ourselves
from api.commands.child import Child
from api.commands.children import Children
from api.commands.embedded_secrets import with_secrets
from api.commands.embedded_settings import with_embedded_defaults, with_passkeys, with_provider
from api.commands.failure import Failed
from api.commands.gate import Gate
from api.commands.home import Home, occupy
from api.commands.ports import ReservedPorts
from config.addresses import called_here
from config.settings import Settings

log = logging.getLogger(__name__)

START_SECONDS = 90
# So often Temporal may come too late to a port.
_TEMPORAL_STARTS = 5

Report = Callable[[str], None]


class Running:
    """Everything that was started. `settings` are those of the children, with the ports that were taken."""

    def __init__(
        self,
        settings: Settings,
        listener: socket.socket,
        web_flow_listener: socket.socket,
        ports: ReservedPorts,
        home: Home,
        report: Report,
    ) -> None:
        """`listener` is the API's; both are closed with the end of all."""
        self.settings = self._settings_before_ports = settings
        self._listener, self._web_flow_listener = listener, web_flow_listener
        self._ports, self._home, self._report = ports, home, report
        self.failure: Failed | None = None
        self._stop, self._hurry, self._ready, self._end = (threading.Event() for _ in range(4))
        # Children live as long as the thread that started them: this one starts, restarts and stops them all.
        self._thread = threading.Thread(target=self._supervise, name="supervisor")

    @property
    def addresses(self) -> ListenAddresses:
        """Where everything listens."""
        return ListenAddresses.of(self.settings)

    def start(self) -> None:
        """Returns when the API is ready; `Failed` when something keeps it from becoming so."""
        self._thread.start()
        while not self._ready.wait(0.05):
            if self._end.is_set():
                raise self.failure or Failed("stopped before it was up")

    def wait(self) -> None:
        """Returns when everything was told to stop. A child that dies is started again, however often; the others go on."""
        while not self._stop.wait(0.2):
            if self._end.is_set():
                break
        if self.failure:
            raise self.failure

    def tell_to_stop(self) -> None:
        """Lets everything stop in its order; told again, at once. May be called by a signal handler."""
        if self._stop.is_set():
            self._hurry.set()
        self._stop.set()

    def stop(self) -> None:
        """Stops everything; returns when nothing runs any more."""
        self._stop.set()
        self._thread.join()

    def _supervise(self) -> None:
        running: list[Child] = []
        gates = ExitStack()
        try:
            self._prepare(running, gates)
            self._until(self._answers, "the API did not become ready in time", running)
            self._ready.set()
            while not self._stop.wait(0.1):
                for child in running:
                    child.keep_alive(self._report)
        except Failed as error:
            self.failure = error
        except Exception as error:  # anything else must not leave children behind in silence either
            log.exception("the supervisor failed")
            self.failure = Failed(f"{type(error).__name__}: {error}")
        finally:
            try:
                self._listener.close()
                self._web_flow_listener.close()
                for child in reversed(running):
                    child.stop(self._hurry.is_set)
            finally:  # whoever waits for the end is not to wait for ever
                gates.close()
                self._end.set()

    def _prepare(self, running: list[Child], gates: ExitStack) -> Children:
        """The children, once Temporal runs and the database is prepared. Whatever was started is in `running`.

        Their gate is kept in `gates`, for those that are started again.
        """
        for _ in range(_TEMPORAL_STARTS):
            self.settings = with_ports(self._settings_before_ports, self._ports)
            gate = gates.enter_context(Gate.made())
            children = Children.of(self.settings, self._home, self._listener, self._web_flow_listener, gate)
            for child in (children.temporal, children.worker, children.api, children.web_flow):
                running.append(child)
                child.start()
            self._until(children.is_settled, "the database and Temporal could not be prepared in time")
            if not (lost := temporal_server.lost_ports(children.temporal)):
                visibility_indexes.drop_unused(self.settings.temporal_file)
                return children
            self._report("Temporal came too late to a port; it is started again")
            self._ports.lose(lost)
            while running:
                running.pop().kill()
        raise Failed(f"Temporal came too late to a port, {_TEMPORAL_STARTS} times in a row; see {self.addresses.logs}")

    def _until(self, condition: Callable[[], bool], else_: str, children: list[Child] | None = None) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not condition():
            if self._stop.wait(0.02):
                raise Failed("stopped before it was up")
            if time.monotonic() > deadline:
                raise Failed(f"{else_}; see {self.addresses.logs}")
            for child in children or ():
                child.keep_alive(self._report, gives_up=True)

    def _answers(self) -> bool:
        found = urlsplit(called_here(self.settings.management_url))
        host = found.hostname or ""
        line = (
            HTTPSConnection(host, found.port, timeout=5, context=for_ourselves())
            if found.scheme == "https"
            else HTTPConnection(host, found.port, timeout=5)
        )
        with closing(line) as caller, suppress(OSError, HTTPException):
            caller.request("GET", "/health/ready")
            return caller.getresponse().status == 200
        return False


@contextmanager
def running(settings: Settings, report: Report = log.info, stop_on: Iterable[int] = ()) -> Iterator[Running]:
    """Everything that embedded mode needs, ready; stopped again at the end. `report` gets a line for each event.

    `Failed` or `SettingsInvalid` say what keeps it from starting. Port 0 of the settings takes a free one. Of the signals
    in `stop_on`, the first stops everything in order and the second at once.
    """
    temporal_server.preferred_port(settings)
    temporal_server.program()
    check_certificate(settings)
    with occupy(settings.home, report) as home, ReservedPorts(report) as ports:
        settings, listener = with_listener(with_embedded_defaults(with_secrets(settings, home, report)))
        home.announce(settings.base_url)
        settings, web_flow_listener = with_web_flow_listener(settings, report)
        settings = with_passkeys(with_provider(settings, provider_of(settings)), WEB_FLOW_DOMAIN)
        with closing(listener), closing(web_flow_listener):
            everything = Running(settings, listener, web_flow_listener, ports, home, report)
            before = {number: signal.signal(number, lambda *_: everything.tell_to_stop()) for number in stop_on}
            try:
                everything.start()
                yield everything
            finally:
                everything.stop()
                for number, handler in before.items():
                    signal.signal(number, handler)
