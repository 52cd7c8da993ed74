"""A template that nobody has is told as such, whatever its name is: none leads to another address of the administrator's."""

import ssl

import httpx
import pytest

from api.webflow.app import create
from api.webflow.installation import Installation
from api.webflow.phone.bank import bank
from tests.api.webflow.stand_in import Reader


@pytest.mark.parametrize("name", ["", ".", "..", "../users", "nobody's"])
def test_a_name_leads_to_no_other_address(tmp_path, name):
    def answer(request):
        is_list = request.url.raw_path == b"/powerauth-cloud/admin/templates"
        return httpx.Response(200, json={"templates": []}) if is_list else httpx.Response(400, json={})

    nobody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    app = create(Installation("http://bank.test", nobody, ("admin", ""), phones=tmp_path))
    with app.app_context():
        bank()._http = httpx.Client(base_url="http://bank.test", transport=httpx.MockTransport(answer))
    reader = Reader(app)
    reader.go("/demo/phone/preview")
    answer = reader.send("/demo/phone/preview", template=name, parameters="a=b", texts="")
    assert answer.status_code == 422
    assert "no such template" in reader.page
