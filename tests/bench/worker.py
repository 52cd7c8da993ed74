"""The worker as `nextstep worker` runs it."""

import uvloop

from config.loading import loading

if __name__ == "__main__":
    with loading():
        from api.formdata.push_words import push_words
        from config.settings import load
        from workflows.worker import run
    uvloop.run(run(load(), push_words))
