// Messages of payvand.support. Written by scripts/describe.mjs from the .proto files.
import type { Int64 } from './pv';
import type * as pv from './pv';

/** What a case is about. */
export const CaseKindValues = ['QUESTION', 'INFORMATION', 'INCIDENT', 'COMPLAINT', 'RETURN', 'DISPUTE'] as const;
export type CaseKind = 'CASE_KIND_UNSPECIFIED' | 'QUESTION' | 'INFORMATION' | 'INCIDENT' | 'COMPLAINT' | 'RETURN' | 'DISPUTE';

/** Where a case stands. */
export const CaseStateValues = ['NEW', 'OPEN', 'WAITING_FOR_CUSTOMER', 'WAITING_INSIDE', 'SNOOZED', 'RESOLVED', 'CLOSED', 'REOPENED', 'MERGED', 'REJECTED'] as const;
export type CaseState = 'CASE_STATE_UNSPECIFIED' | 'NEW' | 'OPEN' | 'WAITING_FOR_CUSTOMER' | 'WAITING_INSIDE' | 'SNOOZED' | 'RESOLVED' | 'CLOSED' | 'REOPENED' | 'MERGED' | 'REJECTED';

/** How soon a case is to be worked on. */
export const CasePriorityValues = ['LOW', 'NORMAL', 'HIGH', 'URGENT'] as const;
export type CasePriority = 'CASE_PRIORITY_UNSPECIFIED' | 'LOW' | 'NORMAL' | 'HIGH' | 'URGENT';

/** How bad it is for the customer. */
export const CaseSeverityValues = ['MINOR', 'MODERATE', 'SEVERE', 'CRITICAL'] as const;
export type CaseSeverity = 'CASE_SEVERITY_UNSPECIFIED' | 'MINOR' | 'MODERATE' | 'SEVERE' | 'CRITICAL';

/** Which way a message of a conversation went. */
export const MessageDirectionValues = ['INBOUND', 'OUTBOUND', 'INTERNAL'] as const;
export type MessageDirection = 'MESSAGE_DIRECTION_UNSPECIFIED' | 'INBOUND' | 'OUTBOUND' | 'INTERNAL';

/** Define a queue, or change the name or description of one. */
export interface DefineQueue {
  /** Id of the queue to change; without it a new queue is made. */
  queueId?: string;
  /** Name people see; no two queues share one. */
  name?: string;
  /** What belongs into it. */
  description?: string;
}

/** Open a case for a customer. */
export interface OpenCase {
  /** Customer who asks: an id, or an identifier that introduces a new customer if it is unknown. */
  customer?: pv.CustomerReference;
  /** Key of the case in the system it comes from; a second case with the same key is refused. */
  businessKey?: string;
  /** What it is about; a question if not given. */
  kind?: CaseKind;
  /** Channel it came by. */
  channel?: pv.Channel;
  /** Priority before the customer's worth raises it; taken from the severity if not given. */
  priority?: CasePriority;
  /** How bad it is for the customer; minor if not given. */
  severity?: CaseSeverity;
  /** Queue it goes into; the queue named General is made and used if not given. */
  queueId?: string;
  /** Member of staff who answers for it. */
  owner?: string;
  /** Members of staff who want to hear of it. */
  watchers?: string[];
  /** Person who asks on behalf of the customer. */
  requester?: string;
  /** Product it is about. */
  productId?: string;
  /** Order it is about. */
  orderId?: string;
  /** One line that says what it is. */
  subject?: string;
  /** The customer's words: the first message of the conversation. */
  body?: string;
  /** When the customer asked, UTC milliseconds; now if not given. */
  openedAtMs?: Int64;
}

/** Add a message or an internal note to the conversation of a case. */
export interface AddCaseMessage {
  /** Case it belongs to. */
  caseId?: string;
  /** Which way it went. */
  direction?: MessageDirection;
  /** Channel it came or went by; the case's channel if not given. */
  channel?: pv.Channel;
  /** Who wrote it; the actor if not given. */
  author?: string;
  /** What it says. */
  body?: string;
  /** Key of the message in its channel; a second message with the same key is refused. */
  businessKey?: string;
  /** When it was written, UTC milliseconds; now if not given. */
  writtenAtMs?: Int64;
}

/** Move a case to another state. */
export interface ChangeCaseState {
  /** Case to move. */
  caseId?: string;
  /** State it goes to; snoozed and merged have commands of their own. */
  state?: CaseState;
  /** Why; required to reject a case. */
  reason?: string;
}

/** Put a case aside until a time. */
export interface SnoozeCase {
  /** Case to put aside. */
  caseId?: string;
  /** When it wakes, UTC milliseconds; later than now. */
  untilMs?: Int64;
  /** Why. */
  reason?: string;
}

/** Note how satisfied the customer was with a case that is resolved, closed or rejected. */
export interface RateCase {
  /** Case it is about. */
  caseId?: string;
  /** How satisfied the customer was, 1 (not at all) to 5 (very). */
  satisfaction?: number;
  /** What the customer said. */
  comment?: string;
}

/** Let a case go on in another case. */
export interface MergeCase {
  /** Case that ends. */
  caseId?: string;
  /** Case it goes on in; of the same customer. */
  intoCaseId?: string;
}

/** Name the member of staff who answers for a case. */
export interface AssignCase {
  /** Case to assign. */
  caseId?: string;
  /** Member of staff; empty takes the case from its owner. */
  owner?: string;
}

/** Put a case into another queue. */
export interface SetQueue {
  /** Case to move. */
  caseId?: string;
  /** Queue it goes into. */
  queueId?: string;
}

/** Change what a case says of itself; fields that are not given stay as they are. */
export interface ChangeCase {
  /** Case to change. */
  caseId?: string;
  /** One line that says what it is. */
  subject?: string;
  /** What it is about. */
  kind?: CaseKind;
  /** Priority before the customer's worth raises it. */
  priority?: CasePriority;
  /** How bad it is for the customer. */
  severity?: CaseSeverity;
  /** Product it is about. */
  productId?: string;
  /** Order it is about. */
  orderId?: string;
  /** Person who asks on behalf of the customer. */
  requester?: string;
  /** Members of staff who want to hear of it from now on. */
  addWatchers?: string[];
  /** Members of staff who no longer want to. */
  removeWatchers?: string[];
}

/** A queue was defined or renamed. */
export interface QueueDefined {
  /** Id of the queue. */
  queueId?: string;
  /** Name people see. */
  name?: string;
  /** What belongs into it. */
  description?: string;
}

/** A case was opened. */
export interface CaseOpened {
  /** Id of the case. */
  caseId?: string;
  /** Number people say. */
  number?: string;
  /** Customer who asks. */
  customerId?: string;
  /** Key of the case in the system it came from. */
  businessKey?: string;
  /** What it is about. */
  kind?: CaseKind;
  /** Channel it came by. */
  channel?: pv.Channel;
  /** How soon it is to be worked on. */
  priority?: CasePriority;
  /** Priority before the customer's worth raised it. */
  basePriority?: CasePriority;
  /** How bad it is for the customer. */
  severity?: CaseSeverity;
  /** Queue it went into. */
  queueId?: string;
  /** Member of staff who answers for it. */
  owner?: string;
  /** Members of staff who want to hear of it. */
  watchers?: string[];
  /** Person who asks on behalf of the customer. */
  requester?: string;
  /** Product it is about. */
  productId?: string;
  /** Order it is about. */
  orderId?: string;
  /** One line that says what it is. */
  subject?: string;
  /** When the customer asked, UTC milliseconds. */
  openedAtMs?: Int64;
}

/** A message or note was added to a conversation. */
export interface CaseMessageAdded {
  /** Case it belongs to. */
  caseId?: string;
  /** Customer of the case. */
  customerId?: string;
  /** Id of the message. */
  messageId?: string;
  /** Its place in the conversation. */
  messageNumber?: number;
  /** Key of the message in its channel. */
  businessKey?: string;
  /** Which way it went. */
  direction?: MessageDirection;
  /** Channel it came or went by. */
  channel?: pv.Channel;
  /** Who wrote it. */
  author?: string;
  /** What it says. */
  body?: string;
  /** When it was written, UTC milliseconds. */
  writtenAtMs?: Int64;
}

/** A case went from one state to another. */
export interface CaseStateChanged {
  /** Case that moved. */
  caseId?: string;
  /** Customer of the case. */
  customerId?: string;
  /** State before. */
  from?: CaseState;
  /** State now. */
  to?: CaseState;
  /** Why. */
  reason?: string;
  /** If snoozed: when it wakes, UTC milliseconds. */
  snoozedUntilMs?: Int64;
}

/** A case went on in another case. */
export interface CaseMerged {
  /** Case that ended. */
  caseId?: string;
  /** Customer of the case. */
  customerId?: string;
  /** State before. */
  from?: CaseState;
  /** Case it went on in. */
  intoCaseId?: string;
}

/** The priority of a case changed. */
export interface CasePriorityChanged {
  /** Case it is about. */
  caseId?: string;
  /** Customer of the case. */
  customerId?: string;
  /** Priority before. */
  from?: CasePriority;
  /** Priority now. */
  to?: CasePriority;
  /** Priority people gave it. */
  basePriority?: CasePriority;
  /** What the priority follows from, such as "normal, loyalty tier platinum". */
  reason?: string;
}

/** A case got another owner. */
export interface CaseAssigned {
  /** Case it is about. */
  caseId?: string;
  /** Customer of the case. */
  customerId?: string;
  /** Owner before; empty if there was none. */
  from?: string;
  /** Owner now; empty if there is none. */
  to?: string;
}

/** A case went into another queue. */
export interface CaseQueueChanged {
  /** Case it is about. */
  caseId?: string;
  /** Customer of the case. */
  customerId?: string;
  /** Queue before. */
  from?: string;
  /** Queue now. */
  to?: string;
}

/** A customer said how satisfied they are with a case. */
export interface CaseRated {
  /** Case it is about. */
  caseId?: string;
  /** Customer of the case. */
  customerId?: string;
  /** How satisfied the customer was, 1 (not at all) to 5 (very). */
  satisfaction?: number;
  /** What the customer said. */
  comment?: string;
}

/** What a case says of itself changed; every field holds the value it has now. */
export interface CaseChanged {
  /** Case it is about. */
  caseId?: string;
  /** Customer of the case. */
  customerId?: string;
  /** One line that says what it is. */
  subject?: string;
  /** What it is about. */
  kind?: CaseKind;
  /** How bad it is for the customer. */
  severity?: CaseSeverity;
  /** Product it is about. */
  productId?: string;
  /** Order it is about. */
  orderId?: string;
  /** Person who asks on behalf of the customer. */
  requester?: string;
  /** Members of staff who want to hear of it. */
  watchers?: string[];
}

/** One case, by id or by number. */
export interface GetCase {
  /** Id of the case. */
  caseId?: string;
  /** Number of the case, where the id is not known. */
  number?: string;
}

/** Open cases: highest priority first, among equals the oldest. Filters narrow them down; a page may then be short. */
export interface ListCases {
  /** Only of this queue. */
  queueId?: string;
  /** Only of this owner. */
  owner?: string;
  /** Cases that are no longer open, in place of the open ones. */
  closed?: boolean;
  /** Most rows in the answer. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
  /** Only those that nobody answers for. */
  unassigned?: boolean;
  /** Only in this state. */
  state?: CaseState;
  /** Only of this kind. */
  kind?: CaseKind;
  /** Only of this priority. */
  priority?: CasePriority;
}

/** Cases of a customer and of all ids joined with it, newest first. */
export interface ListCasesOfCustomer {
  /** Customer whose cases are asked for. */
  customerId?: string;
  /** Most rows in the answer. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A page of cases. */
export interface CasePage {
  /** Cases in order. */
  rows?: Case[];
  /** Token of the next page; not set on the last. */
  next?: string;
}

/** The conversation of a case, in order. */
export interface ListCaseMessages {
  /** Case whose conversation is asked for. */
  caseId?: string;
  /** Most rows in the answer. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A page of messages. */
export interface CaseMessagePage {
  /** Messages in order. */
  rows?: CaseMessage[];
  /** Token of the next page; not set on the last. */
  next?: string;
}

/** All queues, by name. */
export interface ListQueues {
  /** Most rows in the answer. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A page of queues. */
export interface QueuePage {
  /** Queues in order of their names. */
  rows?: Queue[];
  /** Token of the next page; not set on the last. */
  next?: string;
}

/** A place where cases wait for a group of people. */
export interface Queue {
  /** Id of the queue. */
  queueId?: string;
  /** Name people see. */
  name?: string;
  /** What belongs into it. */
  description?: string;
  /** Cases in it that are open. */
  openCases?: number;
  /** When it was defined, UTC milliseconds. */
  definedAtMs?: Int64;
}

/** One request, complaint or return of a customer, from the first word to the last. */
export interface Case {
  /** Id of the case. */
  caseId?: string;
  /** Number people say, such as C-000124. */
  number?: string;
  /** Customer who asks. */
  customerId?: string;
  /** Key of the case in the system it came from; at most one case has it. */
  businessKey?: string;
  /** What it is about. */
  kind?: CaseKind;
  /** Channel it came by. */
  channel?: pv.Channel;
  /** Where it stands. */
  state?: CaseState;
  /** How soon it is to be worked on: the base priority, raised by what the customer is worth. */
  priority?: CasePriority;
  /** Priority people gave it. */
  basePriority?: CasePriority;
  /** How bad it is for the customer. */
  severity?: CaseSeverity;
  /** Queue it waits in. */
  queueId?: string;
  /** Member of staff who answers for it. */
  owner?: string;
  /** Members of staff who want to hear of it. */
  watchers?: string[];
  /** Person who asks on behalf of the customer. */
  requester?: string;
  /** Product it is about. */
  productId?: string;
  /** Order it is about. */
  orderId?: string;
  /** One line that says what it is. */
  subject?: string;
  /** True unless it is resolved, closed, merged or rejected. */
  isOpen?: boolean;
  /** Messages in its conversation. */
  messages?: number;
  /** When the customer asked, UTC milliseconds. */
  openedAtMs?: Int64;
  /** When its state last changed, UTC milliseconds. */
  stateSinceMs?: Int64;
  /** When the last message was added, UTC milliseconds. */
  lastMessageAtMs?: Int64;
  /** When the first answer went out, UTC milliseconds. */
  firstAnswerAtMs?: Int64;
  /** When it was last resolved, UTC milliseconds. */
  resolvedAtMs?: Int64;
  /** While snoozed: when it wakes, UTC milliseconds. */
  snoozedUntilMs?: Int64;
  /** While snoozed: the state it wakes into. */
  stateBeforeSnooze?: CaseState;
  /** If merged: the case it went on in. */
  mergedInto?: string;
  /** Cases that went on in this one. */
  mergedCases?: string[];
  /** Why it is in its state, in words. */
  stateReason?: string;
  /** How satisfied the customer was, 1 (not at all) to 5 (very); not set until the customer said so. */
  satisfaction?: number;
  /** What the customer said of it. */
  satisfactionComment?: string;
  /** When the customer said so, UTC milliseconds. */
  ratedAtMs?: Int64;
  /** Name of the customer; in answers to queries only. */
  customerName?: string;
}

/** One message or note in the conversation of a case. */
export interface CaseMessage {
  /** Case it belongs to. */
  caseId?: string;
  /** Its place in the conversation: 1, 2, 3 and so on. */
  messageNumber?: number;
  /** Id of the message. */
  messageId?: string;
  /** Key of the message in the channel it came by, such as an e-mail's Message-ID. */
  businessKey?: string;
  /** Which way it went. */
  direction?: MessageDirection;
  /** Channel it came or went by. */
  channel?: pv.Channel;
  /** Who wrote it: a member of staff, or the customer's name. */
  author?: string;
  /** What it says. */
  body?: string;
  /** When it was written, UTC milliseconds. */
  writtenAtMs?: Int64;
  /** Customer of the case. */
  customerId?: string;
}
