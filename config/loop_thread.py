"""An event loop in a thread of its own."""

import asyncio
import threading
import weakref
from collections.abc import Callable
from contextlib import suppress

from config.event_loop import new_event_loop

# What is cancelled has so long to clean up behind itself.
_SECONDS = 5


class LoopThread:
    """Runs a loop that other threads ask things of, for as long as there is its owner."""

    def __init__(
        self, name: str, owner: object, new_loop: Callable[[], asyncio.AbstractEventLoop] = new_event_loop
    ) -> None:
        """`owner`: through whom alone it is asked; when it is gone and has not stopped the thread, the thread ends by itself."""
        self.loop = new_loop()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()
        self._on_loss = weakref.finalize(owner, self._end)
        self._on_loss.atexit = False

    def stop(self) -> None:
        """Cancel what is under way, end the thread, and give back what the loop holds. Repeatable; not for its own thread."""
        self._on_loss.detach()
        self._end()
        self._thread.join()

    def _end(self) -> None:
        # The garbage collector calls this in any thread, this one too, so that it waits for nothing.
        with suppress(RuntimeError):  # it is closed
            self.loop.call_soon_threadsafe(self.loop.stop)

    def _run(self) -> None:
        try:
            self.loop.run_forever()
            if under_way := asyncio.all_tasks(self.loop):
                for task in under_way:
                    task.cancel()
                self.loop.run_until_complete(asyncio.wait(under_way, timeout=_SECONDS))
            self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        finally:
            self.loop.close()
