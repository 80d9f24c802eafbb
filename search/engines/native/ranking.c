#include "evaluate.h"

/* ---- the best matches ---- */

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

static int rank_all(Search *search, Reader *reader, Hits *hits, uint64_t *total)
{
    uint64_t bits[WORDS];
    float scores[WINDOW];
    for (int segment = 0; segment < reader->count; segment++) {
        if (begin_segment(search, segment))
            return DAMAGED;
        for (uint64_t base = 0; base < reader->segments[segment].size; base += WINDOW) {
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
    if (hits->count)
        qsort(hits->at, hits->count, sizeof *hits->at, by_score);
    return 0;
}

PyObject *rank(Reader *self, PyObject *arguments)
{
    PyObject *clause;
    Py_ssize_t most;
    if (!PyArg_ParseTuple(arguments, "On", &clause, &most))
        return NULL;
    Search *search = open_search(self, clause);
    if (!search)
        return not_answered();
    Hits hits = {.most = most < 0 ? 0 : (size_t)most};
    uint64_t total = 0;
    let_others_run(search);
    int failed = rank_all(search, self, &hits, &total);
    run_alone(search);
    close_search(search);
    if (failed)
        damaged("a list of documents");
    PyObject *list = failed ? NULL : PyList_New((Py_ssize_t)hits.count);
    for (size_t n = 0; list && n < hits.count; n++) {
        PyObject *hit = Py_BuildValue("(dII)", (double)hits.at[n].score, hits.at[n].segment, hits.at[n].document);
        if (!hit)
            Py_CLEAR(list);
        else
            PyList_SetItem(list, (Py_ssize_t)n, hit);
    }
    free(hits.at);
    return list ? Py_BuildValue("(KN)", (unsigned long long)total, list) : NULL;
}
