#include "postings.h"

/* ---- the terms of a field: see fst_termdict of tantivy and raw/node.rs of tantivy-fst ---- */

enum { INDEXED = 32, PER_BLOCK = 256, BLOCK_SIZE = 8 + 28 + 3 };

/* The bytes that the first byte of a node tells by a number from 1 on. */
static const char COMMON[] = "te/oasripcnw.hlm-du012g=:bf3y5&_4v9678k%?xCDASFIBEjPTzRNM+LOqHG";

int open_dictionary(Dictionary *dictionary, Slice file)
{
    if (size_of(file) < 4)
        return DAMAGED;
    file.end -= 4; /* of its kind: a transducer */
    if (size_of(file) < 12 + 16 + 32 || u32_at(file.end) != 1 || u32_at(file.end - 4) != 1)
        return DAMAGED;
    uint64_t size = u64_at(file.end - 12);
    if (size < 16 || size > size_of(file) - 12 - 32)
        return DAMAGED;
    const uint8_t *infos = file.end - 12 - size;
    uint64_t blocks = u64_at(infos);
    dictionary->terms = u64_at(infos + 8);
    dictionary->transducer = (Slice){file.at, infos};
    if (blocks > size - 16 || dictionary->terms > blocks / BLOCK_SIZE * PER_BLOCK)
        return DAMAGED;
    dictionary->blocks = (Slice){infos + 16, infos + 16 + blocks};
    dictionary->packed = (Slice){infos + 16 + blocks, file.end - 12};
    dictionary->version = (int)u64_at(file.at);
    dictionary->root = (size_t)u64_at(infos - 8);
    return dictionary->version < 1 || dictionary->version > 2 ? DAMAGED : 0;
}

/* A number of so many bytes; 0 of none. */
static int number_at(Slice from, size_t at, unsigned size, uint64_t *value)
{
    *value = 0;
    if (at > size_of(from) || size > 8 || size_of(from) - at < size)
        return DAMAGED;
    memcpy(value, from.at + at, size);
    return 0;
}

/* A node: its ways on, in the order of their bytes, whether a term ends here, and what that adds to its number. */
typedef struct {
    size_t ways, end, inputs, addresses, outputs, index;
    unsigned address, output; /* bytes of an address, of an output */
    int final, single, to_neighbour;
    uint8_t byte; /* of the one way */
    uint64_t added;
} State;

typedef struct {
    size_t next;
    uint64_t added; /* to the number of a term */
} Way;

/* What begins in the middle of the transducer lies before it: a node is read from its last byte. */
static int read_state(const Dictionary *dictionary, size_t at, State *state)
{
    Slice from = dictionary->transducer;
    *state = (State){.final = !at};
    if (!at)
        return 0;
    if (at >= size_of(from))
        return DAMAGED;
    unsigned kind = from.at[at] >> 6, low = from.at[at] & 63;
    size_t behind = at - !low; /* of what follows the byte, or the number of ways */
    if (kind == 3) {
        state->ways = state->single = state->to_neighbour = 1;
        state->byte = low ? (uint8_t)COMMON[low - 1] : from.at[behind];
        state->end = behind;
        return behind ? 0 : DAMAGED;
    }
    if (!behind)
        return DAMAGED;
    state->address = from.at[behind - 1] >> 4;
    state->output = from.at[behind - 1] & 15;
    if (kind == 2) {
        state->ways = state->single = 1;
        state->byte = low ? (uint8_t)COMMON[low - 1] : from.at[behind];
        state->inputs = behind - 1;
    } else {
        state->ways = low ? low : from.at[behind] == 1 ? 256 : from.at[behind];
        state->final = kind == 1;
        state->index = dictionary->version >= 2 && state->ways > INDEXED ? behind - 1 - 256 : 0;
        state->inputs = behind - 1 - (state->index ? 256 : 0) - state->ways;
    }
    state->addresses = state->inputs - state->ways * state->address;
    state->outputs = state->addresses - state->ways * state->output;
    state->end = state->outputs - (state->final ? state->output : 0);
    if (state->end > at)
        return DAMAGED;
    return state->final && number_at(from, state->end, state->output, &state->added) ? DAMAGED : 0;
}

/* The byte of a way. */
static uint8_t byte_of(const Dictionary *dictionary, const State *state, size_t way)
{
    return state->single ? state->byte : dictionary->transducer.at[state->inputs + state->ways - way - 1];
}

/* The first way with this byte or a higher one. */
static size_t way_from(const Dictionary *dictionary, const State *state, uint8_t byte)
{
    size_t way = 0;
    while (way < state->ways && byte_of(dictionary, state, way) < byte)
        way++;
    return way;
}

/* The way with this byte, `ways` where there is none. */
static size_t way_by(const Dictionary *dictionary, const State *state, uint8_t byte)
{
    if (state->index) {
        size_t way = dictionary->transducer.at[state->index + byte];
        return way < state->ways ? way : state->ways;
    }
    size_t way = way_from(dictionary, state, byte);
    return way < state->ways && byte_of(dictionary, state, way) == byte ? way : state->ways;
}

static int take(const Dictionary *dictionary, const State *state, size_t way, Way *taken)
{
    *taken = (Way){state->end - 1, 0};
    if (state->to_neighbour)
        return 0;
    Slice from = dictionary->transducer;
    uint64_t back;
    if (number_at(from, state->inputs - (way + 1) * state->address, state->address, &back) ||
        number_at(from, state->addresses - (way + 1) * state->output, state->output, &taken->added) || back > state->end)
        return DAMAGED;
    taken->next = back ? state->end - back : 0;
    return 0;
}

/* The number of so many bits, at most 56, that begins at a bit. */
static int bits_at(Slice from, uint64_t at, unsigned bits, uint64_t *value)
{
    uint64_t whole = 0, byte = at / 8;
    if (bits > 56 || byte > size_of(from) || at + bits > size_of(from) * 8)
        return DAMAGED;
    memcpy(&whole, from.at + byte, size_of(from) - byte < 8 ? size_of(from) - byte : 8);
    *value = whole >> at % 8 & (((uint64_t)1 << bits) - 1);
    return 0;
}

static int between(Slice from, uint64_t start, uint64_t end, Slice *part)
{
    if (start > end || end > size_of(from))
        return DAMAGED;
    *part = (Slice){from.at + start, from.at + end};
    return 0;
}

/* Where the lists of a term lie, by its number: the first of a block as it is, the others by what they differ. */
int term_at(const Dictionary *dictionary, uint64_t number, Slice lists, Slice positions, Found *found)
{
    if (number >= dictionary->terms)
        return DAMAGED;
    const uint8_t *block = dictionary->blocks.at + number / PER_BLOCK * BLOCK_SIZE, *first = block + 8;
    uint64_t list = u64_at(first + 4), place = u64_at(first + 16);
    if (number % PER_BLOCK == 0) {
        found->documents = u32_at(first);
        return between(lists, list, list + u32_at(first + 12), &found->list) ||
                       between(positions, place, place + u32_at(first + 24), &found->positions)
                   ? DAMAGED
                   : 1;
    }
    unsigned documents_bits = block[36], list_bits = block[37], place_bits = block[38];
    unsigned bits = documents_bits + list_bits + place_bits;
    uint64_t start = u64_at(block), at = (number % PER_BLOCK - 1) * bits, starts[2], ends[2], documents;
    if (start > size_of(dictionary->packed))
        return DAMAGED;
    Slice packed = {dictionary->packed.at + start, dictionary->packed.end};
    if (bits_at(packed, at, list_bits, &starts[0]) || bits_at(packed, at + list_bits, place_bits, &starts[1]) ||
        bits_at(packed, at + list_bits + place_bits, documents_bits, &documents) ||
        bits_at(packed, at + bits, list_bits, &ends[0]) || bits_at(packed, at + bits + list_bits, place_bits, &ends[1]))
        return DAMAGED;
    found->documents = (uint32_t)documents;
    return between(lists, list + starts[0], list + ends[0], &found->list) ||
                   between(positions, place + starts[1], place + ends[1], &found->positions)
               ? DAMAGED
               : 1;
}

int find_term(const Dictionary *dictionary, Slice term, Slice lists, Slice positions, Found *found)
{
    *found = (Found){0};
    size_t at = dictionary->root;
    uint64_t number = 0;
    State state;
    if (read_state(dictionary, at, &state))
        return DAMAGED;
    for (const uint8_t *byte = term.at; byte < term.end; byte++) {
        Way taken;
        size_t way = way_by(dictionary, &state, *byte);
        if (way == state.ways)
            return 0;
        if (take(dictionary, &state, way, &taken) || read_state(dictionary, taken.next, &state))
            return DAMAGED;
        number += taken.added;
    }
    return state.final ? term_at(dictionary, number + state.added, lists, positions, found) : 0;
}

int number_from(const Dictionary *dictionary, const uint8_t *key, int size, uint64_t *number)
{
    size_t at = dictionary->root, above = 0;
    uint64_t here = 0, of_above = 0;
    int exact = 1, any_above = 0;
    State state;
    Way taken;
    for (int byte = 0; byte < size; byte++) {
        if (read_state(dictionary, at, &state))
            return DAMAGED;
        if (!state.ways)
            return DAMAGED;
        size_t way = exact ? way_from(dictionary, &state, key[byte]) : 0;
        size_t higher = exact && way < state.ways && byte_of(dictionary, &state, way) == key[byte] ? way + 1 : way;
        if (exact && higher < state.ways) { /* where to go on if nothing follows below */
            if (take(dictionary, &state, higher, &taken))
                return DAMAGED;
            above = taken.next;
            of_above = here + taken.added;
            any_above = size - byte;
        }
        if (way == state.ways || (exact && higher == way)) {
            if (!any_above) {
                *number = dictionary->terms;
                return 0;
            }
            at = above;
            here = of_above;
            byte = size - any_above;
            exact = 0;
            continue;
        }
        if (take(dictionary, &state, way, &taken))
            return DAMAGED;
        at = taken.next;
        here += taken.added;
    }
    *number = here;
    return 0;
}

int key_of(const Dictionary *dictionary, uint64_t number, uint8_t *key, int size)
{
    size_t at = dictionary->root;
    for (int byte = 0; byte < size; byte++) {
        State state;
        Way taken, last = {0};
        if (read_state(dictionary, at, &state))
            return DAMAGED;
        size_t low = 0, high = state.ways; /* the last way that adds no more than the number */
        while (low < high) {
            size_t way = (low + high) / 2;
            if (take(dictionary, &state, way, &taken))
                return DAMAGED;
            if (taken.added > number)
                high = way;
            else {
                low = way + 1;
                last = taken;
            }
        }
        if (!low)
            return DAMAGED;
        key[byte] = byte_of(dictionary, &state, low - 1);
        number -= last.added;
        at = last.next;
    }
    return number ? DAMAGED : 0;
}
