"""An operation as the phone shows it: its form, the screens around it, its factors (`mobile-and-cloud.md` §1.5, §2).

Everything here is a function of its arguments, and what it answers keeps the rules of the published apps: a member is never
null, every attribute begins with its `type` and holds plain values only, PARTY_INFO's `partyInfo` excepted
(`mobile-and-cloud.md` §9).
"""
