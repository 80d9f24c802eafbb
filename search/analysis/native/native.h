/* The hot loops of analysis, compiled: a text to its terms by a table of words that were met before (table.c), the
 * texts of each term counted (counts.c), the signature of a text (signature.c), near-duplicates (groups.c), a word to its
 * lemma terms (stemmer.h), the words of a text that match (pieces.c), the best of it with its marks (snippets.h), and
 * how far two words lie apart (alignment.c).
 *
 * No rule of Arabic is here. What a word becomes is told by the Python code that is given to a table, once a word; what
 * is a word is decided by its regular expression wherever a text has more than Arabic letters and marks; how it is
 * stemmed by values that a stemmer is made from; which letters are strong, by a byte for each. The same is in Python in
 * `term_table.py`, `minhash.py`, `grouping.py`, `stemmer.py`, `answering/consonants.py` and `corrections/sounds.py`, which
 * is what runs where this was not built; one test of each compares the two.
 *
 * All of it holds the interpreter's lock. A call into Python may change a table: nothing points into it over a call.
 */
#ifndef NATIVE_H
#define NATIVE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* No name of this code is seen by others, nor bound to theirs: where Python itself has zlib, `crc32` would be zlib's. */
#if defined(__GNUC__)
#pragma GCC visibility push(hidden)
#endif

/* A text of UTF-8. */
typedef struct {
    const char *at;
    size_t size;
} Text;

/* The UTF-8 of a text, which Python keeps with it; -1 and an error for half of a pair (table.c). */
int text_of_object(PyObject *object, Text *text);

/* ---- bytes that grow (strings.c) ---- */

typedef struct {
    char *at;
    size_t size, room;
} Bytes;

/* Room for so many bytes more; -1 and MemoryError where there is none. */
int grow(Bytes *bytes, size_t more);
int append(Bytes *bytes, const void *from, size_t size);
void release(Bytes *bytes);

/* Asks the processor for memory that is read soon. */
#if defined(__GNUC__)
#define FETCH(at) __builtin_prefetch(at)
#else
#define FETCH(at) ((void)(at))
#endif

/* ---- strings by number (strings.c) ---- */

typedef struct {
    uint32_t start, size; /* in `text` */
} String;

typedef struct {
    uint32_t hash, number; /* of a string, the number + 1, or 0 where there is none */
} Slot;

/* Distinct strings, numbered from 0 in the order in which they came, found by open addressing. */
typedef struct {
    Bytes text, strings; /* strings: of String */
    Slot *slots;
    uint32_t count, mask;
} Strings;

uint32_t hash(const char *text, size_t size);
int equal(const char *one, const char *other, size_t size);
/* Twice as many slots, or the first; -1 and MemoryError. */
int more_slots(Slot **slots, uint32_t *mask);
const String *string_at(const Strings *strings, uint32_t number);
/* The number of a string; -1 of one that is not there. */
int64_t find_string(const Strings *strings, const char *text, size_t size);
/* The number of a string, which is added where it is not there; -1 and an error where it cannot be. */
int64_t number_of(Strings *strings, const char *text, size_t size);
void release_strings(Strings *strings);

/* ---- the words of a text (tokenizer.c) ---- */

/* What a character is, for each below U+10000: see `term_table.character_classes`. */
enum { LETTER = 1, INSIDE = 2, TAIL = 4, DIGIT = 8, BEGINS = 16 };

/* The character at a place, U+FFFF for all beyond, a line break at the end; `size` is how many bytes it has. */
static inline uint32_t character(const char *at, const char *end, int *size)
{
    const unsigned char *byte = (const unsigned char *)at;
    if (at >= end) {
        *size = 0;
        return '\n';
    }
    if (byte[0] < 0x80)
        return *size = 1, byte[0];
    if (byte[0] < 0xE0)
        return *size = 2, (byte[0] & 0x1Fu) << 6 | (byte[1] & 0x3Fu);
    if (byte[0] < 0xF0)
        return *size = 3, (byte[0] & 0x0Fu) << 12 | (byte[1] & 0x3Fu) << 6 | (byte[2] & 0x3Fu);
    return *size = 4, 0xFFFF;
}
/* The end of the Arabic word that begins here: letters, what may stand between them, marks and tatweel at the end. That
 * is `tokenizer._ARABIC`. NULL where it may be another kind of word: with a number (الـ20), of two (إن شاء الله, و written
 * apart). */
const char *arabic(const unsigned char *classes, const char *at, const char *end, Py_ssize_t *characters);

typedef struct {
    PyObject *text;               /* as Python has it */
    const char *at, *end;         /* the same in UTF-8, which Python keeps with it */
    Py_ssize_t place;             /* of `at`, in characters */
    const unsigned char *classes; /* of characters: see `term_table.character_classes` */
    PyObject *match;              /* the regular expression's, for all that is no plain Arabic word */
} Reader;

/* The next word [`*start`, `reader->at`): 1, or 0 at the end of the text, or -1 and an error. */
int next_word(Reader *reader, const char **start);

/* Four bytes of a file, the lowest first. */
static inline uint32_t number_at(const unsigned char *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* ---- the file of words that builds have met (known.c) ---- */

/* Whether the file has a word, and its terms. */
int find_known(const Py_buffer *known, Text word, Text *exact, Text *lemmas);
/* The next of some records as they stand in the file; whether there is one. */
int next_record(Text *left, Text *word, Text *exact, Text *lemmas);
/* Appends the record of a word with its terms; 0, or -1 and an error. */
int append_record(Bytes *records, Text word, Text exact, Text lemmas);

/* ---- the words that are kept (words.c) ---- */

enum {
    LONGEST_REMEMBERED = 128,         /* characters of a word that is kept, as in remembered.py */
    LONGEST = 4 * LONGEST_REMEMBERED, /* bytes of it, and of its terms */
};

/* A word with its exact terms and its lemma terms, each joined by spaces: how many bytes they are, and where they begin.
 * Behind it stand the numbers of its exact terms, so many, and then the texts; one that is as the text before it is not
 * there twice. All of a word lies together, since a word that is looked up waits for memory. */
typedef struct {
    uint16_t word, exact_at, exact, lemmas_at, lemmas, count;
} Kept;

static inline const uint32_t *numbers_of(const Kept *kept)
{
    return (const uint32_t *)(kept + 1);
}

static inline const char *texts_of(const Kept *kept)
{
    return (const char *)(numbers_of(kept) + kept->count);
}

static inline Text exact_text(const Kept *kept)
{
    return (Text){texts_of(kept) + kept->exact_at, kept->exact};
}

static inline Text lemma_text(const Kept *kept)
{
    return (Text){texts_of(kept) + kept->lemmas_at, kept->lemmas};
}

/* Words by open addressing; the number of a word is where it stands in `kept`, in units of 4 bytes, from 1 on. */
typedef struct {
    Bytes kept;
    Slot *slots;
    uint32_t count, mask;
} Words;

/* A word that is kept, until the next is kept; NULL of any other. `sum` is its `hash`. */
const Kept *find_word(const Words *words, Text word, uint32_t sum);
/* Ask for what is read when a word of this hash is looked for: first for its slot, then for where it lies. */
void fetch_word_slot(const Words *words, uint32_t sum);
void fetch_word(const Words *words, uint32_t sum);
/* Keeps a word that is not there with its terms and their numbers; NULL and an error where there is no room. */
const Kept *keep_word(Words *words, Text word, Text exact, Text lemmas, const Bytes *numbers);
void release_words(Words *words);

/* ---- the table of words (table.c) ---- */

typedef struct {
    PyObject_HEAD
    PyObject *analyse, *match, *classes, *stemmer; /* the last may be NULL */
    Words words;
    Strings terms;   /* exact terms, for counting */
    Bytes numbers;   /* of uint32_t: those of the terms of the word that is read */
    Bytes news;      /* records of the words that were analysed here */
    Py_buffer known; /* a file of words, or nothing */
} Table;

/* The joined terms of a word that is kept, or known; whether it is. */
int look_up(const Table *table, Text word, Text *exact, Text *lemmas);

/* ---- a word that is not in the table (learning.c) ---- */

/* Keeps a word with its terms, where they are not too long; what is there is left alone. Whether it is new, or -1 and an
 * error. */
int keep(Table *table, Text word, Text exact, Text lemmas);

/* ---- the words of a text that have a wanted term (pieces.c) ---- */

PyObject *table_marks(PyObject *self, PyObject *arguments);

/* ---- in how many texts each term is (counts.c) ---- */

typedef struct {
    PyObject_HEAD
    Table *table;
    PyObject *before; /* dict: what was counted by a table before this one */
    Bytes tallies;    /* of Tally, by the number of the term */
    uint32_t text;    /* the number of the text that is counted */
} Counts;

/* Analyses a word, keeps it, appends its terms and counts them where there are counts; 0, or -1 and an error (learning.c). */
int learn(Table *table, Counts *counts, Text word, Bytes *exact, Bytes *lemmas);
/* Counts terms of a table by their numbers for the text that is read, each once; 0, or -1 and an error. */
int count_terms(Counts *counts, Table *table, const uint32_t *numbers, size_t count);

/* ---- CRC-32, as zlib has it (signature.c) ---- */

extern uint32_t crc_table[256];
void make_crc_table(void);
/* What is summed, with one byte more: it begins as, and comes out by, inverting it. */
static inline uint32_t crc_step(uint32_t sum, unsigned char byte)
{
    return crc_table[(sum ^ byte) & 0xFF] ^ sum >> 8;
}
uint32_t crc32(const unsigned char *at, const unsigned char *end);

/* ---- what the module has ---- */

extern PyType_Spec table_spec, counts_spec, wanted_spec, alignment_spec;
extern PyTypeObject *counts_type, *wanted_type, *stemmer_type;
PyObject *signature(PyObject *module, PyObject *body);
PyObject *groups(PyObject *module, PyObject *arguments);
PyObject *best_fragments(PyObject *module, PyObject *arguments);
PyObject *assemble(PyObject *module, PyObject *arguments);

#endif
