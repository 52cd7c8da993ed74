"""A child process of the supervisor: under a parent watchdog in a session of its own, restarted when it dies, stopped whole."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import api
from api.commands.failure import Failed

WATCHDOG = Path(__file__).with_name("parent_watchdog.py")

# A child that dies sooner than this died at once; so often in a row while everything starts, and that is given up.
AT_ONCE_SECONDS = 10.0
AT_ONCE_DEATHS = 5
# What has run before runs again some time: the others go on, and it is tried after pauses up to this one.
LONGEST_PAUSE_SECONDS = 60.0
TAIL_LINES = 12

_RUN = "import sys; sys.path.append(sys.argv.pop(1)); from api.commands import main; main()"


def command_line(*arguments: str) -> list[str]:
    """The command line of a `nextstep` command, with this very code whatever the working directory holds."""
    return [sys.executable, "-P", "-c", _RUN, str(Path(api.__file__).parents[1]), *arguments]


@dataclass
class Child:
    """One process. All its output goes to the end of `log_file`; `descriptors` are file descriptors that it inherits.

    The thread that starts it must live as long as it shall (see `parent_watchdog`).
    """

    name: str
    command: Sequence[str]
    environ: dict[str, str]
    log_file: Path
    stop_seconds: float
    descriptors: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    _started_at: float = field(default=0.0, init=False)
    _pause_until: float = field(default=0.0, init=False)

    def start(self) -> None:
        """Starts the process; `Failed` when the system refuses."""
        watchdog = [sys.executable, "-I", "-S", str(WATCHDOG), str(os.getpid())]
        try:
            with self.log_file.open("ab") as output:
                self.process = subprocess.Popen(  # noqa: S603
                    [*watchdog, *self.command],
                    env=self.environ,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    start_new_session=True,
                    pass_fds=self.descriptors,
                )
        except OSError as error:
            raise Failed(f"{self.name} cannot be started: {error}") from None
        self._started_at = time.monotonic()

    @property
    def code(self) -> int | None:
        """The exit code of a process that has ended, negative for a signal."""
        return self.process.poll() if self.process else None

    def keep_alive(self, report: Callable[[str], None], *, gives_up: bool = False) -> None:
        """To be called often: starts the process again when it has died, after a pause that grows with its deaths.

        Where one `gives_up`: `Failed`, with the end of its log, when it dies at once again and again, or cannot be started.
        """
        now = time.monotonic()
        if self.process is None:
            if now >= self._pause_until:
                self._start_again(report, gives_up=gives_up)
        elif self.code is not None:
            how = self.ending
            self.deaths = self.deaths + 1 if now - self._started_at < AT_ONCE_SECONDS else 1
            self.kill()
            if gives_up and self.deaths >= AT_ONCE_DEATHS:
                raise Failed(f"{self.name} {how}, {self.deaths} times in a row\n{self.last_words()}")
            report(f"{self.name} {how}; it is started again{self._later(now)}")

    def _start_again(self, report: Callable[[str], None], *, gives_up: bool) -> None:
        try:
            self.start()
        except Failed as error:
            if gives_up:
                raise
            self.deaths += 1
            report(f"{error}; it is tried again{self._later(time.monotonic())}")

    def _later(self, now: float) -> str:
        """After which pause, in words, where it is long enough to be told."""
        pause = min(0.1 * 2 ** min(self.deaths - 1, 20), LONGEST_PAUSE_SECONDS)
        self._pause_until = now + pause
        return f" in {pause:.0f} s" if pause >= 1 else ""

    @property
    def ending(self) -> str:
        """How the process ended, in words."""
        code = self.code or 0
        if code >= 0:
            return f"ended with code {code}"
        with contextlib.suppress(ValueError):
            return f"was ended by {signal.Signals(-code).name}"
        return f"was ended by signal {-code}"

    def stop(self, is_hurried: Callable[[], bool]) -> None:
        """SIGTERM, and SIGKILL for its whole session after `stop_seconds`, or as soon as it `is_hurried`."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()
        deadline = time.monotonic() + self.stop_seconds
        while self.process.poll() is None and time.monotonic() < deadline and not is_hurried():
            time.sleep(0.02)
        self.kill()

    def kill(self) -> None:
        """Ends whatever is left of its session at once."""
        if self.process is not None:
            # The session outlives its first process as long as others are in it, and keeps the number.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def last_words(self) -> str:
        """The end of its log, for a message, with the file's name."""
        lines = self.log_file.read_text(errors="replace").splitlines()[-TAIL_LINES:]
        return "\n".join([*(f"  {line}" for line in lines), f"All of it is in {self.log_file}"])
