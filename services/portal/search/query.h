/* One search under way: what was typed, the documents looked at, the hits so far. Shared by the files that read. */
#pragma once

#include "portal/search/documents.h"
#include "portal/search/limits.h"
#include "portal/search/postings.h"

/* How well a typed word fits a document. */
enum SearchLevel {
    LEVEL_NONE = 0,
    LEVEL_FAR = 50,          /* two mistakes */
    LEVEL_NEAR_BEGINNING = 80, /* one mistake in the beginning of a word */
    LEVEL_NEAR = 100,        /* one mistake */
    LEVEL_BEGINNING = 200,   /* the word is the beginning of one */
    LEVEL_WORD = 300,
    LEVEL_CODE_BEGINNING = 400,
    LEVEL_CODE = 600,        /* an identifier or number */
};

/* A word of the dictionary, or a beginning, that a typed word may stand for. */
typedef struct Choice {
    const char *word;
    unsigned table; /* TABLE_search_postings or TABLE_search_prefixes */
    unsigned level;
    PvScan scan;
    bool opened, ended;
    portal_search_posting *posting; /* the first at or behind the place last asked for */
} Choice;

/* One typed word and all it may stand for. */
typedef struct Group {
    const char *word;
    const char *codes[3]; /* as codes; phone numbers without 00 or 0 */
    unsigned code_count;
    bool last;       /* may be unfinished */
    bool is_code;    /* it has a digit: it may be an identifier or a number */
    bool over_full;  /* more documents have codes that begin so than were looked at */
    PvList choices; /* Choice *, of the pass under way */
} Group;

static inline Choice *choice_at(const Group *group, size_t place)
{
    return group->choices.items[place];
}

typedef struct Hit {
    portal_search_document *document;
    unsigned score;
    PvList matched; /* const char * */
} Hit;

typedef struct Seeking {
    const PvState *state;
    uint32_t kinds; /* bit for each wanted */
    size_t wanted;  /* hits */
    Group groups[SEARCH_TOKEN_LIMIT];
    unsigned group_count;
    PvList hits; /* Hit * */
    int64_t *seen; /* numbers looked at, open addressing */
    size_t seen_count;
    unsigned steps;
} Seeking;

/* --- choices.c: what a typed word may stand for -------------------------------------------------------------------- */

typedef enum Pass { PASS_WORDS, PASS_BEGINNINGS, PASS_MISTAKES, PASS_COUNT } Pass;

/* Reads the query into groups; false if it holds no letter or digit. */
bool groups_read(Seeking *seeking, const char *text, bool joined);
/* Sets the choices of all groups for a pass; false if it has none beyond those of the pass before. */
bool choices_make(Seeking *seeking, Pass pass);

/* --- candidates.c: documents that may fit -------------------------------------------------------------------------- */

/* Documents that have a choice of every group. */
void candidates_by_words(Seeking *seeking);
/* Documents whose codes begin as a group does; with `letters` also groups without a digit. */
void candidates_by_codes(Seeking *seeking, bool letters);

/* --- rank.c: how well documents fit -------------------------------------------------------------------------------- */

/* Looks at a document once: if it fits all groups it becomes a hit. */
void seeking_look(Seeking *seeking, portal_search_document *document);
/* False if the document was looked at before, or enough were. */
bool seeking_is_new(Seeking *seeking, int64_t number);
/* Best first. */
void hits_sort(Seeking *seeking);
