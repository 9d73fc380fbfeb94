/* Roles that a command or query may ask for. */
#pragma once

#define PV_ROLES(ROLE)                                                                                       \
    ROLE(ANYONE, "anyone")         /* whoever is signed in */                                                 \
    ROLE(SELLER, "seller")         /* sales staff */                                                          \
    ROLE(MARKETER, "marketer")     /* marketing staff */                                                      \
    ROLE(AGENT, "agent")           /* customer service staff */                                               \
    ROLE(CLERK, "clerk")           /* loyalty staff */                                                        \
    ROLE(ANALYST, "analyst")       /* analysis */                                                             \
    ROLE(MANAGER, "manager")       /* settings of the business, approvals, merges */                          \
    ROLE(ADMINISTRATOR, "administrator") /* users, teams, roles; parked events; the list of accesses */       \
    ROLE(WORKER, "worker")         /* an analytics worker; no person */                                       \
    ROLE(PORTAL, "portal")         /* the portal's front, for itself; no actor may name it */                 \
    ROLE(OPERATOR, "operator")     /* runs the servers; may all */

typedef enum PvRole {
#define PV_ROLE_ENUM(name, text) ROLE_##name,
    PV_ROLES(PV_ROLE_ENUM)
#undef PV_ROLE_ENUM
    ROLE_COUNT
} PvRole;

/* The role's name, as Actor.roles carries it. */
const char *pv_role_name(PvRole role);
