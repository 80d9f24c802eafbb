"""Whether a word agrees with the noun before it: البرلمان التونسي, not البرلمان التونسية."""

from __future__ import annotations

from search.analysis import analyze_word
from search.analysis.stemmer import readings
from search.corrections.statistics import IndexStatistics

_ARTICLE, _FEMININE = "ال", "ه"  # as folded words have them
_SLIPS = 20  # times as often must the index have the other form there, so that this one is a slip of a writer


def other_gender(term: str) -> str:
    """A folded word with the ending of the feminine, or without it.

    >>> other_gender("التونسي"), other_gender("التونسيه")
    ('التونسيه', 'التونسي')
    """
    return term.removesuffix(_FEMININE) if term.endswith(_FEMININE) else term + _FEMININE


def is_form(term: str, other: str) -> bool:
    """Whether two folded words are forms of one word: they share a lemma."""
    one, two = ({lemma for terms in analyze_word(text) for lemma in terms.lemmas} for text in (term, other))
    return bool(one & two)


def agrees(noun: str, term: str, statistics: IndexStatistics) -> bool:
    """Whether a folded word may stand behind a folded noun, of its two genders.

    The index says which of them stands there. Where it has neither, the ending does; a plural that is no word of the
    dictionary itself (دول) takes the feminine.
    """
    other = other_gender(term)
    if noun.startswith(_ARTICLE) != term.startswith(_ARTICLE) or not is_form(term, other):
        return True
    statistics.expect(side_by_side=((noun, form) for form in (term, other)))
    here, there = (statistics.count_phrase((noun, form)) for form in (term, other))
    if here or there:
        return here * _SLIPS >= there
    return term.endswith(_FEMININE) == _is_feminine(noun)


def _is_feminine(noun: str) -> bool:
    return noun.endswith(_FEMININE) or readings(noun)[0].lemma != noun.removeprefix(_ARTICLE)
