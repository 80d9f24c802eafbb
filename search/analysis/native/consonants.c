#include "consonants.h"

#define RARE (UINT64_C(1) << ('?' & 63)) /* of a `set`; no other class has this bit */

/* ---- the letters of a word ---- */

/* Adds a letter, where it is strong, without a jump, which nothing foretells; of more than there is room for only the
 * number is right. */
static inline void add_letter(Strong *strong, unsigned char letter)
{
    int is_strong = letter != '-';
    strong->set |= (uint64_t)is_strong << (letter & 63);
    strong->letters[strong->size % MOST_STRONG] = letter;
    strong->size += is_strong;
}

/* The letters without those at both ends that may be attached, none twice in a row. */
static Strong core_of(const Consonants *consonants, const Strong *strong)
{
    Strong core;
    core.set = core.size = 0;
    for (size_t at = 0; at < strong->size && at < MOST_STRONG; at++) {
        unsigned char letter = strong->letters[at];
        if (!(at && letter == strong->letters[at - 1]) && (core.size || !consonants->attached[letter]))
            add_letter(&core, letter);
    }
    while (core.size && consonants->attached[core.letters[core.size - 1]])
        core.size--;
    return core;
}

static int is_same(const Strong *one, const Strong *other)
{
    return one->size == other->size && !memcmp(one->letters, other->letters, one->size);
}

/* Whether the letters of a key stand in a word from a place on. */
static int stands_at(const Strong *strong, size_t at, const Strong *key)
{
    return at + key->size <= strong->size && !memcmp(strong->letters + at, key->letters, key->size);
}

static int contains(const Strong *strong, const Strong *key)
{
    for (size_t at = 0; at + key->size <= strong->size; at++)
        if (stands_at(strong, at, key))
            return 1;
    return 0;
}

/* Whether a word has the letters of a wanted term, and besides only such as may be attached; or begins with those of a
 * word that is written on to others, or so behind its first letter. */
static int holds(const Consonants *consonants, const Strong *strong)
{
    const Key *keys = (const Key *)consonants->keys.at, *openings = (const Key *)consonants->openings.at;
    Strong core;
    int has_core = 0;
    for (size_t at = 0; at < consonants->keys.size / sizeof *keys; at++) {
        if (keys[at].whole.set & ~strong->set || !contains(strong, &keys[at].whole))
            continue;
        if (!has_core++)
            core = core_of(consonants, strong);
        if (is_same(&core, &keys[at].core))
            return 1;
    }
    for (size_t at = 0; at < consonants->openings.size / sizeof *openings; at++)
        if (stands_at(strong, 0, &openings[at].whole) || (strong->size && stands_at(strong, 1, &openings[at].whole)))
            return 1;
    return 0;
}

/* ---- the pieces of a text ---- */

/* The places of shapes that match up to the next code, a bit for each (Shift-And). */
static inline uint64_t next_places(const Consonants *consonants, uint64_t before, unsigned char code)
{
    return (before << 1 | consonants->shapes[FIRSTS]) & consonants->shapes[code];
}

/* Whether a word of so many characters is one of those that may be one with the word behind. */
static int is_before(const Consonants *consonants, const char *at, const char *end, Py_ssize_t count, const Strong *strong)
{
    uint64_t word = 0;
    if (count > 8 || strong->set & ~consonants->before_set)
        return 0;
    for (int size; at < end; at += size)
        word = word << 8 | consonants->classes[consonants->codes[character(at, end, &size)]];
    for (int number = 0; number < consonants->befores; number++)
        if (consonants->before[number] == word)
            return 1;
    return 0;
}

/* Reads on to what parts words, or the end; whether the word that ends there may be one with the word behind it. */
static int read_word(const Consonants *consonants, Reader *reader, WordPiece *piece, uint64_t *places)
{
    const unsigned char *codes = consonants->codes, *classes = consonants->classes;
    const char *at = reader->at, *end = reader->end;
    Py_ssize_t count = 0;
    Strong strong;
    strong.set = strong.size = 0;
    uint64_t found = 0, here = *places;
    int size;
    unsigned char code = codes[character(at, end, &size)], letter;
    for (; (letter = classes[code]) != ' '; at += size, count++, code = codes[character(at, end, &size)]) {
        here = next_places(consonants, here, code);
        found |= here;
        add_letter(&strong, letter);
    }
    *places = next_places(consonants, here, code);
    int may = is_before(consonants, reader->at, at, count, &strong);
    reader->at = at;
    reader->place += count;
    piece->words++;
    piece->odd |= (strong.set & RARE) || (found & consonants->shapes[LASTS]) || strong.size > MOST_STRONG;
    piece->holds |= strong.size <= MOST_STRONG && holds(consonants, &strong);
    return may && classes[codes[character(at + size, end, &size)]] != ' ';
}

/* Steps over a character, which it gives. */
static uint32_t step(Reader *reader)
{
    int size;
    uint32_t next = character(reader->at, reader->end, &size);
    reader->at += size;
    reader->place += size > 0;
    return next;
}

uint32_t next_piece(const Consonants *consonants, Reader *reader, WordPiece *piece)
{
    uint64_t places = next_places(consonants, 0, 0); /* U+0000 stands for the beginning */
    *piece = (WordPiece){{reader->at, 0}, reader->place, 0, 0, 0, 0};
    while (read_word(consonants, reader, piece, &places))
        step(reader);
    piece->text.size = reader->at - piece->text.at;
    piece->end = reader->place;
    return step(reader);
}

/* ---- the rules ---- */

/* Adds the keys of the letters that are joined by spaces; 0, or -1 and an error. */
static int add_keys(const Consonants *consonants, Bytes *keys, PyObject *joined)
{
    char *at;
    Py_ssize_t size;
    if (PyBytes_AsStringAndSize(joined, &at, &size) < 0)
        return -1;
    for (const char *end = at + size;; at++) {
        Key key;
        key.whole.set = key.whole.size = 0;
        for (; at < end && *at != ' '; at++)
            add_letter(&key.whole, (unsigned char)*at);
        key.core = core_of(consonants, &key.whole);
        if (append(keys, &key, sizeof key) < 0)
            return -1;
        if (at == end)
            return 0;
    }
}

/* The words that may be one with the word behind, joined by spaces. */
static void read_before(Consonants *consonants, const char *at, Py_ssize_t size)
{
    Strong strong;
    strong.set = strong.size = 0;
    for (const char *end = at + size; at < end && consonants->befores < MOST_BEFORE; at++) {
        uint64_t *word = &consonants->before[consonants->befores++];
        for (; at < end && *at != ' '; at++) {
            *word = *word << 8 | (unsigned char)*at;
            add_letter(&strong, (unsigned char)*at);
        }
    }
    consonants->before_set = strong.set;
}

int read_consonants(Consonants *consonants, PyObject *rules, PyObject *keys, PyObject *openings)
{
    const char *codes, *classes, *attached, *before, *shapes;
    Py_ssize_t sizes[5];
    if (!PyArg_ParseTuple(rules, "y#y#y#y#y#", &codes, &sizes[0], &classes, &sizes[1], &attached, &sizes[2], &before,
                          &sizes[3], &shapes, &sizes[4]))
        return -1;
    if (sizes[0] != 0x10000 || sizes[1] != CODES || sizes[4] != sizeof consonants->shapes) {
        PyErr_SetString(PyExc_ValueError, "letters are a code for each character to U+FFFF, and what is told of 256 codes");
        return -1;
    }
    consonants->rules = Py_NewRef(rules);
    consonants->codes = (const unsigned char *)codes;
    consonants->classes = (const unsigned char *)classes;
    memcpy(consonants->shapes, shapes, sizeof consonants->shapes);
    while (sizes[2]--)
        consonants->attached[(unsigned char)attached[sizes[2]]] = 1;
    read_before(consonants, before, sizes[3]);
    if (add_keys(consonants, &consonants->keys, keys) < 0)
        return -1;
    return PyBytes_Size(openings) ? add_keys(consonants, &consonants->openings, openings) : 0;
}

void release_consonants(Consonants *consonants)
{
    Py_XDECREF(consonants->rules);
    release(&consonants->keys);
    release(&consonants->openings);
}
