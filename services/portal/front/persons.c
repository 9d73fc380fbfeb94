/* Who asks: found by the hash of a cookie or token, kept while the portal's tables have not moved. */
#include "portal/front/inside.h"
#include "runtime/message/wire.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BUCKETS 1024
#define KEPT_MS (15 * 60 * 1000LL) /* since the last request */

struct Persons {
    Person *buckets[BUCKETS];
    Load *loads[BUCKETS];
    unsigned count;
};

static unsigned bucket_of(const char *text)
{
    unsigned hash = 5381;
    for (; *text; text++)
        hash = hash * 33 + (unsigned char)*text;
    return hash % BUCKETS;
}

Persons *persons_open(void)
{
    Persons *persons = calloc(1, sizeof *persons);
    pv_require(persons, "out of memory");
    return persons;
}

/* --- what a user has under way ------------------------------------------------------------------------------------ */

static Load *load_take(Persons *persons, const char *user)
{
    Load **at = &persons->loads[bucket_of(user)];
    while (*at && strcmp((*at)->user, user) != 0)
        at = &(*at)->next;
    if (!*at) {
        *at = calloc(1, sizeof **at);
        pv_require(*at, "out of memory");
        snprintf((*at)->user, sizeof(*at)->user, "%s", user);
    }
    (*at)->references++;
    return *at;
}

static void load_release(Persons *persons, Load *load)
{
    if (--load->references)
        return;
    Load **at = &persons->loads[bucket_of(load->user)];
    while (*at != load)
        at = &(*at)->next;
    *at = load->next;
    free(load);
}

/* --- keeping them ------------------------------------------------------------------------------------------------- */

static void person_free(Persons *persons, Person *person)
{
    load_release(persons, person->load);
    portal__signed_in__free_unpacked(person->who, NULL);
    free(person);
}

static Person **place_of(Persons *persons, const char *hash)
{
    Person **at = &persons->buckets[bucket_of(hash)];
    while (*at && strcmp((*at)->hash, hash) != 0)
        at = &(*at)->next;
    return at;
}

/* Out of the table; those who still use it free it. */
static void forget(Persons *persons, Person **at)
{
    Person *person = *at;
    *at = person->next;
    person->next = NULL;
    persons->count--;
    if (--person->references == 0)
        person_free(persons, person);
}

void person_forget(Front *front, const char *hash)
{
    Person **at = place_of(front->persons, hash);
    if (*at)
        forget(front->persons, at);
}

void persons_close(Persons **persons)
{
    if (!*persons)
        return;
    for (unsigned i = 0; i < BUCKETS; i++)
        while ((*persons)->buckets[i])
            forget(*persons, &(*persons)->buckets[i]);
    free(*persons);
    *persons = NULL;
}

void person_release(Front *front, Person *person)
{
    if (person && --person->references == 0)
        person_free(front->persons, person);
}

/* --- asking the tables -------------------------------------------------------------------------------------------- */

/* A copy that lives as long as the person. */
static void person_fill(Person *person, portal_signed_in *found)
{
    size_t size = portal__signed_in__get_packed_size(found);
    uint8_t *bytes = malloc(size + 1);
    pv_require(bytes, "out of memory");
    portal__signed_in__pack(found, bytes);
    if (person->who)
        portal__signed_in__free_unpacked(person->who, NULL);
    person->who = portal__signed_in__unpack(NULL, size, bytes);
    pv_require(person->who && person->who->user);
    free(bytes);
    person->user = person->who->user->user_id;
    person->via = person->by_token ? person->who->token->token_id : person->who->session->session_id;
}

/* NULL: there is nobody (*refused), or the tables cannot be read. */
static portal_signed_in *ask(Front *front, const char *hash, bool by_token, PvArena *arena, bool *refused)
{
    Portal__FindSession session = PORTAL__FIND_SESSION__INIT;
    Portal__FindToken token = PORTAL__FIND_TOKEN__INIT;
    session.session_hash = token.token_hash = hash;
    portal_signed_in *found = (portal_signed_in *)dispatch_ask(front, by_token ? &token.base : &session.base,
                                                               &portal__signed_in__descriptor, arena, refused);
    if (found && found->user && (by_token ? found->token != NULL : found->session != NULL))
        return found;
    *refused = *refused || found;
    return NULL;
}

static bool is_over(const Person *person, int64_t now_ms)
{
    if (person->by_token)
        return person->who->token->expires_at_ms && now_ms >= person->who->token->expires_at_ms;
    const portal_session *session = person->who->session;
    return now_ms >= session->ends_at_ms || now_ms >= session->idle_until_ms;
}

static Person *remember(Front *front, const char *hash, bool by_token, portal_signed_in *found)
{
    Persons *persons = front->persons;
    Person *person = calloc(1, sizeof *person);
    pv_require(person, "out of memory");
    person->by_token = by_token;
    person->references = 1;
    snprintf(person->hash, sizeof person->hash, "%s", hash);
    person_fill(person, found);
    person->load = load_take(persons, person->user);
    person->noted_ms = by_token ? found->token->used_at_ms : found->session->seen_at_ms;
    person->next = persons->buckets[bucket_of(hash)];
    persons->buckets[bucket_of(hash)] = person;
    persons->count++;
    return person;
}

/* The person behind a hash as the tables say now. */
static Person *look_up(Front *front, const char *hash, bool by_token, PvArena *arena, bool *refused)
{
    uint64_t batch = changes_batch(front->changes);
    Person **at = place_of(front->persons, hash), *person = *at;
    *refused = false;
    if (!person || person->batch != batch) {
        portal_signed_in *found = ask(front, hash, by_token, arena, refused);
        if (!found) {
            if (person && *refused)
                forget(front->persons, at);
            return NULL;
        }
        if (person)
            person_fill(person, found);
        else
            person = remember(front, hash, by_token, found);
        person->batch = batch;
    }
    *refused = is_over(person, front_clock_ms());
    return *refused ? NULL : person;
}

bool person_holds(Front *front, const Person *person)
{
    bool refused;
    char hash[ACCESS_HASH_TEXT_BYTES];
    PvArena *arena = front_arena(front);
    memcpy(hash, person->hash, sizeof hash);
    Person *found = look_up(front, hash, person->by_token, arena, &refused);
    front_arena_back(front, arena);
    return found || !refused;
}

/* --- of a request ------------------------------------------------------------------------------------------------- */

static bool refuse(Exchange *exchange, const char *title)
{
    answer_refused(exchange, 401, "not-signed-in", title, NULL);
    return false;
}

static bool find(Exchange *exchange, bool needed, const char *secret, bool by_token)
{
    Front *front = exchange->front;
    char hash[ACCESS_HASH_TEXT_BYTES];
    bool refused;
    access_secret_hash(&front->keys, secret, hash);
    Person *person = look_up(front, hash, by_token, exchange->arena, &refused);
    if (!person && (!needed || refused))
        return !needed || refuse(exchange, by_token ? "The token is not known or has run out" : "The session has ended");
    if (!person) {
        answer_refused(exchange, 503, "starting", "The portal is starting", NULL);
        return false;
    }
    if (!by_token && !*person->csrf)
        access_csrf_of(&front->keys, secret, person->csrf);
    person->seen_ms = front_clock_ms();
    person->references++;
    exchange->person = person;
    return true;
}

/* A token goes before a cookie: a program that sends both means the token. */
bool person_find(Exchange *exchange, bool needed)
{
    const char *authorization = exchange_header(exchange, "Authorization");
    if (authorization && strncasecmp(authorization, "Bearer ", 7) == 0 && strlen(authorization) < 256)
        return find(exchange, needed, authorization + 7 + strspn(authorization + 7, " "), true);
    if (authorization && needed)
        return refuse(exchange, "The header Authorization is not understood");
    const char *cookie = authorization ? NULL : signin_cookie(exchange);
    if (cookie)
        return find(exchange, needed, cookie, false);
    return !needed || refuse(exchange, "Nobody is signed in");
}

bool person_may(Exchange *exchange)
{
    const Endpoint *endpoint = exchange->endpoint;
    const portal_signed_in *who = exchange->person->who;
    const char *department = pv_catalogues[endpoint->department]->name;
    if (!access_may(who, endpoint->row->role))
        answer_refused(exchange, 403, "not-allowed", "The actor may not do this",
                       arena_format(exchange->arena, "This needs the role %s.", pv_role_name(endpoint->row->role)));
    else if (!access_token_allows(who, department, endpoint->is_command))
        answer_refused(exchange, 403, "token-scope", "The token may not be used for this",
                       arena_format(exchange->arena, "It has no scope to %s in %s.",
                                    endpoint->is_command ? "change" : "read", department));
    else if (exchange->person->by_token && access_needs_cookie(endpoint->row->type))
        answer_refused(exchange, 403, "token-scope", "This needs a person who is signed in, not a token", NULL);
    else
        return true;
    return false;
}

/* --- now and then ------------------------------------------------------------------------------------------------- */

static void noted(void *front, CallEnd end, const uint8_t *bytes, size_t size)
{
}

typedef struct Notes {
    portal_seen_session sessions[ACCESS_SEEN_LIMIT], *session_list[ACCESS_SEEN_LIMIT];
    portal_seen_token tokens[ACCESS_SEEN_LIMIT], *token_list[ACCESS_SEEN_LIMIT];
    size_t session_count, token_count;
} Notes;

static void add_note(Notes *notes, Person *person)
{
    if (person->by_token && notes->token_count < ACCESS_SEEN_LIMIT) {
        portal_seen_token *seen = notes->token_list[notes->token_count] = &notes->tokens[notes->token_count];
        portal__seen_token__init(seen);
        seen->token_hash = person->hash;
        seen->has_at_ms = 1;
        seen->at_ms = person->noted_ms = person->seen_ms;
        notes->token_count++;
    } else if (!person->by_token && notes->session_count < ACCESS_SEEN_LIMIT) {
        portal_seen_session *seen = notes->session_list[notes->session_count] = &notes->sessions[notes->session_count];
        portal__seen_session__init(seen);
        seen->session_hash = person->hash;
        seen->has_at_ms = 1;
        seen->at_ms = person->noted_ms = person->seen_ms;
        notes->session_count++;
    }
}

static void send_notes(Front *front, Notes *notes)
{
    Portal__NoteSeen command = PORTAL__NOTE_SEEN__INIT;
    command.n_sessions = notes->session_count;
    command.sessions = notes->session_list;
    command.n_tokens = notes->token_count;
    command.tokens = notes->token_list;
    if (notes->session_count || notes->token_count)
        dispatch_command(front, &command.base, noted, front);
}

/* Notes which sessions were used, and forgets those that were not for long. */
void persons_tick(Front *front, int64_t now_us)
{
    Persons *persons = front->persons;
    int64_t now_ms = front_clock_ms();
    Notes *notes = calloc(1, sizeof *notes);
    pv_require(notes, "out of memory");
    for (unsigned i = 0; i < BUCKETS; i++) {
        for (Person **at = &persons->buckets[i]; *at;) {
            Person *person = *at;
            if (person->seen_ms - person->noted_ms >= ACCESS_SEEN_EVERY_MS)
                add_note(notes, person);
            if (person->references == 1 && now_ms - person->seen_ms > KEPT_MS)
                forget(persons, at);
            else
                at = &person->next;
        }
    }
    send_notes(front, notes);
    free(notes);
    count_now(GAUGE_SESSIONS, persons->count);
}
