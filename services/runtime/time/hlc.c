/* The hybrid logical clock. A full counter runs over into the milliseconds, which keeps the order. */
#include "runtime/time/hlc.h"
#include "runtime/limits.h"

#define COUNTER_BITS 16

uint64_t hlc_tick(PvHlc *clock, int64_t now_ms)
{
    uint64_t now = hlc_of_ms(now_ms);
    clock->last = now > clock->last ? now : clock->last + 1;
    return clock->last;
}

bool hlc_hear(PvHlc *clock, uint64_t stamp, int64_t now_ms)
{
    if (hlc_ms(stamp) > now_ms + PV_CLOCK_AHEAD_LIMIT_MS)
        return false;
    if (stamp > clock->last)
        clock->last = stamp;
    return true;
}

int64_t hlc_ms(uint64_t stamp)
{
    return (int64_t)(stamp >> COUNTER_BITS);
}

uint64_t hlc_of_ms(int64_t at_ms)
{
    return at_ms > 0 ? (uint64_t)at_ms << COUNTER_BITS : 0;
}
