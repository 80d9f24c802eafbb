#include "native.h"
#include "stemmer.h"

enum { VERSION = 19 }; /* that of __init__.py */

static int fill(PyObject *module)
{
    make_crc_table();
    PyObject *table = PyType_FromModuleAndSpec(module, &table_spec, NULL);
    PyObject *counts = PyType_FromModuleAndSpec(module, &counts_spec, NULL);
    PyObject *stemmer = PyType_FromModuleAndSpec(module, &stemmer_spec, NULL);
    PyObject *wanted = PyType_FromModuleAndSpec(module, &wanted_spec, NULL);
    PyObject *alignment = PyType_FromModuleAndSpec(module, &alignment_spec, NULL);
    int failed = !table || !counts || !stemmer || !wanted || !alignment ||
                 PyModule_AddObjectRef(module, "TermTable", table) < 0 ||
                 PyModule_AddObjectRef(module, "TermCounts", counts) < 0 ||
                 PyModule_AddObjectRef(module, "Stemmer", stemmer) < 0 ||
                 PyModule_AddObjectRef(module, "WantedTerms", wanted) < 0 ||
                 PyModule_AddObjectRef(module, "Alignment", alignment) < 0;
    Py_XDECREF(table);
    Py_XDECREF(alignment);
    counts_type = (PyTypeObject *)counts; /* for as long as the process lives */
    wanted_type = (PyTypeObject *)wanted;
    stemmer_type = (PyTypeObject *)stemmer;
    return failed ? -1 : PyModule_AddIntConstant(module, "VERSION", VERSION);
}

static PyMethodDef functions[] = {
    {"signature", signature, METH_O, "The signature of a text of exact terms; None of one with too few shingles."},
    {"groups", groups, METH_VARARGS, "The groups of texts with these signatures: pairs of places, 32 bits each."},
    {"best_fragments", best_fragments, METH_VARARGS, "The places of the best fragments of a text; None where Python tells."},
    {"assemble", assemble, METH_VARARGS, "A fragment as text and HTML, and its marks; None where Python tells."},
    {NULL, NULL, 0, NULL},
};
static PyModuleDef_Slot module_slots[] = {{Py_mod_exec, fill}, {0, NULL}};
static PyModuleDef module = {PyModuleDef_HEAD_INIT, "_native", NULL, 0, functions, module_slots, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__native(void)
{
    return PyModuleDef_Init(&module);
}
