#include "native.h"

/* ---- in how many texts each term is ---- */

typedef struct {
    uint32_t texts, last; /* the last text that it was met in */
} Tally;

/* Makes tallies for all terms of the table; 0, or -1 and an error. */
static int make_tallies(Counts *counts)
{
    size_t before = counts->tallies.size, needed = counts->table->terms.count * sizeof(Tally);
    if (before < needed) {
        if (grow(&counts->tallies, needed - before) < 0)
            return -1;
        memset(counts->tallies.at + before, 0, needed - before);
        counts->tallies.size = needed;
    }
    return 0;
}

/* Adds what was counted to `before`; -1 and an error. What the text that is read has stays marked. */
static int gather(Counts *counts)
{
    Tally *tallies = (Tally *)counts->tallies.at;
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
        tallies[number].texts = 0;
    }
    return 0;
}

/* Makes counts those of a table: what they counted by another is kept, and what the text that is read has of it is not
 * counted again. 0, or -1 and an error. */
static int count_by(Counts *counts, Table *table)
{
    Table *last = counts->table;
    if (last == table)
        return 0;
    if (gather(counts) < 0)
        return -1;
    Bytes old = counts->tallies;
    memset(&counts->tallies, 0, sizeof counts->tallies);
    counts->table = (Table *)Py_NewRef((PyObject *)table);
    int failed = 0;
    for (uint32_t number = 0; number < old.size / sizeof(Tally) && !failed; number++) {
        if (((const Tally *)old.at)[number].last != counts->text)
            continue;
        const String *one = string_at(&last->terms, number);
        int64_t same = number_of(&table->terms, last->terms.text.at + one->start, one->size);
        failed = same < 0 || make_tallies(counts) < 0;
        if (!failed)
            ((Tally *)counts->tallies.at)[same].last = counts->text;
    }
    release(&old);
    Py_XDECREF((PyObject *)last);
    return failed ? -1 : 0;
}

int count_terms(Counts *counts, Table *table, const uint32_t *numbers, size_t count)
{
    if (count_by(counts, table) < 0 || make_tallies(counts) < 0)
        return -1;
    Tally *tallies = (Tally *)counts->tallies.at;
    for (size_t at = 0; at < count; at++) {
        Tally *tally = tallies + numbers[at];
        if (tally->last != counts->text) {
            tally->last = counts->text;
            tally->texts++;
        }
    }
    return 0;
}

/* ---- counts, as Python sees them ---- */

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
    if (gather(counts) < 0)
        return NULL;
    counts->tallies.size = 0;
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

PyTypeObject *counts_type;
static PyMethodDef counts_methods[] = {
    {"next_text", counts_next_text, METH_NOARGS, "What is joined from now on is of another text."},
    {"take", counts_take, METH_NOARGS, "In how many texts each term was met since this was asked last."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot counts_slots[] = {
    {Py_tp_new, counts_new},
    {Py_tp_dealloc, counts_free},
    {Py_sq_length, counts_length},
    {Py_tp_methods, counts_methods},
    {0, NULL},
};
PyType_Spec counts_spec = {"search.analysis.native._native.TermCounts", sizeof(Counts), 0, Py_TPFLAGS_DEFAULT,
                                  counts_slots};
