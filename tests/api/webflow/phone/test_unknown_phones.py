"""Any page can have a browser ask for phones of any names: that leaves nothing on the disk."""

import ssl

import pytest

from api.webflow.app import create
from api.webflow.installation import Installation
from tests.api.webflow.stand_in import Reader


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "phones"


@pytest.fixture
def reader(folder):
    nobody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return Reader(create(Installation("http://bank.test", nobody, ("admin", ""), phones=folder)))


@pytest.mark.parametrize("page", ["", "/inbox", "/inbox/one", "/operations/one", "/offline"])
def test_who_asks_for_a_phone_that_there_is_not_makes_no_file(reader, folder, page):
    reader.go(f"/demo/phone/phones/nobody{page}")
    assert not folder.exists()


def test_a_phone_that_there_is_not_is_told_as_such_and_forgotten_without_one(reader, folder):
    assert reader.go("/demo/phone/phones/nobody").status_code == 404
    csrf = reader.members("/demo/language")["csrf"]
    answer = reader.http.post("/demo/phone/phones/nobody/forget", data={"csrf": csrf})
    assert (answer.status_code, answer.headers["Location"], folder.exists()) == (303, "/demo/phone", False)
