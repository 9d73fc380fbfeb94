/* What the files of the HTTP front share. All of it happens on the front's one thread, but for passwords (hash.c) and the
 * changes that the commit thread hands over (changes.c). Times are monotonic microseconds. */
#pragma once

#include <microhttpd.h>
#include <stdio.h>
#include <sys/socket.h>

#include "payvand/messages.h"
#include "payvand/portal/messages.h"
#include "portal/access/access.h"
#include "portal/front/counters.h"
#include "portal/front/limits.h"
#include "portal/front/text.h"
#include "runtime/bus/callers.h"
#include "runtime/engine/catalogue.h"
#include "runtime/memory/require.h"
#include "runtime/message/tables.h"
#include "runtime/service/front.h"
#include "runtime/text/id.h"

#undef refuse /* words of departments' handlers */
#undef refuse_field
#undef accept

#define FRONT_PORTAL (PV_CATALOGUE_COUNT - 1) /* place of the portal among the departments */

/* What the configuration and the environment say of the front. */
typedef struct Settings {
    char listen[128]; /* 127.0.0.1:8080 */
    char web[512];    /* folder of the web application; "" if there is none */
    bool secure_cookies;
    const char *const *origins; /* that may read answers from other pages */
    unsigned origins_count;
} Settings;

typedef struct Front Front;
typedef struct Exchange Exchange;
typedef struct Person Person;
typedef struct Line Line;
typedef struct Streams Streams;
typedef struct Changes Changes;
typedef struct Calls Calls;
typedef struct Routes Routes;
typedef struct Files Files;
typedef struct Hashers Hashers;
typedef struct Persons Persons;
typedef struct Audit Audit;

struct Front {
    Service *service;
    const PvConfig *config;
    Settings settings;
    AccessKeys keys;
    struct MHD_Daemon *daemon;
    PvCallers *callers;
    Calls *calls;
    Routes *routes;
    Files *files;
    Hashers *hashers;
    Persons *persons;
    AccessThrottle *throttle;
    Audit *audit;
    Changes *changes;
    Streams *streams;
    Line *lines; /* connections, of which the oldest deadline is looked for every second */
    unsigned line_count, line_limit;
    PvArena *spare[FRONT_SPARE_ARENAS];
    unsigned spare_count;
    size_t body_bytes; /* of all requests */
    PvIds ids;
    uint64_t query_number;
    int listen_fd;
    int64_t listen_again_us;
    int wake_fd; /* eventfd: changes, or the end */
    char address[80];     /* as bound, such as 127.0.0.1:8080 */
    bool silent[PV_CATALOGUE_COUNT];
    bool ending;
    bool setup_done, setup_asked;
    int64_t setup_again_us;
    char setup_secret[ACCESS_SECRET_TEXT_BYTES];
};

int64_t front_now_us(void);
int64_t front_clock_ms(void);
/* Place of a department in pv_catalogues, -1 if there is none. */
int front_department(const char *name, size_t size);

/* --- requests ----------------------------------------------------------------------------------------------------- */

typedef enum Method {
    METHOD_GET = 1,
    METHOD_HEAD = 2,
    METHOD_POST = 4,
    METHOD_PUT = 8,
    METHOD_DELETE = 16,
    METHOD_OPTIONS = 32,
} Method;

/* A method at a path: a row of a department, or something of the front's own. */
typedef struct Endpoint {
    Method method;
    const PvCatalogueRow *row; /* NULL: the front's own */
    unsigned department;
    bool is_command;
    const PvMessageInfo *message, *answer; /* of a row */
    void (*handle)(Exchange *);
    bool open;       /* for those who are not signed in too */
    bool loopback;   /* open for programs of this host */
    bool any_origin; /* judges Origin and CSRF by itself (signing in) */
    bool personal;   /* the answer holds personal data */
    const char *fields[8]; /* of the message, in the order of the route's {…} */
    unsigned field_count;
    uint32_t average_us, asked; /* of queries answered at once */
} Endpoint;

typedef struct Parameter {
    const char *name, *value;
} Parameter;

typedef struct Header {
    const char *name, *value;
} Header;
#define EXCHANGE_HEADERS_LIMIT 24

/* One request and its answer. */
struct Exchange {
    Front *front;
    struct MHD_Connection *connection;
    Line *line;
    int64_t began_us;
    enum { READING_HEADERS, READING_BODY, WAITING, ANSWERED } state;
    bool endless;       /* a live stream */
    bool suspended;
    Method method;
    char *uri;          /* as it came; malloc */
    PvArena *arena;     /* from the end of its headers on */
    const char *segments[FRONT_PATH_SEGMENTS_LIMIT];
    unsigned segment_count;
    Parameter *parameters;
    unsigned parameter_count;
    const char *values[8]; /* of the endpoint's fields */
    Endpoint *endpoint;
    Person *person;
    bool counted;       /* among the person's requests under way */
    uint8_t *body;
    size_t body_bytes, body_room, body_limit, discarded;

    ProtobufCMessage *message;       /* of a row */
    const uint8_t *request;          /* packed, as it is sent */
    size_t request_bytes;
    const char *request_id;
    AccessPrepared *prepared;        /* what is shown once in the answer; NULL for most rows */
    void *work;                      /* what an own endpoint keeps while it waits */

    unsigned status;
    const char *content_type;
    const void *answer;
    size_t answer_bytes;
    bool compressed, may_compress, close;
    struct MHD_Response *response;   /* instead of the bytes */
    Header headers[EXCHANGE_HEADERS_LIMIT];
    unsigned header_count;
};

/* exchange.c */
void *exchange_begin(void *front, const char *uri, struct MHD_Connection *connection);
enum MHD_Result exchange_handle(void *front, struct MHD_Connection *connection, const char *url, const char *method,
                                const char *version, const char *data, size_t *size, void **exchange);
void exchange_end(void *front, struct MHD_Connection *connection, void **exchange, enum MHD_RequestTerminationCode how);
void exchange_free(Exchange *exchange);
/* The connection waits for exchange_resume. */
void exchange_wait(Exchange *exchange);
/* Goes on with one whose answer is there, if it waited. */
void exchange_resume(Exchange *exchange);
/* Keeps the arena of an exchange, or gives one that is kept. */
PvArena *front_arena(Front *front);
void front_arena_back(Front *front, PvArena *arena);

/* A connection, and until when what it is doing must be done. */
struct Line {
    Front *front;
    struct MHD_Connection *connection;
    int fd;
    int64_t deadline_us;
    bool cut, local;
    Exchange *exchange; /* whose request line has come; MHD does not tell the end of every one */
    uint8_t address[16];
    Line *next, *before;
};
/* line.c */
void line_notify(void *front, struct MHD_Connection *connection, void **line, enum MHD_ConnectionNotificationCode what);
enum MHD_Result line_accept(void *front, const struct sockaddr *address, socklen_t size);
void lines_tick(Front *front, int64_t now_us);
/* Address of the connection as text, of ADDRESS_TEXT_BYTES. */
#define ADDRESS_TEXT_BYTES 48
void line_address(const Line *line, char *text);
/* A header of the request; NULL if it is not there. */
const char *exchange_header(const Exchange *exchange, const char *name);
/* Address the connection comes from, as text in the arena. */
const char *exchange_address(const Exchange *exchange);
bool exchange_is_local(const Exchange *exchange);

/* check.c: what is wrong with a request can be said from its line and headers. False: answered. */
bool check_request_line(Exchange *exchange, const char *method, const char *version);
bool check_headers(Exchange *exchange);
bool check_origin(Exchange *exchange);
bool check_content_type(Exchange *exchange);
/* What a page of a listed origin may ask for. */
void check_preflight(Exchange *exchange, const char *methods);
/* Is the page of this Origin one of ours, or one the configuration names? */
bool check_origin_is_ours(const Exchange *exchange, const char *origin);

/* routes.c */
Routes *routes_open(void);
void routes_close(Routes **routes);
/* Splits and decodes the path and the query string of exchange->uri. False: answered. */
bool path_read(Exchange *exchange);
/* The endpoint, or NULL; then *allowed is the set of methods the path has, 0 if there is no such path. */
Endpoint *routes_find(Routes *routes, Exchange *exchange, unsigned *allowed);
const char *routes_allow(Exchange *exchange, unsigned allowed);

/* input.c: the message of a row from path, query string and body. NULL: answered with what is wrong. */
ProtobufCMessage *input_read(Exchange *exchange);

typedef enum CallEnd { CALL_ANSWERED, CALL_UNREACHABLE, CALL_STOPPED } CallEnd;
/* bytes: the Reply, borrowed, if it was answered. */
typedef void CallDone(void *context, CallEnd end, const uint8_t *bytes, size_t size_bytes);

/* dispatch.c: rows of departments. */
void dispatch_row(Exchange *exchange);
/* Sends the message of a row, completed by whoever read it. */
void dispatch_message(Exchange *exchange);
/* A Request in the arena, as the front itself. */
/* Sends a command of the front itself to the portal; false: not now. */
bool dispatch_command(Front *front, const ProtobufCMessage *command, CallDone *done, void *context);
const uint8_t *dispatch_own(PvArena *arena, Pv__RequestKind kind, const ProtobufCMessage *message,
                            const char *request_id, size_t *size_bytes);
/* The answer of the portal's own tables to a query of the front itself; NULL if there is none: *refused says that there is
 * no such thing, else the tables cannot be read at present. */
ProtobufCMessage *dispatch_ask(Front *front, const ProtobufCMessage *query, const ProtobufCMessageDescriptor *type,
                               PvArena *arena, bool *refused);

/* --- answers ------------------------------------------------------------------------------------------------------ */

typedef struct Trouble {
    unsigned status;
    const char *type, *title, *detail;
    const char *pointer; /* of the one field that is wrong; NULL for none */
    const char *reason;  /* what is wrong with it; NULL: the detail */
    unsigned retry_after_s;
} Trouble;

/* answer.c. All take bytes that live as long as the exchange. */
void answer_bytes(Exchange *exchange, unsigned status, const char *type, const void *bytes, size_t size_bytes);
void answer_json(Exchange *exchange, unsigned status, const char *text, size_t size_bytes);
void answer_nothing(Exchange *exchange, unsigned status);
void answer_trouble(Exchange *exchange, const Trouble *trouble);
/* A status with a problem of its own name. */
void answer_refused(Exchange *exchange, unsigned status, const char *type, const char *title, const char *detail);
/* A refusal of a department. */
void answer_problem(Exchange *exchange, const Pv__Problem *problem);
void answer_header(Exchange *exchange, const char *name, const char *value);
/* Queues what was answered; MHD_NO if the connection has to be cut. */
enum MHD_Result answer_queue(Exchange *exchange);

/* problem.c */
unsigned problem_status(const Pv__Problem *problem, bool conditional);
/* lines[2].product_name to #/lines/2/productName, in the arena; message may be NULL. */
const char *problem_pointer(PvArena *arena, const PvMessageInfo *message, const char *field);

/* --- calls of departments ----------------------------------------------------------------------------------------- */

Calls *calls_open(void);
/* Ends all with CALL_STOPPED. */
void calls_close(Front *front);
/* Sends a Request, again and again under its id until it is answered or the department is taken for unreachable. bytes and
 * id are copied. false: too many are under way; done is not called. It may be called before this returns. */
bool calls_send(Front *front, unsigned department, const char *request_id, const uint8_t *bytes, size_t size_bytes,
                CallDone *done, void *context);
void calls_receive(Front *front);
void calls_tick(Front *front, int64_t now_us);
unsigned calls_count(const Calls *calls);

/* --- people: persons.c finds who asks, signin.c lets them in, account.c fills in what only the front knows ---------- */

/* What all sessions and tokens of a user have under way together. */
typedef struct Load {
    struct Load *next;
    unsigned references, under_way, streams;
    char user[ACCESS_USER_LIMIT_BYTES + 1];
} Load;

struct Person {
    unsigned references;
    portal_signed_in *who; /* never without its user */
    Load *load;
    const char *user, *via; /* via: id of the session or token */
    bool by_token;
    char hash[ACCESS_HASH_TEXT_BYTES]; /* of cookie or token */
    char csrf[ACCESS_HASH_TEXT_BYTES];
    uint64_t batch;                    /* the tables said so after this many batches */
    int64_t seen_ms, noted_ms;
    Person *next;
};

Persons *persons_open(void);
void persons_close(Persons **persons);
/* Who sends this request: sets exchange->person, referenced. False: answered (unknown, ended, forged). */
bool person_find(Exchange *exchange, bool needed);
void person_release(Front *front, Person *person);
/* Is the person still signed in? Asks anew. */
bool person_holds(Front *front, const Person *person);
/* Forgets a session that has ended. */
void person_forget(Front *front, const char *hash);
/* May the person ask for this row by these means? False: answered. */
bool person_may(Exchange *exchange);
void persons_tick(Front *front, int64_t now_us);

void signin_get(Exchange *exchange);
void signin_post(Exchange *exchange);
void signin_first(Exchange *exchange);
void signin_delete(Exchange *exchange);
/* The cookie of the request in the arena; NULL if there is none, or more than one. */
const char *signin_cookie(const Exchange *exchange);

/* hash.c: what takes long, on threads of its own. work runs there, done on the front's thread. */
Hashers *hashers_open(void);
void hashers_close(Hashers **hashers);
/* false: too many wait. */
bool hashers_push(Hashers *hashers, void (*work)(void *context), void (*done)(void *context), void *context);
int hashers_fd(const Hashers *hashers);
void hashers_take(Hashers *hashers);
/* Prints the link for the first administrator while there is no user. */
void setup_tick(Front *front, int64_t now_us);
/* Lets a worker fill in what only the front can (secrets, hashes), then sends the command; for rows with such fields. */
void account_prepare(Exchange *exchange);

/* --- what else is served ------------------------------------------------------------------------------------------ */

Files *files_open(const char *folder);
void files_close(Files **files);
void files_serve(Exchange *exchange);
void pages_openapi(Exchange *exchange);
void pages_asyncapi(Exchange *exchange);
void pages_docs(Exchange *exchange);
void pages_metrics(Exchange *exchange);
void pages_health(Exchange *exchange);

Changes *changes_open(Front *front);
void changes_close(Changes **changes);
/* Commit thread. */
void changes_hand_over(Changes *changes, const FrontEvent *events, size_t count);
uint64_t changes_batch(const Changes *changes);
/* Takes over what was handed, tells it to the streams. */
void changes_take(Front *front);
/* What is heard of the departments: tells health, sets front->silent. */
void changes_health(Front *front, int64_t now_us);
Streams *streams_open(void);
void stream_open(Exchange *exchange);
void streams_tell(Front *front);
void streams_tick(Front *front, int64_t now_us);
void streams_end(Front *front);
/* Of one session or token. */
void streams_end_of(Front *front, const Person *person);
unsigned streams_count(const Front *front);
/* Adds to an answer of the portal what only the bus knows: which departments are silent, since when. */
void health_complete(Front *front, ProtobufCMessage *answer);

Audit *audit_open(void);
void audit_close(Front *front);
bool audit_is_empty(const Front *front);
/* Notes a request that is answered. */
void audit_note(Exchange *exchange, const ProtobufCMessage *answer);
/* The same for something of the front's own: signing in and out. */
void audit_note_own(Exchange *exchange, const char *what, const char *user);
void audit_tick(Front *front, int64_t now_us);
