/* An excerpt of a text with its marks, for the best fragments of it (fragments.c) and their HTML (marked.c); see
 * snippets.py. */
#ifndef SNIPPETS_H
#define SNIPPETS_H

#include "native.h"

enum { BLANK = 1, ENDS_SENTENCE = 2, DROPPED = 4, PILES = 8 }; /* kinds of characters: `snippets.character_kinds` */

/* An excerpt of a text: the characters from `from` on, and what kinds they are of. */
typedef struct {
    Py_UCS4 *at;
    Py_ssize_t from, size;
    const unsigned char *kinds;
} Excerpt;

/* Reads [from, to) of a text; 0, or -1 and an error. */
int read_excerpt(Excerpt *excerpt, PyObject *text, Py_ssize_t from, Py_ssize_t to, PyObject *kinds);

static inline Py_UCS4 character_at(const Excerpt *excerpt, Py_ssize_t place)
{
    return excerpt->at[place - excerpt->from];
}

static inline int is(const Excerpt *excerpt, Py_ssize_t place, int kind)
{
    Py_UCS4 character = character_at(excerpt, place);
    return character < 0x10000 && (excerpt->kinds[character] & kind);
}

typedef struct {
    Py_ssize_t start, end;
    uint64_t term; /* a bit of its own */
} Mark;

/* The start and end of a mark, from `least` on, up to `most`; 0, or -1 and an error. */
int read_places(PyObject *marks, Py_ssize_t at, Py_ssize_t least, Py_ssize_t most, Mark *mark);
/* The number of the first mark that begins at a place or behind it; -1 and an error. */
Py_ssize_t first_mark(PyObject *marks, Py_ssize_t place);

#endif
