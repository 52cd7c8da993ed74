"""The Temporal cluster: where it is, and how it is spoken with, by our settings and by what all of Temporal's clients read.

Ours say which cluster and namespace, if they say it; TLS, client certificates and API keys are told by Temporal's own variables
(`TEMPORAL_TLS...`, `TEMPORAL_API_KEY`) and file (`TEMPORAL_CONFIG_FILE`, `TEMPORAL_PROFILE`), as to every client of it. What
these say belongs to the address that they name: where ours name another it is not used, so that no key goes to a stranger.
"""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from temporalio.envconfig import ClientConfigProfile, ClientConfigTLS
from temporalio.service import TLSConfig

from config.addresses import AddressInvalid, host_and_port
from config.settings import Settings, SettingsInvalid
from config.settings.environment import PREFIX, temporal_variables

_FILE = "TEMPORAL_CONFIG_FILE"
# Other clients heed these. Without the first this one is the stricter; what the second does, this one does by itself.
_UNHEEDED = {
    "TEMPORAL_TLS_DISABLE_HOST_VERIFICATION": "is not heeded: the server's name is always verified",
    "TEMPORAL_CODEC_ENDPOINT": "is not heeded: payloads are encrypted and decrypted here, as NEXTSTEP_PAYLOAD_ENCRYPTION says",
}


@dataclass(frozen=True, slots=True)
class Cluster:
    """What a client connects to. `warnings` are of what was found and not used, or leaves something to be wished.

    `deliveries_namespace` is apart, so that operators' lists of operations are not buried when a bank's server is away.
    """

    address: str
    namespace: str
    deliveries_namespace: str
    tls: bool | TLSConfig = field(default=False, repr=False)
    api_key: str | None = field(default=None, repr=False)
    metadata: Mapping[str, str] = field(default_factory=dict, repr=False)
    warnings: tuple[str, ...] = ()

    @property
    def is_here(self) -> bool:
        """Whether it runs on this machine, as in embedded mode."""
        return _is_here(self.address)

    def __str__(self) -> str:
        own = isinstance(self.tls, TLSConfig) and self.tls.client_cert is not None
        spoken = "TLS with a client certificate" if own else "TLS" if self.tls else "in clear"
        return f"{self.address}, namespace {self.namespace}, {spoken}{', an API key' if self.api_key else ''}"


def cluster_of(settings: Settings) -> Cluster:
    """Raises `SettingsInvalid`, which repeats no secret."""
    warnings = []
    profile = _profile() if settings.temporal_envconfig else ClientConfigProfile()
    ours = settings.model_fields_set
    if settings.temporal_envconfig:
        warnings += [f"{name}: {why}" for name, why in _UNHEEDED.items() if name in temporal_variables()]
    if "temporal_address" in ours and profile.address not in (None, settings.temporal_address):
        warnings.append(
            f"{PREFIX}TEMPORAL_ADDRESS: Temporal's own configuration is for {profile.address}, and not used for "
            f"{settings.temporal_address}"
        )
        profile = ClientConfigProfile()
    address = settings.temporal_address if "temporal_address" in ours else profile.address or settings.temporal_address
    tls = _tls(profile.tls) if profile.tls is not None else profile.api_key is not None
    if not tls and not _is_here(address):
        if profile.api_key is not None:
            raise SettingsInvalid(f"TEMPORAL_API_KEY: would be read on the way to {address}; leave TEMPORAL_TLS out")
        warnings.append(f"Temporal {address}: what goes there is read on the way; set TEMPORAL_TLS=true")
    namespace = settings.temporal_namespace
    if "temporal_namespace" not in ours and profile.namespace:
        namespace = profile.namespace
    return Cluster(
        address,
        namespace,
        settings.deliveries_namespace(namespace),
        tls,
        profile.api_key,
        profile.grpc_meta,
        tuple(warnings),
    )


def _profile() -> ClientConfigProfile:
    variables = temporal_variables()
    if (file := variables.get(_FILE)) and not Path(file).is_file():  # the SDK would go on without it
        raise SettingsInvalid(f"{_FILE}: {file} is not a file")
    try:
        profile = ClientConfigProfile.load(override_env_vars=variables)
    except Exception as error:  # of a kind that the SDK does not export; its further lines repeat the file's
        raise SettingsInvalid(f"Temporal's own configuration: {str(error).partition(chr(10))[0]}") from None
    try:
        host_and_port(profile.address or "localhost:7233")
    except AddressInvalid as error:
        raise SettingsInvalid(f"TEMPORAL_ADDRESS: {error}") from None
    return profile


def _tls(profile: ClientConfigTLS) -> bool | TLSConfig:
    try:
        found = profile.to_connect_tls_config()
    except OSError as error:
        raise SettingsInvalid(f"TEMPORAL_TLS: {error.filename} cannot be read: {error.strerror}") from None
    if isinstance(found, TLSConfig) and (found.client_cert is None) != (found.client_private_key is None):
        raise SettingsInvalid("TEMPORAL_TLS: a client certificate and its key go together, and one of them is missing")
    return found


def _is_here(address: str) -> bool:
    host = host_and_port(address)[0].strip("[]")
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
