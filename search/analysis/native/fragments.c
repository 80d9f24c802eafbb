#include "snippets.h"

/* ---- the best fragments of a text: see snippets.py ---- */

enum { MOST_TERMS = 64 };

/* The first place of a character in [from, to), or -1. */
static Py_ssize_t find(const Excerpt *excerpt, Py_UCS4 character, Py_ssize_t from, Py_ssize_t to)
{
    for (; from < to; from++)
        if (character_at(excerpt, from) == character)
            return from;
    return -1;
}

static Py_ssize_t find_last(const Excerpt *excerpt, Py_UCS4 character, Py_ssize_t from, Py_ssize_t to)
{
    while (to > from)
        if (character_at(excerpt, --to) == character)
            return to;
    return -1;
}

/* The number of a term among those met, which is added where it is new; -1 and an error. */
static long number_of_term(PyObject *numbers, PyObject *term)
{
    PyObject *number = PyDict_GetItemWithError(numbers, term);
    if (number || PyErr_Occurred())
        return number ? PyLong_AsLong(number) : -1;
    Py_ssize_t count = PyDict_Size(numbers);
    PyObject *added = PyLong_FromSsize_t(count);
    int failed = !added || PyDict_SetItem(numbers, term, added) < 0;
    Py_XDECREF(added);
    return failed ? -1 : (long)count;
}

/* Reads marks from a number on: how many, or -1 and an error; -1 alone where they are of too many terms. */
static Py_ssize_t read_marks(PyObject *marks, Py_ssize_t first, Py_ssize_t size, Mark *read)
{
    PyObject *numbers = PyDict_New();
    Py_ssize_t count = PyList_Size(marks) - first;
    for (Py_ssize_t at = 0; numbers && at < count; at++) {
        int failed = read_places(marks, first + at, at ? read[at - 1].start : 0, size, &read[at]) < 0;
        PyObject *term = failed ? NULL : PyTuple_GetItem(PyList_GetItem(marks, first + at), 2);
        long number = term ? number_of_term(numbers, term) : -1;
        if (number < 0 || number >= MOST_TERMS)
            count = -1;
        else
            read[at].term = (uint64_t)1 << number;
    }
    Py_XDECREF(numbers);
    return numbers ? count : -1;
}

typedef struct {
    Py_ssize_t characters, lead, gap, candidates, prose;
} Bounds;

typedef struct {
    Py_ssize_t start, end;
    uint64_t terms;
    Py_ssize_t marked, prose;
} Fragment;

static int bits_of(uint64_t terms)
{
    int count = 0;
    for (; terms; terms &= terms - 1)
        count++;
    return count;
}

/* `snippets._sentence_start`. */
static Py_ssize_t sentence_start(const Excerpt *text, Py_ssize_t at, Py_ssize_t limit, Py_ssize_t first, Py_ssize_t gap)
{
    Py_ssize_t found = -1, place = at - gap > first ? at - gap : first;
    while (place + 1 < limit)
        if (is(text, place++, ENDS_SENTENCE) && is(text, place, BLANK)) {
            while (place < limit && is(text, place, BLANK))
                place++;
            found = place >= at ? place : found;
        }
    if (found >= 0 || at == first)
        return found >= 0 ? found : first;
    Py_ssize_t space = find(text, ' ', at, limit);
    return space < 0 ? limit : space + 1;
}

/* `snippets._word_end`. */
static Py_ssize_t word_end(const Excerpt *text, Py_ssize_t start, Py_ssize_t at, Py_ssize_t last)
{
    Py_ssize_t space = at == last ? last : find_last(text, ' ', start, at + 1);
    return space > start ? space : at;
}

/* The number of the first mark that begins at a place or behind it. */
static Py_ssize_t mark_at(const Mark *marks, Py_ssize_t count, Py_ssize_t place)
{
    Py_ssize_t low = 0, high = count;
    while (low < high) {
        Py_ssize_t middle = (low + high) / 2;
        if (marks[middle].start < place)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* `snippets._fragments`: how many. */
static Py_ssize_t read_fragments(const Excerpt *text, const Mark *marks, Py_ssize_t count, const Bounds *bounds,
                                 Py_ssize_t size, Fragment *fragments)
{
    Py_ssize_t found = 0, first = -1, last = -1, before = -1, behind = text->from + text->size;
    for (Py_ssize_t at = 0; at < count && at < bounds->candidates; at++) {
        Mark mark = marks[at];
        if (mark.start >= last) {
            Py_ssize_t line = find_last(text, '\n', text->from, mark.start);
            first = line < 0 ? text->from : line + 1;
            last = find(text, '\n', mark.end, behind);
            last = last < 0 ? size : last;
        }
        Py_ssize_t lead = mark.start - bounds->lead > first ? mark.start - bounds->lead : first;
        Py_ssize_t start = sentence_start(text, lead, mark.start, first, bounds->gap);
        if (start == before)
            continue;
        before = start;
        Py_ssize_t end = last - start < bounds->characters ? last : start + bounds->characters;
        end = word_end(text, start, end, last);
        Py_ssize_t held = mark_at(marks, count, start), after = mark_at(marks, count, end);
        after -= after > held && marks[after - 1].end > end;
        Fragment fragment = {start, end, 0, after - held, end - start < bounds->prose ? end - start : bounds->prose};
        for (Py_ssize_t one = held; one < after; one++)
            fragment.terms |= marks[one].term;
        fragments[found++] = fragment;
    }
    return found;
}

/* Whether a fragment is worth more than another, beside what is shown. */
static int is_better(const Fragment *one, const Fragment *other, uint64_t shown)
{
    int new = bits_of(one->terms & ~shown), others = bits_of(other->terms & ~shown);
    if (new != others)
        return new > others;
    if (one->marked != other->marked)
        return one->marked > other->marked;
    return one->prose != other->prose ? one->prose > other->prose : one->start < other->start;
}

/* Sets the best apart before all others, in the order in which they are found; how many. */
static Py_ssize_t choose(Fragment *fragments, Py_ssize_t count, Py_ssize_t most)
{
    Py_ssize_t chosen = 0;
    uint64_t shown = 0;
    while (chosen < count && chosen < most) {
        Py_ssize_t best = chosen, kept = chosen + 1;
        for (Py_ssize_t at = chosen + 1; at < count; at++)
            if (is_better(&fragments[at], &fragments[best], shown))
                best = at;
        Fragment one = fragments[best];
        if (chosen && !(one.terms & ~shown))
            break;
        for (Py_ssize_t at = count - 1, to = count - 1; at >= chosen; at--) /* room before those that stay */
            if (at != best)
                fragments[to--] = fragments[at];
        fragments[chosen++] = one;
        shown |= one.terms;
        for (Py_ssize_t at = chosen; at < count; at++)
            if (fragments[at].end <= one.start || fragments[at].start >= one.end)
                fragments[kept++] = fragments[at];
        count = kept;
    }
    return chosen;
}

static int by_start(const void *one, const void *other)
{
    const Fragment *a = one, *b = other;
    return (a->start > b->start) - (a->start < b->start);
}

/* The best fragments of a text with these marks: their places in a list, or NULL and an error. */
static PyObject *best_of(const Excerpt *text, const Mark *marks, Py_ssize_t count, const Bounds *bounds, Py_ssize_t most,
                         Py_ssize_t size)
{
    Py_ssize_t candidates = count < bounds->candidates ? count : bounds->candidates;
    Fragment *fragments = PyMem_Calloc(candidates + 1, sizeof *fragments);
    if (!fragments)
        return PyErr_NoMemory();
    Py_ssize_t chosen = choose(fragments, read_fragments(text, marks, count, bounds, size, fragments), most);
    qsort(fragments, chosen, sizeof *fragments, by_start);
    PyObject *best = PyList_New(0);
    for (Py_ssize_t at = 0; best && at < chosen; at++) {
        PyObject *span = Py_BuildValue("nn", fragments[at].start, fragments[at].end);
        if (!span || PyList_Append(best, span) < 0)
            Py_CLEAR(best);
        Py_XDECREF(span);
    }
    PyMem_Free(fragments);
    return best;
}

PyObject *best_fragments(PyObject *Py_UNUSED(module), PyObject *arguments)
{
    PyObject *object, *listed, *kinds, *best = NULL;
    Py_ssize_t begin, most;
    Bounds bounds;
    if (!PyArg_ParseTuple(arguments, "UO!n(nnnnnn)S", &object, &PyList_Type, &listed, &begin, &most, &bounds.characters,
                          &bounds.lead, &bounds.gap, &bounds.candidates, &bounds.prose, &kinds))
        return NULL;
    Py_ssize_t size = PyUnicode_GetLength(object), first = first_mark(listed, begin);
    Mark *marks = first < 0 ? NULL : PyMem_Calloc(PyList_Size(listed) - first + 1, sizeof *marks);
    if (!marks)
        return first < 0 ? NULL : PyErr_NoMemory();
    Py_ssize_t count = read_marks(listed, first, size, marks);
    if (count == 0)
        best = PyList_New(0);
    if (count > 0) {
        Mark last = marks[(count < bounds.candidates ? count : bounds.candidates) - 1];
        Py_ssize_t to = size - last.end <= bounds.characters ? size : last.end + bounds.characters + 1;
        Excerpt text = {NULL, 0, 0, NULL};
        if (read_excerpt(&text, object, begin, to, kinds) == 0)
            best = best_of(&text, marks, count, &bounds, most, size);
        PyMem_Free(text.at);
    }
    PyMem_Free(marks);
    return best || PyErr_Occurred() ? best : Py_NewRef(Py_None);
}
