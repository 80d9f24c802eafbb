#include "evaluate.h"

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
static int take_marked(Search *search, int field, int segment, const Found *found, int64_t value, Values *values)
{
    const Reader *self = search->tree.reader;
    const Segment *of = &self->segments[segment];
    uint64_t *marked = search->marked[segment];
    Cursor *cursor = &search->lookup;
    int more = found->documents ? open_list(cursor, found, self->fields[field].record, of) : 0;
    for (; more > 0; more = next_block(cursor)) {
        if (read_documents(cursor))
            return DAMAGED;
        for (int n = 0; n < cursor->size; n++) {
            uint32_t at = cursor->documents[n];
            if (at >= of->size || !MARKED(marked, at))
                continue;
            marked[at / 64] &= ~((uint64_t)1 << at % 64);
            if (add_value(values, (Valued){value, (uint32_t)segment, at}))
                return DAMAGED;
        }
    }
    return more;
}

/* The first of a segment in the order of its values, `limit` or a few more, and all that have the last of these. */
static int take_first(Search *search, int field, int segment, size_t limit, int descending, Values *values)
{
    const SegmentField *of = &search->tree.reader->segments[segment].fields[field];
    uint64_t all = marked_in(search->marked[segment], search->tree.reader->segments[segment].size);
    size_t least = values->count + (all < limit ? (size_t)all : limit);
    for (uint64_t n = 0; of->there && n < of->terms.terms && values->count < least; n++) {
        uint64_t number = descending ? of->terms.terms - 1 - n : n, ordered = 0;
        uint8_t key[8];
        Found found;
        if (key_of(&of->terms, number, key, 8) || term_at(&of->terms, number, of->lists, of->positions, &found) < 0)
            return DAMAGED;
        for (int byte = 0; byte < 8; byte++)
            ordered = ordered << 8 | key[byte];
        int64_t value = (int64_t)(ordered ^ (uint64_t)1 << 63);
        if (take_marked(search, field, segment, &found, value, values))
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

static int upward(const void *one, const void *other)
{
    const Valued *a = one, *b = other;
    return a->value != b->value ? (a->value < b->value ? -1 : 1) : by_address(a, b);
}

static int downward(const void *one, const void *other)
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

PyObject *by_column(Reader *self, PyObject *arguments)
{
    PyObject *clause, *name;
    Py_ssize_t most;
    int descending;
    if (!PyArg_ParseTuple(arguments, "OnUp", &clause, &most, &name, &descending))
        return NULL;
    int field = field_of(self, name);
    Search *search = field < 0 || !self->fields[field].record ? NULL : open_search(self, clause);
    if (!search)
        return not_answered();
    size_t limit = most < 0 ? 0 : (size_t)most;
    Values values = {0};
    uint64_t total = 0;
    let_others_run(search);
    int failed = mark_all(search);
    for (int segment = 0; !failed && segment < self->count; segment++)
        total += marked_in(search->marked[segment], self->segments[segment].size);
    for (int segment = 0; !failed && segment < self->count; segment++)
        failed = take_first(search, field, segment, limit, descending, &values);
    size_t with_value = values.count;
    if (with_value)
        qsort(values.at, with_value, sizeof *values.at, descending ? downward : upward);
    for (int segment = 0; !failed && segment < self->count; segment++) /* those without a value come last */
        for (uint32_t at = 0; at < self->segments[segment].size && values.count < limit && !failed; at++)
            if (MARKED(search->marked[segment], at))
                failed = add_value(&values, (Valued){0, (uint32_t)segment, at});
    run_alone(search);
    close_search(search);
    if (failed)
        damaged("a list of documents");
    PyObject *list = failed ? NULL : list_of(&values, with_value, limit);
    free(values.at);
    return list ? Py_BuildValue("(KN)", (unsigned long long)total, list) : NULL;
}
