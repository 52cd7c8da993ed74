"""A browser without a window, spoken with over pipes by the protocol of Chromium's developer tools."""

import fcntl
import itertools
import json
import os
import shutil
import subprocess
import time

from tests.readable import is_readable

PROGRAM = shutil.which("chromium") or shutil.which("google-chrome")

# Where Chromium reads commands, and writes what it has to say.
_READS, _WRITES = 3, 4
_SECONDS = 60


class Browser:
    """One page, in a profile of its own in `folder`."""

    def __init__(self, folder):
        theirs, self._commands = os.pipe()
        self._answers, told = os.pipe()
        high = [fcntl.fcntl(one, fcntl.F_DUPFD_CLOEXEC, 10) for one in (theirs, told)]

        def descriptors():
            for source, number in zip(high, (_READS, _WRITES), strict=True):
                os.dup2(source, number)

        options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
        self._process = subprocess.Popen(
            [PROGRAM, *options, f"--user-data-dir={folder}", "--remote-debugging-pipe", "about:blank"],
            preexec_fn=descriptors,
            pass_fds=(_READS, _WRITES),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for one in (theirs, told, *high):
            os.close(one)
        self._numbers, self._heard, self._session = itertools.count(1), b"", None
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def close(self):
        self._process.kill()
        self._process.wait()
        for one in (self._commands, self._answers):
            os.close(one)

    def go(self, address):
        """Leave for another page; whoever needs something of it waits for it by `until`."""
        self._call("Page.navigate", url=address)

    def evaluate(self, script):
        """What a script says on the page."""
        return self._call("Runtime.evaluate", expression=script, returnByValue=True)["result"].get("value")

    def until(self, *words):
        """The page's text, once all of these are in it."""
        deadline = time.monotonic() + _SECONDS
        while True:
            text = self.evaluate("document.body ? document.body.innerText : ''") or ""
            if all(word in text for word in words):
                return text
            assert time.monotonic() < deadline, f"never read {words}: {text}"
            time.sleep(0.2)

    def _call(self, method, **parameters):
        number = next(self._numbers)
        command = {"id": number, "method": method, "params": parameters}
        if self._session:
            command["sessionId"] = self._session
        os.write(self._commands, json.dumps(command).encode() + b"\0")
        while True:
            answer = self._hear()
            if answer.get("id") == number:
                assert "error" not in answer, answer
                return answer["result"]

    def _hear(self):
        deadline = time.monotonic() + _SECONDS
        while b"\0" not in self._heard:
            left = max(0, deadline - time.monotonic())
            assert is_readable(self._answers, left), "the browser is silent"
            piece = os.read(self._answers, 1 << 20)
            assert piece, "the browser has ended"
            self._heard += piece
        said, _, self._heard = self._heard.partition(b"\0")
        return json.loads(said)
