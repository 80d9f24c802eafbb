#include "snippets.h"

/* ---- an excerpt of a text with its marks, as text and as HTML: see snippets.py ---- */

enum { MOST_PILED = 8 };

int read_excerpt(Excerpt *excerpt, PyObject *text, Py_ssize_t from, Py_ssize_t to, PyObject *kinds)
{
    if (PyBytes_Size(kinds) != 0x10000) {
        PyErr_SetString(PyExc_ValueError, "the kinds of characters are one byte each of U+0000 to U+FFFF");
        return -1;
    }
    PyObject *part = PyUnicode_Substring(text, from, to);
    excerpt->at = part ? PyUnicode_AsUCS4Copy(part) : NULL;
    excerpt->from = from;
    excerpt->size = part ? PyUnicode_GetLength(part) : 0;
    excerpt->kinds = (const unsigned char *)PyBytes_AsString(kinds);
    Py_XDECREF(part);
    return excerpt->at ? 0 : -1;
}

/* A number of a tuple; -1 and an error where it has none. */
static Py_ssize_t number_in(PyObject *tuple, Py_ssize_t at)
{
    PyObject *item = PyTuple_GetItem(tuple, at);
    return item ? PyLong_AsSsize_t(item) : -1;
}

int read_places(PyObject *marks, Py_ssize_t at, Py_ssize_t least, Py_ssize_t most, Mark *mark)
{
    PyObject *tuple = PyList_GetItem(marks, at);
    mark->start = tuple ? number_in(tuple, 0) : -1;
    mark->end = tuple ? number_in(tuple, 1) : -1;
    if (mark->start >= least && mark->start <= mark->end && mark->end <= most)
        return 0;
    if (!PyErr_Occurred())
        PyErr_SetString(PyExc_ValueError, "marks stand in the order of their text, and in it");
    return -1;
}

Py_ssize_t first_mark(PyObject *marks, Py_ssize_t place)
{
    Py_ssize_t low = 0, high = PyList_Size(marks);
    while (low < high) {
        Py_ssize_t middle = (low + high) / 2;
        PyObject *tuple = PyList_GetItem(marks, middle);
        Py_ssize_t start = tuple ? number_in(tuple, 0) : -1;
        if (start < 0 && PyErr_Occurred())
            return -1;
        if (start < place)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int append_text(Bytes *bytes, const char *text)
{
    return append(bytes, text, strlen(text));
}

/* What stands in HTML for a character, as `html.escape` has it; NULL where it is itself. */
static const char *escaped(Py_UCS4 character)
{
    switch (character) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#x27;";
    default:
        return NULL;
    }
}

/* Adds a character below U+10000 in UTF-8; 0, or -1 and an error. */
static int append_character(Bytes *bytes, Py_UCS4 character)
{
    const char *entity = escaped(character);
    if (entity)
        return append_text(bytes, entity);
    unsigned char utf8[3] = {(unsigned char)character};
    if (character < 0x80)
        return append(bytes, utf8, 1);
    if (character < 0x800) {
        utf8[0] = 0xC0 | (unsigned char)(character >> 6), utf8[1] = 0x80 | (character & 0x3F);
        return append(bytes, utf8, 2);
    }
    utf8[0] = 0xE0 | (unsigned char)(character >> 12), utf8[1] = 0x80 | (character >> 6 & 0x3F);
    utf8[2] = 0x80 | (character & 0x3F);
    return append(bytes, utf8, 3);
}

static int append_excerpt(Bytes *bytes, const Excerpt *excerpt, Py_ssize_t from, Py_ssize_t to)
{
    for (; from < to; from++)
        if (append_character(bytes, character_at(excerpt, from)) < 0)
            return -1;
    return 0;
}

/* Whether an excerpt is shown as it is; of other characters than those of `kinds` nothing is known. */
static int is_displayable(const Excerpt *excerpt)
{
    int piled = 0;
    for (Py_ssize_t place = excerpt->from; place < excerpt->from + excerpt->size; place++) {
        piled = is(excerpt, place, PILES) ? piled + 1 : 0;
        if (character_at(excerpt, place) > 0xFFFF || is(excerpt, place, DROPPED) || piled > MOST_PILED)
            return 0;
    }
    return 1;
}

/* Adds an excerpt to the HTML, and its marks to the ranges of what is shown, which begin at `shift` less; 1, or 0 where
 * marks overlap, or -1 and an error. */
static int append_marked(Bytes *rich, PyObject *ranges, const Excerpt *excerpt, PyObject *marks, Py_ssize_t shift)
{
    Py_ssize_t at = excerpt->from, end = excerpt->from + excerpt->size, count = PyList_Size(marks);
    Py_ssize_t number = first_mark(marks, at);
    if (number < 0)
        return -1;
    for (; number < count; number++) {
        Mark mark;
        if (read_places(marks, number, 0, PY_SSIZE_T_MAX, &mark) < 0)
            return -1;
        if (mark.end > end)
            break;
        if (mark.start < at)
            return 0;
        PyObject *range = Py_BuildValue("nn", mark.start - shift, mark.end - shift);
        int failed = !range || PyList_Append(ranges, range) < 0 || append_excerpt(rich, excerpt, at, mark.start) < 0 ||
                     append_text(rich, "<mark>") < 0 || append_excerpt(rich, excerpt, mark.start, mark.end) < 0 ||
                     append_text(rich, "</mark>") < 0;
        Py_XDECREF(range);
        if (failed)
            return -1;
        at = mark.end;
    }
    return append_excerpt(rich, excerpt, at, end) < 0 ? -1 : 1;
}

PyObject *assemble(PyObject *Py_UNUSED(module), PyObject *arguments)
{
    PyObject *text, *marks, *before, *after, *kinds, *made = NULL;
    Text opening, closing;
    Py_ssize_t start, end;
    Excerpt excerpt;
    if (!PyArg_ParseTuple(arguments, "UnnO!UUS", &text, &start, &end, &PyList_Type, &marks, &before, &after, &kinds) ||
        text_of_object(before, &opening) < 0 || text_of_object(after, &closing) < 0 ||
        read_excerpt(&excerpt, text, start, end, kinds) < 0)
        return NULL;
    Bytes rich = {NULL, 0, 0};
    PyObject *ranges = PyList_New(0);
    int told = -1;
    if (ranges && append(&rich, opening.at, opening.size) == 0)
        told = is_displayable(&excerpt)
                   ? append_marked(&rich, ranges, &excerpt, marks, excerpt.from - PyUnicode_GetLength(before))
                   : 0;
    if (told > 0 && append(&rich, closing.at, closing.size) == 0) {
        PyObject *plain = PyUnicode_Substring(text, start, end), *tuple = PyList_AsTuple(ranges);
        PyObject *whole = plain ? PyUnicode_FromFormat("%U%U%U", before, plain, after) : NULL;
        PyObject *html = PyUnicode_FromStringAndSize(rich.at, rich.size);
        if (tuple && whole && html)
            made = PyTuple_Pack(3, whole, html, tuple);
        Py_XDECREF(plain);
        Py_XDECREF(tuple);
        Py_XDECREF(whole);
        Py_XDECREF(html);
    }
    Py_XDECREF(ranges);
    release(&rich);
    PyMem_Free(excerpt.at);
    return made || PyErr_Occurred() ? made : Py_NewRef(Py_None);
}
