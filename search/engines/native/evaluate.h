/* What the code that looks at documents shares: see evaluate.c and search.c. */
#ifndef EVALUATE_H
#define EVALUATE_H

#include "postings.h"

enum { PLANES = 17 }; /* a choice has less than 2 ** 16 children */

typedef struct {
    uint64_t bits[WORDS], planes[PLANES][WORDS];
    float scores[WINDOW], best[WINDOW], sum[WINDOW];
} Frame; /* what one level of the tree works with */

struct Search {
    Tree tree;
    uint64_t **marked; /* all matches, by segment, once they were marked */
    PyThreadState *waiting;
    const Segment *segment;
    int number;
    Cursor *cursors, *phrase_cursors, lookup;
    Positions *positions;
    Frame *frames;
};

#define MARKED(bits, at) ((bits)[(at) / 64] >> (at) % 64 & 1)
#define MARK(bits, at) ((bits)[(at) / 64] |= (uint64_t)1 << (at) % 64)
#define EACH(bits, word, at)                                                                                           \
    for (int word = 0; word < WORDS; word++)                                                                           \
        for (uint64_t unseen = (bits)[word], at;                                                                       \
             unseen && (at = (uint64_t)word * 64 + __builtin_ctzll(unseen), 1); unseen &= unseen - 1)

/* Whether a block may have a document of a window that the mask asks for. */
int is_wanted(const Cursor *cursor, uint32_t base, uint32_t end, const uint64_t *mask);
/* Which documents of a window match a node, and what they score where that is asked for. */
int evaluate(Search *search, const Node *node, int depth, uint32_t base, uint32_t end, const uint64_t *mask, uint64_t *bits,
             float *scores);

#endif
