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

static int damaged(const char *what)
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
        if (of == Py_None)
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
        float average = self->fields[field].average = (float)tokens / (float)self->documents;
        for (int byte = 0; byte < 256; byte++) {
            long length = PyLong_AsLong(PyTuple_GetItem(lengths, byte));
            self->fields[field].norms[byte] = 1.2f * (1.0f - 0.75f + 0.75f * (float)length / average);
        }
    }
    return PyErr_Occurred() ? -1 : 0;
}

static int open_reader(Reader *self, PyObject *arguments, PyObject *Py_UNUSED(words))
{
    PyObject *kinds, *lengths, *fields, *segments;
    if (!PyArg_ParseTuple(arguments, "O!O!O!O!", &PyTuple_Type, &kinds, &PyTuple_Type, &lengths, &PyList_Type, &fields,
                          &PyList_Type, &segments))
        return -1;
    if (self->numbers || PyTuple_Size(kinds) != KINDS || PyTuple_Size(lengths) != 256) {
        PyErr_SetString(PyExc_TypeError, "a reader is made once, of the kinds of clauses and 256 lengths");
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

/* The parts of a document in a segment, which lie in a row: 1, or 0 where there are none. */
static int run_of(const Reader *self, const Found *found, int field, int segment, Run *run)
{
    static Cursor cursor; /* under the lock of the interpreter */
    const Segment *of = &self->segments[segment];
    int more = found->documents ? open_list(&cursor, found, self->fields[field].record, of) : 0, any = 0;
    for (; more > 0; more = next_block(&cursor)) {
        if (read_documents(&cursor))
            return DAMAGED;
        if (!any)
            run->first = cursor.documents[0];
        run->last = cursor.documents[cursor.size - 1];
        any = 1;
    }
    return more < 0 || (any && (run->last >= of->size || run->first > run->last)) ? DAMAGED : any;
}

static PyObject *set_parts(Reader *self, PyObject *arguments)
{
    PyObject *name, *documents;
    if (!PyArg_ParseTuple(arguments, "UO!", &name, &PyList_Type, &documents))
        return NULL;
    int field = field_of(self, name);
    for (Py_ssize_t n = 0; field >= 0 && n < PyList_Size(documents); n++) {
        const Found *found = found_of(self, field, PyList_GetItem(documents, n));
        Run runs[2] = {{.document = (int)n}, {.document = (int)n}};
        int segments = 0;
        for (int segment = 0; found && segment < self->count; segment++) {
            Run run = {.document = (int)n, .segment = (uint32_t)segment};
            int there = run_of(self, &found[segment], field, segment, &run);
            if (there < 0) {
                damaged("the parts of a document");
                return NULL;
            }
            if (!there)
                continue;
            for (uint32_t at = run.first + 1; at <= run.last; at++)
                self->segments[segment].later[at / 64] |= (uint64_t)1 << at % 64;
            if (!segments++)
                runs[0] = run;
            else if ((segments == 2 && add_run(self, runs[0]) < 0) || add_run(self, run) < 0)
                return NULL;
        }
        if (!found)
            return NULL;
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
    const Found *found = field < 0 ? NULL : found_of(self, field, term);
    unsigned long long documents = 0;
    for (int segment = 0; found && segment < self->count; segment++)
        documents += found[segment].documents;
    return PyErr_Occurred() ? NULL : PyLong_FromUnsignedLongLong(documents);
}

typedef struct {
    float score;
    uint32_t segment, document;
} Hit;

static int is_worse(Hit one, Hit other)
{
    if (one.score != other.score)
        return one.score < other.score;
    return one.segment != other.segment ? one.segment > other.segment : one.document > other.document;
}

/* The worst of the hits is at the top. */
static void sink(Hit *hits, size_t count, size_t at)
{
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && is_worse(hits[child + 1], hits[child]))
            child++;
        if (!is_worse(hits[child], hits[at]))
            return;
        Hit hit = hits[at];
        hits[at] = hits[child];
        hits[child] = hit;
    }
}

typedef struct {
    Hit *at;
    size_t count, room, most;
} Hits;

static int keep(Hits *hits, Hit hit)
{
    if (hits->count == hits->most) {
        if (hits->most && is_worse(hits->at[0], hit)) {
            hits->at[0] = hit;
            sink(hits->at, hits->count, 0);
        }
        return 0;
    }
    if (hits->count == hits->room) {
        size_t room = 2 * hits->room + 64;
        Hit *more = realloc(hits->at, room * sizeof *more);
        if (!more)
            return -1;
        hits->at = more;
        hits->room = room;
    }
    hits->at[hits->count++] = hit;
    if (hits->count == hits->most)
        for (size_t n = hits->count / 2; n-- > 0;)
            sink(hits->at, hits->count, n);
    return 0;
}

static int by_score(const void *one, const void *other)
{
    return is_worse(*(const Hit *)one, *(const Hit *)other) ? 1 : -1;
}

enum { LONG = 200000 }; /* documents that are looked at in a millisecond or so: only then others may run meanwhile */

static int rank_all(Search *search, Reader *reader, Hits *hits, uint64_t *total)
{
    uint64_t bits[WORDS];
    float scores[WINDOW];
    for (int segment = 0; segment < reader->count; segment++) {
        if (begin_segment(search, segment, 1))
            return DAMAGED;
        for (uint64_t base = 0; base < reader->segments[segment].size; base += WINDOW) {
            if (hits->count == hits->most && hits->most)
                set_least(search, hits->at[0].score);
            if (matches(search, (uint32_t)base, bits, scores))
                return DAMAGED;
            for (int word = 0; word < WORDS; word++)
                for (uint64_t left = bits[word]; left; left &= left - 1) {
                    uint32_t at = (uint32_t)word * 64 + (uint32_t)__builtin_ctzll(left);
                    ++*total;
                    if (keep(hits, (Hit){scores[at], (uint32_t)segment, (uint32_t)base + at}))
                        return DAMAGED;
                }
        }
    }
    if (has_left_out(search) && *total <= hits->count)
        *total = hits->count + 1; /* what was left out is more */
    if (hits->count)
        qsort(hits->at, hits->count, sizeof *hits->at, by_score);
    return 0;
}

/* How many documents are looked at in a search, at most. */
static uint64_t cost_of(const Tree *tree)
{
    uint64_t cost = 0;
    for (int n = 0; n < tree->nodes_count; n++)
        if (tree->nodes[n].kind == TERM || tree->nodes[n].kind == SET || tree->nodes[n].kind == PHRASE)
            cost += tree->nodes[n].cost;
    return cost;
}

static PyObject *rank(Reader *self, PyObject *arguments)
{
    PyObject *clause, *told = NULL;
    Py_ssize_t most;
    if (!PyArg_ParseTuple(arguments, "On", &clause, &most))
        return NULL;
    Tree tree = {.reader = self};
    Hits hits = {.most = most < 0 ? 0 : (size_t)most};
    uint64_t total = 0;
    Search *search = NULL;
    if (make_tree(&tree, clause) < 0) {
        told = PyErr_Occurred() ? NULL : Py_NewRef(Py_None);
    } else if (!(search = start(&tree))) {
        PyErr_NoMemory();
    } else {
        PyThreadState *waiting = cost_of(&tree) > LONG ? PyEval_SaveThread() : NULL;
        int failed = rank_all(search, self, &hits, &total);
        if (waiting)
            PyEval_RestoreThread(waiting);
        PyObject *list = failed ? NULL : PyList_New((Py_ssize_t)hits.count);
        if (failed)
            damaged("a list of documents");
        for (size_t n = 0; list && n < hits.count; n++) {
            Hit hit = hits.at[n];
            PyObject *one = Py_BuildValue("(dII)", (double)hit.score, hit.segment, hit.document);
            if (!one)
                Py_CLEAR(list);
            else
                PyList_SetItem(list, (Py_ssize_t)n, one);
        }
        told = list ? Py_BuildValue("(KN)", (unsigned long long)total, list) : NULL;
    }
    if (search)
        stop(search);
    free(hits.at);
    free_tree(&tree);
    return told;
}

static uint64_t marked_in(const uint64_t *bits, uint32_t size)
{
    uint64_t count = 0;
    for (uint32_t word = 0; word < (size + 63) / 64; word++)
        count += (uint64_t)__builtin_popcountll(bits[word]);
    return count;
}

/* ---- matches in the order of a column ---- */

typedef struct {
    int64_t value;
    uint32_t segment, document;
} Valued;

typedef struct {
    Valued *at;
    size_t count, room;
} Values;

static int add_value(Values *values, Valued value)
{
    if (values->count == values->room) {
        size_t room = 2 * values->room + 64;
        Valued *more = realloc(values->at, room * sizeof *more);
        if (!more)
            return -1;
        values->at = more;
        values->room = room;
    }
    values->at[values->count++] = value;
    return 0;
}

/* The marked documents of a value, which are no longer marked then. */
static int take_marked(const Reader *self, int field, int segment, const Found *found, int64_t value, uint64_t *marked,
                       Cursor *cursor, Values *values)
{
    const Segment *of = &self->segments[segment];
    int more = found->documents ? open_list(cursor, found, self->fields[field].record, of) : 0;
    for (; more > 0; more = next_block(cursor)) {
        if (read_documents(cursor))
            return DAMAGED;
        for (int n = 0; n < cursor->size; n++) {
            uint32_t at = cursor->documents[n];
            if (at >= of->size || !(marked[at / 64] >> at % 64 & 1))
                continue;
            marked[at / 64] &= ~((uint64_t)1 << at % 64);
            if (add_value(values, (Valued){value, (uint32_t)segment, at}))
                return DAMAGED;
        }
    }
    return more;
}

/* The first of a segment in the order of its values, `limit` or a few more, and all that have the last of these. */
static int take_first(const Reader *self, int field, int segment, size_t limit, int descending, uint64_t *marked, Cursor *cursor,
                      Values *values)
{
    const SegmentField *of = &self->segments[segment].fields[field];
    size_t least = values->count + limit;
    for (uint64_t n = 0; of->there && n < of->terms.terms && values->count < least; n++) {
        uint64_t number = descending ? of->terms.terms - 1 - n : n, ordered = 0;
        uint8_t key[8];
        Found found;
        if (key_of(&of->terms, number, key, 8) || term_at(&of->terms, number, of->lists, of->positions, &found) < 0)
            return DAMAGED;
        for (int byte = 0; byte < 8; byte++)
            ordered = ordered << 8 | key[byte];
        int64_t value = (int64_t)(ordered ^ (uint64_t)1 << 63);
        if (take_marked(self, field, segment, &found, value, marked, cursor, values))
            return DAMAGED;
    }
    return 0;
}

static int by_address(const Valued *one, const Valued *other)
{
    if (one->segment != other->segment)
        return one->segment < other->segment ? -1 : 1;
    return one->document < other->document ? -1 : 1;
}

static int ascending(const void *one, const void *other)
{
    const Valued *a = one, *b = other;
    return a->value != b->value ? (a->value < b->value ? -1 : 1) : by_address(a, b);
}

static int descending_order(const void *one, const void *other)
{
    const Valued *a = one, *b = other;
    return a->value != b->value ? (a->value > b->value ? -1 : 1) : by_address(a, b);
}

static PyObject *list_of(const Values *values, size_t with_value, size_t limit)
{
    size_t count = values->count < limit ? values->count : limit;
    PyObject *list = PyList_New((Py_ssize_t)count);
    for (size_t n = 0; list && n < count; n++) {
        Valued at = values->at[n];
        PyObject *one = n < with_value ? Py_BuildValue("(LII)", (long long)at.value, at.segment, at.document)
                                       : Py_BuildValue("(OII)", Py_None, at.segment, at.document);
        if (!one)
            Py_CLEAR(list);
        else
            PyList_SetItem(list, (Py_ssize_t)n, one);
    }
    return list;
}

static PyObject *by_column(Reader *self, PyObject *arguments)
{
    PyObject *clause, *name, *told = NULL;
    Py_ssize_t most;
    int descending;
    if (!PyArg_ParseTuple(arguments, "OnUp", &clause, &most, &name, &descending))
        return NULL;
    int field = field_of(self, name);
    if (field < 0 || !self->fields[field].record)
        return PyErr_Occurred() ? NULL : Py_NewRef(Py_None);
    size_t limit = most < 0 ? 0 : (size_t)most, with_value;
    Tree tree = {.reader = self};
    Search *search = NULL;
    Values values = {0};
    uint64_t total = 0, **marked = calloc((size_t)self->count + 1, sizeof *marked);
    if (make_tree(&tree, clause) < 0) {
        told = PyErr_Occurred() ? NULL : Py_NewRef(Py_None);
    } else if (!marked || !(search = start(&tree))) {
        PyErr_NoMemory();
    } else {
        PyThreadState *waiting = cost_of(&tree) > LONG ? PyEval_SaveThread() : NULL;
        int failed = mark_all(search, marked);
        for (int segment = 0; !failed && segment < self->count; segment++)
            total += marked_in(marked[segment], self->segments[segment].size);
        for (int segment = 0; !failed && segment < self->count; segment++)
            failed = take_first(self, field, segment, limit, descending, marked[segment], count_cursor(search), &values);
        with_value = values.count;
        if (with_value)
            qsort(values.at, with_value, sizeof *values.at, descending ? descending_order : ascending);
        for (int segment = 0; !failed && segment < self->count; segment++) /* those without a value come last */
            for (uint32_t at = 0; at < self->segments[segment].size && values.count < limit && !failed; at++)
                if (marked[segment][at / 64] >> at % 64 & 1)
                    failed = add_value(&values, (Valued){0, (uint32_t)segment, at});
        if (waiting)
            PyEval_RestoreThread(waiting);
        if (failed)
            damaged("a list of documents");
        PyObject *list = failed ? NULL : list_of(&values, with_value, limit);
        told = list ? Py_BuildValue("(KN)", (unsigned long long)total, list) : NULL;
    }
    if (search)
        stop(search);
    for (int segment = 0; marked && segment < self->count; segment++)
        free(marked[segment]);
    free(marked);
    free(values.at);
    free_tree(&tree);
    return told;
}

/* ---- counts ---- */

/* The end of a row of parts: the last one that is marked as later behind `at`. */
static uint32_t last_part(const Segment *segment, uint32_t at)
{
    while (at + 1 < segment->size && segment->later[(at + 1) / 64] >> (at + 1) % 64 & 1)
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

/* Of a document in several segments only what is marked in the first of them is left. */
static void leave_first_segment(const Reader *self, uint64_t **marked)
{
    int document = -1, seen = 0;
    for (int n = 0; n < self->split_count; n++) {
        Run run = self->split[n];
        seen = run.document == document && seen;
        document = run.document;
        int any = 0;
        for (uint32_t at = run.first; at <= run.last; at++)
            if (marked[run.segment][at / 64] >> at % 64 & 1) {
                any = 1;
                if (seen)
                    marked[run.segment][at / 64] &= ~((uint64_t)1 << at % 64);
            }
        seen |= any;
    }
}

/* How many of the marked documents have each of the keys of a field. */
static PyObject *count_keys(Reader *self, PyObject *facet, uint64_t **marked, Cursor *cursor)
{
    PyObject *name, *keys;
    if (!PyArg_ParseTuple(facet, "UO!", &name, &PyTuple_Type, &keys))
        return NULL;
    int field = field_of(self, name);
    PyObject *counts = PyList_New(0);
    for (Py_ssize_t n = 0; counts && n < PyTuple_Size(keys); n++) {
        const Found *found = field < 0 ? NULL : found_of(self, field, PyTuple_GetItem(keys, n));
        int64_t count = 0, more = 0;
        for (int segment = 0; found && more >= 0 && segment < self->count; segment++, count += more)
            more = count_marked(&found[segment], self->fields[field].record, &self->segments[segment], marked[segment], cursor);
        if (more < 0)
            damaged("a list of documents");
        PyObject *number = PyErr_Occurred() ? NULL : PyLong_FromLongLong(count);
        if (!number || PyList_Append(counts, number) < 0)
            Py_CLEAR(counts);
        Py_XDECREF(number);
    }
    return counts;
}

static PyObject *count(Reader *self, PyObject *arguments)
{
    PyObject *clause, *facets, *told = NULL;
    int parts;
    if (!PyArg_ParseTuple(arguments, "OO!p", &clause, &PyList_Type, &facets, &parts))
        return NULL;
    Tree tree = {.reader = self};
    Search *search = NULL;
    uint64_t **marked = calloc((size_t)self->count + 1, sizeof *marked);
    if (make_tree(&tree, clause) < 0) {
        told = PyErr_Occurred() ? NULL : Py_NewRef(Py_None);
    } else if (!marked || !(search = start(&tree))) {
        PyErr_NoMemory();
    } else {
        PyThreadState *waiting = cost_of(&tree) > LONG ? PyEval_SaveThread() : NULL;
        int failed = mark_all(search, marked);
        uint64_t places = 0, documents = 0;
        for (int segment = 0; !failed && segment < self->count; segment++)
            places += marked_in(marked[segment], self->segments[segment].size);
        for (int segment = 0; !failed && !parts && segment < self->count; segment++)
            leave_first(&self->segments[segment], marked[segment]);
        if (!failed && !parts)
            leave_first_segment(self, marked);
        for (int segment = 0; !failed && segment < self->count; segment++)
            documents += marked_in(marked[segment], self->segments[segment].size);
        if (waiting)
            PyEval_RestoreThread(waiting);
        PyObject *counts = failed ? NULL : PyList_New(0);
        if (failed)
            damaged("a list of documents");
        for (Py_ssize_t n = 0; counts && n < PyList_Size(facets); n++) {
            PyObject *one = count_keys(self, PyList_GetItem(facets, n), marked, count_cursor(search));
            if (!one || PyList_Append(counts, one) < 0)
                Py_CLEAR(counts);
            Py_XDECREF(one);
        }
        told = counts ? Py_BuildValue("(KKN)", (unsigned long long)places, (unsigned long long)documents, counts) : NULL;
    }
    if (search)
        stop(search);
    for (int segment = 0; marked && segment < self->count; segment++)
        free(marked[segment]);
    free(marked);
    free_tree(&tree);
    return told;
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
    {Py_tp_init, open_reader},
    {Py_tp_dealloc, close_reader},
    {Py_tp_methods, methods},
    {0, NULL},
};
PyType_Spec reader_spec = {"search.engines.native._native.PostingsReader", sizeof(Reader), 0, Py_TPFLAGS_DEFAULT, slots};
