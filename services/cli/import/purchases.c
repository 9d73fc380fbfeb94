/* Purchases: rows of (customer, date, amount, …) become RecordSale; rows of one order become one sale. */
#include "cli/import/kind.h"
#include "cli/import/person.h"
#include "cli/import/value.h"
#include "runtime/memory/require.h"
#include "payvand/sales/messages.h"
#include "runtime/text/currency.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_LIMIT 200 /* lines of one sale; an order with more becomes several */

enum { CUSTOMER, DATE, AMOUNT, CURRENCY, PRODUCT, PRODUCT_NAME, QUANTITY, DISCOUNT, ORDER, CHANNEL, PAYMENT, NAME, EMAIL,
       PHONE, SOURCE };
static const PlanField fields[] = {
    [CUSTOMER] = {"customer", true, "id of the customer in the source"},
    [DATE] = {"date", true, "when it was bought"},
    [AMOUNT] = {"amount", true, "what the line cost, such as 12.50"},
    [CURRENCY] = {"currency", true, "ISO 4217 code"},
    [PRODUCT] = {"product", false, "stock keeping unit"},
    [PRODUCT_NAME] = {"product_name", false, "name of the product"},
    [QUANTITY] = {"quantity", false, "units; 1 if not given"},
    [DISCOUNT] = {"discount", false, "taken off the line already"},
    [ORDER] = {"order", false, "number of the order; its lines become one sale"},
    [CHANNEL] = {"channel", false, "way it was sold"},
    [PAYMENT] = {"payment_method", false, "how it was paid"},
    [NAME] = {"name", false, "name, for a customer who is new"},
    [EMAIL] = {"email", false, "e-mail, for a customer who is new"},
    [PHONE] = {"phone", false, "phone, for a customer who is new"},
    [SOURCE] = {"source", false, "system the file comes from; import if not given"},
    {NULL, false, NULL},
};

typedef struct Line {
    struct Line *next; /* of the same order */
    int64_t amount_minor, quantity, discount_minor;
    const char *product, *product_name;
} Line;

/* One sale under way: a row alone, or an order. */
typedef struct Sale {
    struct Sale *same_slot;
    const char *key; /* source and order, or NULL */
    const char *texts[SOURCE + 1];
    char currency[4];
    uint32_t line, row_count;
    int64_t sold_at_ms;
    Line *first, **last;
    struct Sale *after;
} Sale;

typedef struct Purchases {
    ImportSeen *seen;
    Sale *first, **last;
    Sale **slots; /* orders by key */
    size_t mask, order_count;
} Purchases;

static void open_purchases(ImportReader *reader)
{
    Purchases *own = calloc(1, sizeof *own);
    pv_require(own, "out of memory");
    own->slots = calloc(1024, sizeof *own->slots);
    pv_require(own->slots, "out of memory");
    own->mask = 1023;
    own->last = &own->first;
    own->seen = seen_open();
    reader->own = own;
}

static void close_purchases(ImportReader *reader)
{
    Purchases *own = reader->own;
    seen_close(&own->seen);
    free(own->slots);
    free(own);
}

static uint64_t hash_of(const char *text)
{
    uint64_t hash = 1469598103934665603ULL;
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 1099511628211ULL;
    return hash ^ hash >> 29;
}

static Sale **slot_of(Purchases *own, const char *key)
{
    Sale **slot = &own->slots[hash_of(key) & own->mask];
    while (*slot && strcmp((*slot)->key, key) != 0)
        slot = &(*slot)->same_slot;
    return slot;
}

static void widen(Purchases *own)
{
    size_t mask = 4 * own->mask + 3;
    Sale **old = own->slots;
    Sale **slots = calloc(mask + 1, sizeof *slots);
    pv_require(slots, "out of memory");
    for (size_t i = 0; i <= own->mask; i++) {
        for (Sale *sale = old[i], *next; sale; sale = next) {
            next = sale->same_slot;
            Sale **slot = &slots[hash_of(sale->key) & mask];
            sale->same_slot = *slot;
            *slot = sale;
        }
    }
    free(old);
    own->slots = slots;
    own->mask = mask;
}

static const char *keep(ImportItems *items, const char *text)
{
    if (!text[0])
        return "";
    char *kept = items_take(items, strlen(text) + 1);
    return kept ? strcpy(kept, text) : NULL;
}

/* A cell of the row in text; false with a reason if it is too long. */
static bool cell(const ImportReader *reader, const CsvRow *row, size_t field, char *text, char *why)
{
    if (plan_value(&reader->plan, row, field, text, IMPORT_TEXT_BYTES))
        return true;
    snprintf(why, IMPORT_WHY_BYTES, "%s is longer than 4 KiB", fields[field].name);
    return false;
}

static bool fault(char *why, const char *field, const char *reason)
{
    snprintf(why, IMPORT_WHY_BYTES, "%s: %s", field, reason);
    return false;
}

/* The numbers of a row. */
typedef struct Figures {
    char currency[IMPORT_TEXT_BYTES];
    int64_t at_ms, amount_minor, quantity, discount_minor;
} Figures;

static bool read_figures(const ImportReader *reader, const CsvRow *row, Figures *figures, char *why)
{
    char text[IMPORT_TEXT_BYTES], reason[VALUE_WHY_BYTES];
    if (!cell(reader, row, CURRENCY, figures->currency, why))
        return false;
    if (!text_is_currency(figures->currency)) {
        snprintf(why, IMPORT_WHY_BYTES, "currency: \"%.20s\" is no ISO 4217 code", figures->currency);
        return false;
    }
    if (!cell(reader, row, DATE, text, why))
        return false;
    if (!value_time(text, reader->date_format, &figures->at_ms, reason))
        return fault(why, "date", reason);
    if (!cell(reader, row, AMOUNT, text, why))
        return false;
    if (!value_amount(text, figures->currency, &figures->amount_minor, reason))
        return fault(why, "amount", reason);
    if (figures->amount_minor < 0)
        return fault(why, "amount", "it is below zero; refunds are not purchases");
    if (!cell(reader, row, QUANTITY, text, why))
        return false;
    figures->quantity = 1;
    if (text[0] && !value_count(text, &figures->quantity, reason))
        return fault(why, "quantity", reason);
    if (figures->quantity < 0)
        return fault(why, "quantity", "it is below zero; returns are not purchases");
    if (!cell(reader, row, DISCOUNT, text, why))
        return false;
    figures->discount_minor = 0;
    return !text[0] || value_amount(text, figures->currency, &figures->discount_minor, reason) ||
           fault(why, "discount", reason);
}

/* The sale the row belongs to: that of its order, or a new one. NULL with a result otherwise. */
static Sale *sale_of(ImportReader *reader, const CsvRow *row, const Figures *figures, ImportRowResult *result, char *why)
{
    Purchases *own = reader->own;
    char texts[SOURCE + 1][IMPORT_TEXT_BYTES], key[2 * IMPORT_TEXT_BYTES + 2];
    *result = IMPORT_REFUSED;
    for (size_t i = 0; i <= SOURCE; i++)
        if (!cell(reader, row, i, texts[i], why))
            return NULL;
    Sale **slot = NULL;
    if (texts[ORDER][0]) {
        snprintf(key, sizeof key, "%s\x1f%s", texts[SOURCE], texts[ORDER]);
        slot = slot_of(own, key);
        if (*slot && strcmp((*slot)->texts[CUSTOMER], texts[CUSTOMER]) != 0)
            return fault(why, "customer", "another row of the order names another customer"), NULL;
        if (*slot && strcmp((*slot)->currency, figures->currency) != 0)
            return fault(why, "currency", "another row of the order has another currency"), NULL;
        if (*slot)
            return *slot;
    }
    *result = IMPORT_FULL;
    Sale *sale = items_take(&reader->items, sizeof *sale);
    if (!sale)
        return NULL;
    *sale = (Sale){.line = (uint32_t)row->line, .sold_at_ms = figures->at_ms, .last = &sale->first};
    memcpy(sale->currency, figures->currency, sizeof sale->currency);
    for (size_t i = 0; i <= SOURCE; i++)
        if (!(sale->texts[i] = i == DATE || i == AMOUNT ? "" : keep(&reader->items, texts[i])))
            return NULL;
    if (slot) {
        if (!(sale->key = keep(&reader->items, key)))
            return NULL;
        *slot = sale;
        if (++own->order_count > own->mask)
            widen(own);
    }
    *own->last = sale;
    own->last = &sale->after;
    return sale;
}

static ImportRowResult take_row(ImportReader *reader, const CsvRow *row, char *why)
{
    Figures figures;
    char text[IMPORT_TEXT_BYTES];
    ImportRowResult result;
    if (!read_figures(reader, row, &figures, why))
        return IMPORT_REFUSED;
    if (figures.quantity == 0 && figures.amount_minor == 0) {
        snprintf(why, IMPORT_WHY_BYTES, "quantity and amount are 0: nothing was bought");
        return IMPORT_EMPTY;
    }
    Sale *sale = sale_of(reader, row, &figures, &result, why);
    if (!sale)
        return result;
    Line *line = items_take(&reader->items, sizeof *line);
    if (!line)
        return IMPORT_FULL;
    *line = (Line){.amount_minor = figures.amount_minor, .discount_minor = figures.discount_minor};
    line->quantity = figures.quantity ? figures.quantity : 1;
    plan_value(&reader->plan, row, PRODUCT, text, sizeof text);
    line->product = keep(&reader->items, text);
    plan_value(&reader->plan, row, PRODUCT_NAME, text, sizeof text);
    line->product_name = keep(&reader->items, text);
    if (!line->product || !line->product_name)
        return IMPORT_FULL;
    if (figures.at_ms < sale->sold_at_ms)
        sale->sold_at_ms = figures.at_ms;
    sale->row_count++;
    *sale->last = line;
    sale->last = &line->next;
    return IMPORT_TAKEN;
}

/* The key of a sale depends on its content alone, so that a file imported twice changes nothing. */
static void sale_key(Purchases *own, const Sale *sale, unsigned part, char out[200])
{
    char content[4 * IMPORT_TEXT_BYTES], prefix[80];
    const char *source = sale->texts[SOURCE][0] ? sale->texts[SOURCE] : PERSON_SOURCE;
    snprintf(prefix, sizeof prefix, "%.50s:", source);
    if (sale->key) {
        snprintf(content, sizeof content, part ? "order:%s:%u" : "order:%s", sale->texts[ORDER], part + 1);
        import_key(out, prefix, content);
        return;
    }
    const Line *line = sale->first;
    int used = snprintf(content, sizeof content - 16, "%s|%lld|%lld%s|%lld|%s%s%s", sale->texts[CUSTOMER],
                        (long long)sale->sold_at_ms, (long long)line->amount_minor, sale->currency,
                        (long long)line->quantity, line->product, line->product_name[0] ? "|" : "", line->product_name);
    uint32_t before = seen_before(own->seen, content);
    if (before && used < (int)sizeof content - 16)
        snprintf(content + used, 16, "|%u", before + 1);
    import_key(out, prefix, content);
}

static void fill_line(sales_line_input *into, const Line *line)
{
    sales__line_input__init(into);
    if (line->product[0])
        into->sku = line->product;
    into->product_name = (line->product_name[0] ? line->product_name : line->product[0] ? line->product : "Purchase");
    into->has_quantity = into->has_amount_minor = 1;
    into->quantity = line->quantity;
    into->amount_minor = line->amount_minor;
    if (line->discount_minor) {
        into->has_discount_minor = 1;
        into->discount_minor = line->discount_minor;
    }
}

/* One command with at most LINE_LIMIT lines from *line on, which moves behind them. */
static bool add_command(ImportReader *reader, const Sale *sale, const Line **line, unsigned part)
{
    sales_line_input inputs[LINE_LIMIT], *lines[LINE_LIMIT];
    sales_record_sale command;
    Person person;
    char key[200];
    sales__record_sale__init(&command);
    person_begin(&person, sale->texts[SOURCE]);
    person_external(&person, sale->texts[CUSTOMER]);
    person_add(&person, PV__IDENTIFIER_KIND__EMAIL_ADDRESS, sale->texts[EMAIL]);
    person_add(&person, PV__IDENTIFIER_KIND__PHONE_NUMBER, sale->texts[PHONE]);
    person_name(&person, sale->texts[NAME]);
    command.customer = person_reference(&person);
    sale_key(reader->own, sale, part, key);
    command.business_key = key;
    command.has_sold_at_ms = 1;
    command.sold_at_ms = sale->sold_at_ms;
    command.currency = sale->currency;
    command.channel = sale->texts[CHANNEL][0] ? sale->texts[CHANNEL] : NULL;
    command.payment_method = sale->texts[PAYMENT][0] ? sale->texts[PAYMENT] : NULL;
    command.lines = lines;
    for (; *line && command.n_lines < LINE_LIMIT; *line = (*line)->next) {
        fill_line(&inputs[command.n_lines], *line);
        lines[command.n_lines] = &inputs[command.n_lines];
        command.n_lines++;
    }
    return items_add(&reader->items, sale->line, (uint32_t)command.n_lines, &command.base);
}

static ImportRowResult finish_purchases(ImportReader *reader, char *why)
{
    Purchases *own = reader->own;
    for (const Sale *sale = own->first; sale; sale = sale->after) {
        const Line *line = sale->first;
        for (unsigned part = 0; line; part++)
            if (!add_command(reader, sale, &line, part))
                return IMPORT_FULL;
    }
    return IMPORT_TAKEN;
}

const ImportKind import_purchases = {
    .name = "purchases",
    .department = "sales",
    .command = &sales__record_sale__descriptor,
    .fields = fields,
    .text = "Sales of the past: each row, or all rows of one order, becomes a paid sale.",
    .open = open_purchases,
    .row = take_row,
    .finish = finish_purchases,
    .close = close_purchases,
};
