"""What the first query of a process would wait for."""

from __future__ import annotations

from search.analysis.text_terms import join_text
from search.answering.consonants import rules_of_letters
from search.answering.snippets import character_kinds


def prepare() -> None:
    """Opens the lexicon and makes the tables of analysis, marks and snippets.

    Processes that are forked afterwards share them, and the first query of each waits for none.

    >>> prepare()
    """
    join_text("")
    character_kinds()
    rules_of_letters()
