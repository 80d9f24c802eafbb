#include "native.h"

/* ---- the words that are kept, each with its terms ---- */

static const Kept *kept_at(const Words *words, uint32_t number)
{
    return (const Kept *)(words->kept.at + (size_t)(number - 1) * sizeof(uint32_t));
}

/* The slot of a word with this hash, or the free one where it would be. */
static uint32_t slot_of(const Words *words, uint32_t sum, Text word)
{
    uint32_t slot = sum & words->mask;
    for (; words->slots[slot].number; slot = (slot + 1) & words->mask) {
        if (words->slots[slot].hash != sum)
            continue;
        const Kept *kept = kept_at(words, words->slots[slot].number);
        if (kept->word == word.size && equal(texts_of(kept), word.at, word.size))
            break;
    }
    return slot;
}

const Kept *find_word(const Words *words, Text word, uint32_t sum)
{
    if (!words->count)
        return NULL;
    uint32_t number = words->slots[slot_of(words, sum, word)].number;
    return number ? kept_at(words, number) : NULL;
}

void fetch_word_slot(const Words *words, uint32_t sum)
{
    if (words->count)
        FETCH(&words->slots[sum & words->mask]);
}

void fetch_word(const Words *words, uint32_t sum)
{
    uint32_t number = words->count ? words->slots[sum & words->mask].number : 0;
    if (number)
        FETCH(kept_at(words, number));
}

/* Puts a text behind the others of a word, where it is not as the last of them; where it stands. */
static uint16_t put(char *texts, size_t *size, Text text, Text before, uint16_t before_at)
{
    uint16_t at = (uint16_t)*size;
    if (text.size == before.size && !memcmp(text.at, before.at, text.size))
        return before_at;
    memcpy(texts + at, text.at, text.size);
    *size += text.size;
    return at;
}

const Kept *keep_word(Words *words, Text word, Text exact, Text lemmas, const Bytes *numbers)
{
    size_t start = words->kept.size, head = sizeof(Kept) + numbers->size;
    if (start / sizeof(uint32_t) >= UINT32_MAX - 1) {
        PyErr_SetString(PyExc_OverflowError, "a table of words is full");
        return NULL;
    }
    if (grow(&words->kept, head + word.size + exact.size + lemmas.size + sizeof(uint32_t)) < 0 ||
        (words->count * 2 >= words->mask && more_slots(&words->slots, &words->mask) < 0))
        return NULL;
    uint32_t number = (uint32_t)(start / sizeof(uint32_t)) + 1, sum = hash(word.at, word.size);
    uint32_t slot = slot_of(words, sum, word);
    Kept *kept = (Kept *)(words->kept.at + start);
    char *texts = words->kept.at + start + head;
    size_t size = 0;
    *kept = (Kept){(uint16_t)word.size, 0, (uint16_t)exact.size, 0, (uint16_t)lemmas.size, 0};
    kept->count = (uint16_t)(numbers->size / sizeof(uint32_t));
    if (numbers->size)
        memcpy(kept + 1, numbers->at, numbers->size);
    memcpy(texts, word.at, word.size);
    size = word.size;
    kept->exact_at = put(texts, &size, exact, word, 0);
    kept->lemmas_at = put(texts, &size, lemmas, exact, kept->exact_at);
    words->kept.size += (head + size + sizeof(uint32_t) - 1) / sizeof(uint32_t) * sizeof(uint32_t);
    words->slots[slot] = (Slot){sum, number};
    words->count++;
    return kept;
}

void release_words(Words *words)
{
    release(&words->kept);
    PyMem_Free(words->slots);
    memset(words, 0, sizeof *words);
}
