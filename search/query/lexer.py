"""A query string to lexemes: one regular expression, linear in the length of the string.

>>> from search.model.schema import SCHEMA
>>> from search.query.fields import query_fields
>>> fields = query_fields(SCHEMA)
>>> [(lexeme.kind, lexeme.text) for lexeme in lexemes('title:«قمة» -الصين قرب/5 روسيا', fields)]
[('field', 'title'), ('phrase', 'قمة'), ('sign', '-'), ('text', 'الصين'), ('NEAR', '5'), ('text', 'روسيا')]
"""

from __future__ import annotations

import re
from functools import cache

from search.analysis.characters import PAIRED_QUOTES, QUOTES
from search.analysis.tokenizer import APART, GOD_WILLING, SPACED
from search.query.fields import QueryFields
from search.query.lexeme import Lexeme
from search.query.operators import settle

SIGNS = ("-", "+", "\u2212")
_PAIRED = rf"""(?<![^\s(:=+\-\u2212|])[{PAIRED_QUOTES}](?=\S)
    (?P<paired>(?:[^{QUOTES}{PAIRED_QUOTES}]|(?<=\w)[{PAIRED_QUOTES}](?=\w))+)[{PAIRED_QUOTES}](?!\w)"""


@cache
def _pattern(fields: QueryFields) -> re.Pattern[str]:
    return re.compile(
        rf"""[{QUOTES}](?P<phrase>[^{QUOTES}]*)(?:[{QUOTES}]|(?P<unclosed>\Z))
        |{_PAIRED}
        |(?P<mark>[()]|\|{{1,2}})
        |(?<![^\s(])(?P<sign>[+\-\u2212])(?=[^\s+\-])
        |(?<![^\s(:+\-\u2212|])(?P<exact>=)(?=[^\s=])
        |(?<=[{QUOTES}{PAIRED_QUOTES}])~(?P<slop>\d{{0,9}})(?![^\s()|])
        |(?P<field>{fields.pattern})(?=\S)
        |(?P<text>{GOD_WILLING}|(?<![^\s(]){SPACED}|(?:{APART}(?!{fields.pattern}))?(?:[^\s()|,;،؛؟{QUOTES}]|(?<=\d)[,،](?=\d))+)""",
        re.VERBOSE,
    )


def lexemes(query: str, fields: QueryFields) -> list[Lexeme]:
    """The lexemes of a query string, in order; spaces and punctuation between words are none."""
    return settle([_lexeme(match, fields) for match in _pattern(fields).finditer(query)])


def _lexeme(match: re.Match[str], fields: QueryFields) -> Lexeme:
    kind = match.lastgroup or "phrase"
    start, end = match.span()
    match kind:
        case "unclosed":
            return Lexeme(kind, match["phrase"], start, end)
        case "paired":
            return Lexeme("phrase", match["paired"], start, end)
        case "mark":
            return Lexeme(match["mark"][0], "", start, end)
        case "sign":
            return Lexeme(kind, "+" if match["sign"] == "+" else "-", start, end)
        case "field":
            return Lexeme(kind, fields.find(match["field"][:-1]) or "", start, end)
    return Lexeme(kind, match[kind], start, end)
