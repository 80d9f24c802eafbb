"""What is compiled; `postings.h` says what it is for."""

from search.engines.clauses import Clause

VERSION: int

_Field = tuple[memoryview, memoryview, memoryview | None, memoryview | None]

class PostingsReader:
    """The files of an index that Tantivy wrote.

    Of each segment: how many documents it has, its list of deleted ones, and of each field the terms, the lists, the
    positions and the lengths, or None where it has none.
    """

    def __init__(
        self,
        kinds: tuple[type, ...],
        lengths: tuple[int, ...],
        fields: list[tuple[str, int]],
        segments: list[tuple[int, memoryview | None, list[_Field | None]]],
        /,
    ) -> None: ...
    def set_parts(self, field: str, documents: list[int], /) -> None:
        """Tells the field that all parts of a document have in common, and its values."""

    def containing(self, field: str, term: str | int, /) -> int:
        """In how many documents, deleted ones too, a term is. Raises ValueError for a field that is not there."""

    def rank(self, clause: Clause, limit: int, /) -> tuple[int, list[tuple[float, int, int]]] | None:
        """How many match, and the best: score, number of the segment, document in it; ties in the order of these.

        None for a clause that it does not answer.
        """

    def by_column(
        self, clause: Clause, limit: int, column: str, descending: bool, /
    ) -> tuple[int, list[tuple[int | None, int, int]]] | None:
        """How many match, and the first in the order of a column: value, segment, document; those without one last.

        None for a clause, or a column, that it does not answer.
        """

    def count(
        self, clause: Clause, facets: list[tuple[str, tuple[str, ...]]], parts: bool, /
    ) -> tuple[int, int, list[list[int]]] | None:
        """How many match, of how many documents, and in how many of these each of the keys of these fields is.

        With `parts` each part counts as a document. None for a clause that it does not answer.
        """
