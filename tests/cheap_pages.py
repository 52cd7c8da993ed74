"""Templates as a process has them that runs for long: compiled once, not anew for each of a hundred applications."""

from contextlib import contextmanager

import pytest
from flask.templating import Environment
from jinja2 import BytecodeCache


class CompiledTemplates(BytecodeCache):
    """In the memory of this process, by their files and what was in them."""

    def __init__(self):
        self._known = {}

    def load_bytecode(self, bucket):
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket):
        self._known[bucket.key, bucket.checksum] = bucket.code


@contextmanager
def cheap_pages():
    """All applications share what was compiled for the first of them."""
    create, known = Environment.__init__, CompiledTemplates()

    def create_sharing(environment, app, **options):
        create(environment, app, **{"bytecode_cache": known, **options})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Environment, "__init__", create_sharing)
        yield
