"""`python -m search` is `bahith`."""

from search.commands.cli import main

main()
