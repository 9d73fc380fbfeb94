/* The views of the portal: what people see of all departments, folded from their feeds. */
#pragma once

#include "portal/service.h"

/* Folds any event, own or heard, into the views; called once for each by the portal's FOLLOW row, after the card. */
void view_fold(PvState *state, const ProtobufCMessage *event, const PvEventMeta *meta);
