"""What all registries do alike: entities are created, changed, listed, removed, and active again when an update says so."""

import pytest

from tests.api.nextstep.registries.entities import REGISTRIES
from tests.e2e.client import unique

EACH = pytest.mark.parametrize("registry", REGISTRIES, ids=lambda one: one.code.lower())
UPDATES = pytest.mark.parametrize(("verb", "suffix"), [("PUT", ""), ("POST", "/update")], ids=["put", "post"])


def listed(nextstep, registry, name, **wanted):
    """The entity as it is listed; null where it is not."""
    posted = nextstep.ok("POST", f"{registry.path}/list", wanted)
    got = nextstep.ok("GET", registry.path, params={"includeRemoved": False, **wanted})
    assert posted == got
    assert [one[registry.name] for one in got[registry.listed]] == sorted(
        one[registry.name] for one in got[registry.listed]
    )
    return next((one for one in got[registry.listed] if one[registry.name] == name), None)


@EACH
def test_an_entity_says_all_that_it_was_told(nextstep, registry):
    new = registry.named(**registry.all)
    created = {**new, registry.status: "ACTIVE"}
    assert nextstep.ok("POST", registry.path, new) == created
    found = listed(nextstep, registry, new[registry.name])
    assert found.pop("timestampCreated")
    assert found.pop("timestampLastUpdated", None) is None
    assert found == created


@EACH
def test_an_entity_that_is_told_the_least_has_defaults(nextstep, registry):
    new = registry.named(**registry.least)
    assert nextstep.ok("POST", registry.path, new) == {**new, **registry.defaults, registry.status: "ACTIVE"}


@EACH
@pytest.mark.parametrize("removed", [False, True])
def test_a_name_is_taken_once(nextstep, registry, removed):
    new = registry.named(**registry.least)
    nextstep.ok("POST", registry.path, new)
    if removed:
        nextstep.ok("POST", f"{registry.path}/delete", registry.named(new[registry.name]))
    assert nextstep.refused("POST", registry.path, new) == f"{registry.code}_ALREADY_EXISTS"


@EACH
@UPDATES
def test_a_change_replaces_what_it_does_not_name_by_defaults(nextstep, registry, verb, suffix):
    new = registry.named(**registry.all)
    nextstep.ok("POST", registry.path, new)
    asked = registry.named(new[registry.name], **registry.least)
    for name in registry.kept:
        asked.pop(name, None)
    expected = {**asked, **registry.defaults, **{name: new[name] for name in registry.kept}, registry.status: "ACTIVE"}
    if registry.code == "OTP_POLICY":
        asked["length"] = expected["length"] = 4
    assert nextstep.ok(verb, registry.path + suffix, asked) == expected
    found = listed(nextstep, registry, new[registry.name])
    assert found.items() >= expected.items()
    assert found.get("timestampLastUpdated", registry.code == "HASHING_CONFIG")


@EACH
@UPDATES
def test_what_is_not_there_cannot_be_changed_or_removed(nextstep, registry, verb, suffix):
    asked = registry.named(**registry.least)
    for members in ({}, {registry.status: "ACTIVE"}):
        assert nextstep.refused(verb, registry.path + suffix, asked | members) == f"{registry.code}_NOT_FOUND"
    asked = registry.named(asked[registry.name])
    assert nextstep.refused("POST", f"{registry.path}/delete", asked) == f"{registry.code}_NOT_FOUND"


@pytest.mark.exhaustive
@EACH
@UPDATES
def test_what_is_removed_stays_so_until_an_update_says_that_it_is_active(nextstep, registry, verb, suffix):
    new = registry.named(**registry.least)
    name = new[registry.name]
    nextstep.ok("POST", registry.path, new)
    removed = registry.named(name, **{registry.status: "REMOVED"})
    for _ in "twice":
        assert nextstep.ok("POST", f"{registry.path}/delete", registry.named(name)) == removed
    assert listed(nextstep, registry, name) is None
    assert listed(nextstep, registry, name, includeRemoved=True)[registry.status] == "REMOVED"
    for members in ({}, {registry.status: "REMOVED"}, {registry.status: None}):
        assert nextstep.refused(verb, registry.path + suffix, new | members) == f"{registry.code}_NOT_FOUND"
    assert nextstep.ok(verb, registry.path + suffix, new | {registry.status: "ACTIVE"})[registry.status] == "ACTIVE"
    assert listed(nextstep, registry, name)[registry.status] == "ACTIVE"
    assert nextstep.ok(verb, registry.path + suffix, new | {registry.status: "REMOVED"})[registry.status] == "REMOVED"
    assert listed(nextstep, registry, name) is None


@EACH
def test_a_query_says_whether_the_removed_are_listed_and_a_body_need_not(nextstep, registry):
    answer = nextstep.ask("GET", registry.path)
    [violation] = answer.json()["responseObject"]["violations"]
    assert (answer.status_code, violation["fieldName"]) == (400, "includeRemoved")
    assert registry.listed in nextstep.ok("POST", f"{registry.path}/list", {})
    assert nextstep.refused("GET", registry.path, params={"includeRemoved": "perhaps"}) == "INVALID_REQUEST"
    assert nextstep.refused("POST", f"{registry.path}/list", {"includeRemoved": "perhaps"}) == "INVALID_REQUEST"


@EACH
@pytest.mark.parametrize(("name", "works"), [("x", False), ("xy", True), ("x" * 244, True), ("x" * 257, False)])
def test_names_have_2_to_256_characters(nextstep, registry, name, works):
    name = name if len(name) < 3 or not works else unique(name[:-13])
    new = registry.named(name, **registry.least)
    if works:
        assert nextstep.ok("POST", registry.path, new)[registry.name] == name
    else:
        assert nextstep.refused("POST", registry.path, new) == "REQUEST_VALIDATION_FAILED"


@EACH
def test_each_member_that_is_required_is_missed(nextstep, registry):
    for member in registry.named(**registry.least):
        new = registry.named(**registry.least)
        for missing in ({name: value for name, value in new.items() if name != member}, new | {member: None}):
            answer = nextstep.ask("POST", registry.path, missing)
            [violation] = answer.json()["responseObject"]["violations"]
            assert violation["fieldName"] == f"requestObject.{member}"


@EACH
def test_members_of_another_type_are_told_by_a_code_and_what_is_unknown_is_passed_over(nextstep, registry):
    for member, value in registry.all.items():
        wrong = "text" if isinstance(value, int | dict) else {}
        new = registry.named(**registry.all) | {member: wrong}
        assert nextstep.refused("POST", registry.path, new) == "INVALID_REQUEST", member
    new = registry.named(**registry.least, further={"members": []})
    assert "further" not in nextstep.ok("POST", registry.path, new)
