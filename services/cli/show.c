/* payvand show: what every department knows of one customer, for people to read. */
#include "cli/remote.h"
#include "runtime/message/json.h"
#include "runtime/text/id.h"
#include "cli/import/value.h"
#include <stdio.h>
#include <string.h>

#define ASK_TIMEOUT_MS 5000

/* The customer by id, or by an identifier such as 912…, a@b.org or namespace:value. */
static const pv_card *find_card(Cli *cli, PvClient *client, const char *department, const char *word, int *result)
{
    if (id_parse(word, NULL)) {
        pv_get_customer query = PV__GET_CUSTOMER__INIT;
        query.customer_id = word;
        return (pv_card *)remote_ask(cli, client, department, &query.base, ASK_TIMEOUT_MS, result);
    }
    pv_find_customer query = PV__FIND_CUSTOMER__INIT;
    pv_identifier identifier = PV__IDENTIFIER__INIT;
    const char *colon = strchr(word, ':');
    identifier.has_kind = 1;
    identifier.value = word;
    if (strchr(word, '@')) {
        identifier.kind = PV__IDENTIFIER_KIND__EMAIL_ADDRESS;
    } else if (colon) {
        identifier.kind = PV__IDENTIFIER_KIND__EXTERNAL_ID;
        identifier.namespace_ = arena_format(cli->arena, "%.*s", (int)(colon - word), word);
        identifier.value = colon + 1;
    } else {
        identifier.kind = PV__IDENTIFIER_KIND__PHONE_NUMBER;
    }
    query.identifier = &identifier;
    return (pv_card *)remote_ask(cli, client, department, &query.base, ASK_TIMEOUT_MS, result);
}

static void print_day(const char *what, int64_t at_ms)
{
    char day[16];
    if (!at_ms)
        return;
    value_day_print(at_ms, day);
    printf("  %-22s %s\n", what, day);
}

static void print_money(const char *what, const pv_money *money)
{
    char amount[32];
    if (!money || !money->currency)
        return;
    value_amount_print(money->amount_minor, money->currency, amount);
    printf("  %-22s %s %s\n", what, amount, money->currency);
}

static void print_text(const char *what, const char *text)
{
    if (text && text[0])
        printf("  %-22s %s\n", what, text);
}

static void print_identity(Cli *cli, const pv_card *card)
{
    printf("%s  (%s)\n", card->display_name ? card->display_name : "(no name)", card->customer_id);
    for (size_t i = 0; i < card->n_identifiers; i++) {
        const pv_identifier *identifier = card->identifiers[i];
        const ProtobufCEnumValue *kind =
            protobuf_c_enum_descriptor_get_value(&pv__identifier_kind__descriptor, identifier->kind);
        printf("  %-22s %s%s%s\n", kind ? kind->name : "identifier", identifier->namespace_ ? identifier->namespace_ : "",
               identifier->namespace_ ? " " : "", identifier->value ? identifier->value : "(erased)");
    }
    for (size_t i = 0; i < card->n_facts; i++) {
        const pv_fact *fact = card->facts[i]->fact;
        if (!fact || !fact->name || strcmp(fact->name, "name") == 0)
            continue;
        if (fact->text || fact->date)
            print_text(fact->name, fact->text ? fact->text : fact->date);
        else if (fact->address)
            printf("  %-22s %s%s%s\n", fact->name, fact->address->n_lines ? fact->address->lines[0] : "",
                   fact->address->n_lines && fact->address->city ? ", " : "", fact->address->city ? fact->address->city : "");
        else if (fact->n_tags)
            print_text(fact->name, arena_format(cli->arena, "%s%s", fact->tags[0], fact->n_tags > 1 ? " …" : ""));
    }
}

static void print_sales(const pv_sales_facts *facts)
{
    puts("sales says");
    print_text("owner", facts->owner);
    print_day("last purchase", facts->last_purchase_ms);
    if (facts->open_deals)
        printf("  %-22s %u\n", "open deals", facts->open_deals);
    print_money("worth", facts->open_value);
}

static void print_analytics(const pv_analytics_facts *facts)
{
    puts("analytics says");
    print_text("RFM cell", facts->rfm_cell);
    print_text("segment", facts->segment);
    print_text("value tier", facts->value_tier);
    print_text("stage of life cycle", facts->lifecycle);
    print_day("last purchase", facts->last_purchase_ms);
    if (facts->purchases)
        printf("  %-22s %u\n", "purchases", facts->purchases);
    print_money("spent", facts->spent);
}

static void print_announced(const pv_card *card)
{
    char number[32];
    if (card->sales)
        print_sales(card->sales);
    if (card->loyalty) {
        puts("loyalty says");
        print_text("tier", card->loyalty->tier);
        cli_number_text((uint64_t)(card->loyalty->points > 0 ? card->loyalty->points : 0), number);
        printf("  %-22s %s\n", "points", number);
        print_day("member since", card->loyalty->member_since_ms);
    }
    if (card->analytics)
        print_analytics(card->analytics);
    if (card->support) {
        puts("support says");
        printf("  %-22s %u\n", "open cases", card->support->open_cases);
        print_text("worst severity", card->support->worst_severity);
    }
    if (card->marketing) {
        puts("marketing says");
        for (size_t i = 0; i < card->marketing->n_lists; i++)
            print_text(i ? "" : "lists", card->marketing->lists[i]);
        if (card->marketing->do_not_disturb)
            print_text("at present", "not to be disturbed");
    }
}

/* The same card as every department holds it; they agree, and that is the point. */
static int ask_departments(Cli *cli, const pv_card **first)
{
    int result = CLI_OK;
    bool begun = false;
    if (cli->json)
        putchar('{');
    for (unsigned i = 0; i < 5; i++) {
        const char *department = config_departments[i];
        if (!config_department(cli->config, department))
            continue;
        PvClient *client = remote_open(cli, department);
        const pv_card *card = client ? find_card(cli, client, department, cli->words[0], &result) : NULL;
        if (client)
            client_close(&client);
        if (!card)
            continue;
        if (cli->json)
            printf("%s\"%s\":%s", begun ? "," : "", department, json_write(&card->base, cli->arena, 0));
        begun = true;
        if (!*first)
            *first = card;
    }
    if (cli->json)
        puts("}");
    return result;
}

static int run(Cli *cli)
{
    const pv_card *card = NULL;
    int result = cli_config(cli);
    if (result != CLI_OK)
        return result;
    result = ask_departments(cli, &card);
    if (card && !cli->json) {
        print_identity(cli, card);
        print_announced(card);
    }
    return card ? CLI_OK : result;
}

const CliCommand cli_show = {
    .name = "show",
    .words = "CUSTOMER",
    .least = 1,
    .most = 1,
    .text = "shows what is known of a customer: by id, e-mail, phone or namespace:id",
    .run = run,
};
