/* The plan of an import: which column, or which constant, gives each field of a row. */
#pragma once

#include "cli/import/csv.h"
#include <stdbool.h>
#include <stddef.h>

#define PLAN_FIELD_LIMIT 40
#define PLAN_WORD_LIMIT 200
#define PLAN_WHY_BYTES 512

/* One field that rows of a kind have. */
typedef struct PlanField {
    const char *name;
    bool required; /* by column or constant, and not empty in a row */
    const char *text;
} PlanField;

/* field=column or field=value pairs and column names, as the command line gave them; borrowed. */
typedef struct PlanWords {
    const char *maps[PLAN_WORD_LIMIT];
    size_t map_count;
    const char *sets[PLAN_WORD_LIMIT];
    size_t set_count;
    const char *columns; /* names parted by commas; NULL: the first row names them */
} PlanWords;

typedef struct ImportPlan {
    const PlanField *fields; /* ended by a NULL name */
    int column[PLAN_FIELD_LIMIT]; /* -1: none */
    char *constant[PLAN_FIELD_LIMIT];
    size_t column_count; /* fields a row must have */
    bool skip_first;     /* the first row is names, not data */
} ImportPlan;

/* Makes the plan; first is the first row of the file (NULL if it has none). A column is named as in the file or by
 * number (#3); a field without a --map takes the column of its own name. False with a reason that lists what there
 * is. The texts in words must outlive the plan. */
bool plan_make(const PlanField *fields, const PlanWords *words, const CsvRow *first, ImportPlan *plan, char *why);
void plan_close(ImportPlan *plan);
/* Text of a field in a row, trimmed of spaces into out; "" if it has none. False if it is longer than room. */
bool plan_value(const ImportPlan *plan, const CsvRow *row, size_t field, char *out, size_t room);
/* Checks what holds for every row: as many fields as columns, required ones not empty. False with a reason. */
bool plan_row_is_good(const ImportPlan *plan, const CsvRow *row, char *why);
