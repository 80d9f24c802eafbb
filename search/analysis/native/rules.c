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

/* How many rows a list of rules has; -1 and an error where it is none. */
static Py_ssize_t count_rows(PyObject *named, const char *name, PyObject **rows)
{
    *rows = value(named, name);
    return *rows ? PyList_Size(*rows) : -1;
}

static int read_bit(Bit *bit, const char *text, Py_ssize_t size)
{
    if (size > MOST_BIT) {
        PyErr_SetString(PyExc_ValueError, "the letters of a rule are too many");
        return -1;
    }
    memcpy(bit->at, text, size);
    bit->size = size;
    return 0;
}

static int read_change(Change *change, PyObject *row)
{
    const char *from, *to;
    Py_ssize_t from_size, to_size;
    return PyArg_ParseTuple(row, "y#y#", &from, &from_size, &to, &to_size) && !read_bit(&change->from, from, from_size) &&
                   !read_bit(&change->to, to, to_size)
               ? 0
               : -1;
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

/* ---- affixes ---- */

static int read_head(Affixes *affixes, PyObject *row)
{
    Head head = {0};
    unsigned int groups;
    if (!PyArg_ParseTuple(row, "ddI", &head.cost, &head.hamza_cost, &groups))
        return -1;
    head.groups = groups;
    return append(&affixes->rows, &head, sizeof head);
}

static int read_lasts(Ending *ending, PyObject *lasts)
{
    Py_ssize_t count = PyList_Size(lasts);
    if (count < 0 || count > (Py_ssize_t)(sizeof ending->last / sizeof *ending->last)) {
        PyErr_SetString(PyExc_ValueError, "too many letters speak against an ending");
        return -1;
    }
    for (ending->lasts = 0; ending->lasts < count; ending->lasts++) {
        Last *last = &ending->last[ending->lasts];
        if (!PyArg_ParseTuple(PyList_GetItem(lasts, ending->lasts), "bd", &last->letter, &last->cost))
            return -1;
    }
    return 0;
}

static int read_ending(Affixes *affixes, PyObject *row)
{
    Ending ending = {0};
    const char *kind, *adds;
    Py_ssize_t kind_size, adds_size;
    unsigned int groups, traits;
    PyObject *lasts;
    if (!PyArg_ParseTuple(row, "y#IddIby#O!", &kind, &kind_size, &groups, &ending.cost, &ending.verb_cost, &traits,
                          &ending.pos, &adds, &adds_size, &PyList_Type, &lasts) ||
        read_bit(&ending.adds, adds, adds_size) < 0 || read_lasts(&ending, lasts) < 0)
        return -1;
    if (kind_size != 2 || ending.pos > VERB) {
        PyErr_SetString(PyExc_ValueError, "a class of stems has two letters, and one of the parts of speech");
        return -1;
    }
    ending.kind = (uint16_t)((unsigned char)kind[0] << 8 | (unsigned char)kind[1]);
    ending.groups = groups;
    ending.traits = traits;
    return append(&affixes->rows, &ending, sizeof ending);
}

/* Reads the rows of one text. */
static int read_affix(Affixes *affixes, PyObject *row, size_t row_size, int (*read)(Affixes *, PyObject *))
{
    const char *text;
    Py_ssize_t size, count;
    unsigned int groups;
    PyObject *rows;
    if (!PyArg_ParseTuple(row, "y#IO!", &text, &size, &groups, &PyList_Type, &rows))
        return -1;
    count = PyList_Size(rows);
    Affix affix = {groups, (uint32_t)(affixes->rows.size / row_size), (uint32_t)count};
    Bit bit;
    if (read_bit(&bit, text, size) < 0 || number_of(&affixes->texts, text, size) < 0 ||
        append(&affixes->affixes, &affix, sizeof affix) < 0)
        return -1;
    if (affixes->affixes.size != affixes->texts.count * sizeof affix) {
        PyErr_SetString(PyExc_ValueError, "an affix that was there");
        return -1;
    }
    for (Py_ssize_t at = 0; at < size; at++)
        affixes->has[(unsigned char)text[at]] = 1;
    affixes->longest = (size_t)size > affixes->longest ? (size_t)size : affixes->longest;
    for (Py_ssize_t at = 0; at < count; at++)
        if (read(affixes, PyList_GetItem(rows, at)) < 0)
            return -1;
    return 0;
}

static int read_affixes(Affixes *affixes, PyObject *named, const char *name, size_t row_size,
                        int (*read)(Affixes *, PyObject *))
{
    PyObject *rows;
    Py_ssize_t count = count_rows(named, name, &rows);
    for (Py_ssize_t at = 0; at < count; at++)
        if (read_affix(affixes, PyList_GetItem(rows, at), row_size, read) < 0)
            return -1;
    return count < 0 ? -1 : 0;
}

static int read_persons(Rules *rules, PyObject *named)
{
    PyObject *rows;
    Py_ssize_t count = count_rows(named, "persons", &rows);
    for (Py_ssize_t at = 0; at < count; at++) {
        unsigned char letter;
        unsigned int group;
        double cost;
        if (!PyArg_ParseTuple(PyList_GetItem(rows, at), "bId", &letter, &group, &cost))
            return -1;
        rules->persons[letter] = (Person){cost, group};
    }
    return count < 0 ? -1 : 0;
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
            read_bit(&end.letters, letters, size) < 0)
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

static int read_typed_particles(Rules *rules, PyObject *named)
{
    PyObject *rows;
    Py_ssize_t count = count_rows(named, "typed_particles", &rows);
    for (Py_ssize_t at = 0; at < count; at++) {
        char *text;
        Py_ssize_t size;
        if (PyBytes_AsStringAndSize(PyList_GetItem(rows, at), &text, &size) < 0 ||
            number_of(&rules->typed_particles, text, size) < 0)
            return -1;
    }
    return count < 0 ? -1 : 0;
}

/* ---- numbers and texts by their names ---- */

static int read_number(double *number, PyObject *named, const char *name)
{
    PyObject *found = value(named, name);
    *number = found ? PyFloat_AsDouble(found) : -1.0;
    return *number == -1.0 && PyErr_Occurred() ? -1 : 0;
}

static int read_text(Bit *bit, PyObject *named, const char *name)
{
    PyObject *found = value(named, name);
    char *text;
    Py_ssize_t size;
    return found && !PyBytes_AsStringAndSize(found, &text, &size) ? read_bit(bit, text, size) : -1;
}

static int read_named(Rules *rules, PyObject *named)
{
#define READ_NUMBER(name)                                                                                              \
    if (read_number(&rules->name, named, #name) < 0)                                                                   \
        return -1;
#define READ_BIT(name)                                                                                                 \
    if (read_text(&rules->name, named, #name) < 0)                                                                     \
        return -1;
#define READ_SET(name)                                                                                                 \
    if (read_set(rules, named, #name, IN_##name) < 0)                                                                  \
        return -1;
    NUMBERS(READ_NUMBER)
    BITS_OF_TEXT(READ_BIT)
    SETS(READ_SET)
    if (rules->asked <= MOST_TERMS)
        return 0;
    PyErr_SetString(PyExc_ValueError, "too many terms are asked of a word");
    return -1;
}

int read_rules(Rules *rules, PyObject *named)
{
    int failed = read_named(rules, named) < 0 ||
                 read_affixes(&rules->heads, named, "heads", sizeof(Head), read_head) < 0 ||
                 read_affixes(&rules->endings, named, "endings", sizeof(Ending), read_ending) < 0 ||
                 read_persons(rules, named) < 0 || read_letter_costs(rules, named) < 0 ||
                 read_particles(rules, named) < 0 || read_typed_particles(rules, named) < 0 || read_order(rules, named) < 0 ||
                 read_changes(&rules->confused, named, "confused") < 0 ||
                 read_changes(&rules->fronts, named, "fronts") < 0 ||
                 read_changes(&rules->backs, named, "backs") < 0 || read_name_ends(rules, named) < 0 ||
                 read_map(rules->name_letters, named, "name_letters") < 0 ||
                 read_map(rules->name_last, named, "name_last") < 0;
    return failed ? -1 : 0;
}

void release_rules(Rules *rules)
{
    Strings *strings[] = {&rules->heads.texts, &rules->endings.texts, &rules->particles, &rules->typed_particles};
    Bytes *bytes[] = {&rules->heads.affixes, &rules->heads.rows,  &rules->endings.affixes, &rules->endings.rows,
                      &rules->confused,      &rules->fronts,      &rules->backs,           &rules->name_ends,
                      &rules->particle_terms};
    for (size_t at = 0; at < sizeof strings / sizeof *strings; at++)
        release_strings(strings[at]);
    for (size_t at = 0; at < sizeof bytes / sizeof *bytes; at++)
        release(bytes[at]);
}
