"""What the cluster's services are told, all of them the same: everybody's ports, and two stores on one PostgreSQL."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HOST = "127.0.0.1"
# In the order in which they are started. The last one is Temporal's own: it runs schedules, batches and scans.
SERVICES = ("history", "matching", "frontend", "worker")
STORES = {"default": "temporal", "visibility": "temporal_visibility"}
# Connections of a process to either store.
CONNECTIONS = {"default": 20, "visibility": 10}


@dataclass(frozen=True)
class Ports:
    """Of a service: for calls, and for the gossip about who is there."""

    calls: int
    membership: int


def write(folder: Path, ports: dict[str, Ports], *, postgres: int, shards: int, dynamic: Path) -> Path:
    """A file of JSON, which is YAML."""
    path = folder / "temporal.yaml"
    path.write_text(json.dumps(_config(ports, postgres, shards, dynamic), indent=1))
    return path


def write_dynamic(folder: Path, values: dict[str, Any]) -> Path:
    """What may change while the cluster runs: here it never does."""
    path = folder / "temporal-dynamic.yaml"
    path.write_text(json.dumps({name: [{"value": value}] for name, value in values.items()}, indent=1))
    return path


def _config(ports: dict[str, Ports], postgres: int, shards: int, dynamic: Path) -> dict[str, Any]:
    frontend = f"{HOST}:{ports['frontend'].calls}"
    return {
        "log": {"stdout": True, "level": "warn"},
        "persistence": {
            "numHistoryShards": shards,
            "defaultStore": "default",
            "visibilityStore": "visibility",
            "datastores": {name: {"sql": _store(name, postgres)} for name in STORES},
        },
        "global": {"membership": {"maxJoinDuration": "30s", "broadcastAddress": HOST}},
        "services": {
            name: {"rpc": {"grpcPort": of.calls, "membershipPort": of.membership, "bindOnIP": HOST}}
            for name, of in ports.items()
        },
        "clusterMetadata": {
            "enableGlobalNamespace": False,
            "failoverVersionIncrement": 10,
            "masterClusterName": "active",
            "currentClusterName": "active",
            "clusterInformation": {
                "active": {"enabled": True, "initialFailoverVersion": 1, "rpcName": "frontend", "rpcAddress": frontend}
            },
        },
        "publicClient": {"hostPort": frontend},
        "dcRedirectionPolicy": {"policy": "noop"},
        "dynamicConfigClient": {"filepath": str(dynamic), "pollInterval": "60s"},
    }


def _store(name: str, postgres: int) -> dict[str, Any]:
    return {
        "pluginName": "postgres12",
        "databaseName": STORES[name],
        "connectAddr": f"{HOST}:{postgres}",
        "connectProtocol": "tcp",
        "user": "postgres",
        "maxConns": CONNECTIONS[name],
        "maxIdleConns": CONNECTIONS[name],
        "maxConnLifetime": "1h",
    }
