"""`curl -s [-u USER:PASSWORD] [-X VERB] URL [-H NAME:VALUE]... [-d BODY]`: prints what is answered, refusals too."""

import argparse
import sys

from tests.e2e.in_clear import http_client

_ARGUMENTS = argparse.ArgumentParser()
_ARGUMENTS.add_argument("-s", action="store_true")
_ARGUMENTS.add_argument("-u")
_ARGUMENTS.add_argument("-X")
_ARGUMENTS.add_argument("-H", action="append", default=[])
_ARGUMENTS.add_argument("-d")
_ARGUMENTS.add_argument("url")


def main():
    given = _ARGUMENTS.parse_args()
    headers = dict(header.split(": ", 1) for header in given.H)
    name, _, password = (given.u or "").partition(":")
    with http_client(timeout=60) as http:
        answer = http.request(
            given.X or ("GET" if given.d is None else "POST"),
            given.url,
            headers=headers,
            content=given.d,
            auth=(name, password) if name else None,
        )
    sys.stdout.write(answer.text)


main()
