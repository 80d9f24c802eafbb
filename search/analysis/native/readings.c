#include "stemmer.h"

/* ---- the readings that the lexicon gives to a word: see readings.py ---- */

static double last_letter_cost(const Ending *ending, unsigned char last)
{
    for (int at = 0; at < ending->lasts; at++)
        if (ending->last[at].letter == last)
            return ending->last[at].cost;
    return 0.0;
}

static double hamza_cost(const Rules *rules, const Parting *parting, const Word *word)
{
    for (size_t at = 0; at < parting->start; at++)
        if (is_in(rules, word->typed[at], IN_hamza_alef))
            return parting->head->hamza_cost;
    return 0.0;
}

/* A particle that is written as one is no other word, and another word no particle. */
static int contradicts_particle(const Rules *rules, const Parting *parting, const Word *word, size_t begin)
{
    size_t size = parting->cut - begin;
    if (find_string(&rules->particles, (const char *)word->folded + begin, size) < 0)
        return 0;
    int is_particle = (parting->ending->traits & PARTICLE_STEM) != 0;
    if (find_string(&rules->typed_particles, (const char *)word->typed + begin, size) >= 0)
        return !is_particle;
    return is_particle && parting->cut == word->size;
}

/* Adds bits for letters that the dictionary has otherwise. */
static double add_letter_costs(const Rules *rules, const Parting *parting, const Word *word, size_t begin, double cost)
{
    Letters spelled = parting->entry.spelled;
    size_t skipped = begin - parting->start, size = parting->cut - begin;
    const unsigned char *typed = word->typed + begin, *meant = word->folded + begin;
    if (spelled.size) {
        size_t left = spelled.size > skipped ? spelled.size - skipped : 0;
        size = left < size ? left : size;
        meant = spelled.at + skipped;
    }
    for (size_t at = 0; at < size; at++)
        if (typed[at] != meant[at])
            cost += meant[at] >= 0xC0 ? rules->letter_costs[letter_pair(typed[at], meant[at])] : rules->other_letter;
    return cost;
}

/* `readings._cost`: bits on top of the bound; less than 0 where this is not sure. */
static double cost_of(const Rules *rules, const Parting *parting, const Word *word)
{
    size_t begin = parting->start + (parting->is_imperfect ? 1 : 0);
    double cost = last_letter_cost(parting->ending, word->typed[word->size - 1]);
    cost += hamza_cost(rules, parting, word);
    if (contradicts_particle(rules, parting, word, begin))
        cost += rules->particle_cost;
    cost = add_letter_costs(rules, parting, word, begin, cost);
    if (!word->units)
        return cost;
    int count = disagreements(rules, word, parting->start, parting->entry.vocalised);
    double marks = rules->mark_cost * count;
    if (parting->ending->traits & VERB_STEM && word->has_tanween)
        marks += rules->tanween_cost;
    return count < 0 ? -1.0 : cost + marks;
}

/* The lemma of a parting into a reading; UNSURE where it is too long. */
static int set_lemma(const Rules *rules, Letters code, const Parting *parting, Reading *reading)
{
    size_t stem = parting->cut - parting->start;
    const Piece *adds = &parting->ending->adds;
    Letters lemma = parting->entry.lemma;
    if (adds->size || !lemma.size) {
        memcpy(reading->lemma, code.at + parting->start, stem);
        memcpy(reading->lemma + stem, adds->at, adds->size);
        if (parting->is_imperfect && !adds->size)
            reading->lemma[0] = rules->imperfect_letter.at[0];
        reading->size = stem + adds->size;
        return 0;
    }
    if (lemma.size > MOST_LEMMA)
        return UNSURE;
    memcpy(reading->lemma, lemma.at, lemma.size);
    reading->size = lemma.size;
    return 0;
}

static int compare_lemmas(const Reading *one, const Reading *other)
{
    size_t least = one->size < other->size ? one->size : other->size;
    int order = memcmp(one->lemma, other->lemma, least);
    return order ? order : (one->size > other->size) - (one->size < other->size);
}

/* Whether a reading stands behind another: by cost, lemma, part of speech. */
static int is_behind(const Reading *one, const Reading *other)
{
    if (one->cost != other->cost)
        return one->cost > other->cost;
    int order = compare_lemmas(one, other);
    return order ? order > 0 : one->pos > other->pos;
}

/* Adds a reading, or puts it in the place of a costlier one of the same lemma; how many there are, or UNSURE. */
static int add_reading(Reading *found, int count, const Reading *reading)
{
    int at = 0;
    while (at < count && (found[at].pos != reading->pos || compare_lemmas(&found[at], reading)))
        at++;
    if (at == MOST_READINGS)
        return UNSURE;
    if (at == count || reading->cost < found[at].cost)
        found[at] = *reading;
    return at == count ? count + 1 : count;
}

/* Partings by their bound; those of one bound stay in their order. */
static void order_by_bound(const Parting *partings, const Parting **ordered, int count)
{
    for (int next = 0; next < count; next++) {
        int at = next;
        for (; at && ordered[at - 1]->bound > partings[next].bound; at--)
            ordered[at] = ordered[at - 1];
        ordered[at] = &partings[next];
    }
}

static void order_readings(Reading *found, int count)
{
    for (int next = 1; next < count; next++) {
        Reading one = found[next];
        int at = next;
        for (; at && is_behind(&found[at - 1], &one); at--)
            found[at] = found[at - 1];
        found[at] = one;
    }
}

int find_known_readings(const Stemming *stemming, const Word *word, double limit, Reading *found)
{
    const Rules *rules = &stemming->rules;
    Letters code = {word->folded, word->size};
    Parting partings[MOST_PARTINGS];
    const Parting *ordered[MOST_PARTINGS];
    int parted = find_partings(stemming, code, limit, partings), count = 0;
    if (parted <= 0)
        return parted;
    order_by_bound(partings, ordered, parted);
    double least = limit - rules->spread;
    for (int at = 0; at < parted && ordered[at]->bound <= least + rules->spread; at++) {
        const Parting *parting = ordered[at];
        double more = cost_of(rules, parting, word), cost = parting->bound + more;
        if (more < 0)
            return UNSURE;
        least = cost < least ? cost : least;
        Reading reading = {.cost = cost, .bits = parting->entry.bits, .traits = parting->ending->traits};
        reading.pos = parting->ending->pos;
        reading.head = parting->head;
        reading.ending = parting->ending;
        reading.entry = parting->entry.all;
        if (set_lemma(rules, code, parting, &reading) < 0)
            return UNSURE;
        if (cost <= limit && (count = add_reading(found, count, &reading)) < 0)
            return UNSURE;
    }
    order_readings(found, count);
    return count;
}
