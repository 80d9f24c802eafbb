#include "stemmer.h"

/* ---- the stemmer, as Python sees it ---- */

typedef struct {
    PyObject_HEAD
    Stemming stemming;
} Stemmer;

static PyObject *stemmer_new(PyTypeObject *type, PyObject *arguments, PyObject *named)
{
    PyObject *file;
    if (!PyArg_ParseTuple(arguments, "O", &file))
        return NULL;
    Stemmer *stemmer = (Stemmer *)PyType_GenericAlloc(type, 0);
    Stemming *stemming = stemmer ? &stemmer->stemming : NULL;
    if (stemming && (read_lexicon(&stemming->lexicon, file) < 0 || read_rules(&stemming->rules, named) < 0))
        Py_CLEAR(stemmer);
    return (PyObject *)stemmer;
}

static void stemmer_free(PyObject *self)
{
    Stemming *stemming = &((Stemmer *)self)->stemming;
    PyTypeObject *type = Py_TYPE(self);
    PyBuffer_Release(&stemming->lexicon.file);
    release_rules(&stemming->rules);
    PyObject_Free(self);
    Py_DECREF(type);
}

/* A text; nothing of one with halves of pairs. */
static Text text_of(PyObject *object)
{
    Text text;
    if (text_of_object(object, &text) < 0)
        PyErr_Clear();
    return text;
}

/* The letters of a word in the code of the lexicon: how many, or UNSURE of more than there is room for, of other
 * scripts, and of halves of pairs. */
static int to_code(const Rules *rules, Text word, unsigned char *code, size_t most)
{
    const unsigned char *text = (const unsigned char *)word.at;
    int count = 0;
    if (!text || word.size > 2 * most || word.size % 2)
        return UNSURE;
    for (const unsigned char *at = text; at < text + word.size; at += 2) {
        int point = (at[0] & 0x1F) << 6 | (at[1] & 0x3F), byte = point - FROM_CODE;
        if (at[0] >> 5 != 6 || byte < 0 || byte > 0xFF)
            return UNSURE;
        code[count++] = (unsigned char)byte;
        if (!is_in(rules, (unsigned char)byte, IN_letter) && !is_in(rules, (unsigned char)byte, IN_mark))
            return UNSURE;
    }
    return count;
}

/* A word of letters alone. */
static int letters_code(const Rules *rules, Text word, unsigned char *code)
{
    int count = to_code(rules, word, code, MOST_LETTERS);
    for (int at = 0; at < count; at++)
        if (is_in(rules, code[at], IN_mark))
            return UNSURE;
    return count ? count : UNSURE;
}

/* `marks.has_tanween`. */
static int has_tanween(const Rules *rules, const unsigned char *typed, int size)
{
    while (size && is_in(rules, typed[size - 1], IN_silent))
        size--;
    return size && is_in(rules, typed[size - 1], IN_tanween);
}

/* Takes the marks out of a typed word; how many letters stay. */
static int bare(const Rules *rules, const unsigned char *typed, int size, unsigned char *letters)
{
    int count = 0;
    for (int at = 0; at < size && count < MOST_LETTERS; at++)
        if (!is_in(rules, typed[at], IN_mark))
            letters[count++] = typed[at];
    return count;
}

/* The lemma terms of a word, and the part of speech of its likeliest reading; NULL and an error, or none where this is
 * not sure. */
static PyObject *lemmas_of(const Stemming *stemming, const Word *word, Letters exact, int *pos)
{
    Reading found[MOST_READINGS];
    int count = find_readings(stemming, word, found);
    if (count <= 0)
        return NULL;
    *pos = found[0].pos;
    return lemma_terms(&stemming->rules, found, count, exact);
}

/* What was made, or None where this was not sure; NULL where there is an error. */
static PyObject *or_none(PyObject *made)
{
    return made || PyErr_Occurred() ? made : Py_NewRef(Py_None);
}

/* Room for the letters and marks of a word. */
typedef struct {
    unsigned char letters[MOST_LETTERS], folded[MOST_LETTERS];
    Unit units[MOST_LETTERS];
} Room;

/* Reads the marks of a word as typed; whether there is one for each of its letters. */
static int read_marks(const Rules *rules, Letters typed, Room *room, Word *word)
{
    word->units = room->units;
    word->has_tanween = has_tanween(rules, typed.at, (int)typed.size);
    return read_units(rules, typed, room->units) == (int)word->size;
}

/* Reads a word as typed, with its letters folded; whether this is sure of it. */
static int read_word(const Rules *rules, PyObject *as_typed, PyObject *spelled, Room *room, Word *word)
{
    unsigned char typed[MOST_TYPED];
    int typed_size = to_code(rules, text_of(as_typed), typed, MOST_TYPED);
    int size = letters_code(rules, text_of(spelled), room->folded);
    if (typed_size < 0 || size < 0 || bare(rules, typed, typed_size, room->letters) != size)
        return 0;
    *word = (Word){room->letters, room->folded, (size_t)size, NULL, 0};
    return typed_size == size || read_marks(rules, (Letters){typed, (size_t)typed_size}, room, word);
}

static PyObject *stemmer_lemmas(PyObject *self, PyObject *arguments)
{
    const Stemming *stemming = &((Stemmer *)self)->stemming;
    const Rules *rules = &stemming->rules;
    PyObject *typed, *spelled, *term;
    if (!PyArg_ParseTuple(arguments, "UUU", &typed, &spelled, &term))
        return NULL;
    unsigned char exact[MOST_LETTERS];
    int exact_size = letters_code(rules, text_of(term), exact), pos;
    Room room;
    Word word;
    if (exact_size < 0 || !read_word(rules, typed, spelled, &room, &word))
        Py_RETURN_NONE;
    PyObject *lemmas = lemmas_of(stemming, &word, (Letters){exact, (size_t)exact_size}, &pos);
    return or_none(lemmas ? Py_BuildValue("(Ni)", lemmas, pos) : NULL);
}

/* What a reading is, each affix by the number of its row; NULL and an error, or none where this is not sure. */
static PyObject *parts_of(const Rules *rules, const Reading *reading)
{
    Py_ssize_t head = reading->head - (const Head *)rules->heads.rows.at;
    Py_ssize_t ending = reading->ending - (const Ending *)rules->endings.rows.at;
    PyObject *lemma = text_of_letters((Letters){reading->lemma, reading->size});
    return lemma ? Py_BuildValue("(Nidny#n)", lemma, reading->pos, reading->cost, ending, reading->entry.at,
                                 (Py_ssize_t)reading->entry.size, head)
                 : NULL;
}

static PyObject *stemmer_known(PyObject *self, PyObject *arguments)
{
    const Stemming *stemming = &((Stemmer *)self)->stemming;
    PyObject *typed, *spelled;
    double limit;
    if (!PyArg_ParseTuple(arguments, "UUd", &typed, &spelled, &limit))
        return NULL;
    Room room;
    Word word;
    Reading found[MOST_READINGS];
    if (!read_word(&stemming->rules, typed, spelled, &room, &word))
        Py_RETURN_NONE;
    int count = find_known_readings(stemming, &word, limit, found);
    PyObject *readings = count < 0 ? NULL : PyList_New(count);
    for (int at = 0; readings && at < count; at++) {
        PyObject *parts = parts_of(&stemming->rules, &found[at]);
        if (!parts)
            Py_CLEAR(readings);
        else
            PyList_SetItem(readings, at, parts);
    }
    return or_none(readings);
}

/* Puts the marks of each letter in Unicode's order, which is that of their bytes; whether all are vowels and shadda,
 * behind a letter. */
static int order_marks(const Rules *rules, unsigned char *typed, int size)
{
    for (int at = 0; at < size; at++) {
        unsigned char mark = typed[at];
        if (!is_in(rules, mark, IN_mark))
            continue;
        if (!at || !(is_in(rules, mark, IN_vowel) || is_in(rules, mark, IN_doubling)))
            return 0;
        int place = at;
        for (; is_in(rules, typed[place - 1], IN_mark) && typed[place - 1] > mark; place--)
            typed[place] = typed[place - 1];
        typed[place] = mark;
    }
    return 1;
}

/* Reads a plain word, with its marks; how many of its folded letters are its exact term, 0 where it is none for sure. */
static size_t read_plain(const Rules *rules, Text plain, Room *room, Word *word)
{
    unsigned char typed[MOST_TYPED];
    int typed_size = to_code(rules, plain, typed, MOST_TYPED);
    if (typed_size <= 0 || !order_marks(rules, typed, typed_size))
        return 0;
    Letters all = {typed, (size_t)typed_size};
    int size = bare(rules, typed, typed_size, room->letters);
    *word = (Word){room->letters, room->folded, (size_t)size, NULL, 0};
    if (typed_size != size && !read_marks(rules, all, room, word))
        return 0;
    return fold_plain(rules, all, (Letters){room->letters, (size_t)size}, room->folded);
}

static PyObject *stemmer_plain(PyObject *self, PyObject *object)
{
    const Stemming *stemming = &((Stemmer *)self)->stemming;
    if (!PyUnicode_Check(object)) {
        PyErr_SetString(PyExc_TypeError, "a word is a text");
        return NULL;
    }
    Room room;
    Word word;
    size_t size = read_plain(&stemming->rules, text_of(object), &room, &word);
    if (!size)
        Py_RETURN_NONE;
    Letters exact = {word.folded, size};
    int pos;
    PyObject *lemmas = lemmas_of(stemming, &word, exact, &pos), *term = lemmas ? text_of_letters(exact) : NULL;
    if (term)
        return Py_BuildValue("(NNi)", term, lemmas, pos);
    Py_XDECREF(lemmas);
    return or_none(NULL);
}

/* Whether an exact term may be that of a particle, perhaps with a letter before it. */
static int may_be_particle(const Rules *rules, Letters exact)
{
    const char *text = (const char *)exact.at;
    return find_string(&rules->particles, text, exact.size) >= 0 ||
           find_string(&rules->particles, text + 1, exact.size - 1) >= 0;
}

int stem_plain(PyObject *stemmer, Text plain, Bytes *exact, Bytes *lemmas)
{
    const Stemming *stemming = &((Stemmer *)stemmer)->stemming;
    const Rules *rules = &stemming->rules;
    Room room;
    Word word;
    Reading found[MOST_READINGS];
    Term terms[MOST_TERMS];
    char text[2 * MOST_LETTERS];
    if (stays_number(rules, plain))
        return append(exact, plain.at, plain.size) < 0 || append(lemmas, plain.at, plain.size) < 0 ? -1 : 1;
    Letters term = {room.folded, read_plain(rules, plain, &room, &word)};
    if (!term.size)
        return 0;
    int count = may_be_particle(rules, term) ? 0 : find_readings(stemming, &word, found);
    int size = to_utf8(term.at, term.size, text);
    count = count > 0 && size > 0 ? find_terms(rules, found, count, term, terms) : 0;
    if (count <= 0)
        return 0;
    if (append(exact, text, (size_t)size) < 0)
        return -1;
    for (int at = 0; at < count && at < (int)rules->indexed; at++)
        if ((at && append(lemmas, " ", 1) < 0) || append(lemmas, terms[at].text, (size_t)terms[at].size) < 0)
            return -1;
    return 1;
}

static PyMethodDef stemmer_methods[] = {
    {"lemmas", stemmer_lemmas, METH_VARARGS,
     "The lemma terms of a word as typed, with its letters folded and its exact term, and the number of its part of "
     "speech; None where this is not sure."},
    {"plain", stemmer_plain, METH_O,
     "The exact term of a word, its lemma terms and the number of its part of speech; None of one whose letters are not "
     "folded one by one, or not surely."},
    {"known", stemmer_known, METH_VARARGS,
     "The readings of a word as typed, with its letters folded, up to a cost: of each the lemma, the number of its part "
     "of speech, the cost, the row of its ending, the entry, the row in front; None where this is not sure."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot stemmer_slots[] = {
    {Py_tp_new, stemmer_new},
    {Py_tp_dealloc, stemmer_free},
    {Py_tp_methods, stemmer_methods},
    {0, NULL},
};
PyTypeObject *stemmer_type;
PyType_Spec stemmer_spec = {"search.analysis.native._native.Stemmer", sizeof(Stemmer), 0, Py_TPFLAGS_DEFAULT,
                            stemmer_slots};
