/* How alike two names are: word by word, by the measure of Jaro and Winkler (Winkler 1990, "String Comparator
 * Metrics and Enhanced Decision Rules in the Fellegi-Sunter Model of Record Linkage"). */
#include "customer/internal.h"

#define WORD_LETTERS 32
#define NAME_WORDS 8
#define SAME_WORD 0.9

typedef struct Word {
    uint32_t letters[WORD_LETTERS];
    size_t count;
} Word;

static const char *read_letter(const char *text, uint32_t *letter)
{
    const uint8_t *at = (const uint8_t *)text;
    int more = at[0] < 0x80 ? 0 : at[0] < 0xe0 ? 1 : at[0] < 0xf0 ? 2 : 3;
    *letter = more == 0 ? at[0] : at[0] & (0x3f >> more);
    for (int i = 1; i <= more && at[i]; i++)
        *letter = *letter << 6 | (at[i] & 0x3f);
    for (int i = 0; i <= more && *text; i++)
        text++;
    return text;
}

static size_t read_words(const char *text, Word words[NAME_WORDS])
{
    size_t count = 0;
    while (*text && count < NAME_WORDS) {
        Word *word = &words[count];
        word->count = 0;
        while (*text && *text != ' ') {
            uint32_t letter;
            text = read_letter(text, &letter);
            if (letter != '.' && word->count < WORD_LETTERS)
                word->letters[word->count++] = letter;
        }
        while (*text == ' ')
            text++;
        count += word->count > 0;
    }
    return count;
}

/* Letters of one that the other has within reach, in order of one; taken marks those of other. */
static size_t common_letters(const Word *one, const Word *other, size_t reach, bool *taken, uint32_t *common)
{
    size_t count = 0;
    for (size_t i = 0; i < one->count; i++) {
        size_t from = i > reach ? i - reach : 0;
        for (size_t at = from; at < other->count && at <= i + reach; at++) {
            if (taken[at] || other->letters[at] != one->letters[i])
                continue;
            taken[at] = true;
            common[count++] = one->letters[i];
            break;
        }
    }
    return count;
}

static double jaro_winkler(const Word *one, const Word *other)
{
    bool taken[WORD_LETTERS] = {false};
    uint32_t common[WORD_LETTERS];
    size_t longest = one->count > other->count ? one->count : other->count;
    size_t reach = longest / 2 > 0 ? longest / 2 - 1 : 0;
    size_t matches = common_letters(one, other, reach, taken, common);
    if (matches == 0)
        return 0;
    size_t turned = 0, at = 0;
    for (size_t i = 0; i < other->count; i++)
        if (taken[i])
            turned += other->letters[i] != common[at++];
    double m = (double)matches;
    double jaro = (m / (double)one->count + m / (double)other->count + (m - (double)turned / 2) / m) / 3;
    size_t prefix = 0;
    while (prefix < 4 && prefix < one->count && prefix < other->count &&
           one->letters[prefix] == other->letters[prefix])
        prefix++;
    return jaro + (double)prefix * 0.1 * (1 - jaro);
}

/* An initial stands for any word that begins with it. */
static bool same_word(const Word *one, const Word *other)
{
    if (one->count == 1 || other->count == 1)
        return one->letters[0] == other->letters[0];
    return jaro_winkler(one, other) >= SAME_WORD;
}

unsigned name_likeness(const PvState *state, const char *one, const char *other)
{
    Word a[NAME_WORDS], b[NAME_WORDS];
    bool used[NAME_WORDS] = {false};
    size_t count_a = read_words(text_fold(pv_arena(state), one), a);
    size_t count_b = read_words(text_fold(pv_arena(state), other), b);
    size_t shorter = count_a < count_b ? count_a : count_b, found = 0;
    if (shorter == 0)
        return 100;
    for (size_t i = 0; i < count_a; i++) {
        for (size_t at = 0; at < count_b; at++) {
            if (used[at] || !same_word(&a[i], &b[at]))
                continue;
            used[at] = true;
            found++;
            break;
        }
    }
    return (unsigned)(found * 100 / shorter);
}
