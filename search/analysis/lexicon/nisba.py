"""The nisba of a name: the adjective in ي made of it."""

from __future__ import annotations


def nisba_of(name: str) -> str:
    """The nisba of a folded name.

    >>> nisba_of("امريكا"), nisba_of("روسيا"), nisba_of("لندن")
    ('امريكي', 'روسي', 'لندني')
    """
    for ending in ("يا", "يه", "ا", "ه", "ي"):
        if name.endswith(ending):
            return name.removesuffix(ending) + "ي"
    return name + "ي"
