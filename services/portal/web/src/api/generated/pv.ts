// Messages of payvand. Written by scripts/describe.mjs from the .proto files.

/** 64-bit integers travel as text. */
export type Int64 = string;

/** What kind of customer it is. */
export const CustomerKindValues = ['PERSON', 'COMPANY', 'INTERNAL'] as const;
export type CustomerKind = 'CUSTOMER_KIND_UNSPECIFIED' | 'PERSON' | 'COMPANY' | 'INTERNAL';

/** What an identifier is. */
export const IdentifierKindValues = ['EMAIL_ADDRESS', 'PHONE_NUMBER', 'NATIONAL_ID', 'COMPANY_ID', 'CARD_NUMBER', 'SOCIAL_HANDLE', 'EXTERNAL_ID'] as const;
export type IdentifierKind = 'IDENTIFIER_KIND_UNSPECIFIED' | 'EMAIL_ADDRESS' | 'PHONE_NUMBER' | 'NATIONAL_ID' | 'COMPANY_ID' | 'CARD_NUMBER' | 'SOCIAL_HANDLE' | 'EXTERNAL_ID';

/** How customers are reached, or reach us. */
export const ChannelValues = ['EMAIL', 'SMS', 'PHONE', 'LETTER', 'WEB', 'CHAT', 'SOCIAL', 'FAX', 'IN_PERSON'] as const;
export type Channel = 'CHANNEL_UNSPECIFIED' | 'EMAIL' | 'SMS' | 'PHONE' | 'LETTER' | 'WEB' | 'CHAT' | 'SOCIAL' | 'FAX' | 'IN_PERSON';

/** What personal data is used for. */
export const PurposeValues = ['MARKETING', 'SERVICE', 'RESEARCH', 'PROFILING'] as const;
export type Purpose = 'PURPOSE_UNSPECIFIED' | 'MARKETING' | 'SERVICE' | 'RESEARCH' | 'PROFILING';

/** What people decided about joining two ids. */
export const LinkDecisionValues = ['MERGE', 'APART'] as const;
export type LinkDecision = 'LINK_DECISION_UNSPECIFIED' | 'MERGE' | 'APART';

/** Bits of Envelope.flags. */
export const EnvelopeFlagValues = ['ENVELOPE_FLAG_SHARED', 'ENVELOPE_FLAG_HISTORICAL', 'ENVELOPE_FLAG_ERASED', 'ENVELOPE_FLAG_MUST_UNDERSTAND'] as const;
export type EnvelopeFlag = 'ENVELOPE_FLAG_UNSPECIFIED' | 'ENVELOPE_FLAG_SHARED' | 'ENVELOPE_FLAG_HISTORICAL' | 'ENVELOPE_FLAG_ERASED' | 'ENVELOPE_FLAG_MUST_UNDERSTAND';

/** Why a heard event was put aside. */
export const ParkReasonValues = ['UNREADABLE', 'NOT_UNDERSTOOD', 'TOO_MANY_HOPS', 'CRASHED', 'BEHIND_ANOTHER', 'TOO_MUCH'] as const;
export type ParkReason = 'PARK_REASON_UNSPECIFIED' | 'UNREADABLE' | 'NOT_UNDERSTOOD' | 'TOO_MANY_HOPS' | 'CRASHED' | 'BEHIND_ANOTHER' | 'TOO_MUCH';

/** Class of a problem; the portal alone translates it to an HTTP number. */
export const ProblemKindValues = ['INVALID', 'NOT_FOUND', 'CONFLICT', 'FORBIDDEN', 'BUSY', 'NOT_YET', 'UNAVAILABLE'] as const;
export type ProblemKind = 'PROBLEM_KIND_UNSPECIFIED' | 'INVALID' | 'NOT_FOUND' | 'CONFLICT' | 'FORBIDDEN' | 'BUSY' | 'NOT_YET' | 'UNAVAILABLE';

/** What a request asks for. */
export const RequestKindValues = ['COMMAND', 'QUERY', 'PULL', 'STATUS', 'FRAMES'] as const;
export type RequestKind = 'REQUEST_KIND_UNSPECIFIED' | 'COMMAND' | 'QUERY' | 'PULL' | 'STATUS' | 'FRAMES';

/** What a department is doing at present. */
export const ServiceStateValues = ['SERVICE_STARTING', 'SERVICE_REBUILDING', 'SERVICE_READY', 'SERVICE_FULL'] as const;
export type ServiceState = 'SERVICE_STATE_UNSPECIFIED' | 'SERVICE_STARTING' | 'SERVICE_REBUILDING' | 'SERVICE_READY' | 'SERVICE_FULL';

/** Where a customer can be found under; a claim that may join customers. */
export interface Identifier {
  /** What it is. */
  kind?: IdentifierKind;
  /** System or network the value belongs to, for external ids and social handles. */
  namespace?: string;
  /** The value in its normal form. */
  value?: string;
  /** Keyed hash of kind, namespace and value, as hexadecimal text; stays after erasure. */
  claim?: string;
  /** When it was added or removed last, UTC milliseconds. */
  changedAtMs?: Int64;
  /** Department that changed it last. */
  source?: string;
  /** Was it removed? */
  removed?: boolean;
  /** How often it was changed by somebody who had seen the change before. */
  turn?: number;
  /** Hybrid logical time of the last change. */
  hlc?: Int64;
}

/** Names a customer in a command: by id, or by an identifier that introduces the customer where it is new. */
export interface CustomerReference {
  /** Id of the customer. */
  customerId?: string;
  /** Identifier of the customer, where the id is not known. */
  identifier?: Identifier;
  /** Name for a new customer. */
  name?: string;
  /** Kind for a new customer; a person if not set. */
  kind?: CustomerKind;
  /** More identifiers for a new customer. */
  moreIdentifiers?: Identifier[];
  /** Facts for a new customer. */
  facts?: Fact[];
  /** Region of phone numbers without a country code, ISO 3166 code; IR if not set. */
  phoneRegion?: string;
}

/** The name of a person in its parts. */
export interface PersonName {
  /** The name as a whole; made of the parts where not given. */
  full?: string;
  /** Given names. */
  given?: string;
  /** Family name. */
  family?: string;
  /** Form of address, such as Dr. */
  title?: string;
}

/** A postal address. */
export interface PostalAddress {
  /** Street, number, building, in lines. */
  lines?: string[];
  /** Town. */
  city?: string;
  /** Province or state. */
  region?: string;
  /** Postal code. */
  postalCode?: string;
  /** Country, ISO 3166 code. */
  country?: string;
}

/** One fact about a customer; one of the values is set, none clears the fact. */
export interface Fact {
  /** name, language, address, birthday, household, decision_basis, temperament, personality_type, tags, gender, time_zone, region, or custom.<name>. */
  name?: string;
  /** Text. */
  text?: string;
  /** Number. */
  number?: number;
  /** Yes or no. */
  flag?: boolean;
  /** Day, as YYYY-MM-DD of the Gregorian calendar. */
  date?: string;
  /** Name of a person. */
  personName?: PersonName;
  /** Postal address. */
  address?: PostalAddress;
  /** Tags. */
  tags?: string[];
}

/** A fact with the stamp that says which value is newest. */
export interface FactRegister {
  /** The fact. */
  fact?: Fact;
  /** Hybrid logical time of the change. */
  hlc?: Int64;
  /** Department that changed it. */
  source?: string;
  /** Digest of the value, the last word between equal stamps. */
  digest?: Int64;
  /** When it was changed, UTC milliseconds. */
  changedAtMs?: Int64;
}

/** What a department keeps of one customer id. */
export interface Customer {
  /** Id of the customer. */
  customerId?: string;
  /** Id under which the joined customer is known: the smallest of all joined ids. */
  canonicalId?: string;
  /** Kind of customer. */
  kind?: CustomerKind;
  /** Name to show. */
  displayName?: string;
  /** Identifiers, removed ones too. */
  identifiers?: Identifier[];
  /** The newest value of each fact, in order of name. */
  facts?: FactRegister[];
  /** When the customer was introduced, UTC milliseconds; not set while only other events named it. */
  introducedAtMs?: Int64;
  /** Department that introduced the customer. */
  introducedBy?: string;
  /** Links to other ids that hold. */
  links?: number;
  /** Was the person erased? */
  erased?: boolean;
  /** Claims of the identifiers that hold, for the index. */
  claims?: string[];
  /** Folded name, and the same from its second word on, and so forth, for search. */
  words?: string[];
}

/** Values of one fact that lost against a newer one, newest first; the oldest are forgotten. */
export interface FactHistory {
  /** Id of the customer. */
  customerId?: string;
  /** Name of the fact. */
  name?: string;
  /** Lost values. */
  registers?: FactRegister[];
}

/** A fact whose stamp looks too far ahead; it counts when its time has come. */
export interface WaitingFact {
  /** Does it lie ahead of own time, as looked at? Otherwise own time was not known well enough. */
  ahead?: boolean;
  /** Hybrid logical time of the change. */
  hlc?: Int64;
  /** Id of the customer. */
  customerId?: string;
  /** Name of the fact. */
  name?: string;
  /** Digest of the value. */
  digest?: Int64;
  /** The fact with its stamp. */
  register?: FactRegister;
  /** Department that told it: two may tell the same value at the same time. */
  source?: string;
}

/** How far this department's own time is known to have come. */
export interface CardClock {
  /** Always card. */
  name?: string;
  /** Own time that was reached, UTC milliseconds. */
  reachedMs?: Int64;
}

/** A link between two ids. */
export interface CustomerLink {
  /** The smaller id. */
  lowId?: string;
  /** The larger id. */
  highId?: string;
  /** Did identifiers link them? */
  automatic?: boolean;
  /** What people decided last. */
  decision?: LinkDecision;
  /** How often that was decided by somebody who had seen the decision before. */
  turn?: number;
  /** Hybrid logical time of the decision. */
  hlc?: Int64;
  /** Department that decided. */
  source?: string;
}

/** Two ids that may be the same customer. */
export interface DuplicateSuggestion {
  /** The smaller id. */
  lowId?: string;
  /** The larger id. */
  highId?: string;
  /** How likely it is, 1 to 100. */
  score?: number;
  /** Why it is likely, and what speaks against it. */
  reason?: string;
  /** Is it still to be decided? */
  open?: boolean;
}

/** One grant or withdrawal of consent. */
export interface ConsentEntry {
  /** Id of the customer. */
  customerId?: string;
  /** Id of the entry. */
  consentId?: string;
  /** Is it a grant? A withdrawal otherwise. */
  granted?: boolean;
  /** Channel it is for; every channel if not set. */
  channel?: Channel;
  /** Purpose it is for; every purpose if not set. */
  purpose?: Purpose;
  /** Withdrawals that a grant overrides. */
  overrides?: string[];
  /** Legal basis, such as consent or contract. */
  basis?: string;
  /** Where it was given, such as a form or a call. */
  origin?: string;
  /** Version of the wording the customer saw. */
  wording?: string;
  /** When it was given, UTC milliseconds. */
  givenAtMs?: Int64;
  /** When a grant ends by itself, UTC milliseconds; never if not set. */
  endsAtMs?: Int64;
  /** Department that recorded it. */
  source?: string;
}

/** A relation between two customers. */
export interface Relation {
  /** Id of the relation. */
  relationId?: string;
  /** Customer whose relation it is. */
  customerId?: string;
  /** The other customer. */
  otherCustomerId?: string;
  /** works_at, belongs_to, household, referred_by, partner or another word of the business. */
  kind?: string;
  /** Role in it, such as buyer or accountant. */
  role?: string;
  /** When it began, UTC milliseconds. */
  fromMs?: Int64;
  /** When it ended, UTC milliseconds; not set while it holds. */
  untilMs?: Int64;
}

/** A claim of a person who must not come back. */
export interface Suppression {
  /** Keyed hash of the identifier. */
  claim?: string;
  /** Erasure or withdrawal that suppressed it. */
  suppressionId?: string;
  /** Since when, UTC milliseconds. */
  sinceMs?: Int64;
  /** Was it lifted because the person came back by own will? */
  lifted?: boolean;
  /** Was the person erased? Otherwise consent was withdrawn for ever. */
  byErasure?: boolean;
}

/** An id whose person was erased. */
export interface Erasure {
  /** Id of the customer. */
  customerId?: string;
}

/** What sales says of a customer. */
export interface SalesFacts {
  /** Who looks after the customer. */
  owner?: string;
  /** Number of open deals. */
  openDeals?: number;
  /** Value of the open deals. */
  openValue?: Money;
  /** When the customer bought last, UTC milliseconds. */
  lastPurchaseMs?: Int64;
}

/** What customer service says of a customer. */
export interface SupportFacts {
  /** Number of open cases. */
  openCases?: number;
  /** Worst severity among them. */
  worstSeverity?: string;
  /** Last satisfaction score. */
  lastSatisfaction?: number;
}

/** What loyalty says of a customer. */
export interface LoyaltyFacts {
  /** Tier, such as gold. */
  tier?: string;
  /** Points that can be redeemed. */
  points?: Int64;
  /** Member since, UTC milliseconds. */
  memberSinceMs?: Int64;
}

/** What analytics says of a customer. */
export interface AnalyticsFacts {
  /** Score of recency, 1 to 5. */
  recencyScore?: number;
  /** Score of frequency, 1 to 5. */
  frequencyScore?: number;
  /** Score of monetary value, 1 to 5. */
  monetaryScore?: number;
  /** The three scores together, such as 545. */
  rfmCell?: string;
  /** Segment. */
  segment?: string;
  /** Tier of value, such as platinum. */
  valueTier?: string;
  /** Stage of the life cycle. */
  lifecycle?: string;
  /** When the customer bought last, UTC milliseconds. */
  lastPurchaseMs?: Int64;
  /** Number of purchases. */
  purchases?: number;
  /** All that was spent. */
  spent?: Money;
  /** How likely the customer leaves, 0 to 1. */
  churnRisk?: number;
  /** What to offer next. */
  nextBestOffer?: string;
  /** Value over the customer's lifetime. */
  lifetimeValue?: Money;
}

/** What marketing says of a customer. */
export interface MarketingFacts {
  /** Is the customer not to be disturbed at present? */
  doNotDisturb?: boolean;
  /** Lists the customer is on. */
  lists?: string[];
}

/** The last announcement of one department about one customer id. */
export interface AnnouncedFacts {
  /** Id of the customer. */
  customerId?: string;
  /** Department that announced. */
  source?: string;
  /** Hybrid logical time of the announcement. */
  hlc?: Int64;
  /** From sales. */
  sales?: SalesFacts;
  /** From support. */
  support?: SupportFacts;
  /** From loyalty. */
  loyalty?: LoyaltyFacts;
  /** From analytics. */
  analytics?: AnalyticsFacts;
  /** From marketing. */
  marketing?: MarketingFacts;
}

/** Where a search for duplicates over all customers stands. */
export interface DuplicateSearch {
  /** Id of the search. */
  searchId?: string;
  /** Customers looked at. */
  lookedAt?: Int64;
  /** Suggestions made. */
  suggested?: Int64;
  /** Token of the place reached. */
  place?: string;
  /** Is it done? */
  done?: boolean;
}

/** Everything known of one customer, joined over all ids. */
export interface Card {
  /** Id of the customer: the smallest of all joined ids. */
  customerId?: string;
  /** All joined ids. */
  ids?: string[];
  /** Kind of customer. */
  kind?: CustomerKind;
  /** Name to show. */
  displayName?: string;
  /** Identifiers that hold. */
  identifiers?: Identifier[];
  /** The newest value of each fact. */
  facts?: FactRegister[];
  /** Values that lost, newest first. */
  history?: FactRegister[];
  /** Grants and withdrawals of consent. */
  consents?: ConsentEntry[];
  /** Relations to other customers, in both directions. */
  relations?: Relation[];
  /** What sales says. */
  sales?: SalesFacts;
  /** What customer service says. */
  support?: SupportFacts;
  /** What loyalty says. */
  loyalty?: LoyaltyFacts;
  /** What analytics says. */
  analytics?: AnalyticsFacts;
  /** What marketing says. */
  marketing?: MarketingFacts;
  /** When the customer was first introduced, UTC milliseconds. */
  introducedAtMs?: Int64;
  /** Was the person erased? */
  erased?: boolean;
}

/** Introduce a customer who is new. */
export interface IntroduceCustomer {
  /** Kind of customer; a person if not set. */
  kind?: CustomerKind;
  /** Name; short for the fact of that name. */
  name?: string;
  /** Identifiers. */
  identifiers?: Identifier[];
  /** Facts. */
  facts?: Fact[];
  /** Introduce even if the customer looks like one that is known. */
  allowDuplicate?: boolean;
  /** Region of phone numbers without a country code, ISO 3166 code; IR if not set. */
  phoneRegion?: string;
  /** The person was erased and came back by own will: lifts the suppression of the identifiers. */
  comesBack?: boolean;
}

/** Add an identifier to a customer. */
export interface AddIdentifier {
  /** Id of the customer. */
  customerId?: string;
  /** The identifier. */
  identifier?: Identifier;
  /** Region of a phone number without a country code, ISO 3166 code; IR if not set. */
  phoneRegion?: string;
}

/** Remove an identifier from a customer. */
export interface RemoveIdentifier {
  /** Id of the customer. */
  customerId?: string;
  /** The identifier. */
  identifier?: Identifier;
  /** Region of a phone number without a country code, ISO 3166 code; IR if not set. */
  phoneRegion?: string;
}

/** Change facts of a customer. */
export interface ChangeFacts {
  /** Id of the customer. */
  customerId?: string;
  /** Facts with their new values; a fact without a value is cleared. */
  facts?: Fact[];
}

/** Join customers: they are the same. */
export interface MergeCustomers {
  /** Id of one. */
  customerId?: string;
  /** Ids of the others. */
  otherIds?: string[];
}

/** Part ids from the rest of a joined customer. */
export interface UnmergeCustomers {
  /** Id of the joined customer. */
  customerId?: string;
  /** Ids to part from the rest; they stay together. */
  partIds?: string[];
}

/** Say that two customers who look alike are not the same. */
export interface RejectDuplicate {
  /** Id of one. */
  customerId?: string;
  /** Id of the other. */
  otherId?: string;
}

/** Look through all customers for duplicates and suggest them. */
export interface FindDuplicates {
  /** Id of the search, chosen by the caller. UUID. */
  searchId?: string;
}

/** Record that a customer consents. */
export interface GrantConsent {
  /** Id of the customer. */
  customerId?: string;
  /** Channel; every channel if not set. */
  channel?: Channel;
  /** Purpose; every purpose if not set. */
  purpose?: Purpose;
  /** Ids of the withdrawals that the customer takes back by this. */
  overrides?: string[];
  /** Legal basis, such as consent or contract. */
  basis?: string;
  /** Where it was given, such as a form or a call. */
  origin?: string;
  /** Version of the wording the customer saw. */
  wording?: string;
  /** When it was given, UTC milliseconds; now if not set. */
  givenAtMs?: Int64;
  /** When it ends by itself, UTC milliseconds. */
  endsAtMs?: Int64;
}

/** Record that a customer withdraws consent or objects. */
export interface WithdrawConsent {
  /** Id of the customer. */
  customerId?: string;
  /** Channel; every channel if not set. */
  channel?: Channel;
  /** Purpose; every purpose if not set. */
  purpose?: Purpose;
  /** Where it was said, such as a link or a call. */
  origin?: string;
  /** When it was said, UTC milliseconds; now if not set. */
  givenAtMs?: Int64;
  /** Never to be introduced again under these identifiers, even after erasure. */
  forEver?: boolean;
}

/** Relate two customers. */
export interface RelateCustomers {
  /** Customer whose relation it is. */
  customerId?: string;
  /** The other customer. */
  otherCustomerId?: string;
  /** works_at, belongs_to, household, referred_by, partner or another word of the business. */
  kind?: string;
  /** Role in it, such as buyer or accountant. */
  role?: string;
  /** When it began, UTC milliseconds. */
  fromMs?: Int64;
}

/** End a relation. */
export interface EndRelation {
  /** Customer whose relation it is. */
  customerId?: string;
  /** Id of the relation. */
  relationId?: string;
  /** When it ended, UTC milliseconds; now if not set. */
  untilMs?: Int64;
}

/** Erase a person: clears all personal data under all joined ids. */
export interface EraseCustomer {
  /** Id of the customer. */
  customerId?: string;
}

/** A customer was introduced. */
export interface CustomerIntroduced {
  /** Id of the customer. */
  customerId?: string;
  /** Kind of customer. */
  kind?: CustomerKind;
  /** Identifiers. */
  identifiers?: Identifier[];
  /** Facts. */
  facts?: Fact[];
  /** Ids with the same identifiers that the teller knew: whether they are linked is for the teller to say. */
  knownHolders?: string[];
}

/** A customer got an identifier. */
export interface IdentifierAdded {
  /** Id of the customer. */
  customerId?: string;
  /** The identifier, with its turn. */
  identifier?: Identifier;
  /** Ids with the same identifier that the teller knew: whether they are linked is for the teller to say. */
  knownHolders?: string[];
}

/** A customer lost an identifier. */
export interface IdentifierRemoved {
  /** Id of the customer. */
  customerId?: string;
  /** The identifier, with its turn. */
  identifier?: Identifier;
}

/** Facts of a customer changed. */
export interface FactChanged {
  /** Id of the customer. */
  customerId?: string;
  /** Facts with their new values; a fact without a value was cleared. */
  facts?: Fact[];
}

/** A pair of ids and how often people decided about it. */
export interface LinkPair {
  /** One id. */
  customerId?: string;
  /** The other id. */
  otherId?: string;
  /** Turn of the decision; 0 for an automatic link. */
  turn?: number;
}

/** Customers turned out to be the same. */
export interface CustomersLinked {
  /** Pairs that are joined. */
  pairs?: LinkPair[];
  /** Did identifiers link them? A person decided otherwise. */
  automatic?: boolean;
  /** Kind of the identifier that links them. */
  identifierKind?: IdentifierKind;
}

/** Customers turned out not to be the same. */
export interface CustomersParted {
  /** Pairs that are parted. */
  pairs?: LinkPair[];
}

/** Two customers may be the same. */
export interface DuplicateSuggested {
  /** Id of one customer. */
  customerId?: string;
  /** Id of the other customer. */
  otherId?: string;
  /** How likely it is, 1 to 100. */
  score?: number;
  /** Why it is likely, and what speaks against it. */
  reason?: string;
}

/** A customer consented. */
export interface ConsentGranted {
  /** Id of the customer. */
  customerId?: string;
  /** Id of this grant. */
  consentId?: string;
  /** Channel; every channel if not set. */
  channel?: Channel;
  /** Purpose; every purpose if not set. */
  purpose?: Purpose;
  /** Withdrawals that it overrides. */
  overrides?: string[];
  /** Legal basis. */
  basis?: string;
  /** Where it was given. */
  origin?: string;
  /** Version of the wording the customer saw. */
  wording?: string;
  /** When it was given, UTC milliseconds. */
  givenAtMs?: Int64;
  /** When it ends by itself, UTC milliseconds. */
  endsAtMs?: Int64;
}

/** A customer withdrew consent or objected. */
export interface ConsentWithdrawn {
  /** Id of the customer. */
  customerId?: string;
  /** Id of this withdrawal. */
  consentId?: string;
  /** Channel; every channel if not set. */
  channel?: Channel;
  /** Purpose; every purpose if not set. */
  purpose?: Purpose;
  /** Where it was said. */
  origin?: string;
  /** When it was said, UTC milliseconds. */
  givenAtMs?: Int64;
  /** Claims that are never to be introduced again. */
  suppressedClaims?: string[];
}

/** Two customers were related. */
export interface RelationAdded {
  /** Customer whose relation it is. */
  customerId?: string;
  /** Id of the relation. */
  relationId?: string;
  /** The other customer. */
  otherCustomerId?: string;
  /** Kind of relation. */
  kind?: string;
  /** Role in it. */
  role?: string;
  /** When it began, UTC milliseconds. */
  fromMs?: Int64;
}

/** A relation ended. */
export interface RelationEnded {
  /** Customer whose relation it is. */
  customerId?: string;
  /** Id of the relation. */
  relationId?: string;
  /** When it ended, UTC milliseconds. */
  untilMs?: Int64;
}

/** A department announces what it knows of a customer; its own part is whole, the others are not set. */
export interface FactsAnnounced {
  /** Id of the customer. */
  customerId?: string;
  /** From sales. */
  sales?: SalesFacts;
  /** From support. */
  support?: SupportFacts;
  /** From loyalty. */
  loyalty?: LoyaltyFacts;
  /** From analytics. */
  analytics?: AnalyticsFacts;
  /** From marketing. */
  marketing?: MarketingFacts;
}

/** A person was erased; told once for each partition of the person's ids. */
export interface CustomerErased {
  /** Id of the customer the partition of this event belongs to. */
  customerId?: string;
  /** All ids of the person. */
  customerIds?: string[];
  /** Claims of the person's identifiers. */
  claims?: string[];
  /** Id of this erasure. */
  erasureId?: string;
}

/** An erased person came back by own will. */
export interface SuppressionLifted {
  /** Id of the customer the person has now. */
  customerId?: string;
  /** Suppressions that are lifted. */
  suppressions?: Suppression[];
}

/** This department's time reached the stamps of facts that waited. */
export interface CardTimeReached {
  /** Time that was reached, UTC milliseconds. */
  reachedMs?: Int64;
}

/** A search for duplicates over all customers was asked for. */
export interface DuplicateSearchStarted {
  /** Id of the search. */
  searchId?: string;
}

/** A search for duplicates came a step further. */
export interface DuplicateSearchAdvanced {
  /** Id of the search. */
  searchId?: string;
  /** Customers looked at in this step. */
  lookedAt?: number;
  /** Suggestions made in this step. */
  suggested?: number;
  /** Token of the place reached; not set at the end. */
  place?: string;
}

/** Everything known of one customer. */
export interface GetCustomer {
  /** Any id of the customer. */
  customerId?: string;
}

/** Finds the customer with an identifier. */
export interface FindCustomer {
  /** The identifier. */
  identifier?: Identifier;
  /** Region of a phone number without a country code, ISO 3166 code; IR if not set. */
  phoneRegion?: string;
}

/** Lists customers, all or those with a word of the name that begins with a text. */
export interface ListCustomers {
  /** Beginning of the name or of a later word of it. */
  namePrefix?: string;
  /** Rows in one page. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** One page of customers. */
export interface CustomerPage {
  /** Customers, each id by itself. */
  rows?: Customer[];
  /** Token of the next page; not set on the last. */
  next?: string;
}

/** Lists pairs of customers that may be the same, likeliest first. */
export interface ListSuggestions {
  /** Rows in one page. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** One page of suggestions. */
export interface SuggestionPage {
  /** Pairs. */
  rows?: DuplicateSuggestion[];
  /** Token of the next page; not set on the last. */
  next?: string;
}

/** Asks whether a customer may be reached over a channel for a purpose. */
export interface GetConsent {
  /** Any id of the customer. */
  customerId?: string;
  /** Channel. */
  channel?: Channel;
  /** Purpose. */
  purpose?: Purpose;
}

/** Whether a customer may be reached. */
export interface ConsentState {
  /** May the customer be reached? */
  allowed?: boolean;
  /** Withdrawals that hold; a grant must name all of them. */
  holdingWithdrawals?: string[];
  /** All grants and withdrawals that concern the channel and the purpose. */
  entries?: ConsentEntry[];
}

/** Asks for a part of the digest of the whole card. */
export interface GetCardDigest {
  /** Rows to look at in one page, 5,000 at most. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A part of the digest; parts are added up, 128 bits without carry out, to the digest of the whole card. */
export interface CardDigest {
  /** Sum over this page, 32 hexadecimal digits. */
  digest?: string;
  /** Rows in this page. */
  rowCount?: Int64;
  /** Facts that wait for their time; departments agree when none waits. */
  waitingCount?: Int64;
  /** Token of the next page; not set on the last. */
  next?: string;
}

/** Asks where a search for duplicates stands. */
export interface GetDuplicateSearch {
  /** Id of the search. */
  searchId?: string;
}

/** The place of one event in one department's log. */
export interface EventPosition {
  /** Department that told the event. */
  source?: string;
  /** Epoch of that department's log. */
  epoch?: Int64;
  /** Number of the event in that log. */
  sequence?: Int64;
}

/** One event as it is stored, hashed, published and forwarded: always the original bytes. */
export interface Envelope {
  /** Department that told the event. */
  source?: string;
  /** Epoch of that department's log: counter in the high half, random in the low half. */
  epoch?: Int64;
  /** Number of the event in that log: 1, 2, 3 and so on, without holes. */
  sequence?: Int64;
  /** Partition of the subject, 0 to 63. */
  partition?: number;
  /** Sequence of the SHARED event before this one in the same partition; 0 if there is none. */
  previousInPartition?: Int64;
  /** Sequence of the SHARED event before this one in the log; 0 if there is none. */
  previousShared?: Int64;
  /** Hybrid logical time: UTC milliseconds in the high 48 bits, a counter in the low 16. */
  hlc?: Int64;
  /** When the event was recorded, UTC milliseconds. */
  recordedAtMs?: Int64;
  /** When it happened in the business, UTC milliseconds. */
  happenedAtMs?: Int64;
  /** Full name of the payload's message, such as payvand.sales.DealWon. */
  type?: string;
  /** Version of the payload's schema. */
  schemaVersion?: number;
  /** Customer the event is about; empty if it is about none. */
  subject?: string;
  /** Who asked for it. */
  actor?: string;
  /** Request that caused it, if a request did. */
  requestId?: string;
  /** Event that caused it, if another department's event did. */
  cause?: EventPosition;
  /** How many departments the chain of causes has crossed. */
  hops?: number;
  /** Trace of the request, in the form of W3C Trace Context. */
  trace?: string;
  /** Bits of EnvelopeFlag. */
  flags?: number;
  /** The event itself, a message of the given type. */
  payload?: string;
  /** XXH64 (seed 0) of the payload as first written; kept by erasure. */
  payloadDigest?: Int64;
}

/** Told four times a second by every department on the topic <source>.beacon. */
export interface Beacon {
  /** Department that speaks. */
  source?: string;
  /** Epoch of its log. */
  epoch?: Int64;
  /** Last event that is durable. */
  head?: Int64;
  /** Last SHARED event that is durable. */
  headShared?: Int64;
  /** Last SHARED event in each of the 64 partitions. */
  headInPartition?: Int64[];
  /** Running digest of all events up to the head. */
  digest?: Int64;
  /** Last event of the epoch before that this epoch continues. */
  forkSequence?: Int64;
  /** Epoch before this one; 0 for the first. */
  forkEpoch?: Int64;
  /** When the beacon was sent, UTC milliseconds. */
  sentAtMs?: Int64;
  /** Digest of the head alone: XXH64 of its epoch, sequence, hybrid logical time and payload digest; unset if not known. */
  headDigest?: Int64;
}

/** Position reached in another department's log. */
export interface PositionRecord {
  /** Department that was heard. */
  source?: string;
  /** Epoch of its log. */
  epoch?: Int64;
  /** Last event heard or passed over. */
  sequence?: Int64;
  /** When the department was first heard, UTC milliseconds. */
  firstHeardAtMs?: Int64;
  /** Digest of the event at that place; unset if not known. */
  digest?: Int64;
}

/** Answer of an accepted command, given again to a repeat. */
export interface AnswerRecord {
  /** Id the caller chose. */
  requestId?: string;
  /** Who asked. */
  actor?: string;
  /** XXH64 of the command's type and payload. */
  digest?: Int64;
  /** When it was accepted, UTC milliseconds. */
  atMs?: Int64;
  /** Customer that the record in the answer is about; empty if none. */
  subject?: string;
  /** The reply's type. */
  type?: string;
  /** The record after the command. */
  payload?: string;
  /** Event that last changed the record. */
  version?: Int64;
  /** Epoch of the position the reply stands for. */
  epoch?: Int64;
  /** Sequence of the position the reply stands for. */
  sequence?: Int64;
}

/** A timer that fired; it is no longer set. */
export interface TimerRecord {
  /** Name of its row in service.def. */
  timer?: string;
  /** Key it was set for. */
  key?: string;
  /** When it was due, UTC milliseconds. */
  dueAtMs?: Int64;
}

/** A heard event that was put aside until a person releases it. */
export interface ParkedRecord {
  /** Number of the parked event in this department, in order. */
  number?: Int64;
  /** Why it was parked. */
  reason?: ParkReason;
  /** What is wrong, for people. */
  detail?: string;
  /** Customer it is about; empty if unknown. */
  subject?: string;
  /** When it was parked, UTC milliseconds. */
  atMs?: Int64;
  /** Department it came from. */
  source?: string;
  /** Epoch of that department's log. */
  epoch?: Int64;
  /** Number of the event in that log. */
  sequence?: Int64;
  /** Type of the event as far as it could be read. */
  type?: string;
  /** The envelope's original bytes. */
  event?: string;
}

/** A parked event that was let go: applied, or dropped for ever. */
export interface ReleasedRecord {
  /** Number of the parked event. */
  number?: Int64;
  /** True if it was dropped rather than applied. */
  dropped?: boolean;
}

/** A new epoch of this department's log. */
export interface EpochRecord {
  /** The new epoch. */
  epoch?: Int64;
  /** The epoch before. */
  forkEpoch?: Int64;
  /** Last event of the epoch before that the new one continues. */
  forkSequence?: Int64;
  /** When it began, UTC milliseconds. */
  atMs?: Int64;
}

/** Where the log of a department stands; a row of its store. */
export interface HeadRecord {
  /** Epoch of the log. */
  epoch?: Int64;
  /** Last event told. */
  head?: Int64;
  /** Last SHARED event told. */
  headShared?: Int64;
  /** Last SHARED event told in each partition. */
  headInPartition?: Int64[];
  /** Hybrid logical time of the last event told. */
  hlc?: Int64;
  /** Epoch before this one; 0 for the first. */
  forkEpoch?: Int64;
  /** Last event of that epoch that this one continues. */
  forkSequence?: Int64;
  /** Number of the event parked last. */
  lastParked?: Int64;
  /** Running digest of all events told: XXH64 of the digest before and the event's position, time and payload digest. */
  digest?: Int64;
  /** How many erasures were folded. */
  erasures?: Int64;
  /** How many frames of the log are folded. */
  frames?: Int64;
  /** Digest of the last event alone: XXH64 of its epoch, sequence, hybrid logical time and payload digest. */
  headDigest?: Int64;
}

/** An amount in minor units (cents, rials) with its currency. */
export interface Money {
  /** Amount in the currency's minor unit. */
  amountMinor?: Int64;
  /** ISO 4217 code. */
  currency?: string;
}

/** Lets a parked event go: it and those parked behind it are applied in order. */
export interface ReleaseParked {
  /** Number of the parked event. */
  number?: Int64;
  /** Drop the event for ever instead of applying it; those behind it are applied. */
  drop?: boolean;
}

/** Lists the events that are parked. */
export interface ListParked {
  /** Most rows to answer. */
  limit?: number;
  /** Only events parked after this number. */
  afterNumber?: Int64;
}

/** Parked events in order. */
export interface ParkedPage {
  /** The events. */
  rows?: ParkedRecord[];
  /** Number to continue after; unset on the last page. */
  next?: Int64;
}

/** Asks how many rows and which digest each table of the store has. */
export interface GetTableDigests {
  /** Answer only the place, without reading the tables. */
  placeOnly?: boolean;
}

/** Rows and digest of one table. */
export interface TableDigest {
  /** Name of the table. */
  table?: string;
  /** How many rows it has. */
  rows?: Int64;
  /** XXH64 over keys and values in order. */
  digest?: Int64;
}

/** Digests of all tables, and the place in the log at which they stand. */
export interface TableDigests {
  /** One entry a table, in order. */
  tables?: TableDigest[];
  /** Frames of the log folded into them. */
  frames?: Int64;
  /** Last event told. */
  head?: Int64;
  /** Epoch of the log. */
  epoch?: Int64;
  /** How many erasures were folded. */
  erasures?: Int64;
}

/** One refusal: which rule, where, and why. */
export interface Problem {
  /** Class of the problem. */
  kind?: ProblemKind;
  /** Stable name of the problem, such as deal-closed. */
  type?: string;
  /** One sentence for people. */
  title?: string;
  /** What is wrong in this case. */
  detail?: string;
  /** Path of the field that is wrong, such as lines[2].quantity. */
  field?: string;
  /** When to ask again, milliseconds from now; 0 if asking again does not help. */
  retryAfterMs?: number;
}

/** Who asks, as vouched for by the one who sends the request. */
export interface Actor {
  /** Name of the person or program. */
  id?: string;
  /** Roles it holds, such as seller or agent; with any of them those of the connection do not count. */
  roles?: string[];
  /** Only records of these owners, or of nobody, may be read or changed; empty: all. */
  owners?: string[];
}

/** A request to a department. */
export interface Request {
  /** Chosen by the caller; a repeated command with the same id gets the first answer. UUID. */
  requestId?: string;
  /** What is asked. */
  kind?: RequestKind;
  /** Full name of the payload's message, such as payvand.sales.OpenDeal. */
  type?: string;
  /** The command, query or pull request. */
  payload?: string;
  /** Who asks. */
  actor?: Actor;
  /** When the caller issued it, UTC milliseconds; older than 24 hours is refused. */
  issuedAtMs?: Int64;
  /** Refuse unless the record was last changed by this event; 0 asks for no check. */
  expectedVersion?: Int64;
  /** The answer must not be older than these positions (department.epoch.sequence). */
  tokens?: string[];
  /** Trace of the request, in the form of W3C Trace Context. */
  trace?: string;
  /** The command tells of the past: its events reach no people. */
  historical?: boolean;
}

/** The answer to a request. */
export interface Reply {
  /** Id of the request. */
  requestId?: string;
  /** Set if the request was refused. */
  problem?: Problem;
  /** Full name of the payload's message. */
  type?: string;
  /** The record after a command, the answer of a query, or a PullReply. */
  payload?: string;
  /** Position the answer stands for (department.epoch.sequence). */
  token?: string;
  /** Event that last changed the record in the payload. */
  version?: Int64;
}

/** Asks for the events after a position, up to a number of bytes. */
export interface PullRequest {
  /** Epoch the caller's position belongs to; 0 at the very start. */
  epoch?: Int64;
  /** Last event the caller has. */
  afterSequence?: Int64;
  /** Most bytes of events the caller will take in this reply. */
  creditBytes?: number;
  /** Only these partitions; empty asks for all. */
  partitions?: number[];
  /** Also PRIVATE events, if the caller's key has the right. */
  includePrivate?: boolean;
  /** The furthest event of this log that the caller knows, by number; 0 if it knows none. */
  knownSequence?: Int64;
  /** Digest of that event, as beacons give it of the head. */
  knownDigest?: Int64;
}

/** Events that a puller may not see or did not ask for. */
export interface EventRange {
  /** First event left out. */
  from?: Int64;
  /** Last event left out. */
  to?: Int64;
  /** Digest of that last event, as beacons give it of the head. */
  digest?: Int64;
}

/** One step of a pulled log: an event, or a range left out. */
export interface PullItem {
  /** Envelope bytes as first published. */
  event?: string;
  /** Events left out here. */
  range?: EventRange;
}

/** The answer to a PullRequest; its items cover the log without holes from after_sequence + 1 on. */
export interface PullReply {
  /** Department that answers. */
  source?: string;
  /** Epoch of its log. */
  epoch?: Int64;
  /** Last durable event. */
  head?: Int64;
  /** Steps in order. */
  items?: PullItem[];
  /** Last event of fork_epoch that this log still holds; after it go on in the present epoch. */
  forkSequence?: Int64;
  /** The epoch asked with, if this log ever had it; else the one before the present epoch, 0 if there was none. */
  forkEpoch?: Int64;
  /** This log has another event than the one the caller knows, or ends before it: the caller heard a history that is not this one. */
  contradicts?: boolean;
}

/** Asks for the bytes of whole frames of the log from a place between two frames on. */
export interface FrameRequest {
  /** Segment of the place, from 1. */
  segment?: number;
  /** Byte offset of the place in the segment. */
  offset?: Int64;
  /** Chain of the frame before the place; 0 at the very start. */
  chain?: number;
  /** Sequence that the next event told after the place has. */
  nextSequence?: Int64;
  /** Bytes behind the place that the caller has already: the beginning of a frame larger than one reply. */
  skipBytes?: Int64;
  /** Most bytes the caller will take in this reply. */
  creditBytes?: number;
  /** Tell the marks of the sealed segments from this one on, and send no bytes; 0 asks for bytes. */
  listFrom?: number;
}

/** The answer to a FrameRequest. */
export interface FrameReply {
  /** Department that answers. */
  source?: string;
  /** Epoch of its log. */
  epoch?: Int64;
  /** Last durable event. */
  head?: Int64;
  /** False if the log never had the place that was asked with: it is another log, or went back. */
  known?: boolean;
  /** What is wrong with the log there, if it cannot be read. */
  damage?: string;
  /** Segment of the place that the bytes follow; the next one when the segment asked with is read to its end. */
  segment?: number;
  /** Byte offset of that place; another than asked with if the segment was rewritten. */
  offset?: Int64;
  /** Mark of the segment's file: another one if the segment was rewritten since. */
  file?: Int64;
  /** The bytes as they lie in the segment; none at the end of the log. */
  bytes?: string;
  /** Segment that the log ends in. */
  endSegment?: number;
  /** Byte offset of the log's end in it. */
  endOffset?: Int64;
  /** Marks of the files of the sealed segments asked for, in order. */
  files?: Int64[];
  /** Marks of their content, in the same order: another one after every rewrite. */
  contents?: Int64[];
}

/** What one department has heard of another. */
export interface PeerStatus {
  /** The other department. */
  name?: string;
  /** Epoch of its log as last heard. */
  epoch?: Int64;
  /** Last of its events that is durable here. */
  position?: Int64;
  /** Last SHARED event it is known to have. */
  head?: Int64;
  /** SHARED events still to hear: head minus position, never below zero. */
  lag?: Int64;
  /** Milliseconds since anything was heard from it; -1 if never. */
  lastHeardMsAgo?: Int64;
  /** Nothing was heard for longer than a department may be silent. */
  silent?: boolean;
  /** Pulls sent to it since the start. */
  pulls?: Int64;
  /** Gaps found on its fast lane since the start. */
  gaps?: Int64;
  /** Events of it that are parked. */
  parked?: Int64;
  /** The same identity was seen with another digest: nothing is taken from it. */
  diverged?: boolean;
}

/** Figures of a department's log. */
export interface LogStatus {
  /** Bytes on disk. */
  sizeBytes?: Int64;
  /** Segment files. */
  segments?: number;
  /** Frames appended since the start. */
  frames?: Int64;
  /** Flushes since the start. */
  flushes?: Int64;
}

/** Figures of a department's tables. */
export interface StoreStatus {
  /** Bytes of newest rows that are not in LMDB yet. */
  overlayBytes?: Int64;
  /** Rows and index entries in it. */
  overlayEntries?: Int64;
  /** Generations written to LMDB since the start. */
  generations?: Int64;
  /** Used bytes of the LMDB file. */
  fileBytes?: Int64;
  /** Bytes left on the file system. */
  freeBytes?: Int64;
  /** Age of the oldest open view, milliseconds. */
  oldestViewMs?: Int64;
}

/** A queue between two threads. */
export interface QueueStatus {
  /** What waits there, such as commands. */
  name?: string;
  /** Items waiting. */
  depth?: Int64;
  /** Items that fit. */
  room?: Int64;
}

/** One counter or gauge, as monitoring reads it. */
export interface CounterSample {
  /** Name in the form of Prometheus, such as payvand_commands_accepted_total. */
  name?: string;
  /** What is counted, one sentence. */
  help?: string;
  /** Present value. */
  value?: number;
  /** Labels in the form of Prometheus without braces, such as peer="loyalty"; empty for none. */
  labels?: string;
  /** It only rises while the process lives. */
  rises?: boolean;
}

/** Health and figures of one department or worker. */
export interface StatusReport {
  /** Name of the department, or of the worker. */
  department?: string;
  /** Process id. */
  pid?: number;
  /** Identity of the log, a UUID. */
  source?: string;
  /** Epoch of the log, 16 hexadecimal digits. */
  epoch?: string;
  /** Last durable event. */
  head?: Int64;
  /** Last durable SHARED event. */
  headShared?: Int64;
  /** Milliseconds since the process started. */
  uptimeMs?: Int64;
  /** What it has heard of each department. */
  peers?: PeerStatus[];
  /** Heard events that are parked, of all departments. */
  parked?: Int64;
  /** Resident memory of the process. */
  rssBytes?: Int64;
  /** Its log. */
  log?: LogStatus;
  /** Its tables. */
  store?: StoreStatus;
  /** Its queues. */
  queues?: QueueStatus[];
  /** Commands accepted since the start. */
  commandsAccepted?: Int64;
  /** Commands refused since the start. */
  commandsRefused?: Int64;
  /** Commands answered BUSY since the start. */
  commandsBusy?: Int64;
  /** Connections and messages refused for their key since the start. */
  keysRefused?: Int64;
  /** What it is doing. */
  state?: ServiceState;
  /** While rebuilding: events folded so far. */
  rebuilt?: Int64;
  /** While rebuilding: events to fold. */
  rebuildTotal?: Int64;
  /** Version of the program. */
  version?: string;
  /** Partitions of a worker, such as 0-31; empty for a department. */
  partitions?: string;
  /** Checksum chain of the log up to its head, 8 hexadecimal digits. */
  digest?: string;
  /** Every counter and gauge. */
  counters?: CounterSample[];
}
