#include "native.h"

/* ---- the pieces of a text that may have what is wanted ---- */

enum { MOST_PIECES = 1 << 15, AT_ONCE = 256, BETWEEN_LOOKS = 16, MOST_BEFORE = 128 };

typedef struct {
    PyObject_HEAD
    PyObject *letters; /* bytes: what each character to U+FFFF is among the letters; a space parts words */
    uint64_t before[MOST_BEFORE]; /* words that may be one with the word behind: their letters, eight at most */
    int befores;
    Strings exact, lemmas;
    int openings;      /* whether the wanted words open sequences, which are read as they are folded */
    Strings pieces;    /* that were met */
    Bytes candidates;  /* of char, by the number of the piece: whether it may have a wanted word */
} Wanted;

/* Adds the words of a text with spaces between them; 0, or -1 and an error. */
static int add_all(Strings *strings, Text joined)
{
    for (const char *at = joined.at, *end = at + joined.size; at < end;) {
        const char *space = memchr(at, ' ', end - at), *stop = space ? space : end;
        if (number_of(strings, at, stop - at) < 0)
            return -1;
        at = stop + 1;
    }
    return 0;
}

/* Whether one of the joined terms is among the strings. */
static int has_any(const Strings *strings, Text joined)
{
    for (const char *at = joined.at, *end = at + joined.size; at < end;) {
        const char *space = memchr(at, ' ', end - at), *stop = space ? space : end;
        if (find_string(strings, at, stop - at) >= 0)
            return 1;
        at = stop + 1;
    }
    return 0;
}

static int letters_of(const Table *table, Text text)
{
    const unsigned char *classes = (const unsigned char *)PyBytes_AsString(table->classes);
    int count = 0, size;
    for (const char *at = text.at, *end = at + text.size; at < end; at += size)
        count += (classes[character(at, end, &size)] & LETTER) != 0;
    return count;
}

/* Whether a word may be wanted: its terms are, or nobody knows them, or folding alone leaves it more letters. */
static int is_wanted(const Table *table, const Wanted *wanted, Text word)
{
    Text exact, lemmas;
    if (!look_up(table, word, &exact, &lemmas) || has_any(&wanted->exact, exact) || has_any(&wanted->lemmas, lemmas))
        return 1;
    return wanted->openings &&
           (letters_of(table, exact) < letters_of(table, word) || memchr(exact.at, ' ', exact.size));
}

/* Whether a piece may have a wanted word. What is no plain Arabic word nobody knows here. */
static int is_candidate(const Table *table, const Wanted *wanted, Text piece)
{
    const unsigned char *classes = (const unsigned char *)PyBytes_AsString(table->classes);
    for (const char *at = piece.at, *end = at + piece.size; at < end;) {
        int size;
        uint32_t first = character(at, end, &size);
        if (classes[first] & BEGINS) {
            Py_ssize_t characters;
            const char *stop = classes[first] & LETTER ? arabic(classes, at, end, &characters) : NULL;
            if (!stop || is_wanted(table, wanted, (Text){at, stop - at}))
                return 1;
            at = stop;
        } else
            at += size;
    }
    return 0;
}

/* Finds out of the pieces that were met last whether they may; 0, or -1 and an error. What is read of the file of words
 * is asked for before it is needed: it is nearly all of the time. */
static int decide(const Table *table, Wanted *wanted)
{
    uint32_t first = (uint32_t)wanted->candidates.size, count = wanted->pieces.count - first, tags[AT_ONCE];
    for (uint32_t at = 0; at < count; at++) {
        const String *piece = string_at(&wanted->pieces, first + at);
        const unsigned char *text = (const unsigned char *)wanted->pieces.text.at + piece->start;
        tags[at] = crc32(text, text + piece->size);
        fetch_slot(&table->known, tags[at]);
    }
    for (uint32_t at = 0; at < count; at++)
        fetch_record(&table->known, tags[at]);
    for (uint32_t at = 0; at < count; at++) {
        const String *piece = string_at(&wanted->pieces, first + at);
        char may = (char)is_candidate(table, wanted, (Text){wanted->pieces.text.at + piece->start, piece->size});
        if (append(&wanted->candidates, &may, 1) < 0)
            return -1;
    }
    return 0;
}

/* Reads on to the next space, or the end; whether the word that ends there may be one with the word behind it. */
static int read_word(const Wanted *wanted, Reader *reader)
{
    const unsigned char *letters = (const unsigned char *)PyBytes_AsString(wanted->letters);
    uint64_t word = 0;
    Py_ssize_t start = reader->place;
    int size;
    for (; reader->at < reader->end; reader->at += size, reader->place++) {
        unsigned char letter = letters[character(reader->at, reader->end, &size)];
        if (letter == ' ')
            break;
        word = word << 8 | letter;
    }
    int known = 0;
    for (int at = 0; at < wanted->befores && reader->place - start <= 8; at++)
        known = known || wanted->before[at] == word;
    character(reader->at, reader->end, &size);
    return known && letters[character(reader->at + size, reader->end, &size)] != ' ';
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

/* A word of the text, and before it those that may be one with it. */
typedef struct {
    Py_ssize_t start, end; /* in characters */
    int64_t number;        /* -1 of one that is a candidate whatever it is */
} Piece;

/* Reads the next piece and the space behind it; 0, or -1 and an error. */
static int read_piece(Wanted *wanted, Reader *reader, Piece *piece)
{
    const char *start = reader->at;
    piece->start = reader->place;
    while (read_word(wanted, reader))
        step(reader);
    Text text = {start, reader->at - start};
    piece->end = reader->place;
    piece->number = -1;
    uint32_t next = step(reader);
    int numbered = wanted->openings && (next == '-' || reader->classes[next] & DIGIT); /* as in الـ20 */
    if (numbered || text.size > LONGEST)
        return 0;
    piece->number = number_of(&wanted->pieces, text.at, text.size);
    return piece->number < 0 ? -1 : 0;
}

/* Adds the places of the next pieces that may have a wanted word; 0, or -1 and an error. */
static int add_next(const Table *table, Wanted *wanted, Reader *reader, PyObject *spans)
{
    Piece pieces[AT_ONCE];
    int count = 0;
    while (reader->at < reader->end && count < AT_ONCE)
        if (read_piece(wanted, reader, &pieces[count++]) < 0)
            return -1;
    if (decide(table, wanted) < 0)
        return -1;
    for (const Piece *piece = pieces; piece < pieces + count; piece++) {
        if (piece->start == piece->end || (piece->number >= 0 && !wanted->candidates.at[piece->number]))
            continue;
        PyObject *span = Py_BuildValue("nn", piece->start, piece->end);
        int failed = !span || PyList_Append(spans, span) < 0;
        Py_XDECREF(span);
        if (failed)
            return -1;
    }
    return 0;
}

/* Lets other threads run; -1 and an error where a signal ends what takes too long. */
static int give_way(void)
{
    Py_BEGIN_ALLOW_THREADS
    Py_END_ALLOW_THREADS
    return PyErr_CheckSignals();
}

PyObject *table_pieces(PyObject *self, PyObject *arguments)
{
    const Table *table = (Table *)self;
    PyObject *object, *terms;
    Text text;
    if (!PyArg_ParseTuple(arguments, "UO!", &object, wanted_type, &terms) || text_of_object(object, &text) < 0)
        return NULL;
    Wanted *wanted = (Wanted *)terms;
    const unsigned char *classes = (const unsigned char *)PyBytes_AsString(table->classes);
    Reader reader = {object, text.at, text.at + text.size, 0, classes, NULL};
    PyObject *spans = PyList_New(0);
    for (uint32_t turn = 1; spans && reader.at < reader.end; turn++) {
        int failed = add_next(table, wanted, &reader, spans) < 0 || (turn % BETWEEN_LOOKS == 0 && give_way() < 0);
        if (failed)
            Py_CLEAR(spans);
        if (failed || wanted->pieces.count > MOST_PIECES) {
            release_strings(&wanted->pieces);
            release(&wanted->candidates);
        }
    }
    return spans;
}

/* ---- what is wanted, as Python sees it ---- */

static PyObject *wanted_new(PyTypeObject *type, PyObject *arguments, PyObject *named)
{
    static char *names[] = {"exact", "lemmas", "openings", "letters", "before", NULL};
    PyObject *exact, *lemmas, *letters;
    Text texts[2];
    const char *before;
    Py_ssize_t size;
    int openings;
    if (!PyArg_ParseTupleAndKeywords(arguments, named, "UUpSy#", names, &exact, &lemmas, &openings, &letters, &before,
                                     &size) ||
        text_of_object(exact, &texts[0]) < 0 || text_of_object(lemmas, &texts[1]) < 0)
        return NULL;
    if (PyBytes_Size(letters) != 0x10000 || size > MOST_BEFORE) {
        PyErr_SetString(PyExc_ValueError, "letters are one byte for each character to U+FFFF, and words before others some");
        return NULL;
    }
    Wanted *wanted = (Wanted *)PyType_GenericAlloc(type, 0);
    if (!wanted)
        return NULL;
    wanted->letters = Py_NewRef(letters);
    wanted->openings = openings;
    for (const char *at = before, *end = before + size; at < end && wanted->befores < MOST_BEFORE; at++) {
        uint64_t *word = &wanted->before[wanted->befores++];
        for (; at < end && *at != ' '; at++)
            *word = *word << 8 | (unsigned char)*at;
    }
    if (add_all(&wanted->exact, texts[0]) < 0 || add_all(&wanted->lemmas, texts[1]) < 0)
        Py_CLEAR(wanted);
    return (PyObject *)wanted;
}

static void wanted_free(PyObject *self)
{
    Wanted *wanted = (Wanted *)self;
    PyTypeObject *type = Py_TYPE(self);
    Py_XDECREF(wanted->letters);
    release_strings(&wanted->exact);
    release_strings(&wanted->lemmas);
    release_strings(&wanted->pieces);
    release(&wanted->candidates);
    PyObject_Free(self);
    Py_DECREF(type);
}

PyTypeObject *wanted_type;
static PyType_Slot wanted_slots[] = {
    {Py_tp_new, wanted_new},
    {Py_tp_dealloc, wanted_free},
    {0, NULL},
};
PyType_Spec wanted_spec = {"search.analysis.native._native.WantedTerms", sizeof(Wanted), 0, Py_TPFLAGS_DEFAULT,
                           wanted_slots};
