#include "evaluate.h"

/* ---- a search, segment by segment ---- */

enum { LONG = 200000 }; /* documents that are looked at: fewer take less time than it may take to get the lock back */

Search *open_search(Reader *reader, PyObject *clause)
{
    Search *search = calloc(1, sizeof *search);
    if (!search) {
        PyErr_NoMemory();
        return NULL;
    }
    Tree *tree = &search->tree;
    tree->reader = reader;
    if (make_tree(tree, clause) < 0) {
        close_search(search);
        return NULL;
    }
    search->cursors = malloc((size_t)(tree->cursors + 1) * sizeof *search->cursors);
    search->phrase_cursors = malloc((size_t)(tree->phrases + 1) * sizeof *search->phrase_cursors);
    search->positions = calloc((size_t)tree->phrases + 1, sizeof *search->positions);
    search->frames = malloc((size_t)(tree->depth + 2) * sizeof *search->frames);
    search->marked = calloc((size_t)reader->count + 1, sizeof *search->marked);
    if (search->cursors && search->phrase_cursors && search->positions && search->frames && search->marked)
        return search;
    close_search(search);
    PyErr_NoMemory();
    return NULL;
}

void close_search(Search *search)
{
    for (int n = 0; search->positions && n < search->tree.phrases; n++)
        free(search->positions[n].places);
    for (int segment = 0; search->marked && segment < search->tree.reader->count; segment++)
        free(search->marked[segment]);
    free(search->marked);
    free(search->cursors);
    free(search->phrase_cursors);
    free(search->positions);
    free(search->frames);
    free_tree(&search->tree);
    free(search);
}

PyObject *not_answered(void)
{
    return PyErr_Occurred() ? NULL : Py_NewRef(Py_None);
}

void let_others_run(Search *search)
{
    uint64_t cost = 0;
    for (int n = 0; n < search->tree.nodes_count; n++) {
        const Node *node = &search->tree.nodes[n];
        if (node->kind == TERM || node->kind == SET || node->kind == RANGE || node->kind == PHRASE)
            cost += node->cost;
    }
    search->waiting = cost > LONG ? PyEval_SaveThread() : NULL;
}

void run_alone(Search *search)
{
    if (search->waiting)
        PyEval_RestoreThread(search->waiting);
    search->waiting = NULL;
}

size_t words_of(const Segment *segment)
{
    return ((size_t)segment->size + WINDOW - 1) / WINDOW * WORDS + 1;
}

/* Marks every document of a term. */
static int mark_found(Search *search, const Found *found, int field, uint64_t *marked)
{
    const Segment *segment = search->segment;
    Cursor *cursor = &search->lookup;
    int more = found->documents ? open_list(cursor, found, search->tree.reader->fields[field].record, segment) : 0;
    for (; more > 0; more = next_block(cursor)) {
        if (read_documents(cursor))
            return DAMAGED;
        for (int at = 0; at < cursor->size; at++)
            if (cursor->documents[at] < segment->size)
                MARK(marked, cursor->documents[at]);
    }
    return more;
}

/* Marks every document of the segment that has any term of a set, or any value of a range. */
static int fill(Search *search, Node *node)
{
    const SegmentField *field = &search->segment->fields[node->field];
    free(node->marked);
    node->marked = calloc(words_of(search->segment), sizeof *node->marked);
    if (!node->marked)
        return DAMAGED;
    for (int n = 0; n < node->count; n++) {
        const Found *found = &search->tree.terms[(node->first + n) * search->tree.reader->count + search->number];
        if (mark_found(search, found, node->field, node->marked))
            return DAMAGED;
    }
    uint64_t number, end;
    Found found;
    if (node->kind != RANGE || !field->there || memcmp(node->from, node->to, 8) > 0)
        return 0;
    Slice key = {node->to, node->to + 8};
    int there = find_term(&field->terms, key, field->lists, field->positions, &found);
    if (there < 0 || number_from(&field->terms, node->from, 8, &number) || number_from(&field->terms, node->to, 8, &end))
        return DAMAGED;
    for (end += (uint64_t)there; number < end; number++) /* the last value too, where it is there */
        if (term_at(&field->terms, number, field->lists, field->positions, &found) < 0 ||
            mark_found(search, &found, node->field, node->marked))
            return DAMAGED;
    return 0;
}

static int open_phrase(Search *search, const Node *node)
{
    for (int n = 0; n < node->count; n++) {
        const Found *found = &search->tree.terms[(node->first + n) * search->tree.reader->count + search->number];
        Cursor *cursor = &search->phrase_cursors[node->cursor + n];
        Positions *positions = &search->positions[node->cursor + n];
        cursor->left = 0;
        if (!found->documents)
            continue;
        if (open_list(cursor, found, POSITIONS, search->segment) < 0 || open_positions(positions, found->positions))
            return DAMAGED;
    }
    return 0;
}

int begin_segment(Search *search, int number)
{
    Tree *tree = &search->tree;
    search->number = number;
    search->segment = &tree->reader->segments[number];
    for (int n = 0; n < tree->nodes_count; n++) {
        Node *node = &tree->nodes[n];
        if (node->kind == TERM) {
            const Found *found = &tree->terms[node->first * tree->reader->count + number];
            Cursor *cursor = &search->cursors[node->cursor];
            cursor->left = 0;
            if (found->documents && open_list(cursor, found, tree->reader->fields[node->field].record, search->segment) < 0)
                return DAMAGED;
        } else if (node->kind == PHRASE ? open_phrase(search, node)
                                        : (node->kind == SET || node->kind == RANGE) && fill(search, node))
            return DAMAGED;
    }
    return 0;
}

int matches(Search *search, uint32_t base, uint64_t *bits, float *scores)
{
    const Segment *segment = search->segment;
    const uint64_t *alive = segment->alive + base / 64;
    uint32_t end = segment->size - base < WINDOW ? segment->size : base + WINDOW;
    if (scores)
        memset(scores, 0, WINDOW * sizeof *scores);
    if (evaluate(search, &search->tree.nodes[search->tree.nodes_count - 1], 0, base, end, alive, bits, scores))
        return DAMAGED;
    for (int word = 0; word < WORDS; word++)
        bits[word] &= alive[word];
    return 0;
}

int mark_all(Search *search)
{
    const Reader *reader = search->tree.reader;
    uint64_t **marked = search->marked;
    for (int segment = 0; segment < reader->count; segment++) {
        marked[segment] = calloc(words_of(&reader->segments[segment]), sizeof **marked);
        if (!marked[segment] || begin_segment(search, segment))
            return DAMAGED;
        for (uint64_t base = 0; base < reader->segments[segment].size; base += WINDOW)
            if (matches(search, (uint32_t)base, marked[segment] + base / 64, NULL))
                return DAMAGED;
    }
    return 0;
}

uint64_t marked_in(const uint64_t *bits, uint32_t size)
{
    uint64_t count = 0;
    for (uint32_t word = 0; word < (size + 63) / 64; word++)
        count += (uint64_t)__builtin_popcountll(bits[word]);
    return count;
}

int64_t count_marked(Search *search, const Found *found, int record, int number)
{
    const Segment *segment = &search->tree.reader->segments[number];
    const uint64_t *marked = search->marked[number];
    Cursor *cursor = &search->lookup;
    int64_t count = 0;
    int more = found->documents ? open_list(cursor, found, record, segment) : 0;
    for (; more > 0; more = next_block(cursor)) {
        if (!is_wanted(cursor, 0, segment->size, marked))
            continue;
        if (read_documents(cursor))
            return DAMAGED;
        for (int at = 0; at < cursor->size; at++)
            count += cursor->documents[at] < segment->size && MARKED(marked, cursor->documents[at]);
    }
    return more < 0 ? DAMAGED : count;
}
