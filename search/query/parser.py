"""A query string to a tree of words, by recursive descent over a flat list of lexemes.

    query    =  group
    group    =  item { ["AND"] item }                              side by side
    item     =  [ "+" | "-" | "NOT" ] choice
    choice   =  near { ( "|" | "OR" ) near }
    near     =  atom { "NEAR" [ "/" number ] atom }
    atom     =  run | phrase [ "~" number ] | "=" ( run | phrase ) | field ":" atom | "(" group ")"
    run      =  word | word"*" | word"~"[ number ]

Any of the quotes " « » “ ” „ ‟ opens and closes a phrase. `AND` is what side by side with `+` means; `NOT` is `-`.
The Arabic names of the operators are in `operators`, the fields in `fields`, dates in `dates`.
Nothing is an error: what cannot be understood is read as words or left out, and a notice says so and where.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from search.model.limits import Limits
from search.model.results import Notice
from search.query.fields import DATE, ROOT, TAGS
from search.query.lexer import SIGNS, lexemes
from search.query.notices import Report
from search.query.operators import Lexeme, doubtful
from search.query.query_words import Runs, words_of
from search.query.values import cut_date, read_value
from search.query.words import AnyOf, Exact, Fuzzy, Group, InField, Letters, Near, Node, Phrase, Prefix, Root, Word

_DISTANCE = 10  # of NEAR without a number
_NEAR_OPERANDS = (Word, Exact, Prefix, Fuzzy, Phrase, Letters, Root, Near, AnyOf)
_STARTS = ("text", "phrase", "unclosed", "field", "exact", "(")


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """The tree, the words that were dropped for being too many, and what the user should be told."""

    tree: Group
    dropped: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()

    def __str__(self) -> str:
        return str(self.tree)[1:-1]


def parse(query: str, limits: Limits = Limits()) -> ParsedQuery:
    """The tree of a query string; what goes beyond the limits is left out, and a notice says so.

    >>> str(parse('بوتين «كوريا الشمالية» -الصين'))
    'بوتين "كوريا الشمالية" -الصين'
    >>> str(parse('(روسيا أو أوكرانيا) عنوان:قمة قرب/5 موسكو تاريخ:حزيران 2024'))
    '(روسيا | أوكرانيا) title:قمة موسكو date:2024-06-01..2024-06-30'
    """
    return _Parser(query, lexemes(query), limits).parse()


@dataclass(slots=True)
class _Parser:
    query: str
    lexemes: list[Lexeme]
    limits: Limits
    at: int = 0
    depth: int = 0
    report: Report = field(init=False)
    runs: Runs = field(init=False)

    def __post_init__(self) -> None:
        self.report = Report(self.limits)
        self.runs = Runs(self.report)

    def parse(self) -> ParsedQuery:
        if word := doubtful(self.lexemes):
            self.report.say("word-operator", word.start, word.text)
        if all(lexeme.kind == "text" for lexeme in self.lexemes):  # nearly every query
            tree = Group(tuple(node for lexeme in self.lexemes for node in self.runs.run(lexeme)))
            return ParsedQuery(tree, tuple(self.report.dropped), tuple(self.report.notices.values()))
        tree = self._group()
        while self.at < len(self.lexemes):  # a ")" that closes nothing
            self.report.say("unbalanced", self._position())
            self.at += 1
            rest = self._group()
            tree = Group(tree.nodes + rest.nodes, tree.required + rest.required, tree.excluded + rest.excluded)
        if tree.excluded and not (tree.nodes or tree.required):
            self.report.say("only-excluded")
        return ParsedQuery(tree, tuple(self.report.dropped), tuple(self.report.notices.values()))

    def _group(self) -> Group:
        nodes: list[Node] = []
        required: list[Node] = []
        excluded: list[Node] = []
        joined = False  # the last item was followed by AND
        while (lexeme := self._peek()) and lexeme.kind != ")":
            sign = self._sign()
            found = self._choice()
            if operator := self._takes("AND"):
                after = self._peek()
                if after is None or after.kind == ")":
                    self.report.say("operator", operator.start)
                else:
                    sign, joined = sign or "+", True
            elif joined:
                sign, joined = sign or "+", False
            {"+": required, "-": excluded}.get(sign, nodes).extend(found)
        return Group(tuple(nodes), tuple(required), tuple(excluded))

    def _sign(self) -> str:
        if self._takes("NOT"):
            return "-"
        lexeme = self._takes("sign")
        return lexeme.text if lexeme else ""

    def _choice(self) -> list[Node]:
        """The items of one `a | b` as one node; the sides of a NEAR that cannot be stay several."""
        found = self._near()
        choices = [*found]
        while self._takes("|", "OR"):
            at = self._position()
            if self._sign():  # a | -b: every document without b would be found
                self._near()
                self.report.say("operator", at)
            else:
                choices += self._near()
        if choices == found:
            return found
        return [AnyOf(tuple(choices))] if len(choices) > 1 else choices

    def _near(self) -> list[Node]:
        found = self._atom()
        distances: list[int] = []
        start = self._position()
        while operator := self._takes("NEAR"):
            after = self._peek()
            if after is None or after.kind not in _STARTS or not found:
                self.report.say("operator", operator.start)
                continue
            if beside := self._atom():
                distances.append(self._distance(operator))
                found += beside
        if not distances:
            return found
        if not all(isinstance(node, _NEAR_OPERANDS) for node in found):
            self.report.say("near-operand", start)
            return found
        return [Near(tuple(found), tuple(distances))]

    def _distance(self, lexeme: Lexeme) -> int:
        asked = int(lexeme.text or _DISTANCE)
        distance = min(max(asked, 1), self.limits.near_words)
        if distance != asked:
            self.report.say("near-distance", lexeme.start)
        return distance

    def _atom(self) -> list[Node]:
        """What one atom stands for: one node, or none."""
        lexeme = self._peek()
        if lexeme is None or lexeme.kind == ")":
            self.report.say("unbalanced", lexeme.start if lexeme else None)
            return []
        self.at += 1
        match lexeme.kind:
            case "text":
                return self.runs.run(lexeme)
            case "phrase" | "unclosed":
                return self._phrase(lexeme)
            case "exact":
                return self._exact(lexeme)
            case "field":
                return self._field(lexeme)
            case "(":
                return self._parenthesis(lexeme)
        self.report.say("operator", lexeme.start)
        return []

    def _parenthesis(self, opening: Lexeme) -> list[Node]:
        if self.depth == self.limits.nesting:
            self.report.say("nesting", opening.start)
            return []
        self.depth += 1
        group = self._group()
        self.depth -= 1
        if not self._takes(")"):
            self.report.say("unbalanced", opening.start)
        if group == Group():
            return []
        return list(group.nodes) if len(group.nodes) == 1 and group == Group(group.nodes) else [group]

    def _phrase(self, lexeme: Lexeme) -> list[Node]:
        if "*" in lexeme.text:
            self.report.say("wildcard", self.query.index("*", lexeme.start))
        words = self._words(lexeme)
        slop = self._takes("slop")
        if slop and len(words) < 2:
            self.report.say("fuzzy", slop.start)
        elif slop:
            distances = (self._distance(slop),) * (len(words) - 1)
            return [Near(tuple(Word(word) for word in words), distances)]
        if not words:
            return []
        return [Word(words[0]) if len(words) == 1 else Phrase(words)]

    def _exact(self, sign: Lexeme) -> list[Node]:
        """`=word`: in this form only; `="…"`: in these very letters."""
        lexeme = self._takes("text", "phrase", "unclosed")
        if lexeme is None:
            self.report.say("exact", sign.start)
            return []
        if lexeme.kind == "text":
            return [Exact(node.text) if isinstance(node, Word) else node for node in self.runs.run(lexeme)]
        words = self._words(lexeme)
        if slop := self._takes("slop"):
            self.report.say("fuzzy", slop.start)
        return [Letters(words)] if words else []

    def _words(self, lexeme: Lexeme) -> tuple[str, ...]:
        if lexeme.kind == "unclosed":
            self.report.say("unclosed-quote", lexeme.start)
        return tuple(self.runs.take(words_of(lexeme.text), lexeme.start))

    def _field(self, lexeme: Lexeme) -> list[Node]:
        """What a field stands for; a sign belongs before its name, not before its value."""
        value = self._peek()
        if value and value.kind == "text" and value.text.startswith(SIGNS):
            self.report.say("field-sign", value.start, value.text[0])
        if lexeme.text not in (*TAGS, DATE, ROOT):
            return [InField(lexeme.text, node) for node in self._atom()]
        pieces = self._pieces(lexeme)
        nodes = [
            node for start, end in pieces for node in read_value(lexeme.text, self.query[start:end], start, self.runs)
        ]
        return nodes if len(nodes) < 2 else [AnyOf(tuple(nodes))]

    def _pieces(self, name: Lexeme) -> list[tuple[int, int]]:
        """The [start, end) of the values of a field: a run, a phrase, what stands between the | of a parenthesis.

        Of a date in several runs (تاريخ:19 يونيو 2024) as many as make a date.
        """
        if self._takes("("):
            return self._alternatives()
        lexeme = self._takes("text", "phrase", "unclosed")
        if lexeme is None:
            self.report.say("empty-field", name.start)
            return []
        end = lexeme.end
        if lexeme.kind == "text" and name.text == DATE:
            following = [lexeme.end]
            for other in self.lexemes[self.at :]:
                if other.kind != "text":
                    break
                following.append(other.end)
            runs = cut_date(self.query, lexeme.start, following)
            self.at += runs - 1
            end = following[runs - 1]
        return [(lexeme.start, end)]

    def _alternatives(self) -> list[tuple[int, int]]:
        pieces: list[tuple[int, int]] = []
        begin, depth = self.lexemes[self.at - 1].end, 1
        end = begin
        while lexeme := self._peek():
            self.at += 1
            depth += (lexeme.kind == "(") - (lexeme.kind == ")")
            if depth == 0:
                break
            if lexeme.kind in ("|", "OR"):
                pieces.append((begin, end))
                begin = lexeme.end
            end = lexeme.end
        else:
            self.report.say("unbalanced", self.lexemes[-1].start)
        return [*pieces, (begin, end)]

    def _peek(self) -> Lexeme | None:
        return self.lexemes[self.at] if self.at < len(self.lexemes) else None

    def _position(self) -> int | None:
        lexeme = self._peek()
        return lexeme.start if lexeme else None

    def _takes(self, *kinds: str) -> Lexeme | None:
        lexeme = self._peek()
        if lexeme is None or lexeme.kind not in kinds:
            return None
        self.at += 1
        return lexeme
