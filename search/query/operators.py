"""Which words of a query are operators.

AND, OR, NOT and NEAR are, in capitals, near/5 in small letters too, and && and ||. Their Arabic names are ordinary
words of the language too: «قهوة بدون سكر», «فندق قرب الحرم», «الحرب و السلام» ask for these words. So an Arabic name is
an operator only where it cannot be a word of the text that is looked for:

- أو (او) between two operands, neither of them a stop word (روسيا أو الصين; not «من أو إلى»)
- و between two things that are closed: a phrase or a parenthesis on either side («كوريا» و «روسيا»). Before a word it
  belongs to the word, apart or not: و السلام is والسلام
- ليس, بدون (also وليس, وبدون) between two closed things, and before a parenthesis or a `field:` that follows anything
- قرب between two closed things; قرب/5 always

>>> is_operator("بدون"), is_operator("قرب/5"), is_operator("or")
(True, True, False)
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from search.analysis.folding import fold
from search.analysis.stopwords import is_stop_word
from search.query.lexeme import Lexeme

_NEAR = re.compile(r"(NEAR|قرب|(?i:near)(?=/))(?:/(\d{1,9}))?")
_ENGLISH = {"AND": "AND", "OR": "OR", "NOT": "NOT", "NEAR": "NEAR", "&&": "AND"}
_ARABIC = {"أو": "OR", "او": "OR", "و": "AND", "قرب": "NEAR"} | {
    before + word: "NOT" for before in ("", "و", "و ") for word in ("ليس", "بدون")
}
_CLOSED_LEFT = ("phrase", ")")
_CLOSED_RIGHT = ("phrase", "unclosed", "(")
_DOUBTFUL = 3  # lexemes of a query like «روسيا بدون الصين», which may be meant either way


def is_operator(text: str) -> bool:
    """Whether a word can be an operator, so that it must stand in quotes to be surely a word."""
    return text in _ENGLISH or text in _ARABIC or ("/" in text and _NEAR.fullmatch(text) is not None)


def settle(lexemes: list[Lexeme]) -> list[Lexeme]:
    """The lexemes with every run that is an operator turned into one."""
    for at, lexeme in enumerate(lexemes):
        if lexeme.kind == "text" and is_operator(lexeme.text):
            before = lexemes[at - 1] if at else None
            after = lexemes[at + 1] if at + 1 < len(lexemes) else None
            if kind := _kind(lexeme.text, before, after):
                near = _NEAR.fullmatch(lexeme.text)
                lexemes[at] = lexeme._replace(kind=kind, text=near[2] or "" if near else "")
    return lexemes


def doubtful(lexemes: Sequence[Lexeme]) -> Lexeme | None:
    """The word between the only two words of a query that could have been meant as NOT or NEAR, or None."""
    if len(lexemes) != _DOUBTFUL or any(lexeme.kind != "text" for lexeme in lexemes):
        return None
    return lexemes[1] if _ARABIC.get(lexemes[1].text) in ("NOT", "NEAR") else None


def _kind(text: str, before: Lexeme | None, after: Lexeme | None) -> str | None:
    if text in _ENGLISH:
        return _ENGLISH[text]
    name = _ARABIC.get(text, "NEAR")
    if text not in _ARABIC:
        return name  # with a distance
    if before is None or after is None:
        return None
    between_closed = before.kind in _CLOSED_LEFT and after.kind in _CLOSED_RIGHT
    match name:
        case "OR":
            return name if _is_operand(before, _CLOSED_LEFT) and _is_operand(after, _OPENING) else None
        case "NOT":
            opens = after.kind in ("(", "field") and _is_operand(before, (*_CLOSED_LEFT, "text"))
            return name if between_closed or opens else None
    return name if between_closed else None


_OPENING = (*_CLOSED_RIGHT, "field", "exact")


def _is_operand(lexeme: Lexeme, kinds: tuple[str, ...]) -> bool:
    return lexeme.kind in kinds or (
        lexeme.kind == "text" and not is_operator(lexeme.text) and not is_stop_word(fold(lexeme.text))
    )
