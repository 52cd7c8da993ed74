"""README names each address that the Next Step API serves, and no other."""

import re
from pathlib import Path

from api.docs.nextstep import MATERIAL
from api.nextstep import api

README = Path(__file__).parents[2] / "README.md"
_TABLE = re.compile(r"^\| resource \| addresses \|\n\|---\|---\|\n((?:\|.*\n)+)", re.MULTILINE)
_ADDRESS = re.compile(r"`((?:[A-Z]+ )+)([^`{]+)(?:\{([^}]+)\})?`")
_EXCEPT = {("PUT", "/user/multi"): "/user/update/multi"}


def rows():
    """What is said of each resource, with the aliases that README says are there."""
    found = {}
    for row in _TABLE.search(README.read_text())[1].splitlines():
        tag, addresses = (part.strip() for part in row.strip("|").split("|"))
        found[tag] = {
            route
            for verbs, path, leaves in _ADDRESS.findall(addresses)
            for leaf in (leaves.split(",") if leaves else [""])
            for verb in verbs.split()
            for route in ((verb, path + leaf), alias(verb, path + leaf))
            if route
        }
    return found


def alias(verb, path):
    match verb:
        case "PUT":
            return ("POST", _EXCEPT.get((verb, path), f"{path}/update"))
        case "GET" if not path.endswith(("/service/status",)):
            return ("POST", path if path.endswith("/detail") else f"{path}/list")
    return None


def test_readme_names_what_is_served():
    served = {tag: set() for tag in MATERIAL.tags}
    for endpoint in api.endpoints:
        served[endpoint.tag] |= {(route.verb, route.path) for route in endpoint.routes}
    assert rows() == served
