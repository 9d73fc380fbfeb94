/* Invented people for the search's benchmark: the sample company's Persian and English names for most, and a long tail of
 * rare ones, as real lists of customers have. */
#include "search.h"
#include "cli/sample/sample.h"
#include <stdio.h>
#include <string.h>

static unsigned below(uint64_t *seed, unsigned limit)
{
    return (unsigned)(bench_random(seed) % limit);
}

/* Early entries are more frequent. */
static const SampleName *one_of(uint64_t *seed, const SampleName *names)
{
    unsigned count = sample_count_names(names), one = below(seed, count), other = below(seed, count);
    return &names[one < other ? one : other];
}

static void syllables(uint64_t *seed, bool persian, unsigned count, char *native, char *latin)
{
    static const char *const pairs[][2] = {
        {"با", "ba"}, {"کا", "ka"}, {"را", "ra"}, {"شی", "shi"}, {"دا", "da"}, {"نو", "nu"}, {"مه", "meh"}, {"سا", "sa"},
        {"زر", "zar"}, {"گل", "gol"}, {"فر", "far"}, {"یا", "ya"}, {"لو", "lu"}, {"تی", "ti"}, {"هو", "ho"}, {"جم", "jam"},
        {"پر", "par"}, {"خو", "kho"}, {"وند", "vand"}, {"چا", "cha"}, {"بر", "bar"}, {"من", "man"}, {"رو", "ro"}, {"آن", "an"},
        {"کیا", "kia"}, {"دل", "del"}, {"سین", "sin"}, {"تر", "tar"}, {"نی", "ni"}, {"مر", "mar"}};
    *native = *latin = 0;
    for (unsigned i = 0; i < count; i++) {
        const char *const *pair = pairs[below(seed, sizeof pairs / sizeof pairs[0])];
        strcat(native, pair[0]);
        strcat(latin, pair[1]);
    }
    if (!persian)
        strcpy(native, latin);
}

static void family_of(uint64_t *seed, bool persian, char *native, char *latin)
{
    static const char *const persian_ends[][2] = {{"", ""}, {"", ""}, {"زاده", "zadeh"}, {"پور", "pour"}, {"نیا", "nia"},
                                                  {"نژاد", "nejad"}, {"‌فر", "far"}, {"", ""}};
    static const char *const english_ends[] = {"", "", "", "son", "ton", "ley", "field", ""};
    unsigned rare = below(seed, 100);
    if (rare < 35) {
        syllables(seed, persian, rare < 5 ? 4 : 3, native, latin);
        return;
    }
    const SampleName *family = one_of(seed, persian ? sample_persian_families : sample_english_families);
    unsigned end = below(seed, 8);
    sprintf(native, "%s%s", family->native, persian ? persian_ends[end][0] : english_ends[end]);
    sprintf(latin, "%s%s", family->latin, persian ? persian_ends[end][1] : english_ends[end]);
}

void person_make(uint64_t number, Person *person)
{
    uint64_t seed = 77 + number * 1000003;
    char given[120], given_latin[120], family[120], family_latin[120];
    bool persian = below(&seed, 100) < 70, woman = below(&seed, 2);
    memset(person, 0, sizeof *person);
    if (below(&seed, 100) < 12) {
        syllables(&seed, persian, 2, given, given_latin);
    } else {
        const SampleName *name = one_of(&seed, persian ? (woman ? sample_persian_women : sample_persian_men)
                                                       : (woman ? sample_english_women : sample_english_men));
        strcpy(given, name->native);
        strcpy(given_latin, name->latin);
    }
    family_of(&seed, persian, family, family_latin);
    snprintf(person->name, sizeof person->name, "%.70s %.80s", given, family);
    snprintf(person->email, sizeof person->email, "%.50s.%.60s.%llu@example.%s", given_latin, family_latin,
             (unsigned long long)number + 1, persian ? "ir" : "org");
    snprintf(person->phone, sizeof person->phone, persian ? "+98912%07u" : "+44770%07u", (unsigned)(number * 7919 % 10000000));
    snprintf(person->code, sizeof person->code, "C%06llu", (unsigned long long)number + 1);
    person->has_email = below(&seed, 100) < 80;
    person->has_phone = below(&seed, 100) < 70;
    person->has_bought = below(&seed, 100) < 60;
    person->purchases = 1 + below(&seed, 20);
    person->years_ago = below(&seed, 6);
    person->has_open = below(&seed, 100) < 2;
}

const char *person_record(uint64_t number, bool *is_case)
{
    uint64_t seed = 99 + number * 31;
    *is_case = below(&seed, 2);
    if (below(&seed, 10))
        return NULL;
    unsigned count = 0;
    if (*is_case) {
        while (sample_case_subjects[count][0])
            count++;
        return sample_case_subjects[below(&seed, count)][0];
    }
    while (sample_lead_subjects[count])
        count++;
    return sample_lead_subjects[below(&seed, count)];
}

/* --- what is typed ------------------------------------------------------------------------------------------------- */

unsigned typed_length(const char *text)
{
    unsigned length = 0;
    for (; *text; text++)
        length += ((uint8_t)*text & 0xc0) != 0x80;
    return length;
}

bool typed_letters(const char *text, unsigned letters, char *out, size_t room)
{
    size_t used = 0;
    for (; text[used] && used + 5 < room; used++)
        if (((uint8_t)text[used] & 0xc0) != 0x80 && letters-- == 0)
            break;
    memcpy(out, text, used);
    out[used] = 0;
    return text[used] != 0;
}

/* Swaps two neighbours, or leaves a letter out, in the last word. */
static void mistype(uint64_t *seed, char *text)
{
    char *word = strrchr(text, ' ');
    word = word ? word + 1 : text;
    unsigned length = typed_length(word), place = 1 + below(seed, length > 2 ? length - 2 : 1);
    char *at = word;
    while (place-- > 0)
        for (at++; ((uint8_t)*at & 0xc0) == 0x80; at++)
            ;
    char *next = at + 1;
    while (((uint8_t)*next & 0xc0) == 0x80)
        next++;
    if (length >= 4)
        memmove(at, next, strlen(next) + 1);
}

void typed_make(uint64_t number, uint64_t people, Typed *typed)
{
    static const unsigned char shares[TYPED_KINDS] = {40, 12, 18, 8, 8, 7, 7};
    uint64_t seed = 1234 + number * 7;
    Person person;
    typed->number = bench_random(&seed) % people;
    person_make(typed->number, &person);
    unsigned drawn = below(&seed, 100);
    typed->kind = TYPED_NAME;
    while (drawn >= shares[typed->kind])
        drawn -= shares[typed->kind++];
    if ((typed->kind == TYPED_PHONE && !person.has_phone) || (typed->kind == TYPED_EMAIL && !person.has_email))
        typed->kind = TYPED_NAME;
    const char *family = strchr(person.name, ' ') + 1;
    snprintf(typed->text, sizeof typed->text, "%s", person.name);
    if (typed->kind == TYPED_TURNED)
        snprintf(typed->text, sizeof typed->text, "%s %.*s", family, (int)(family - person.name - 1), person.name);
    else if (typed->kind == TYPED_WRONG)
        mistype(&seed, typed->text);
    else if (typed->kind == TYPED_THREE)
        snprintf(typed->text, sizeof typed->text, "%s %s", person.name, person.code);
    else if (typed->kind == TYPED_PHONE)
        snprintf(typed->text, sizeof typed->text, "0%s", person.phone + 3);
    else if (typed->kind == TYPED_EMAIL)
        snprintf(typed->text, sizeof typed->text, "%s", person.email);
    else if (typed->kind == TYPED_CODE)
        snprintf(typed->text, sizeof typed->text, "%s", person.code);
}

const char *typed_name(TypedKind kind)
{
    static const char *const names[TYPED_KINDS] = {"name",  "name turned", "name mistyped", "name and code",
                                                   "phone", "e-mail",      "code"};
    return names[kind];
}
