#include "native.h"

/* The place behind the characters of these classes; adds to `count` how many there are. */
static const char *skip(const unsigned char *classes, int some, const char *at, const char *end, Py_ssize_t *count)
{
    for (int size; at < end && classes[character(at, end, &size)] & some; at += size)
        ++*count;
    return at;
}

const char *arabic(const unsigned char *classes, const char *at, const char *end, Py_ssize_t *characters)
{
    static const char waw[] = "\xD9\x88", god[] = " \xD8\xA7\xD9\x84\xD9\x84\xD9\x87"; /* و and " الله" */
    const char *start = at;
    Py_ssize_t count = 0;
    at = skip(classes, LETTER, at, end, &count);
    for (;;) {
        Py_ssize_t more = count;
        const char *between = skip(classes, INSIDE, at, end, &more);
        const char *letters = skip(classes, LETTER, between, end, &more);
        if (letters == between)
            break;
        at = letters;
        count = more;
    }
    at = skip(classes, TAIL, at, end, &count);
    *characters = count;
    int size, after;
    uint32_t next = character(at, end, &size);
    if (classes[next] & DIGIT || (next == '-' && classes[character(at + size, end, &after)] & DIGIT))
        return NULL;
    if (next == ' ' && (size_t)(end - at) >= sizeof god - 1 && !memcmp(at, god, sizeof god - 1))
        return NULL;
    Py_ssize_t marks = 0;
    int alone = end - start >= 2 && !memcmp(start, waw, 2) && skip(classes, TAIL, start + 2, end, &marks) == at;
    return alone && (next == ' ' || next == 0xA0) ? NULL : at;
}

/* The end of the word that begins here by the regular expression; NULL where none does, with an error or without. */
static const char *matched(Reader *reader, Py_ssize_t *characters)
{
    PyObject *match = PyObject_CallFunction(reader->match, "On", reader->text, reader->place);
    if (!match || match == Py_None) {
        Py_XDECREF(match);
        return NULL;
    }
    PyObject *end = PyObject_CallMethod(match, "end", NULL);
    Py_DECREF(match);
    if (!end)
        return NULL;
    *characters = PyLong_AsSsize_t(end) - reader->place;
    Py_DECREF(end);
    const char *at = reader->at;
    for (Py_ssize_t left = *characters; left > 0 && at < reader->end; left--) {
        int size;
        character(at, reader->end, &size);
        at += size;
    }
    return at;
}

int next_word(Reader *reader, const char **start)
{
    const unsigned char *classes = reader->classes;
    while (reader->at < reader->end) {
        int size;
        uint32_t first = character(reader->at, reader->end, &size);
        if (classes[first] & BEGINS) {
            Py_ssize_t characters;
            const char *end = classes[first] & LETTER ? arabic(classes, reader->at, reader->end, &characters) : NULL;
            if (!end)
                end = matched(reader, &characters);
            if (end) {
                *start = reader->at;
                reader->at = end;
                reader->place += characters;
                return 1;
            }
            if (PyErr_Occurred())
                return -1;
        }
        reader->at += size;
        reader->place++;
    }
    return 0;
}
