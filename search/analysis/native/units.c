#include "stemmer.h"

/* ---- the marks of letters: see marks.py ---- */

int read_units(const Rules *rules, Letters text, Unit *units)
{
    int count = 0;
    for (const unsigned char *at = text.at; at < text.at + text.size; at++) {
        if (!is_in(rules, *at, IN_mark)) {
            if (count == MOST_LETTERS)
                return UNSURE;
            units[count++] = (Unit){0, 0};
        } else if (count) {
            Unit *unit = &units[count - 1];
            if (is_in(rules, *at, IN_vowel)) {
                if (unit->vowels >> 24)
                    return UNSURE;
                unit->vowels = unit->vowels << 8 | *at;
            }
            unit->doubled |= is_in(rules, *at, IN_doubling);
        }
    }
    return count;
}

/* Whether a letter of a stem is written with marks that contradict its vocalised spelling. */
static int disagrees(Unit mine, Unit theirs, int is_first, int is_last)
{
    int other_vowel = !is_last && mine.vowels && theirs.vowels && mine.vowels != theirs.vowels;
    int other_doubling = !is_first && mine.doubled != theirs.doubled && (mine.doubled || (mine.vowels && !is_last));
    return other_vowel || other_doubling;
}

static int disagreements_with(const Rules *rules, const Word *word, size_t start, Letters vocalised)
{
    Unit theirs[MOST_LETTERS];
    int size = read_units(rules, vocalised, theirs), count = 0;
    for (int at = 0; at < size && start + at < word->size; at++)
        count += disagrees(word->units[start + at], theirs[at], at == 0, at + 1 == size);
    return size < 0 ? UNSURE : count;
}

int disagreements(const Rules *rules, const Word *word, size_t start, Letters spellings)
{
    int least = -1;
    for (const unsigned char *at = spellings.at, *end = at + spellings.size;; at++) {
        const unsigned char *bar = memchr(at, '|', end - at), *stop = bar ? bar : end;
        int count = disagreements_with(rules, word, start, (Letters){at, stop - at});
        if (count < 0)
            return UNSURE;
        least = least < 0 || count < least ? count : least;
        if (!bar)
            return least;
        at = bar;
    }
}
