#include "native.h"

/* ---- how far two words lie apart, letters paired in order: see corrections/sounds.py ---- */

enum { MOST_ALIGNED = 96 }; /* letters of a word; a longer one has no cost here */

/* So many letters of the one word for those of the other, and the bits. */
typedef struct {
    double bits;
    uint32_t size, start, length; /* the other's letters, in `letters` */
} Step;

typedef struct {
    PyObject_HEAD
    Py_UCS4 one[MOST_ALIGNED];
    size_t size;
    int fits;
    double odd, unlike, impossible;
    Bytes letters, steps;            /* of Py_UCS4; of Step, place by place */
    size_t begin[MOST_ALIGNED + 1]; /* of the steps of each place */
} Alignment;

/* The letters of a word: how many, or -1 of too many, and with an error where it is none. */
static Py_ssize_t read_letters(PyObject *word, Py_UCS4 *letters)
{
    Py_ssize_t size = PyUnicode_GetLength(word);
    return size < 0 || size > MOST_ALIGNED || !PyUnicode_AsUCS4(word, letters, MOST_ALIGNED, 0) ? -1 : size;
}

static int add_step(Alignment *alignment, size_t place, PyObject *row)
{
    unsigned int size;
    PyObject *right;
    double bits;
    Py_UCS4 letters[MOST_ALIGNED];
    if (!PyArg_ParseTuple(row, "IUd", &size, &right, &bits))
        return -1;
    Py_ssize_t length = read_letters(right, letters);
    if (length < 0 || size > alignment->size - place) {
        PyErr_SetString(PyExc_ValueError, "letters are paired that a word has no room for");
        return -1;
    }
    Step step = {bits, size, (uint32_t)(alignment->letters.size / sizeof *letters), (uint32_t)length};
    return append(&alignment->letters, letters, (size_t)length * sizeof *letters) < 0
               ? -1
               : append(&alignment->steps, &step, sizeof step);
}

/* Reads a list of steps for each letter of the word. */
static int read_steps(Alignment *alignment, PyObject *steps)
{
    if (PyList_Size(steps) != (Py_ssize_t)alignment->size) {
        PyErr_SetString(PyExc_ValueError, "each letter of a word has its steps");
        return -1;
    }
    for (size_t place = 0; place < alignment->size; place++) {
        PyObject *here = PyList_GetItem(steps, (Py_ssize_t)place);
        Py_ssize_t count = PyList_Size(here);
        alignment->begin[place] = alignment->steps.size / sizeof(Step);
        for (Py_ssize_t at = 0; at < count; at++)
            if (add_step(alignment, place, PyList_GetItem(here, at)) < 0)
                return -1;
        if (count < 0)
            return -1;
    }
    alignment->begin[alignment->size] = alignment->steps.size / sizeof(Step);
    return 0;
}

static PyObject *alignment_new(PyTypeObject *type, PyObject *arguments, PyObject *Py_UNUSED(named))
{
    PyObject *one, *steps;
    double odd, unlike, impossible;
    if (!PyArg_ParseTuple(arguments, "UO!ddd", &one, &PyList_Type, &steps, &odd, &unlike, &impossible))
        return NULL;
    Alignment *alignment = (Alignment *)PyType_GenericAlloc(type, 0);
    if (!alignment)
        return NULL;
    Py_ssize_t size = read_letters(one, alignment->one);
    alignment->fits = size >= 0;
    alignment->size = alignment->fits ? (size_t)size : 0;
    alignment->odd = odd;
    alignment->unlike = unlike;
    alignment->impossible = impossible;
    if (PyErr_Occurred() || (alignment->fits && read_steps(alignment, steps) < 0))
        Py_CLEAR(alignment);
    return (PyObject *)alignment;
}

static void alignment_free(PyObject *self)
{
    Alignment *alignment = (Alignment *)self;
    PyTypeObject *type = Py_TYPE(self);
    release(&alignment->letters);
    release(&alignment->steps);
    PyObject_Free(self);
    Py_DECREF(type);
}

static void lower(double *cost, double other)
{
    if (other < *cost)
        *cost = other;
}

/* Goes on from the first `place` letters of the one word and the first `at` of the other, which cost `here`. */
static void go_on(const Alignment *alignment, size_t place, const Py_UCS4 *other, size_t left, double here,
                  double limit, double *cell, size_t width)
{
    const Step *steps = (const Step *)alignment->steps.at;
    const Py_UCS4 *letters = (const Py_UCS4 *)alignment->letters.at;
    double *below = cell + width;
    if (left && alignment->one[place] == *other)
        lower(below + 1, here);
    if (here + alignment->odd <= limit) {
        lower(below, here + alignment->odd);
        if (left) {
            lower(below + 1, here + alignment->unlike);
            lower(cell + 1, here + alignment->odd);
        }
    }
    for (const Step *step = steps + alignment->begin[place]; step < steps + alignment->begin[place + 1]; step++)
        if (here + step->bits <= limit && step->length <= left &&
            !memcmp(other, letters + step->start, step->length * sizeof *letters))
            lower(cell + step->size * width + step->length, here + step->bits);
}

static PyObject *alignment_cost(PyObject *self, PyObject *arguments)
{
    const Alignment *alignment = (Alignment *)self;
    PyObject *word;
    double limit, costs[(MOST_ALIGNED + 1) * (MOST_ALIGNED + 1)];
    Py_UCS4 other[MOST_ALIGNED];
    if (!PyArg_ParseTuple(arguments, "Ud", &word, &limit))
        return NULL;
    Py_ssize_t size = read_letters(word, other);
    if (size < 0 || !alignment->fits)
        return PyErr_Occurred() ? NULL : Py_NewRef(Py_None);
    size_t width = (size_t)size + 1, cells = (alignment->size + 1) * width;
    for (size_t at = 1; at < cells; at++)
        costs[at] = alignment->impossible;
    costs[0] = 0.0;
    for (size_t place = 0; place < alignment->size; place++)
        for (size_t at = 0; at < width; at++) {
            double *cell = costs + place * width + at;
            if (*cell <= limit)
                go_on(alignment, place, other + at, width - 1 - at, *cell, limit, cell, width);
        }
    double last = costs[cells - 1];
    return PyFloat_FromDouble(last <= limit ? last : alignment->impossible);
}

static PyMethodDef alignment_methods[] = {
    {"cost", alignment_cost, METH_VARARGS,
     "The least sum of bits over all ways to pair the letters of the two words in order; None of too long a word."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot alignment_slots[] = {
    {Py_tp_new, alignment_new},
    {Py_tp_dealloc, alignment_free},
    {Py_tp_methods, alignment_methods},
    {0, NULL},
};
PyType_Spec alignment_spec = {"search.analysis.native._native.Alignment", sizeof(Alignment), 0, Py_TPFLAGS_DEFAULT,
                              alignment_slots};
