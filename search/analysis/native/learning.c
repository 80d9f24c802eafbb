#include "stemmer.h"

/* ---- a word that is not in the table: what it becomes, and that it is kept ---- */

/* Puts the numbers of joined terms into `numbers`; 0, or -1 and an error. A term that is too long to be kept is none of
 * a vocabulary either, and would stay with the table. */
static int number_terms(Table *table, Text joined)
{
    const char *at = joined.at, *end = at + joined.size;
    table->numbers.size = 0;
    while (at < end) {
        const char *space = memchr(at, ' ', end - at);
        const char *stop = space ? space : end;
        if (stop > at && stop - at <= LONGEST) {
            int64_t number = number_of(&table->terms, at, stop - at);
            uint32_t kept = (uint32_t)number;
            if (number < 0 || append(&table->numbers, &kept, sizeof kept) < 0)
                return -1;
        }
        at = stop + 1;
    }
    return 0;
}

static size_t characters_of(Text text)
{
    size_t count = 0;
    for (size_t at = 0; at < text.size; at++)
        count += ((unsigned char)text.at[at] & 0xC0) != 0x80;
    return count;
}

int keep(Table *table, Text word, Text exact, Text lemmas)
{
    int too_long = word.size > LONGEST || exact.size > LONGEST || lemmas.size > LONGEST;
    if (too_long || characters_of(word) > LONGEST_REMEMBERED || find_word(&table->words, word, hash(word.at, word.size)))
        return 0;
    if (number_terms(table, exact) < 0)
        return -1;
    return keep_word(&table->words, word, exact, lemmas, &table->numbers) ? 1 : -1;
}

/* Keeps a word that was analysed, and tells of it where it has terms. 0, or -1 and an error. */
static int keep_news(Table *table, Text word, Text exact, Text lemmas)
{
    int is_new = keep(table, word, exact, lemmas);
    return is_new <= 0 || !exact.size || !lemmas.size ? is_new : append_record(&table->news, word, exact, lemmas);
}

/* Appends what the Python code says of a word; 0, or -1 and an error. */
static int append_told(PyObject *told, Bytes *exact, Bytes *lemmas)
{
    Bytes *joined[] = {exact, lemmas};
    for (int at = 0; at < 2; at++) {
        Text text;
        if (text_of_object(PyTuple_GetItem(told, at), &text) < 0 || append(joined[at], text.at, text.size) < 0)
            return -1;
    }
    return 0;
}

/* Has the Python code analyse a word, and appends its terms; 0, or -1 and an error. */
static int ask(Table *table, Text word, Bytes *exact, Bytes *lemmas)
{
    PyObject *told = PyObject_CallFunction(table->analyse, "s#", word.at, (Py_ssize_t)word.size);
    if (!told)
        return -1;
    int failed = !PyTuple_Check(told) || PyTuple_Size(told) != 2 || append_told(told, exact, lemmas) < 0;
    Py_DECREF(told);
    if (failed && !PyErr_Occurred())
        PyErr_SetString(PyExc_TypeError, "the terms of a word are two texts");
    return failed ? -1 : 0;
}

/* What was appended since the bytes were so many. */
static Text appended(const Bytes *bytes, size_t before)
{
    return (Text){bytes->at + before, bytes->size - before};
}

int learn(Table *table, Counts *counts, Text word, Bytes *exact, Bytes *lemmas)
{
    size_t exact_size = exact->size, lemmas_size = lemmas->size;
    int stemmed = table->stemmer ? stem_plain(table->stemmer, word, exact, lemmas) : 0;
    if (stemmed < 0 || (!stemmed && ask(table, word, exact, lemmas) < 0))
        return -1;
    Text its_exact = appended(exact, exact_size);
    if (keep_news(table, word, its_exact, appended(lemmas, lemmas_size)) < 0)
        return -1;
    if (!counts)
        return 0;
    /* Also of a word that is not kept. */
    const Bytes *numbers = &table->numbers;
    return number_terms(table, its_exact) < 0
               ? -1
               : count_terms(counts, table, (const uint32_t *)numbers->at, numbers->size / sizeof(uint32_t));
}
