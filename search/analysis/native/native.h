/* The hot loops of analysis, compiled: a text to its terms by a table of words that were met before, the texts of each
 * term counted (table.c), the signature of a text (signature.c).
 *
 * No rule of Arabic is here. What a word becomes is told by the Python code that is given to a table, once a word; what
 * is a word is decided by its regular expression wherever a text has more than Arabic letters and marks. The same is in
 * Python in `term_table.py` and `minhash.py`, which is what runs where this was not built; one test compares the two.
 *
 * All of it holds the interpreter's lock. A call into Python may change a table: nothing points into it over a call.
 */
#ifndef NATIVE_H
#define NATIVE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

/* ---- bytes that grow (strings.c) ---- */

typedef struct {
    char *at;
    size_t size, room;
} Bytes;

/* Room for so many bytes more; -1 and MemoryError where there is none. */
int grow(Bytes *bytes, size_t more);
int append(Bytes *bytes, const void *from, size_t size);
void release(Bytes *bytes);

/* ---- strings by number (strings.c) ---- */

typedef struct {
    uint32_t start, size; /* in `text` */
} String;

/* Distinct strings, numbered from 0 in the order in which they came, found by open addressing. */
typedef struct {
    Bytes text, strings; /* strings: of String */
    uint32_t *slots;     /* number + 1, or 0 */
    uint32_t count, mask;
} Strings;

const String *string_at(const Strings *strings, uint32_t number);
/* The number of a string; -1 of one that is not there. */
int64_t find_string(const Strings *strings, const char *text, size_t size);
/* The number of a string, which is added where it is not there; -1 and an error where it cannot be. */
int64_t number_of(Strings *strings, const char *text, size_t size);
void release_strings(Strings *strings);

/* ---- the words of a text (tokenizer.c) ---- */

typedef struct {
    PyObject *text;               /* as Python has it */
    const char *at, *end;         /* the same in UTF-8, which Python keeps with it */
    Py_ssize_t place;             /* of `at`, in characters */
    const unsigned char *classes; /* of characters: see `term_table.character_classes` */
    PyObject *match;              /* the regular expression's, for all that is no plain Arabic word */
} Reader;

/* The next word [`*start`, `reader->at`): 1, or 0 at the end of the text, or -1 and an error. */
int next_word(Reader *reader, const char **start);

/* ---- CRC-32, as zlib has it (signature.c) ---- */

void make_crc_table(void);
uint32_t crc32(const unsigned char *at, const unsigned char *end);

/* ---- what the module has ---- */

extern PyType_Spec table_spec, counts_spec;
extern PyTypeObject *counts_type;
PyObject *signature(PyObject *module, PyObject *body);

#endif
