"""`python -m api.commands` is `nextstep`."""

from api.commands import main

main()
