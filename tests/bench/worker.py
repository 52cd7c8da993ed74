"""The worker as `nextstep worker` runs it."""

import uvloop

from api.formdata.push_words import push_words
from config.settings import load
from workflows.worker import run

if __name__ == "__main__":
    uvloop.run(run(load(), push_words))
