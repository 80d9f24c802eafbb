"""Which words of a query may be slips, before anything is known of what else they may have been meant to be."""

from __future__ import annotations

from search.corrections.query_counts import QueryCounts
from search.corrections.typed_words import TypedWord
from search.corrections.word_kinds import is_pair_of_stop_words

_MOST_WORDS = 6  # words of a query that are corrected at most
_LONGEST, _LONGEST_LATIN = 20, 40  # letters: what is longer is no word that a slip was made in, and costs most
_LEAST_KNOWN = 4  # letters of a word of the dictionary that may be a slip
_RARE_LATIN = 200  # a Latin word in one of so many documents may be a name of many Arabic documents
_RARE_TOGETHER = 2_000  # both words of a pair in one of so many documents may be a slip of either
_RARE_PHRASE = 4_000  # two words that stand together in one of so many documents may be others


def doubtful_words(query: QueryCounts) -> tuple[list[TypedWord], dict[TypedWord, int]]:
    """The words in doubt, and those of all words that are frequent but hardly stand beside their neighbour.

    The latter with how many documents have them there; whether they are in doubt depends on that.
    """
    paired: dict[TypedWord, int] = {}
    return [word for word in query.words if _is_doubtful(word, query, paired)][:_MOST_WORDS], paired


def _is_doubtful(word: TypedWord, query: QueryCounts, paired: dict[TypedWord, int]) -> bool:
    documents, count = query.statistics.documents, query.count(word)
    if word.literal or len(word.term) > (_LONGEST_LATIN if word.latin else _LONGEST):
        return False
    if word.latin:
        return not query.found or (query.latin and count < documents / _RARE_LATIN)
    if not word.significant or " " in word.term or is_pair_of_stop_words(word.term):
        return False
    if not query.found:
        return True
    if (len(query.significant) == 1 or len(word.term) < _LEAST_KNOWN) and word.known:
        return False
    if _is_rare(word, query):
        return True
    if len(query.significant) > 1 and query.short and query.whole <= documents / _RARE_TOGETHER:
        paired[word] = query.count_beside(word)
        return paired[word] <= documents / _RARE_PHRASE
    return False


def _is_rare(word: TypedWord, query: QueryCounts) -> bool:
    """Whether the index hardly has the word, and nothing says that it is right all the same."""
    count = query.count(word)
    if count >= query.rare:
        return False
    if query.short and (query.few or not count):
        return True
    return not (word.known or query.count_otherwise_attached(word.term))
