/* Reads the files of an index that Tantivy wrote, and answers trees of clauses from them.
 *
 * Tantivy's Python package goes through every document of every word of a query one by one, and says of each match no
 * more than a hit. Here 4,096 documents at a time are looked at: each word marks those that it has and adds to their
 * scores. What a clause matches and scores is what `evaluate.py` says; the
 * layout of the files is that of Tantivy's index format 7 (crates tantivy 0.27, tantivy-fst 0.5, bitpacking 0.9):
 *
 *   dictionary.c  the terms of a field, a finite state transducer, and where their lists lie
 *   lists.c       the documents of a term with its frequencies, in blocks of 128
 *   positions.c   its positions
 *   lookup.c      terms that were looked up
 *   tree.c        the clauses of Python as nodes
 *   evaluate.c    which documents of a window match a node, and what they score
 *   search.c      window by window through the segments
 *   ranking.c     the best matches
 *   columns.c     the first in the order of a column
 *   counting.c    how many there are, of how many documents, with which keys
 *   reader.c      the type that Python sees
 *
 * What is read is mapped, not checked as a whole: every offset, number and size that a file says is held against the
 * end of what it is read from, so that a damaged file ends in an error and never outside of the map.
 */
#ifndef POSTINGS_H
#define POSTINGS_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined(__GNUC__)
#pragma GCC visibility push(hidden)
#endif

enum {
    BLOCK = 128,   /* documents, or positions, that are packed together */
    WINDOW = 4096, /* documents that are looked at together: what is known of them stays in the processor's cache */
    WORDS = WINDOW / 64,
    DAMAGED = -1
};

/* Of BM25, as bm25.py has them. */
#define K1 1.2f
#define B 0.75f

/* Bytes of a map. */
typedef struct {
    const uint8_t *at, *end;
} Slice;

static inline size_t size_of(Slice slice)
{
    return (size_t)(slice.end - slice.at);
}

static inline uint32_t u32_at(const uint8_t *at)
{
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static inline uint64_t u64_at(const uint8_t *at)
{
    uint64_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

/* ---- the terms of a field (dictionary.c) ---- */

typedef struct {
    Slice transducer, blocks, packed;
    size_t root;
    int version;
    uint64_t terms;
} Dictionary;

/* A term in one segment: how many documents have it, 0 where none, and its lists. */
typedef struct {
    uint32_t documents;
    Slice list, positions;
} Found;

int open_dictionary(Dictionary *dictionary, Slice file);
/* Looks a term up: 1, or 0 where it is not there; `lists` and `positions` are those of the field. */
int find_term(const Dictionary *dictionary, Slice term, Slice lists, Slice positions, Found *found);
/* The same of a term by its number: terms are numbered from 0 in the order of their bytes. */
int term_at(const Dictionary *dictionary, uint64_t number, Slice lists, Slice positions, Found *found);
/* The number of the first term that is not before a key; all terms have the size of the key. */
int number_from(const Dictionary *dictionary, const uint8_t *key, int size, uint64_t *number);
/* The term of a number, all terms having this size. */
int key_of(const Dictionary *dictionary, uint64_t number, uint8_t *key, int size);

/* ---- an index (reader.c) ---- */

enum { BASIC = 1, FREQUENCIES, POSITIONS }; /* what is known of each document of a term */

typedef struct {
    Dictionary terms;
    Slice lists, positions;
    const uint8_t *lengths; /* a byte a document; NULL where none are kept */
    int there;
} SegmentField;

typedef struct {
    uint32_t size;   /* documents, with those that are deleted */
    uint64_t *alive; /* a bit a document */
    uint64_t *later; /* the parts of a document behind its first one here */
    SegmentField *fields;
} Segment;

typedef struct {
    int record;
    float norms[256]; /* k1 * (1 - b + b * length / average), by the byte of a length */
} Field;

typedef struct {
    int document; /* a number of its own; its runs follow each other */
    uint32_t segment, first, last;
} Run; /* parts of a document that lie in a row in one segment */

typedef struct {
    PyObject_HEAD
    int count, fields_count;
    Segment *segments;
    Field *fields;
    uint64_t documents;
    PyObject *numbers;  /* the number of a field by its name */
    PyObject *found;    /* for each field, what was found by term: bytes of `Found` for each segment */
    Py_ssize_t known;   /* how many terms that are */
    PyObject *kinds;    /* the types of clauses, in the order of `Kind` */
    Py_buffer *views;
    Py_ssize_t views_count;
    Run *split; /* of documents whose parts lie in several rows: in several segments, or merged from several */
    int split_count, split_room;
} Reader;

/* ---- the documents of a term (lists.c) ---- */

typedef struct {
    const uint8_t *skips, *block, *end;
    const Segment *segment;
    uint64_t places;          /* positions of the term before the block at hand */
    uint32_t left;            /* documents of the blocks that follow, and of the one at hand */
    uint32_t before, last;    /* the last document before the block, and of it */
    uint32_t sum;             /* positions of the term in the block */
    int record, bits, frequency_bits, packed, size, at;
    int has_documents, has_frequencies;
    uint32_t documents[BLOCK], frequencies[BLOCK];
} Cursor;

int open_list(Cursor *cursor, const Found *found, int record, const Segment *segment);
/* The next block: 1, or 0 behind the last. */
int next_block(Cursor *cursor);
int read_documents(Cursor *cursor);
int read_frequencies(Cursor *cursor);
/* The first document from `target` on; UINT32_MAX where there is none. -1 where it is damaged. */
int seek(Cursor *cursor, uint32_t target, uint32_t *document);
void unpack(const uint8_t *from, int bits, uint32_t *to);
const uint8_t *variable(const uint8_t *at, const uint8_t *end, uint64_t *value);

/* ---- the positions of a term (positions.c) ---- */

typedef struct {
    Slice widths, blocks;
    const uint8_t *at; /* of the block `walked` */
    uint32_t walked, held, size, count;
    uint64_t room;
    uint32_t values[BLOCK], *places;
} Positions;

int open_positions(Positions *positions, Slice file);
/* The places of the term in the document at which the cursor stands, `count` of them in `places`. */
int read_positions(Positions *positions, Cursor *cursor);

/* ---- clauses as nodes (lookup.c, tree.c) ---- */

typedef enum {
    TERM, PHRASE, SET, VERIFIED, TAGS, DIGESTS, RANGE, BEST, CONSTANT, BOOL, ALL, NONE, KINDS
} Kind;

typedef struct {
    Kind kind;
    float value;       /* the weight of a term, a constant score, the share of what is not the best */
    uint32_t minimum;
    int field, first, count;                /* of terms, or of children in `links` */
    int musts, filters, shoulds, excluded;  /* how many children of a choice are what, in this order */
    int adds;          /* what matches any of its children matches it */
    int cursor;
    uint64_t cost;     /* documents that are looked at */
    uint64_t *marked;  /* of a set or a range: its documents in the segment at hand */
    uint8_t from[8], to[8]; /* the least and the greatest value of a range, as a term */
} Node;

typedef struct {
    Reader *reader;
    Node *nodes;
    int *links;
    Found *terms; /* `count` of the reader for each term */
    int nodes_count, nodes_room, links_count, links_room, terms_count, terms_room, cursors, phrases, depth;
} Tree;

/* The node of a clause; -1 and an error, or -1 without one for a clause that is not answered here. */
int make_tree(Tree *tree, PyObject *clause);
int make_names(void);
void free_tree(Tree *tree);
void key_of_number(int64_t value, uint8_t *key);
const Found *found_of(Reader *reader, int field, PyObject *term);
int field_of(Reader *reader, PyObject *name);

/* ---- searches (search.c, ranking.c, columns.c, counting.c) ---- */

typedef struct Search Search;

/* A search for a clause; NULL and an error, or NULL without one for a clause that is not answered here. */
Search *open_search(Reader *reader, PyObject *clause);
void close_search(Search *search);
/* What Python gets of a search that could not be opened: None, or the error. */
PyObject *not_answered(void);
/* Others may use the interpreter while this one takes long. */
void let_others_run(Search *search);
void run_alone(Search *search);
/* From here on the matches are those of a segment. */
int begin_segment(Search *search, int number);
/* The matches from `base` on, by a bit each, and what they score where that is asked for. */
int matches(Search *search, uint32_t base, uint64_t *bits, float *scores);
/* Marks all matches in each segment. */
int mark_all(Search *search);
size_t words_of(const Segment *segment);
uint64_t marked_in(const uint64_t *bits, uint32_t size);
/* How many of the marked documents of a segment have a term. */
int64_t count_marked(Search *search, const Found *found, int record, int number);

PyObject *rank(Reader *self, PyObject *arguments);
PyObject *by_column(Reader *self, PyObject *arguments);
PyObject *count(Reader *self, PyObject *arguments);
/* Says that a file is damaged, in an error; -1. */
int damaged(const char *what);

extern PyType_Spec reader_spec;

#endif
