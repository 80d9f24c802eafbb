#include "postings.h"

/* ---- the positions of a term, each by how far it lies behind the one before in its document: positions/ of tantivy ---- */

int open_positions(Positions *positions, Slice file)
{
    uint64_t blocks = 0;
    const uint8_t *at = variable(file.at, file.end, &blocks);
    if (!at || blocks > (uint64_t)(file.end - at))
        return DAMAGED;
    positions->widths = (Slice){at, at + blocks};
    positions->blocks = (Slice){at + blocks, file.end};
    positions->at = positions->blocks.at;
    positions->walked = 0;
    positions->held = UINT32_MAX;
    return 0;
}

/* Reads a block: those behind the last that is packed stand in bytes of seven bits. */
static int read_block(Positions *positions, uint32_t block)
{
    uint32_t packed = (uint32_t)size_of(positions->widths);
    if (block > packed)
        return DAMAGED;
    if (block < positions->walked) {
        positions->walked = 0;
        positions->at = positions->blocks.at;
    }
    for (; positions->walked < block; positions->walked++) {
        size_t size = positions->widths.at[positions->walked] * (size_t)(BLOCK / 8);
        if (size > (size_t)(positions->blocks.end - positions->at))
            return DAMAGED;
        positions->at += size;
    }
    positions->held = block;
    if (block < packed) {
        int bits = positions->widths.at[block];
        if (bits > 32 || bits * (BLOCK / 8) > positions->blocks.end - positions->at)
            return DAMAGED;
        unpack(positions->at, bits, positions->values);
        positions->size = BLOCK;
        return 0;
    }
    const uint8_t *at = positions->at;
    for (positions->size = 0; at < positions->blocks.end && positions->size < BLOCK; positions->size++) {
        uint64_t value;
        if (!(at = variable(at, positions->blocks.end, &value)))
            return DAMAGED;
        positions->values[positions->size] = (uint32_t)value;
    }
    return 0;
}

int read_positions(Positions *positions, Cursor *cursor)
{
    if (read_frequencies(cursor))
        return DAMAGED;
    uint64_t at = cursor->places, count = cursor->frequencies[cursor->at];
    for (int n = 0; n < cursor->at; n++)
        at += cursor->frequencies[n];
    if (at + count > (size_of(positions->widths) + 1) * (uint64_t)BLOCK)
        return DAMAGED;
    if (count > positions->room) {
        uint32_t *places = realloc(positions->places, count * sizeof *places);
        if (!places)
            return DAMAGED;
        positions->places = places;
        positions->room = count;
    }
    uint32_t place = 0;
    for (uint64_t n = 0; n < count; n++, at++) {
        if (positions->held != at / BLOCK && read_block(positions, (uint32_t)(at / BLOCK)))
            return DAMAGED;
        if (at % BLOCK >= positions->size)
            return DAMAGED;
        positions->places[n] = place += positions->values[at % BLOCK];
    }
    positions->count = (uint32_t)count;
    return 0;
}
