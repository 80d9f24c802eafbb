#include "stemmer.h"

/* ---- affixes, from values of Python: see compiled_stemmer.py and affixes.py ---- */

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
        read_piece(&ending.adds, adds, adds_size) < 0 || read_lasts(&ending, lasts) < 0)
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
    Piece piece;
    if (read_piece(&piece, text, size) < 0 || number_of(&affixes->texts, text, size) < 0 ||
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

int read_all_affixes(Rules *rules, PyObject *named)
{
    int failed = read_affixes(&rules->heads, named, "heads", sizeof(Head), read_head) < 0 ||
                 read_affixes(&rules->endings, named, "endings", sizeof(Ending), read_ending) < 0 ||
                 read_persons(rules, named) < 0;
    return failed ? -1 : 0;
}
