"""This build beside that of an older commit: `python -m tests.bench --against COMMIT`, in alternating rounds.

Each is `nextstep up` in a folder of its own, as its users start it; both are up, and one is busy at a time. The report tells in
what they differ besides their code.
"""
