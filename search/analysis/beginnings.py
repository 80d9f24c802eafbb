"""The beginning of a word that is still being typed."""

from __future__ import annotations

from search.analysis.folding import fold

_MORE = ("بب", "لبب")  # letters that may follow: عبدا and عبدال are no compounds yet, عبداللبب is one


def fold_beginning(word: str) -> list[str]:
    """The folded beginning of a word, parted where the whole word will be: عبدالل is the beginning of عبد الله.

    >>> fold_beginning("الشما"), fold_beginning("عبدا"), fold_beginning("عبدالل")
    (['الشما'], ['عبد', 'ا'], ['عبد', 'الل'])
    """
    parts = fold(word).split()
    for more in _MORE:
        longer = fold(word + more).split()
        if len(longer) > len(parts):
            return [*longer[:-1], longer[-1].removesuffix(more)]
    return parts
