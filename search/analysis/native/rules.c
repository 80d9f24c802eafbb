#include "stemmer.h"

/* ---- the rules of a stemmer, from values of Python: see compiled_stemmer.py ---- */

/* A value by its name, borrowed; NULL and an error where it is not there. */
static PyObject *value(PyObject *named, const char *name)
{
    PyObject *found = named ? PyDict_GetItemString(named, name) : NULL;
    if (!found)
        PyErr_Format(PyExc_TypeError, "a stemmer is made of %s too", name);
    return found;
}

int each_row(void *to, PyObject *rows, RowReader read)
{
    Py_ssize_t count = PyList_Size(rows);
    for (Py_ssize_t at = 0; at < count; at++)
        if (read(to, PyList_GetItem(rows, at)) < 0)
            return -1;
    return count < 0 ? -1 : 0;
}

int read_rows(void *to, PyObject *named, const char *name, RowReader read)
{
    PyObject *rows = value(named, name);
    return rows ? each_row(to, rows, read) : -1;
}

int read_piece(Piece *piece, const char *text, Py_ssize_t size)
{
    if (size > MOST_PIECE) {
        PyErr_SetString(PyExc_ValueError, "the letters of a rule are too many");
        return -1;
    }
    memcpy(piece->at, text, size);
    piece->size = size;
    return 0;
}

static int read_change(Change *change, PyObject *row)
{
    const char *from, *to;
    Py_ssize_t from_size, to_size;
    int read = PyArg_ParseTuple(row, "y#y#", &from, &from_size, &to, &to_size) &&
               !read_piece(&change->from, from, from_size) && !read_piece(&change->to, to, to_size);
    return read ? 0 : -1;
}

static int read_named_change(Change *change, PyObject *named, const char *name)
{
    PyObject *row = value(named, name);
    return row ? read_change(change, row) : -1;
}

static int add_change(void *changes, PyObject *row)
{
    Change change = {0};
    return read_change(&change, row) < 0 ? -1 : append(changes, &change, sizeof change);
}

/* Both parts of an order are of one size: a word stays as long as it is. */
static int read_order(Rules *rules, PyObject *named)
{
    if (read_named_change(&rules->order, named, "order") < 0 ||
        read_named_change(&rules->last_repair, named, "last_repair") < 0)
        return -1;
    if (rules->order.from.size != rules->order.to.size) {
        PyErr_SetString(PyExc_ValueError, "letters in another order are as many");
        return -1;
    }
    return 0;
}

/* ---- letters ---- */

static int add_letter_cost(void *costs, PyObject *row)
{
    unsigned char typed, meant;
    double cost;
    if (!PyArg_ParseTuple(row, "bbd", &typed, &meant, &cost))
        return -1;
    ((double *)costs)[letter_pair(typed, meant)] = cost;
    return 0;
}

static int read_letter_costs(Rules *rules, PyObject *named)
{
    for (size_t at = 0; at < sizeof rules->letter_costs / sizeof *rules->letter_costs; at++)
        rules->letter_costs[at] = rules->other_letter;
    return read_rows(rules->letter_costs, named, "letter_costs", add_letter_cost);
}

static int read_set(Rules *rules, PyObject *named, const char *name, int set)
{
    PyObject *letters = value(named, name);
    char *at;
    Py_ssize_t size;
    if (!letters || PyBytes_AsStringAndSize(letters, &at, &size) < 0)
        return -1;
    while (size--)
        rules->sets[(unsigned char)at[size]] |= (uint16_t)(1 << set);
    return 0;
}

/* What each letter becomes. */
static int read_map(unsigned char *map, PyObject *named, const char *name)
{
    PyObject *letters = value(named, name);
    char *at;
    Py_ssize_t size;
    if (!letters || PyBytes_AsStringAndSize(letters, &at, &size) < 0)
        return -1;
    if (size != 256) {
        PyErr_SetString(PyExc_ValueError, "a map of letters has a byte for each");
        return -1;
    }
    memcpy(map, at, size);
    return 0;
}

static int add_name_end(void *name_ends, PyObject *row)
{
    const char *letters;
    Py_ssize_t size;
    unsigned int least;
    NameEnd end = {0};
    if (!PyArg_ParseTuple(row, "y#I", &letters, &size, &least) || read_piece(&end.letters, letters, size) < 0)
        return -1;
    end.least = least;
    return append(name_ends, &end, sizeof end);
}

/* ---- particles ---- */

static int add_particle(void *to, PyObject *row)
{
    Rules *rules = to;
    Change term = {0}; /* of a folded particle */
    if (read_change(&term, row) < 0 || number_of(&rules->particles, (const char *)term.from.at, term.from.size) < 0)
        return -1;
    return append(&rules->particle_terms, &term.to, sizeof term.to);
}

static int add_word(void *words, PyObject *row)
{
    char *text;
    Py_ssize_t size;
    return PyBytes_AsStringAndSize(row, &text, &size) < 0 || number_of(words, text, size) < 0 ? -1 : 0;
}

/* ---- plain words ---- */

static int read_plain(Rules *rules, PyObject *named)
{
    static const char *typed[] = {"typed_shapes", "hamza_shapes", "quran_shapes"};
    for (size_t at = 0; at < sizeof typed / sizeof *typed; at++) {
        PyObject *shapes = value(named, typed[at]);
        if (!shapes || read_shapes(&rules->typed_shapes, shapes) < 0)
            return -1;
    }
    PyObject *folded = value(named, "folded_shapes");
    if (!folded || read_shapes(&rules->folded_shapes, folded) < 0 || read_map(rules->folded, named, "folded") < 0)
        return -1;
    return read_rows(&rules->spellings, named, "spellings", add_word);
}

/* ---- numbers and texts by their names ---- */

static int read_number(double *number, PyObject *named, const char *name)
{
    PyObject *found = value(named, name);
    *number = found ? PyFloat_AsDouble(found) : -1.0;
    return *number == -1.0 && PyErr_Occurred() ? -1 : 0;
}

static int read_text(Piece *piece, PyObject *named, const char *name)
{
    PyObject *found = value(named, name);
    char *text;
    Py_ssize_t size;
    return found && !PyBytes_AsStringAndSize(found, &text, &size) ? read_piece(piece, text, size) : -1;
}

static int read_named(Rules *rules, PyObject *named)
{
#define READ_NUMBER(name)                                                                                              \
    if (read_number(&rules->name, named, #name) < 0)                                                                   \
        return -1;
#define READ_PIECE(name)                                                                                               \
    if (read_text(&rules->name, named, #name) < 0)                                                                     \
        return -1;
#define READ_SET(name)                                                                                                 \
    if (read_set(rules, named, #name, IN_##name) < 0)                                                                  \
        return -1;
    NUMBERS(READ_NUMBER)
    PIECES(READ_PIECE)
    SETS(READ_SET)
    if (rules->asked <= MOST_TERMS)
        return 0;
    PyErr_SetString(PyExc_ValueError, "too many terms are asked of a word");
    return -1;
}

int read_rules(Rules *rules, PyObject *named)
{
    int failed = read_named(rules, named) < 0 || read_all_affixes(rules, named) < 0 ||
                 read_letter_costs(rules, named) < 0 || read_rows(rules, named, "particles", add_particle) < 0 ||
                 read_rows(&rules->typed_particles, named, "typed_particles", add_word) < 0 || read_plain(rules, named) < 0 ||
                 read_order(rules, named) < 0 || read_rows(&rules->confused, named, "confused", add_change) < 0 ||
                 read_rows(&rules->fronts, named, "fronts", add_change) < 0 || read_rows(&rules->backs, named, "backs", add_change) < 0 ||
                 read_rows(&rules->name_ends, named, "name_ends", add_name_end) < 0 || read_map(rules->name_letters, named, "name_letters") < 0 ||
                 read_map(rules->name_last, named, "name_last") < 0;
    return failed ? -1 : 0;
}

void release_rules(Rules *rules)
{
    Strings *strings[] = {&rules->heads.texts, &rules->endings.texts, &rules->particles, &rules->typed_particles,
                          &rules->spellings};
    Bytes *bytes[] = {&rules->heads.affixes,  &rules->heads.rows,   &rules->endings.affixes, &rules->endings.rows,
                      &rules->confused,       &rules->fronts,       &rules->backs,           &rules->name_ends,
                      &rules->particle_terms, &rules->typed_shapes, &rules->folded_shapes};
    for (size_t at = 0; at < sizeof strings / sizeof *strings; at++)
        release_strings(strings[at]);
    for (size_t at = 0; at < sizeof bytes / sizeof *bytes; at++)
        release(bytes[at]);
}
