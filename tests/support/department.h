/* A department in a test: its real engine on a real log and store in a fresh folder, a clock the test holds, no threads
 * and no sockets. Include the department's service.h first. Tests read as stories:
 *
 *     Department *sales = given_department(&pv_service_sales);
 *     given(sales, deal_opened, .deal_id = D1, .customer_id = ACME);
 *     when(sales, win_deal, .deal_id = D1);
 *     then_told(sales, deal_won, .deal_id = D1);
 *     when_refused(sales, DEAL_CLOSED, win_deal, .deal_id = D1);
 *
 * Fields are written as in C; presence flags (has_…) of fields that are not zero are set for you, in nested messages too.
 * To send an explicit zero set .has_x = 1. */
#pragma once

#include "runtime/engine/engine.h"
#include "support/test.h"

typedef struct Department Department;

/* Opens the department; closed by the harness at the end of the program. Departments of one test share one
 * organisation key. The clock starts at 2026-01-01 00:00 UTC and moves 1 ms for each item. */
Department *given_department(const PvService *service);
/* The same under another source name than the service's own is not possible: one source, one service. */

#define PV_MAKE_(package, name, ...) \
    (&(package##_##name){.base = {.descriptor = &package##__##name##__descriptor}, __VA_ARGS__}.base)
#define PV_MAKE__(package, name, ...) PV_MAKE_(package, name, __VA_ARGS__)
/* A message of the department under test, of the card, or of another package. */
#define message(name, ...) PV_MAKE__(PV_PACKAGE, name, __VA_ARGS__)
#define card_message(name, ...) PV_MAKE_(pv, name, __VA_ARGS__)
#define message_of(package, name, ...) PV_MAKE_(package, name, __VA_ARGS__)

/* Past events of its own: told, applied and reacted to as if a command had told them. */
#define given(department, name, ...) department_given(department, message(name, __VA_ARGS__))
/* Runs a command; the test fails if it is refused. Returns the record in the answer (borrowed until the next item). */
#define when(department, name, ...) department_when(department, message(name, __VA_ARGS__))
#define when_card(department, name, ...) department_when(department, card_message(name, __VA_ARGS__))
/* Runs a command that must be refused with this PROBLEM row. */
#define when_refused(department, problem, name, ...) \
    department_when_refused(department, PROBLEM_##problem, message(name, __VA_ARGS__))
#define when_card_refused(department, problem, name, ...) \
    department_when_refused(department, PROBLEM_##problem, card_message(name, __VA_ARGS__))
/* Hears an event of another department (next in its log). when_heard_card: an event of package payvand from `source`. */
#define when_heard(department, package, name, ...) \
    department_when_heard(department, #package, message_of(package, name, __VA_ARGS__))
#define when_heard_card(department, source, name, ...) \
    department_when_heard(department, source, card_message(name, __VA_ARGS__))
/* The last item (or all since the last given, when or when_heard) told such an event: the fields that are set agree. */
#define then_told(department, name, ...) department_then_told(department, message(name, __VA_ARGS__))
#define then_told_card(department, name, ...) department_then_told(department, card_message(name, __VA_ARGS__))
/* It told no event of this type. */
#define then_not_told(department, name) department_then_not_told(department, message(name, .base.n_unknown_fields = 0))
#define then_not_told_card(department, name) \
    department_then_not_told(department, card_message(name, .base.n_unknown_fields = 0))
/* Asks a query that must be answered; the answer is borrowed until the next ask. */
#define ask(department, name, reply, ...) \
    ((PV_TYPE(reply) *)department_ask(department, message(name, __VA_ARGS__)))
#define ask_card(department, name, reply, ...) \
    ((pv_##reply *)department_ask(department, card_message(name, __VA_ARGS__)))
#define ask_refused(department, problem, name, ...) \
    department_ask_refused(department, PROBLEM_##problem, message(name, __VA_ARGS__))
#define ask_card_refused(department, problem, name, ...) \
    department_ask_refused(department, PROBLEM_##problem, card_message(name, __VA_ARGS__))

void department_given(Department *department, ProtobufCMessage *event);
ProtobufCMessage *department_when(Department *department, ProtobufCMessage *command);
void department_when_refused(Department *department, unsigned problem, ProtobufCMessage *command);
/* Runs a command that may be refused; true if it was accepted. */
bool department_try(Department *department, ProtobufCMessage *command);
void department_when_heard(Department *department, const char *source, ProtobufCMessage *event);
void department_then_told(Department *department, ProtobufCMessage *expected);
void department_then_not_told(Department *department, ProtobufCMessage *type);
/* The record in the answer of the last command; NULL if there is none. */
ProtobufCMessage *department_answer(Department *department);
ProtobufCMessage *department_ask(Department *department, ProtobufCMessage *query);
/* Asks a query that may be refused: then NULL. */
ProtobufCMessage *department_try_ask(Department *department, ProtobufCMessage *query);
void department_ask_refused(Department *department, unsigned problem, ProtobufCMessage *query);

/* How the next commands are sent. Roles "" stand for the operator, who may all. */
void department_act_as(Department *department, const char *actor, const char *role);
/* Only records of these owners, or of nobody, from now on; count 0: all. Borrowed. */
void department_hold_to(Department *department, const char *const *owners, size_t count);
void department_request_id(Department *department, const char *request_id); /* of the next command only */
void department_expect_version(Department *department, uint64_t version);   /* of the next command only */
void department_historical(Department *department, bool historical);       /* of commands and heard events from now on */
void department_heard_at(Department *department, int64_t at_ms);           /* happened_at of heard events; 0: now */

/* The first event of this type in what was told last; NULL if there is none. Borrowed until the next item. */
const ProtobufCMessage *department_told(Department *department, const ProtobufCMessageDescriptor *type);
size_t department_told_count(Department *department, const ProtobufCMessageDescriptor *type);
/* The answer of the last command, its position token's sequence and the record's version. */
uint64_t department_version(Department *department);
uint64_t department_head(Department *department);
/* Why the last command or query was refused, for people; "" if it was not. */
const char *department_refusal(Department *department);

/* Moves the clock and fires every timer that comes due, in order. */
void when_time_passes(Department *department, int64_t ms);
int64_t department_now_ms(Department *department);
/* Runs timers that are due now (jobs), until none is. */
void department_run_jobs(Department *department);

/* Delivers every SHARED event that `from` told and `to` has not heard, in order; true if there was one. */
bool department_deliver(Department *from, Department *to);
/* Delivers at most `count` of them. */
size_t department_deliver_some(Department *from, Department *to, size_t count);
/* Delivers among all, and runs jobs, until nothing is left to hear. */
void departments_settle(Department **departments, size_t count);

/* Closes and opens it again, as after a crash: what was not written down comes back from the log. */
void department_restart(Department *department);
/* Folds the log into a fresh store and compares all tables with the live ones; fails the test if they differ. */
void then_rebuild_is_equal(Department *department);
/* The state as handlers see it, for calling rules and module functions directly; borrowed, reads only. */
const PvState *department_state(Department *department);
PvEngine *department_engine(Department *department);
/* Clears erased people from the log as the service does after an erasure. */
void department_erase_log(Department *department);
/* Is the text anywhere in the files of the log or of the tables (written down first)? */
bool department_holds_text(Department *department, const char *text);
