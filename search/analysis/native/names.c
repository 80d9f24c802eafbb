#include "stemmer.h"

/* ---- foreign names, and what the lemma level indexes: see names.py ---- */

/* The part of a word that is shaped as an Arabic one would not be: without what Arabic words begin and end with. */
static Letters without_native_ends(const Rules *rules, Letters word)
{
    size_t start = is_in(rules, word.at[0], IN_name_front), size = word.size - start;
    const NameEnd *ends = (const NameEnd *)rules->name_ends.at, *behind = ends + rules->name_ends.size / sizeof *ends;
    for (const NameEnd *end = ends; end < behind; end++) {
        size_t before = word.size - end->letters.size;
        if (!ends_with(word, &end->letters) || before < end->least || before < start)
            continue;
        size = before - start;
        break;
    }
    return (Letters){word.at + start, size};
}

/* Appends a letter where the one before it is another; the new size. */
static size_t squeeze(unsigned char *to, size_t size, unsigned char letter)
{
    if (!size || to[size - 1] != letter)
        to[size++] = letter;
    return size;
}

size_t name_key(const Rules *rules, Letters word, unsigned char *key)
{
    if (!word.size)
        return 0;
    Letters inner = without_native_ends(rules, word);
    size_t size = 0;
    for (size_t at = 0; at < inner.size; at++)
        if (!is_in(rules, inner.at[at], IN_name_vowel))
            size = squeeze(key, size, inner.at[at]);
    if (size < (size_t)rules->least_consonants)
        return 0;
    size = 0;
    for (size_t at = 0; at < word.size; at++)
        if (!at || at + 1 == word.size || !is_in(rules, rules->name_letters[word.at[at]], IN_name_vowel))
            size = squeeze(key, size, rules->name_letters[word.at[at]]);
    key[size - 1] = rules->name_last[key[size - 1]];
    return size;
}

static size_t put(unsigned char *to, size_t size, const Piece *piece)
{
    memcpy(to + size, piece->at, piece->size);
    return size + piece->size;
}

size_t term_of(const Rules *rules, const Reading *reading, unsigned char *term)
{
    Letters lemma = {reading->lemma, reading->size};
    size_t size;
    if (reading->pos == NAME || reading->pos == UNKNOWN) {
        if ((size = name_key(rules, lemma, term)))
            return size;
        for (size = 0; size < lemma.size; size++)
            term[size] = rules->name_letters[lemma.at[size]];
        return size;
    }
    if (reading->pos == PARTICLE) {
        int64_t number = find_string(&rules->particles, (const char *)lemma.at, lemma.size);
        if (number >= 0)
            return put(term, 0, (const Piece *)rules->particle_terms.at + number);
    }
    memcpy(term, lemma.at, lemma.size);
    return reading->pos == VERB ? put(term, lemma.size, &rules->verb_mark) : lemma.size;
}
