/* A word to its readings and its lemma terms, compiled: what stemmer.py does with readings.py, affixes.py, unknown.py,
 * names.py and marks.py, and of a plain word what folding.py does before.
 *
 * No rule of Arabic is here, and no number of one: all of them are values that a Stemmer is made from, which
 * compiled_stemmer.py takes from those modules (rules.c). One test compares what comes out. Costs are added in the
 * order in which Python adds them, so that they are the same to the last bit.
 *
 * Letters are bytes of ISO 8859-6, as in the lexicon. Where this code is not sure that it does as Python does (a letter
 * of another script, more readings than there is room for, an entry that is none) it says `UNSURE`, and Python decides.
 */
#ifndef STEMMER_H
#define STEMMER_H

#include "native.h"

enum {
    UNSURE = -1,
    MOST_LETTERS = 64, /* of a word; with its marks so many bytes: */
    MOST_TYPED = 256,
    MOST_LEMMA = 80,
    MOST_PARTINGS = 256,
    MOST_READINGS = 128,
    MOST_TERMS = 4,   /* of a word: `asked` may not be more */
    MOST_PIECE = 16,  /* letters of an affix */
    FROM_CODE = 0x560 /* to a code point, from an Arabic byte of ISO 8859-6 */
};

typedef struct {
    const unsigned char *at;
    size_t size;
} Letters;

/* ---- the rules (rules.c) ---- */

/* A few letters of a rule. */
typedef struct {
    unsigned char at[MOST_PIECE];
    size_t size;
} Piece;

typedef struct {
    Piece from, to;
} Change;

/* Letters that no foreign name ends with, behind so many others. */
typedef struct {
    Piece letters;
    size_t least;
} NameEnd;

/* Letters in front of a stem, `affixes.Proclitic`; `hamza_cost` where one of them was typed with a hamza. */
typedef struct {
    double cost, hamza_cost;
    uint32_t groups;
} Head;

/* What speaks against an ending: the last letter that was typed. */
typedef struct {
    double cost;
    unsigned char letter;
} Last;

/* What an ending is, and the class of the stem before it: bits of `compiled_stemmer.Trait`. */
enum {
    ENCLITIC = 1,
    HIS = 2,
    FEMININE = 4,
    NUMBER = 8,
    WHOLE = 16,
    ACCUSATIVE = 32,
    PARTICLE_STEM = 64,
    VERB_STEM = 128,
    LISTED_PLURAL = 256,
    GUESSED_PLURAL = 512,
    PAST = 1024,
    WITHOUT_YA = 2048
};

/* Parts of speech, in the order of the alphabet, in which readings of one cost stand. */
enum { NAME, NOUN, PARTICLE, UNKNOWN, VERB };

/* Letters behind a stem of one class, `affixes.Ending`. */
typedef struct {
    double cost, verb_cost;
    uint32_t groups, traits;
    uint16_t kind;
    uint8_t pos, lasts;
    Last last[4];
    Piece adds;
} Ending;

/* The rows of one text: from `first` on, so many, with the sum of their groups. */
typedef struct {
    uint32_t groups, first, count;
} Affix;

typedef struct {
    Strings texts;
    Bytes affixes, rows; /* of Affix, by the number of the text; of Head or Ending */
    size_t longest;
    unsigned char has[256]; /* the letters they are made of */
} Affixes;

typedef struct {
    double cost;
    uint32_t group;
} Person;

/* Shapes of words, `shapes.EncodedShape`, one behind the other in the bits of a number: which of them each letter may
 * stand for, which are the first of a shape (one that may begin anywhere, or where a word begins), and which the last
 * (of one that may end anywhere, or where a word ends). */
typedef struct {
    uint64_t letters[256], firsts, anywhere, begins, found, ends;
    int used;
} Block;

/* The numbers and the few letters of rules, each by the name under which Python gives it. */
#define NUMBERS(X)                                                                                                     \
    X(spread)                                                                                                          \
    X(mark_cost) X(tanween_cost) X(particle_cost) X(other_letter) X(doubtful) X(repair_cost) X(hamza_cost)             \
        X(may_be_pdf) X(far) X(shortest_repaired) X(longest_repaired) X(least_stem) X(least_after_and) X(least_behind) \
            X(least_consonants) X(asked) X(indexed) X(close) X(plural_close) X(whole_close) X(dotless_close) X(past_close)        \
                X(guessed_close) X(rare) X(imperfect) X(others) X(longest_term) X(shortest_silent) X(longest_padded)

#define PIECES(X) X(silent_end) X(verb_mark) X(imperfect_letter) X(conjunction) X(name_mark) X(name_kind)

/* Kinds of letters; a byte of none of them is no letter of a word that is read here. */
#define SETS(X)                                                                                                        \
    X(letter)                                                                                                          \
    X(mark) X(vowel) X(doubling) X(tanween) X(silent) X(hamza_alef) X(name_front) X(name_vowel) X(proclitic)           \
        X(not_last)

#define MEMBER_NUMBER(name) double name;
#define MEMBER_PIECE(name) Piece name;
#define MEMBER_SET(name) IN_##name,
enum { SETS(MEMBER_SET) SET_COUNT };

typedef struct {
    NUMBERS(MEMBER_NUMBER)
    PIECES(MEMBER_PIECE)
    Affixes heads, endings;
    Person persons[256];
    double letter_costs[64 * 64]; /* see `letter_pair` */
    Strings particles, typed_particles;
    Bytes particle_terms; /* of Piece, by the number of the particle */
    Change order, last_repair;
    Bytes confused, fronts, backs; /* of Change: a letter and each that it may be; an affix and what is put there */
    Bytes name_ends;               /* of NameEnd */
    unsigned char name_letters[256], name_last[256];
    Bytes typed_shapes, folded_shapes; /* of Block */
    unsigned char folded[256];         /* what each letter becomes */
    Strings spellings;                 /* folded words that have another spelling */
    uint16_t sets[256];
} Rules;

static inline int is_in(const Rules *rules, unsigned char letter, int set)
{
    return rules->sets[letter] >> set & 1;
}

static inline int ends_with(Letters word, const Piece *end)
{
    return word.size >= end->size && !memcmp(word.at + word.size - end->size, end->at, end->size);
}

/* The row of `letter_costs` of two letters, whose bytes are 0xC0 and more. */
static inline size_t letter_pair(unsigned char typed, unsigned char meant)
{
    return (typed & 63) * 64u + (meant & 63);
}

/* Reads all rules from named values; -1 and an error where one is missing or none. */
int read_rules(Rules *rules, PyObject *named);
void release_rules(Rules *rules);
/* The list of rules of a name, and how many they are; -1 and an error where it is none. */
typedef int (*RowReader)(void *to, PyObject *row);
/* Has each row of a list read; 0, or -1 and an error. */
int each_row(void *to, PyObject *rows, RowReader read);
/* The same of the list of a name. */
int read_rows(void *to, PyObject *named, const char *name, RowReader read);
/* -1 and an error where a rule has too many letters. */
int read_piece(Piece *piece, const char *text, Py_ssize_t size);
/* The affixes of the rules (affixes.c). */
int read_all_affixes(Rules *rules, PyObject *named);

/* ---- plain words (plain.c) ---- */

/* Adds the rows of `shapes.encoded`; -1 and an error where they are none. */
int read_shapes(Bytes *blocks, PyObject *rows);
/* Folds the letters of a word one by one; how many of them are its exact term, 0 where that is not sure or its hamza may
 * have another spelling. `typed` has its marks too. */
size_t fold_plain(const Rules *rules, Letters typed, Letters letters, unsigned char *folded);
/* Whether a word is a number that is its own exact term and lemma: ASCII digits, perhaps with a point among them, more
 * than are filled up with zeros. */
int stays_number(const Rules *rules, Text word);

/* ---- the lexicon: see lexicon/format.py (lexicon.c) ---- */

typedef struct {
    Py_buffer file;
    const unsigned char *slots, *held;
    uint32_t mask;
} Lexicon;

typedef struct {
    double bits;
    uint16_t kind;
    Letters all, lemma, spelled, vocalised;
} Entry;

/* -1 and an error where a file has no room for what it tells of. */
int read_lexicon(Lexicon *lexicon, PyObject *file);
/* The entries of a stem whose CRC-32 is told. */
Letters find_stem(const Lexicon *lexicon, Letters stem, uint32_t tag);
/* The next of some entries: 1, or 0 at their end, or UNSURE. */
int next_entry(Letters *left, Entry *entry);

/* ---- the readings of a word ---- */

/* A letter's vowels and sukun, one byte each, and whether it is doubled: see marks.py. */
typedef struct {
    uint32_t vowels;
    int doubled;
} Unit;

/* A word as it was typed and folded, letter by letter, and the marks of each letter where it has some. */
typedef struct {
    const unsigned char *typed, *folded;
    size_t size;
    const Unit *units; /* or NULL */
    int has_tanween;
} Word;

typedef struct {
    double bound;
    const Head *head;
    const Ending *ending;
    Entry entry;
    size_t start, cut; /* of the stem */
    int is_imperfect;
} Parting;

/* `readings.Reading`; what it was parted into is NULL and empty of a guess. */
typedef struct {
    double cost, bits;
    uint32_t traits;
    int pos;
    size_t size;
    unsigned char lemma[MOST_LEMMA];
    const Head *head;
    const Ending *ending;
    Letters entry;
} Reading;

typedef struct {
    Rules rules;
    Lexicon lexicon;
} Stemming;

/* `readings._partings`: how many, or UNSURE (partings.c). */
int find_partings(const Stemming *stemming, Letters code, double limit, Parting *found);
/* `marks.units`: how many letters, or UNSURE (units.c). */
int read_units(const Rules *rules, Letters text, Unit *units);
/* `marks.disagreements` with the spelling that is likest, of those parted by bars; or UNSURE. */
int disagreements(const Rules *rules, const Word *word, size_t start, Letters spellings);
/* `readings.known`: how many, or UNSURE (readings.c). */
int find_known_readings(const Stemming *stemming, const Word *word, double limit, Reading *found);
/* `stemmer.readings`, without those of another hamza: how many, or UNSURE (guesses.c). */
int find_readings(const Stemming *stemming, const Word *word, Reading *found);
/* `names.key`: its size, 0 where it has none (names.c). */
size_t name_key(const Rules *rules, Letters word, unsigned char *key);
/* `Reading.term`: its size. */
size_t term_of(const Rules *rules, const Reading *reading, unsigned char *term);
/* `stemmer.lemmas`: those of the readings that count, as terms in UTF-8; how many, or UNSURE (lemmas.c). */
typedef struct {
    char text[2 * (MOST_LEMMA + MOST_PIECE)];
    int size;
} Term;

int find_terms(const Rules *rules, Reading *found, int count, Letters exact, Term *terms);
/* The same in a tuple; NULL and an error, or none where this is not sure. */
PyObject *lemma_terms(const Rules *rules, Reading *found, int count, Letters exact);
/* A text of the lexicon in UTF-8: its size, or UNSURE. */
int to_utf8(const unsigned char *text, size_t size, char *to);
/* Letters of the lexicon's code as a text; NULL where they are none, and with an error where there is no memory. */
PyObject *text_of_letters(Letters letters);

/* Appends the exact term and the indexed lemma terms of a plain word that hides behind no particle, or of a number, as
 * `analyzer.joined_terms` gives them; 1, or 0 of any other and where this is not sure, or -1 and an error (stemmer.c). */
int stem_plain(PyObject *stemmer, Text plain, Bytes *exact, Bytes *lemmas);

extern PyType_Spec stemmer_spec;

#endif
