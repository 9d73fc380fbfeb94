// Messages of payvand.analytics. Written by scripts/describe.mjs from the .proto files.
import type { Int64 } from './pv';
import type * as pv from './pv';

/** Where a scoring run stands. */
export const ScoringStateValues = ['REPORTING', 'COLLECTING', 'CUTTING', 'SCORING', 'CLEARING', 'DONE', 'FAILED', 'STOPPED'] as const;
export type ScoringState = 'SCORING_STATE_UNSPECIFIED' | 'REPORTING' | 'COLLECTING' | 'CUTTING' | 'SCORING' | 'CLEARING' | 'DONE' | 'FAILED' | 'STOPPED';

/** Why a scoring run was started. */
export const ScoringCauseValues = ['ASKED', 'NIGHTLY', 'GROWTH', 'CURRENCY'] as const;
export type ScoringCause = 'SCORING_CAUSE_UNSPECIFIED' | 'ASKED' | 'NIGHTLY' | 'GROWTH' | 'CURRENCY';

/** A worker takes partitions: it gets a new epoch, and deltas of whoever held them before are refused. */
export interface TakePartitions {
  /** Name of the worker. */
  worker?: string;
  /** Partitions it takes, each 0 to 63. */
  partitions?: number[];
}

/** A worker tells what changed in one partition between two positions. */
export interface ApplyDelta {
  /** Name of the worker. */
  worker?: string;
  /** Epoch it was given. */
  workerEpoch?: Int64;
  /** The partition. */
  partition?: number;
  /** Positions the delta starts from: those of the partition in analytics. */
  from?: SourcePosition[];
  /** Positions it leads to. */
  to?: SourcePosition[];
  /** Customers whose purchases changed, 150 at most. */
  customers?: CustomerSummary[];
}

/** A worker tells what the customers of one partition were worth at the as-of time of a scoring run. */
export interface ReportAsOf {
  /** The run. */
  runId?: string;
  /** Name of the worker. */
  worker?: string;
  /** Epoch it was given. */
  workerEpoch?: Int64;
  /** The partition. */
  partition?: number;
  /** Customers, 150 at most. */
  customers?: CustomerSummary[];
  /** True with the last customers of the partition. */
  done?: boolean;
}

/** Start a scoring run. */
export interface ScoreRfm {
  /** Time as of which customers are scored, UTC milliseconds; now if not given. */
  asOfMs?: Int64;
}

/** Call off the scoring run that is under way. */
export interface StopScoring {
  /** The run. */
  runId?: string;
}

/** Set the currency in which customers are compared, and what others are worth in it. */
export interface SetReportingCurrency {
  /** Currency, ISO 4217. */
  currency?: string;
  /** Rates of other currencies, 50 at most. */
  rates?: CurrencyRate[];
}

/** A worker took partitions. */
export interface PartitionsTaken {
  /** Name of the worker. */
  worker?: string;
  /** Epoch it was given. */
  workerEpoch?: Int64;
  /** Partitions it took. */
  partitions?: number[];
}

/** What a worker sent for a partition was worked in. */
export interface PartitionAdvanced {
  /** The partition. */
  partition?: number;
  /** Name of the worker. */
  worker?: string;
  /** Its epoch. */
  workerEpoch?: Int64;
  /** Positions reached. */
  to?: SourcePosition[];
  /** Customer ids whose purchases changed. */
  customers?: CustomerSummary[];
  /** What the customers behind them are worth now. */
  values?: CustomerValue[];
  /** Set with the first purchase ever: when the first nightly run is due, UTC milliseconds. */
  nightlyAtMs?: Int64;
  /** Set with the first purchase ever: the reporting currency. */
  currency?: string;
}

/** What some customers are worth was found anew: time passed, or ids were joined or parted. */
export interface CustomersRevalued {
  /** What they are worth now. */
  values?: CustomerValue[];
  /** Ids that no longer stand for a customer. */
  removedIds?: string[];
}

/** The reporting currency or its rates were set. */
export interface ReportingCurrencySet {
  /** Always "settings". */
  settingsId?: string;
  /** Currency, ISO 4217. */
  currency?: string;
  /** Rates of other currencies. */
  rates?: CurrencyRate[];
}

/** A scoring run was started. */
export interface RfmScoringStarted {
  /** The run. */
  runId?: string;
  /** Time as of which customers are scored, UTC milliseconds. */
  asOfMs?: Int64;
  /** Why it was started. */
  cause?: ScoringCause;
  /** True if workers have to report what customers were worth then. */
  past?: boolean;
  /** When the run fails if workers have not reported, UTC milliseconds. */
  deadlineMs?: Int64;
  /** When the next nightly run is due, UTC milliseconds. */
  nightlyAtMs?: Int64;
  /** When the first step is due, UTC milliseconds. */
  continueAtMs?: Int64;
  /** Currency in which customers are compared, ISO 4217. */
  currency?: string;
}

/** A worker reported on some customers of a partition. */
export interface RfmAsOfReported {
  /** The run. */
  runId?: string;
  /** The partition. */
  partition?: number;
  /** What its customers were worth. */
  customers?: CustomerSummary[];
  /** True if that was the last of the partition. */
  done?: boolean;
  /** Set when the last partition is done: when the next step is due, UTC milliseconds. */
  continueAtMs?: Int64;
}

/** Values of some customers were gathered for a run. */
export interface RfmValuesCollected {
  /** The run. */
  runId?: string;
  /** The values. */
  values?: RunValue[];
  /** Where the next step goes on. */
  cursor?: string;
  /** True when all are gathered. */
  done?: boolean;
  /** When the next step is due, UTC milliseconds. */
  continueAtMs?: Int64;
}

/** Some rows of a run were counted in the order of one dimension. */
export interface RfmCutsAdvanced {
  /** The run. */
  runId?: string;
  /** Dimension counted: 1 recency, 2 frequency, 3 monetary. */
  dimension?: number;
  /** Rows counted so far. */
  counted?: Int64;
  /** Value of the last one. */
  lastValue?: Int64;
  /** Cuts of the dimension found so far. */
  cuts?: Int64[];
  /** Limits of the value tiers found so far. */
  tierCuts?: Int64[];
  /** Where the next step goes on. */
  cursor?: string;
  /** True when the dimension is finished. */
  done?: boolean;
  /** When the next step is due, UTC milliseconds. */
  continueAtMs?: Int64;
}

/** The cuts of a run were found and hold from now on. */
export interface RfmCutsSet {
  /** The run. */
  runId?: string;
  /** Time from which recency is counted, UTC milliseconds. */
  asOfMs?: Int64;
  /** Customers counted. */
  customers?: Int64;
  /** Recency in whole days before the as-of day. */
  recencyDays?: Int64[];
  /** Number of purchases. */
  frequency?: Int64[];
  /** Amount spent in minor units. */
  monetaryMinor?: Int64[];
  /** Amounts spent that 20, 50, 80 and 95 percent of customers stay below. */
  tierMinor?: Int64[];
  /** Currency of the amounts, ISO 4217. */
  currency?: string;
}

/** Some customers got the scores of a run. */
export interface RfmScoresAdvanced {
  /** The run. */
  runId?: string;
  /** What changed customers are worth now. */
  values?: CustomerValue[];
  /** Where the next step goes on. */
  cursor?: string;
  /** Customers looked at. */
  customers?: Int64;
  /** True when all have their scores. */
  done?: boolean;
  /** When the next step is due, UTC milliseconds. */
  continueAtMs?: Int64;
}

/** Rows of an earlier run were removed. */
export interface RfmRunCleared {
  /** The run under way. */
  runId?: string;
  /** The run whose rows were removed. */
  clearedRunId?: string;
  /** Customer ids whose rows were removed. */
  customerIds?: string[];
  /** True when none is left. */
  done?: boolean;
  /** When the next step is due, UTC milliseconds. */
  continueAtMs?: Int64;
  /** True if what workers reported was removed, not values. */
  reports?: boolean;
}

/** A scoring run ended. */
export interface RfmScoringEnded {
  /** The run. */
  runId?: string;
  /** How: done, failed or stopped. */
  state?: ScoringState;
  /** Why, if it failed; names the partitions that did not report. */
  reason?: string;
  /** Customers counted. */
  customers?: Int64;
}

/** The scores of a customer changed. */
export interface RfmChanged {
  /** Canonical id of the customer. */
  customerId?: string;
  /** Recency score, 1 to 5. */
  recencyScore?: number;
  /** Frequency score, 1 to 5. */
  frequencyScore?: number;
  /** Monetary score, 1 to 5. */
  monetaryScore?: number;
  /** The three scores as digits. */
  rfmCell?: string;
  /** Named segment of the cell. */
  segment?: string;
  /** Cell before; not set if there was none. */
  fromCell?: string;
  /** Segment before; not set if there was none. */
  fromSegment?: string;
}

/** The value tier of a customer changed. */
export interface ValueTierChanged {
  /** Canonical id of the customer. */
  customerId?: string;
  /** Tier before; not set if there was none. */
  from?: string;
  /** Tier now. */
  to?: string;
  /** Which rule gave it. */
  reason?: string;
}

/** The stage of a customer in its life with us changed. */
export interface LifecycleChanged {
  /** Canonical id of the customer. */
  customerId?: string;
  /** Stage before; awareness if there was no purchase. */
  from?: string;
  /** Stage now. */
  to?: string;
  /** Which rule gave it. */
  reason?: string;
}

/** What a customer is worth now. */
export interface GetRfm {
  /** The customer, under any id joined with it. */
  customerId?: string;
}

/** Customers of a cell or of a named segment, by the amount they spent. */
export interface ListRfmSegment {
  /** Cell, such as 545. */
  rfmCell?: string;
  /** Segment, such as champions, where no cell is named. */
  segment?: string;
  /** Most rows in the answer. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** Customers of a value tier, by the amount they spent. */
export interface ListCustomersByValueTier {
  /** platinum, gold, silver, bronze or tin. */
  valueTier?: string;
  /** Most rows in the answer. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A page of customers. */
export interface CustomerValuePage {
  /** Customers in order. */
  rows?: CustomerValue[];
  /** Token of the next page; not set on the last. */
  next?: string;
}

/** The cuts that hold now. */
export type GetRfmCuts = Record<string, never>;

/** A scoring run, or the last one. */
export interface GetScoringRun {
  /** The run; the last one started if not given, or "last". */
  runId?: string;
}

/** Scores that a run gave at its as-of time; kept for the last run. */
export interface ListRunValues {
  /** The run. */
  runId?: string;
  /** Most rows in the answer. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A page of scores. */
export interface RunValuePage {
  /** Customers in order of their ids. */
  rows?: RunValue[];
  /** Token of the next page; not set on the last. */
  next?: string;
}

/** How far analytics has come in each partition. */
export interface GetPositions {
  /** Only these partitions; all if none is named. */
  partitions?: number[];
}

/** How far analytics has come. */
export interface PositionsReport {
  /** Partitions that a worker has ever held. */
  partitions?: PartitionState[];
  /** Workers. */
  workers?: WorkerGrant[];
}

/** Settings and totals. */
export type GetAnalyticsSettings = Record<string, never>;

/** How far one department's log has been worked in. */
export interface SourcePosition {
  /** Department. */
  source?: string;
  /** Epoch of its log. */
  epoch?: Int64;
  /** Last event worked in. */
  sequence?: Int64;
}

/** Purchases of a customer in one period of 91 days. */
export interface PeriodPurchases {
  /** Number of the period, counted from 1970-01-01. */
  period?: number;
  /** Purchases in it. */
  purchases?: number;
}

/** What a worker knows of the purchases of one customer id: whole, not an increment, and mergeable with that of other ids. */
export interface CustomerSummary {
  /** The customer id as the purchases carry it. */
  customerId?: string;
  /** First purchase, UTC milliseconds. */
  firstPurchaseMs?: Int64;
  /** Last purchase, UTC milliseconds. */
  lastPurchaseMs?: Int64;
  /** Paid invoices that were not refunded in full. */
  purchases?: Int64;
  /** What was paid less what was refunded, per currency. */
  spent?: pv.Money[];
  /** What was refunded, per currency. */
  refunded?: pv.Money[];
  /** Purchases per period: the last eight periods that have any. */
  periods?: PeriodPurchases[];
  /** Partition of the customer id. */
  partition?: number;
}

/** What a customer is worth, over all ids joined with it. */
export interface CustomerValue {
  /** Canonical id of the customer. */
  customerId?: string;
  /** First purchase, UTC milliseconds. */
  firstPurchaseMs?: Int64;
  /** Last purchase, UTC milliseconds. */
  lastPurchaseMs?: Int64;
  /** Paid invoices that were not refunded in full. */
  purchases?: Int64;
  /** What was paid less what was refunded, in minor units of the reporting currency. */
  spentMinor?: Int64;
  /** Reporting currency, ISO 4217. */
  currency?: string;
  /** True if amounts in a currency without a rate were left out. */
  incomplete?: boolean;
  /** Recency score, 1 (longest ago) to 5; not set before the first scoring run. */
  recencyScore?: number;
  /** Frequency score, 1 to 5. */
  frequencyScore?: number;
  /** Monetary score, 1 to 5. */
  monetaryScore?: number;
  /** The three scores as digits, such as 545. */
  rfmCell?: string;
  /** Named segment of the cell, such as champions. */
  segment?: string;
  /** platinum, gold, silver, bronze or tin; seen by staff only. */
  valueTier?: string;
  /** awareness, acquisition, retention, development or attrition. */
  lifecycle?: string;
  /** Mean time between purchases, milliseconds; not set with fewer than two. */
  meanGapMs?: Int64;
  /** Purchases of the last four periods in percent of those of the four before; not set without those. */
  growthPercent?: number;
  /** When time alone may change its stage or tier, UTC milliseconds; not set if it cannot. */
  reviewAtMs?: Int64;
}

/** One of the 64 partitions, as far as analytics has worked in what its worker sent. */
export interface PartitionState {
  /** The partition, 0 to 63. */
  partition?: number;
  /** Worker that holds it. */
  worker?: string;
  /** Epoch of that worker; deltas of another are refused. */
  workerEpoch?: Int64;
  /** How far each department's log is worked in. */
  positions?: SourcePosition[];
  /** Deltas worked in. */
  deltas?: Int64;
  /** When the last one was, UTC milliseconds. */
  advancedAtMs?: Int64;
}

/** A worker and the partitions it last took. */
export interface WorkerGrant {
  /** Name of the worker. */
  worker?: string;
  /** Its epoch: rises each time any worker takes partitions. */
  workerEpoch?: Int64;
  /** Partitions it took. */
  partitions?: number[];
  /** When, UTC milliseconds. */
  grantedAtMs?: Int64;
}

/** The limits between the scores of one run; a value gets one point, and one more for each cut that it reaches. */
export interface RfmCuts {
  /** Always "live". */
  cutsId?: string;
  /** Run that found them. */
  runId?: string;
  /** Time from which recency is counted, UTC milliseconds. */
  asOfMs?: Int64;
  /** Customers counted. */
  customers?: Int64;
  /** Recency in whole days before the as-of day: a customer reaches a cut with as many days or fewer. */
  recencyDays?: Int64[];
  /** Number of purchases. */
  frequency?: Int64[];
  /** Amount spent in minor units of the reporting currency. */
  monetaryMinor?: Int64[];
  /** Amounts spent that 20, 50, 80 and 95 percent of customers stay below. */
  tierMinor?: Int64[];
  /** Reporting currency, ISO 4217. */
  currency?: string;
}

/** A scoring run: a job that finds the cuts and scores every customer. */
export interface ScoringRun {
  /** Id of the run. */
  runId?: string;
  /** Where it stands. */
  state?: ScoringState;
  /** Why it was started. */
  cause?: ScoringCause;
  /** Time as of which customers are scored, UTC milliseconds. */
  asOfMs?: Int64;
  /** True if workers had to look into the past. */
  past?: boolean;
  /** When it started, UTC milliseconds. */
  startedAtMs?: Int64;
  /** When it ended, UTC milliseconds. */
  endedAtMs?: Int64;
  /** Partitions reported so far, where workers have to report. */
  reported?: number[];
  /** Customers whose values were gathered. */
  customers?: Int64;
  /** Customers scored so far. */
  scored?: Int64;
  /** Customers whose scores changed. */
  changed?: Int64;
  /** Why it failed. */
  reason?: string;
  /** Where the present step goes on. */
  cursor?: string;
  /** Dimension being cut: 1 recency, 2 frequency, 3 monetary. */
  dimension?: number;
  /** Rows of that dimension counted. */
  counted?: Int64;
  /** Value of the row counted last. */
  lastValue?: Int64;
  /** Cuts found so far: as day numbers since 1970-01-01. */
  recencyCuts?: Int64[];
  /** Cuts found so far. */
  frequencyCuts?: Int64[];
  /** Cuts found so far. */
  monetaryCuts?: Int64[];
  /** Limits of the value tiers found so far. */
  tierCuts?: Int64[];
  /** Reporting currency of its amounts, ISO 4217. */
  currency?: string;
}

/** What a customer was worth at a run's as-of time, and its scores then. */
export interface RunValue {
  /** The run; not set within events. */
  runId?: string;
  /** Canonical id of the customer. */
  customerId?: string;
  /** Day of the last purchase, counted from 1970-01-01, UTC. */
  lastDay?: Int64;
  /** Purchases until then. */
  purchases?: Int64;
  /** Amount spent until then, in minor units of the reporting currency. */
  spentMinor?: Int64;
  /** Recency score, 1 to 5; in answers only. */
  recencyScore?: number;
  /** Frequency score, 1 to 5. */
  frequencyScore?: number;
  /** Monetary score, 1 to 5. */
  monetaryScore?: number;
}

/** What one customer id was worth at a run's as-of time, as reported by a worker. */
export interface RunSummary {
  /** The run. */
  runId?: string;
  /** The customer id as the purchases carry it. */
  customerId?: string;
  /** Its purchases until then. */
  summary?: CustomerSummary;
}

/** Units of the reporting currency that one unit of another currency is worth. */
export interface CurrencyRate {
  /** The other currency, ISO 4217. */
  currency?: string;
  /** Minor units of the reporting currency for a million minor units of the other. */
  rateMicro?: Int64;
}

/** Settings and totals of analytics. */
export interface AnalyticsSettings {
  /** Always "settings". */
  settingsId?: string;
  /** Currency in which customers are compared, ISO 4217; that of the first purchase heard until it is set. */
  currency?: string;
  /** What other currencies are worth; amounts in a currency without a rate are left out. */
  rates?: CurrencyRate[];
  /** Customers with a purchase. */
  customers?: Int64;
  /** Epoch last given to a worker. */
  workerEpoch?: Int64;
  /** Run under way. */
  runId?: string;
  /** Last run that ended well. */
  lastRunId?: string;
  /** Customers counted by that run. */
  lastRunCustomers?: Int64;
  /** Latest purchase of any customer, UTC milliseconds. */
  lastPurchaseMs?: Int64;
  /** Runs whose rows are still kept. */
  keptRunIds?: string[];
}

/** Money given back for a purchase, as a worker keeps it. */
export interface StoredRefund {
  /** When, UTC milliseconds. */
  atMs?: Int64;
  /** How much. */
  amountMinor?: Int64;
}

/** A paid invoice, as a worker keeps it. */
export interface StoredPurchase {
  /** When, UTC milliseconds. */
  atMs?: Int64;
  /** What was paid. */
  amount?: pv.Money;
  /** What was given back of it. */
  refunds?: StoredRefund[];
}

/** How far a worker's own store of a partition has come. */
export interface StoredPosition {
  /** Positions worked in. */
  positions?: SourcePosition[];
}
