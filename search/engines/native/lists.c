#include "postings.h"

/* ---- the documents of a term: see postings/ of tantivy and bitpacker4x of bitpacking ---- */

#if defined(__GNUC__)
typedef uint32_t Four __attribute__((vector_size(16)));
#define INLINE static inline __attribute__((always_inline))
#else
#error "a compiler with vectors is needed"
#endif
#if !defined(__BYTE_ORDER__) || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "numbers are read in the order of their bytes in a file"
#endif

/* 128 numbers of so many bits: four in a row lie beside each other in 16 bytes, the next four above them. */
INLINE void unpack_bits(const uint8_t *from, const unsigned bits, uint32_t *to)
{
    const uint32_t most = bits == 32 ? UINT32_MAX : ((uint32_t)1 << bits) - 1;
    const Four mask = {most, most, most, most};
#pragma GCC unroll 32
    for (unsigned n = 0; n < BLOCK / 4; n++) {
        unsigned at = n * bits / 32, shift = n * bits % 32;
        Four low, high;
        memcpy(&low, from + 16 * at, sizeof low);
        low >>= shift;
        if (shift + bits > 32) {
            memcpy(&high, from + 16 * at + 16, sizeof high);
            low |= high << (32 - shift);
        }
        low &= mask;
        memcpy(to + 4 * n, &low, sizeof low);
    }
}

void unpack(const uint8_t *from, int bits, uint32_t *to)
{
#define OF(bits)                                                                                                       \
    case bits:                                                                                                         \
        unpack_bits(from, bits, to);                                                                                   \
        break;
    switch (bits) {
        OF(1) OF(2) OF(3) OF(4) OF(5) OF(6) OF(7) OF(8) OF(9) OF(10) OF(11) OF(12) OF(13) OF(14) OF(15) OF(16)
        OF(17) OF(18) OF(19) OF(20) OF(21) OF(22) OF(23) OF(24) OF(25) OF(26) OF(27) OF(28) OF(29) OF(30) OF(31)
        OF(32)
    default:
        memset(to, 0, BLOCK * sizeof *to);
    }
}

/* A number of seven bits a byte, the last byte of which has the eighth; NULL where it does not end. */
const uint8_t *variable(const uint8_t *at, const uint8_t *end, uint64_t *value)
{
    *value = 0;
    for (int shift = 0; at < end && shift < 64; shift += 7) {
        uint8_t byte = *at++;
        *value |= (uint64_t)(byte & 127) << shift;
        if (byte & 128)
            return at;
    }
    return NULL;
}

/* What is told of the block that follows: how it is packed, and its last document. */
static int read_skip(Cursor *cursor)
{
    cursor->has_documents = cursor->has_frequencies = cursor->at = 0;
    cursor->packed = cursor->left >= BLOCK;
    cursor->size = (int)(cursor->packed ? BLOCK : cursor->left);
    cursor->sum = 0;
    if (!cursor->packed) {
        cursor->last = UINT32_MAX; /* till it is read */
        return cursor->left > 0;
    }
    const uint8_t *skip = cursor->skips;
    cursor->last = u32_at(skip);
    cursor->bits = skip[4] & 31;
    cursor->frequency_bits = cursor->record >= FREQUENCIES ? skip[5] : 0;
    cursor->sum = cursor->record == POSITIONS ? u32_at(skip + 6) : 0;
    cursor->skips += cursor->record == BASIC ? 5 : cursor->record == FREQUENCIES ? 8 : 12;
    int whole = skip[4] & 64 && cursor->frequency_bits <= 32;
    int held = (cursor->bits + cursor->frequency_bits) * (BLOCK / 8) <= cursor->end - cursor->block;
    return whole && held ? 1 : DAMAGED;
}

int open_list(Cursor *cursor, const Found *found, int record, const Segment *segment)
{
    cursor->segment = segment;
    cursor->record = record;
    cursor->left = found->documents;
    cursor->before = 0;
    cursor->places = 0;
    cursor->block = found->list.at;
    cursor->end = found->list.end;
    if (cursor->left >= BLOCK) {
        uint64_t size;
        const uint8_t *at = variable(found->list.at, found->list.end, &size);
        uint64_t each = record == BASIC ? 5 : record == FREQUENCIES ? 8 : 12;
        if (!at || size > (uint64_t)(found->list.end - at) || size < each * (cursor->left / BLOCK))
            return DAMAGED;
        cursor->skips = at;
        cursor->block = at + size;
    }
    return read_skip(cursor);
}

int next_block(Cursor *cursor)
{
    if (!cursor->packed) {
        cursor->left = 0;
        cursor->last = UINT32_MAX;
        cursor->size = cursor->at = 0;
        return 0;
    }
    cursor->block += (cursor->bits + cursor->frequency_bits) * (BLOCK / 8);
    cursor->left -= BLOCK;
    cursor->before = cursor->last;
    cursor->places += cursor->sum;
    return read_skip(cursor);
}

int read_documents(Cursor *cursor)
{
    if (cursor->has_documents)
        return 0;
    cursor->has_documents = 1;
    if (cursor->packed) {
        unpack(cursor->block, cursor->bits, cursor->documents);
        uint32_t last = cursor->before ? cursor->before : UINT32_MAX;
        for (int n = 0; n < BLOCK; n++)
            cursor->documents[n] = last += cursor->documents[n] + 1;
    } else {
        const uint8_t *at = cursor->block;
        uint64_t document = cursor->before, more;
        for (int n = 0; n < cursor->size; n++) {
            if (!(at = variable(at, cursor->end, &more)) || (document += more) >= cursor->segment->size)
                return DAMAGED;
            cursor->documents[n] = (uint32_t)document;
        }
        cursor->block = at; /* its frequencies follow */
        cursor->last = (uint32_t)document;
    }
    return 0;
}

int read_frequencies(Cursor *cursor)
{
    if (cursor->has_frequencies)
        return 0;
    cursor->has_frequencies = 1;
    if (cursor->packed) {
        unpack(cursor->block + cursor->bits * (BLOCK / 8), cursor->frequency_bits, cursor->frequencies);
        for (int n = 0; n < BLOCK; n++)
            cursor->frequencies[n]++;
        return 0;
    }
    const uint8_t *at = cursor->block;
    uint64_t frequency;
    for (int n = 0; n < cursor->size; n++) {
        if (!(at = variable(at, cursor->end, &frequency)))
            return DAMAGED;
        cursor->frequencies[n] = (uint32_t)frequency;
    }
    return 0;
}

int seek(Cursor *cursor, uint32_t target, uint32_t *document)
{
    *document = UINT32_MAX;
    for (;;) {
        if (!cursor->left)
            return 0;
        if (cursor->last >= target) {
            if (read_documents(cursor))
                return DAMAGED;
            while (cursor->at < cursor->size && cursor->documents[cursor->at] < target)
                cursor->at++;
            if (cursor->at < cursor->size) {
                *document = cursor->documents[cursor->at];
                return 0;
            }
        }
        int more = next_block(cursor);
        if (more <= 0)
            return more;
    }
}
