"""The reference web flow: a bank's front end, small enough to be read, that is a client of the Next Step API like any other.

Pages are made here and work without JavaScript; the browser reaches no API. `docs/web-flow.md` tells the pattern. Nothing of
the engine is imported: who starts a front end of his own may copy this package.
"""
