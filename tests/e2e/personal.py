"""Requests that carry a given word wherever people's own words may stand."""

from tests.api.nextstep.samples import request


def planted(canary, **members):
    """A create request that carries the canary wherever a text may stand that is no id."""
    new = request("create", **members)
    form = new["formData"]
    for part in ("title", "greeting", "summary"):
        form[part] = {"id": f"operation.{part}", "message": canary}
    form["parameters"] = [
        {"type": "KEY_VALUE", "id": "operation.account", "label": canary, "value": canary},
        {"type": "NOTE", "id": "operation.note", "note": canary},
        {"type": "PARTY_INFO", "id": "operation.partyInfo", "partyInfo": {"name": canary, "description": canary}},
        {
            "type": "AMOUNT",
            "id": "operation.amount",
            "amount": 100,
            "currency": "CZK",
            "currencyId": "c",
            "label": canary,
        },
    ]
    form["userInput"] = {canary: canary}
    return {
        **new,
        "operationData": f"A1*A100CZK*N{canary}",
        "operationNameExternal": canary,
        "params": [{"key": "key", "value": canary}, {"key": canary}],
        "applicationContext": context(canary),
        "formData": form,
    }


def context(canary):
    return {
        "id": "BANK",
        "name": canary,
        "description": canary,
        "originalScopes": [canary],
        "extras": {canary: {"deep": [canary]}},
    }
