"""A query string to a tree of words, by recursive descent over a flat list of lexemes.

    query    =  group
    group    =  item { ["AND"] item }                              side by side
    item     =  [ "+" | "-" | "NOT" ] choice
    choice   =  near { ( "|" | "OR" ) near }
    near     =  atom { "NEAR" [ "/" number ] atom }
    atom     =  run | phrase [ "~" number ] | "=" ( run | phrase ) | field ":" atom | "(" group ")"
    run      =  word | word"*" | word"~"[ number ]

Any of the quotes " « » “ ” „ ‟ ‹ › ＂ opens and closes a phrase; ' ‘ ’ ″ do in a pair round words. `AND` is what side
by side with `+` means; `NOT` is `-`.
The Arabic names of the operators are in `operators`, the fields in `fields`, their values in `values`.
Nothing is an error: what cannot be understood is read as words or left out, and a notice says so and where.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from search.model.limits import Limits
from search.model.schema import NUMBER, SCHEMA, TEXT, Schema
from search.query.cursor import Cursor
from search.query.fields import query_fields
from search.query.lexeme import Lexeme
from search.query.lexer import SIGNS, lexemes
from search.query.notices import Notices
from search.query.operators import doubtful
from search.query.parsed_query import ParsedQuery
from search.query.query_words import QueryWords, as_phrase, words_of
from search.query.values import FieldValues
from search.query.words import AnyOf, Exact, Fuzzy, Group, InField, Letters, Near, Node, Phrase, Prefix, Root, Word

_DISTANCE = 10  # of NEAR without a number
_NEAR_OPERANDS = (Word, Exact, Prefix, Fuzzy, Phrase, Letters, Root, Near, AnyOf)
_STARTS = ("text", "phrase", "unclosed", "field", "exact", "(")


def parse(query: str, limits: Limits = Limits(), schema: Schema = SCHEMA) -> ParsedQuery:
    """The tree of a query string for documents of a schema; what goes beyond the limits is left out, which is said.

    >>> str(parse('بوتين «كوريا الشمالية» -الصين'))
    'بوتين "كوريا الشمالية" -الصين'
    >>> str(parse('(روسيا أو أوكرانيا) عنوان:قمة قرب/5 موسكو تاريخ:حزيران 2024'))
    '(روسيا | أوكرانيا) title:قمة موسكو date:2024-06-01..2024-06-30'
    """
    fields = query_fields(schema)
    return _Parser(query, Cursor(lexemes(query, fields)), Notices(limits, fields)).parse()


@dataclass(slots=True)
class _Parser:
    query: str
    cursor: Cursor
    notices: Notices
    depth: int = 0
    words: QueryWords = field(init=False)
    values: FieldValues = field(init=False)

    def __post_init__(self) -> None:
        self.words = QueryWords(self.notices)
        self.values = FieldValues(self.query, self.cursor, self.words, self.notices)

    def parse(self) -> ParsedQuery:
        if word := doubtful(self.cursor.lexemes):
            self.notices.add("word-operator", word.start, word.text)
        tree = self._tree()
        return ParsedQuery(self.query, tree, tuple(self.notices.dropped), tuple(self.notices.found.values()))

    def _tree(self) -> Group:
        every = self.cursor.lexemes
        if all(lexeme.kind == "text" for lexeme in every):  # nearly every query
            return Group(tuple(node for lexeme in every for node in self.words.run(lexeme)))
        tree = self._group()
        while self.cursor.peek():  # a ")" that closes nothing
            self.notices.add("unbalanced", self.cursor.position)
            self.cursor.at += 1
            rest = self._group()
            tree = Group(tree.nodes + rest.nodes, tree.required + rest.required, tree.excluded + rest.excluded)
        if tree.excluded and not (tree.nodes or tree.required):
            self.notices.add("only-excluded")
        return tree

    def _group(self) -> Group:
        nodes: list[Node] = []
        required: list[Node] = []
        excluded: list[Node] = []
        joined = False  # the last item was followed by AND
        while (lexeme := self.cursor.peek()) and lexeme.kind != ")":
            sign = self._sign()
            found = self._choice()
            if operator := self.cursor.take("AND"):
                after = self.cursor.peek()
                if after is None or after.kind == ")":
                    self.notices.add("operator", operator.start)
                else:
                    sign, joined = sign or "+", True
            elif joined:
                sign, joined = sign or "+", False
            {"+": required, "-": excluded}.get(sign, nodes).extend(found)
        return Group(tuple(nodes), tuple(required), tuple(excluded))

    def _sign(self) -> str:
        if self.cursor.take("NOT"):
            return "-"
        lexeme = self.cursor.take("sign")
        return lexeme.text if lexeme else ""

    def _choice(self) -> list[Node]:
        """The items of one `a | b` as one node; the sides of a NEAR that cannot be stay several."""
        first = self.cursor.at
        found = self._near()
        choices = [*found]
        while self.cursor.take("|", "OR"):
            at = self.cursor.position
            if self._sign():  # a | -b: every document without b would be found
                self._near()
                self.notices.add("operator", at)
            else:
                choices += self._near()
        if len(choices) == len(found):
            return found
        return [AnyOf(tuple(choices), span=self.cursor.span_from(first))] if len(choices) > 1 else choices

    def _near(self) -> list[Node]:
        first = self.cursor.at
        found = self._atom()
        distances: list[int] = []
        start = self.cursor.position
        while operator := self.cursor.take("NEAR"):
            after = self.cursor.peek()
            if after is None or after.kind not in _STARTS or not found:
                self.notices.add("operator", operator.start)
                continue
            if beside := self._atom():
                distances.append(self._distance(operator))
                found += beside
        if not distances:
            return found
        if not all(isinstance(node, _NEAR_OPERANDS) for node in found):
            self.notices.add("near-operand", start)
            return found
        return [Near(tuple(found), tuple(distances), span=self.cursor.span_from(first))]

    def _distance(self, lexeme: Lexeme) -> int:
        asked = int(lexeme.text or _DISTANCE)
        distance = min(max(asked, 1), self.notices.limits.near_words)
        if distance != asked:
            self.notices.add("near-distance", lexeme.start)
        return distance

    def _atom(self) -> list[Node]:
        """What one atom stands for: one node, or none."""
        lexeme = self.cursor.peek()
        if lexeme is None or lexeme.kind == ")":
            self.notices.add("unbalanced", lexeme.start if lexeme else None)
            return []
        self.cursor.at += 1
        match lexeme.kind:
            case "text":
                return self.words.run(lexeme)
            case "phrase" | "unclosed":
                return self._phrase(lexeme)
            case "exact":
                return self._exact(lexeme)
            case "field":
                return self._field(lexeme)
            case "(":
                return self._parenthesis(lexeme)
        self.notices.add("operator", lexeme.start)
        return []

    def _parenthesis(self, opening: Lexeme) -> list[Node]:
        if self.depth == self.notices.limits.nesting:
            self.notices.add("nesting", opening.start)
            return []
        first = self.cursor.at - 1
        self.depth += 1
        group = self._group()
        self.depth -= 1
        if not self.cursor.take(")"):
            self.notices.add("unbalanced", opening.start)
        if group == Group():
            return []
        if len(group.nodes) == 1 and group == Group(group.nodes):
            return [replace(group.nodes[0], grouped=True)]
        return [replace(group, span=self.cursor.span_from(first), grouped=True)]

    def _phrase(self, lexeme: Lexeme) -> list[Node]:
        if "*" in lexeme.text:
            self.notices.add("wildcard", self.query.index("*", lexeme.start))
        first = self.cursor.at - 1
        words = self._quoted(lexeme)
        slop = self.cursor.take("slop")
        if slop and len(words) > 1:
            distances = (self._distance(slop),) * (len(words) - 1)
            return [Near(tuple(words), distances, span=self.cursor.span_from(first))]
        if slop:
            self.notices.add("fuzzy", slop.start)
        return as_phrase(words, literal=True, span=lexeme.span) if words else []

    def _exact(self, sign: Lexeme) -> list[Node]:
        """`=word`: in this form only; `="…"`: in these very letters."""
        first = self.cursor.at - 1
        lexeme = self.cursor.take("text", "phrase", "unclosed")
        if lexeme is None:
            self.notices.add("exact", sign.start)
            return []
        span = self.cursor.span_from(first)
        if lexeme.kind == "text":
            nodes = self.words.run(lexeme, literal=True)
            return [Exact(node.text, span=span) if isinstance(node, Word) else node for node in nodes]
        words = tuple(word.text for word in self._quoted(lexeme))
        if slop := self.cursor.take("slop"):
            self.notices.add("fuzzy", slop.start)
        return [Letters(words, span=span)] if words else []

    def _quoted(self, lexeme: Lexeme) -> list[Word]:
        """The words in quotes."""
        if lexeme.kind == "unclosed":
            self.notices.add("unclosed-quote", lexeme.start)
        return self.words.take(words_of(lexeme.text, lexeme.start + 1, literal=True), lexeme.start)

    def _field(self, lexeme: Lexeme) -> list[Node]:
        """What a field stands for; a sign belongs before its name, not before its value."""
        first = self.cursor.at - 1
        value = self.cursor.peek()
        kind = self.notices.fields.kinds[lexeme.text]
        if kind != NUMBER and value and value.kind == "text" and value.text.startswith(SIGNS):
            self.notices.add("field-sign", value.start, value.text[0])
        if kind != TEXT:
            return self.values.read(lexeme)
        return [InField(lexeme.text, node, span=self.cursor.span_from(first)) for node in self._atom()]
