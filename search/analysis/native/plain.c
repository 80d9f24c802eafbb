#include "stemmer.h"

/* ---- plain words, whose exact term is their letters folded one by one ---- */

/* Adds a shape to a block that has room for it, or to a new one. */
static int add_shape(Bytes *blocks, int begins, int ends, PyObject *places)
{
    Py_ssize_t size = PyList_Size(places);
    Block *block = blocks->size ? (Block *)(blocks->at + blocks->size) - 1 : NULL;
    if (size < 1 || size > MOST_PIECE) {
        PyErr_SetString(PyExc_ValueError, "the letters of a shape are none, or too many");
        return -1;
    }
    if (!block || block->used + size > 64) {
        Block empty = {0};
        if (append(blocks, &empty, sizeof empty) < 0)
            return -1;
        block = (Block *)(blocks->at + blocks->size) - 1;
    }
    for (Py_ssize_t at = 0; at < size; at++) {
        char *letters;
        Py_ssize_t count;
        if (PyBytes_AsStringAndSize(PyList_GetItem(places, at), &letters, &count) < 0)
            return -1;
        while (count--)
            block->letters[(unsigned char)letters[count]] |= UINT64_C(1) << (block->used + at);
    }
    uint64_t first = UINT64_C(1) << block->used, last = first << (size - 1);
    block->firsts |= first;
    *(begins ? &block->begins : &block->anywhere) |= first;
    *(ends ? &block->ends : &block->found) |= last;
    block->used += (int)size;
    return 0;
}

int read_shapes(Bytes *blocks, PyObject *rows)
{
    Py_ssize_t count = PyList_Size(rows);
    for (Py_ssize_t at = 0; at < count; at++) {
        int begins, ends;
        PyObject *places;
        if (!PyArg_ParseTuple(PyList_GetItem(rows, at), "ppO!", &begins, &ends, &PyList_Type, &places) ||
            add_shape(blocks, begins, ends, places) < 0)
            return -1;
    }
    return count < 0 ? -1 : 0;
}

/* Whether a word has one of the shapes of a block (Shift-And: a bit stands for what was matched so far). */
static int has_one(const Block *block, Letters word)
{
    uint64_t state = 0, starts = block->anywhere | block->begins;
    for (size_t at = 0; at < word.size; at++, starts = block->anywhere) {
        state = ((state << 1 & ~block->firsts) | starts) & block->letters[word.at[at]];
        if (state & block->found)
            return 1;
    }
    return (state & block->ends) != 0;
}

static int has_shape(const Bytes *blocks, Letters word)
{
    const Block *all = (const Block *)blocks->at;
    for (size_t at = 0; at < blocks->size / sizeof *all; at++)
        if (has_one(&all[at], word))
            return 1;
    return 0;
}

static int has_letter_thrice(Letters word)
{
    for (size_t at = 2; at < word.size; at++)
        if (word.at[at] == word.at[at - 1] && word.at[at] == word.at[at - 2])
            return 1;
    return 0;
}

size_t fold_plain(const Rules *rules, Letters typed, Letters letters, unsigned char *folded)
{
    size_t size = letters.size;
    if (!size || size > (size_t)rules->longest_term || is_in(rules, letters.at[size - 1], IN_not_last) ||
        has_shape(&rules->typed_shapes, typed))
        return 0;
    for (size_t at = 0; at < size; at++)
        folded[at] = rules->folded[letters.at[at]];
    if (size >= (size_t)rules->shortest_silent && ends_with((Letters){folded, size}, &rules->silent_end))
        size--;
    Letters term = {folded, size};
    int stays = !has_shape(&rules->folded_shapes, term) && !has_letter_thrice(term) &&
                find_string(&rules->spellings, (const char *)folded, size) < 0;
    return stays ? size : 0;
}

int stays_number(const Rules *rules, Text word)
{
    int points = 0;
    for (size_t at = 0; at < word.size; at++) {
        points += word.at[at] == '.';
        if (points > 1 || ((word.at[at] < '0' || word.at[at] > '9') && word.at[at] != '.'))
            return 0;
    }
    return word.size > (size_t)rules->longest_padded && word.size <= (size_t)rules->longest_term;
}
