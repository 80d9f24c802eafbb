#include "postings.h"

enum { VERSION = 11 }; /* that of __init__.py */

static int fill(PyObject *module)
{
    PyObject *reader = PyType_FromModuleAndSpec(module, &reader_spec, NULL);
    int failed = make_names() < 0 || !reader || PyModule_AddObjectRef(module, "PostingsReader", reader) < 0;
    Py_XDECREF(reader);
    return failed ? -1 : PyModule_AddIntConstant(module, "VERSION", VERSION);
}

static PyModuleDef_Slot module_slots[] = {{Py_mod_exec, fill}, {0, NULL}};
static PyModuleDef module = {PyModuleDef_HEAD_INIT, "_native", NULL, 0, NULL, module_slots, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__native(void)
{
    return PyModuleDef_Init(&module);
}
