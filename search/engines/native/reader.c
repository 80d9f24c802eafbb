#include "postings.h"

/* ---- an index, as Python sees it ---- */

static int view_of(Reader *self, PyObject *bytes, Slice *slice)
{
    *slice = (Slice){0};
    if (bytes == Py_None)
        return 0;
    Py_buffer *view = &self->views[self->views_count];
    if (PyObject_GetBuffer(bytes, view, PyBUF_SIMPLE) < 0)
        return -1;
    self->views_count++;
    *slice = (Slice){view->buf, (const uint8_t *)view->buf + view->len};
    return 0;
}

int damaged(const char *what)
{
    PyErr_Format(PyExc_ValueError, "the index is damaged: %s", what);
    return -1;
}

static int open_segment(Reader *self, Segment *segment, PyObject *told)
{
    PyObject *alive, *files;
    unsigned long size;
    Slice bits;
    if (!PyArg_ParseTuple(told, "kOO!", &size, &alive, &PyList_Type, &files) || view_of(self, alive, &bits) < 0)
        return -1;
    segment->size = (uint32_t)size;
    segment->alive = calloc(words_of(segment), sizeof *segment->alive);
    segment->later = calloc(words_of(segment), sizeof *segment->later);
    segment->fields = calloc((size_t)self->fields_count + 1, sizeof *segment->fields);
    if (!segment->alive || !segment->later || !segment->fields) {
        PyErr_NoMemory();
        return -1;
    }
    size_t held = (segment->size + (size_t)63) / 64 * 8;
    if (bits.at && size_of(bits) < 4 + held)
        return damaged("the list of deleted documents");
    if (bits.at)
        memcpy(segment->alive, bits.at + 4, held);
    else
        memset(segment->alive, 0xFF, held);
    if (segment->size % 64)
        segment->alive[segment->size / 64] &= UINT64_MAX >> (64 - segment->size % 64);
    for (int field = 0; field < self->fields_count; field++) {
        PyObject *terms, *lists, *positions, *lengths, *of = PyList_GetItem(files, field);
        SegmentField *at = &segment->fields[field];
        Slice dictionary, norms;
        if (!of)
            return -1;
        if (of == Py_None || !segment->size)
            continue;
        if (!PyArg_ParseTuple(of, "OOOO", &terms, &lists, &positions, &lengths) || view_of(self, terms, &dictionary) < 0 ||
            view_of(self, lists, &at->lists) < 0 || view_of(self, positions, &at->positions) < 0 ||
            view_of(self, lengths, &norms) < 0)
            return -1;
        int scored = self->fields[field].record >= FREQUENCIES;
        if (open_dictionary(&at->terms, dictionary) || size_of(at->lists) < 8 || (scored && size_of(norms) < segment->size))
            return damaged("a field");
        at->lengths = norms.at;
        at->lists.at += 8; /* behind the number of its tokens */
        at->there = 1;
    }
    self->documents += segment->size;
    return 0;
}

/* How much the length of a field takes from its scores: see Bm25Weight of tantivy, in single precision as there. */
static int make_norms(Reader *self, PyObject *lengths)
{
    for (int field = 0; field < self->fields_count; field++) {
        uint64_t tokens = 0;
        for (int segment = 0; segment < self->count; segment++)
            if (self->segments[segment].fields[field].there)
                tokens += u64_at(self->segments[segment].fields[field].lists.at - 8);
        float average = (float)tokens / (float)self->documents;
        for (int byte = 0; byte < 256; byte++) {
            long length = PyLong_AsLong(PyTuple_GetItem(lengths, byte));
            self->fields[field].norms[byte] = K1 * (1.0f - B + B * (float)length / average);
        }
    }
    return PyErr_Occurred() ? -1 : 0;
}

static int open_reader(Reader *self, PyObject *arguments)
{
    PyObject *kinds, *lengths, *fields, *segments;
    if (!PyArg_ParseTuple(arguments, "O!O!O!O!", &PyTuple_Type, &kinds, &PyTuple_Type, &lengths, &PyList_Type, &fields,
                          &PyList_Type, &segments))
        return -1;
    if (PyTuple_Size(kinds) != KINDS || PyTuple_Size(lengths) != 256) {
        PyErr_SetString(PyExc_TypeError, "a reader is made of the kinds of clauses and 256 lengths");
        return -1;
    }
    self->kinds = Py_NewRef(kinds);
    self->count = (int)PyList_Size(segments);
    self->fields_count = (int)PyList_Size(fields);
    self->numbers = PyDict_New();
    self->found = PyList_New(0);
    self->fields = calloc((size_t)self->fields_count + 1, sizeof *self->fields);
    self->segments = calloc((size_t)self->count + 1, sizeof *self->segments);
    self->views = calloc((size_t)self->count * (4 * (size_t)self->fields_count + 1) + 1, sizeof *self->views);
    if (!self->numbers || !self->found || !self->fields || !self->segments || !self->views) {
        PyErr_NoMemory();
        return -1;
    }
    for (int field = 0; field < self->fields_count; field++) {
        PyObject *name, *known = PyDict_New(), *number = PyLong_FromLong(field);
        int failed = !known || !number ||
                     !PyArg_ParseTuple(PyList_GetItem(fields, field), "Ui", &name, &self->fields[field].record) ||
                     PyDict_SetItem(self->numbers, name, number) < 0 || PyList_Append(self->found, known) < 0;
        Py_XDECREF(known);
        Py_XDECREF(number);
        if (failed)
            return -1;
    }
    for (int segment = 0; segment < self->count; segment++)
        if (open_segment(self, &self->segments[segment], PyList_GetItem(segments, segment)) < 0)
            return -1;
    return make_norms(self, lengths);
}

static PyObject *make_reader(PyTypeObject *type, PyObject *arguments, PyObject *Py_UNUSED(words))
{
    PyObject *self = ((allocfunc)PyType_GetSlot(type, Py_tp_alloc))(type, 0);
    if (self && open_reader((Reader *)self, arguments) < 0)
        Py_CLEAR(self);
    return self;
}

static void close_reader(Reader *self)
{
    PyTypeObject *type = Py_TYPE((PyObject *)self);
    for (Py_ssize_t n = 0; n < self->views_count; n++)
        PyBuffer_Release(&self->views[n]);
    for (int n = 0; self->segments && n < self->count; n++) {
        free(self->segments[n].alive);
        free(self->segments[n].later);
        free(self->segments[n].fields);
    }
    free(self->segments);
    free(self->fields);
    free(self->views);
    free(self->split);
    Py_XDECREF(self->numbers);
    Py_XDECREF(self->found);
    Py_XDECREF(self->kinds);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
    Py_DECREF(type);
}

/* ---- documents in parts ---- */

static int add_run(Reader *self, Run run)
{
    if (self->split_count == self->split_room) {
        int room = 2 * self->split_room + 16;
        Run *more = realloc(self->split, (size_t)room * sizeof *more);
        if (!more) {
            PyErr_NoMemory();
            return -1;
        }
        self->split = more;
        self->split_room = room;
    }
    self->split[self->split_count++] = run;
    return 0;
}

/* Adds the rows in which the parts of a document lie in a segment. */
static int add_runs(Reader *self, const Found *found, int field, int segment, int document)
{
    static Cursor cursor; /* under the lock of the interpreter */
    const Segment *of = &self->segments[segment];
    int more = found->documents ? open_list(&cursor, found, self->fields[field].record, of) : 0, begun = 0;
    for (; more > 0; more = next_block(&cursor)) {
        if (read_documents(&cursor))
            return damaged("the parts of a document");
        for (int n = 0; n < cursor.size; n++) {
            uint32_t at = cursor.documents[n];
            if (at >= of->size)
                return damaged("the parts of a document");
            if (begun && at == self->split[self->split_count - 1].last + 1) {
                self->split[self->split_count - 1].last = at;
                of->later[at / 64] |= (uint64_t)1 << at % 64;
            } else if (add_run(self, (Run){document, (uint32_t)segment, at, at}) < 0)
                return -1;
            begun = 1;
        }
    }
    return more < 0 ? damaged("the parts of a document") : 0;
}

static PyObject *set_parts(Reader *self, PyObject *arguments)
{
    PyObject *name, *documents;
    if (!PyArg_ParseTuple(arguments, "UO!", &name, &PyList_Type, &documents))
        return NULL;
    int field = field_of(self, name);
    for (Py_ssize_t n = 0; field >= 0 && n < PyList_Size(documents); n++) {
        const Found *found = found_of(self, field, PyList_GetItem(documents, n));
        int before = self->split_count;
        if (!found)
            return NULL;
        for (int segment = 0; segment < self->count; segment++)
            if (add_runs(self, &found[segment], field, segment, (int)n) < 0)
                return NULL;
        if (self->split_count == before + 1)
            self->split_count = before; /* all of them lie in a row */
    }
    if (PyErr_Occurred())
        return NULL;
    Py_RETURN_NONE;
}

/* ---- searches ---- */

static PyObject *containing(Reader *self, PyObject *arguments)
{
    PyObject *name, *term;
    if (!PyArg_ParseTuple(arguments, "UO", &name, &term))
        return NULL;
    int field = field_of(self, name);
    if (field < 0)
        PyErr_Format(PyExc_ValueError, "the index has no field %R", name);
    const Found *found = field < 0 ? NULL : found_of(self, field, term);
    unsigned long long documents = 0;
    for (int segment = 0; found && segment < self->count; segment++)
        documents += found[segment].documents;
    return PyErr_Occurred() ? NULL : PyLong_FromUnsignedLongLong(documents);
}

static PyMethodDef methods[] = {
    {"set_parts", (PyCFunction)set_parts, METH_VARARGS, "Tells the field of the parts of a document, and its values."},
    {"containing", (PyCFunction)containing, METH_VARARGS, "In how many documents, deleted ones too, a term of a field is."},
    {"rank", (PyCFunction)rank, METH_VARARGS, "How many match a clause, and the best; None for what is not answered here."},
    {"by_column", (PyCFunction)by_column, METH_VARARGS, "How many match a clause, and the first in the order of a column."},
    {"count", (PyCFunction)count, METH_VARARGS, "How many parts and documents match a clause, and how many have each key."},
    {NULL, NULL, 0, NULL},
};
static PyType_Slot slots[] = {
    {Py_tp_doc, "The files of an index that Tantivy wrote, read for searches."},
    {Py_tp_new, make_reader},
    {Py_tp_dealloc, close_reader},
    {Py_tp_methods, methods},
    {0, NULL},
};
PyType_Spec reader_spec = {"search.engines.native._native.PostingsReader", sizeof(Reader), 0, Py_TPFLAGS_DEFAULT, slots};
