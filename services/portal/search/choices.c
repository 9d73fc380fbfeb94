/* From what was typed to the words it may stand for, pass by pass: the words themselves, words that the last one begins,
 * words that are mistyped. */
#include "portal/search/dictionary.h"
#include "portal/search/query.h"
#include "runtime/text/normalise.h"
#include <stdio.h>
#include <string.h>

static bool is_number_like(const char *text)
{
    return has_digit(text) && strspn(text, "0123456789 +-()./") == strlen(text);
}

static void group_codes(const PvState *state, Group *group)
{
    const char *code = group->word;
    group->codes[group->code_count++] = code;
    if (code[0] != '0' || strlen(code) < 4 || strspn(code, "0123456789") != strlen(code))
        return;
    group->codes[group->code_count++] = code + 1;
    if (code[1] == '0')
        group->codes[group->code_count++] = code + 2;
}

bool groups_read(Seeking *seeking, const char *text, bool joined)
{
    const PvState *state = seeking->state;
    char cut[SEARCH_QUERY_LIMIT_BYTES + 1];
    snprintf(cut, sizeof cut, "%s", text ? text : "");
    PvList tokens = {0};
    const char *digits = text_digits(pv_arena(state), cut);
    if (joined && is_number_like(digits)) {
        const char *code = code_of(state, digits); /* 0912 345 67 89 is one number */
        if (code)
            pv_list_add(state, &tokens, (char *)code);
    } else {
        tokens = typed_words(state, cut, joined);
    }
    seeking->group_count = (unsigned)tokens.count;
    for (unsigned i = 0; i < tokens.count; i++) {
        Group *group = &seeking->groups[i];
        *group = (Group){.word = tokens.items[i], .last = i + 1 == tokens.count};
        group->is_code = has_digit(group->word);
        group_codes(state, group);
    }
    return seeking->group_count > 0;
}

/* --- choices ------------------------------------------------------------------------------------------------------- */

static void add_choice(const PvState *state, Group *group, unsigned table, const char *word, unsigned level)
{
    for (size_t i = 0; i < group->choices.count; i++)
        if (choice_at(group, i)->table == table && strcmp(choice_at(group, i)->word, word) == 0)
            return;
    if (group->choices.count == SEARCH_EXPANSION_LIMIT)
        return;
    Choice *choice = arena_take(pv_arena(state), sizeof *choice);
    choice->word = word;
    choice->table = table;
    choice->level = level;
    pv_list_add(state, &group->choices, choice);
}

/* Beginnings of one, three and five letters have postings of their own; those between stand for the longer ones, and
 * longer ones for the words that begin so. */
static void add_beginnings(const PvState *state, Group *group, const char *word, unsigned level)
{
    size_t letters = letters_of(word);
    bool by_prefix = letters <= 5;
    unsigned table = by_prefix ? TABLE_search_prefixes : TABLE_search_postings;
    if (letters == 1 || letters == 3 || letters == 5) {
        add_choice(state, group, table, word, level);
        return;
    }
    bool after = false;
    for (const char *at = word; group->choices.count < SEARCH_EXPANSION_LIMIT;) {
        at = by_prefix ? prefix_next(state, at, after) : word_next(state, at, after);
        if (!at || !begins_with(at, word))
            return;
        add_choice(state, group, table, at, level);
        after = !by_prefix || letters_of(at) <= letters;
        if (!after)
            at = arena_format(pv_arena(state), "%s\xff", at); /* behind the longer beginnings that begin with this one */
    }
}

static bool add_similar(const PvState *state, Group *group)
{
    Similar similar[SEARCH_SIMILAR_LIMIT];
    size_t count = dictionary_similar(state, group->word, group->last, similar, SEARCH_SIMILAR_LIMIT);
    for (size_t i = 0; i < count; i++)
        add_choice(state, group, TABLE_search_postings, similar[i].word,
                   similar[i].distance > 1 ? LEVEL_FAR
                   : similar[i].whole      ? LEVEL_NEAR
                                           : LEVEL_NEAR_BEGINNING);
    return count > 0;
}

bool choices_make(Seeking *seeking, Pass pass)
{
    const PvState *state = seeking->state;
    bool more = pass == PASS_WORDS;
    for (unsigned i = 0; i < seeking->group_count; i++) {
        Group *group = &seeking->groups[i];
        group->choices = (PvList){0};
        add_choice(state, group, TABLE_search_postings, group->word, LEVEL_WORD);
        if (pass >= PASS_MISTAKES)
            more |= add_similar(state, group);
        if (pass >= PASS_BEGINNINGS && group->last) {
            add_beginnings(state, group, group->word, LEVEL_BEGINNING);
            more |= pass == PASS_BEGINNINGS;
        }
    }
    return more;
}
