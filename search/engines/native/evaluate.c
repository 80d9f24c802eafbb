#include "postings.h"

/* ---- which documents of a window match a node, and what they score: see evaluate.py ----
 *
 * `mask` says which documents are asked for: what is said of others does not count. Scores are added to those that are
 * there.
 */

enum { PLANES = 17 }; /* a choice has less than 2 ** 16 children */

typedef struct {
    uint64_t bits[WORDS], planes[PLANES][WORDS];
    float scores[WINDOW], best[WINDOW], sum[WINDOW];
} Frame; /* what one level of the tree works with */

struct Search {
    float least, beside; /* what a match must score more than, and what it may score beside the words of the choice */
    int left_out, selective; /* only few of a window are asked for */
    const Node *ranking;
    Tree *tree;
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
        for (uint64_t left = (bits)[word], at; left && (at = (uint64_t)word * 64 + __builtin_ctzll(left), 1); left &= left - 1)

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

static int is_wanted(const Cursor *cursor, uint32_t base, uint32_t end, const uint64_t *mask)
{
    uint32_t from = cursor->before > base ? cursor->before : base, to = cursor->last < end - 1 ? cursor->last : end - 1;
    return !mask || (from <= to && any_marked(mask, from - base, to - base));
}

typedef struct {
    float weight;
    const float *norms;
    const uint8_t *lengths;
    float *best, *sum;
} Scoring;

/* Marks the documents of a block in a window, and scores them where that is asked for, all or those of the mask. */
static inline __attribute__((always_inline)) int
mark_block(const Cursor *cursor, uint32_t base, uint32_t end, const uint64_t *mask, uint64_t *bits, const Scoring *scoring)
{
    int n = cursor->at, size = cursor->size;
    while (n < size && cursor->documents[n] < base)
        n++;
    for (; n < size && cursor->documents[n] < end; n++) {
        uint32_t document = cursor->documents[n], at = document - base;
        if (document < base || (mask && !MARKED(mask, at)))
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
walk(Cursor *cursor, uint32_t base, uint32_t end, const uint64_t *mask, uint64_t *bits, const Scoring *scoring, int selective)
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
            cursor->at = selective ? mark_block(cursor, base, end, mask, bits, scoring)
                                   : mark_block(cursor, base, end, NULL, bits, scoring);
            if (cursor->at < cursor->size)
                return 0;
        } else if (cursor->last >= end - 1)
            return 0;
        if (next_block(cursor) < 0)
            return DAMAGED;
    }
}

static int evaluate(Search *search, const Node *node, int depth, uint32_t base, uint32_t end, const uint64_t *mask,
                    uint64_t *bits, float *scores);

static const Node *child_of(const Search *search, const Node *node, int number)
{
    int link = search->tree->links[node->first + number];
    return &search->tree->nodes[link < 0 ? ~link : link];
}

static int mark_term(Search *search, const Node *node, uint32_t base, uint32_t end, const uint64_t *mask, uint64_t *bits)
{
    return walk(&search->cursors[node->cursor], base, end, mask, bits, NULL, 0);
}

static int score_term(Search *search, const Node *node, uint32_t base, uint32_t end, const uint64_t *mask, uint64_t *bits,
                      Frame *frame)
{
    const Field *field = &search->tree->reader->fields[node->field];
    Scoring scoring = {node->value, field->norms, search->segment->fields[node->field].lengths, frame->best, frame->sum};
    Cursor *cursor = &search->cursors[node->cursor];
    return search->selective ? walk(cursor, base, end, mask, bits, &scoring, 1) : walk(cursor, base, end, mask, bits, &scoring, 0);
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
        if (mask && !MARKED(mask, document - base))
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

/* Clears the scores of a word, all or those of the mask. */
static void clear_scores(Frame *frame, const uint64_t *mask)
{
    if (!mask) {
        memset(frame->best, 0, sizeof frame->best);
        memset(frame->sum, 0, sizeof frame->sum);
    } else
        EACH (mask, word, at)
            frame->best[at] = frame->sum[at] = 0;
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
        if (!begun)
            clear_scores(frame, search->selective ? mask : NULL);
        begun = 1;
        if (child->kind == TERM) {
            if (scores ? score_term(search, child, base, end, mask, bits, frame) : mark_term(search, child, base, end, mask, bits))
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
    if (scores && begun && search->selective)
        EACH (bits, word, at)
            scores[at] += frame->best[at] + (frame->sum[at] - frame->best[at]) * node->value;
    else if (scores && begun) /* of what is not marked nothing is added: a loop without questions is quicker */
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

/* The words of a choice, those that score most first. What the words that are left and all else of the query can add
 * is no more than what a match must score: of documents without any of the words before they are not looked for, and
 * documents that can no longer reach it are left out.
 * Source: Turtle and Flood, Query Evaluation: Strategies and Optimizations (1995), called MaxScore. */
static int evaluate_ranking(Search *search, const Node *node, int depth, uint32_t base, uint32_t end, const uint64_t *mask,
                            uint64_t *bits, float *scores)
{
    Frame *frame = &search->frames[depth];
    const int *order = search->tree->links + node->order;
    float left = search->beside;
    for (int n = 0; n < node->count; n++)
        left += search->tree->nodes[order[n]].most;
    memset(bits, 0, WORDS * sizeof *bits);
    for (int n = 0; n < node->count; n++) {
        const Node *child = &search->tree->nodes[order[n]];
        int decides = left > search->least, before = search->selective;
        search->left_out |= !decides;
        if (!decides) {
            EACH (bits, word, at)
                if (scores[at] + left <= search->least)
                    bits[word] &= ~((uint64_t)1 << at % 64);
            if (is_empty(bits))
                return 0;
            search->selective = 1;
        }
        int failed = evaluate(search, child, depth + 1, base, end, decides ? mask : bits, frame->bits, scores);
        search->selective = before;
        if (failed)
            return DAMAGED;
        for (int word = 0; decides && word < WORDS; word++)
            bits[word] |= frame->bits[word];
        left -= child->most;
    }
    return 0;
}

static int evaluate_choice(Search *search, const Node *node, int depth, uint32_t base, uint32_t end, const uint64_t *mask,
                           uint64_t *bits, float *scores)
{
    if (scores && node == search->ranking && search->least > 0)
        return evaluate_ranking(search, node, depth, base, end, mask, bits, scores);
    Frame *frame = &search->frames[depth];
    int required = node->musts + node->filters, n = 0;
    float *added = scores; /* what matches a child and not all of the choice adds nothing to the scores of others */
    if (scores && !node->adds) {
        added = frame->scores;
        memset(added, 0, sizeof frame->scores);
    }
    uint64_t held[WORDS];
    for (int word = 0; word < WORDS; word++)
        held[word] = mask ? mask[word] : UINT64_MAX;
    for (; n < required; n++) {
        int scoring = search->tree->links[node->first + n] >= 0;
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

static int evaluate(Search *search, const Node *node, int depth, uint32_t base, uint32_t end, const uint64_t *mask,
                    uint64_t *bits, float *scores)
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

/* ---- a search, segment by segment ---- */

Search *start(Tree *tree)
{
    Search *search = calloc(1, sizeof *search);
    if (!search)
        return NULL;
    search->tree = tree;
    search->cursors = malloc((size_t)(tree->cursors + 1) * sizeof *search->cursors);
    search->phrase_cursors = malloc((size_t)(tree->phrases + 1) * sizeof *search->phrase_cursors);
    search->positions = calloc((size_t)tree->phrases + 1, sizeof *search->positions);
    search->frames = malloc((size_t)(tree->depth + 2) * sizeof *search->frames);
    if (search->cursors && search->phrase_cursors && search->positions && search->frames)
        return search;
    stop(search);
    return NULL;
}

void stop(Search *search)
{
    for (int n = 0; search->positions && n < search->tree->phrases; n++)
        free(search->positions[n].places);
    free(search->cursors);
    free(search->phrase_cursors);
    free(search->positions);
    free(search->frames);
    free(search);
}

size_t words_of(const Segment *segment)
{
    return ((size_t)segment->size + WINDOW - 1) / WINDOW * WORDS + 1;
}

/* Marks every document of a term. */
static int mark_found(Search *search, const Found *found, int field, uint64_t *marked)
{
    const Segment *segment = search->segment;
    Cursor *cursor = &search->lookup;
    int more = found->documents ? open_list(cursor, found, search->tree->reader->fields[field].record, segment) : 0;
    for (; more > 0; more = next_block(cursor)) {
        if (read_documents(cursor))
            return DAMAGED;
        for (int at = 0; at < cursor->size; at++)
            if (cursor->documents[at] < segment->size)
                MARK(marked, cursor->documents[at]);
    }
    return more;
}

/* Marks every document of the segment that has any term of a set, or any value of a range. */
static int fill(Search *search, Node *node)
{
    const SegmentField *field = &search->segment->fields[node->field];
    free(node->marked);
    node->marked = calloc(words_of(search->segment), sizeof *node->marked);
    if (!node->marked)
        return DAMAGED;
    for (int n = 0; n < node->count; n++) {
        const Found *found = &search->tree->terms[(node->first + n) * search->tree->reader->count + search->number];
        if (mark_found(search, found, node->field, node->marked))
            return DAMAGED;
    }
    uint64_t number = 0, last = 0, exact = 0;
    Found found;
    if (node->kind != RANGE || !field->there || memcmp(node->from, node->to, 8) > 0)
        return 0;
    Slice key = {node->to, node->to + 8};
    int there = find_term(&field->terms, key, field->lists, field->positions, &found);
    if (there < 0 || number_from(&field->terms, node->from, 8, &number) || number_from(&field->terms, node->to, 8, &last))
        return DAMAGED;
    for (exact = (uint64_t)there; number < last + exact; number++)
        if (term_at(&field->terms, number, field->lists, field->positions, &found) < 0 ||
            mark_found(search, &found, node->field, node->marked))
            return DAMAGED;
    return 0;
}

static int open_phrase(Search *search, const Node *node)
{
    for (int n = 0; n < node->count; n++) {
        const Found *found = &search->tree->terms[(node->first + n) * search->tree->reader->count + search->number];
        Cursor *cursor = &search->phrase_cursors[node->cursor + n];
        Positions *positions = &search->positions[node->cursor + n];
        cursor->left = 0;
        if (found->documents && (open_list(cursor, found, POSITIONS, search->segment) < 0 || open_positions(positions, found->positions)))
            return DAMAGED;
    }
    return 0;
}

/* What a term scores at most in the segment at hand: of each block the file says what scores most there, by the average
 * length in the segment; by that of the index it is no more than so much more. */
static int bound_term(Search *search, Node *node, const Found *found)
{
    const Reader *reader = search->tree->reader;
    const SegmentField *of = &search->segment->fields[node->field];
    const float *norms = reader->fields[node->field].norms;
    node->most = node->value;
    if (found->documents < BLOCK || !search->segment->size)
        return 0;
    float here = (float)u64_at(of->lists.at - 8) / (float)search->segment->size, average = reader->fields[node->field].average;
    float apart = here > average ? here / average : average / here, most = 0;
    Cursor *cursor = &search->lookup;
    int more = open_list(cursor, found, reader->fields[node->field].record, search->segment);
    for (; more > 0; more = next_block(cursor)) {
        if (cursor->packed) {
            if (cursor->top_frequency == 255) /* or more */
                return 0;
            float frequency = (float)cursor->top_frequency, share = frequency / (frequency + norms[cursor->top_length]);
            most = share > most ? share : most;
            continue;
        }
        if (read_documents(cursor) || read_frequencies(cursor))
            return DAMAGED;
        for (int n = 0; n < cursor->size; n++) {
            float frequency = (float)cursor->frequencies[n], share = frequency / (frequency + norms[of->lengths[cursor->documents[n]]]);
            most = share > most ? share : most;
        }
    }
    most *= apart * apart;
    node->most *= most < 1 ? most : 1;
    return more;
}

/* What a node scores at most, from what its children do: these stand before it. */
static void bound_node(const Search *search, Node *node)
{
    float best = 0, sum = 0;
    int scoring = node->kind == BEST ? node->count : node->kind == BOOL ? node->musts + node->filters + node->shoulds : 0;
    for (int n = 0; n < scoring; n++) {
        int link = search->tree->links[node->first + n];
        float most = link < 0 ? 0 : search->tree->nodes[link].most;
        sum += most;
        best = most > best ? most : best;
    }
    node->most = node->kind == BOOL ? sum : node->kind == BEST ? best + (sum - best) * node->value : node->value;
}

/* Finds the choice that ranks, puts its children in the order of what they score at most, and adds up what else may. */
static void prepare_ranking(Search *search)
{
    Tree *tree = search->tree;
    search->ranking = NULL;
    for (int n = 0; n < tree->nodes_count; n++)
        if (tree->nodes[n].ranks)
            search->ranking = &tree->nodes[n];
    if (!search->ranking)
        return;
    const Node *ranking = search->ranking;
    int *order = tree->links + ranking->order;
    for (int n = 0; n < ranking->count; n++) {
        int child = tree->links[ranking->first + n], place = n;
        while (place && tree->nodes[child].most > tree->nodes[order[place - 1]].most) {
            order[place] = order[place - 1];
            place--;
        }
        order[place] = child;
    }
    /* Single precision adds with an error: a little more is allowed for. */
    search->beside = tree->nodes[tree->nodes_count - 1].most * 1.00001f - ranking->most;
}

void set_least(Search *search, float score)
{
    search->least = score;
}

int has_left_out(const Search *search)
{
    return search->left_out;
}

int begin_segment(Search *search, int number, int scored)
{
    Tree *tree = search->tree;
    search->number = number;
    search->segment = &tree->reader->segments[number];
    for (int n = 0; n < tree->nodes_count; n++) {
        Node *node = &tree->nodes[n];
        if (node->kind == TERM) {
            const Found *found = &tree->terms[node->first * tree->reader->count + number];
            Cursor *cursor = &search->cursors[node->cursor];
            cursor->left = 0;
            if (found->documents && open_list(cursor, found, tree->reader->fields[node->field].record, search->segment) < 0)
                return DAMAGED;
            if (scored && bound_term(search, node, found) < 0)
                return DAMAGED;
        } else if ((node->kind == PHRASE && open_phrase(search, node)) || ((node->kind == SET || node->kind == RANGE) && fill(search, node)))
            return DAMAGED;
        if (scored && node->kind != TERM)
            bound_node(search, node);
    }
    if (scored)
        prepare_ranking(search);
    return 0;
}

int matches(Search *search, uint32_t base, uint64_t *bits, float *scores)
{
    const Segment *segment = search->segment;
    const uint64_t *alive = segment->alive + base / 64;
    uint32_t end = segment->size - base < WINDOW ? segment->size : base + WINDOW;
    if (scores)
        memset(scores, 0, WINDOW * sizeof *scores);
    if (evaluate(search, &search->tree->nodes[search->tree->nodes_count - 1], 0, base, end, alive, bits, scores))
        return DAMAGED;
    for (int word = 0; word < WORDS; word++)
        bits[word] &= alive[word];
    return 0;
}

int mark_all(Search *search, uint64_t **marked)
{
    const Reader *reader = search->tree->reader;
    for (int segment = 0; segment < reader->count; segment++) {
        marked[segment] = calloc(words_of(&reader->segments[segment]), sizeof **marked);
        if (!marked[segment] || begin_segment(search, segment, 0))
            return DAMAGED;
        for (uint64_t base = 0; base < reader->segments[segment].size; base += WINDOW)
            if (matches(search, (uint32_t)base, marked[segment] + base / 64, NULL))
                return DAMAGED;
    }
    return 0;
}

int64_t count_marked(const Found *found, int record, const Segment *segment, const uint64_t *marked, Cursor *cursor)
{
    int64_t count = 0;
    int more = found->documents ? open_list(cursor, found, record, segment) : 0;
    for (; more > 0; more = next_block(cursor)) {
        if (!is_wanted(cursor, 0, segment->size, marked))
            continue;
        if (read_documents(cursor))
            return DAMAGED;
        for (int at = 0; at < cursor->size; at++)
            count += cursor->documents[at] < segment->size && MARKED(marked, cursor->documents[at]);
    }
    return more < 0 ? DAMAGED : count;
}

Cursor *count_cursor(Search *search)
{
    return &search->lookup;
}
