#include "native.h"

enum { TOGETHER = 16 }; /* words that are looked up: so many wait for memory at once */

/* ---- the table of words ---- */

int text_of_object(PyObject *object, Text *text)
{
    Py_ssize_t size;
    text->at = PyUnicode_AsUTF8AndSize(object, &size);
    text->size = text->at ? (size_t)size : 0;
    return text->at ? 0 : -1;
}

int look_up(const Table *table, Text word, Text *exact, Text *lemmas)
{
    const Kept *kept = find_word(&table->words, word, hash(word.at, word.size));
    if (!kept)
        return find_known(&table->known, word, exact, lemmas);
    *exact = exact_text(kept);
    *lemmas = lemma_text(kept);
    return 1;
}

/* ---- the table, as Python sees it ---- */

static PyObject *table_new(PyTypeObject *type, PyObject *arguments, PyObject *named)
{
    static char *names[] = {"analyse", "match", "classes", "known", "stemmer", NULL};
    PyObject *analyse, *match, *classes, *known = NULL, *stemmer = Py_None;
    if (!PyArg_ParseTupleAndKeywords(arguments, named, "OOS|OO", names, &analyse, &match, &classes, &known, &stemmer))
        return NULL;
    if (stemmer != Py_None && !PyObject_TypeCheck(stemmer, stemmer_type)) {
        PyErr_SetString(PyExc_TypeError, "words are stemmed by a Stemmer");
        return NULL;
    }
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
    table->stemmer = stemmer == Py_None ? NULL : Py_NewRef(stemmer);
    if (known && PyObject_GetBuffer(known, &table->known, PyBUF_SIMPLE) < 0) {
        Py_DECREF(table);
        return NULL;
    }
    return (PyObject *)table;
}

static void table_free(PyObject *self)
{
    Table *table = (Table *)self;
    PyTypeObject *type = Py_TYPE(self);
    Py_XDECREF(table->analyse);
    Py_XDECREF(table->match);
    Py_XDECREF(table->classes);
    Py_XDECREF(table->stemmer);
    PyBuffer_Release(&table->known);
    release_words(&table->words);
    release_strings(&table->terms);
    release(&table->numbers);
    release(&table->news);
    PyObject_Free(self);
    Py_DECREF(type);
}

/* How many words it has; or terms, where those are more: it counts them of words that it does not keep too. */
static Py_ssize_t table_length(PyObject *self)
{
    const Table *table = (const Table *)self;
    return table->words.count > table->terms.count ? table->words.count : table->terms.count;
}

static PyObject *table_get(PyObject *self, PyObject *object)
{
    Table *table = (Table *)self;
    Text word;
    if (text_of_object(object, &word) < 0) {
        if (!PyErr_ExceptionMatches(PyExc_UnicodeEncodeError))
            return NULL;
        PyErr_Clear(); /* half of a pair: such words are not kept */
        Py_RETURN_NONE;
    }
    Text exact, lemmas;
    if (!look_up(table, word, &exact, &lemmas))
        Py_RETURN_NONE;
    return Py_BuildValue("s#s#", exact.at, (Py_ssize_t)exact.size, lemmas.at, (Py_ssize_t)lemmas.size);
}

static PyObject *table_remember(PyObject *self, PyObject *object)
{
    char *records;
    Py_ssize_t size;
    if (PyBytes_AsStringAndSize(object, &records, &size) < 0)
        return NULL;
    Text left = {records, (size_t)size}, word, exact, lemmas;
    while (next_record(&left, &word, &exact, &lemmas))
        if (keep((Table *)self, word, exact, lemmas) < 0)
            return NULL;
    Py_RETURN_NONE;
}

static PyObject *table_take_news(PyObject *self, PyObject *Py_UNUSED(nothing))
{
    Bytes *news = &((Table *)self)->news;
    PyObject *taken = PyBytes_FromStringAndSize(news->size ? news->at : "", (Py_ssize_t)news->size);
    if (taken)
        release(news);
    return taken;
}

/* Appends the terms of a word and counts them; 0, or -1 and an error. */
static int join_word(Table *table, Counts *counts, Text word, uint32_t sum, Bytes *exact, Bytes *lemmas)
{
    Text its_exact, its_lemmas;
    const Kept *kept = find_word(&table->words, word, sum);
    if (!kept && find_known(&table->known, word, &its_exact, &its_lemmas)) {
        if (keep(table, word, its_exact, its_lemmas) < 0)
            return -1;
        kept = find_word(&table->words, word, sum);
    }
    if (!kept)
        return learn(table, counts, word, exact, lemmas);
    its_exact = exact_text(kept);
    its_lemmas = lemma_text(kept);
    if (append(exact, its_exact.at, its_exact.size) < 0 || append(lemmas, its_lemmas.at, its_lemmas.size) < 0)
        return -1;
    return counts ? count_terms(counts, table, numbers_of(kept), kept->count) : 0;
}

typedef struct {
    Text text;
    uint32_t hash;
} Word;

/* Reads the next words of a text, `TOGETHER` at most, and asks for what is kept of them; how many, or -1 and an error. */
static int read_words(const Table *table, Reader *reader, Word *read)
{
    const char *start;
    int found = 1, count = 0;
    while (count < TOGETHER && (found = next_word(reader, &start)) > 0) {
        Text text = {start, reader->at - start};
        read[count] = (Word){text, hash(text.at, text.size)};
        fetch_word_slot(&table->words, read[count++].hash);
    }
    for (int at = 0; at < count; at++)
        fetch_word(&table->words, read[at].hash);
    return found < 0 ? -1 : count;
}

static int join_words(Table *table, Counts *counts, Reader *reader, Bytes *exact, Bytes *lemmas)
{
    Word read[TOGETHER];
    int count, words = 0;
    while ((count = read_words(table, reader, read)) > 0)
        for (int at = 0; at < count; at++) {
            if (words++ && (append(exact, " ", 1) < 0 || append(lemmas, " ", 1) < 0))
                return -1;
            if (join_word(table, counts, read[at].text, read[at].hash, exact, lemmas) < 0)
                return -1;
        }
    return count;
}

/* Appends the lemma terms of the first words of a text, at most so many; how many words were read, or -1 and an error. */
static int join_first(Table *table, Reader *reader, int most, int least, Bytes *lemmas)
{
    Bytes exact = {0};
    const char *start;
    int found = 1, words = 0;
    while (words < (most > least ? most : least) && (found = next_word(reader, &start)) > 0) {
        if (words++ >= most)
            continue;
        exact.size = 0;
        if ((words > 1 && append(lemmas, " ", 1) < 0) ||
            join_word(table, NULL, (Text){start, reader->at - start}, hash(start, reader->at - start), &exact, lemmas) < 0)
            found = -1;
        if (found < 0)
            break;
    }
    release(&exact);
    return found < 0 ? -1 : words;
}

/* Begins to read a text; 0, or -1 and an error. */
static int begin(const Table *table, PyObject *text, Reader *reader)
{
    Py_ssize_t size = 0;
    const char *bytes = PyUnicode_AsUTF8AndSize(text, &size);
    const unsigned char *classes = (const unsigned char *)PyBytes_AsString(table->classes);
    *reader = (Reader){text, bytes, bytes + size, 0, classes, table->match};
    return bytes ? 0 : -1;
}

static PyObject *table_first(PyObject *self, PyObject *arguments)
{
    Table *table = (Table *)self;
    PyObject *text;
    int most, least;
    Reader reader;
    if (!PyArg_ParseTuple(arguments, "Uii", &text, &most, &least) || begin(table, text, &reader) < 0)
        return NULL;
    Bytes lemmas = {0};
    int words = join_first(table, &reader, most, least, &lemmas);
    Py_ssize_t size = words < least ? 0 : (Py_ssize_t)lemmas.size;
    PyObject *joined = words < 0 ? NULL : PyUnicode_DecodeUTF8(size ? lemmas.at : "", size, NULL);
    release(&lemmas);
    return joined;
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
    Reader reader;
    if (begin(table, text, &reader) < 0)
        return NULL;
    size_t size = reader.end - reader.at;
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
    {"remember", table_remember, METH_O, "Keeps the words of records with their terms."},
    {"take_news", table_take_news, METH_NOARGS, "The records of the words that were analysed since this was asked last."},
    {"join", table_join, METH_VARARGS, "The exact terms and the lemma terms of a text, each joined by spaces."},
    {"first", table_first, METH_VARARGS, "The lemma terms of the first words of a text that has at least so many."},
    {"marks", table_marks, METH_VARARGS, "The words of a text that have a wanted term, and where Python has to look."},
    {NULL, NULL, 0, NULL},
};

/* ---- the types ---- */

static PyType_Slot table_slots[] = {
    {Py_tp_new, table_new},
    {Py_tp_dealloc, table_free},
    {Py_sq_length, table_length},
    {Py_tp_methods, table_methods},
    {0, NULL},
};
PyType_Spec table_spec = {"search.analysis.native._native.TermTable", sizeof(Table), 0, Py_TPFLAGS_DEFAULT, table_slots};
