/* Candidates: postings of all typed words intersected block by block, in the order of importance; codes by their
 * beginnings. */
#include "portal/search/query.h"
#include <string.h>

/* --- one choice: a scan that moves forward ------------------------------------------------------------------------- */

static void choice_open(Seeking *seeking, Choice *choice, int64_t place)
{
    portal_search_posting probe = PORTAL__SEARCH_POSTING__INIT;
    if (choice->opened)
        pv_scan_end(&choice->scan);
    probe.word = choice->word;
    probe.has_place = 1;
    probe.place = place;
    pv_scan_begin_from(&choice->scan, seeking->state, choice->table, -1, &probe.base, 1, 2);
    choice->opened = true;
}

/* The first posting at or behind a place; near ones are walked to. */
static void choice_seek(Seeking *seeking, Choice *choice, int64_t place)
{
    for (unsigned walked = 0; !choice->ended && (!choice->posting || choice->posting->place < place); walked++) {
        if (!choice->opened || walked == 3)
            choice_open(seeking, choice, place);
        seeking->steps++;
        choice->posting = (portal_search_posting *)pv_scan_next(&choice->scan);
        choice->ended = !choice->posting;
    }
}

static void choices_close(Seeking *seeking)
{
    for (unsigned i = 0; i < seeking->group_count; i++)
        for (size_t at = 0; at < seeking->groups[i].choices.count; at++) {
            Choice *choice = choice_at(&seeking->groups[i], at);
            if (choice->opened)
                pv_scan_end(&choice->scan);
            choice->opened = choice->ended = false;
            choice->posting = NULL;
        }
}

/* --- a group: the union of its choices ----------------------------------------------------------------------------- */

/* INT64_MAX: it has nothing any more. */
static int64_t group_next(Seeking *seeking, Group *group, int64_t place)
{
    int64_t first = INT64_MAX;
    for (size_t i = 0; i < group->choices.count; i++) {
        Choice *choice = choice_at(group, i);
        choice_seek(seeking, choice, place);
        if (!choice->ended && choice->posting->place < first)
            first = choice->posting->place;
    }
    return first;
}

static void group_bits(const Group *group, int64_t place, BlockBits *bits)
{
    for (size_t i = 0; i < group->choices.count; i++)
        if (choice_at(group, i)->posting && choice_at(group, i)->posting->place == place)
            posting_bits(choice_at(group, i)->posting, bits);
}

/* Groups whose codes were too many to list are judged on each document instead. */
static bool takes_part(const Group *group)
{
    return !group->over_full;
}

/* --- all groups ---------------------------------------------------------------------------------------------------- */

static int64_t next_wanted_kind(const Seeking *seeking, int64_t place)
{
    int kind = posting_kind(place);
    if (seeking->kinds >> kind & 1)
        return place;
    while (kind < 31 && !(seeking->kinds >> kind & 1))
        kind++;
    return kind == 31 ? INT64_MAX : (int64_t)kind << KIND_SHIFT;
}

/* The next place that all groups have, at or behind a place; INT64_MAX at the end. */
static int64_t common_place(Seeking *seeking, int64_t place)
{
    for (bool agreed = false; !agreed && seeking->steps < SEARCH_STEP_LIMIT;) {
        agreed = true;
        place = next_wanted_kind(seeking, place);
        for (unsigned i = 0; i < seeking->group_count && place != INT64_MAX; i++) {
            if (!takes_part(&seeking->groups[i]))
                continue;
            int64_t next = group_next(seeking, &seeking->groups[i], place);
            agreed &= next == place;
            place = next;
        }
        if (place == INT64_MAX)
            return place;
    }
    return seeking->steps < SEARCH_STEP_LIMIT ? place : INT64_MAX;
}

static void look_at_block(Seeking *seeking, int64_t place, unsigned *looked_at)
{
    BlockBits all;
    memset(&all, 0xff, sizeof all);
    for (unsigned i = 0; i < seeking->group_count; i++) {
        BlockBits bits = {{0}};
        if (!takes_part(&seeking->groups[i]))
            continue;
        group_bits(&seeking->groups[i], place, &bits);
        for (unsigned at = 0; at < BLOCK_WORDS; at++)
            all.words[at] &= bits.words[at];
    }
    for (unsigned at = BLOCK_WORDS; at-- > 0;)
        for (uint64_t left = all.words[at]; left && *looked_at < SEARCH_KIND_CANDIDATES;) {
            unsigned bit = 63 - (unsigned)__builtin_clzll(left);
            left &= ~(1ULL << bit);
            int64_t number = posting_document(place, at * 64 + bit);
            ++*looked_at;
            if (seeking_is_new(seeking, number))
                seeking_look(seeking, document_get(seeking->state, number));
        }
}

void candidates_by_words(Seeking *seeking)
{
    unsigned taking_part = 0, looked_at = 0;
    for (unsigned i = 0; i < seeking->group_count; i++)
        taking_part += takes_part(&seeking->groups[i]);
    int kind = -1;
    for (int64_t place = 0; taking_part > 0 && (place = common_place(seeking, place)) != INT64_MAX; place++) {
        if (posting_kind(place) != kind)
            looked_at = 0;
        kind = posting_kind(place);
        look_at_block(seeking, place, &looked_at);
        if (looked_at >= SEARCH_KIND_CANDIDATES)
            place = ((int64_t)(kind + 1) << KIND_SHIFT) - 1;
    }
    choices_close(seeking);
}

/* --- codes --------------------------------------------------------------------------------------------------------- */

/* Documents of one kind with a code that begins so, shortest and first in order first; true if there are more. */
static bool code_scan(Seeking *seeking, int kind, const char *code)
{
    PvScan scan;
    portal_search_document probe = PORTAL__SEARCH_DOCUMENT__INIT;
    const char *codes[] = {code};
    unsigned looked_at = 0;
    probe.has_kind = 1;
    probe.kind = (Portal__HitKind)kind;
    probe.codes = codes;
    probe.n_codes = 1;
    pv_scan_begin_from(&scan, seeking->state, TABLE_search_documents, INDEX_search_documents_by_code, &probe.base, 1, 2);
    for (portal_search_document *row; looked_at < SEARCH_CODE_SCAN_LIMIT && (row = search_documents_next(&scan));
         looked_at++) {
        bool begins = false;
        for (size_t i = 0; i < row->n_codes && !begins; i++)
            begins = begins_with(row->codes[i], code);
        if (!begins)
            break;
        if (seeking_is_new(seeking, row->number))
            seeking_look(seeking, row);
    }
    pv_scan_end(&scan);
    return looked_at == SEARCH_CODE_SCAN_LIMIT;
}

void candidates_by_codes(Seeking *seeking, bool letters)
{
    for (unsigned i = 0; i < seeking->group_count; i++) {
        Group *group = &seeking->groups[i];
        if (group->is_code == letters)
            continue;
        for (int kind = 1; kind <= PORTAL__HIT_KIND__HIT_LIST; kind++)
            for (unsigned at = 0; (seeking->kinds >> kind & 1) && at < group->code_count; at++)
                group->over_full |= code_scan(seeking, kind, group->codes[at]);
    }
}
