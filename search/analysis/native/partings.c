#include "stemmer.h"

/* ---- a word parted into what can stand before a stem, the stem, and what can stand behind it ---- */

static const Affix *affix_of(const Affixes *affixes, const unsigned char *text, size_t size)
{
    int64_t number = find_string(&affixes->texts, (const char *)text, size);
    return number < 0 ? NULL : (const Affix *)affixes->affixes.at + number;
}

/* What may stand behind the stem, by its length. */
typedef struct {
    const Affix *of_length[MOST_PIECE + 1];
    size_t longest;
} Tails;

static Tails tails_of(const Rules *rules, Letters code)
{
    Tails tails = {{0}, 0};
    size_t most = code.size - 1 < rules->endings.longest ? code.size - 1 : rules->endings.longest;
    for (size_t size = 0; size <= most; size++) {
        const unsigned char *tail = code.at + code.size - size;
        if (size && !rules->endings.has[*tail])
            break;
        if ((tails.of_length[size] = affix_of(&rules->endings, tail, size)))
            tails.longest = size;
    }
    return tails;
}

/* A place of a stem with what stands round it; `person` is NULL but for an imperfect. */
typedef struct {
    const Affix *before, *behind;
    const Person *person;
    size_t start, cut;
} Place;

static int fit(const Rules *rules, const Head *head, const Ending *ending, const Person *person)
{
    if (person)
        return head->groups & (uint32_t)rules->imperfect && ending->groups & person->group;
    return (head->groups & ending->groups & (uint32_t)rules->others) != 0;
}

/* Adds the partings of an entry; how many there are now, or UNSURE. */
static int add_fits(const Rules *rules, Place place, const Entry *entry, double limit, Parting *found, int count)
{
    const Head *heads = (const Head *)rules->heads.rows.at + place.before->first;
    const Ending *endings = (const Ending *)rules->endings.rows.at + place.behind->first;
    for (const Head *head = heads; head < heads + place.before->count; head++)
        for (const Ending *ending = endings; ending < endings + place.behind->count; ending++) {
            if (ending->kind != entry->kind || !fit(rules, head, ending, place.person))
                continue;
            double more = (place.person ? place.person->cost : 0.0) + ending->verb_cost;
            double bound = entry->bits + (head->cost + ending->cost + more);
            if (bound > limit)
                continue;
            if (count == MOST_PARTINGS)
                return UNSURE;
            found[count++] = (Parting){bound, head, ending, *entry, place.start, place.cut, place.person != NULL};
        }
    return count;
}

static int add_partings(const Stemming *stemming, Place place, Letters stem, uint32_t tag, double limit, Parting *found,
                        int count)
{
    Letters entries = find_stem(&stemming->lexicon, stem, tag);
    Entry entry;
    int more = 0;
    while (count >= 0 && (more = next_entry(&entries, &entry)) > 0)
        count = add_fits(&stemming->rules, place, &entry, limit, found, count);
    return more < 0 ? UNSURE : count;
}

/* CRC-32 of what begins at a place and ends before each place behind it. */
static void sums_of(const unsigned char *at, size_t size, uint32_t *sums)
{
    uint32_t sum = 0xFFFFFFFFu;
    for (size_t end = 0; end < size; end++) {
        sum = crc_step(sum, at[end]);
        sums[end + 1] = ~sum;
    }
}

/* Adds the partings behind one proclitic: round a stem as it stands, and as an imperfect with its person. */
static int add_behind(const Stemming *stemming, Letters code, const Affix *before, size_t start, const Tails *tails,
                      double limit, Parting *found, int count)
{
    const Rules *rules = &stemming->rules;
    size_t left = code.size - start;
    const Person *person = before->groups & (uint32_t)rules->imperfect ? &rules->persons[code.at[start]] : NULL;
    unsigned char imperfect[MOST_LETTERS];
    uint32_t sums[MOST_LETTERS + 1], imperfect_sums[MOST_LETTERS + 1];
    sums_of(code.at + start, left, sums);
    if (person && person->group) {
        memcpy(imperfect, code.at + start, left);
        imperfect[0] = rules->imperfect_letter.at[0];
        sums_of(imperfect, left, imperfect_sums);
    }
    for (size_t size = 0; size <= tails->longest && size < left && count >= 0; size++) {
        const Affix *behind = tails->of_length[size];
        size_t stem = left - size;
        if (!behind)
            continue;
        Place place = {before, behind, NULL, start, start + stem};
        if (before->groups & behind->groups & (uint32_t)rules->others)
            count = add_partings(stemming, place, (Letters){code.at + start, stem}, sums[stem], limit, found, count);
        place.person = person;
        if (count >= 0 && stem > 1 && person && person->group & behind->groups)
            count =
                add_partings(stemming, place, (Letters){imperfect, stem}, imperfect_sums[stem], limit, found, count);
    }
    return count;
}

int find_partings(const Stemming *stemming, Letters code, double limit, Parting *found)
{
    const Affixes *heads = &stemming->rules.heads;
    Tails tails = tails_of(&stemming->rules, code);
    size_t most = code.size - 1 < heads->longest ? code.size - 1 : heads->longest;
    int count = 0;
    for (size_t start = 0; start <= most && (!start || heads->has[code.at[start - 1]]) && count >= 0; start++) {
        const Affix *before = affix_of(heads, code.at, start);
        if (before && before->groups)
            count = add_behind(stemming, code, before, start, &tails, limit, found, count);
    }
    return count;
}
