/* The portal's HTTP front: everything people, browsers and programs ask of Payvand over HTTP. One thread with
 * libmicrohttpd and the sockets to all departments on one loop. */
#pragma once

#include "runtime/service/front.h"

extern const ServiceFront portal_front;
