#include "consonants.h"

/* ---- the words of a text that have a wanted term ---- */

enum { MOST_PIECES = 1 << 15, BETWEEN_LOOKS = 1 << 12 };

typedef struct {
    PyObject_HEAD
    PyObject *mark;  /* the type of marks */
    Consonants consonants;
    Strings exact, lemmas;
    int openings;    /* whether the wanted words open sequences, which are read as they are folded */
    Strings pieces;  /* that were met, of those whose letters give reason to look at them */
    Bytes found;     /* of Found, by the number of the piece */
    Bytes exact_terms, lemma_terms; /* of the word that was learned last */
    PyObject *terms; /* list: the term by which a piece matches */
} Wanted;

/* What of a piece is wanted: nothing, a word of it, or what Python finds in it. */
typedef enum { NOTHING, WORD, ASK } Kind;
typedef struct {
    Kind kind;
    Py_ssize_t start, end; /* of the word in the piece, in characters */
    Py_ssize_t term;       /* where its term stands in `terms` */
} Found;

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

/* Whether a word with these terms may be wanted; one that opens a sequence is, where folding alone leaves it more letters. */
static int is_wanted(const Table *table, const Wanted *wanted, Text word, Text exact, Text lemmas)
{
    if (has_any(&wanted->exact, exact) || has_any(&wanted->lemmas, lemmas))
        return 1;
    return wanted->openings && exact.size &&
           (letters_of(table, exact) < letters_of(table, word) || memchr(exact.at, ' ', exact.size));
}

/* Makes the term of a word that matches: its first lemma, or nothing of one that opens a sequence; where it stands in
 * `terms`, or -1 and an error. */
static Py_ssize_t add_term(Wanted *wanted, Text lemmas)
{
    const char *space = memchr(lemmas.at, ' ', lemmas.size);
    Py_ssize_t size = wanted->openings ? 0 : space ? space - lemmas.at : (Py_ssize_t)lemmas.size;
    PyObject *term = PyUnicode_DecodeUTF8(lemmas.at, size, NULL);
    int failed = !term || PyList_Append(wanted->terms, term) < 0;
    Py_XDECREF(term);
    return failed ? -1 : PyList_Size(wanted->terms) - 1;
}

/* The joined terms of a plain word, which is analysed where nobody knows it; 0, or -1 and an error. */
static int terms_of(Table *table, Wanted *wanted, Text word, Text *exact, Text *lemmas)
{
    if (look_up(table, word, exact, lemmas))
        return 0;
    Bytes *its_exact = &wanted->exact_terms, *its_lemmas = &wanted->lemma_terms;
    its_exact->size = its_lemmas->size = 0;
    if (learn(table, NULL, word, its_exact, its_lemmas) < 0)
        return -1;
    *exact = (Text){its_exact->at, its_exact->size};
    *lemmas = (Text){its_lemmas->at, its_lemmas->size};
    return 0;
}

/* Finds out what of a piece is wanted; 0, or -1 and an error. What is no plain Arabic word only Python knows, and what
 * else is several words, or none by its letters. The terms of a word are there until the next is learned. */
static int look_at(Table *table, Wanted *wanted, const WordPiece *piece, Found *found)
{
    const unsigned char *classes = (const unsigned char *)PyBytes_AsString(table->classes);
    Py_ssize_t place = 0, characters;
    Text exact, lemmas, term = {NULL, 0};
    int words = 0, matching = 0, size;
    *found = (Found){ASK, 0, 0, 0};
    for (const char *at = piece->text.at, *end = at + piece->text.size; at < end;) {
        uint32_t first = character(at, end, &size);
        if (!(classes[first] & BEGINS)) {
            at += size;
            place++;
            continue;
        }
        const char *stop = classes[first] & LETTER ? arabic(classes, at, end, &characters) : NULL;
        Text word = {at, stop ? stop - at : 0};
        if (!stop)
            return 0;
        if (terms_of(table, wanted, word, &exact, &lemmas) < 0)
            return -1;
        if (is_wanted(table, wanted, word, exact, lemmas)) {
            matching++;
            found->start = place;
            found->end = place + characters;
            term = memchr(exact.at, ' ', exact.size) ? (Text){NULL, 0} : lemmas;
        }
        words++;
        at = stop;
        place += characters;
    }
    if (!matching)
        found->kind = NOTHING;
    else if (words == 1 && piece->words == 1 && piece->holds && term.size) {
        found->kind = WORD;
        found->term = add_term(wanted, term);
    }
    return found->term < 0 ? -1 : 0;
}

/* What of a piece is wanted, found out once; 0, or -1 and an error. */
static int find(Table *table, Wanted *wanted, const WordPiece *piece, uint32_t next, Found *found)
{
    const unsigned char *classes = (const unsigned char *)PyBytes_AsString(table->classes);
    int numbered = wanted->openings && (next == '-' || classes[next] & DIGIT); /* as in الـ20 */
    *found = (Found){NOTHING, 0, 0, 0};
    if (!piece->text.size || (!piece->holds && !piece->odd))
        return 0;
    if (numbered || piece->text.size > LONGEST) {
        found->kind = ASK;
        return 0;
    }
    int64_t number = number_of(&wanted->pieces, piece->text.at, piece->text.size);
    size_t count = wanted->found.size / sizeof *found;
    if (number < 0)
        return -1;
    if ((size_t)number < count) {
        *found = ((const Found *)wanted->found.at)[number];
        return 0;
    }
    if (look_at(table, wanted, piece, found) < 0)
        return -1;
    return (size_t)number == count ? append(&wanted->found, found, sizeof *found) : 0; /* behind one that failed */
}

/* Adds an object that is made for a list; 0, or -1 and an error, also where there is none. */
static int add(PyObject *list, PyObject *made)
{
    int failed = !made || PyList_Append(list, made) < 0;
    Py_XDECREF(made);
    return failed ? -1 : 0;
}

static PyObject *new_mark(const Wanted *wanted, Py_ssize_t start, Py_ssize_t end, PyObject *term)
{
    newfunc make = (newfunc)PyType_GetSlot(&PyTuple_Type, Py_tp_new);
    PyObject *arguments = Py_BuildValue("((nnO))", start, end, term);
    PyObject *mark = arguments ? make((PyTypeObject *)wanted->mark, arguments, NULL) : NULL;
    Py_XDECREF(arguments);
    return mark;
}

/* Adds the mark of a piece, or its place where Python has to look at it; 0, or -1 and an error. */
static int add_piece(const Wanted *wanted, const WordPiece *piece, const Found *found, PyObject *marks, PyObject *rest)
{
    if (found->kind == NOTHING)
        return 0;
    if (found->kind == ASK)
        return add(rest, Py_BuildValue("nn", piece->start, piece->end));
    PyObject *term = PyList_GetItem(wanted->terms, found->term);
    if (wanted->openings)
        return add(marks, new_mark(wanted, piece->start, piece->end, term));
    return add(marks, new_mark(wanted, piece->start + found->start, piece->start + found->end, term));
}

/* Lets other threads run; -1 and an error where a signal ends what takes too long. */
static int give_way(void)
{
    Py_BEGIN_ALLOW_THREADS
    Py_END_ALLOW_THREADS
    return PyErr_CheckSignals();
}

static int forget_pieces(Wanted *wanted)
{
    release_strings(&wanted->pieces);
    release(&wanted->found);
    return PyList_SetSlice(wanted->terms, 0, PyList_Size(wanted->terms), NULL);
}

/* Adds the marks of all pieces, and the places of those that Python has to look at; 0, or -1 and an error. */
static int add_pieces(Table *table, Wanted *wanted, Reader *reader, PyObject *marks, PyObject *rest)
{
    for (uint32_t turn = 1; reader->at < reader->end; turn++) {
        WordPiece piece;
        Found found;
        uint32_t next = next_piece(&wanted->consonants, reader, &piece);
        if (find(table, wanted, &piece, next, &found) < 0 || add_piece(wanted, &piece, &found, marks, rest) < 0 ||
            (turn % BETWEEN_LOOKS == 0 && give_way() < 0) ||
            (wanted->pieces.count > MOST_PIECES && forget_pieces(wanted) < 0))
            return -1;
    }
    return 0;
}

PyObject *table_marks(PyObject *self, PyObject *arguments)
{
    Table *table = (Table *)self;
    PyObject *object, *terms;
    Text text;
    if (!PyArg_ParseTuple(arguments, "UO!", &object, wanted_type, &terms) || text_of_object(object, &text) < 0)
        return NULL;
    const unsigned char *classes = (const unsigned char *)PyBytes_AsString(table->classes);
    Reader reader = {object, text.at, text.at + text.size, 0, classes, NULL};
    PyObject *marks = PyList_New(0), *rest = PyList_New(0), *both = NULL;
    if (marks && rest && add_pieces(table, (Wanted *)terms, &reader, marks, rest) == 0)
        both = PyTuple_Pack(2, marks, rest);
    Py_XDECREF(marks);
    Py_XDECREF(rest);
    return both;
}

/* ---- what is wanted, as Python sees it ---- */

static PyObject *wanted_new(PyTypeObject *type, PyObject *arguments, PyObject *named)
{
    static char *names[] = {"exact", "lemmas", "openings", "letters", "keys", "written_on", "mark", NULL};
    PyObject *exact, *lemmas, *letters, *keys, *written_on, *mark;
    Text texts[2];
    int openings;
    if (!PyArg_ParseTupleAndKeywords(arguments, named, "UUpO!SSO!", names, &exact, &lemmas, &openings, &PyTuple_Type,
                                     &letters, &keys, &written_on, &PyType_Type, &mark) ||
        text_of_object(exact, &texts[0]) < 0 || text_of_object(lemmas, &texts[1]) < 0)
        return NULL;
    if (!PyType_IsSubtype((PyTypeObject *)mark, &PyTuple_Type)) {
        PyErr_SetString(PyExc_TypeError, "marks are tuples");
        return NULL;
    }
    Wanted *wanted = (Wanted *)PyType_GenericAlloc(type, 0);
    if (!wanted)
        return NULL;
    wanted->mark = Py_NewRef(mark);
    wanted->terms = PyList_New(0);
    wanted->openings = openings;
    if (!wanted->terms || read_consonants(&wanted->consonants, letters, keys, written_on) < 0 ||
        add_all(&wanted->exact, texts[0]) < 0 || add_all(&wanted->lemmas, texts[1]) < 0)
        Py_CLEAR(wanted);
    return (PyObject *)wanted;
}

static void wanted_free(PyObject *self)
{
    Wanted *wanted = (Wanted *)self;
    PyTypeObject *type = Py_TYPE(self);
    Py_XDECREF(wanted->mark);
    Py_XDECREF(wanted->terms);
    release_consonants(&wanted->consonants);
    release_strings(&wanted->exact);
    release_strings(&wanted->lemmas);
    release_strings(&wanted->pieces);
    release(&wanted->found);
    release(&wanted->exact_terms);
    release(&wanted->lemma_terms);
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
