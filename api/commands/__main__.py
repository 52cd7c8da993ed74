"""The process behind `nextstep`, and behind `python -m api.commands`."""

import logging
import os
import sys

from api.commands import main


def run() -> None:
    """Run the command line and end the process.

    A Temporal client has threads of its own that outlive its event loop; when the interpreter is taken down under them, it
    aborts now and then (temporalio/sdk-python issue 300). A process that has one therefore ends without taking it down.
    """
    code: object = 0
    try:
        main()
    except SystemExit as ending:
        code = ending.code
    if "temporalio.bridge.temporal_sdk_bridge" not in sys.modules:
        sys.exit(code if isinstance(code, int | str) else 0)
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 1 if code else 0)


if __name__ == "__main__":
    run()
