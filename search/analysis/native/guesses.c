#include "stemmer.h"
#include <math.h>

/* ---- all readings of a word, also guesses where the lexicon is doubtful: see stemmer.py and unknown.py ---- */

/* Readings as they come. */
typedef struct {
    Reading *found;
    int count; /* or UNSURE */
} Readings;

static void add(Readings *readings, const Reading *reading)
{
    if (readings->count >= 0 && readings->count < MOST_READINGS)
        readings->found[readings->count++] = *reading;
    else
        readings->count = UNSURE;
}

/* Puts readings in the order of their cost; those of one cost stay as they are. */
static void order_by_cost(Reading *found, int count)
{
    for (int next = 1; next < count; next++) {
        Reading one = found[next];
        int at = next;
        for (; at && found[at - 1].cost > one.cost; at--)
            found[at] = found[at - 1];
        found[at] = one;
    }
}

/* The likeliest reading of a folded word that costs no more than a limit: 1, or 0, or UNSURE. */
static int best_reading(const Stemming *stemming, Letters folded, double limit, Reading *best)
{
    Word word = {folded.at, folded.at, folded.size, NULL, 0};
    Reading found[MOST_READINGS];
    int count = folded.size ? find_known_readings(stemming, &word, limit, found) : 0;
    if (count > 0)
        *best = found[0];
    return count > 0 ? 1 : count;
}

/* ---- `_other_order` ---- */

static void add_other_order(const Stemming *stemming, Letters folded, Readings *readings)
{
    const Rules *rules = &stemming->rules;
    const Change *order = &rules->order;
    size_t size = order->from.size;
    double least = (readings->count ? readings->found[0].cost : rules->doubtful) - rules->far;
    for (size_t at = 1; at + size <= folded.size && readings->count >= 0; at++) {
        if (memcmp(folded.at + at, order->from.at, size))
            continue;
        unsigned char spelled[MOST_LETTERS];
        memcpy(spelled, folded.at, folded.size);
        memcpy(spelled + at, order->to.at, size);
        Reading best;
        int known = best_reading(stemming, (Letters){spelled, folded.size}, least, &best);
        if (known < 0)
            readings->count = UNSURE;
        if (known <= 0 || best.traits & ACCUSATIVE)
            continue;
        best.cost += rules->hamza_cost;
        add(readings, &best);
    }
}

static int has_order(const Rules *rules, Letters folded)
{
    for (size_t at = 1; at + rules->order.from.size <= folded.size; at++)
        if (!memcmp(folded.at + at, rules->order.from.at, rules->order.from.size))
            return 1;
    return 0;
}

/* ---- `_repaired` ---- */

/* Adds the best reading of a word with some letters of it replaced, where it is likely enough. */
static void add_repaired(const Stemming *stemming, Letters word, size_t at, size_t size, Letters by, Readings *readings)
{
    const Rules *rules = &stemming->rules;
    double limit = rules->doubtful - rules->repair_cost;
    unsigned char variant[MOST_LETTERS + MOST_PIECE];
    size_t behind = word.size - at - size;
    memcpy(variant, word.at, at);
    memcpy(variant + at, by.at, by.size);
    memcpy(variant + at + by.size, word.at + at + size, behind);
    if (at + by.size + behind > MOST_LETTERS) {
        readings->count = UNSURE;
        return;
    }
    Reading best;
    int known = best_reading(stemming, (Letters){variant, at + by.size + behind}, limit, &best);
    if (known < 0)
        readings->count = UNSURE;
    if (known <= 0 || !(best.cost < limit))
        return;
    best.cost += rules->repair_cost;
    add(readings, &best);
}

static void add_all_repaired(const Stemming *stemming, Letters word, Readings *readings)
{
    const Rules *rules = &stemming->rules;
    const Change *last = &rules->last_repair;
    const Change *confused = (const Change *)rules->confused.at;
    if (ends_with(word, &last->from)) {
        Letters by = {last->to.at, last->to.size};
        add_repaired(stemming, word, word.size - last->from.size, last->from.size, by, readings);
    }
    for (size_t at = 0; at < word.size; at++) {
        for (size_t row = 0; row < rules->confused.size / sizeof *confused; row++)
            for (size_t meant = 0; confused[row].from.at[0] == word.at[at] && meant < confused[row].to.size; meant++)
                add_repaired(stemming, word, at, 1, (Letters){confused[row].to.at + meant, 1}, readings);
        if (at + 1 < word.size && word.at[at] == word.at[at + 1])
            add_repaired(stemming, word, at, 1, (Letters){word.at, 0}, readings);
    }
}

/* ---- `_guesses` ---- */

/* `unknown.light_stem`; its size. */
static size_t light_stem(const Rules *rules, Letters word, unsigned char *stem)
{
    const Change *fronts = (const Change *)rules->fronts.at, *backs = (const Change *)rules->backs.at;
    size_t least = (size_t)rules->least_stem, front = 0, rows = rules->fronts.size / sizeof *fronts;
    while (front < rows && !(word.size >= fronts[front].from.size + least &&
                             !memcmp(word.at, fronts[front].from.at, fronts[front].from.size)))
        front++;
    size_t skipped = front < rows ? fronts[front].from.size : 0;
    if (front == rows && word.size > (size_t)rules->least_after_and && word.at[0] == rules->conjunction.at[0])
        skipped = 1;
    word = (Letters){word.at + skipped, word.size - skipped};
    memcpy(stem, word.at, word.size);
    for (size_t back = 0; back < rules->backs.size / sizeof *backs; back++) {
        const Piece *from = &backs[back].from, *to = &backs[back].to;
        if (!ends_with(word, from) || word.size - from->size < least)
            continue;
        memcpy(stem + word.size - from->size, to->at, to->size);
        return word.size - from->size + to->size;
    }
    return word.size;
}

static void add_guess(int pos, Letters lemma, double cost, Readings *readings)
{
    Reading guess = {.cost = cost, .traits = WHOLE, .pos = pos, .size = lemma.size};
    if (lemma.size > MOST_LEMMA) {
        readings->count = UNSURE;
        return;
    }
    memcpy(guess.lemma, lemma.at, lemma.size);
    add(readings, &guess);
}

/* Adds the names of the lexicon that have the same key. */
static void add_names(const Stemming *stemming, Letters stem, Readings *readings)
{
    const Rules *rules = &stemming->rules;
    unsigned char key[MOST_PIECE + MOST_LEMMA];
    size_t mark = rules->name_mark.size, size = name_key(rules, stem, key + mark);
    if (!size)
        return;
    memcpy(key, rules->name_mark.at, mark);
    Letters marked = {key, mark + size};
    uint32_t tag = crc32(key, key + mark + size);
    uint16_t name = (uint16_t)(rules->name_kind.at[0] << 8 | rules->name_kind.at[1]);
    Letters entries = find_stem(&stemming->lexicon, marked, tag);
    Entry entry;
    int more;
    while ((more = next_entry(&entries, &entry)) > 0)
        add_guess(entry.kind == name ? NAME : NOUN, entry.lemma.size ? entry.lemma : marked, rules->doubtful - 1,
                  readings);
    if (more < 0)
        readings->count = UNSURE;
}

static void add_guesses(const Stemming *stemming, Letters folded, Readings *readings)
{
    const Rules *rules = &stemming->rules;
    unsigned char stem[MOST_LETTERS + MOST_PIECE];
    if (folded.size >= (size_t)rules->shortest_repaired && folded.size <= (size_t)rules->longest_repaired)
        add_all_repaired(stemming, folded, readings);
    Letters light = {stem, light_stem(rules, folded, stem)};
    add_names(stemming, light, readings);
    add_guess(UNKNOWN, light, rules->doubtful, readings);
    if (folded.size > (size_t)rules->least_behind && is_in(rules, folded.at[0], IN_proclitic)) {
        Letters rest = {folded.at + 1, folded.size - 1};
        add_guess(UNKNOWN, rest, rules->doubtful + rules->close, readings);
    }
}

int find_readings(const Stemming *stemming, const Word *word, Reading *found)
{
    const Rules *rules = &stemming->rules;
    Letters folded = {word->folded, word->size};
    Readings readings = {found, find_known_readings(stemming, word, (double)INFINITY, found)};
    if (readings.count >= 0 && has_order(rules, folded) && (!readings.count || found[0].cost > rules->may_be_pdf)) {
        add_other_order(stemming, folded, &readings);
        order_by_cost(found, readings.count);
    }
    if (readings.count >= 0 && (!readings.count || found[0].cost > rules->doubtful)) {
        readings.count = readings.count ? 1 : 0;
        add_guesses(stemming, folded, &readings);
        order_by_cost(found, readings.count);
    }
    return readings.count;
}
