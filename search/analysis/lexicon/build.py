"""Make the lexicon file from the dictionary of the package arramooz-pysqlite.

Read at build or install time; nothing of the dictionary is part of this source.
"""

from __future__ import annotations

from collections.abc import Iterator

from search.analysis import names
from search.analysis.folding import bare, letters
from search.analysis.lexicon import conjugation, format, plurals
from search.analysis.lexicon.dictionary import Counts, clean, forms, group, rows
from search.analysis.lexicon.format import Entry
from search.analysis.lexicon.nisba import nisba_of
from search.analysis.lexicon.root_keys import LEMMA_MARK, ROOT_MARK, listed_roots
from search.analysis.tables import read_table

SINGULAR_SHARE = 2
SINGULAR = ("nn", "ns", "na", "nt", "nq", "nm")
HOMOGRAPH_COST = 1.0
COLLECTIVE_COST = 9.0
COMMON = 1000
RARE = 12.0
GUESS_COST = 3.0
OWN_FEMININE_COST = 0.5
PARTICIPLE_PLURAL_COST = 2.0
UNCOMMON = 13.0
FEMININE_GAP = 6.0
FEMININE_PLURAL_COST = 1.0
CURRENT = 9.0
NISBA_COST = 1.0
_SHORTEST_NISBA = 3
NAME_IN_TA = "nc"  # a name in ة that is a nisba too
BROKEN = "جمع تكسير"
ROOT = "rt"
VERB = "+"
_FUTURE = {"فتحة": "َ", "كسرة": "ِ", "ضمة": "ُ"}


class Stems:
    """Collects stem -> {(class, lemma): vocalised spellings with their costs}."""

    def __init__(self) -> None:
        self.table: dict[str, dict[tuple[str, str], dict[str, float]]] = {}

    def add(self, vocalised: str, kind: str, lemma: str, cost: float) -> None:
        """One spelling of a stem; the cheapest of equal ones stays."""
        key = letters(vocalised)
        if all("ء" <= letter <= "ي" for letter in key) and lemma and len(key) > (kind[0] == "n"):
            spellings = self.table.setdefault(key, {}).setdefault((kind, lemma), {})
            spellings[vocalised] = min(cost, spellings.get(vocalised, cost))

    def rename(self, lemmas: dict[str, str]) -> None:
        """Gives the nouns and names of some lemmas other ones."""
        for entries in self.table.values():
            for kind, lemma in [(kind, lemma) for kind, lemma in entries if kind[0] == "n" and lemma in lemmas]:
                if lemmas[lemma] != lemma:
                    spellings = entries.pop((kind, lemma))
                    own = entries.setdefault((kind, lemmas[lemma]), {})
                    own |= {one: min(cost, own.get(one, cost)) for one, cost in spellings.items()}

    def records(self) -> Iterator[tuple[str, list[Entry]]]:
        """What the lexicon file holds, in a fixed order."""
        for key, entries in sorted(self.table.items()):
            yield key, [_entry(kind, lemma, spellings) for (kind, lemma), spellings in sorted(entries.items())]


def _entry(kind: str, lemma: str, spellings: dict[str, float]) -> Entry:
    ordered = sorted(spellings, key=lambda s: (spellings[s], s))
    return Entry(kind, lemma, spellings[ordered[0]], bare(ordered[0]), tuple(ordered))


def add_noun(stems: Stems, vocalised: str, adjective: bool, cost: float, lemma: str = "") -> None:
    """Every stem of a singular noun or adjective."""
    typed = bare(vocalised)
    lemma = lemma or letters(typed)
    if typed.endswith("ة"):
        stems.add(vocalised[: vocalised.rindex("ة")], "nt", lemma, cost)
    elif typed.endswith("ى"):
        body = vocalised[: vocalised.rindex("ى")]
        stems.add(vocalised, "nm", lemma, cost)
        stems.add(body + "ا", "ne", lemma, cost)
    elif vocalised.endswith("ِي") and len(typed) > 3:
        stems.add(vocalised, "nq", lemma, cost)
        stems.add(vocalised[: vocalised.rindex("ي")], "nr", lemma, cost)
    elif typed.endswith("ا"):
        stems.add(vocalised, "nu", lemma, cost)
        stems.add(vocalised[: vocalised.rindex("ا")], "nv", lemma, cost)
    else:
        stems.add(vocalised, "na" if adjective else "nn" if len(typed) > 3 else "ns", lemma, cost)
        if typed.endswith("اء"):
            stems.add(vocalised[: vocalised.rindex("ء")] + "و", "nw", lemma, cost)


def add_name(stems: Stems, vocalised: str, cost: float, lemma: str = "") -> None:
    """The stems of a proper name."""
    typed = bare(vocalised)
    lemma = lemma or letters(typed)
    if typed.endswith("ة"):
        stems.add(vocalised[: vocalised.rindex("ة")], "nt", lemma, cost)
    else:
        stems.add(vocalised, "np", lemma, cost)
    if typed.endswith("ا"):
        stems.add(vocalised[: vocalised.rindex("ا")], "nv", lemma, cost)


def build_frequent(stems: Stems, counts: Counts) -> None:
    """Lemmas of the frequency table that are nouns, adjectives, names and particles."""
    for vocalised, kind, _ in counts.listed:
        which = group(kind)
        cost = counts.cost(vocalised, which)
        if which == "noun":
            add_noun(stems, vocalised, kind.startswith("adj"), cost)
        elif which == "name":
            add_name(stems, vocalised, cost)
        elif which == "particle":
            stems.add(vocalised, "xx", letters(vocalised), cost)


def build_nouns(stems: Stems, counts: Counts) -> None:
    """The dictionary's nouns: singulars, and broken plurals under their singular."""
    query = "select vocalized, wordtype, number, single, broken_plural from nouns order by id"
    for vocalised, kind, number, single, broken in rows("arabicdictionary.sqlite", query):
        noun = clean(vocalised)
        if number == BROKEN:
            for singular in forms(single):
                add_plural(stems, noun, singular, counts, PARTICIPLE_PLURAL_COST if "اسم فاعل" in kind else 0)
            if not forms(single):
                add_noun(stems, noun, False, counts.cost(noun, "noun"))
            continue
        add_noun(stems, noun, ":جامد" not in kind and "مصدر" not in kind, counts.cost(noun, "noun"))
        for plural in forms(broken):
            add_plural(stems, plural, noun, counts, PARTICIPLE_PLURAL_COST if "اسم فاعل" in kind else 0)


def add_plural(stems: Stems, plural: str, singular: str, counts: Counts, extra: float = 0.0) -> None:
    """A broken plural under its singular; also where it ends in ة, ى, ي or ات."""
    cost = counts.cost(singular, "noun", share=SINGULAR_SHARE) + extra
    lemma = letters(singular)
    typed = bare(plural)
    if len(typed) > 3 and typed.removesuffix("ة") == bare(singular).removesuffix("ة"):
        return
    kind = "nb"
    if counts.lettered.get((letters(plural), "noun"), 0) > COMMON:
        kind = "ng"
        cost += COLLECTIVE_COST if typed == bare(singular).removesuffix("ة") else HOMOGRAPH_COST
    if typed.endswith("ات"):
        stems.add(plural[: plural.rindex("ا")], "nd", lemma, cost)
    elif typed.endswith("ة"):
        stems.add(plural[: plural.rindex("ة")], "nc", lemma, cost)
    elif typed.endswith("ى"):
        stems.add(plural, "nm", lemma, cost)
        stems.add(plural[: plural.rindex("ى")] + "ا", "ne", lemma, cost)
    else:
        stems.add(plural, kind, lemma, cost)
        if typed.endswith("ي"):
            stems.add(plural[: plural.rindex("ي")], "nr", lemma, cost)


def build_verbs(stems: Stems, counts: Counts) -> None:
    """Every stem of every verb of the dictionary and of the frequency table."""
    query = "select vocalized, future_type from verbs order by id"
    listed = rows("arabicdictionary.sqlite", query)
    verbs = dict.fromkeys((clean(verb), _FUTURE.get(future, "")) for verb, future in listed)
    known = {conjugation.spelling(verb) for verb, _ in verbs}
    counted = [verb for verb, kind, _ in counts.listed if kind == "verb"]
    verbs |= dict.fromkeys((verb, "") for verb in counted if conjugation.spelling(verb) not in known)
    for verb, future in verbs:
        cost = counts.cost(verb, "verb")
        made = conjugation.stems(verb, future)
        if not made:
            stems.add(verb, "p", letters(verb), cost)
        for kind, stem, extra in made:
            stems.add(stem, kind, letters(verb), cost + extra)


def build_own_feminines(stems: Stems) -> None:
    """A noun in ة listed as a word of its own goes before the feminine of a rare adjective (مطرقة, not مطرق)."""
    for entries in stems.table.values():
        adjectives = [min(s.values()) for (kind, _), s in entries.items() if kind == "na"]
        if adjectives and min(adjectives) > RARE:
            for (kind, _), spellings in entries.items():
                if kind == "nt":
                    for spelling in spellings:
                        spellings[spelling] = min(spellings[spelling], min(adjectives) + OWN_FEMININE_COST)


def build_feminine_plurals(stems: Stems) -> None:
    """A plural in ات belongs to the noun in ة where one stands beside a noun without it (مكتبات: مكتبة, not مكتب)."""
    for stem, entries in list(stems.table.items()):
        without = [min(s.values()) for (kind, lemma), s in entries.items() if kind in ("nn", "ns") and lemma == stem]
        feminine = [(min(s.values()), lemma) for (kind, lemma), s in entries.items() if kind == "nt"]
        for cost, lemma in feminine:
            if without and cost < UNCOMMON and cost - min(without) < FEMININE_GAP:
                for spelling in [one for one, own in entries["nt", lemma].items() if own == cost]:
                    stems.add(spelling, "nd", lemma, min(cost, *without) + FEMININE_PLURAL_COST)


def build_guessed_plurals(stems: Stems) -> None:
    """A plural of every likely shape for every noun, unless the dictionary has it."""
    singulars = [
        (lemma, min(spellings.values()))
        for entries in stems.table.values()
        for (kind, lemma), spellings in entries.items()
        if kind in SINGULAR
    ]
    for lemma, cost in singulars:
        for plural, extra in plurals.plurals(lemma):
            stem, listed, guessed = (plural[:-1], "nc", "nh") if plural.endswith("ه") else (plural, "nb", "ng")
            if (listed, lemma) not in stems.table.get(stem, {}):
                stems.add(stem, guessed, lemma, cost + extra + GUESS_COST)


def build_irregular(stems: Stems) -> None:
    """The closed list of irregular words."""
    for row in read_table("irregular", "stem", "class", "lemma", "cost"):
        stems.add(row["stem"], row["class"], row["lemma"], float(row["cost"]))


def build_current_spellings(stems: Stems, counts: Counts) -> None:
    """Words that are spelled in several ways: each spelling has the one lemma, in all its forms and as a nisba."""
    renamed: dict[str, str] = {}
    for row in read_table("current_spellings", "word", "class", "spellings"):
        word, kind = row["word"], row["class"]
        cost = min(CURRENT, counts.cost(word, "noun" if kind in ("nn", "na") else "name"))
        lemma, nisba = letters(word), nisba_of(letters(word))
        for spelled in (word, *row["spellings"].split("، ")):
            if kind == NAME_IN_TA:
                stems.add(spelled.removesuffix("ة"), kind, lemma, cost)
                continue
            renamed[letters(spelled)] = lemma
            if kind != "np" or word.endswith("ة"):
                add_noun(stems, spelled, kind == "na", cost, lemma)
            else:
                add_name(stems, spelled.replace("ة", "ه"), cost, lemma)
            if kind == "np" and len(nisba) > _SHORTEST_NISBA:
                stems.add(nisba_of(letters(spelled)), "na", nisba, cost + NISBA_COST)
                renamed[nisba_of(letters(spelled))] = nisba
    stems.rename(renamed)


def build_plurals(stems: Stems, counts: Counts) -> None:
    """The plurals that the dictionary does not list."""
    for row in read_table("plurals", "word", "plurals"):
        if letters(row["word"]) not in stems.table:
            add_noun(stems, row["word"], row["word"].endswith("ي"), CURRENT)
        for plural in row["plurals"].split("، "):
            add_plural(stems, plural, row["word"], counts)


def build_feminines(stems: Stems, counts: Counts) -> None:
    """Adjectives whose feminine is of another shape: both have one lemma."""
    lemmas = {}
    for row in read_table("feminines", "word", "feminine"):
        lemma = lemmas[letters(row["feminine"])] = letters(row["word"])
        add_noun(stems, row["feminine"], True, counts.cost(row["word"], "noun", share=SINGULAR_SHARE), lemma)
    stems.rename(lemmas)


def build_keys(stems: Stems) -> None:
    """The keys of nouns and names, so that another spelling of a loan word finds its lemma."""
    found: dict[str, tuple[float, str, str]] = {}
    for entries in stems.table.values():
        for (kind, lemma), spellings in entries.items():
            if kind in ("nn", "na", "np", "nq", "nt", "nu") and (key := names.key(lemma)):
                found[key] = min((min(spellings.values()), lemma, kind), found.get(key, (99.0, "", "")))
    for key, (cost, lemma, kind) in found.items():
        stems.table[names.MARK + key] = {(kind, lemma): {"": cost}}


def build_roots(stems: Stems, counts: Counts) -> None:
    """The lemmas of every root, and the roots of every lemma."""
    query = "select vocalized, root, number, single from nouns order by id"
    for vocalised, root, number, single in rows("arabicdictionary.sqlite", query):
        for noun in forms(single) if number == BROKEN else [clean(vocalised)]:
            _add_root(stems, root, letters(noun), "", counts.cost(noun, "noun"))
    for vocalised, root in rows("arabicdictionary.sqlite", "select vocalized, root from verbs order by id"):
        verb = clean(vocalised)
        _add_root(stems, root, letters(verb), VERB, counts.cost(verb, "verb"))


def _add_root(stems: Stems, cell: str | None, lemma: str, suffix: str, cost: float) -> None:
    for root in listed_roots(cell, lemma):
        for key, value in ((ROOT_MARK + root, lemma + suffix), (LEMMA_MARK + lemma + suffix, root)):
            costs = stems.table.setdefault(key, {}).setdefault((ROOT, value), {})
            costs[""] = min(cost, costs.get("", cost))


def build() -> bytes:
    """The content of the lexicon file: the same bytes from the same dictionary and tables."""
    stems = Stems()
    counts = Counts()
    build_frequent(stems, counts)
    build_nouns(stems, counts)
    build_verbs(stems, counts)
    build_own_feminines(stems)
    build_feminine_plurals(stems)
    build_plurals(stems, counts)
    build_guessed_plurals(stems)
    build_irregular(stems)
    build_feminines(stems, counts)
    build_current_spellings(stems, counts)
    build_keys(stems)
    build_roots(stems, counts)
    return format.pack(stems.records())
