/* What each department has in its own tables of one customer: orders, deals, leads, lists, cases, points. */
#include "cli/show.h"
#include "payvand/loyalty/messages.h"
#include "payvand/marketing/messages.h"
#include "payvand/sales/messages.h"
#include "payvand/support/messages.h"
#include "runtime/message/wire.h"
#include <stdio.h>
#include <string.h>

#define RECORD_LIMIT 3 /* of each kind */
#define LIST_LIMIT 10
#define ASK_TIMEOUT_MS 5000

/* The answer in the arena; NULL where there is none, which is no fault here: not everybody is a member. */
static const void *asked(Cli *cli, PvClient *client, const ProtobufCMessage *query)
{
    RemoteRequest request;
    remote_begin(&request, PV__REQUEST_KIND__QUERY, query->descriptor->name);
    request.request.payload.data = wire_pack(query, cli->arena, &request.request.payload.len);
    request.request.has_payload = 1;
    const Pv__Reply *reply = client_call(client, cli->arena, &request.request, ASK_TIMEOUT_MS);
    return reply && !reply->problem ? remote_payload(reply, cli->arena) : NULL;
}

/* DEAL_WON as won, WAITING_INSIDE as waiting inside. */
static const char *word(Cli *cli, const ProtobufCEnumDescriptor *words, int value, const char *prefix)
{
    const ProtobufCEnumValue *known = protobuf_c_enum_descriptor_get_value(words, value);
    const char *name = known ? known->name : "?";
    size_t length = strlen(prefix);
    char *text = arena_format(cli->arena, "%s", strncmp(name, prefix, length) == 0 ? name + length : name);
    for (char *at = text; *at; at++)
        *at = *at == '_' ? ' ' : (char)(*at >= 'A' && *at <= 'Z' ? *at - 'A' + 'a' : *at);
    return text;
}

static void show_orders(Cli *cli, PvClient *client, const char *customer_id)
{
    sales_list_orders query = SALES__LIST_ORDERS__INIT;
    query.customer_id = customer_id;
    query.has_limit = 1;
    query.limit = RECORD_LIMIT;
    const sales_order_page *page = asked(cli, client, &query.base);
    for (size_t i = 0; page && i < page->n_rows; i++) {
        const sales_order *order = page->rows[i];
        const sales_line *first = order->n_lines ? order->lines[0] : NULL;
        const char *what = first && first->product_name ? first->product_name : first && first->sku ? first->sku : "";
        show_text(arena_format(cli->arena, "order %s", order->number),
                  arena_format(cli->arena, "%s  %s  %s%s", show_day(cli, order->placed_at_ms),
                               order->total ? show_money(cli, order->total->amount_minor, order->total->currency) : "",
                               what, order->n_lines > 1 ? arena_format(cli->arena, " and %zu more", order->n_lines - 1) : ""));
    }
}

static void show_deals(Cli *cli, PvClient *client, const char *customer_id)
{
    sales_list_deals query = SALES__LIST_DEALS__INIT;
    query.customer_id = customer_id;
    query.has_limit = 1;
    query.limit = RECORD_LIMIT;
    const sales_deal_page *page = asked(cli, client, &query.base);
    for (size_t i = 0; page && i < page->n_rows; i++) {
        const sales_deal *deal = page->rows[i];
        show_text(arena_format(cli->arena, "deal %s", deal->number),
                  arena_format(cli->arena, "%s  %s  %s", word(cli, &sales__deal_state__descriptor, deal->state, "DEAL_"),
                               deal->value ? show_money(cli, deal->value->amount_minor, deal->value->currency) : "",
                               deal->title ? deal->title : ""));
    }
}

static void show_leads(Cli *cli, PvClient *client, const char *customer_id)
{
    sales_list_leads query = SALES__LIST_LEADS__INIT;
    query.customer_id = customer_id;
    query.has_limit = 1;
    query.limit = RECORD_LIMIT;
    const sales_lead_page *page = asked(cli, client, &query.base);
    for (size_t i = 0; page && i < page->n_rows; i++) {
        const sales_lead *lead = page->rows[i];
        show_text(arena_format(cli->arena, "lead %s", lead->number),
                  arena_format(cli->arena, "%s  %s  %s", show_day(cli, lead->captured_at_ms),
                               word(cli, &sales__lead_state__descriptor, lead->state, "LEAD_"),
                               lead->subject ? lead->subject : ""));
    }
}

static void show_points(Cli *cli, PvClient *client, const char *customer_id)
{
    loyalty_get_member query = LOYALTY__GET_MEMBER__INIT;
    query.customer_id = customer_id;
    const loyalty_member_view *view = asked(cli, client, &query.base);
    if (!view || !view->member)
        return;
    char number[32];
    show_text("card", view->member->card_number);
    if (view->member->earned_points > 0) {
        cli_number_text((uint64_t)view->member->earned_points, number);
        show_text("earned in all", number);
    }
}

static void show_lists(Cli *cli, PvClient *client, const char *customer_id)
{
    marketing_lists_of_customer query = MARKETING__LISTS_OF_CUSTOMER__INIT;
    query.customer_id = customer_id;
    const marketing_customer_lists *lists = asked(cli, client, &query.base);
    for (size_t i = 0; lists && i < lists->n_rows && i < LIST_LIMIT; i++)
        show_text("on the list", lists->rows[i]->name);
    if (lists && lists->n_rows > LIST_LIMIT)
        show_text("", arena_format(cli->arena, "and %zu more", lists->n_rows - LIST_LIMIT));
}

static void show_cases(Cli *cli, PvClient *client, const char *customer_id)
{
    support_list_cases_of_customer query = SUPPORT__LIST_CASES_OF_CUSTOMER__INIT;
    query.customer_id = customer_id;
    query.has_limit = 1;
    query.limit = RECORD_LIMIT;
    const support_case_page *page = asked(cli, client, &query.base);
    for (size_t i = 0; page && i < page->n_rows; i++) {
        const support_case *row = page->rows[i];
        show_text(arena_format(cli->arena, "case %s", row->number),
                  arena_format(cli->arena, "%s  %s, priority %s  %s", show_day(cli, row->opened_at_ms),
                               word(cli, &support__case_state__descriptor, row->state, ""),
                               word(cli, &support__case_priority__descriptor, row->priority, ""),
                               row->subject ? row->subject : ""));
    }
}

void show_records(Cli *cli, PvClient *client, const char *department, const char *customer_id)
{
    if (strcmp(department, "sales") == 0) {
        show_orders(cli, client, customer_id);
        show_deals(cli, client, customer_id);
        show_leads(cli, client, customer_id);
    } else if (strcmp(department, "loyalty") == 0) {
        show_points(cli, client, customer_id);
    } else if (strcmp(department, "marketing") == 0) {
        show_lists(cli, client, customer_id);
    } else if (strcmp(department, "support") == 0) {
        show_cases(cli, client, customer_id);
    }
}
