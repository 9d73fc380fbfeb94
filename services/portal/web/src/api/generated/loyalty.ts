// Messages of payvand.loyalty. Written by scripts/describe.mjs from the .proto files.
import type { Int64 } from './pv';
import type * as pv from './pv';

/** What decides a member's tier. */
export const TierBasisValues = ['TIER_BY_POINTS', 'TIER_BY_SPEND'] as const;
export type TierBasis = 'TIER_BASIS_UNSPECIFIED' | 'TIER_BY_POINTS' | 'TIER_BY_SPEND';

/** Over which time purchases count for the tier. */
export const TierPeriodValues = ['ROLLING_YEAR', 'CALENDAR_YEAR'] as const;
export type TierPeriod = 'TIER_PERIOD_UNSPECIFIED' | 'ROLLING_YEAR' | 'CALENDAR_YEAR';

/** How a member stands to the programme. */
export const MemberStateValues = ['MEMBER_ACTIVE', 'MEMBER_PAUSED', 'MEMBER_CLOSED'] as const;
export type MemberState = 'MEMBER_STATE_UNSPECIFIED' | 'MEMBER_ACTIVE' | 'MEMBER_PAUSED' | 'MEMBER_CLOSED';

/** Accounts of the ledger. */
export const LedgerAccountValues = ['MEMBER', 'PENDING', 'DEBT', 'ISSUED', 'REDEEMED', 'EXPIRED', 'ADJUSTED'] as const;
export type LedgerAccount = 'LEDGER_ACCOUNT_UNSPECIFIED' | 'MEMBER' | 'PENDING' | 'DEBT' | 'ISSUED' | 'REDEEMED' | 'EXPIRED' | 'ADJUSTED';

/** What a posting is about. */
export const PostingKindValues = ['EARNED', 'RELEASED', 'REVERSED', 'SPENT', 'RESTORED', 'LAPSED', 'CORRECTED'] as const;
export type PostingKind = 'POSTING_KIND_UNSPECIFIED' | 'EARNED' | 'RELEASED' | 'REVERSED' | 'SPENT' | 'RESTORED' | 'LAPSED' | 'CORRECTED';

/** Set the rules of the programme; unset fields take the built-in default. */
export interface SetProgramme {
  /** Name people see. */
  name?: string;
  /** A customer's first purchase that earns points makes the customer a member; true if unset. */
  enrolOnPurchase?: boolean;
  /** Days after the purchase before points can be spent; 0 for at once. */
  returnWindowDays?: number;
  /** Days after the purchase before points expire; 0 for never. */
  expiryDays?: number;
  /** What decides the tier; points if unset. */
  tierBasis?: TierBasis;
  /** Over which time; the last 365 days if unset. */
  tierPeriod?: TierPeriod;
  /** ISO 4217 code that counts when spend decides. */
  tierCurrency?: string;
  /** Tiers, highest first; the last has minimum 0. */
  tiers?: Tier[];
  /** Points for money. */
  rates?: EarningRate[];
}

/** Let a product earn no points, or points again. */
export interface SetProductExclusion {
  /** The product. */
  productId?: string;
  /** It earns none. */
  excluded?: boolean;
}

/** Make a customer a member. */
export interface EnrolMember {
  /** The customer; an unknown identifier introduces a new one. */
  customer?: pv.CustomerReference;
  /** Version of the wording the customer agreed to. */
  consentWording?: string;
}

/** Pause a member, take it up again, or close it, which forfeits its points. */
export interface SetMemberState {
  /** The member. */
  customerId?: string;
  /** The state it shall have. */
  state?: MemberState;
  /** Why. */
  reason?: string;
}

/** Spend points on a reward, from all accounts joined with the customer. */
export interface RedeemPoints {
  /** The member. */
  customerId?: string;
  /** Points to spend. */
  points?: Int64;
  /** The reward. */
  reward?: string;
  /** Key of the caller; a second redemption with it is refused. */
  businessKey?: string;
}

/** Cancel a redemption; its points come back with their old expiry. */
export interface CancelRedemption {
  /** The redemption. */
  postingId?: string;
  /** Why. */
  reason?: string;
}

/** Set a member's points right by hand. */
export interface AdjustPoints {
  /** The member. */
  customerId?: string;
  /** Points to give, or below zero to take. */
  points?: Int64;
  /** Why. */
  reason?: string;
  /** Key of the caller; a second adjustment with it is refused. */
  businessKey?: string;
}

/** The rules of the programme were set. */
export interface ProgrammeSet {
  /** The rules as they are now. */
  programme?: Programme;
  /** There is one programme, main. */
  programmeId?: string;
}

/** A product earns points no longer, or again. */
export interface ProductExclusionSet {
  /** The product. */
  productId?: string;
  /** It earns none. */
  excluded?: boolean;
}

/** A customer became a member. */
export interface MemberEnrolled {
  /** The customer. */
  customerId?: string;
  /** Number on the card. */
  cardNumber?: string;
  /** First tier. */
  tier?: string;
  /** Number the card number was made from. */
  number?: string;
  /** Invoice whose payment enrolled the customer; unset for a command. */
  invoiceId?: string;
  /** Version of the wording the customer agreed to, if asked. */
  consentWording?: string;
}

/** A member was paused, taken up again or closed. */
export interface MemberStateChanged {
  /** The customer. */
  customerId?: string;
  /** The state now. */
  state?: MemberState;
  /** Why. */
  reason?: string;
}

/** A paid invoice earned points. */
export interface PointsEarned {
  /** The member. */
  customerId?: string;
  /** The member's account, named by the customer. */
  accountId?: string;
  /** Id of the posting: the invoice's. */
  postingId?: string;
  /** Points earned. */
  points?: Int64;
  /** The invoice. */
  invoiceId?: string;
  /** Both sides of the posting. */
  entries?: Entry[];
  /** The lot that was made. */
  lots?: LotMove[];
  /** What each line earned. */
  lines?: EarnedLine[];
  /** Added to the tier's measure. */
  qualifying?: Int64;
  /** When the points can be spent, UTC milliseconds; unset for at once. */
  availableAtMs?: Int64;
}

/** The return window of points closed: they can be spent. */
export interface PointsReleased {
  /** The member. */
  customerId?: string;
  /** The member's account. */
  accountId?: string;
  /** Id of the posting. */
  postingId?: string;
  /** Points released. */
  points?: Int64;
  /** The invoice that earned them. */
  invoiceId?: string;
  /** Both sides of the posting. */
  entries?: Entry[];
  /** The lot. */
  lots?: LotMove[];
}

/** A refund took points back. */
export interface PointsReversed {
  /** The member. */
  customerId?: string;
  /** The member's account. */
  accountId?: string;
  /** Id of the posting: the refund's. */
  postingId?: string;
  /** Points taken back. */
  points?: Int64;
  /** The invoice that had earned them. */
  invoiceId?: string;
  /** Both sides of the posting. */
  entries?: Entry[];
  /** Lots the points were taken from. */
  lots?: LotMove[];
  /** The invoice's lines with what is refunded and reversed by now. */
  lines?: EarnedLine[];
  /** Taken back from the tier's measure. */
  qualifying?: Int64;
  /** Day whose measure it is taken from, days since 1970-01-01. */
  day?: Int64;
}

/** Points were spent on a reward. */
export interface PointsRedeemed {
  /** The customer who redeemed. */
  customerId?: string;
  /** The customer's account. */
  accountId?: string;
  /** Id of the posting and of the redemption. */
  postingId?: string;
  /** Points spent. */
  points?: Int64;
  /** The reward. */
  reward?: string;
  /** Key of the caller. */
  businessKey?: string;
  /** Both sides of the posting; accounts of joined customers may share the cost. */
  entries?: Entry[];
  /** Lots the points were taken from, soonest expiring first. */
  lots?: LotMove[];
}

/** A redemption was cancelled and its points came back with their old expiry. */
export interface PointsRestored {
  /** The customer who had redeemed. */
  customerId?: string;
  /** The customer's account. */
  accountId?: string;
  /** Id of the posting. */
  postingId?: string;
  /** Points restored. */
  points?: Int64;
  /** The redemption. */
  redemptionId?: string;
  /** Why. */
  reason?: string;
  /** Both sides of the posting. */
  entries?: Entry[];
  /** Lots that were filled again. */
  lots?: LotMove[];
}

/** Points ran past their time, or were forfeited when the member left. */
export interface PointsExpired {
  /** The member. */
  customerId?: string;
  /** The member's account. */
  accountId?: string;
  /** Id of the posting. */
  postingId?: string;
  /** Points that expired. */
  points?: Int64;
  /** Both sides of the posting. */
  entries?: Entry[];
  /** The lots. */
  lots?: LotMove[];
}

/** Points were set right by hand. */
export interface PointsAdjusted {
  /** The member. */
  customerId?: string;
  /** The member's account. */
  accountId?: string;
  /** Id of the posting. */
  postingId?: string;
  /** Points given, or below zero for taken. */
  points?: Int64;
  /** Why. */
  reason?: string;
  /** Key of the caller. */
  businessKey?: string;
  /** Both sides of the posting. */
  entries?: Entry[];
  /** Lots that were made or used. */
  lots?: LotMove[];
}

/** A member reached another tier. */
export interface TierChanged {
  /** The member. */
  customerId?: string;
  /** Tier before. */
  from?: string;
  /** Tier now. */
  to?: string;
  /** Why: purchases, refund, time, programme, joined. */
  reason?: string;
  /** When the tier could fall, UTC milliseconds; unset for never. */
  reviewAtMs?: Int64;
}

/** A member's tier was looked at and stays. */
export interface TierReviewed {
  /** The member. */
  customerId?: string;
  /** When the tier could fall, UTC milliseconds; unset for never. */
  reviewAtMs?: Int64;
}

/** Tiers of some members were looked at again after the programme changed. */
export interface MembersReviewed {
  /** Last member looked at; the next slice begins after it. */
  afterCustomerId?: string;
  /** Members looked at in this slice. */
  reviewed?: number;
  /** There are no more. */
  finished?: boolean;
}

/** The rules of the programme. */
export type GetProgramme = Record<string, never>;

/** Products that earn no points. */
export interface ListExclusions {
  /** Most rows of the page; 50 if unset. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A page of products that earn no points. */
export interface ExclusionPage {
  /** The products. */
  rows?: Exclusion[];
  /** Token of the next page; unset on the last. */
  next?: string;
}

/** One member, by customer or by card number. */
export interface GetMember {
  /** The customer. */
  customerId?: string;
  /** Number on the card. */
  cardNumber?: string;
}

/** A member with all accounts joined with it. */
export interface MemberView {
  /** The member. */
  member?: Member;
  /** Points of all joined accounts that can be spent. */
  joinedPoints?: Int64;
  /** Pending points of all joined accounts. */
  joinedPendingPoints?: Int64;
  /** Debts of all joined accounts. */
  joinedDebtPoints?: Int64;
  /** Joined accounts, this one included. */
  accounts?: Member[];
  /** What counts for the tier in its period. */
  qualifying?: Int64;
}

/** Members, all or of one tier. */
export interface ListMembers {
  /** Only of this tier. */
  tier?: string;
  /** Most rows of the page; 50 if unset. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A page of members. */
export interface MemberPage {
  /** The members. */
  rows?: Member[];
  /** Token of the next page; unset on the last. */
  next?: string;
}

/** One posting. */
export interface GetPosting {
  /** The posting. */
  postingId?: string;
}

/** Postings of a member, newest first. */
export interface ListPostings {
  /** The member. */
  customerId?: string;
  /** Most rows of the page; 50 if unset. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A page of postings. */
export interface PostingPage {
  /** The postings. */
  rows?: Posting[];
  /** Token of the next page; unset on the last. */
  next?: string;
}

/** Lots of a member that hold points, soonest expiring first. */
export interface ListLots {
  /** The member. */
  customerId?: string;
  /** Most rows of the page; 50 if unset. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A page of lots. */
export interface LotPage {
  /** The lots. */
  rows?: Lot[];
  /** Token of the next page; unset on the last. */
  next?: string;
}

/** Check the ledger, a page of members at a time; the caller adds the pages up. */
export interface GetLedgerCheck {
  /** Most members of the page; 50 if unset. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** What a page of the check found. */
export interface LedgerCheck {
  /** Totals by account over the whole ledger. */
  totals?: LedgerTotals;
  /** Sum of the totals: zero in a sound ledger. */
  sum?: Int64;
  /** Members on this page. */
  members?: number;
  /** Their points. */
  memberPoints?: Int64;
  /** Their pending points. */
  pendingPoints?: Int64;
  /** Their debts, at least zero. */
  debtPoints?: Int64;
  /** Points left in their lots, pending ones included. */
  lotPoints?: Int64;
  /** What is wrong, one line a member. */
  faults?: string[];
  /** Token of the next page; unset on the last. */
  next?: string;
}

/** One tier of the programme. */
export interface Tier {
  /** Short name, such as gold. */
  tier?: string;
  /** Name people see. */
  name?: string;
  /** What a member needs in the period: points, or minor units of the tier currency. */
  minimum?: Int64;
  /** Points earned are multiplied by this many hundredths; 100 for none. */
  multiplierPercent?: number;
}

/** How many points money earns in one currency. */
export interface EarningRate {
  /** ISO 4217 code. */
  currency?: string;
  /** Points earned … */
  points?: Int64;
  /** … for each so many minor units. */
  perMinor?: Int64;
}

/** The rules of the loyalty programme. */
export interface Programme {
  /** There is one programme, main. */
  programmeId?: string;
  /** Name people see. */
  name?: string;
  /** A customer's first purchase that earns points makes the customer a member. */
  enrolOnPurchase?: boolean;
  /** Days after the purchase before points can be spent; 0 for at once. */
  returnWindowDays?: number;
  /** Days after the purchase before points expire; 0 for never. */
  expiryDays?: number;
  /** What decides the tier. */
  tierBasis?: TierBasis;
  /** Over which time. */
  tierPeriod?: TierPeriod;
  /** ISO 4217 code that counts when spend decides. */
  tierCurrency?: string;
  /** Tiers, highest first; the last has minimum 0. */
  tiers?: Tier[];
  /** Points for money; a currency not named here has a built-in rate. */
  rates?: EarningRate[];
}

/** Whether a product earns points. */
export interface Exclusion {
  /** The product. */
  productId?: string;
  /** It earns none. */
  excluded?: boolean;
}

/** A member and the balances of its accounts. */
export interface Member {
  /** The customer; also names the member's accounts in the ledger. */
  customerId?: string;
  /** Number on the card, with a check digit. */
  cardNumber?: string;
  /** Active, paused or closed. */
  state?: MemberState;
  /** Tier. */
  tier?: string;
  /** Points that can be spent. */
  points?: Int64;
  /** Points whose return window is open. */
  pendingPoints?: Int64;
  /** Points owed: taken back after they were spent. */
  debtPoints?: Int64;
  /** Points earned so far, before anything was taken back. */
  earnedPoints?: Int64;
  /** Member since, UTC milliseconds. */
  sinceMs?: Int64;
  /** When the present tier was reached, UTC milliseconds. */
  tierSinceMs?: Int64;
  /** When the tier could fall, UTC milliseconds; unset for never. */
  tierReviewAtMs?: Int64;
  /** Name of the customer; in answers to queries only. */
  customerName?: string;
}

/** What counts for a member's tier on one day. */
export interface Qualification {
  /** The customer. */
  customerId?: string;
  /** Days since 1970-01-01, UTC. */
  day?: Int64;
  /** Points or minor units, less what was refunded. */
  amount?: Int64;
}

/** Points of a member that expire together; points whose return window is open are a lot of their own. */
export interface Lot {
  /** Whose points. */
  customerId?: string;
  /** When they expire, UTC milliseconds; 9223372036854775807 for never. */
  expiresAtMs?: Int64;
  /** Id of the lot: the last day its points can be spent, open if they never expire, the posting while pending. */
  lotId?: string;
  /** Points left. */
  points?: Int64;
  /** The return window is open. */
  pending?: boolean;
}

/** One side of a posting. */
export interface Entry {
  /** The account. */
  account?: LedgerAccount;
  /** Whose account, for MEMBER, PENDING and DEBT. */
  customerId?: string;
  /** Added to the account; below zero for taken. */
  points?: Int64;
}

/** What a posting did to one lot. */
export interface LotMove {
  /** Whose lot. */
  customerId?: string;
  /** The lot. */
  lotId?: string;
  /** When the lot expires, UTC milliseconds; 9223372036854775807 for never. */
  expiresAtMs?: Int64;
  /** Added to the lot; below zero for taken. */
  points?: Int64;
  /** The lot's return window is open after the move. */
  pending?: boolean;
}

/** What one invoice line earned, for reversals. */
export interface EarnedLine {
  /** Line of the order. */
  lineId?: string;
  /** What the line cost, in minor units. */
  amountMinor?: Int64;
  /** Points it earned. */
  points?: Int64;
  /** What it added to the tier's measure. */
  qualifying?: Int64;
  /** Refunded so far, in minor units. */
  refundedMinor?: Int64;
  /** Points taken back so far. */
  reversedPoints?: Int64;
  /** Taken back from the tier's measure so far. */
  reversedQualifying?: Int64;
}

/** One posting of the ledger; its entries sum to zero. */
export interface Posting {
  /** Id: that of the invoice or refund it is for, so none is posted twice. */
  postingId?: string;
  /** Whose posting. */
  customerId?: string;
  /** What it is about. */
  kind?: PostingKind;
  /** Points gained, or below zero for lost. */
  points?: Int64;
  /** Both sides. */
  entries?: Entry[];
  /** Lots it made, used or filled again. */
  lots?: LotMove[];
  /** Invoice it is for. */
  invoiceId?: string;
  /** What each line earned, for EARNED. */
  lines?: EarnedLine[];
  /** Key of the caller, unique; for redemptions and corrections. */
  businessKey?: string;
  /** Reward, or reason of a correction. */
  text?: string;
  /** When it happened, UTC milliseconds. */
  atMs?: Int64;
  /** A redemption that was cancelled. */
  cancelled?: boolean;
}

/** Totals of the ledger by account; they sum to zero. */
export interface LedgerTotals {
  /** There is one ledger, main. */
  ledgerId?: string;
  /** All members' points. */
  memberPoints?: Int64;
  /** All pending points. */
  pendingPoints?: Int64;
  /** All debts, at most zero. */
  debtPoints?: Int64;
  /** Points given out, at most zero. */
  issuedPoints?: Int64;
  /** Points redeemed. */
  redeemedPoints?: Int64;
  /** Points expired or forfeited. */
  expiredPoints?: Int64;
  /** Points adjusted by hand. */
  adjustedPoints?: Int64;
  /** Postings so far. */
  postings?: Int64;
  /** Members so far. */
  members?: Int64;
}
