"""A bundle: members in one zip archive, a manifest with the SHA-256 of each, and a signature over the manifest.

The same members of the same moment make the same bundle, to the byte. A court's expert needs `unzip`, `sha256sum` and `openssl`.
"""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from typing import Final

from activities.evidence.keys import EvidenceKey
from config import exact_json

FORMAT: Final = "nextstep evidence 1"
MANIFEST, SIGNATURE, PUBLIC_KEY = "manifest.json", "manifest.sig", "public-key.pem"
RECORDS, PAGE, HOW_TO_VERIFY = "evidence.jsonl", "evidence.html", "verify.txt"
# What every bundle has beside what vouches for it.
MEMBERS: Final = (RECORDS, PAGE, HOW_TO_VERIFY)

# The least moment that the format can say: when a bundle was made is told by its manifest.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_PRIVATE_FILE = 0o100600 << 16


def pack(members: Mapping[str, bytes], facts: Mapping[str, object], key: EvidenceKey) -> bytes:
    """The bundle. `facts`: what its manifest says besides."""
    manifest = exact_json.canonical(
        {
            **facts,
            "format": FORMAT,
            "keyGeneration": key.generation,
            "publicKey": key.pem,
            "members": {name: hashlib.sha256(content).hexdigest() for name, content in members.items()},
        }
    ).encode()
    whole = {**members, MANIFEST: manifest, SIGNATURE: key.private.sign(manifest), PUBLIC_KEY: key.pem.encode()}
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(whole):
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = _PRIVATE_FILE
            member.create_system = 3
            archive.writestr(member, whole[name])
    return written.getvalue()
