"""What has ended is kept for so many days, and then dropped: the policy, and the sweeps that a Temporal schedule has done.

Reasons, figures and what operators see: `docs/retention.md`.
"""
