"""Month names as the Arabic press writes them, and the English ones: folded name -> number."""

from __future__ import annotations

from search.analysis.folding import fold

# Egypt and the Gulf, the Levant and Iraq, Algeria and Tunisia, Morocco, English.
_GREGORIAN = (
    "يناير، كانون الثاني، كانون ثاني، جانفي، january، jan",
    "فبراير، شباط، فيفري، february، feb",
    "مارس، آذار، march، mar",
    "أبريل، إبريل، نيسان، أفريل، april، apr",
    "مايو، أيار، ماي، may",
    "يونيو، يونيه، حزيران، جوان، june، jun",
    "يوليو، يوليه، تموز، جويلية، يوليوز، july، jul",
    "أغسطس، آب، أوت، غشت، august، aug",
    "سبتمبر، أيلول، شتنبر، september، sep، sept",
    "أكتوبر، تشرين الأول، تشرين أول، october، oct",
    "نوفمبر، تشرين الثاني، تشرين ثاني، نونبر، november، nov",
    "ديسمبر، كانون الأول، كانون أول، دجنبر، december، dec",
)
_HIJRI = (
    "محرم، المحرم، muharram",
    "صفر، safar",
    "ربيع الأول، ربيع أول",
    "ربيع الآخر، ربيع الثاني، ربيع ثاني",
    "جمادى الأولى، جمادى الأول",
    "جمادى الآخرة، جمادى الثانية، جمادى الثاني، جمادى الآخر",
    "رجب، rajab",
    "شعبان، shaban",
    "رمضان، ramadan",
    "شوال، shawwal",
    "ذو القعدة، ذي القعدة، ذوالقعدة، ذيالقعدة",
    "ذو الحجة، ذي الحجة، ذوالحجة، ذيالحجة",
)


def _numbered(table: tuple[str, ...]) -> dict[str, int]:
    return {fold(name): number for number, names in enumerate(table, 1) for name in names.split("، ")}


MONTHS = _numbered(_GREGORIAN)
HIJRI_MONTHS = _numbered(_HIJRI)
