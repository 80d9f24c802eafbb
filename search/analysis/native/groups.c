#include "native.h"

/* ---- groups of near-duplicates: `plain_groups` of grouping.py, which says what they are ---- */

enum { SLOTS = 32, BAND = 4, BANDS = SLOTS / BAND, COLUMNS = 2 * BANDS - 1, MOST_HELD = 16 };

typedef struct {
    const unsigned char *at;
    uint32_t count;
} Signatures;

/* The four slots of a band, as a number: of every four, then of the fours between them. */
static uint32_t band_of(const Signatures *signatures, uint32_t place, int column)
{
    uint32_t number;
    int start = column < BANDS ? column * BAND : (column - BANDS) * BAND + BAND / 2;
    memcpy(&number, signatures->at + (size_t)place * SLOTS + start, sizeof number);
    return number;
}

/* The upper bits of a product (Knuth, Sorting and Searching, 6.4). */
static uint32_t slot_of(int column, uint32_t band, int bits)
{
    return (uint32_t)((((uint64_t)(column + 1) << 32) | band) * UINT64_C(0x9E3779B97F4A7C15) >> (64 - bits));
}

/* How many bits number so many slots and half as many again. */
static int bits_for(uint32_t count)
{
    int bits = 10;
    while ((UINT64_C(1) << bits) < count + (uint64_t)count / 2)
        bits++;
    return bits;
}

/* Says of each text which of its bands another text has: a bit a column in `shared`. 0, or -1 and an error. */
static int find_shared(const Signatures *signatures, uint16_t *shared)
{
    int bits = bits_for(signatures->count);
    size_t size = (size_t)1 << bits;
    uint32_t *places = PyMem_Malloc(size * sizeof *places); /* of the first text of a band, + 1 */
    if (!places) {
        PyErr_NoMemory();
        return -1;
    }
    for (int column = 0; column < COLUMNS; column++) {
        memset(places, 0, size * sizeof *places);
        for (uint32_t place = 0; place < signatures->count; place++) {
            uint32_t band = band_of(signatures, place, column);
            size_t slot = slot_of(column, band, bits);
            while (places[slot] && band_of(signatures, places[slot] - 1, column) != band)
                slot = (slot + 1) & (size - 1);
            if (places[slot]) {
                shared[place] |= (uint16_t)(1 << column);
                shared[places[slot] - 1] |= (uint16_t)(1 << column);
            } else
                places[slot] = place + 1;
        }
    }
    PyMem_Free(places);
    return 0;
}

/* ---- the first texts that have a band: `_Firsts` of grouping.py ---- */

typedef struct {
    uint32_t column, band, place; /* column + 1; 0 where nothing is */
} First;

typedef struct {
    First *slots;
    uint32_t count;
    int bits, held; /* so many texts of a band */
} Firsts;

/* The next text of a band from a slot on, which is moved behind it; 0 where there is none. */
static const First *next_first(const Firsts *firsts, int column, uint32_t band, uint32_t *slot)
{
    uint32_t mask = (1u << firsts->bits) - 1;
    for (const First *one; (one = firsts->slots + *slot)->column;) {
        *slot = (*slot + 1) & mask;
        if (one->column == (uint32_t)column + 1 && one->band == band)
            return one;
    }
    return NULL;
}

static void put_first(Firsts *firsts, First one)
{
    uint32_t mask = (1u << firsts->bits) - 1, slot = slot_of((int)one.column - 1, one.band, firsts->bits);
    while (firsts->slots[slot].column)
        slot = (slot + 1) & mask;
    firsts->slots[slot] = one;
}

/* Twice as many slots, or the first; the texts of one band keep their order. 0, or -1 and an error. */
static int more_firsts(Firsts *firsts)
{
    First *before = firsts->slots;
    uint32_t size = before ? 1u << firsts->bits : 0, start = 0;
    int bits = before ? firsts->bits + 1 : 10;
    First *slots = bits < 32 ? PyMem_Calloc((size_t)1 << bits, sizeof *slots) : NULL;
    if (!slots) {
        PyErr_NoMemory();
        return -1;
    }
    firsts->slots = slots;
    firsts->bits = bits;
    while (start < size && before[start].column)
        start++;
    for (uint32_t at = 0; at < size; at++) {
        First one = before[(start + at) & (size - 1)];
        if (one.column)
            put_first(firsts, one);
    }
    PyMem_Free(before);
    return 0;
}

/* Adds a text to a band that has not so many. 0, or -1 and an error. */
static int add_first(Firsts *firsts, int column, uint32_t band, uint32_t place)
{
    uint32_t slot = slot_of(column, band, firsts->bits);
    int count = 0;
    while (count < firsts->held && next_first(firsts, column, band, &slot))
        count++;
    if (count < firsts->held) {
        put_first(firsts, (First){(uint32_t)column + 1, band, place});
        firsts->count++;
    }
    return 2 * (uint64_t)firsts->count > (UINT64_C(1) << firsts->bits) ? more_firsts(firsts) : 0;
}

/* ---- the group of a text ---- */

typedef struct {
    uint32_t place;
    int bands; /* shared with it */
} Candidate;

/* The first texts that share a band with a text, in the order in which they are met; how many. */
static int candidates_of(const Firsts *firsts, const Signatures *signatures, uint32_t place, int shared, Candidate *found)
{
    int count = 0;
    for (int column = 0; column < COLUMNS; column++) {
        if (!(shared >> column & 1))
            continue;
        uint32_t band = band_of(signatures, place, column), slot = slot_of(column, band, firsts->bits);
        for (const First *one; (one = next_first(firsts, column, band, &slot));) {
            int at = 0;
            while (at < count && found[at].place != one->place)
                at++;
            if (at == count)
                found[count++] = (Candidate){one->place, 0};
            found[at].bands++;
        }
    }
    return count;
}

static int equal_slots(const Signatures *signatures, uint32_t one, uint32_t other)
{
    const unsigned char *left = signatures->at + (size_t)one * SLOTS, *right = signatures->at + (size_t)other * SLOTS;
    int count = 0;
    for (int slot = 0; slot < SLOTS; slot++)
        count += left[slot] == right[slot];
    return count;
}

/* The text that a text is most like, of those that share most bands with it; how many slots are equal. */
static int likest(const Signatures *signatures, uint32_t place, Candidate *found, int count, int compared, uint32_t *first)
{
    int most = -1;
    for (int turn = 0; turn < compared && turn < count; turn++) {
        int at = 0;
        for (int other = 1; other < count; other++)
            if (found[other].bands > found[at].bands)
                at = other;
        found[at].bands = 0; /* compared */
        int equal = equal_slots(signatures, found[at].place, place);
        if (equal > most || (equal == most && found[at].place < *first)) {
            most = equal;
            *first = found[at].place;
        }
    }
    return most;
}

/* Appends (place, group) of each text that has near-duplicates, in the order in which they are found. 0, or -1. */
static int find_groups(const Signatures *signatures, Firsts *firsts, int alike, int compared, unsigned char *grouped,
                       const uint16_t *shared, Bytes *pairs)
{
    Candidate found[COLUMNS * MOST_HELD];
    for (uint32_t place = 0; place < signatures->count; place++) {
        int count = shared[place] ? candidates_of(firsts, signatures, place, shared[place], found) : 0;
        uint32_t first = 0;
        if (count && likest(signatures, place, found, count, compared, &first) >= alike) {
            uint32_t pair[] = {place, first, first, first};
            if (append(pairs, pair, grouped[first] ? 2 * sizeof *pair : sizeof pair) < 0)
                return -1;
            grouped[first] = 1;
            continue;
        }
        for (int column = 0; column < COLUMNS; column++)
            if (shared[place] >> column & 1 &&
                add_first(firsts, column, band_of(signatures, place, column), place) < 0)
                return -1;
    }
    return 0;
}

PyObject *groups(PyObject *Py_UNUSED(module), PyObject *arguments)
{
    Py_buffer buffer;
    int alike, held, compared;
    if (!PyArg_ParseTuple(arguments, "y*iii", &buffer, &alike, &held, &compared))
        return NULL;
    size_t count = (size_t)buffer.len / SLOTS;
    Signatures signatures = {buffer.buf, (uint32_t)count};
    Firsts firsts = {NULL, 0, 0, held};
    Bytes pairs = {0};
    PyObject *made = NULL;
    uint16_t *shared = PyMem_Calloc(count + 1, sizeof *shared);
    unsigned char *grouped = PyMem_Calloc(count + 1, 1);
    if (!shared || !grouped)
        PyErr_NoMemory();
    else if (count >= UINT32_MAX || held > MOST_HELD)
        PyErr_SetString(PyExc_OverflowError, "more signatures than are counted, or texts of a band than are compared");
    else if (more_firsts(&firsts) == 0 && find_shared(&signatures, shared) == 0 &&
             find_groups(&signatures, &firsts, alike, compared, grouped, shared, &pairs) == 0)
        made = PyBytes_FromStringAndSize(pairs.at, (Py_ssize_t)pairs.size);
    PyMem_Free(shared);
    PyMem_Free(grouped);
    PyMem_Free(firsts.slots);
    release(&pairs);
    PyBuffer_Release(&buffer);
    return made;
}
