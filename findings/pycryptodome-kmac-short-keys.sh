#!/usr/bin/env bash
# What: `Crypto.Hash.KMAC256.new` refuses a key below 32 bytes, `KMAC128.new` one below 16: what others compute cannot be verified.
#       The class that both return computes with any key, and rightly.
# Why:  the functions compare the key with the security strength. NIST SP 800-185 (8.4.1) says what a shorter key costs, and allows
#       it; FIPS 140 wants 14 bytes. OpenSSL takes 4 bytes and more, Bouncy Castle any.
# Who:  whoever must speak a protocol that has such keys, as PowerAuth 4.0 has (an application's secret has 16 bytes). The standard
#       library and `cryptography` have no KMAC, nor cSHAKE, of which it could be made: their SHAKE ends the message otherwise.
# Seen: pycryptodome 4.4.0: ValueError "The key must be at least 256 bits long (32 bytes)"; the MAC of the class for a key of 4 bytes
#       is that of Bouncy Castle 1.83.
# Cure: Crypto.Hash.KMAC128.KMAC_Hash with the arguments that the function gives it (activities/powerauth/v4/kmac.py); vectors with
#       short keys tell when its arguments change.
# Needs python3 with venv and a package index. Fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/v"
"$folder/v/bin/pip" install --quiet --disable-pip-version-check pycryptodome==4.4.0
"$folder/v/bin/python" - <<'PYTHON'
from Crypto.Hash import KMAC256, cSHAKE256
from Crypto.Hash.KMAC128 import KMAC_Hash

KEY = bytes.fromhex("42bc204f")
BOUNCY_CASTLE = "eec731f7d0a8cd3c6f00e91d8c5c0236"  # of no data, 16 bytes, no customization
try:
    KMAC256.new(key=KEY, mac_len=16)
except ValueError as error:
    print(f"KMAC256.new: {error}")
else:
    raise SystemExit("the behaviour has changed: a short key is taken")
made = KMAC_Hash(b"", KEY, 16, b"", "20", cSHAKE256, 136).hexdigest()
print(f"KMAC_Hash: {made}")
assert made == BOUNCY_CASTLE, "the behaviour has changed"
PYTHON
