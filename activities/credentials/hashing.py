"""Values hashed as a configuration says, and compared with stored hashes (`nextstep.md` §6).

Hashes are modular-crypt texts, which carry their own parameters: what was hashed by a former configuration is still compared.
"""

import base64
import binascii
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

import bcrypt
from argon2.low_level import Type, core, error_to_str, ffi

from activities.credentials.hash_config import Argon2Parameters, HashConfig
from activities.powerauth.equality import constant_time_equal
from config.busy import Busy
from config.identity_vocabulary import HashAlgorithm

# bcrypt looks at so many bytes: of two longer values that begin alike, one would be taken for the other.
BCRYPT_BYTES: Final = 72
BCRYPT_COST: Final = 12
_SALT_BYTES = 16
_WAIT_SECONDS = 5
# More than any configuration allows: a damaged hash takes no server's memory.
_MOST_KIB, _MOST_ITERATIONS = 1 << 21, 1000

_ARGON2 = re.compile(
    r"\$argon2(id|i|d)(?:\$v=(16|19))?\$m=(\d{1,7}),t=(\d{1,4}),p=(\d{1,3})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{6,684})"
)
_BCRYPT = re.compile(r"\$2[aby]\$(0[4-9]|1[0-6])\$[./A-Za-z0-9]{53}")
_WORDS = {"d": HashAlgorithm.ARGON_2D, "i": HashAlgorithm.ARGON_2I, "id": HashAlgorithm.ARGON_2ID}
_NAMES = {algorithm: word for word, algorithm in _WORDS.items()}
_TYPES = {HashAlgorithm.ARGON_2D: Type.D, HashAlgorithm.ARGON_2I: Type.I, HashAlgorithm.ARGON_2ID: Type.ID}
# ARGON2_OK and ARGON2_MEMORY_ALLOCATION_ERROR.
_DONE, _NO_MEMORY = 0, -22
# The first one, which hashes do not name. RFC 9106 has 19.
_FIRST_VERSION: Final = 16


@dataclass(frozen=True, slots=True)
class _Argon2Hash:
    algorithm: HashAlgorithm
    parameters: Argon2Parameters
    salt: bytes
    digest: bytes


class Hashing:
    """One per process; safe for threads. `most`: so many hashes are made at once, for each costs memory and a core.

    Whoever waits for long raises `Busy`. No transaction may be open meanwhile.
    """

    def __init__(self, most: int) -> None:
        self._turns = threading.BoundedSemaphore(most)

    def hash_value(self, value: str, config: HashConfig) -> str:
        """What is kept of a value, with a salt of its own. For bcrypt it has at most `BCRYPT_BYTES`."""
        with self._turn():
            if config.argon2 is None:
                return bcrypt.hashpw(value.encode(), bcrypt.gensalt(BCRYPT_COST)).decode()
            salt = os.urandom(_SALT_BYTES)
            return _text(config.algorithm, config.argon2, salt, _argon2(config.algorithm, config.argon2, salt, value))

    def matches(self, value: str, stored_hash: str) -> bool:
        """Whether `stored_hash` is of this value. What is no hash is of none."""
        with self._turn():
            if _BCRYPT.fullmatch(stored_hash):
                data = value.encode()
                right = bcrypt.checkpw(data[:BCRYPT_BYTES], stored_hash.encode())
                return right and len(data) <= BCRYPT_BYTES
            found = _read(stored_hash)
            if found is None:
                return False
            try:
                computed = _argon2(found.algorithm, found.parameters, found.salt, value)
            except ValueError:  # parameters that contradict each other
                return False
            return constant_time_equal(computed, found.digest)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=_WAIT_SECONDS):
            raise Busy("too many values of credentials are hashed just now")
        try:
            yield
        finally:
            self._turns.release()


def nobodys(config: HashConfig) -> str:
    """A hash of no value: what is compared with it takes its time, and is wrong."""
    if config.argon2 is None:
        return f"$2b${BCRYPT_COST:02}${'.' * 53}"
    return _text(config.algorithm, config.argon2, bytes(_SALT_BYTES), bytes(config.argon2.output_length))


def is_of(stored_hash: str, config: HashConfig) -> bool:
    """Whether a stored hash was made as the configuration says, or with more effort."""
    if config.argon2 is None:
        found = _BCRYPT.fullmatch(stored_hash)
        return found is not None and int(found[1]) >= BCRYPT_COST
    argon2 = _read(stored_hash)
    return argon2 is not None and (argon2.algorithm, argon2.parameters) == (config.algorithm, config.argon2)


def _argon2(algorithm: HashAlgorithm, parameters: Argon2Parameters, salt: bytes, value: str) -> bytes:
    """The digest. All lanes are computed by the calling thread: one hash takes one core. Raises `ValueError`.

    The reference library: that of `cryptography` has no version 16, and of two threads that ask it for several lanes at once, one
    waits for ever or is told that there is no memory.
    """
    secret = value.encode()
    out = ffi.new("uint8_t[]", parameters.output_length)
    pwd, kept_salt = ffi.new("uint8_t[]", secret), ffi.new("uint8_t[]", salt)
    context = ffi.new(
        "argon2_context *",
        {
            "out": out,
            "outlen": parameters.output_length,
            "pwd": pwd,
            "pwdlen": len(secret),
            "salt": kept_salt,
            "saltlen": len(salt),
            "secret": ffi.NULL,
            "secretlen": 0,
            "ad": ffi.NULL,
            "adlen": 0,
            "t_cost": parameters.iterations,
            "m_cost": parameters.memory_kib,
            "lanes": parameters.parallelism,
            "threads": 1,
            "version": parameters.version,
            "allocate_cbk": ffi.NULL,
            "free_cbk": ffi.NULL,
            "flags": 0,
        },
    )
    code = core(context, _TYPES[algorithm].value)
    if code == _NO_MEMORY:
        raise MemoryError("there is no memory for a hash")
    if code != _DONE:
        raise ValueError(error_to_str(code))
    return bytes(ffi.buffer(out))


def _text(algorithm: HashAlgorithm, parameters: Argon2Parameters, salt: bytes, digest: bytes) -> str:
    costs = f"m={parameters.memory_kib},t={parameters.iterations},p={parameters.parallelism}"
    return f"$argon2{_NAMES[algorithm]}$v={parameters.version}${costs}${_encode(salt)}${_encode(digest)}"


def _read(stored_hash: str) -> _Argon2Hash | None:
    found = _ARGON2.fullmatch(stored_hash)
    if found is None:
        return None
    word, version, memory, iterations, lanes, salt, digest = found.groups()
    parameters = Argon2Parameters(int(version or _FIRST_VERSION), int(iterations), int(memory), int(lanes), 0)
    if parameters.memory_kib > _MOST_KIB or parameters.iterations > _MOST_ITERATIONS:
        return None
    try:
        salt_bytes, digest_bytes = _decode(salt), _decode(digest)
    except binascii.Error:
        return None
    return _Argon2Hash(_WORDS[word], replace(parameters, output_length=len(digest_bytes)), salt_bytes, digest_bytes)


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
