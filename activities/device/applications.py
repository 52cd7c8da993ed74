"""Mobile applications with their secrets open: what administrators create, and what devices are checked against.

An application is an id, free-text roles, master key pairs that its devices trust, and versions: a key and a secret that are
compiled into an app (`powerauth-protocol.md` §0.3, §9.1). All three can be changed while apps with the former ones are
served for a while: an application key stands for the secret and the master key pairs that it was compiled in with.
"""

import os
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from activities.device import allowed_algorithms
from activities.device.master_key_pairs import MasterKeyPairs
from activities.powerauth import base64_text, elliptic_curve, sdk_config
from activities.powerauth.least_protocol import LeastProtocol
from activities.powerauth.v4.activation_code import signatures
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.key_pairs import KeyPairs
from activities.secrets.sealing import Sealer
from activities.store import applications as store
from activities.store import master_key_pairs
from activities.store.applications import DEFAULT_VERSION, FormerKey, StoredVersion
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Database, Session
from activities.store.tables import ApplicationRow, ApplicationVersionRow
from config import exact_json
from config.clock import now_ms
from config.reasons import Reason
from config.refused import Refused

_KEY_BYTES = 16
# Of new applications, unless their creation says otherwise: the first version whose signatures nobody can guess.
LEAST_PROTOCOL = LeastProtocol.V3_1


@dataclass(frozen=True, slots=True)
class AppVersion:
    """A version of an application. Key and secret are base64 text of 16 bytes; an unsupported version is refused everywhere.

    `least_protocol` is its application's: no older version of the protocol is served. So are `algorithms`: a new registration
    by protocol 4 is of one of them; none, and there are no such registrations.
    """

    application_id: str
    application_key: str
    application_secret: str
    supported: bool
    name: str
    least_protocol: str
    key_pair_id: int
    algorithms: frozenset[Algorithm]


@dataclass(frozen=True, slots=True)
class Application:
    """An application, described by its version `default`. The public key is base64 of an uncompressed point on P-256.

    `algorithms`: what registrations by protocol 4 may be of, in their order.
    `former_signs_until_ms`: until then what phones scan is signed by the former master key; null: it is by this one.
    """

    application_id: str
    roles: tuple[str, ...]
    application_key: str
    application_secret: str
    master_public_key: str
    least_protocol: str
    algorithms: tuple[Algorithm, ...]
    former_signs_until_ms: int | None = None


class Applications:
    """One per process; safe for threads."""

    def __init__(
        self, database: Database, sealer: Sealer, algorithms: Collection[Algorithm] = frozenset(Algorithm)
    ) -> None:
        """`algorithms`: of new applications, unless their creation says otherwise."""
        self._database = database
        self._sealer = sealer
        self._algorithms = algorithms
        self._master_keys = MasterKeyPairs(sealer)

    def create(
        self,
        application_id: str,
        roles: tuple[str, ...],
        least_protocol: LeastProtocol = LEAST_PROTOCOL,
        algorithms: Collection[Algorithm] | None = None,
    ) -> Application:
        """A new application with a version `default` and master key pairs. Raises `Refused` APPLICATION_ALREADY_EXISTS."""
        created_ms = now_ms()
        allowed = self._algorithms if algorithms is None else algorithms
        with self._database.write() as session:
            store.create(
                session,
                ApplicationRow(
                    application_id=application_id,
                    roles=exact_json.write(roles),
                    least_protocol=least_protocol.value,
                    algorithms=allowed_algorithms.write(allowed),
                    created_ms=created_ms,
                ),
            )
            pair = self._master_keys.generate(application_id, created_ms, signs_from_ms=0)
            pair_id = master_key_pairs.add(session, pair)
            store.add_version(session, self._new_version(application_id, DEFAULT_VERSION, created_ms, pair_id))
            _audit(
                session,
                Action.APPLICATION_CREATE,
                application_id,
                roles=list(roles),
                leastProtocolVersion=least_protocol.value,
                supportedAlgorithms=allowed_algorithms.texts(allowed),
            )
        return self.get(application_id)

    def change(
        self,
        application_id: str,
        *,
        least_protocol: LeastProtocol | None = None,
        algorithms: Collection[Algorithm] | None = None,
    ) -> Application:
        """Serve no older version of the protocol from now on, allow these algorithms and no others; null: as it is.

        A registration of an algorithm that is allowed no longer goes on. Raises `Refused` APPLICATION_NOT_FOUND.
        """
        values, told = dict[str, str](), dict[str, Any]()
        if least_protocol is not None:
            values["least_protocol"] = told["leastProtocolVersion"] = least_protocol.value
        if algorithms is not None:
            told["supportedAlgorithms"] = allowed_algorithms.texts(algorithms)
            values["algorithms"] = allowed_algorithms.write(algorithms)
        with self._database.write() as session:
            if values:
                store.change(session, application_id, values)
                _audit(session, Action.APPLICATION_CHANGE, application_id, **told)
            return self._application(session, application_id)

    def get(self, application_id: str) -> Application:
        """An application. Raises `Refused` APPLICATION_NOT_FOUND where there is none."""
        with self._database.read() as session:
            return self._application(session, application_id)

    def list_applications(self) -> list[Application]:
        """All applications, by id."""
        with self._database.read() as session:
            return [self._application(session, application_id) for application_id in store.ids(session)]

    def versions(self, application_id: str) -> list[AppVersion]:
        """The application's versions, oldest first. Raises `Refused` APPLICATION_NOT_FOUND."""
        with self._database.read() as session:
            store.roles(session, application_id)
            return [self._open_version(one) for one in store.versions(session, application_id)]

    def reveal(self, application_id: str, name: str | None = None) -> list[AppVersion]:
        """The version of that name, or all, oldest first, for somebody who reads their secrets: the audit is told of each.

        Raises `Refused` APPLICATION_NOT_FOUND, APPLICATION_VERSION_NOT_FOUND.
        """
        with self._database.write() as session:
            store.roles(session, application_id)
            found = [one for one in store.versions(session, application_id) if name in (None, one.name)]
            if not found:
                raise Refused(Reason.APPLICATION_VERSION_NOT_FOUND, "Application version not found")
            for one in found:
                _audit(session, Action.APPLICATION_SECRET_READ, application_id, version=one.name)
            return [self._open_version(one) for one in found]

    def add_version(self, application_id: str, name: str) -> AppVersion:
        """A new version, supported. Raises `Refused`: APPLICATION_NOT_FOUND, APPLICATION_VERSION_ALREADY_EXISTS."""
        with self._database.write() as session:
            store.roles(session, application_id)
            store.lock(session, application_id)
            pair = master_key_pairs.newest(session, application_id)
            store.add_version(session, self._new_version(application_id, name, now_ms(), pair.row_id))
            _audit(session, Action.APPLICATION_VERSION_CREATE, application_id, version=name)
        [version] = [one for one in self.versions(application_id) if one.name == name]
        return version

    def rotate_version(self, application_id: str, name: str, *, valid_seconds: int) -> tuple[AppVersion, int]:
        """The version with a new key and secret, and until when those before are taken, by the database's clock.

        Raises `Refused` APPLICATION_NOT_FOUND, APPLICATION_VERSION_NOT_FOUND.
        """
        with self._database.write() as session:
            store.roles(session, application_id)
            store.lock(session, application_id)
            if name not in [one.name for one in store.versions(session, application_id)]:
                raise Refused(Reason.APPLICATION_VERSION_NOT_FOUND, "Application version not found")
            pair = master_key_pairs.newest(session, application_id)
            until = store.database_now_ms(session) + valid_seconds * 1000
            self._replace(session, application_id, name, pair.row_id, until_ms=until)
            details = {"version": name, "formerExpires": until}
            _audit(session, Action.APPLICATION_VERSION_ROTATE, application_id, **details)
            [version] = [one for one in store.versions(session, application_id) if one.name == name]
            return self._open_version(version), until

    def rotate(self, application_id: str, *, valid_seconds: int, signs_seconds: int) -> tuple[Application, int]:
        """The application with new master key pairs, and so new keys and secrets of all versions: a phone tells by its
        application key which of the pairs it trusts. With it, until when those before are taken, by the database's clock.

        `signs_seconds`: so long what phones scan is signed by the former master keys. Raises `Refused` APPLICATION_NOT_FOUND.
        """
        with self._database.write() as session:
            store.roles(session, application_id)
            store.lock(session, application_id)
            now = store.database_now_ms(session)
            until, signs_from = now + valid_seconds * 1000, now + signs_seconds * 1000
            pair_id = master_key_pairs.add(session, self._master_keys.generate(application_id, now_ms(), signs_from))
            for version in store.versions(session, application_id):
                self._replace(session, application_id, version.name, pair_id, until_ms=until)
            details = {"formerExpires": until, "formerSignsUntil": signs_from}
            _audit(session, Action.APPLICATION_ROTATE, application_id, **details)
            return self._application(session, application_id), until

    def former_keys(self, application_id: str) -> dict[str, list[FormerKey]]:
        """By a version's name, the keys that it had and that are still taken."""
        with self._database.read() as session:
            found = store.former_keys(session, application_id)
        return {name: [one for one in found if one.name == name] for name in {one.name for one in found}}

    def support(self, application_id: str, name: str, *, supported: bool) -> AppVersion:
        """Let a version be used, or no longer. Raises `Refused`: no such application or version."""
        with self._database.write() as session:
            store.roles(session, application_id)
            store.support(session, application_id, name, supported=supported)
            _audit(session, Action.APPLICATION_VERSION_SUPPORT, application_id, version=name, supported=supported)
        [version] = [one for one in self.versions(application_id) if one.name == name]
        return version

    def version(self, session: Session, application_key: str) -> AppVersion | None:
        """The version that a device's request names, supported or not; null too where its key has expired."""
        found = store.version(session, application_key)
        return None if found is None else self._open_version(found)

    def id_of(self, application_key: str) -> str:
        """The application that a key is of. Raises `Refused` APPLICATION_NOT_FOUND where it is of none."""
        with self._database.read() as session:
            found = store.version(session, application_key)
        if found is None:
            raise Refused(Reason.APPLICATION_VERSION_NOT_FOUND, "Application version not found")
        return found.application_id

    def master_key(self, session: Session, application_id: str) -> elliptic_curve.PrivateKey:
        """The master key of protocol 3 that signs what phones scan. Raises `Refused` APPLICATION_NOT_FOUND."""
        return self._master_keys.p256(application_id, master_key_pairs.signing(session, application_id))

    def serves_version_4_alone(self, session: Session, application_id: str) -> bool:
        """Whether phones of protocol 3 are served no more."""
        return store.least_protocol(session, application_id) >= LeastProtocol.V4_0

    def v4_master_key(self, session: Session, application_id: str) -> elliptic_curve.PrivateKey:
        """The master key on P-384 that signs what phones scan. Raises `Refused` APPLICATION_NOT_FOUND."""
        return self._master_keys.v4(application_id, master_key_pairs.signing(session, application_id)).ecdsa

    def v4_code_signatures(self, session: Session, application_id: str, code: str) -> dict[str, str]:
        """The signatures of an activation code by the master keys of protocol 4 that sign what phones scan, as far as the
        application's algorithms have them: base64, by their names in JWS headers. Raises `Refused` APPLICATION_NOT_FOUND.
        """
        pair = master_key_pairs.signing(session, application_id)
        if pair.sealed_v4_private_keys is None:
            return {}
        algorithms = allowed_algorithms.read(store.algorithms(session, application_id))
        return signatures(code, self._master_keys.v4(application_id, pair), algorithms)

    def master_key_of(self, session: Session, version: AppVersion) -> elliptic_curve.PrivateKey:
        """The master key of protocol 3 whose public half is in the version's apps."""
        return self._master_keys.p256_of_row(session, version.application_id, version.key_pair_id)

    def v4_master_keys(self, session: Session, version: AppVersion, algorithm: Algorithm) -> KeyPairs:
        """The master keys of protocol 4 whose public halves are in the version's apps: those that sign for the algorithm.

        Whether the version allows it is not asked. Raises `Refused` APPLICATION_NOT_FOUND where it allows none.
        """
        return self._master_keys.v4_of_row(session, version.application_id, version.key_pair_id).pairs(algorithm)

    def mobile_sdk_config(self, application_id: str, application_key: str, application_secret: str) -> str:
        """What is compiled into apps with that key and secret: with them, the public master keys of all kinds.

        Raises `Refused` APPLICATION_NOT_FOUND.
        """
        with self._database.read() as session:
            pair = master_key_pairs.newest(session, application_id)
        return sdk_config.write(self._master_keys.config(application_id, pair, application_key, application_secret))

    def _application(self, session: Session, application_id: str) -> Application:
        roles = store.roles(session, application_id)
        [version] = [one for one in store.versions(session, application_id) if one.name == DEFAULT_VERSION]
        pair = master_key_pairs.newest(session, application_id)
        return Application(
            application_id=application_id,
            roles=roles,
            application_key=version.application_key,
            application_secret=self._open_version(version).application_secret,
            master_public_key=pair.public_key,
            least_protocol=version.least_protocol,
            algorithms=allowed_algorithms.read(version.algorithms),
            former_signs_until_ms=master_key_pairs.signs_from_ms(session, application_id),
        )

    def _replace(self, session: Session, application_id: str, name: str, key_pair_id: int, *, until_ms: int) -> None:
        """Give a version, whose application is locked, other keys. It is supported, or not, as before."""
        [before] = [one for one in store.versions(session, application_id) if one.name == name]
        store.expire(session, application_id, name, until_ms=until_ms)
        row = self._new_version(application_id, name, before.created_ms, key_pair_id)
        row.supported = before.supported
        store.add_version(session, row)

    def _new_version(self, application_id: str, name: str, created_ms: int, key_pair_id: int) -> ApplicationVersionRow:
        application_key, secret = (base64_text.encode(os.urandom(_KEY_BYTES)) for _ in range(2))
        return ApplicationVersionRow(
            application_key=application_key,
            application_id=application_id,
            name=name,
            application_secret=self._sealer.seal(secret.encode(), *_secret_context(application_key)),
            supported=True,
            created_ms=created_ms,
            key_pair_id=key_pair_id,
        )

    def _open_version(self, version: StoredVersion) -> AppVersion:
        secret = self._sealer.open(version.sealed_secret, *_secret_context(version.application_key))
        return AppVersion(
            version.application_id,
            version.application_key,
            secret.decode(),
            version.supported,
            version.name,
            version.least_protocol,
            version.key_pair_id,
            frozenset(allowed_algorithms.read(version.algorithms)) if version.has_v4_keys else frozenset(),
        )


def _audit(session: Session, action: Action, application_id: str, **details: Any) -> None:
    trail.record(session, Event(action, application_id=application_id, details={"id": application_id, **details}))


def _secret_context(application_key: str) -> tuple[str, ...]:
    return ("application_version", application_key, "application_secret")
