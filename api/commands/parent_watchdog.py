"""Runs a command that ends when its parent does: `parent_watchdog.py PARENT_PID COMMAND...`.

A script of its own, with nothing but the standard library: it stands between a supervisor and each of its children,
and on Linux becomes the child. There the kernel sends SIGTERM when the thread that started the child is gone, also
after kill -9; elsewhere the watchdog stays and looks.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time

PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> int:
    """Ends with the command's own code, or does not return at all."""
    parent, command = int(arguments[0]), arguments[1:]
    if not sys.platform.startswith("linux"):
        return hold(parent, command)
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() == parent:
        os.execv(command[0], command)  # noqa: S606 - the supervisor's own command line
    return 1  # the parent was gone before the kernel was asked


def hold(parent: int, command: list[str]) -> int:
    """Runs `command`, passes SIGTERM on to it, and sends one itself when `parent` is gone."""
    child = subprocess.Popen(command, close_fds=False)  # noqa: S603
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    while child.poll() is None:
        if os.getppid() != parent:
            child.terminate()
            return child.wait()
        time.sleep(0.2)
    return child.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
