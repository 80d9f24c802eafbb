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

Py_ssize_t count_rows(PyObject *named, const char *name, PyObject **rows)
{
    *rows = value(named, name);
    return *rows ? PyList_Size(*rows) : -1;
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

static int read_changes(Bytes *changes, PyObject *named, const char *name)
{
    PyObject *rows;
    Py_ssize_t count = count_rows(named, name, &rows);
    for (Py_ssize_t at = 0; at < count; at++) {
        Change change = {0};
        if (read_change(&change, PyList_GetItem(rows, at)) < 0 || append(changes, &change, sizeof change) < 0)
            return -1;
    }
    return count < 0 ? -1 : 0;
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

static int read_letter_costs(Rules *rules, PyObject *named)
{
    PyObject *rows;
    Py_ssize_t count = count_rows(named, "letter_costs", &rows);
    for (size_t at = 0; at < sizeof rules->letter_costs / sizeof *rules->letter_costs; at++)
        rules->letter_costs[at] = rules->other_letter;
    for (Py_ssize_t at = 0; at < count; at++) {
        unsigned char typed, meant;
        double cost;
        if (!PyArg_ParseTuple(PyList_GetItem(rows, at), "bbd", &typed, &meant, &cost))
            return -1;
        rules->letter_costs[letter_pair(typed, meant)] = cost;
    }
    return count < 0 ? -1 : 0;
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

static int read_name_ends(Rules *rules, PyObject *named)
{
    PyObject *rows;
    Py_ssize_t count = count_rows(named, "name_ends", &rows);
    for (Py_ssize_t at = 0; at < count; at++) {
        const char *letters;
        Py_ssize_t size;
        unsigned int least;
        NameEnd end = {0};
        if (!PyArg_ParseTuple(PyList_GetItem(rows, at), "y#I", &letters, &size, &least) ||
            read_piece(&end.letters, letters, size) < 0)
            return -1;
        end.least = least;
        if (append(&rules->name_ends, &end, sizeof end) < 0)
            return -1;
    }
    return count < 0 ? -1 : 0;
}

/* ---- particles ---- */

static int read_particles(Rules *rules, PyObject *named)
{
    PyObject *rows;
    Py_ssize_t count = count_rows(named, "particles", &rows);
    for (Py_ssize_t at = 0; at < count; at++) {
        Change term = {0}; /* of a folded particle */
        if (read_change(&term, PyList_GetItem(rows, at)) < 0 ||
            number_of(&rules->particles, (const char *)term.from.at, term.from.size) < 0 ||
            append(&rules->particle_terms, &term.to, sizeof term.to) < 0)
            return -1;
    }
    return count < 0 ? -1 : 0;
}

static int read_words(Strings *words, PyObject *named, const char *name)
{
    PyObject *rows;
    Py_ssize_t count = count_rows(named, name, &rows);
    for (Py_ssize_t at = 0; at < count; at++) {
        char *text;
        Py_ssize_t size;
        if (PyBytes_AsStringAndSize(PyList_GetItem(rows, at), &text, &size) < 0 || number_of(words, text, size) < 0)
            return -1;
    }
    return count < 0 ? -1 : 0;
}

/* ---- plain words ---- */

static int read_plain(Rules *rules, PyObject *named)
{
    PyObject *typed = value(named, "typed_shapes"), *folded = typed ? value(named, "folded_shapes") : NULL;
    if (!folded || read_shapes(&rules->typed_shapes, typed) < 0 || read_shapes(&rules->folded_shapes, folded) < 0 ||
        read_map(rules->folded, named, "folded") < 0)
        return -1;
    return read_words(&rules->spellings, named, "spellings");
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
                 read_letter_costs(rules, named) < 0 || read_particles(rules, named) < 0 ||
                 read_words(&rules->typed_particles, named, "typed_particles") < 0 || read_plain(rules, named) < 0 ||
                 read_order(rules, named) < 0 || read_changes(&rules->confused, named, "confused") < 0 ||
                 read_changes(&rules->fronts, named, "fronts") < 0 || read_changes(&rules->backs, named, "backs") < 0 ||
                 read_name_ends(rules, named) < 0 || read_map(rules->name_letters, named, "name_letters") < 0 ||
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
