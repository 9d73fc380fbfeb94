/* The tree of a filter, shared by the files of the filter language alone. */
#pragma once

#include "marketing/filter.h"
#include "marketing/limits.h"

typedef enum FactType {
    FACT_TEXT,   /* text */
    FACT_NUMBER, /* number */
    FACT_MONEY,  /* minor units and a currency */
    FACT_TIME,   /* UTC milliseconds */
    FACT_FLAG,   /* yes or no */
    FACT_TEXTS,  /* several texts */
    FACT_ANY,    /* a custom fact: whatever its value is */
} FactType;

/* The value of a fact on one card. */
typedef struct FactValue {
    FactType type; /* never FACT_ANY */
    bool known;
    const char *text;
    double number; /* also minor units and flags */
    const char *currency;
    int64_t time_ms;
    char **texts;
    size_t text_count;
} FactValue;

/* A fact that filters may mention. custom.<name> is not in the table. */
typedef struct FactRow {
    const char *name;
    FactType type;
    void (*read)(const Pv__Card *card, FactValue *value);
} FactRow;

/* NULL if there is no such fact. A custom fact has a row of its own, made in the arena. */
const FactRow *fact_row(PvArena *arena, const char *name);
/* All rows of the table. */
const FactRow *fact_rows(size_t *count);
FactValue fact_read(const FactRow *row, const Pv__Card *card);
/* Days of YYYY-MM-DD since 1970-01-01, as UTC milliseconds of its midnight. False if it is not a date. */
bool date_read(const char *text, int64_t *ms);

typedef enum NodeKind {
    NODE_AND,
    NODE_OR,
    NODE_NOT,
    NODE_COMPARE,
    NODE_IN,
    NODE_CONTAINS,
    NODE_TIME,  /* before or after */
    NODE_KNOWN, /* is known */
    NODE_FLAG,
    NODE_CONSENT,
} NodeKind;

typedef enum Comparison { EQUAL, UNEQUAL, LESS, AT_MOST, MORE, AT_LEAST } Comparison;

/* A value as written. */
typedef struct Literal {
    const char *text;   /* as written, without quotes */
    const char *folded; /* for comparing */
    bool is_number;
    double number;
    bool is_date;
    int64_t time_ms;
    const char *currency; /* after a number; NULL without */
} Literal;

typedef struct Node {
    NodeKind kind;
    const struct Node *left, *right; /* connectives; a negation has left only */
    const FactRow *fact;
    Comparison comparison;
    Literal *values;
    size_t value_count;
    bool before;   /* NODE_TIME: before or after … */
    bool relative; /* … now plus offset_ms, or time_ms */
    int64_t offset_ms;
    int64_t time_ms;
    Pv__Channel channel; /* NODE_CONSENT */
    Pv__Purpose purpose;
} Node;

struct Filter {
    const Node *root;
    const char *facts[FILTER_FACT_LIMIT];
    size_t fact_count;
};

/* One node and what is under it: as text, and tried on a customer. */
const char *filter_print_node(PvArena *arena, const Node *node);
/* The civil date of a UTC time, as YYYY-MM-DD. */
const char *filter_print_date(PvArena *arena, int64_t ms);
bool filter_node_fits(const Node *node, const FilterSubject *subject, PvArena *arena);
