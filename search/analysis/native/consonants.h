/* Which words of a text may be forms of wanted terms, by their letters alone: see consonants.py, which makes the rules. */
#ifndef CONSONANTS_H
#define CONSONANTS_H

#include "native.h"

enum { CODES = 256, FIRSTS = CODES, LASTS = CODES + 1, MOST_BEFORE = 16, MOST_STRONG = 64 };

/* The strong letters of a word or a term. */
typedef struct {
    uint64_t set; /* which letters there are, a bit for each; some have the same */
    size_t size;
    unsigned char letters[MOST_STRONG];
} Strong;

/* Those of a wanted term, and the same without those at both ends that may be attached, none twice in a row. */
typedef struct {
    Strong whole, core;
} Key;

typedef struct {
    PyObject *rules;                      /* has the bytes that the next two point into */
    const unsigned char *codes, *classes; /* the code of each character to U+FFFF, and the class of each code */
    uint64_t shapes[CODES + 2];           /* of odd words: see `consonants._shape_bits` */
    uint64_t before[MOST_BEFORE];         /* words that may be one with the word behind: eight classes at most */
    uint64_t before_set;                  /* the strong letters that they have: see `Strong` */
    int befores;
    char attached[CODES];                 /* whether a strong letter may be attached to a word */
    Bytes keys, openings;                 /* of Key: of the wanted terms; of such as may be written on to others */
} Consonants;

/* A word of a text, and before it those that may be one with it. */
typedef struct {
    Text text;
    Py_ssize_t start, end; /* in characters */
    int words;
    int holds; /* whether one has the letters of a wanted term, and besides only such as may be attached */
    int odd;   /* whether one may be a form whatever its letters: wherever `Letters.odd` says so, and in a few more words */
} WordPiece;

/* Reads the rules, and the letters of wanted terms, joined by spaces; 0, or -1 and an error. */
int read_consonants(Consonants *consonants, PyObject *rules, PyObject *keys, PyObject *openings);
void release_consonants(Consonants *consonants);
/* Reads the next piece and the character behind it, which it gives. */
uint32_t next_piece(const Consonants *consonants, Reader *reader, WordPiece *piece);

#endif
