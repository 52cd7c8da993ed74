#!/usr/bin/env bash
# What: `sslrootcert=system`, with which libpq trusts the authorities that the operating system trusts, trusts nobody where psycopg came
#       as its binary wheel (`psycopg[binary]`): every connection ends with "certificate verify failed", however good the server's
#       certificate is, and nothing says that no authority was read at all.
# Why:  the wheel brings its own libpq and its own OpenSSL, which was built with the folder /usr/lib/psycopg-openssl for certificates.
#       No distribution has it, and OpenSSL passes over files that are not there. psql on the same machine, and Python's `ssl`, look
#       into the system's folders.
# Who:  whoever connects to a managed PostgreSQL with a certificate of a public authority, as PostgreSQL's documentation advises.
#       psycopg's issue 928 has somebody in front of it. SSL_CERT_FILE helps, but other libraries of the process heed it too.
# Seen: psycopg-binary 3.3.9 (libpq 18.0.6) on Debian 12: no file and no folder of authorities; refused with `system`, trusted with
#       SSL_CERT_FILE, and with the authority's file in place of `system`.
# Cure: name the system's own file, as this project does in its place (activities/store/system_authorities.py).
# Needs python3 with venv, openssl, a package index, and Linux. Fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/v"
"$folder/v/bin/pip" install --quiet --disable-pip-version-check 'psycopg[binary]==3.3.9'
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
  -keyout "$folder/key.pem" -out "$folder/certificate.pem" 2>/dev/null
cat > "$folder/trusted.py" <<'PYTHON'
"""A server that speaks TLS as PostgreSQL does, and then says that it was trusted; prints who trusts it."""

import ctypes
import os
import socket
import ssl
import sys
import threading
from pathlib import Path

import psycopg

certificate, key = sys.argv[1:]


def serve(listening):
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate, key)
    while True:
        line, _ = listening.accept()
        line.recv(8)  # SSLRequest
        line.sendall(b"S")
        try:
            with tls.wrap_socket(line, server_side=True) as secure:
                secure.recv(4096)  # StartupMessage
                fields = b"SFATAL\0VFATAL\0C57P03\0Mthe server was trusted\0\0"
                secure.sendall(b"E" + (len(fields) + 4).to_bytes(4, "big") + fields)
        except OSError:
            pass


listening = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=serve, args=(listening,), daemon=True).start()


def tried(root):
    try:
        psycopg.connect(
            f"host=localhost hostaddr=127.0.0.1 port={listening.getsockname()[1]} user=bank gssencmode=disable "
            f"sslmode=verify-full sslrootcert={root}"
        )
    except psycopg.OperationalError as error:
        return "trusted" if "the server was trusted" in str(error) else str(error).rpartition("failed: ")[2].strip()


for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
    os.environ.pop(name, None)
print("psycopg", psycopg.__version__, psycopg.pq.__impl__, "libpq", psycopg.pq.version())
brought = next(part for line in Path("/proc/self/maps").open() for part in line.split() if "psycopg_binary.libs/libcrypto" in part)
library, there = ctypes.CDLL(brought), []
for kind in ("file", "dir"):
    ask = getattr(library, f"X509_get_default_cert_{kind}")
    ask.restype = ctypes.c_char_p
    path = ask().decode()
    there.append(Path(path).exists())
    print(f"the wheel's OpenSSL reads {path}: {'there' if there[-1] else 'not there'}")
paths = ssl.get_default_verify_paths()
print("Python's own reads", paths.openssl_cafile, paths.openssl_capath)
answers = [tried("system"), tried(certificate)]
os.environ["SSL_CERT_FILE"] = certificate
answers.append(tried("system"))
for told, answer in zip(("system", "the authority's file", "system, SSL_CERT_FILE"), answers, strict=True):
    print(f"sslrootcert={told}: {answer}")
assert not any(there) and "certificate verify failed" in answers[0] and answers[1:] == ["trusted"] * 2, "the behaviour has changed"
PYTHON
"$folder/v/bin/python" "$folder/trusted.py" "$folder/certificate.pem" "$folder/key.pem"
