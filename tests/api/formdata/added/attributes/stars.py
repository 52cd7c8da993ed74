"""STARS: a type of attributes that is nowhere but here."""

from typing import Final

from config.attributes.kind import AttributeKind, is_number


class _Stars(AttributeKind):
    word = "STARS"
    required = frozenset({"stars"})
    optional = frozenset({"of"})
    amounts = frozenset({"stars"})
    indispensable = (("stars",),)
    remarks = {"of": "how many there are at most"}  # noqa: RUF012 - never changed

    def members(self, slots, money):
        return {"stars": int(slots["stars"])}

    def checks(self):
        return {"stars": is_number}


TYPE: Final = _Stars()
