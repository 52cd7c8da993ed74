"""Generated values and user names: they are as their rules count, and keep the policy's own rules."""

import re
from collections import Counter

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from activities.credentials.generation import generate_username, generate_value
from activities.credentials.generation_rules import GENERATED, credential_generation, include, username_generation
from activities.credentials.validation import username_failures, value_failures
from tests.activities.credentials.made import a_policy
from tests.examples import examples

_CLASS_OF = {
    "smallLetters": str.islower,
    "capitalLetters": str.isupper,
    "digits": str.isdigit,
    "specialChars": lambda character: not character.isalnum(),
}


def counts(value):
    return Counter(name for character in value for name, is_one in _CLASS_OF.items() if is_one(character))


@st.composite
def rules(draw):
    """Parameters of RANDOM_PASSWORD that are consistent: some classes counted, some not."""
    included = draw(st.lists(st.sampled_from(GENERATED), min_size=1, unique=True))
    counted = draw(st.lists(st.sampled_from(included), unique=True))
    parameters = {include(one): True for one in included}
    numbers = {f"{one.value}Count": draw(st.integers(0, 12)) for one in counted}
    least = sum(numbers.values())
    exact = len(counted) == len(included)
    length = least if exact else least + draw(st.integers(len(included) - len(counted), 20))
    assume(length >= 1)
    return parameters | numbers | {"length": length}


@given(rules())
@settings(max_examples=examples(150), deadline=None)
def test_values_have_exactly_as_many_characters_of_a_class_as_are_counted(parameters):
    value = generate_value(credential_generation("RANDOM_PASSWORD", parameters))
    found = counts(value)
    assert len(value) == parameters["length"] == sum(found.values())
    for one in GENERATED:
        counted = parameters.get(f"{one.value}Count")
        if not parameters.get(include(one)):
            assert found[one.value] == 0
        elif counted is None:
            assert found[one.value] >= 1
        else:
            assert found[one.value] == counted


@given(rules())
@settings(max_examples=examples(100), deadline=None)
def test_values_keep_the_rules_of_a_policy_that_asks_for_what_they_have(parameters):
    found = counts(generate_value(credential_generation("RANDOM_PASSWORD", parameters)))
    demanded = {f"{name}Min": number for name, number in found.items()} | {
        include(one): True for one in GENERATED if found[one.value]
    }
    counted = {f"{one.value}Count": found[one.value] for one in GENERATED if parameters.get(include(one))}
    policy = a_policy(
        credential_length_min=parameters["length"],
        credential_length_max=parameters["length"],
        credential_gen_param={**parameters, **counted},
        credential_val_param={"includeWhitespaceRule": True, "includeCharacterRule": True, **demanded},
    )
    assert value_failures(policy, generate_value(policy.credential_generation), "novak_roman") == []


@given(st.integers(1, 40))
@settings(max_examples=examples(40), deadline=None)
def test_pins_are_digits(length):
    value = generate_value(credential_generation("RANDOM_PIN", {"length": length}))
    assert re.fullmatch(f"[0-9]{{{length}}}", value)


@pytest.mark.parametrize(
    ("algorithm", "pattern"),
    [("RANDOM_DIGITS", "[1-9][0-9]{9}"), ("RANDOM_LETTERS", "[a-z]{10}")],
)
def test_user_names_are_of_their_length(algorithm, pattern):
    made = {generate_username(username_generation(algorithm, {"length": 10})) for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(pattern, name) for name in made)


def test_a_user_name_of_one_digit_may_be_zero():
    rules = username_generation("RANDOM_DIGITS", {"length": 1})
    assert {generate_username(rules) for _ in range(500)} == set("0123456789")


def test_a_policy_without_user_names_makes_none():
    assert generate_username(username_generation("NO_USERNAME", {})) is None


def test_generated_user_names_keep_the_policy():
    policy = a_policy()
    assert username_failures(policy, generate_username(policy.username_generation)) == []
