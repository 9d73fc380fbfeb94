/* The department harness: events of one department brought to another. */
#include "support/department_core.h"
#include <string.h>

typedef struct Delivery {
    Department *to;
    size_t left, delivered;
} Delivery;

static bool deliver_one(void *context, const Pv__Envelope *envelope, const uint8_t *bytes, size_t size)
{
    Delivery *delivery = context;
    if (delivery->left == 0)
        return false;
    if (!(envelope->flags & PV__ENVELOPE_FLAG__ENVELOPE_FLAG_SHARED))
        return true;
    department_hear(delivery->to, bytes, size);
    delivery->left--;
    delivery->delivered++;
    return true;
}

size_t department_deliver_some(Department *from, Department *to, size_t count)
{
    uint64_t epoch, position;
    Delivery delivery = {to, count, 0};
    engine_position(to->engine, from->service->name, &epoch, &position);
    if (position == 0)
        department_start_item(to);
    department_read_told(from, position, deliver_one, &delivery);
    return delivery.delivered;
}

bool department_deliver(Department *from, Department *to)
{
    department_start_item(to);
    return department_deliver_some(from, to, SIZE_MAX) > 0;
}

void departments_settle(Department **departments, size_t count)
{
    bool moved = true;
    for (unsigned round = 0; moved; round++) {
        assert_true(round < 1000);
        moved = false;
        for (size_t from = 0; from < count; from++) {
            department_run_jobs(departments[from]);
            for (size_t to = 0; to < count; to++)
                if (from != to)
                    moved |= department_deliver(departments[from], departments[to]);
        }
    }
}

