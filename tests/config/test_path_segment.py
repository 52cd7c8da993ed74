"""A name of somebody else's is one segment of a path, whatever it is, and leads nowhere else."""

from urllib.parse import unquote

import httpx
import pytest

from config.path_segment import segment


@pytest.mark.parametrize("name", [".", "..", "...", "a/b", "../b", "a?b#c", "%2E%2E", "ž", " ", "a:b@c"])
def test_it_arrives_as_it_was(name):
    paths = []
    http = httpx.Client(
        base_url="http://bank.test/api",
        transport=httpx.MockTransport(lambda request: paths.append(request.url.raw_path) or httpx.Response(200)),
    )
    http.get(f"/names/{segment(name)}")
    [path] = paths
    before, _, last = path.decode().rpartition("/")
    assert (before, unquote(last)) == ("/api/names", name)
