#include "evaluate.h"

/* ---- which documents of a window match a node, and what they score: see evaluate.py ----
 *
 * `mask` says which documents are asked for: what is said of others does not count. Scores are added to those that are
 * there.
 */

static int is_empty(const uint64_t *bits)
{
    uint64_t any = 0;
    for (int n = 0; n < WORDS; n++)
        any |= bits[n];
    return !any;
}

/* Whether any from `from` to `to`, the last one too, is marked. */
static int any_marked(const uint64_t *bits, uint32_t from, uint32_t to)
{
    uint32_t first = from / 64, last = to / 64;
    uint64_t head = bits[first] & UINT64_MAX << from % 64, tail = UINT64_MAX >> (63 - to % 64);
    if (first == last)
        return (head & tail) != 0;
    for (uint32_t n = first + 1; !head && n < last; n++)
        head = bits[n];
    return head || bits[last] & tail;
}

int is_wanted(const Cursor *cursor, uint32_t base, uint32_t end, const uint64_t *mask)
{
    uint32_t from = cursor->before > base ? cursor->before : base, to = cursor->last < end - 1 ? cursor->last : end - 1;
    return from <= to && any_marked(mask, from - base, to - base);
}

typedef struct {
    float weight;
    const float *norms;
    const uint8_t *lengths;
    float *best, *sum;
} Scoring;

/* Marks the documents of a block in a window, and scores them where that is asked for. */
static inline __attribute__((always_inline)) int
mark_block(const Cursor *cursor, uint32_t base, uint32_t end, uint64_t *bits, const Scoring *scoring)
{
    int n = cursor->at, size = cursor->size;
    while (n < size && cursor->documents[n] < base)
        n++;
    for (; n < size && cursor->documents[n] < end; n++) {
        uint32_t document = cursor->documents[n], at = document - base;
        if (document < base) /* of a damaged list */
            continue;
        MARK(bits, at);
        if (scoring) {
            float frequency = (float)cursor->frequencies[n];
            float score = scoring->weight * (frequency / (frequency + scoring->norms[scoring->lengths[document]]));
            scoring->best[at] = score > scoring->best[at] ? score : scoring->best[at];
            scoring->sum[at] += score;
        }
    }
    return n;
}

/* Goes through the documents of a term in a window; blocks without any of the mask are not read. */
static inline __attribute__((always_inline)) int
walk(Cursor *cursor, uint32_t base, uint32_t end, const uint64_t *mask, uint64_t *bits, const Scoring *scoring)
{
    for (;;) {
        while (cursor->left && cursor->last < base)
            if (next_block(cursor) < 0)
                return DAMAGED;
        if (!cursor->left || cursor->before >= end)
            return 0;
        if (is_wanted(cursor, base, end, mask)) {
            if (read_documents(cursor) || (scoring && read_frequencies(cursor)))
                return DAMAGED;
            cursor->at = mark_block(cursor, base, end, bits, scoring);
            if (cursor->at < cursor->size)
                return 0;
        } else if (cursor->last >= end - 1)
            return 0;
        if (next_block(cursor) < 0)
            return DAMAGED;
    }
}

static const Node *child_of(const Search *search, const Node *node, int number)
{
    int link = search->tree.links[node->first + number];
    return &search->tree.nodes[link < 0 ? ~link : link];
}

static int mark_term(Search *search, const Node *node, uint32_t base, uint32_t end, const uint64_t *mask, uint64_t *bits)
{
    return walk(&search->cursors[node->cursor], base, end, mask, bits, NULL);
}

static int score_term(Search *search, const Node *node, uint32_t base, uint32_t end, const uint64_t *mask, uint64_t *bits,
                      Frame *frame)
{
    const Field *field = &search->tree.reader->fields[node->field];
    Scoring scoring = {node->value, field->norms, search->segment->fields[node->field].lengths, frame->best, frame->sum};
    return walk(&search->cursors[node->cursor], base, end, mask, bits, &scoring);
}

/* Whether a term may be in a window. */
static int comes(const Cursor *cursor, uint32_t end)
{
    if (!cursor->left)
        return 0;
    return cursor->has_documents ? cursor->at < cursor->size && cursor->documents[cursor->at] < end : cursor->before < end;
}

/* Whether the terms stand in a row somewhere in the document at which all cursors stand: 1, 0, or -1. */
static int in_a_row(Cursor *cursors, Positions *positions, int count)
{
    for (int n = 0; n < count; n++)
        if (read_positions(&positions[n], &cursors[n]))
            return DAMAGED;
    uint32_t *starts = positions[0].places, left = positions[0].count;
    for (int n = 1; n < count && left; n++) {
        uint32_t kept = 0, at = 0, *places = positions[n].places, size = positions[n].count;
        for (uint32_t start = 0; start < left; start++) {
            while (at < size && places[at] < starts[start] + (uint32_t)n)
                at++;
            if (at < size && places[at] == starts[start] + (uint32_t)n)
                starts[kept++] = starts[start];
        }
        left = kept;
    }
    return left > 0;
}

static int mark_phrase(Search *search, const Node *node, uint32_t base, uint32_t end, const uint64_t *mask, uint64_t *bits)
{
    Cursor *cursors = search->phrase_cursors + node->cursor;
    Positions *positions = search->positions + node->cursor;
    int lead = 0;
    for (int n = 1; n < node->count; n++)
        if (cursors[n].left < cursors[lead].left)
            lead = n;
    uint32_t target = base, document;
    while (target < end) {
        if (seek(&cursors[lead], target, &document))
            return DAMAGED;
        if (document >= end)
            return 0;
        target = document + 1;
        if (!MARKED(mask, document - base))
            continue;
        int there = 1;
        for (int n = 0; n < node->count && there; n++) {
            uint32_t other = document;
            if (n != lead && seek(&cursors[n], document, &other))
                return DAMAGED;
            there = other == document;
            target = other == UINT32_MAX ? end : other > target ? other : target;
        }
        there = there ? in_a_row(cursors, positions, node->count) : 0;
        if (there < 0)
            return DAMAGED;
        if (there)
            MARK(bits, document - base);
    }
    return 0;
}

/* What scores the same wherever it matches. */
static int is_constant(const Node *node)
{
    return node->kind == PHRASE || node->kind == SET || node->kind == RANGE || node->kind == CONSTANT || node->kind == ALL;
}

static int evaluate_best(Search *search, const Node *node, int depth, uint32_t base, uint32_t end, const uint64_t *mask,
                         uint64_t *bits, float *scores)
{
    Frame *frame = &search->frames[depth];
    int begun = !scores; /* scores are cleared when the first comes */
    memset(bits, 0, WORDS * sizeof *bits);
    for (int n = 0; n < node->count; n++) {
        const Node *child = child_of(search, node, n);
        if (child->kind == TERM && !comes(&search->cursors[child->cursor], end))
            continue;
        if (!begun) {
            memset(frame->best, 0, sizeof frame->best);
            memset(frame->sum, 0, sizeof frame->sum);
            begun = 1;
        }
        if (child->kind == TERM) {
            if (scores ? score_term(search, child, base, end, mask, bits, frame)
                       : mark_term(search, child, base, end, mask, bits))
                return DAMAGED;
            continue;
        }
        int plain = is_constant(child);
        if (scores && !plain)
            memset(frame->scores, 0, sizeof frame->scores);
        if (evaluate(search, child, depth + 1, base, end, mask, frame->bits, scores && !plain ? frame->scores : NULL))
            return DAMAGED;
        for (int word = 0; word < WORDS; word++)
            bits[word] |= frame->bits[word];
        if (scores)
            EACH (frame->bits, word, at) {
                float score = plain ? child->kind == ALL ? 0 : child->value : frame->scores[at];
                frame->best[at] = score > frame->best[at] ? score : frame->best[at];
                frame->sum[at] += score;
            }
    }
    if (scores && begun) /* of what is not marked nothing is added: a loop without questions is quicker */
        for (int at = 0; at < WINDOW; at++)
            scores[at] += frame->best[at] + (frame->sum[at] - frame->best[at]) * node->value;
    return 0;
}

/* Counts one more for each that is marked: plane n has bit n of every count. */
static void count_one(uint64_t planes[][WORDS], int planes_count, const uint64_t *bits)
{
    for (int word = 0; word < WORDS; word++) {
        uint64_t carry = bits[word];
        for (int plane = 0; carry && plane < planes_count; plane++) {
            uint64_t both = planes[plane][word] & carry;
            planes[plane][word] ^= carry;
            carry = both;
        }
    }
}

/* Marks those whose count is no less than `least`. */
static void at_least(uint64_t planes[][WORDS], int planes_count, uint32_t least, uint64_t *bits)
{
    for (int word = 0; word < WORDS; word++) {
        uint64_t more = 0, same = UINT64_MAX;
        for (int plane = planes_count - 1; plane >= 0; plane--) {
            uint64_t held = planes[plane][word];
            if (least >> plane & 1)
                same &= held;
            else {
                more |= same & held;
                same &= ~held;
            }
        }
        bits[word] = more | same;
    }
}

static int evaluate_choice(Search *search, const Node *node, int depth, uint32_t base, uint32_t end, const uint64_t *mask,
                           uint64_t *bits, float *scores)
{
    Frame *frame = &search->frames[depth];
    int required = node->musts + node->filters, n = 0;
    float *added = scores; /* what matches a child and not all of the choice adds nothing to the scores of others */
    if (scores && !node->adds) {
        added = frame->scores;
        memset(added, 0, sizeof frame->scores);
    }
    uint64_t held[WORDS];
    memcpy(held, mask, sizeof held);
    for (; n < required; n++) {
        int scoring = search->tree.links[node->first + n] >= 0;
        if (evaluate(search, child_of(search, node, n), depth + 1, base, end, held, frame->bits, scoring ? added : NULL))
            return DAMAGED;
        for (int word = 0; word < WORDS; word++)
            held[word] &= frame->bits[word];
        if (is_empty(held)) {
            memset(bits, 0, WORDS * sizeof *bits);
            return 0;
        }
    }
    int least = (int)node->minimum, planes = 1;
    while (node->shoulds >> planes)
        planes++;
    if (least)
        memset(frame->planes, 0, (size_t)planes * sizeof frame->planes[0]);
    for (; n < required + node->shoulds; n++) {
        if (!least && !added)
            continue;
        if (evaluate(search, child_of(search, node, n), depth + 1, base, end, held, frame->bits, added))
            return DAMAGED;
        if (least == 1)
            for (int word = 0; word < WORDS; word++)
                frame->planes[0][word] |= frame->bits[word];
        else if (least)
            count_one(frame->planes, planes, frame->bits);
    }
    if (least > 1)
        at_least(frame->planes, planes, node->minimum, frame->bits);
    for (int word = 0; word < WORDS; word++)
        held[word] &= least == 1 ? frame->planes[0][word] : least ? frame->bits[word] : UINT64_MAX;
    for (; n < node->count; n++) {
        if (evaluate(search, child_of(search, node, n), depth + 1, base, end, held, frame->bits, NULL))
            return DAMAGED;
        for (int word = 0; word < WORDS; word++)
            held[word] &= ~frame->bits[word];
    }
    memcpy(bits, held, sizeof held);
    if (scores && !node->adds)
        EACH (bits, word, at)
            scores[at] += added[at];
    return 0;
}

int evaluate(Search *search, const Node *node, int depth, uint32_t base, uint32_t end, const uint64_t *mask, uint64_t *bits,
             float *scores)
{
    Frame *frame = &search->frames[depth];
    int failed = 0;
    switch (node->kind) {
    case BEST:
        return evaluate_best(search, node, depth, base, end, mask, bits, scores);
    case BOOL:
        return evaluate_choice(search, node, depth, base, end, mask, bits, scores);
    case TERM:
        memset(bits, 0, WORDS * sizeof *bits);
        if (!scores)
            return mark_term(search, node, base, end, mask, bits);
        memset(frame->best, 0, sizeof frame->best);
        if (score_term(search, node, base, end, mask, bits, frame))
            return DAMAGED;
        EACH (bits, word, at)
            scores[at] += frame->best[at];
        return 0;
    case PHRASE:
        memset(bits, 0, WORDS * sizeof *bits);
        failed = mark_phrase(search, node, base, end, mask, bits);
        break;
    case SET:
    case RANGE:
        for (int word = 0; word < WORDS; word++)
            bits[word] = base + (uint32_t)word * 64 < end ? node->marked[base / 64 + (uint32_t)word] : 0;
        break;
    case CONSTANT:
        failed = evaluate(search, child_of(search, node, 0), depth + 1, base, end, mask, bits, NULL);
        break;
    case ALL:
        memset(bits, 0xFF, WORDS * sizeof *bits);
        return 0;
    default:
        memset(bits, 0, WORDS * sizeof *bits);
        return 0;
    }
    if (!failed && scores && node->value != 0)
        EACH (bits, word, at)
            scores[at] += node->value;
    return failed;
}
