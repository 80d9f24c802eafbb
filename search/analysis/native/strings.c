#include "native.h"

/* ---- bytes that grow ---- */

int grow(Bytes *bytes, size_t more)
{
    if (bytes->size + more <= bytes->room)
        return 0;
    size_t room = (bytes->size + more) * 2;
    char *at = PyMem_Realloc(bytes->at, room);
    if (!at) {
        PyErr_NoMemory();
        return -1;
    }
    bytes->at = at;
    bytes->room = room;
    return 0;
}

int append(Bytes *bytes, const void *from, size_t size)
{
    if (grow(bytes, size) < 0)
        return -1;
    if (size)
        memcpy(bytes->at + bytes->size, from, size);
    bytes->size += size;
    return 0;
}

void release(Bytes *bytes)
{
    PyMem_Free(bytes->at);
    memset(bytes, 0, sizeof *bytes);
}

/* ---- strings by number ---- */

const String *string_at(const Strings *strings, uint32_t number)
{
    return (const String *)strings->strings.at + number;
}

static uint64_t eight_of(const char *text, size_t size)
{
    uint64_t eight = 0;
    memcpy(&eight, text, size < 8 ? size : 8);
    return eight;
}

/* Eight bytes at a time, each multiplied into what was there (as in FxHash). */
uint32_t hash(const char *text, size_t size)
{
    uint64_t sum = size;
    while (size) {
        size_t some = size < 8 ? size : 8;
        sum = (((sum << 5) | (sum >> 59)) ^ eight_of(text, some)) * UINT64_C(0x9E3779B97F4A7C15);
        text += some;
        size -= some;
    }
    return (uint32_t)(sum >> 32);
}

int equal(const char *one, const char *other, size_t size)
{
    for (; size > 8; one += 8, other += 8, size -= 8)
        if (eight_of(one, 8) != eight_of(other, 8))
            return 0;
    return eight_of(one, size) == eight_of(other, size);
}

/* The slot of a string with this hash, or the free one where it would be. */
static uint32_t slot_of(const Strings *strings, uint32_t sum, const char *text, size_t size)
{
    uint32_t slot = sum & strings->mask;
    for (; strings->slots[slot].number; slot = (slot + 1) & strings->mask) {
        if (strings->slots[slot].hash != sum)
            continue;
        const String *found = string_at(strings, strings->slots[slot].number - 1);
        if (found->size == size && equal(strings->text.at + found->start, text, size))
            break;
    }
    return slot;
}

int64_t find_string(const Strings *strings, const char *text, size_t size)
{
    return strings->count ? (int64_t)strings->slots[slot_of(strings, hash(text, size), text, size)].number - 1 : -1;
}

int more_slots(Slot **slots, uint32_t *mask)
{
    uint32_t before = *slots ? *mask + 1 : 0, count = before ? before * 2 : 1024;
    Slot *more = PyMem_Calloc(count, sizeof *more);
    if (!more) {
        PyErr_NoMemory();
        return -1;
    }
    for (uint32_t at = 0; at < before; at++) {
        if (!(*slots)[at].number)
            continue;
        uint32_t slot = (*slots)[at].hash & (count - 1);
        while (more[slot].number)
            slot = (slot + 1) & (count - 1);
        more[slot] = (*slots)[at];
    }
    PyMem_Free(*slots);
    *slots = more;
    *mask = count - 1;
    return 0;
}

int64_t number_of(Strings *strings, const char *text, size_t size)
{
    if (strings->count * 2 >= strings->mask && more_slots(&strings->slots, &strings->mask) < 0)
        return -1;
    uint32_t sum = hash(text, size), slot = slot_of(strings, sum, text, size);
    if (strings->slots[slot].number)
        return strings->slots[slot].number - 1;
    if (strings->text.size + size > UINT32_MAX || strings->count == UINT32_MAX - 1) {
        PyErr_SetString(PyExc_OverflowError, "a table of words is full");
        return -1;
    }
    String one = {(uint32_t)strings->text.size, (uint32_t)size};
    if (append(&strings->text, text, size) < 0 || append(&strings->strings, &one, sizeof one) < 0)
        return -1;
    strings->slots[slot] = (Slot){sum, ++strings->count};
    return strings->count - 1;
}

void release_strings(Strings *strings)
{
    release(&strings->text);
    release(&strings->strings);
    PyMem_Free(strings->slots);
    memset(strings, 0, sizeof *strings);
}
