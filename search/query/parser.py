"""A query string to a tree of words, by recursive descent over a flat list of lexemes.

    query    =  group
    group    =  item { item }                     side by side
    item     =  [ "+" | "-" ] choice
    choice   =  atom { ( "|" | "OR" ) atom }
    atom     =  word | word"*" | phrase | field ":" atom | "(" group ")"

Any of the quotes " « » “ ” „ ‟ opens and closes a phrase. `AND` is what side by side with `+` means; `NOT` is `-`.
Nothing is an error: what cannot be understood is read as words, and a notice says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from search.analysis import analyze_word, tokenize
from search.analysis.tokenizer import APART, GOD_WILLING
from search.config import LIMITS
from search.hits import Notice
from search.query.nodes import OPERATORS, AnyOf, Group, InField, Node, Phrase, Prefix, Word

FIELDS = {"title": "title", "العنوان": "title", "عنوان": "title", "text": "text", "النص": "text", "نص": "text"}
_QUOTES = '"«»“”„‟'
_LEXEME = re.compile(
    rf"""[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)(?:[{_QUOTES}]|(?P<unclosed>\Z))
    |(?P<mark>[()|])
    |(?:(?<=\s)|(?<=\()|\A)(?P<sign>[+\-\u2212])(?=[^\s+\-])
    |(?<![^\s(])(?P<operator>{"|".join(OPERATORS)})(?=[\s()]|\Z)
    |(?P<field>{"|".join(FIELDS)}):(?=\S)
    |(?P<text>{GOD_WILLING}|(?:{APART}(?!(?:{"|".join(FIELDS)}):))?(?:[^\s()|,;،؛؟{_QUOTES}]|(?<=\d),(?=\d))+)""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """The tree, the words that were dropped for being too many, and what the user should be told."""

    tree: Group
    dropped: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()

    def __str__(self) -> str:
        return str(self.tree)[1:-1]


def parse(query: str) -> ParsedQuery:
    """The tree of a query string.

    >>> str(parse('بوتين «كوريا الشمالية» -الصين'))
    'بوتين "كوريا الشمالية" -الصين'
    >>> parse('(روسيا | أوكرانيا) title:قمة').tree.nodes[0]
    AnyOf(nodes=(Word(text='روسيا'), Word(text='أوكرانيا')))
    """
    return _Parser([_Lexeme.of(match) for match in _LEXEME.finditer(query)]).parse()


@dataclass(frozen=True, slots=True)
class _Lexeme:
    kind: str
    text: str

    @classmethod
    def of(cls, match: re.Match[str]) -> _Lexeme:
        if match["unclosed"] is not None:
            return cls("unclosed", match["phrase"])
        return cls(match.lastgroup or "phrase", match[match.lastgroup or "phrase"])


@dataclass(slots=True)
class _Parser:
    lexemes: list[_Lexeme]
    at: int = 0
    depth: int = 0
    words: int = 0
    dropped: list[str] = field(default_factory=list)
    notices: dict[str, Notice] = field(default_factory=dict)

    def parse(self) -> ParsedQuery:
        tree = self._group()
        while self.at < len(self.lexemes):  # a ")" that closes nothing
            self._say("unbalanced")
            self.at += 1
            rest = self._group()
            tree = Group(tree.nodes + rest.nodes, tree.required + rest.required, tree.excluded + rest.excluded)
        if self.dropped:
            self._say("too-many-words")
        if tree.excluded and not (tree.nodes or tree.required):
            self._say("only-excluded")
        return ParsedQuery(tree, tuple(self.dropped), tuple(self.notices.values()))

    def _group(self) -> Group:
        nodes: list[Node] = []
        required: list[Node] = []
        excluded: list[Node] = []
        joined = False  # the last item was followed by AND
        while (lexeme := self._peek()) and lexeme != _CLOSE:
            sign = self._sign()
            found = self._choice()
            if self._takes("operator", "AND"):
                sign, joined = sign or "+", True
            elif joined:
                sign, joined = sign or "+", False
            {"+": required, "-": excluded}.get(sign, nodes).extend(found)
        return Group(tuple(nodes), tuple(required), tuple(excluded))

    def _sign(self) -> str:
        if self._takes("operator", "NOT"):
            return "-"
        lexeme = self._peek()
        if lexeme and lexeme.kind == "sign":
            self.at += 1
            return "+" if lexeme.text == "+" else "-"
        return ""

    def _choice(self) -> list[Node]:
        """The items of one `a | b` as one node; several words written together stay several nodes."""
        found = self._atom()
        choices = [_one(found)]
        while self._takes("mark", "|") or self._takes("operator", "OR"):
            if self._sign():  # a | -b: every document without b would be found
                self._atom()
                self._say("operator")
            else:
                choices.append(_one(self._atom()))
        if len(choices) == 1:
            return found
        nodes = tuple(node for node in choices if node)
        return [AnyOf(nodes)] if len(nodes) > 1 else list(nodes)

    def _atom(self) -> list[Node]:
        lexeme = self._peek()
        if lexeme is None or lexeme == _CLOSE:
            self._say("unbalanced")
            return []
        self.at += 1
        match lexeme.kind:
            case "phrase" | "unclosed":
                return self._phrase(lexeme)
            case "field":
                return [InField(FIELDS[lexeme.text], node) for node in self._atom()]
            case "mark" if lexeme.text == "(":
                return self._parenthesis()
            case "text":
                return self._text(lexeme.text)
        self._say("operator")
        return []

    def _parenthesis(self) -> list[Node]:
        if self.depth == LIMITS.nesting:
            self._say("nesting")
            return []
        self.depth += 1
        group = self._group()
        self.depth -= 1
        if not self._takes("mark", ")"):
            self._say("unbalanced")
        if group == Group():
            return []
        return list(group.nodes) if len(group.nodes) == 1 and group == Group(group.nodes) else [group]

    def _phrase(self, lexeme: _Lexeme) -> list[Node]:
        if lexeme.kind == "unclosed":
            self._say("unclosed-quote")
        words = self._take_words([token.text for token in tokenize(lexeme.text) if analyze_word(token.text)])
        if not words:
            return []
        return [Word(words[0]) if len(words) == 1 else Phrase(tuple(words))]

    def _text(self, text: str) -> list[Node]:
        """A run without spaces: a word, a prefix, or a phrase where punctuation stands inside (كوفيد-19)."""
        words = [token.text for token in tokenize(text) if analyze_word(token.text)]
        if text.endswith("*") and len(words) == 1:
            return self._prefix(words[0])
        if "*" in text and words:
            self._say("wildcard")
        words = self._take_words(words)
        if len(words) < 2:
            return [Word(word) for word in words]
        return [Phrase(tuple(words))]

    def _prefix(self, word: str) -> list[Node]:
        if sum(len(terms.exact) for terms in analyze_word(word)) < LIMITS.prefix_letters:
            self._say("short-prefix")
            return [Word(word) for word in self._take_words([word])]
        return [Prefix(word) for word in self._take_words([word])]

    def _take_words(self, words: list[str]) -> list[str]:
        room = max(0, LIMITS.query_words - self.words)
        self.words += len(words[:room])
        self.dropped += words[room:]
        return words[:room]

    def _peek(self) -> _Lexeme | None:
        return self.lexemes[self.at] if self.at < len(self.lexemes) else None

    def _takes(self, kind: str, text: str) -> bool:
        taken = self._peek() == _Lexeme(kind, text)
        self.at += taken
        return taken

    def _say(self, code: str) -> None:
        self.notices[code] = Notice(code, *NOTICES[code])


_CLOSE = _Lexeme("mark", ")")

NOTICES = {
    "unbalanced": (
        "A parenthesis or | has nothing to close or join; it was left out.",
        "قوس أو علامة | بلا مقابل؛ أُهملت.",
    ),
    "unclosed-quote": (
        "The phrase has no closing quote; it was read up to the end.",
        "العبارة بلا علامة إغلاق؛ قُرئت إلى آخر النص.",
    ),
    "nesting": (
        f"Parentheses go {LIMITS.nesting} deep at most; deeper ones were left out.",
        f"الأقواس المتداخلة {LIMITS.nesting} على الأكثر؛ أُهمل ما زاد منها.",
    ),
    "operator": (
        "An operator stands where a word was expected; it was left out.",
        "معامل في غير موضعه؛ أُهمل.",
    ),
    "wildcard": (
        "* works only at the end of a word; here it was left out.",
        "النجمة * تعمل في آخر الكلمة فقط؛ أُهملت هنا.",
    ),
    "short-prefix": (
        f"A prefix needs {LIMITS.prefix_letters} letters; it was read as a word.",
        "البادئة قبل * تحتاج حرفين على الأقل؛ قُرئت كلمةً.",
    ),
    "too-many-words": (
        f"Only the first {LIMITS.query_words} words were used.",
        f"استُعملت أول {LIMITS.query_words} كلمة فقط.",
    ),
    "only-excluded": (
        "Every word is excluded; add a word to look for.",
        "كل الكلمات مستبعدة؛ أضف كلمة للبحث عنها.",
    ),
    "no-words": (
        "The query holds no letters or digits; type a word.",
        "لا حروف ولا أرقام في الاستعلام؛ اكتب كلمة.",
    ),
    "relaxed": (
        "No document has all these words; documents with some of them are shown.",
        "لا توجد وثيقة فيها كل هذه الكلمات؛ عُرضت وثائق فيها بعضها.",
    ),
    "expansions": (
        f"The prefix stands for very many words; the {LIMITS.expansions} most frequent were used.",
        f"البادئة تشمل كلمات كثيرة جدًا؛ استُعملت {LIMITS.expansions} كلمة هي الأكثر ورودًا.",
    ),
    "clauses": (
        "The query grew too large; its last words were left out.",
        "كبُر الاستعلام أكثر مما ينبغي؛ أُهملت آخر كلماته.",
    ),
}


def _one(nodes: list[Node]) -> Node | None:
    if not nodes:
        return None
    return nodes[0] if len(nodes) == 1 else Group(tuple(nodes))
