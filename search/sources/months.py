"""Month names as the Arabic press writes them, and the English ones: folded name -> number."""

from __future__ import annotations

from search.analysis.folding import fold

_NAMES = (
    "يناير، كانون الثاني، جانفي، january، jan",
    "فبراير، شباط، فيفري، february، feb",
    "مارس، آذار، march، mar",
    "أبريل، إبريل، نيسان، أفريل، april، apr",
    "مايو، أيار، ماي، may",
    "يونيو، يونيه، حزيران، جوان، june، jun",
    "يوليو، يوليه، تموز، جويلية، july، jul",
    "أغسطس، آب، أوت، august، aug",
    "سبتمبر، أيلول، شتنبر، september، sep، sept",
    "أكتوبر، تشرين الأول، october، oct",
    "نوفمبر، تشرين الثاني، نونبر، november، nov",
    "ديسمبر، كانون الأول، دجنبر، december، dec",
)
MONTHS = {fold(name): number for number, names in enumerate(_NAMES, 1) for name in names.split("، ")}
