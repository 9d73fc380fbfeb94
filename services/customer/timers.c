/* Timers of the card that only tell the time. */
#include "customer/internal.h"

PvVerdict when_card_time(const PvState *state, const char *key, PvOutcome *outcome)
{
    pv_card_time_reached reached = PV__CARD_TIME_REACHED__INIT;
    reached.has_reached_ms = 1;
    reached.reached_ms = pv_now_ms(state);
    return emit_card_time_reached(outcome, &reached);
}
