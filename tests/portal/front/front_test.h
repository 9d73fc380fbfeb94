/* Requests without a connection, for the parts of the front that need none. */
#pragma once

#include "portal/front/inside.h"
#include "support/test.h"

/* A request for this method and address, its headers unread; the same storage each time. */
Exchange *given_request(Method method, const char *uri);
/* The same with its path read and its endpoint found, which must be there. */
Exchange *given_row(Method method, const char *uri, const char *body);
Routes *given_routes(void);
