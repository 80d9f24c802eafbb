"""What the parts of a query weigh when documents are ranked; handed down as a value.

Each is measured on judged collections: benchmarks/ablation.py prints what a ranking loses without it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ranking:
    """The weights of words, levels and texts; those of levels and texts multiply the ones in the schema, 0 drops it."""

    exact: float = 1.0  # a word in the form it was typed in
    lemma: float = 1.0  # a word in any of its forms
    title: float = 1.0
    lead: float = 1.0  # how a text without a title begins
    stop_word: float = 0.15
    verb: float = 0.8  # a verb tells less of what is asked for than a noun
    name: float = 1.1  # a name, an unknown word, a number more
    lemmas: int = 16  # of a word, when it has several
    twin: float = 0.8  # of a lemma's weight: the verb of a noun, the noun of a verb (كتابة, يكتب)
    nisba: float = 0.3  # the same: the nisba of a noun, the noun of a nisba (مصري, مصر)
    root: float = 0.3  # the same: the most frequent other words of its root (كتاب, كاتب)
    respelled: float = 0.8  # of the weight of a word: what it may be with its hamza (مسايل, مسائل), or without
    synonym: float = 0.5  # of the weight of a word: a weak one of whoever runs the service
    tie: float = 0.03  # of what the levels and texts beside the best one score
    adjacent: float = 1.0  # added when two words, one of them a name, stand side by side as they were typed
    keywords: int = 5  # so many words, none of them a stop word, are keywords: what follows is of them
    together: float = 2.0  # added when two of them stand side by side as they were typed
    opening: float = 1.25  # added for each that a document begins with
    form: float = 1.0  # added for each in the form it was typed in, whatever is written on to it
    adjacent_pairs: int = 6  # looked up: each costs the engine a look at the places of both words
    one_edit: float = 0.5  # a word~ with one letter changed; as typed it is worth its BM25, far more
    two_edits: float = 0.25
