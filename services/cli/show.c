/* payvand show: what every department knows of one customer, for people to read. */
#include "cli/show.h"
#include "cli/import/value.h"
#include "runtime/message/json.h"
#include "runtime/message/wire.h"
#include "runtime/text/id.h"
#include <stdio.h>
#include <string.h>

#define ASK_TIMEOUT_MS 5000
#define DEPARTMENTS CONFIG_DEPARTMENTS

/* One department and the card it holds. */
typedef struct Holder {
    const char *department;
    PvClient *client;
    const pv_card *card;
} Holder;

static unsigned lines_shown;

void show_text(const char *what, const char *text)
{
    if (!text || !text[0])
        return;
    printf("  %-22s %s\n", what, text);
    lines_shown++;
}

const char *show_day(Cli *cli, int64_t at_ms)
{
    char *day = arena_take(cli->arena, 16);
    day[0] = '\0';
    if (at_ms)
        value_day_print(at_ms, day);
    return day;
}

const char *show_money(Cli *cli, int64_t amount_minor, const char *currency)
{
    char plain[32], *out = arena_take(cli->arena, 64);
    value_amount_print(amount_minor, currency ? currency : "", plain);
    size_t digits = strcspn(plain, "."), used = 0;
    for (size_t i = 0; plain[i]; i++) {
        if (i && i < digits && (digits - i) % 3 == 0 && plain[i - 1] != '-')
            out[used++] = ',';
        out[used++] = plain[i];
    }
    snprintf(out + used, 64 - used, " %.8s", currency ? currency : "");
    return out;
}

/* The query for the customer by id, or by an identifier such as 912…, a@b.org or namespace:value; in the arena. */
static const ProtobufCMessage *query_for(Cli *cli, const char *word)
{
    if (id_parse(word, NULL)) {
        pv_get_customer *query = arena_take(cli->arena, sizeof *query);
        pv__get_customer__init(query);
        query->customer_id = word;
        return &query->base;
    }
    pv_find_customer *query = arena_take(cli->arena, sizeof *query);
    pv_identifier *identifier = arena_take(cli->arena, sizeof *identifier);
    const char *colon = strchr(word, ':');
    pv__find_customer__init(query);
    pv__identifier__init(identifier);
    identifier->has_kind = 1;
    identifier->value = word;
    if (strchr(word, '@')) {
        identifier->kind = PV__IDENTIFIER_KIND__EMAIL_ADDRESS;
    } else if (colon) {
        identifier->kind = PV__IDENTIFIER_KIND__EXTERNAL_ID;
        identifier->namespace_ = arena_format(cli->arena, "%.*s", (int)(colon - word), word);
        identifier->value = colon + 1;
    } else {
        identifier->kind = PV__IDENTIFIER_KIND__PHONE_NUMBER;
    }
    query->identifier = identifier;
    return &query->base;
}

static const char *identifier_word(const pv_identifier *identifier)
{
    switch (identifier->kind) {
    case PV__IDENTIFIER_KIND__EMAIL_ADDRESS:
        return "e-mail";
    case PV__IDENTIFIER_KIND__PHONE_NUMBER:
        return "phone";
    case PV__IDENTIFIER_KIND__NATIONAL_ID:
        return "national id";
    case PV__IDENTIFIER_KIND__COMPANY_ID:
        return "company id";
    case PV__IDENTIFIER_KIND__CARD_NUMBER:
        return "card number";
    default:
        return identifier->namespace_ ? identifier->namespace_ : "identifier";
    }
}

static const char *address_text(Cli *cli, const pv_postal_address *address)
{
    const char *parts[] = {address->n_lines ? address->lines[0] : NULL, address->postal_code, address->city,
                           address->region, address->country};
    const char *text = "";
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (parts[i] && parts[i][0] && !(i == 3 && address->city && strcmp(parts[3], address->city) == 0))
            text = arena_format(cli->arena, "%s%s%s", text, text[0] ? ", " : "", parts[i]);
    return text;
}

static const char *fact_text(Cli *cli, const pv_fact *fact)
{
    const char *text = "";
    if (fact->text || fact->date)
        return fact->text ? fact->text : fact->date;
    if (fact->address)
        return address_text(cli, fact->address);
    if (fact->has_number)
        return arena_format(cli->arena, "%g", fact->number);
    if (fact->has_flag)
        return fact->flag ? "yes" : "no";
    for (size_t i = 0; i < fact->n_tags; i++)
        text = arena_format(cli->arena, "%s%s%s", text, i ? ", " : "", fact->tags[i]);
    return text;
}

static void print_consents(Cli *cli, const pv_card *card)
{
    for (size_t i = 0; i < card->n_consents; i++) {
        const pv_consent_entry *entry = card->consents[i];
        const ProtobufCEnumValue *channel = protobuf_c_enum_descriptor_get_value(&pv__channel__descriptor, entry->channel);
        const ProtobufCEnumValue *purpose = protobuf_c_enum_descriptor_get_value(&pv__purpose__descriptor, entry->purpose);
        show_text(entry->granted ? "consents" : "does not consent",
                  arena_format(cli->arena, "%s, %s, since %s",
                               entry->channel && channel ? channel->name : "every channel",
                               entry->purpose && purpose ? purpose->name : "every purpose",
                               show_day(cli, entry->given_at_ms)));
    }
}

static void print_identity(Cli *cli, const pv_card *card)
{
    printf("%s  (%s)\n", card->erased ? "(erased)" : card->display_name ? card->display_name : "(no name)",
           card->customer_id);
    for (size_t i = 0; i < card->n_identifiers; i++) {
        const char *value = card->identifiers[i]->value;
        show_text(identifier_word(card->identifiers[i]), value ? value : "(erased)");
    }
    for (size_t i = 0; i < card->n_facts; i++) {
        const pv_fact *fact = card->facts[i]->fact;
        if (fact && fact->name && strcmp(fact->name, "name") != 0)
            show_text(fact->name, fact_text(cli, fact));
    }
    print_consents(cli, card);
    if (card->n_ids > 1)
        show_text("joined", arena_format(cli->arena, "%zu entries that were found to be one customer", card->n_ids));
}

static void print_sales(Cli *cli, const pv_sales_facts *facts)
{
    show_text("owner", facts->owner);
    show_text("last purchase", show_day(cli, facts->last_purchase_ms));
    if (facts->open_deals)
        show_text("open deals", arena_format(cli->arena, "%u", facts->open_deals));
    if (facts->open_value && facts->open_value->currency)
        show_text("worth", show_money(cli, facts->open_value->amount_minor, facts->open_value->currency));
}

static void print_analytics(Cli *cli, const pv_analytics_facts *facts)
{
    show_text("RFM cell", facts->rfm_cell);
    show_text("segment", facts->segment);
    show_text("value tier", facts->value_tier);
    show_text("stage of life cycle", facts->lifecycle);
    show_text("last purchase", show_day(cli, facts->last_purchase_ms));
    if (facts->purchases)
        show_text("purchases", arena_format(cli->arena, "%u", facts->purchases));
    if (facts->spent && facts->spent->currency)
        show_text("spent", show_money(cli, facts->spent->amount_minor, facts->spent->currency));
}

/* What the department announced of the customer. */
static void print_announced(Cli *cli, const pv_card *card, const char *department)
{
    char number[32];
    if (card->sales && strcmp(department, "sales") == 0)
        print_sales(cli, card->sales);
    if (card->loyalty && strcmp(department, "loyalty") == 0) {
        show_text("tier", card->loyalty->tier);
        cli_number_text((uint64_t)(card->loyalty->points > 0 ? card->loyalty->points : 0), number);
        show_text("points", number);
        show_text("member since", show_day(cli, card->loyalty->member_since_ms));
    }
    if (card->analytics && strcmp(department, "analytics") == 0)
        print_analytics(cli, card->analytics);
    if (card->support && strcmp(department, "support") == 0) {
        show_text("open cases", arena_format(cli->arena, "%u", card->support->open_cases));
        show_text("worst severity", card->support->worst_severity);
    }
    if (card->marketing && strcmp(department, "marketing") == 0 && card->marketing->do_not_disturb)
        show_text("at present", "not to be disturbed");
}

/* The same card as every department holds it; they agree, and that is the point. */
static void print_agreement(Cli *cli, const Holder *holders, size_t count, const pv_card *card)
{
    const char *same = json_write(&card->base, cli->arena, 0);
    size_t agree = 0, lag = 0;
    const char *names = "";
    for (size_t i = 0; i < count; i++) {
        bool equal = holders[i].card && strcmp(json_write(&holders[i].card->base, cli->arena, 0), same) == 0;
        agree += equal;
        if (!equal && ++lag)
            names = arena_format(cli->arena, "%s%s%s", names, names[0] ? ", " : "", holders[i].department);
    }
    if (lag)
        printf("%zu of %zu departments hold this card; not yet, or another one: %s\n", agree, count, names);
    else
        printf("All %zu departments hold the same card.\n", count);
}

static void print_all(Cli *cli, const Holder *holders, size_t count, const pv_card *card)
{
    print_identity(cli, card);
    for (size_t i = 0; i < count; i++) {
        unsigned before = lines_shown;
        printf("%s says\n", holders[i].department);
        print_announced(cli, card, holders[i].department);
        if (holders[i].card)
            show_records(cli, holders[i].client, holders[i].department, holders[i].card->customer_id);
        if (lines_shown == before)
            puts(holders[i].card ? "  nothing yet" : "  (it does not know the customer, or does not answer)");
    }
    print_agreement(cli, holders, count, card);
}

static void print_json(Cli *cli, const Holder *holders, size_t count)
{
    const char *comma = "";
    putchar('{');
    for (size_t i = 0; i < count; i++) {
        if (!holders[i].card)
            continue;
        printf("%s\"%s\":%s", comma, holders[i].department, json_write(&holders[i].card->base, cli->arena, 0));
        comma = ",";
    }
    puts("}");
}

/* Asks one department. Refusals are alike everywhere, so only the first is kept. */
static void ask_holder(Cli *cli, Holder *holder, const ProtobufCMessage *query, const Pv__Problem **refused)
{
    RemoteRequest request;
    holder->client = remote_open(cli, holder->department);
    if (!holder->client)
        return;
    remote_begin(&request, PV__REQUEST_KIND__QUERY, query->descriptor->name);
    request.request.payload.data = wire_pack(query, cli->arena, &request.request.payload.len);
    request.request.has_payload = 1;
    const Pv__Reply *reply = client_call(holder->client, cli->arena, &request.request, ASK_TIMEOUT_MS);
    if (!reply)
        fprintf(stderr, "payvand: %s does not answer (is it up? payvand status)\n", holder->department);
    else if (reply->problem && !*refused)
        *refused = reply->problem;
    else if (!reply->problem)
        holder->card = (const pv_card *)remote_payload(reply, cli->arena);
}

static int run(Cli *cli)
{
    Holder holders[DEPARTMENTS] = {0};
    size_t count = 0;
    const pv_card *card = NULL;
    const Pv__Problem *refused = NULL;
    int result = cli_config(cli);
    if (result != CLI_OK)
        return result;
    const ProtobufCMessage *query = query_for(cli, cli->words[0]);
    for (unsigned i = 0; i < DEPARTMENTS; i++) {
        const char *name = config_departments[i];
        if (!config_department(cli->config, name) && !(config_peer(cli->config, name) && cli->config->operator_keys))
            continue;
        Holder *holder = &holders[count++];
        holder->department = name;
        ask_holder(cli, holder, query, &refused);
        if (!card)
            card = holder->card;
    }
    if (card && cli->json)
        print_json(cli, holders, count);
    else if (card)
        print_all(cli, holders, count, card);
    for (size_t i = 0; i < count; i++)
        if (holders[i].client)
            client_close(&holders[i].client);
    if (card)
        return CLI_OK;
    return refused ? remote_problem(cli, refused) : CLI_UNREACHABLE;
}

const CliCommand cli_show = {
    .name = "show",
    .words = "CUSTOMER",
    .least = 1,
    .most = 1,
    .text = "shows what every department knows of a customer: by id, e-mail, phone or namespace:id",
    .run = run,
};
