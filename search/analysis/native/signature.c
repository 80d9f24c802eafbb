#include "native.h"

/* ---- the signature of a text: see minhash.py ---- */

enum { SLOTS = 32, SHINGLE = 24, FEWEST = 8 };
uint32_t crc_table[256];

void make_crc_table(void)
{
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t sum = byte;
        for (int bit = 0; bit < 8; bit++)
            sum = sum >> 1 ^ (sum & 1 ? 0xEDB88320u : 0);
        crc_table[byte] = sum;
    }
}

uint32_t crc32(const unsigned char *at, const unsigned char *end)
{
    uint32_t sum = 0xFFFFFFFFu;
    while (at < end)
        sum = crc_step(sum, *at++);
    return ~sum;
}

/* How many of these values are different, `FEWEST` at most. */
static int different(uint32_t *seen, int count, uint32_t value)
{
    for (int at = 0; at < count; at++)
        if (seen[at] == value)
            return count;
    seen[count] = value;
    return count + 1;
}

PyObject *signature(PyObject *Py_UNUSED(module), PyObject *body)
{
    Py_ssize_t size;
    const char *text = PyUnicode_AsUTF8AndSize(body, &size);
    if (!text)
        return NULL;
    const unsigned char *end = (const unsigned char *)text + size, *at = (const unsigned char *)text;
    uint32_t lowest[SLOTS] = {0}, seen[FEWEST];
    int count = 0, held[SLOTS] = {0};
    while (at + 1 < end && !(at[0] == ' ' && at[1] == 0xD8))
        at++;
    while (at + 1 < end) { /* at an anchor */
        const unsigned char *start = at += 2;
        while (at < end && !(at[0] == ' ' && at + 1 < end && at[1] == 0xD8))
            at++;
        uint32_t value = crc32(start, at - start > SHINGLE ? start + SHINGLE : at);
        int slot = value % SLOTS;
        if (count < FEWEST)
            count = different(seen, count, value);
        if (!held[slot] || value < lowest[slot])
            lowest[slot] = value;
        held[slot] = 1;
    }
    if (count < FEWEST)
        Py_RETURN_NONE;
    uint32_t last = 0;
    for (int slot = SLOTS - 1; slot >= 0 && !last; slot--)
        last = lowest[slot];
    char slots[SLOTS];
    for (int slot = 0; slot < SLOTS; slot++) {
        last = lowest[slot] ? lowest[slot] : last;
        slots[slot] = (char)(last / SLOTS & 0xFF);
    }
    return PyBytes_FromStringAndSize(slots, SLOTS);
}
