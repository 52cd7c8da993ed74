"""The Dockerfile as its reader takes it apart."""

import re

from tests.deploy.files import ROOT


def instructions():
    """Each instruction with its words, in order; lines that go on are joined, comments are left out."""
    lines = [line for line in (ROOT / "Dockerfile").read_text().splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [tuple(line.split(maxsplit=1)) for line in joined.splitlines() if line.strip()]


def stages():
    """The instructions of each stage, by its name."""
    found, current = {}, None
    for word, rest in instructions():
        if word == "FROM":
            current = found.setdefault(rest.split()[-1], [])
        elif current is not None:
            current.append((word, rest))
    return found


def let_through():
    """What `.dockerignore` lets into the build, by its exceptions."""
    lines = (ROOT / ".dockerignore").read_text().split()
    assert "*" in lines
    return [line.removeprefix("!") for line in lines if line.startswith("!")]
