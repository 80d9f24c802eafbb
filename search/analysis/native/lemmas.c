#include "stemmer.h"

/* ---- the lemma terms of a word: `stemmer.lemmas` ---- */

static int is_lemma(const Reading *reading, Letters exact)
{
    return reading->size == exact.size && !memcmp(reading->lemma, exact.at, exact.size);
}

/* Leaves out duals and plurals of a word that is as likely a whole name; how many readings stay. */
static int whole_names_first(const Rules *rules, Reading *found, int count, Letters exact)
{
    double least = found[0].cost + 2 * rules->close;
    int whole = 0, kept = 0;
    for (int at = 0; at < count && found[0].traits & NUMBER && !whole; at++)
        whole = found[at].cost < least && found[at].pos == NAME && is_lemma(&found[at], exact);
    for (int at = 0; at < count; at++)
        if (!whole || !(found[at].traits & NUMBER))
            found[kept++] = found[at];
    return kept;
}

static int is_whole_noun(const Reading *reading)
{
    return (reading->pos == NOUN || reading->pos == NAME) && reading->traits & WHOLE &&
           !(reading->traits & (LISTED_PLURAL | GUESSED_PLURAL));
}

static int may_be_guessed(const Rules *rules, const Reading *found, int count)
{
    if (found[0].pos == UNKNOWN)
        return 1;
    if (!(found[0].traits & (LISTED_PLURAL | GUESSED_PLURAL)) || found[0].bits < rules->rare)
        return 0;
    for (int at = 0; at < count; at++)
        if (is_whole_noun(&found[at]))
            return 0;
    return 1;
}

static int is_close(const Rules *rules, const Reading *reading, const Reading *best, Letters exact, int guessed)
{
    double gap = reading->cost - best->cost;
    if (gap <= rules->close)
        return 1;
    if (best->traits & HIS && (reading->traits & (FEMININE | ENCLITIC)) == FEMININE && gap <= rules->dotless_close)
        return 1;
    if (best->traits & WITHOUT_YA && reading->traits & PAST && gap <= rules->past_close)
        return 1;
    if (reading->traits & LISTED_PLURAL)
        return gap <= rules->plural_close;
    if (guessed && reading->traits & GUESSED_PLURAL)
        return gap <= rules->guessed_close;
    return gap <= rules->whole_close && reading->pos == NOUN && is_lemma(reading, exact);
}

/* Whether a byte of ISO 8859-6 is an Arabic letter or mark. */
static int is_arabic(unsigned char byte)
{
    return (0xC1 <= byte && byte <= 0xDA) || (0xE0 <= byte && byte <= 0xF2);
}

int to_utf8(const unsigned char *text, size_t size, char *to)
{
    int written = 0;
    for (size_t at = 0; at < size; at++) {
        if (text[at] < 0x80) {
            to[written++] = (char)text[at];
            continue;
        }
        if (!is_arabic(text[at]))
            return UNSURE;
        uint32_t point = text[at] + FROM_CODE;
        to[written++] = (char)(0xC0 | point >> 6);
        to[written++] = (char)(0x80 | (point & 0x3F));
    }
    return written;
}

PyObject *text_of_letters(Letters letters)
{
    char text[2 * MOST_LEMMA];
    int size = letters.size <= MOST_LEMMA ? to_utf8(letters.at, letters.size, text) : UNSURE;
    return size < 0 ? NULL : PyUnicode_DecodeUTF8(text, size, NULL);
}

/* Adds the term of a reading, where it is not there; how many there are, or UNSURE. */
static int add_term(const Rules *rules, const Reading *reading, Term *terms, int count)
{
    unsigned char letters[MOST_LEMMA + MOST_PIECE];
    Term *term = &terms[count];
    term->size = to_utf8(letters, term_of(rules, reading, letters), term->text);
    if (term->size < 0)
        return UNSURE;
    for (int at = 0; at < count; at++)
        if (terms[at].size == term->size && !memcmp(terms[at].text, term->text, term->size))
            return count;
    return count + 1;
}

static PyObject *tuple_of(const Term *terms, int count)
{
    PyObject *tuple = PyTuple_New(count);
    for (int at = 0; tuple && at < count; at++) {
        PyObject *text = PyUnicode_DecodeUTF8(terms[at].text, terms[at].size, NULL);
        if (!text)
            Py_CLEAR(tuple);
        else
            PyTuple_SetItem(tuple, at, text);
    }
    return tuple;
}

int find_terms(const Rules *rules, Reading *found, int count, Letters exact, Term *terms)
{
    int asked = (int)rules->asked, terms_found = 0;
    if (count > 1)
        count = whole_names_first(rules, found, count, exact);
    int guessed = may_be_guessed(rules, found, count);
    for (int at = 0; at < count && terms_found >= 0 && terms_found < asked; at++)
        if (is_close(rules, &found[at], &found[0], exact, guessed))
            terms_found = add_term(rules, &found[at], terms, terms_found);
    return terms_found;
}

PyObject *lemma_terms(const Rules *rules, Reading *found, int count, Letters exact)
{
    Term terms[MOST_TERMS];
    count = find_terms(rules, found, count, exact, terms);
    return count < 0 ? NULL : tuple_of(terms, count);
}
