"""A page of a browser whose every complaint fails the test, and what axe and the eye have to say of it."""

from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"
# Rules of WCAG 2.2 up to AA, and what axe calls best practice.
_AXE = {"resultTypes": ["violations"]}


# Texts that reach out of their place: over their neighbours, or behind an edge.
_CUT = """() => [...document.querySelectorAll("h1, h2, p, dt, dd, li, label, button, .button, summary, select")]
  .filter((one) => one.clientWidth && one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.outerHTML.slice(0, 120))"""


class Watched:
    """`page` is Playwright's. What it logs as an error, throws, or cannot load is a complaint, unless it is `expecting` it."""

    def __init__(self, page, name):
        self.page, self._name = page, name
        self._complaints, self._expected = [], ()
        page.on("console", lambda said: said.type in ("error", "warning") and self._complain(said.text))
        page.on("pageerror", lambda error: self._complain(str(error)))
        page.on("requestfailed", self._failed)
        page.on("response", lambda answer: answer.status >= 400 and self._complain(f"{answer.status} {answer.url}"))

    @contextmanager
    def expecting(self, *words):
        """Within, complaints with one of these words are none: `expecting("403")` for a page that is refused."""
        self._expected = words
        yield
        self.page.wait_for_load_state()
        self._expected = ()

    def check(self, name):
        """The page as it stands now has nothing that axe finds, fits the screen, cuts no text, and its picture is kept."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)
        found = Axe().run(self.page, options=_AXE).response["violations"]
        assert not found, [(one["id"], one["help"], [node["html"] for node in one["nodes"]]) for one in found]
        assert not (cut := self.page.evaluate(_CUT)), f"{name} has texts that do not fit: {cut}"
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} is wider than the screen by {wide} pixels"

    def verify(self):
        """Called at the end of each test."""
        assert not self._complaints, self._complaints

    def _failed(self, request):
        # Who leaves a page takes back what it waits for.
        if request.failure != "net::ERR_ABORTED":
            self._complain(f"{request.failure} {request.url}")

    def _complain(self, text):
        if not any(word in text for word in self._expected):
            self._complaints.append(text)
