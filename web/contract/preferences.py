"""What a reader may choose of how the page is shown, and the values that there are."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Preferences:
    """The chosen values; the keys of `CHOICES` are its fields."""

    numerals: str = "latn"
    calendar: str = "gregorian"
    theme: str = "auto"
    instant: str = "on"
    keys: str = "on"
    marks: str = "shown"
    size: str = "3"

    def with_choices(self, chosen: dict[str, str]) -> Preferences:
        """The same with what `chosen` changes; what is unknown in it is passed over.

        >>> Preferences().with_choices({"theme": "dark", "size": "99"}).theme
        'dark'
        """
        known = {name: value for name, value in chosen.items() if value in CHOICES.get(name, ())}
        return replace(self, **known)


# Setting -> its values; `setting.NAME` and `setting.NAME.VALUE` of the catalogue say them to the reader.
CHOICES: dict[str, tuple[str, ...]] = {
    "numerals": ("latn", "arab"),
    "calendar": ("gregorian", "both"),
    "theme": ("auto", "light", "dark"),
    "size": ("1", "2", "3", "4", "5"),
    "marks": ("shown", "hidden"),
    "instant": ("on", "off"),
    "keys": ("on", "off"),
}
