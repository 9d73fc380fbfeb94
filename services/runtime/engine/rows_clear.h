/* Makes every row of service.def expand to nothing; whoever reads the table then defines the rows it wants. */
#undef COMMAND
#undef QUERY
#undef EVENT
#undef CARD_EVENT
#undef HEARD
#undef FOLLOW
#undef REACTION
#undef REACTION_BY
#undef TIMER
#undef TABLE
#undef INDEX
#undef UNIQUE
#undef PROBLEM
#undef STATE_VERSION
#define COMMAND(name, record, route, role, text)
#define QUERY(name, reply, route, role, text)
#define EVENT(name, sharing, text)
#define CARD_EVENT(name, text)
#define HEARD(name, source, text)
#define FOLLOW(name, text)
#define REACTION(name, source, since, text)
#define REACTION_BY(handler, name, source, since, text)
#define TIMER(name, text)
#define TABLE(name, record, key)
#define INDEX(table, name, fields)
#define UNIQUE(table, name, fields)
#define PROBLEM(name, kind, type, title)
#define STATE_VERSION(version)
