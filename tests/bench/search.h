/* Parts of the search's benchmark: invented people, what is typed to find them, and the programs it is compared with. */
#pragma once

#include "bench.h"

typedef struct Person {
    char name[160], email[160], phone[24], code[16];
    bool has_email, has_phone, has_bought, has_open;
    unsigned purchases, years_ago;
} Person;

/* The same person for the same number. */
void person_make(uint64_t number, Person *person);
/* Title of a record about a person; NULL for most. */
const char *person_record(uint64_t number, bool *is_case);

typedef enum TypedKind {
    TYPED_NAME,
    TYPED_TURNED,
    TYPED_WRONG,
    TYPED_THREE,
    TYPED_PHONE,
    TYPED_EMAIL,
    TYPED_CODE,
    TYPED_KINDS
} TypedKind;

typedef struct Typed {
    TypedKind kind;
    uint64_t number; /* of the person meant */
    char text[200];
} Typed;
/* What somebody types to find somebody; the same for the same number. */
void typed_make(uint64_t number, uint64_t people, Typed *typed);
const char *typed_name(TypedKind kind);
/* The first letters of a text; false if it has no more. */
bool typed_letters(const char *text, unsigned letters, char *out, size_t room);
unsigned typed_length(const char *text);

/* A searcher: hits are names. */
typedef struct Rival {
    const char *name;
    const char *note;                             /* what it does not do */
    void (*open)(const char *folder, bool is_new);
    void (*add)(uint64_t number, const char *name, const char *codes); /* folded texts */
    void (*ready)(void);                          /* all are added: indexes */
    unsigned (*ask)(const char *typed, char names[20][160]); /* folded text; the number of hits */
    uint64_t (*bytes)(void);
    void (*close)(void);
} Rival;
extern const Rival rival_sqlite;
extern const Rival rival_postgres;
