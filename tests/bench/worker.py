"""The worker as `nextstep worker` runs it."""

import uvloop

from config.settings import load
from workflows.worker import run

if __name__ == "__main__":
    uvloop.run(run(load()))
