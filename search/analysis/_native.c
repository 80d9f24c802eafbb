/* The hot loop of indexing, compiled: a text to its terms by a table of words that were met before, the texts of each
 * term counted, the signature of a text.
 *
 * No rule of Arabic is here. What a word becomes is told by the Python code that is given to a table, once a word; what
 * is a word is decided by its regular expression wherever a text has more than Arabic letters and marks. `term_table.py`
 * and `minhash.py` have the same in Python, which is what runs where this was not built; one test compares the two.
 *
 * All of it holds the interpreter's lock. A call into Python may change a table: nothing points into it over a call.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

/* What a character is, for each below U+10000: see `term_table.character_classes`. */
enum { LETTER = 1, INSIDE = 2, TAIL = 4, DIGIT = 8, BEGINS = 16 };
enum { LONGEST = 512 }; /* bytes of a word that is kept, and of its terms */

/* ---- bytes that grow ---- */

typedef struct {
    char *at;
    size_t size, room;
} Bytes;

/* Room for so many bytes more; -1 and MemoryError where there is none. */
static int grow(Bytes *bytes, size_t more)
{
    if (bytes->size + more <= bytes->room)
        return 0;
    size_t room = (bytes->size + more) * 2;
    char *at = PyMem_Realloc(bytes->at, room);
    if (!at) {
        PyErr_NoMemory();
        return -1;
    }
    bytes->at = at;
    bytes->room = room;
    return 0;
}

static int append(Bytes *bytes, const void *from, size_t size)
{
    if (grow(bytes, size) < 0)
        return -1;
    if (size)
        memcpy(bytes->at + bytes->size, from, size);
    bytes->size += size;
    return 0;
}

static void release(Bytes *bytes)
{
    PyMem_Free(bytes->at);
    memset(bytes, 0, sizeof *bytes);
}

/* ---- strings by number ---- */

typedef struct {
    uint32_t start, size; /* in `text` */
} String;

/* Distinct strings, numbered from 0 in the order in which they came, found by open addressing. */
typedef struct {
    Bytes text, strings; /* strings: of String */
    uint32_t *slots;     /* number + 1, or 0 */
    uint32_t count, mask;
} Strings;

static const String *string_at(const Strings *strings, uint32_t number)
{
    return (const String *)strings->strings.at + number;
}

/* Eight bytes at a time, each multiplied into what was there (as in FxHash). */
static uint32_t hash(const char *text, size_t size)
{
    uint64_t sum = size;
    while (size) {
        uint64_t eight = 0;
        size_t some = size < 8 ? size : 8;
        memcpy(&eight, text, some);
        sum = (((sum << 5) | (sum >> 59)) ^ eight) * UINT64_C(0x9E3779B97F4A7C15);
        text += some;
        size -= some;
    }
    return (uint32_t)(sum >> 32);
}

/* The slot of a string, or the free one where it would be. */
static uint32_t slot_of(const Strings *strings, const char *text, size_t size)
{
    uint32_t slot = hash(text, size) & strings->mask;
    for (uint32_t number; (number = strings->slots[slot]); slot = (slot + 1) & strings->mask) {
        const String *found = string_at(strings, number - 1);
        if (found->size == size && !memcmp(strings->text.at + found->start, text, size))
            break;
    }
    return slot;
}

/* The number of a string; -1 of one that is not there. */
static int64_t find(const Strings *strings, const char *text, size_t size)
{
    return strings->count ? (int64_t)strings->slots[slot_of(strings, text, size)] - 1 : -1;
}

/* Twice as many slots, or the first. */
static int more_slots(Strings *strings)
{
    uint32_t count = strings->slots ? (strings->mask + 1) * 2 : 1024;
    uint32_t *slots = PyMem_Calloc(count, sizeof *slots);
    if (!slots) {
        PyErr_NoMemory();
        return -1;
    }
    PyMem_Free(strings->slots);
    strings->slots = slots;
    strings->mask = count - 1;
    for (uint32_t number = 0; number < strings->count; number++) {
        const String *one = string_at(strings, number);
        slots[slot_of(strings, strings->text.at + one->start, one->size)] = number + 1;
    }
    return 0;
}

/* The number of a string, which is added where it is not there; -1 and an error where it cannot be. */
static int64_t number_of(Strings *strings, const char *text, size_t size)
{
    if (strings->count * 2 >= strings->mask && more_slots(strings) < 0)
        return -1;
    uint32_t slot = slot_of(strings, text, size);
    if (strings->slots[slot])
        return strings->slots[slot] - 1;
    if (strings->text.size + size > UINT32_MAX || strings->count == UINT32_MAX - 1) {
        PyErr_SetString(PyExc_OverflowError, "a table of words is full");
        return -1;
    }
    String one = {(uint32_t)strings->text.size, (uint32_t)size};
    if (append(&strings->text, text, size) < 0 || append(&strings->strings, &one, sizeof one) < 0)
        return -1;
    strings->slots[slot] = ++strings->count;
    return strings->count - 1;
}

static void release_strings(Strings *strings)
{
    release(&strings->text);
    release(&strings->strings);
    PyMem_Free(strings->slots);
    strings->slots = NULL;
}

/* ---- the table of words ---- */

/* What a word becomes: so many bytes of exact terms and of lemma terms, which stand behind it in `words`, each joined by
 * spaces; and for counting, where the numbers of its exact terms begin, and how many they are. */
typedef struct {
    uint32_t numbers;
    uint16_t exact, lemmas;
    uint32_t count;
} Terms;

typedef struct {
    PyObject_HEAD
    PyObject *analyse, *match, *classes;
    Strings words, terms;
    Bytes of_words; /* of Terms, by the number of the word */
    Bytes numbers;  /* of uint32_t, numbers of exact terms */
} Table;

/* In how many texts each term of a table is. */
typedef struct {
    PyObject_HEAD
    Table *table;
    PyObject *before; /* dict: what was counted by a table before this one */
    Bytes tallies;    /* of Tally, by the number of the term */
    uint32_t text;    /* the number of the text that is counted */
} Counts;

typedef struct {
    uint32_t texts, last; /* the last text that it was met in */
} Tally;

static Terms terms_of(const Table *table, int64_t word)
{
    return ((const Terms *)table->of_words.at)[word];
}

/* Adds the numbers of joined terms; how many they are, or -1. */
static int add_terms(Table *table, const char *joined, size_t size)
{
    int count = 0;
    const char *end = joined + size;
    while (joined < end) {
        const char *space = memchr(joined, ' ', end - joined);
        const char *stop = space ? space : end;
        if (stop > joined) {
            int64_t number = number_of(&table->terms, joined, stop - joined);
            uint32_t kept = (uint32_t)number;
            if (number < 0 || append(&table->numbers, &kept, sizeof kept) < 0)
                return -1;
            count++;
        }
        joined = stop + 1;
    }
    return count;
}

/* Keeps a word with its terms, where they are not too long; what is there is left alone. 0, or -1 and an error. */
static int keep(Table *table, const char *word, size_t size, PyObject *exact, PyObject *lemmas)
{
    Py_ssize_t exact_size, lemmas_size;
    const char *exact_text = PyUnicode_AsUTF8AndSize(exact, &exact_size);
    const char *lemmas_text = exact_text ? PyUnicode_AsUTF8AndSize(lemmas, &lemmas_size) : NULL;
    if (!lemmas_text)
        return -1;
    if (size > LONGEST || exact_size > LONGEST || lemmas_size > LONGEST || find(&table->words, word, size) >= 0)
        return 0;
    Terms terms = {(uint32_t)(table->numbers.size / sizeof(uint32_t)), (uint16_t)exact_size, (uint16_t)lemmas_size, 0};
    int count = add_terms(table, exact_text, exact_size);
    terms.count = (uint32_t)count;
    if (count < 0 || grow(&table->words.text, size + exact_size + lemmas_size) < 0 ||
        append(&table->of_words, &terms, sizeof terms) < 0)
        return -1;
    if (number_of(&table->words, word, size) < 0) {
        table->of_words.size -= sizeof terms;
        return -1;
    }
    if (append(&table->words.text, exact_text, exact_size) < 0)
        return -1;
    return append(&table->words.text, lemmas_text, lemmas_size);
}

/* The exact terms of a word, behind which its lemma terms stand. */
static const char *text_of(const Table *table, int64_t word)
{
    const String *written = string_at(&table->words, (uint32_t)word);
    return table->words.text.at + written->start + written->size;
}

/* Counts the terms of a word for the text that is read, each once. */
static int count_terms(Counts *counts, Terms terms)
{
    Table *table = counts->table;
    size_t needed = table->terms.count * sizeof(Tally);
    if (counts->tallies.size < needed) {
        size_t before = counts->tallies.size;
        if (grow(&counts->tallies, needed - before) < 0)
            return -1;
        memset(counts->tallies.at + before, 0, needed - before);
        counts->tallies.size = needed;
    }
    Tally *tallies = (Tally *)counts->tallies.at;
    const uint32_t *numbers = (const uint32_t *)table->numbers.at + terms.numbers;
    for (uint32_t at = 0; at < terms.count; at++) {
        Tally *tally = tallies + numbers[at];
        if (tally->last != counts->text) {
            tally->last = counts->text;
            tally->texts++;
        }
    }
    return 0;
}

/* ---- counts, as Python sees them ---- */

/* Adds what was counted to `before` and begins again; -1 and an error. */
static int gather(Counts *counts)
{
    const Tally *tallies = (const Tally *)counts->tallies.at;
    uint32_t size = (uint32_t)(counts->tallies.size / sizeof *tallies);
    for (uint32_t number = 0; number < size; number++) {
        if (!tallies[number].texts)
            continue;
        const String *one = string_at(&counts->table->terms, number);
        PyObject *term = PyUnicode_DecodeUTF8(counts->table->terms.text.at + one->start, one->size, NULL);
        PyObject *before = term ? PyDict_GetItemWithError(counts->before, term) : NULL;
        long more = before ? PyLong_AsLong(before) : 0;
        PyObject *texts = term && !PyErr_Occurred() ? PyLong_FromLong(more + tallies[number].texts) : NULL;
        int failed = !texts || PyDict_SetItem(counts->before, term, texts) < 0;
        Py_XDECREF(term);
        Py_XDECREF(texts);
        if (failed)
            return -1;
    }
    counts->tallies.size = 0;
    return 0;
}

static PyObject *counts_new(PyTypeObject *type, PyObject *arguments, PyObject *named)
{
    static char *names[] = {NULL};
    if (!PyArg_ParseTupleAndKeywords(arguments, named, "", names))
        return NULL;
    Counts *counts = (Counts *)PyType_GenericAlloc(type, 0);
    if (counts && !(counts->before = PyDict_New())) {
        Py_DECREF(counts);
        return NULL;
    }
    if (counts)
        counts->text = 1;
    return (PyObject *)counts;
}

static void counts_free(PyObject *self)
{
    Counts *counts = (Counts *)self;
    PyTypeObject *type = Py_TYPE(self);
    Py_XDECREF((PyObject *)counts->table);
    Py_XDECREF(counts->before);
    release(&counts->tallies);
    PyObject_Free(self);
    Py_DECREF(type);
}

static PyObject *counts_next_text(PyObject *self, PyObject *Py_UNUSED(nothing))
{
    ((Counts *)self)->text++;
    Py_RETURN_NONE;
}

static PyObject *counts_take(PyObject *self, PyObject *Py_UNUSED(nothing))
{
    Counts *counts = (Counts *)self;
    if (counts->table && gather(counts) < 0)
        return NULL;
    PyObject *empty = PyDict_New(), *taken = counts->before;
    if (!empty)
        return NULL;
    counts->before = empty;
    return taken;
}

static Py_ssize_t counts_length(PyObject *self)
{
    Counts *counts = (Counts *)self;
    return PyDict_Size(counts->before) + counts->tallies.size / sizeof(Tally);
}

static PyTypeObject *counts_type;
static PyMethodDef counts_methods[] = {
    {"next_text", counts_next_text, METH_NOARGS, "What is joined from now on is of another text."},
    {"take", counts_take, METH_NOARGS, "In how many texts each term was met since this was asked last."},
    {NULL, NULL, 0, NULL},
};

/* ---- reading a text ---- */

typedef struct {
    PyObject *text;       /* as Python has it */
    const char *at, *end; /* the same in UTF-8, which Python keeps with it */
    Py_ssize_t place;     /* of `at`, in characters */
} Reader;

/* The character at a place, U+FFFF for all beyond, a line break at the end; `size` is how many bytes it has. */
static uint32_t character(const char *at, const char *end, int *size)
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

/* The place behind the characters of these classes; adds to `count` how many there are. */
static const char *skip(const unsigned char *classes, int some, const char *at, const char *end, Py_ssize_t *count)
{
    for (int size; at < end && classes[character(at, end, &size)] & some; at += size)
        ++*count;
    return at;
}

/* The end of the Arabic word that begins here: letters, what may stand between them, marks and tatweel at the end. That
 * is `tokenizer._ARABIC`. NULL where it may be another kind of word: with a number (الـ20), of two (إن شاء الله, و written
 * apart). */
static const char *arabic(const unsigned char *classes, const char *at, const char *end, Py_ssize_t *characters)
{
    static const char waw[] = "\xD9\x88", god[] = " \xD8\xA7\xD9\x84\xD9\x84\xD9\x87"; /* و and " الله" */
    const char *start = at;
    Py_ssize_t count = 0;
    at = skip(classes, LETTER, at, end, &count);
    for (;;) {
        Py_ssize_t more = count;
        const char *between = skip(classes, INSIDE, at, end, &more);
        const char *letters = skip(classes, LETTER, between, end, &more);
        if (letters == between)
            break;
        at = letters;
        count = more;
    }
    at = skip(classes, TAIL, at, end, &count);
    *characters = count;
    int size, after;
    uint32_t next = character(at, end, &size);
    if (classes[next] & DIGIT || (next == '-' && classes[character(at + size, end, &after)] & DIGIT))
        return NULL;
    if (next == ' ' && (size_t)(end - at) >= sizeof god - 1 && !memcmp(at, god, sizeof god - 1))
        return NULL;
    Py_ssize_t marks = 0;
    int alone = end - start >= 2 && !memcmp(start, waw, 2) && skip(classes, TAIL, start + 2, end, &marks) == at;
    return alone && (next == ' ' || next == 0xA0) ? NULL : at;
}

/* The end of the word that begins here by the regular expression; NULL where none does, with an error or without. */
static const char *matched(Table *table, Reader *reader, Py_ssize_t *characters)
{
    PyObject *match = PyObject_CallFunction(table->match, "On", reader->text, reader->place);
    if (!match || match == Py_None) {
        Py_XDECREF(match);
        return NULL;
    }
    PyObject *end = PyObject_CallMethod(match, "end", NULL);
    Py_DECREF(match);
    if (!end)
        return NULL;
    *characters = PyLong_AsSsize_t(end) - reader->place;
    Py_DECREF(end);
    const char *at = reader->at;
    for (Py_ssize_t left = *characters; left > 0 && at < reader->end; left--) {
        int size;
        character(at, reader->end, &size);
        at += size;
    }
    return at;
}

/* The next word [`*start`, `reader->at`): 1, or 0 at the end of the text, or -1 and an error. */
static int next_word(Table *table, Reader *reader, const char **start)
{
    const unsigned char *classes = (const unsigned char *)PyBytes_AsString(table->classes);
    while (reader->at < reader->end) {
        int size;
        uint32_t first = character(reader->at, reader->end, &size);
        if (classes[first] & BEGINS) {
            Py_ssize_t characters;
            const char *end = classes[first] & LETTER ? arabic(classes, reader->at, reader->end, &characters) : NULL;
            if (!end)
                end = matched(table, reader, &characters);
            if (end) {
                *start = reader->at;
                reader->at = end;
                reader->place += characters;
                return 1;
            }
            if (PyErr_Occurred())
                return -1;
        }
        reader->at += size;
        reader->place++;
    }
    return 0;
}

/* ---- the table, as Python sees it ---- */

static PyObject *table_new(PyTypeObject *type, PyObject *arguments, PyObject *named)
{
    static char *names[] = {"analyse", "match", "classes", NULL};
    PyObject *analyse, *match, *classes;
    if (!PyArg_ParseTupleAndKeywords(arguments, named, "OOS", names, &analyse, &match, &classes))
        return NULL;
    if (PyBytes_Size(classes) != 0x10000) {
        PyErr_SetString(PyExc_ValueError, "the classes of characters are one byte each of U+0000 to U+FFFF");
        return NULL;
    }
    Table *table = (Table *)PyType_GenericAlloc(type, 0);
    if (!table)
        return NULL;
    table->analyse = Py_NewRef(analyse);
    table->match = Py_NewRef(match);
    table->classes = Py_NewRef(classes);
    return (PyObject *)table;
}

static void table_free(PyObject *self)
{
    Table *table = (Table *)self;
    PyTypeObject *type = Py_TYPE(self);
    Py_XDECREF(table->analyse);
    Py_XDECREF(table->match);
    Py_XDECREF(table->classes);
    release_strings(&table->words);
    release_strings(&table->terms);
    release(&table->of_words);
    release(&table->numbers);
    PyObject_Free(self);
    Py_DECREF(type);
}

static Py_ssize_t table_length(PyObject *self)
{
    return ((Table *)self)->words.count;
}

static PyObject *table_get(PyObject *self, PyObject *word)
{
    Table *table = (Table *)self;
    Py_ssize_t size;
    const char *text = PyUnicode_AsUTF8AndSize(word, &size);
    if (!text) {
        if (!PyErr_ExceptionMatches(PyExc_UnicodeEncodeError))
            return NULL;
        PyErr_Clear(); /* half of a pair: such words are not kept */
        Py_RETURN_NONE;
    }
    int64_t number = find(&table->words, text, size);
    if (number < 0)
        Py_RETURN_NONE;
    Terms terms = terms_of(table, number);
    const char *exact = text_of(table, number);
    return Py_BuildValue("s#s#", exact, (Py_ssize_t)terms.exact, exact + terms.exact, (Py_ssize_t)terms.lemmas);
}

static PyObject *table_keep(PyObject *self, PyObject *arguments)
{
    PyObject *word, *exact, *lemmas;
    if (!PyArg_ParseTuple(arguments, "UUU", &word, &exact, &lemmas))
        return NULL;
    Py_ssize_t size;
    const char *text = PyUnicode_AsUTF8AndSize(word, &size);
    if (!text || keep((Table *)self, text, size, exact, lemmas) < 0) {
        if (!PyErr_ExceptionMatches(PyExc_UnicodeEncodeError))
            return NULL;
        PyErr_Clear();
    }
    Py_RETURN_NONE;
}

/* Appends what the Python code says of a word that is not kept; 0, or -1 and an error. */
static int append_told(PyObject *told, Bytes *exact, Bytes *lemmas)
{
    Bytes *joined[] = {exact, lemmas};
    for (int at = 0; at < 2; at++) {
        Py_ssize_t size;
        const char *text = PyUnicode_AsUTF8AndSize(PyTuple_GetItem(told, at), &size);
        if (!text || append(joined[at], text, size) < 0)
            return -1;
    }
    return 0;
}

/* Has the Python code analyse a word, which keeps it or not; appends its terms. 0, or -1 and an error. */
static int learn(Table *table, const char *start, size_t size, Bytes *exact, Bytes *lemmas)
{
    PyObject *word = PyUnicode_DecodeUTF8(start, size, NULL);
    PyObject *told = word ? PyObject_CallFunction(table->analyse, "O", word) : NULL;
    Py_XDECREF(word);
    if (!told)
        return -1;
    int failed = !PyTuple_Check(told) || PyTuple_Size(told) != 2 || append_told(told, exact, lemmas) < 0;
    Py_DECREF(told);
    if (failed && !PyErr_Occurred())
        PyErr_SetString(PyExc_TypeError, "the terms of a word are two texts");
    return failed ? -1 : 0;
}

/* Appends the terms of a word, and counts those of one that is kept; 0, or -1 and an error. */
static int join_word(Table *table, Counts *counts, const char *start, size_t size, Bytes *exact, Bytes *lemmas)
{
    int64_t word = find(&table->words, start, size);
    if (word < 0) {
        if (learn(table, start, size, exact, lemmas) < 0)
            return -1;
        word = counts ? find(&table->words, start, size) : -1;
        return word < 0 ? 0 : count_terms(counts, terms_of(table, word));
    }
    Terms terms = terms_of(table, word);
    const char *text = text_of(table, word);
    if (append(exact, text, terms.exact) < 0 || append(lemmas, text + terms.exact, terms.lemmas) < 0)
        return -1;
    return counts ? count_terms(counts, terms) : 0;
}

static int join_words(Table *table, Counts *counts, Reader *reader, Bytes *exact, Bytes *lemmas)
{
    const char *start;
    int found, words = 0;
    while ((found = next_word(table, reader, &start)) > 0) {
        if (words++ && (append(exact, " ", 1) < 0 || append(lemmas, " ", 1) < 0))
            return -1;
        if (join_word(table, counts, start, reader->at - start, exact, lemmas) < 0)
            return -1;
    }
    return found;
}

/* Makes counts those of a table, and keeps what they counted by another; 0, or -1 and an error. */
static int count_by(Counts *counts, Table *table)
{
    if (counts->table == table)
        return 0;
    if (counts->table && gather(counts) < 0)
        return -1;
    Py_XDECREF((PyObject *)counts->table);
    counts->table = (Table *)Py_NewRef((PyObject *)table);
    return 0;
}

static PyObject *table_join(PyObject *self, PyObject *arguments)
{
    Table *table = (Table *)self;
    PyObject *text, *counted = Py_None;
    if (!PyArg_ParseTuple(arguments, "U|O", &text, &counted))
        return NULL;
    if (counted != Py_None && !PyObject_TypeCheck(counted, counts_type)) {
        PyErr_SetString(PyExc_TypeError, "terms are counted by TermCounts");
        return NULL;
    }
    Counts *counts = counted == Py_None ? NULL : (Counts *)counted;
    Py_ssize_t size;
    const char *bytes = PyUnicode_AsUTF8AndSize(text, &size);
    if (!bytes || (counts && count_by(counts, table) < 0))
        return NULL;
    Reader reader = {text, bytes, bytes + size, 0};
    Bytes exact = {0}, lemmas = {0};
    PyObject *both = NULL;
    if (grow(&exact, size + 1) == 0 && grow(&lemmas, size + 1) == 0 &&
        join_words(table, counts, &reader, &exact, &lemmas) == 0)
        both = Py_BuildValue("s#s#", exact.at, (Py_ssize_t)exact.size, lemmas.at, (Py_ssize_t)lemmas.size);
    release(&exact);
    release(&lemmas);
    return both;
}

static PyMethodDef table_methods[] = {
    {"get", table_get, METH_O, "The joined exact terms and lemma terms of a word that is kept, or None."},
    {"keep", table_keep, METH_VARARGS, "Keeps a word with its joined exact terms and lemma terms."},
    {"join", table_join, METH_VARARGS, "The exact terms and the lemma terms of a text, each joined by spaces."},
    {NULL, NULL, 0, NULL},
};

/* ---- the signature of a text: see minhash.py ---- */

enum { SLOTS = 32, SHINGLE = 24, FEWEST = 8 };
static uint32_t crc_table[256];

static void make_crc_table(void)
{
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t sum = byte;
        for (int bit = 0; bit < 8; bit++)
            sum = sum >> 1 ^ (sum & 1 ? 0xEDB88320u : 0);
        crc_table[byte] = sum;
    }
}

static uint32_t crc32(const unsigned char *at, const unsigned char *end)
{
    uint32_t sum = 0xFFFFFFFFu;
    while (at < end)
        sum = crc_table[(sum ^ *at++) & 0xFF] ^ sum >> 8;
    return ~sum;
}

/* How many of these values are different, `FEWEST` at most. */
static int different(uint32_t *seen, int count, uint32_t value)
{
    for (int at = 0; at < count; at++)
        if (seen[at] == value)
            return count;
    seen[count] = value;
    return count + 1;
}

static PyObject *signature(PyObject *Py_UNUSED(module), PyObject *body)
{
    Py_ssize_t size;
    const char *text = PyUnicode_AsUTF8AndSize(body, &size);
    if (!text)
        return NULL;
    const unsigned char *end = (const unsigned char *)text + size, *at = (const unsigned char *)text;
    uint32_t lowest[SLOTS] = {0}, seen[FEWEST];
    int count = 0, held[SLOTS] = {0};
    while (at + 1 < end && !(at[0] == ' ' && at[1] == 0xD8))
        at++;
    while (at + 1 < end) { /* at an anchor */
        const unsigned char *start = at += 2;
        while (at < end && !(at[0] == ' ' && at + 1 < end && at[1] == 0xD8))
            at++;
        uint32_t value = crc32(start, at - start > SHINGLE ? start + SHINGLE : at);
        int slot = value % SLOTS;
        if (count < FEWEST)
            count = different(seen, count, value);
        if (!held[slot] || value < lowest[slot])
            lowest[slot] = value;
        held[slot] = 1;
    }
    if (count < FEWEST)
        Py_RETURN_NONE;
    uint32_t last = 0;
    for (int slot = SLOTS - 1; slot >= 0 && !last; slot--)
        last = lowest[slot];
    char slots[SLOTS];
    for (int slot = 0; slot < SLOTS; slot++) {
        last = lowest[slot] ? lowest[slot] : last;
        slots[slot] = (char)(last / SLOTS & 0xFF);
    }
    return PyBytes_FromStringAndSize(slots, SLOTS);
}

/* ---- the module ---- */

static PyType_Slot table_slots[] = {
    {Py_tp_new, table_new},
    {Py_tp_dealloc, table_free},
    {Py_sq_length, table_length},
    {Py_tp_methods, table_methods},
    {0, NULL},
};
static PyType_Spec table_spec = {"search.analysis._native.TermTable", sizeof(Table), 0, Py_TPFLAGS_DEFAULT, table_slots};

static PyType_Slot counts_slots[] = {
    {Py_tp_new, counts_new},
    {Py_tp_dealloc, counts_free},
    {Py_sq_length, counts_length},
    {Py_tp_methods, counts_methods},
    {0, NULL},
};
static PyType_Spec counts_spec = {"search.analysis._native.TermCounts", sizeof(Counts), 0, Py_TPFLAGS_DEFAULT,
                                  counts_slots};

static int fill(PyObject *module)
{
    make_crc_table();
    PyObject *table = PyType_FromModuleAndSpec(module, &table_spec, NULL);
    PyObject *counts = PyType_FromModuleAndSpec(module, &counts_spec, NULL);
    int failed = !table || !counts || PyModule_AddObjectRef(module, "TermTable", table) < 0 ||
                 PyModule_AddObjectRef(module, "TermCounts", counts) < 0;
    Py_XDECREF(table);
    counts_type = (PyTypeObject *)counts; /* for as long as the process lives */
    return failed ? -1 : 0;
}

static PyMethodDef functions[] = {
    {"signature", signature, METH_O, "The signature of a text of exact terms; None of one with too few shingles."},
    {NULL, NULL, 0, NULL},
};
static PyModuleDef_Slot module_slots[] = {{Py_mod_exec, fill}, {0, NULL}};
static PyModuleDef module = {PyModuleDef_HEAD_INIT, "_native", NULL, 0, functions, module_slots, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__native(void)
{
    return PyModuleDef_Init(&module);
}
