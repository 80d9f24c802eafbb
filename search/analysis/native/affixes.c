#include "stemmer.h"

/* ---- affixes, from values of Python: see compiled_stemmer.py and affixes.py ---- */

static int read_head(void *to, PyObject *row)
{
    Affixes *affixes = to;
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

static int read_ending(void *to, PyObject *row)
{
    Affixes *affixes = to;
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
static int read_affix(Affixes *affixes, PyObject *row, size_t row_size, RowReader read)
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
    return each_row(affixes, rows, read);
}

static int add_proclitic(void *heads, PyObject *row)
{
    return read_affix(heads, row, sizeof(Head), read_head);
}

static int add_behind(void *endings, PyObject *row)
{
    return read_affix(endings, row, sizeof(Ending), read_ending);
}

static int add_person(void *persons, PyObject *row)
{
    unsigned char letter;
    unsigned int group;
    double cost;
    if (!PyArg_ParseTuple(row, "bId", &letter, &group, &cost))
        return -1;
    ((Person *)persons)[letter] = (Person){cost, group};
    return 0;
}

int read_all_affixes(Rules *rules, PyObject *named)
{
    int failed = read_rows(&rules->heads, named, "heads", add_proclitic) < 0 ||
                 read_rows(&rules->endings, named, "endings", add_behind) < 0 ||
                 read_rows(rules->persons, named, "persons", add_person) < 0;
    return failed ? -1 : 0;
}
