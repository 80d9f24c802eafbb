#include "evaluate.h"

/* ---- counts ---- */

/* The end of a row of parts: the last one that is marked as later behind `at`. */
static uint32_t last_part(const Segment *segment, uint32_t at)
{
    while (at + 1 < segment->size && MARKED(segment->later, at + 1))
        at++;
    return at;
}

/* Leaves of the parts of each document the first that is marked. */
static void leave_first(const Segment *segment, uint64_t *bits)
{
    int64_t covered = -1;
    for (uint32_t word = 0; word < (segment->size + 63) / 64; word++) {
        if (!bits[word] || (covered < (int64_t)word * 64 && !segment->later[word] && !(segment->later[word + 1] & 1)))
            continue;
        for (uint64_t left = bits[word]; left; left &= left - 1) {
            uint32_t at = word * 64 + (uint32_t)__builtin_ctzll(left);
            if ((int64_t)at <= covered)
                bits[word] &= ~((uint64_t)1 << at % 64);
            else
                covered = last_part(segment, at);
        }
    }
}

/* Of a document in several rows only what is marked in the first of them is left. */
static void leave_first_row(const Reader *self, uint64_t **marked)
{
    int document = -1, seen = 0;
    for (int n = 0; n < self->split_count; n++) {
        Run run = self->split[n];
        seen = run.document == document && seen;
        document = run.document;
        int any = 0;
        for (uint32_t at = run.first; at <= run.last; at++)
            if (MARKED(marked[run.segment], at)) {
                any = 1;
                if (seen)
                    marked[run.segment][at / 64] &= ~((uint64_t)1 << at % 64);
            }
        seen |= any;
    }
}

/* How many of the marked documents have each of the keys of a field. */
static PyObject *count_keys(Search *search, PyObject *facet)
{
    Reader *self = search->tree.reader;
    PyObject *name, *keys;
    if (!PyArg_ParseTuple(facet, "UO!", &name, &PyTuple_Type, &keys))
        return NULL;
    int field = field_of(self, name);
    PyObject *counts = PyList_New(0);
    for (Py_ssize_t n = 0; counts && n < PyTuple_Size(keys); n++) {
        const Found *found = field < 0 ? NULL : found_of(self, field, PyTuple_GetItem(keys, n));
        int64_t count = 0, more = 0;
        for (int segment = 0; found && more >= 0 && segment < self->count; segment++, count += more)
            more = count_marked(search, &found[segment], self->fields[field].record, segment);
        if (more < 0)
            damaged("a list of documents");
        PyObject *number = PyErr_Occurred() ? NULL : PyLong_FromLongLong(count);
        if (!number || PyList_Append(counts, number) < 0)
            Py_CLEAR(counts);
        Py_XDECREF(number);
    }
    return counts;
}

PyObject *count(Reader *self, PyObject *arguments)
{
    PyObject *clause, *facets;
    int parts;
    if (!PyArg_ParseTuple(arguments, "OO!p", &clause, &PyList_Type, &facets, &parts))
        return NULL;
    Search *search = open_search(self, clause);
    if (!search)
        return not_answered();
    uint64_t places = 0, documents = 0;
    let_others_run(search);
    int failed = mark_all(search);
    for (int segment = 0; !failed && segment < self->count; segment++)
        places += marked_in(search->marked[segment], self->segments[segment].size);
    for (int segment = 0; !failed && !parts && segment < self->count; segment++)
        leave_first(&self->segments[segment], search->marked[segment]);
    if (!failed && !parts)
        leave_first_row(self, search->marked);
    for (int segment = 0; !failed && segment < self->count; segment++)
        documents += marked_in(search->marked[segment], self->segments[segment].size);
    run_alone(search);
    if (failed)
        damaged("a list of documents");
    PyObject *counts = failed ? NULL : PyList_New(0);
    for (Py_ssize_t n = 0; counts && n < PyList_Size(facets); n++) {
        PyObject *one = count_keys(search, PyList_GetItem(facets, n));
        if (!one || PyList_Append(counts, one) < 0)
            Py_CLEAR(counts);
        Py_XDECREF(one);
    }
    close_search(search);
    return counts ? Py_BuildValue("(KKN)", (unsigned long long)places, (unsigned long long)documents, counts) : NULL;
}
