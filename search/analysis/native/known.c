#include "native.h"

/* ---- the file of words that builds have met: see known_words.py ---- */

enum { HEADER = 20 };

/* The next part of a record; one that is left out is as the part before it. */
static Text next_part(const char **at, const char *end, Text before)
{
    const char *zero = memchr(*at, 0, end - *at), *stop = zero ? zero : end;
    Text part = {*at, stop - *at};
    *at = zero ? zero + 1 : end;
    return part.size ? part : before;
}

/* How many slots the file has; 0 where it has no room for them. */
static uint32_t slots_of(const Py_buffer *known)
{
    size_t size = (size_t)known->len;
    uint32_t slots = size > HEADER ? number_at((const unsigned char *)known->buf + 8) : 0;
    return (slots & (slots - 1)) || slots > (size - HEADER) / 8 ? 0 : slots;
}

/* The record that begins at a place of the file; 0 where it does not end within it. */
static int record_at(const Py_buffer *known, size_t offset, Text *record)
{
    const unsigned char *file = known->buf;
    size_t left = (size_t)known->len - 2;
    if (offset > left)
        return 0;
    record->at = (const char *)file + offset + 2;
    record->size = file[offset] | file[offset + 1] << 8;
    return record->size <= left - offset;
}

static const unsigned char *slot_at(const Py_buffer *known, uint32_t slot)
{
    return (const unsigned char *)known->buf + HEADER + 8 * (size_t)slot;
}

/* The parts of a record: a word, its exact terms and its lemma terms. */
static void parts_of(Text record, Text *word, Text *exact, Text *lemmas)
{
    const char *at = record.at, *end = at + record.size;
    *word = next_part(&at, end, (Text){at, 0});
    *exact = next_part(&at, end, *word);
    *lemmas = next_part(&at, end, *exact);
}

int next_record(Text *left, Text *word, Text *exact, Text *lemmas)
{
    const unsigned char *at = (const unsigned char *)left->at;
    size_t size = left->size < 2 ? 0 : at[0] | at[1] << 8;
    if (left->size < 2 || left->size - 2 < size)
        return 0;
    parts_of((Text){left->at + 2, size}, word, exact, lemmas);
    *left = (Text){left->at + 2 + size, left->size - 2 - size};
    return 1;
}

static int is_same(Text one, Text other)
{
    return one.size == other.size && !memcmp(one.at, other.at, one.size);
}

int append_record(Bytes *records, Text word, Text exact, Text lemmas)
{
    Text parts[] = {word, is_same(exact, word) ? (Text){0} : exact, is_same(lemmas, exact) ? (Text){0} : lemmas};
    size_t size = parts[0].size + parts[1].size + parts[2].size + 2;
    char length[] = {(char)(size & 0xFF), (char)(size >> 8)};
    if (grow(records, size + 2) < 0 || append(records, length, sizeof length) < 0)
        return -1;
    for (int at = 0; at < 3; at++)
        if ((at && append(records, "", 1) < 0) || append(records, parts[at].at, parts[at].size) < 0)
            return -1;
    return 0;
}

/* Whether the file has a word, and its terms. No place that it names is trusted: a right checksum anybody can make. */
int find_known(const Py_buffer *known, Text word, Text *exact, Text *lemmas)
{
    uint32_t left = slots_of(known), mask = left - 1;
    if (!left)
        return 0;
    uint32_t tag = crc32((const unsigned char *)word.at, (const unsigned char *)word.at + word.size);
    for (uint32_t slot = tag & mask; left; left--, slot = (slot + 1) & mask) {
        uint32_t offset = number_at(slot_at(known, slot) + 4);
        Text record;
        if (!offset)
            return 0;
        if (number_at(slot_at(known, slot)) != tag || !record_at(known, offset, &record))
            continue;
        Text found;
        parts_of(record, &found, exact, lemmas);
        if (is_same(found, word))
            return 1;
    }
    return 0;
}
