#include "stemmer.h"

enum { START = 16, HELD_SHIFT = 12, HELD = 1 << 20, BITS_ADDED = 2, BITS_PARTS = 8 };

int read_lexicon(Lexicon *lexicon, PyObject *file)
{
    if (PyObject_GetBuffer(file, &lexicon->file, PyBUF_SIMPLE) < 0)
        return -1;
    const unsigned char *at = lexicon->file.buf;
    size_t size = (size_t)lexicon->file.len;
    uint32_t slots = size > START + HELD ? number_at(at + 8) : 0;
    if (!slots || slots & (slots - 1) || slots > (size - START - HELD) / 8) {
        PyErr_SetString(PyExc_ValueError, "a lexicon that has no room for its slots");
        return -1;
    }
    lexicon->slots = at + START;
    lexicon->held = lexicon->slots + 8 * (size_t)slots;
    lexicon->mask = slots - 1;
    return 0;
}

/* The record that begins at a place of the file; empty where it does not end within it. */
static Letters record_at(const Lexicon *lexicon, size_t offset)
{
    const unsigned char *file = lexicon->file.buf;
    size_t left = (size_t)lexicon->file.len - 2;
    Letters record = {file, 0};
    if (offset <= left) {
        size_t size = file[offset] | file[offset + 1] << 8;
        if (size <= left - offset)
            record = (Letters){file + offset + 2, size};
    }
    return record;
}

/* The checksum of the file was verified when it was opened; still no place that it names is trusted. */
Letters find_stem(const Lexicon *lexicon, Letters stem, uint32_t tag)
{
    Letters none = {stem.at, 0};
    if (!lexicon->held[tag >> HELD_SHIFT])
        return none;
    uint32_t slot = tag & lexicon->mask;
    for (uint32_t tried = 0; tried <= lexicon->mask; tried++, slot = (slot + 1) & lexicon->mask) {
        const unsigned char *pair = lexicon->slots + 8 * (size_t)slot;
        uint32_t offset = number_at(pair + 4);
        if (!offset)
            break;
        if (number_at(pair) != tag)
            continue;
        Letters record = record_at(lexicon, offset);
        if (record.size > stem.size && !record.at[stem.size] && !memcmp(record.at, stem.at, stem.size))
            return (Letters){record.at + stem.size + 1, record.size - stem.size - 1};
    }
    return none;
}

/* What stands before the next tab, or the end; `at` goes behind it. */
static Letters next_column(const unsigned char **at, const unsigned char *end)
{
    const unsigned char *tab = memchr(*at, '\t', end - *at), *stop = tab ? tab : end;
    Letters column = {*at, stop - *at};
    *at = tab ? tab + 1 : end;
    return column;
}

int next_entry(Letters *left, Entry *entry)
{
    if (!left->size)
        return 0;
    const unsigned char *zero = memchr(left->at, 0, left->size), *at = left->at, *behind = left->at + left->size;
    const unsigned char *end = zero ? zero : behind;
    *left = (Letters){zero ? zero + 1 : behind, zero ? behind - zero - 1 : 0};
    if (end - at < 5 || at[0] == '\t') /* cost, class, two tabs */
        return UNSURE;
    entry->all = (Letters){at, end - at};
    entry->bits = (at[0] - BITS_ADDED) / (double)BITS_PARTS;
    entry->kind = (uint16_t)(at[1] << 8 | at[2]);
    at += 3;
    entry->lemma = next_column(&at, end);
    entry->spelled = next_column(&at, end);
    entry->vocalised = (Letters){at, end - at};
    return 1;
}
