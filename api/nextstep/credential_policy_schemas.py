"""What callers say of credential policies: rules of user names and values, and how both are made (`nextstep.md` §0.3)."""

from marshmallow import fields

from api.http.schema import Boolean, Integer, List, String, Word
from api.nextstep.auth_methods import MAX_INT
from api.nextstep.operation_requests import name
from api.nextstep.registry_schemas import Stamped, StoredObject, description
from api.nextstep.schema import NextStepSchema
from config.identity_vocabulary import CredentialGenerationAlgorithm, EntityStatus, UsernameGenerationAlgorithm

# A check of the history hashes a value once for each.
_LONGEST_HISTORY = 50
_LONGEST_ROTATION = 36_600
_LONGEST_PARAMETER = 1024


def _count(least: int = 1, most: int = MAX_INT) -> Integer:
    return Integer(min=least, max=most, allow_none=True, load_default=None)


def _switch() -> Boolean:
    return Boolean(load_default=False)


def _text() -> String:
    return String(max=_LONGEST_PARAMETER, allow_none=True, load_default=None)


class UsernameGenerationParam(NextStepSchema):
    """How long a generated user name is; of no account with `NO_USERNAME`."""

    length = _count()


class CredentialGenerationParam(NextStepSchema):
    """How long a generated value is, and of which characters. Counts, where each class has one, make up the length.

    A `RANDOM_PIN` has digits only.
    """

    length = _count()
    include_small_letters = _switch()
    small_letters_count = _count(0)
    include_capital_letters = _switch()
    capital_letters_count = _count(0)
    include_digits = _switch()
    digits_count = _count(0)
    include_special_chars = _switch()
    special_chars_count = _count(0)


class CredentialValidationParam(NextStepSchema):
    """What is asked of a value, besides its length. Of each rule that is included, its parameters are told."""

    include_whitespace_rule = _switch()
    include_username_rule = _switch()
    include_allowed_character_rule = _switch()
    allowed_chars = _text()
    include_allowed_regex_rule = _switch()
    allowed_regex = _text()
    include_illegal_character_rule = _switch()
    illegal_chars = _text()
    include_illegal_regex_rule = _switch()
    illegal_regex = _text()
    include_character_rule = _switch()
    include_small_letters = _switch()
    small_letters_min = _count(0)
    include_capital_letters = _switch()
    capital_letters_min = _count(0)
    include_alphabetical_letters = _switch()
    alphabetical_letters_min = _count(0)
    include_digits = _switch()
    digits_min = _count(0)
    include_special_chars = _switch()
    special_chars_min = _count(0)


class CredentialPolicyRequest(NextStepSchema):
    """A credential policy by its name."""

    credential_policy_name = name(required=True)


class CredentialPolicyRules(CredentialPolicyRequest):
    """Rules that a change replaces as a whole. Bounds, limits and times that are left out do not hold."""

    description = description()
    username_length_min = _count()
    username_length_max = _count()
    username_allowed_pattern = String(min=2, allow_none=True, load_default=None)
    credential_length_min = _count()
    credential_length_max = _count()
    limit_soft = _count()
    limit_hard = _count()
    check_history_count = Integer(min=0, max=_LONGEST_HISTORY, load_default=0)
    rotation_enabled = _switch()
    rotation_days = _count(1, _LONGEST_ROTATION)
    temporary_credential_expiration_time = _count()


class NewCredentialPolicy(CredentialPolicyRules):
    """A credential policy as it is created."""

    username_gen_algorithm = Word(UsernameGenerationAlgorithm, plain=True, required=True)
    username_gen_param = StoredObject(UsernameGenerationParam, required=True)
    credential_gen_algorithm = Word(CredentialGenerationAlgorithm, plain=True, required=True)
    credential_gen_param = StoredObject(CredentialGenerationParam, required=True)
    credential_val_param = StoredObject(CredentialValidationParam, required=True)


class ChangedCredentialPolicy(CredentialPolicyRules):
    """A credential policy as it is changed. Algorithms and parameters that are left out stay as they are."""

    username_gen_algorithm = Word(UsernameGenerationAlgorithm, plain=True)
    username_gen_param = StoredObject(UsernameGenerationParam)
    credential_gen_algorithm = Word(CredentialGenerationAlgorithm, plain=True)
    credential_gen_param = StoredObject(CredentialGenerationParam)
    credential_val_param = StoredObject(CredentialValidationParam)
    credential_policy_status = Word(EntityStatus, plain=True)


class CredentialPolicySchema(ChangedCredentialPolicy):
    """A credential policy."""


class CredentialPolicyDetail(CredentialPolicySchema, Stamped):
    """A credential policy, and when it was created and changed."""


class RemovedCredentialPolicy(CredentialPolicyRequest):
    """What has become of a credential policy."""

    credential_policy_status = Word(EntityStatus, plain=True)


class CredentialPolicies(NextStepSchema):
    """Credential policies, by name."""

    credential_policies = List(fields.Nested(CredentialPolicyDetail))
