/* Makes the sales of a run and packs them into requests. */
#include "requests.h"
#include "payvand/sales/messages.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define ID_SLOT_AT 32 /* the last four digits of an id */

/* --- sales ----------------------------------------------------------------------------------------- */

uint64_t sale_next(void)
{
    static uint64_t last;
    return last++;
}

void sale_customer_key(uint64_t customer, char text[24])
{
    snprintf(text, 24, "C%08" PRIu64, customer);
}

void sale_customer_name(uint64_t customer, char text[48])
{
    static const char *const given[] = {"Sara", "Reza", "Maryam", "Ali", "Neda", "Omid", "Laleh", "Kian"};
    static const char *const family[] = {"Karimi", "Moradi", "Rahimi", "Sadeghi",
                                         "Jalali", "Nouri",  "Amini",  "Rostami"};
    uint64_t seed = customer;
    uint64_t random = bench_random(&seed);
    snprintf(text, 48, "%s %s %" PRIu64, given[random % 8], family[random / 8 % 8], customer);
}

void sale_product(unsigned number, char sku[16], char name[32])
{
    snprintf(sku, 16, "SKU-%04u", number);
    snprintf(name, 32, "Product number %u", number);
}

void sale_make(const Plan *plan, uint64_t number, Sale *sale)
{
    uint64_t seed = number * 7919 + 17;
    sale->customer = bench_random(&seed) % plan->customers;
    snprintf(sale->business_key, sizeof sale->business_key, "%s-%" PRIu64, plan->run, number);
    for (unsigned i = 0; i < SALE_LINES; i++) {
        uint64_t random = bench_random(&seed);
        sale_product((unsigned)(random % PRODUCT_COUNT), sale->lines[i].sku, sale->lines[i].name);
        sale->lines[i].quantity = 1 + (int64_t)(random >> 20) % 3;
        sale->lines[i].unit_price_minor = 500 + (int64_t)(random >> 32) % 20000;
    }
}

/* --- ids ------------------------------------------------------------------------------------------- */

static int64_t clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void make_id(unsigned slot, int64_t now_ms, char id[37])
{
    static uint64_t count, seed;
    if (!seed)
        seed = (uint64_t)bench_now_ns();
    uint64_t random = bench_random(&seed);
    snprintf(id, 37, "%08" PRIx64 "-%04" PRIx64 "-7%03" PRIx64 "-%04" PRIx64 "-%08" PRIx64 "%04x",
             (uint64_t)now_ms >> 16, (uint64_t)now_ms & 0xFFFF, count & 0xFFF, 0x8000 | (random & 0x3FFF),
             (uint64_t)(uint32_t)(random >> 16), slot & 0xFFFFu);
    count++;
}

/* --- packing --------------------------------------------------------------------------------------- */

size_t request_pack(unsigned slot, Pv__RequestKind kind, const ProtobufCMessage *payload, const char *token,
                    uint8_t *out)
{
    static const char *const roles[] = {"manager", "seller", "marketer", "agent", "analyst"};
    uint8_t packed[REQUEST_BYTES];
    char id[37];
    Pv__Actor actor = PV__ACTOR__INIT;
    actor.id = "bench";
    actor.roles = (void *)roles;
    actor.n_roles = sizeof roles / sizeof roles[0];
    Pv__Request request = PV__REQUEST__INIT;
    request.has_kind = request.has_issued_at_ms = 1;
    request.kind = kind;
    request.issued_at_ms = clock_ms();
    make_id(slot, request.issued_at_ms, id);
    request.request_id = id;
    request.actor = &actor;
    if (payload) {
        request.type = payload->descriptor->name;
        request.has_payload = 1;
        request.payload.data = packed;
        request.payload.len = protobuf_c_message_pack(payload, packed);
    }
    request.tokens = (void *)&token;
    request.n_tokens = token != NULL;
    size_t size = pv__request__get_packed_size(&request);
    if (size > REQUEST_BYTES)
        bench_fail("a request of %zu bytes", size);
    return pv__request__pack(&request, out);
}

void request_identifier(Pv__Identifier *identifier, const char *value)
{
    pv__identifier__init(identifier);
    identifier->has_kind = 1;
    identifier->kind = PV__IDENTIFIER_KIND__EXTERNAL_ID;
    identifier->namespace_ = "bench";
    identifier->value = value;
}

size_t request_sale(const Plan *plan, unsigned slot, uint64_t number, uint8_t *out)
{
    Sale sale;
    char key[24];
    Sales__LineInput lines[SALE_LINES], *pointers[SALE_LINES];
    Pv__Identifier identifier;
    Pv__CustomerReference customer = PV__CUSTOMER_REFERENCE__INIT;
    Sales__RecordSale command = SALES__RECORD_SALE__INIT;
    sale_make(plan, number, &sale);
    sale_customer_key(sale.customer, key);
    request_identifier(&identifier, key);
    customer.identifier = &identifier;
    command.customer = &customer;
    command.business_key = sale.business_key;
    command.channel = "shop";
    command.currency = "EUR";
    command.payment_method = "card";
    for (unsigned i = 0; i < SALE_LINES; i++) {
        pointers[i] = &lines[i];
        sales__line_input__init(&lines[i]);
        lines[i].sku = sale.lines[i].sku;
        lines[i].has_quantity = lines[i].has_unit_price_minor = 1;
        lines[i].quantity = sale.lines[i].quantity;
        lines[i].unit_price_minor = sale.lines[i].unit_price_minor;
    }
    command.lines = pointers;
    command.n_lines = SALE_LINES;
    return request_pack(slot, PV__REQUEST_KIND__COMMAND, &command.base, NULL, out);
}

size_t request_customer(unsigned slot, uint64_t customer, uint8_t *out)
{
    char key[24], name[48];
    Pv__Identifier identifier, *identifiers[] = {&identifier};
    Pv__IntroduceCustomer command = PV__INTRODUCE_CUSTOMER__INIT;
    sale_customer_key(customer, key);
    sale_customer_name(customer, name);
    request_identifier(&identifier, key);
    command.name = name;
    command.identifiers = identifiers;
    command.n_identifiers = 1;
    command.has_allow_duplicate = command.allow_duplicate = 1;
    return request_pack(slot, PV__REQUEST_KIND__COMMAND, &command.base, NULL, out);
}

size_t request_product(unsigned slot, uint64_t product, uint8_t *out)
{
    char sku[16], name[32];
    Sales__DefineProduct command = SALES__DEFINE_PRODUCT__INIT;
    sale_product((unsigned)product, sku, name);
    command.sku = sku;
    command.name = name;
    return request_pack(slot, PV__REQUEST_KIND__COMMAND, &command.base, NULL, out);
}

size_t request_status(uint8_t *out)
{
    return request_pack(STATUS_SLOT, PV__REQUEST_KIND__STATUS, NULL, NULL, out);
}

size_t request_probe(unsigned slot, const char *token, uint8_t *out)
{
    Pv__GetCustomer query = PV__GET_CUSTOMER__INIT;
    query.customer_id = "00000000-0000-7000-8000-000000000000";
    return request_pack(slot, PV__REQUEST_KIND__QUERY, &query.base, token, out);
}

/* --- replies --------------------------------------------------------------------------------------- */

static unsigned slot_of(BusBytes id)
{
    unsigned slot = 0;
    for (unsigned i = ID_SLOT_AT; i < 36; i++)
        slot = slot << 4 | (unsigned)(id.bytes[i] <= '9' ? id.bytes[i] - '0' : id.bytes[i] - 'a' + 10);
    return slot;
}

bool reply_head_read(const uint8_t *bytes, size_t size_bytes, ReplyHead *head)
{
    Fields fields = fields_of((BusBytes){bytes, size_bytes});
    bool known = false;
    *head = (ReplyHead){0};
    while (fields_next(&fields)) {
        if (fields.number == 1 && fields.bytes.size_bytes == 36) {
            head->slot = slot_of(fields.bytes);
            head->id = fields.bytes;
            known = true;
        } else if (fields.number == 2) {
            head->refused = true;
            head->problem = fields.bytes;
        } else if (fields.number == 4) {
            head->payload = fields.bytes;
        } else if (fields.number == 5) {
            head->token = fields.bytes;
        }
    }
    return known && !fields.broken;
}

Pv__ProblemKind problem_read(BusBytes bytes, char text[256])
{
    Pv__Problem *problem = pv__problem__unpack(NULL, bytes.size_bytes, bytes.bytes);
    if (!problem)
        bench_fail("a problem that cannot be read");
    Pv__ProblemKind kind = problem->kind;
    snprintf(text, 256, "%s: %s", problem->type ? problem->type : "", problem->detail ? problem->detail : "");
    pv__problem__free_unpacked(problem, NULL);
    return kind;
}
