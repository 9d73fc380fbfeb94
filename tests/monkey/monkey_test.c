/* Monkeys of fixed seeds, or of PAYVAND_SEED for PAYVAND_STEPS steps. */
#include "monkey/monkey.h"
#include <stdlib.h>

#define SERVICE(name) extern const PvService pv_service_##name;
MONKEY_SERVICES
#undef SERVICE
#define SERVICE(name) &pv_service_##name,

#define STEPS 4000

static uint64_t number_from(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    return text && *text ? strtoull(text, NULL, 10) : otherwise;
}

static void run(uint64_t seed)
{
    static const PvService *const services[] = {MONKEY_SERVICES};
    monkey_run(services, sizeof services / sizeof services[0], seed,
               (unsigned)number_from("PAYVAND_STEPS", STEPS));
}

TEST(first_seed)
{
    run(1);
}

TEST(second_seed)
{
    run(2);
}

TEST(third_seed)
{
    run(3);
}

TEST(seed_asked_for)
{
    if (!getenv("PAYVAND_SEED"))
        test_skip("PAYVAND_SEED is not set");
    run(number_from("PAYVAND_SEED", 1));
}
