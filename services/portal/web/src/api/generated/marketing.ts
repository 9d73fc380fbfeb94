// Messages of payvand.marketing. Written by scripts/describe.mjs from the .proto files.
import type { Int64 } from './pv';
import type * as pv from './pv';

/** What the values of a fact are. */
export const FilterFactTypeValues = ['FACT_IS_TEXT', 'FACT_IS_NUMBER', 'FACT_IS_MONEY', 'FACT_IS_TIME', 'FACT_IS_FLAG', 'FACT_IS_TEXTS'] as const;
export type FilterFactType = 'FILTER_FACT_TYPE_UNSPECIFIED' | 'FACT_IS_TEXT' | 'FACT_IS_NUMBER' | 'FACT_IS_MONEY' | 'FACT_IS_TIME' | 'FACT_IS_FLAG' | 'FACT_IS_TEXTS';

/** How the members of a list are chosen. */
export const ListKindValues = ['STATIC', 'DYNAMIC'] as const;
export type ListKind = 'LIST_KIND_UNSPECIFIED' | 'STATIC' | 'DYNAMIC';

/** Where a campaign stands. */
export const CampaignStateValues = ['PLANNED', 'ACTIVE', 'PAUSED', 'COMPLETE', 'CANCELLED'] as const;
export type CampaignState = 'CAMPAIGN_STATE_UNSPECIFIED' | 'PLANNED' | 'ACTIVE' | 'PAUSED' | 'COMPLETE' | 'CANCELLED';

/** What a customer did in answer to a campaign. */
export const ResponseKindValues = ['INTERESTED', 'ASKED', 'DECLINED'] as const;
export type ResponseKind = 'RESPONSE_KIND_UNSPECIFIED' | 'INTERESTED' | 'ASKED' | 'DECLINED';

/** Create a list: static without a filter, dynamic with one. */
export interface CreateList {
  /** Name people see; no two lists share one. */
  name?: string;
  /** Filter over the customer card, such as: segment in ("champions", "loyal") and consent email marketing. */
  filter?: string;
}

/** Give a dynamic list another filter; its members are chosen anew in the background. */
export interface SetListFilter {
  /** The list. */
  listId?: string;
  /** Filter over the customer card. */
  filter?: string;
}

/** Put customers on a static list; those who are on it already stay. */
export interface AddListMembers {
  /** The list. */
  listId?: string;
  /** Customers to add, 500 at most. */
  customerIds?: string[];
}

/** Take customers off a static list; those who are not on it are passed over. */
export interface RemoveListMembers {
  /** The list. */
  listId?: string;
  /** Customers to take off, 500 at most. */
  customerIds?: string[];
}

/** Create a campaign. */
export interface CreateCampaign {
  /** Name people see. */
  name?: string;
  /** What it is to achieve. */
  objective?: string;
  /** How success is measured. */
  measure?: string;
  /** Channel it goes out by. */
  channel?: pv.Channel;
  /** Lists it is aimed at. */
  listIds?: string[];
  /** What it may cost. */
  budget?: pv.Money;
  /** When it is to start, UTC milliseconds. */
  startsAtMs?: Int64;
  /** When it is to end, UTC milliseconds. */
  endsAtMs?: Int64;
  /** Key of the campaign in the system it comes from; a second campaign with the same key is refused. */
  businessKey?: string;
}

/** Move a campaign to another state. */
export interface ChangeCampaignState {
  /** Campaign to move. */
  campaignId?: string;
  /** State it goes to; to become active it needs an objective, a measure and a list. */
  state?: CampaignState;
}

/** Record what a customer did in answer to a campaign. */
export interface RecordResponse {
  /** Campaign it answers. */
  campaignId?: string;
  /** Customer who responded: an id, or an identifier that introduces a new customer if it is unknown. */
  customer?: pv.CustomerReference;
  /** What the customer did; interested if not given. */
  kind?: ResponseKind;
  /** Channel the response came by; the campaign's if not given. */
  channel?: pv.Channel;
  /** What the customer said. */
  note?: string;
  /** Key of the response in the system it comes from; a second response with the same key is refused. */
  businessKey?: string;
  /** When the customer responded, UTC milliseconds; now if not given. */
  respondedAtMs?: Int64;
}

/** A list was created. */
export interface ListCreated {
  /** Id of the list. */
  listId?: string;
  /** Name people see. */
  name?: string;
  /** How its members are chosen. */
  kind?: ListKind;
}

/** A dynamic list got a filter; trying it on all customers begins. */
export interface ListFilterSet {
  /** The list. */
  listId?: string;
  /** The filter, as text. */
  filter?: string;
  /** The facts that the filter mentions. */
  facts?: string[];
}

/** A customer came onto a list. */
export interface ListMemberAdded {
  /** The list. */
  listId?: string;
  /** Name of the list. */
  listName?: string;
  /** The new member. */
  customerId?: string;
  /** If dynamic: when time alone may take the member off, UTC milliseconds; not set if it cannot. */
  nextCheckMs?: Int64;
}

/** A customer left a list. */
export interface ListMemberRemoved {
  /** The list. */
  listId?: string;
  /** Name of the list. */
  listName?: string;
  /** Who was a member. */
  customerId?: string;
  /** If dynamic: when time alone may bring the customer back, UTC milliseconds; not set if it cannot. */
  nextCheckMs?: Int64;
}

/** It was found when time alone may change whether a customer is on a list. */
export interface ListCheckPlanned {
  /** The list. */
  listId?: string;
  /** The customer. */
  customerId?: string;
  /** When to look again, UTC milliseconds. */
  nextCheckMs?: Int64;
}

/** A new filter was tried on some more customers. */
export interface ListEvaluationAdvanced {
  /** The list. */
  listId?: string;
  /** Last customer tried. */
  cursor?: string;
  /** Customers tried in this step. */
  customers?: Int64;
  /** True when none is left. */
  done?: boolean;
  /** When the next step is due, UTC milliseconds. */
  continueAtMs?: Int64;
}

/** A campaign was created. */
export interface CampaignPlanned {
  /** Id of the campaign. */
  campaignId?: string;
  /** Number people say. */
  number?: string;
  /** Name people see. */
  name?: string;
  /** What it is to achieve. */
  objective?: string;
  /** How success is measured. */
  measure?: string;
  /** Channel it goes out by. */
  channel?: pv.Channel;
  /** Lists it is aimed at. */
  listIds?: string[];
  /** What it may cost. */
  budget?: pv.Money;
  /** When it is to start, UTC milliseconds. */
  startsAtMs?: Int64;
  /** When it is to end, UTC milliseconds. */
  endsAtMs?: Int64;
  /** Key of the campaign in the system it came from. */
  businessKey?: string;
}

/** A campaign went from one state to another. */
export interface CampaignStateChanged {
  /** Campaign that moved. */
  campaignId?: string;
  /** State before. */
  from?: CampaignState;
  /** State now. */
  to?: CampaignState;
}

/** A customer responded to a campaign; sales makes a lead of it. */
export interface ResponseRecorded {
  /** Id of the response. */
  responseId?: string;
  /** Campaign it answers. */
  campaignId?: string;
  /** Name of the campaign. */
  campaignName?: string;
  /** Customer who responded. */
  customerId?: string;
  /** What the customer did. */
  kind?: ResponseKind;
  /** Channel the response came by. */
  channel?: pv.Channel;
  /** What the customer said. */
  note?: string;
  /** Key of the response in the system it came from. */
  businessKey?: string;
  /** When the customer responded, UTC milliseconds. */
  respondedAtMs?: Int64;
}

/** One list, by id or by name. */
export interface GetList {
  /** Id of the list. */
  listId?: string;
  /** Name of the list, where the id is not known. */
  name?: string;
}

/** All lists, by name. */
export interface ListLists {
  /** Most rows in the answer. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A page of lists. */
export interface MarketingListPage {
  /** Lists in order of their names. */
  rows?: MarketingList[];
  /** Token of the next page; not set on the last. */
  next?: string;
}

/** Members of a list. */
export interface ListMembers {
  /** The list. */
  listId?: string;
  /** Most rows in the answer. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A page of members. */
export interface ListMemberPage {
  /** Members in order of their ids. */
  rows?: ListMember[];
  /** Token of the next page; not set on the last. */
  next?: string;
}

/** Lists that a customer is on, under any id joined with it. */
export interface ListsOfCustomer {
  /** The customer. */
  customerId?: string;
}

/** Lists that a customer is on. */
export interface CustomerLists {
  /** Lists. */
  rows?: MarketingList[];
}

/** Try a filter without keeping it. */
export interface PreviewFilter {
  /** Filter over the customer card. */
  filter?: string;
  /** Most members named in the answer. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
  /** Count on among the customers of this page when as many as the limit are named. */
  count?: boolean;
}

/** What a filter would choose among the customers tried. */
export interface FilterPreview {
  /** The filter as it was understood, every bracket shown. */
  understood?: string;
  /** Facts that it mentions. */
  facts?: string[];
  /** Customers tried for this page. */
  tried?: Int64;
  /** Customers among them that it chooses. */
  customerIds?: string[];
  /** Token to try further customers; not set when all were tried. */
  next?: string;
  /** How many among them it chooses, named or not. */
  chosen?: Int64;
}

/** Facts that filters may mention. */
export type ListFilterFacts = Record<string, never>;

/** A fact that filters may mention. */
export interface FilterFact {
  /** Its name in a filter. */
  name?: string;
  /** What its values are. */
  type?: FilterFactType;
}

/** All facts that filters may mention; custom.<name> may be mentioned besides. */
export interface FilterFactPage {
  /** Facts in the order people meet them. */
  rows?: FilterFact[];
}

/** Why a customer is on a list, or is not. */
export interface ExplainMember {
  /** The list. */
  listId?: string;
  /** The customer, under any id joined with it. */
  customerId?: string;
}

/** One condition of a filter tried on one customer. */
export interface TriedCondition {
  /** The condition as text of the filter language. */
  text?: string;
  /** The fact it speaks of; "consent" for consent. */
  fact?: string;
  /** What the card says, as text of the filter language; not set where nothing is known. */
  value?: string;
  /** Does it hold? */
  holds?: boolean;
  /** True if the filter asks that it does not hold. */
  negated?: boolean;
}

/** How a customer stands to a list. */
export interface MemberExplanation {
  /** The list. */
  listId?: string;
  /** The customer, under the id that the list knows or would know it by. */
  customerId?: string;
  /** Is the customer on the list? */
  member?: boolean;
  /** Since when, UTC milliseconds. */
  sinceMs?: Int64;
  /** If dynamic: when time alone may change that, UTC milliseconds; not set if it cannot. */
  nextCheckMs?: Int64;
  /** If dynamic: the conditions of the filter in order. */
  conditions?: TriedCondition[];
}

/** One campaign, by id or by number. */
export interface GetCampaign {
  /** Id of the campaign. */
  campaignId?: string;
  /** Number of the campaign, where the id is not known. */
  number?: string;
}

/** Campaigns, newest first. */
export interface ListCampaigns {
  /** Most rows in the answer. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A page of campaigns. */
export interface CampaignPage {
  /** Campaigns in order. */
  rows?: Campaign[];
  /** Token of the next page; not set on the last. */
  next?: string;
}

/** Responses to a campaign, newest first. */
export interface ListResponses {
  /** The campaign. */
  campaignId?: string;
  /** Most rows in the answer. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A page of responses. */
export interface ResponsePage {
  /** Responses in order. */
  rows?: Response[];
  /** Token of the next page; not set on the last. */
  next?: string;
}

/** A marketing list. */
export interface MarketingList {
  /** Id of the list. */
  listId?: string;
  /** Name people see. */
  name?: string;
  /** How its members are chosen. */
  kind?: ListKind;
  /** If dynamic: the filter, as text. */
  filter?: string;
  /** If dynamic: the facts that the filter mentions. */
  facts?: string[];
  /** Members it has now. */
  members?: Int64;
  /** True while a new filter is tried on all customers. */
  evaluating?: boolean;
  /** While evaluating: customers tried so far. */
  evaluated?: Int64;
  /** While evaluating: last customer tried. */
  cursor?: string;
  /** When it was created, UTC milliseconds. */
  createdAtMs?: Int64;
  /** When its filter was set, UTC milliseconds. */
  filterSetAtMs?: Int64;
}

/** One member of a list. */
export interface ListMember {
  /** The list. */
  listId?: string;
  /** The member. */
  customerId?: string;
  /** When the customer became a member, UTC milliseconds. */
  sinceMs?: Int64;
  /** Name of the customer; in answers to queries only. */
  customerName?: string;
}

/** A set of activities towards one objective. */
export interface Campaign {
  /** Id of the campaign. */
  campaignId?: string;
  /** Number people say, such as M-000012. */
  number?: string;
  /** Name people see. */
  name?: string;
  /** What it is to achieve. */
  objective?: string;
  /** How success is measured. */
  measure?: string;
  /** Channel it goes out by. */
  channel?: pv.Channel;
  /** Lists it is aimed at. */
  listIds?: string[];
  /** What it may cost. */
  budget?: pv.Money;
  /** When it is to start, UTC milliseconds. */
  startsAtMs?: Int64;
  /** When it is to end, UTC milliseconds. */
  endsAtMs?: Int64;
  /** Where it stands. */
  state?: CampaignState;
  /** Responses recorded. */
  responses?: Int64;
  /** Key of the campaign in the system it came from. */
  businessKey?: string;
  /** When it was created, UTC milliseconds. */
  createdAtMs?: Int64;
}

/** What one customer did in answer to a campaign. */
export interface Response {
  /** Id of the response. */
  responseId?: string;
  /** Campaign it answers. */
  campaignId?: string;
  /** Customer who responded. */
  customerId?: string;
  /** What the customer did. */
  kind?: ResponseKind;
  /** Channel the response came by. */
  channel?: pv.Channel;
  /** What the customer said. */
  note?: string;
  /** Key of the response in the system it came from; at most one response has it. */
  businessKey?: string;
  /** When the customer responded, UTC milliseconds. */
  respondedAtMs?: Int64;
  /** Name of the customer; in answers to queries only. */
  customerName?: string;
}
