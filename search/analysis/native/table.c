#include "native.h"

/* ---- the table of words ---- */

/* A term that is too long to be kept is none of a vocabulary either, and would stay with the table. */
int number_terms(Table *table, Text joined)
{
    const char *at = joined.at, *end = at + joined.size;
    table->numbers.size = 0;
    while (at < end) {
        const char *space = memchr(at, ' ', end - at);
        const char *stop = space ? space : end;
        if (stop > at && stop - at <= LONGEST) {
            int64_t number = number_of(&table->terms, at, stop - at);
            uint32_t kept = (uint32_t)number;
            if (number < 0 || append(&table->numbers, &kept, sizeof kept) < 0)
                return -1;
        }
        at = stop + 1;
    }
    return 0;
}

int text_of_object(PyObject *object, Text *text)
{
    Py_ssize_t size;
    text->at = PyUnicode_AsUTF8AndSize(object, &size);
    text->size = text->at ? (size_t)size : 0;
    return text->at ? 0 : -1;
}

/* Keeps a word with its terms, where they are not too long; what is there is left alone. 0, or -1 and an error. */
static int keep(Table *table, Text word, Text exact, Text lemmas)
{
    if (word.size > LONGEST || exact.size > LONGEST || lemmas.size > LONGEST || find_word(&table->words, word))
        return 0;
    if (number_terms(table, exact) < 0)
        return -1;
    return keep_word(&table->words, word, exact, lemmas, &table->numbers) ? 0 : -1;
}

int look_up(const Table *table, Text word, Text *exact, Text *lemmas)
{
    const Kept *kept = find_word(&table->words, word);
    if (!kept)
        return find_known(&table->known, word, exact, lemmas);
    *exact = exact_text(kept);
    *lemmas = lemma_text(kept);
    return 1;
}

/* ---- the table, as Python sees it ---- */

static PyObject *table_new(PyTypeObject *type, PyObject *arguments, PyObject *named)
{
    static char *names[] = {"analyse", "match", "classes", "known", NULL};
    PyObject *analyse, *match, *classes, *known = NULL;
    if (!PyArg_ParseTupleAndKeywords(arguments, named, "OOS|O", names, &analyse, &match, &classes, &known))
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
    PyBuffer_Release(&table->known);
    release_words(&table->words);
    release_strings(&table->terms);
    release(&table->numbers);
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

static PyObject *table_keep(PyObject *self, PyObject *arguments)
{
    PyObject *objects[3];
    Text texts[3];
    if (!PyArg_ParseTuple(arguments, "UUU", &objects[0], &objects[1], &objects[2]))
        return NULL;
    int failed = 0;
    for (int at = 0; at < 3 && !failed; at++)
        failed = text_of_object(objects[at], &texts[at]) < 0;
    if (failed ? !PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)
               : keep((Table *)self, texts[0], texts[1], texts[2]) < 0)
        return NULL;
    PyErr_Clear();
    Py_RETURN_NONE;
}

/* Appends what the Python code says of a word that is not kept; 0, or -1 and an error. */
static int append_told(PyObject *told, Bytes *exact, Bytes *lemmas)
{
    Bytes *joined[] = {exact, lemmas};
    for (int at = 0; at < 2; at++) {
        Text text;
        if (text_of_object(PyTuple_GetItem(told, at), &text) < 0 || append(joined[at], text.at, text.size) < 0)
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

/* Appends the terms of a word and counts them; 0, or -1 and an error. */
static int join_word(Table *table, Counts *counts, Text word, Bytes *exact, Bytes *lemmas)
{
    Text its_exact, its_lemmas;
    const Kept *kept = find_word(&table->words, word);
    if (!kept && find_known(&table->known, word, &its_exact, &its_lemmas)) {
        if (keep(table, word, its_exact, its_lemmas) < 0)
            return -1;
        kept = find_word(&table->words, word);
    }
    if (!kept) {
        size_t before = exact->size;
        if (learn(table, word.at, word.size, exact, lemmas) < 0)
            return -1;
        Text told = {exact->at + before, exact->size - before};
        if (!counts)
            return 0;
        return number_terms(table, told) < 0 ? -1 : count_terms(counts, table, (const uint32_t *)table->numbers.at, table->numbers.size / sizeof(uint32_t));
    }
    its_exact = exact_text(kept);
    its_lemmas = lemma_text(kept);
    if (append(exact, its_exact.at, its_exact.size) < 0 || append(lemmas, its_lemmas.at, its_lemmas.size) < 0)
        return -1;
    return counts ? count_terms(counts, table, numbers_of(kept), kept->count) : 0;
}

static int join_words(Table *table, Counts *counts, Reader *reader, Bytes *exact, Bytes *lemmas)
{
    const char *start;
    int found, words = 0;
    while ((found = next_word(reader, &start)) > 0) {
        if (words++ && (append(exact, " ", 1) < 0 || append(lemmas, " ", 1) < 0))
            return -1;
        if (join_word(table, counts, (Text){start, reader->at - start}, exact, lemmas) < 0)
            return -1;
    }
    return found;
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
            join_word(table, NULL, (Text){start, reader->at - start}, &exact, lemmas) < 0)
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
    {"keep", table_keep, METH_VARARGS, "Keeps a word with its joined exact terms and lemma terms."},
    {"join", table_join, METH_VARARGS, "The exact terms and the lemma terms of a text, each joined by spaces."},
    {"first", table_first, METH_VARARGS, "The lemma terms of the first words of a text that has at least so many."},
    {"pieces", table_pieces, METH_VARARGS, "Where in a text words may stand that have a wanted term."},
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
