"""Coverage at a lower price: the tracer looks at the first cases of each test, and not at examples that are generated.

Further cases seldom reach further lines. A line reported as missing may still be run by those, or by tests on servers.
"""

from collections import Counter

import pytest

CASES = 2


class Sampling:
    def __init__(self, config):
        self._config, self._seen, self._traced = config, Counter(), True

    def wanted(self, item):
        """Whether this one is to be traced; asked once of each."""
        function = item.nodeid.partition("[")[0]
        self._seen[function] += 1
        return self._seen[function] <= CASES and not getattr(item.obj, "is_hypothesis_test", False)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item):
        self._trace(self.wanted(item))
        return (yield)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self):
        self._trace(True)

    def _trace(self, wanted):
        if wanted == self._traced:
            return
        controller = self._config.pluginmanager.getplugin("_cov").cov_controller
        (controller.resume if wanted else controller.pause)()
        self._traced = wanted
