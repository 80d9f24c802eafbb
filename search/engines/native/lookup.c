#include "postings.h"

/* ---- where the lists of a term lie, which is kept: a page asks for a term three times or more ---- */

int field_of(Reader *reader, PyObject *name)
{
    PyObject *number = PyDict_GetItemWithError(reader->numbers, name);
    return number ? (int)PyLong_AsLong(number) : -1;
}

enum { MOST_KNOWN = 1 << 15 }; /* terms: a page asks for some 160, each three times or more */

void key_of_number(int64_t value, uint8_t *key)
{
    uint64_t ordered = (uint64_t)value ^ (uint64_t)1 << 63; /* signed numbers are ordered by turning the sign */
    for (int byte = 0; byte < 8; byte++)
        key[byte] = (uint8_t)(ordered >> (56 - 8 * byte)); /* the highest byte first */
}

static int look_up(Reader *reader, int field, PyObject *term, Found *found)
{
    uint8_t number[8];
    Slice key;
    if (PyLong_Check(term)) {
        long long value = PyLong_AsLongLong(term);
        if (value == -1 && PyErr_Occurred())
            return -1;
        key_of_number(value, number);
        key = (Slice){number, number + 8};
    } else {
        Py_ssize_t size;
        const char *text = PyUnicode_AsUTF8AndSize(term, &size);
        if (!text)
            return -1;
        key = (Slice){(const uint8_t *)text, (const uint8_t *)text + size};
    }
    for (int segment = 0; segment < reader->count; segment++) {
        const SegmentField *at = &reader->segments[segment].fields[field];
        found[segment] = (Found){0};
        if (at->there && find_term(&at->terms, key, at->lists, at->positions, &found[segment]) < 0) {
            PyErr_SetString(PyExc_ValueError, "the dictionary of terms is damaged");
            return -1;
        }
    }
    return 0;
}

const Found *found_of(Reader *reader, int field, PyObject *term)
{
    PyObject *known = PyList_GetItem(reader->found, field);
    PyObject *found = PyDict_GetItemWithError(known, term);
    if (found || PyErr_Occurred())
        return (const Found *)(found ? PyBytes_AsString(found) : NULL);
    found = PyBytes_FromStringAndSize(NULL, reader->count * (Py_ssize_t)sizeof(Found));
    if (!found || look_up(reader, field, term, (Found *)PyBytes_AsString(found)) < 0) {
        Py_XDECREF(found);
        return NULL;
    }
    if (reader->known++ >= MOST_KNOWN) {
        for (Py_ssize_t other = 0; other < PyList_Size(reader->found); other++)
            PyDict_Clear(PyList_GetItem(reader->found, other));
        reader->known = 1;
    }
    int failed = PyDict_SetItem(known, term, found);
    const Found *at = (const Found *)PyBytes_AsString(found);
    Py_DECREF(found); /* the dictionary has it */
    return failed < 0 ? NULL : at;
}
