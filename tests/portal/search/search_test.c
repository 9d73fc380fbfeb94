/* Helpers of the search's tests. */
#include "portal/search/search_test.h"
#include <stdio.h>

Department *given_portal(void)
{
    return given_department(&pv_service_portal);
}

static const char *remembered(const char *id)
{
    static char ids[8192][40];
    static unsigned count;
    char *place = ids[count++ % 8192];
    snprintf(place, 40, "%s", id);
    return place;
}

const char *id_of(unsigned number)
{
    char id[40];
    snprintf(id, sizeof id, "0190a000-0000-7000-8000-%012x", number);
    return remembered(id);
}

const char *introduced(Department *portal, const char *name, Pv__IdentifierKind kind, const char *value)
{
    pv_identifier identifier = PV__IDENTIFIER__INIT;
    pv_identifier *identifiers[] = {&identifier};
    identifier.has_kind = 1;
    identifier.kind = kind;
    identifier.value = value;
    if (kind == EXTERNAL)
        identifier.namespace_ = "shop";
    const pv_customer *row = (const pv_customer *)when_card(portal, introduce_customer, .name = name,
                                                            .n_identifiers = kind != 0, .identifiers = identifiers,
                                                            .allow_duplicate = true);
    return remembered(row->customer_id);
}

void renamed(Department *portal, const char *customer_id, const char *name)
{
    pv_fact fact = PV__FACT__INIT;
    pv_fact *facts[] = {&fact};
    fact.name = "name";
    fact.text = name;
    when_card(portal, change_facts, .customer_id = customer_id, .n_facts = 1, .facts = facts);
}

void bought(Department *portal, const char *customer_id, unsigned purchases, int64_t last_ms)
{
    pv_analytics_facts facts = PV__ANALYTICS_FACTS__INIT;
    facts.has_purchases = facts.has_last_purchase_ms = 1;
    facts.purchases = purchases;
    facts.last_purchase_ms = last_ms;
    when_heard_card(portal, "analytics", facts_announced, .customer_id = customer_id, .analytics = &facts);
}

void open_deals(Department *portal, const char *customer_id, unsigned count)
{
    pv_sales_facts facts = PV__SALES_FACTS__INIT;
    facts.has_open_deals = 1;
    facts.open_deals = count;
    facts.owner = "neda";
    when_heard_card(portal, "sales", facts_announced, .customer_id = customer_id, .sales = &facts);
}

portal_search_page *found(Department *portal, const char *typed)
{
    return ask(portal, search, search_page, .q = typed);
}

void then_found(Department *portal, const char *typed, const char *titles)
{
    char seen[4096] = "";
    const portal_search_page *page = found(portal, typed);
    for (size_t i = 0; i < page->n_hits; i++) {
        const portal_search_hit *hit = page->hits[i];
        const char *title = hit->title && *hit->title ? hit->title : hit->number ? hit->number : "?";
        snprintf(seen + strlen(seen), sizeof seen - strlen(seen), "%s%s", i ? "|" : "", title);
    }
    if (strcmp(seen, titles) != 0)
        fail_msg("\"%s\" finds \"%s\" instead of \"%s\"", typed, seen, titles);
}

bool finds(Department *portal, const char *typed, const char *id)
{
    const portal_search_page *page = found(portal, typed);
    for (size_t i = 0; i < page->n_hits; i++)
        if (page->hits[i]->id && strcmp(page->hits[i]->id, id) == 0)
            return true;
    return false;
}
