"""`python -m search` is `bahith`."""

from search.cli import main

main()
