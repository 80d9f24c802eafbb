"""Authors whose name a query is: who types one without its field may want what he wrote, not what is written of him."""

from __future__ import annotations

from functools import lru_cache, partial

from search.analysis.tag_key import tag_key
from search.answering.facets import FacetSpellings
from search.engines.base import SEPARATOR, Engine, Window
from search.engines.clauses import Bool, MatchAll, TagFilter
from search.model.results import Bucket
from search.query.parsed_query import ParsedQuery
from search.query.words import Phrase, Word

AUTHOR = "author"
_SPELLED = f"{AUTHOR}_spelling"  # of the engine: keys with their spellings
_MOST = 3  # authors that one name may be of: more are named by nothing that tells them apart
_LOOKED_AT = 20  # spellings that begin with a name
_LONGEST = 100  # characters of a name
_KEPT = 2**10  # names of one generation


class Authors:
    """The authors of a generation by their names, each looked up once; an index without authors looks none up."""

    def __init__(self, engine: Engine, spellings: FacetSpellings) -> None:
        self._any = lru_cache(1)(partial(engine.terms, AUTHOR, "", 1))
        self._named = lru_cache(_KEPT)(partial(_named, engine, spellings))

    def named(self, parsed: ParsedQuery) -> tuple[Bucket, ...]:
        """The authors that a query of nothing but a name means, with the number of their documents.

        They have this name in any spelling; where none has, those whose names begin with it, if it is two words.
        """
        name = _name(parsed)
        return self._named(name) if name and self._any() else ()


def _name(parsed: ParsedQuery) -> str:
    """The key of the name that a query may be: its words, or one phrase; '' of one that asks for anything else."""
    tree, query = parsed.tree, parsed.query
    if parsed.passage or tree.required or tree.excluded or not tree.nodes or len(query) > _LONGEST:
        return ""
    match tree.nodes:
        case (Phrase(words),):
            return tag_key(" ".join(words))
    return tag_key(query) if all(isinstance(node, Word) for node in tree.nodes) else ""


def _named(engine: Engine, spellings: FacetSpellings, name: str) -> tuple[Bucket, ...]:
    begins = name if " " in name else name + SEPARATOR  # one word begins the names of too many
    found = dict.fromkeys(spelled.partition(SEPARATOR)[0] for spelled, _ in engine.terms(_SPELLED, begins, _LOOKED_AT))
    keys = [name] if name in found else [key for key in found if not key[len(name)].isalnum()]
    if len(keys) > _MOST:
        return ()
    return tuple(Bucket(spellings.spelling(AUTHOR, key), _count(engine, key)) for key in keys)


def _count(engine: Engine, key: str) -> int:
    """How many documents an author has: terms count the parts of works."""
    his = Bool(must=(MatchAll(),), filters=(TagFilter(AUTHOR, (key,)),))
    return engine.search(his, Window(limit=0)).total
