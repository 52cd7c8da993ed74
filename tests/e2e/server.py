"""Runs one process of the engine, as its command does: `python -m tests.e2e.server api|worker`."""

import sys

from config import logs
from config.settings import load


def main(process):
    settings = load()
    logs.set_up(level=settings.log_level, form=settings.log_format, process=process)
    if process == "worker":
        import uvloop

        from workflows.worker import run

        uvloop.run(run(settings))
    else:
        from api.server import serve

        serve(settings)


if __name__ == "__main__":
    main(sys.argv[1])
