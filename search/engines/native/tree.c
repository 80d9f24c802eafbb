#include "postings.h"

/* ---- clauses as nodes: what is not there is left out, as it can match nothing ---- */

static int node(Tree *tree, Kind kind)
{
    if (tree->nodes_count == tree->nodes_room) {
        int room = tree->nodes_room ? 2 * tree->nodes_room : 256;
        Node *nodes = realloc(tree->nodes, room * sizeof *nodes);
        if (!nodes) {
            PyErr_NoMemory();
            return -1;
        }
        tree->nodes = nodes;
        tree->nodes_room = room;
    }
    tree->nodes[tree->nodes_count] = (Node){.kind = kind, .cursor = -1};
    return tree->nodes_count++;
}

/* Room for so many links in a row: where they begin, or -1 and an error. */
static int links(Tree *tree, int count)
{
    if (tree->links_count + count > tree->links_room) {
        int room = 2 * (tree->links_count + count) + 64;
        int *more = realloc(tree->links, room * sizeof *more);
        if (!more) {
            PyErr_NoMemory();
            return -1;
        }
        tree->links = more;
        tree->links_room = room;
    }
    tree->links_count += count;
    return tree->links_count - count;
}

/* In how many documents of the index a term is. */
static uint64_t documents_of(const Reader *reader, const Found *found)
{
    uint64_t documents = 0;
    for (int segment = 0; segment < reader->count; segment++)
        documents += found[segment].documents;
    return documents;
}

static int add_term(Tree *tree, const Found *found)
{
    int each = tree->reader->count;
    if (tree->terms_count == tree->terms_room) {
        int room = tree->terms_room ? 2 * tree->terms_room : 256;
        Found *terms = realloc(tree->terms, (size_t)room * each * sizeof *terms);
        if (!terms) {
            PyErr_NoMemory();
            return -1;
        }
        tree->terms = terms;
        tree->terms_room = room;
    }
    memcpy(tree->terms + (size_t)tree->terms_count * each, found, each * sizeof *found);
    return tree->terms_count++;
}

/* ---- what Python says ---- */

enum {
    FIELD_NAME, TEXT_NAME, BOOST_NAME, SCORE_NAME, TERMS_NAME, IDS_NAME, KEYS_NAME, DIGESTS_NAME, TIE_NAME, CLAUSES_NAME,
    CLAUSE_NAME, MINIMUM_NAME, MUST_NAME, FILTERS_NAME, SHOULD_NAME, MUST_NOT_NAME, DIGEST_FIELD, ID_FIELD, FIRST_NAME,
    LAST_NAME, NAMES
};
static PyObject *names[NAMES];

int make_names(void)
{
    const char *texts[NAMES] = {
        "field", "text", "boost", "score", "terms", "ids", "keys", "digests", "tie", "clauses",
        "clause", "minimum", "must", "filters", "should", "must_not", "digest", "id", "first",
        "last"};
    for (int n = 0; n < NAMES; n++)
        if (!names[n] && !(names[n] = PyUnicode_InternFromString(texts[n])))
            return -1;
    return 0;
}

static int number_of(PyObject *clause, int name, double *value)
{
    PyObject *number = PyObject_GetAttr(clause, names[name]);
    if (!number)
        return -1;
    *value = PyFloat_AsDouble(number);
    Py_DECREF(number);
    return *value == -1.0 && PyErr_Occurred() ? -1 : 0;
}

/* The field of a clause; -1 where there is none, which Tantivy says. */
static int field_by(Tree *tree, PyObject *clause)
{
    PyObject *name = PyObject_GetAttr(clause, names[FIELD_NAME]);
    int field = name ? field_of(tree->reader, name) : -1;
    Py_XDECREF(name);
    return field;
}

static int make(Tree *tree, PyObject *clause, int depth);

static int make_term(Tree *tree, PyObject *clause)
{
    Reader *reader = tree->reader;
    double boost;
    int field = field_by(tree, clause);
    PyObject *text = field < 0 || number_of(clause, BOOST_NAME, &boost) < 0 ? NULL : PyObject_GetAttr(clause, names[TEXT_NAME]);
    if (!text)
        return -1;
    const Found *found = found_of(reader, field, text);
    Py_DECREF(text);
    if (!found)
        return -1;
    uint64_t containing = documents_of(reader, found);
    if (containing && reader->fields[field].record < FREQUENCIES)
        return -1; /* Tantivy says what it scores */
    int made = node(tree, containing ? TERM : NONE), term = made < 0 || !containing ? 0 : add_term(tree, found);
    if (made < 0 || term < 0)
        return -1;
    Node *of = &tree->nodes[made];
    of->field = field;
    of->first = term;
    of->count = 1;
    of->cost = containing;
    of->cursor = containing ? tree->cursors++ : -1;
    /* In single precision and in the order of Tantivy's Bm25Weight. */
    float idf = logf(1.0f + ((float)(reader->documents - containing) + 0.5f) / ((float)containing + 0.5f));
    of->value = idf * (1.0f + K1) * (float)boost;
    return made;
}

/* What has any of some terms, or all of them in a row. */
static int make_terms(Tree *tree, PyObject *clause, Kind kind)
{
    static const int of_kind[] = {
        [PHRASE] = TERMS_NAME, [SET] = TERMS_NAME, [VERIFIED] = IDS_NAME, [TAGS] = KEYS_NAME, [DIGESTS] = DIGESTS_NAME};
    double score = 0;
    int field;
    if (kind == VERIFIED || kind == DIGESTS)
        field = field_of(tree->reader, names[kind == VERIFIED ? ID_FIELD : DIGEST_FIELD]);
    else
        field = field_by(tree, clause);
    if (field < 0 || ((kind == PHRASE || kind == SET) && number_of(clause, SCORE_NAME, &score) < 0))
        return -1;
    PyObject *terms = PyObject_GetAttr(clause, names[of_kind[kind]]);
    Py_ssize_t count = terms ? PyTuple_Size(terms) : -1;
    int row = kind == PHRASE && count != 1; /* a phrase of one word is a set of one */
    if (count < 0 || (row && tree->reader->fields[field].record < POSITIONS)) { /* Tantivy says that there are none */
        Py_XDECREF(terms);
        return -1;
    }
    int first = tree->terms_count, found = 0, missing = 0;
    uint64_t all = 0, least = UINT64_MAX;
    for (Py_ssize_t at = 0; at < count && !missing; at++) {
        const Found *one = found_of(tree->reader, field, PyTuple_GetItem(terms, at));
        uint64_t containing = one ? documents_of(tree->reader, one) : 0;
        if (!one || (containing && add_term(tree, one) < 0)) {
            Py_DECREF(terms);
            return -1;
        }
        found += containing > 0;
        missing = !containing && kind == PHRASE;
        all += containing;
        least = containing < least ? containing : least;
    }
    Py_DECREF(terms);
    int made = node(tree, missing || !found ? NONE : row ? PHRASE : SET);
    if (made < 0)
        return -1;
    Node *of = &tree->nodes[made];
    of->field = field;
    of->first = first;
    of->count = found;
    of->value = (float)score;
    of->cost = kind == PHRASE ? 4 * least : all; /* positions are dearer than documents */
    if (of->kind == PHRASE) {
        of->cursor = tree->phrases;
        tree->phrases += found;
    }
    return made;
}

/* An end of a range; `open` where there is none. */
static int end_of(PyObject *clause, int name, int64_t open, uint8_t *key)
{
    PyObject *number = PyObject_GetAttr(clause, names[name]);
    if (!number)
        return -1;
    long long value = number == Py_None ? open : PyLong_AsLongLong(number);
    Py_DECREF(number);
    if (value == -1 && PyErr_Occurred()) {
        if (!PyErr_ExceptionMatches(PyExc_OverflowError))
            return -1;
        PyErr_Clear(); /* no document has a value beyond 64 bits */
        return 1;
    }
    key_of_number(value, key);
    return 0;
}

/* What has a value of a column, whose field in the index has a name of its own. */
static int make_range(Tree *tree, PyObject *clause)
{
    PyObject *name = PyObject_GetAttr(clause, names[FIELD_NAME]);
    PyObject *column = name ? PyUnicode_FromFormat("%S_value", name) : NULL;
    int field = column ? field_of(tree->reader, column) : -1;
    Py_XDECREF(name);
    Py_XDECREF(column);
    uint8_t from[8], to[8];
    int first = field < 0 ? -1 : end_of(clause, FIRST_NAME, INT64_MIN, from);
    int last = first < 0 ? -1 : end_of(clause, LAST_NAME, INT64_MAX, to);
    if (last < 0 || first || last) /* Tantivy says what a value beyond 64 bits is */
        return -1;
    int made = node(tree, RANGE);
    if (made < 0)
        return -1;
    Node *of = &tree->nodes[made];
    of->field = field;
    of->cost = tree->reader->documents / 2; /* as many as it may be */
    memcpy(of->from, from, 8);
    memcpy(of->to, to, 8);
    return made;
}

/* The nodes of the children of one kind, those that can match; how many they are, or -1. */
static int add_children(Tree *tree, PyObject *clause, int name, int depth, int *made, int *room, int **at, int all)
{
    PyObject *children = PyObject_GetAttr(clause, names[name]);
    Py_ssize_t count = children ? PyTuple_Size(children) : -1;
    int kept = 0;
    for (Py_ssize_t n = 0; n < count; n++) {
        int child = make(tree, PyTuple_GetItem(children, n), depth + 1);
        if (child < 0) {
            Py_DECREF(children);
            return -1;
        }
        if (tree->nodes[child].kind == NONE && !all)
            continue;
        if (*made == *room) {
            int *more = realloc(*at, (2 * *room + 32) * sizeof **at);
            if (!more) {
                Py_DECREF(children);
                PyErr_NoMemory();
                return -1;
            }
            *at = more;
            *room = 2 * *room + 32;
        }
        (*at)[(*made)++] = child;
        kept++;
    }
    Py_XDECREF(children);
    return count < 0 ? -1 : kept;
}

static int cheaper(Tree *tree, int one, int other)
{
    return tree->nodes[one].cost < tree->nodes[other].cost;
}

/* A choice keeps its required children in the order of their cost: a negative link, ~n, is one that does not score. */
static int make_choice(Tree *tree, PyObject *clause, int depth)
{
    int *at = NULL, made = 0, room = 0, musts, filters = 0, shoulds = 0, excluded = 0;
    double minimum;
    if (number_of(clause, MINIMUM_NAME, &minimum) < 0 ||
        (musts = add_children(tree, clause, MUST_NAME, depth, &made, &room, &at, 1)) < 0 ||
        (filters = add_children(tree, clause, FILTERS_NAME, depth, &made, &room, &at, 1)) < 0 ||
        (shoulds = add_children(tree, clause, SHOULD_NAME, depth, &made, &room, &at, 0)) < 0 ||
        (excluded = add_children(tree, clause, MUST_NOT_NAME, depth, &made, &room, &at, 0)) < 0) {
        free(at);
        return -1;
    }
    if (shoulds >= 1 << 16) { /* are not counted here */
        free(at);
        return -1;
    }
    int required = musts + filters, never = minimum > shoulds || (!required && !shoulds);
    int needed = never ? 0 : minimum >= 1 ? (int)minimum : !required;
    uint64_t cost = 0, least = UINT64_MAX;
    for (int n = 0; n < required; n++) {
        never |= tree->nodes[at[n]].kind == NONE;
        least = tree->nodes[at[n]].cost < least ? tree->nodes[at[n]].cost : least;
    }
    for (int n = required; n < required + shoulds; n++)
        cost += tree->nodes[at[n]].cost;
    for (int n = 0; n < required; n++) { /* few: sorted by insertion */
        int child = at[n], place = n;
        int link = n < musts ? child : ~child;
        while (place && cheaper(tree, child, at[place - 1] < 0 ? ~at[place - 1] : at[place - 1])) {
            at[place] = at[place - 1];
            place--;
        }
        at[place] = link;
    }
    int of = node(tree, never ? NONE : BOOL), first = of < 0 ? -1 : links(tree, made);
    if (first >= 0) {
        for (int n = 0; n < made; n++)
            tree->links[first + n] = at[n];
        Node *choice = &tree->nodes[of];
        choice->first = first;
        choice->count = made;
        choice->musts = musts;
        choice->filters = filters;
        choice->shoulds = shoulds;
        choice->excluded = excluded;
        choice->minimum = (uint32_t)needed;
        choice->adds = !required && !excluded && needed == 1;
        choice->cost = required ? least : cost;
    }
    free(at);
    return first < 0 ? -1 : of;
}

static int make_best(Tree *tree, PyObject *clause, int depth)
{
    int *at = NULL, made = 0, room = 0;
    double tie;
    if (number_of(clause, TIE_NAME, &tie) < 0 || add_children(tree, clause, CLAUSES_NAME, depth, &made, &room, &at, 0) < 0) {
        free(at);
        return -1;
    }
    int of = node(tree, made ? BEST : NONE), first = of < 0 ? -1 : links(tree, made);
    if (first >= 0) {
        Node *best = &tree->nodes[of];
        best->first = first;
        best->count = made;
        best->value = (float)tie;
        for (int n = 0; n < made; n++) {
            tree->links[first + n] = at[n];
            best->cost += tree->nodes[at[n]].cost;
        }
    }
    free(at);
    return first < 0 ? -1 : of;
}

static int make_constant(Tree *tree, PyObject *clause, int depth)
{
    double score;
    PyObject *inner = PyObject_GetAttr(clause, names[CLAUSE_NAME]);
    int child = inner && !number_of(clause, SCORE_NAME, &score) ? make(tree, inner, depth + 1) : -1;
    Py_XDECREF(inner);
    if (child < 0)
        return -1;
    int of = node(tree, tree->nodes[child].kind == NONE ? NONE : CONSTANT), first = of < 0 ? -1 : links(tree, 1);
    if (first < 0)
        return -1;
    tree->links[first] = child;
    tree->nodes[of].first = first;
    tree->nodes[of].count = 1;
    tree->nodes[of].value = (float)score;
    tree->nodes[of].cost = tree->nodes[child].cost;
    return of;
}

enum { DEEPEST = 64 };

static int make(Tree *tree, PyObject *clause, int depth)
{
    int kind = 0;
    while (kind < KINDS && (PyObject *)Py_TYPE(clause) != PyTuple_GetItem(tree->reader->kinds, kind))
        kind++;
    if (kind == KINDS || depth > DEEPEST)
        return -1; /* without an error: another answers it */
    tree->depth = depth > tree->depth ? depth : tree->depth;
    switch ((Kind)kind) {
    case TERM:
        return make_term(tree, clause);
    case BEST:
        return make_best(tree, clause, depth);
    case CONSTANT:
        return make_constant(tree, clause, depth);
    case BOOL:
        return make_choice(tree, clause, depth);
    case RANGE:
        return make_range(tree, clause);
    case ALL:
    case NONE:
        break;
    default:
        return make_terms(tree, clause, (Kind)kind);
    }
    int of = node(tree, (Kind)kind);
    if (of >= 0)
        tree->nodes[of].cost = kind == ALL ? tree->reader->documents : 0;
    return of;
}

int make_tree(Tree *tree, PyObject *clause)
{
    return make(tree, clause, 0);
}

void free_tree(Tree *tree)
{
    for (int n = 0; n < tree->nodes_count; n++)
        free(tree->nodes[n].marked);
    free(tree->nodes);
    free(tree->links);
    free(tree->terms);
}
