// Messages of payvand.sales. Written by scripts/describe.mjs from the .proto files.
import type { Int64 } from './pv';
import type * as pv from './pv';

/** What an activity is. */
export const ActivityKindValues = ['PHONE_CALL', 'MEETING', 'TASK', 'EMAIL_TO_WRITE', 'LETTER_TO_WRITE', 'ALERT'] as const;
export type ActivityKind = 'ACTIVITY_KIND_UNSPECIFIED' | 'PHONE_CALL' | 'MEETING' | 'TASK' | 'EMAIL_TO_WRITE' | 'LETTER_TO_WRITE' | 'ALERT';

/** How an activity stands. */
export const ActivityStateValues = ['ACTIVITY_PLANNED', 'ACTIVITY_DONE', 'ACTIVITY_CANCELLED'] as const;
export type ActivityState = 'ACTIVITY_STATE_UNSPECIFIED' | 'ACTIVITY_PLANNED' | 'ACTIVITY_DONE' | 'ACTIVITY_CANCELLED';

/** How an activity comes again. */
export const RecurrenceValues = ['DAILY', 'WEEKLY', 'MONTHLY'] as const;
export type Recurrence = 'RECURRENCE_UNSPECIFIED' | 'DAILY' | 'WEEKLY' | 'MONTHLY';

/** Where a lead came from. */
export const LeadSourceValues = ['FORM', 'EMAIL', 'CALL', 'LETTER', 'IMPORT', 'CAMPAIGN', 'DEPARTMENT', 'VISIT', 'OTHER'] as const;
export type LeadSource = 'LEAD_SOURCE_UNSPECIFIED' | 'FORM' | 'EMAIL' | 'CALL' | 'LETTER' | 'IMPORT' | 'CAMPAIGN' | 'DEPARTMENT' | 'VISIT' | 'OTHER';

/** How far a lead has come. */
export const LeadStateValues = ['LEAD_NEW', 'LEAD_ASSIGNED', 'LEAD_WORKING', 'LEAD_QUALIFIED', 'LEAD_CONVERTED', 'LEAD_RECYCLED', 'LEAD_DISQUALIFIED'] as const;
export type LeadState = 'LEAD_STATE_UNSPECIFIED' | 'LEAD_NEW' | 'LEAD_ASSIGNED' | 'LEAD_WORKING' | 'LEAD_QUALIFIED' | 'LEAD_CONVERTED' | 'LEAD_RECYCLED' | 'LEAD_DISQUALIFIED';

/** How a deal stands. */
export const DealStateValues = ['DEAL_OPEN', 'DEAL_WON', 'DEAL_LOST'] as const;
export type DealState = 'DEAL_STATE_UNSPECIFIED' | 'DEAL_OPEN' | 'DEAL_WON' | 'DEAL_LOST';

/** What part a person plays in a deal. */
export const PartInDealValues = ['DECISION_MAKER', 'INFLUENCER', 'EVALUATOR', 'USER', 'STAKEHOLDER'] as const;
export type PartInDeal = 'PART_IN_DEAL_UNSPECIFIED' | 'DECISION_MAKER' | 'INFLUENCER' | 'EVALUATOR' | 'USER' | 'STAKEHOLDER';

/** How a person stands to our offer. */
export const StanceValues = ['SUPPORTER', 'NEUTRAL', 'OPPONENT'] as const;
export type Stance = 'STANCE_UNSPECIFIED' | 'SUPPORTER' | 'NEUTRAL' | 'OPPONENT';

/** How an order stands. */
export const OrderStateValues = ['ORDER_PLACED', 'ORDER_INVOICED', 'ORDER_CANCELLED'] as const;
export type OrderState = 'ORDER_STATE_UNSPECIFIED' | 'ORDER_PLACED' | 'ORDER_INVOICED' | 'ORDER_CANCELLED';

/** How an invoice stands. */
export const InvoiceStateValues = ['INVOICE_OPEN', 'INVOICE_PAID'] as const;
export type InvoiceState = 'INVOICE_STATE_UNSPECIFIED' | 'INVOICE_OPEN' | 'INVOICE_PAID';

/** Something a seller has to do. */
export interface Activity {
  /** Id of the activity. */
  activityId?: string;
  /** What it is. */
  kind?: ActivityKind;
  /** How it stands. */
  state?: ActivityState;
  /** What it is about, in one line. */
  subject?: string;
  /** More about it. */
  notes?: string;
  /** Who has to do it. */
  owner?: string;
  /** Customer it is about. */
  customerId?: string;
  /** Deal it is about. */
  dealId?: string;
  /** Lead it is about. */
  leadId?: string;
  /** Case of customer service it is about. */
  caseId?: string;
  /** When it is due, UTC milliseconds. */
  dueAtMs?: Int64;
  /** When to remind the owner, UTC milliseconds. */
  remindAtMs?: Int64;
  /** The owner was reminded. */
  reminded?: boolean;
  /** How it comes again. */
  recurrence?: Recurrence;
  /** Every how many days, weeks or months. */
  every?: number;
  /** The last time it may be due, UTC milliseconds; unset for no end. */
  untilMs?: Int64;
  /** The activity before it in a recurring row. */
  previousActivityId?: string;
  /** What came of it. */
  outcome?: string;
  /** When it was done or given up, UTC milliseconds. */
  closedAtMs?: Int64;
  /** Day of the month on which monthly activities began, so that a short month moves none for good. */
  anchorDay?: number;
  /** Name of the customer; in answers to queries only. */
  customerName?: string;
}

/** Capture a first contact or a new request. */
export interface CaptureLead {
  /** Who asks; an unknown identifier introduces a new customer. */
  customer?: pv.CustomerReference;
  /** Where it came from. */
  source?: LeadSource;
  /** What is asked, in one line. */
  subject?: string;
  /** The request in full. */
  request?: string;
  /** Score, 0 to 100. */
  score?: number;
  /** Campaign it answers to. */
  campaignId?: string;
  /** Key of the row it is imported from; a second lead with it is refused. */
  businessKey?: string;
  /** When it came in, UTC milliseconds; now if unset. */
  capturedAtMs?: Int64;
  /** Seller who shall answer for it at once. */
  owner?: string;
}

/** Give a lead to a seller. */
export interface AssignLead {
  /** The lead. */
  leadId?: string;
  /** The seller. */
  owner?: string;
}

/** Note that the seller has been in contact. */
export interface WorkLead {
  /** The lead. */
  leadId?: string;
  /** What was done. */
  note?: string;
}

/** Note that need and means are there. */
export interface QualifyLead {
  /** The lead. */
  leadId?: string;
}

/** Make a lead a company, a contact and a deal in one step. */
export interface ConvertLead {
  /** The lead. */
  leadId?: string;
  /** Company the person works at; left out for a private customer. */
  company?: pv.CustomerReference;
  /** The person's role in the company. */
  role?: string;
  /** Title of the deal; the lead's subject if unset. */
  title?: string;
  /** Pipeline of the deal; the standard one if unset. */
  pipelineId?: string;
  /** What the deal is worth. */
  value?: pv.Money;
  /** When the deal should close, UTC milliseconds. */
  expectedCloseAtMs?: Int64;
  /** Part of the person in the deal; decision maker if unset. */
  part?: PartInDeal;
}

/** Give a lead back to marketing. */
export interface RecycleLead {
  /** The lead. */
  leadId?: string;
  /** Why. */
  reason?: string;
}

/** Give a lead up. */
export interface DisqualifyLead {
  /** The lead. */
  leadId?: string;
  /** Why. */
  reason?: string;
}

/** Name the seller who answers for a customer. */
export interface AssignAccount {
  /** The customer. */
  customerId?: string;
  /** The seller. */
  owner?: string;
}

/** Set the stages of a pipeline. */
export interface SetPipeline {
  /** Short name of the pipeline. */
  pipelineId?: string;
  /** Name people see. */
  name?: string;
  /** All stages in order. */
  stages?: Stage[];
}

/** One line as asked for. */
export interface LineInput {
  /** Product by id. */
  productId?: string;
  /** Product by stock keeping unit; one we do not know is kept as text. */
  sku?: string;
  /** Name of what is sold; the product's if unset. */
  productName?: string;
  /** How many units; 1 if unset. */
  quantity?: Int64;
  /** Price of one unit in minor units; the price list's if this and the amount are unset. */
  unitPriceMinor?: Int64;
  /** Taken off the line, in minor units. */
  discountMinor?: Int64;
  /** What the line costs in minor units; worked out if unset. */
  amountMinor?: Int64;
}

/** Open a deal. */
export interface OpenDeal {
  /** The customer; an unknown identifier introduces a new one. */
  customer?: pv.CustomerReference;
  /** What it is about. */
  title?: string;
  /** Pipeline; the standard one if unset. */
  pipelineId?: string;
  /** First stage; the pipeline's first if unset. */
  stageId?: string;
  /** What it is worth; the sum of the lines if unset. */
  value?: pv.Money;
  /** Seller; the actor if unset. */
  owner?: string;
  /** When it should close, UTC milliseconds. */
  expectedCloseAtMs?: Int64;
  /** What happens next. */
  nextStep?: string;
  /** Campaign it is attributed to. */
  campaignId?: string;
  /** Goods and services offered. */
  lines?: LineInput[];
  /** When it was opened, UTC milliseconds; now if unset. */
  openedAtMs?: Int64;
}

/** Change facts of an open deal; unset fields stay. */
export interface ChangeDeal {
  /** The deal. */
  dealId?: string;
  /** What it is about. */
  title?: string;
  /** What it is worth. */
  value?: pv.Money;
  /** Seller. */
  owner?: string;
  /** When it should close, UTC milliseconds. */
  expectedCloseAtMs?: Int64;
  /** What happens next. */
  nextStep?: string;
  /** Competitors, all of them; none named leaves them. */
  competitors?: string[];
}

/** Set the goods and services of an open deal; its value becomes their sum. */
export interface SetDealLines {
  /** The deal. */
  dealId?: string;
  /** All lines. */
  lines?: LineInput[];
  /** ISO 4217 code of the prices. */
  currency?: string;
}

/** Move an open deal to another stage. */
export interface MoveDeal {
  /** The deal. */
  dealId?: string;
  /** The stage. */
  stageId?: string;
}

/** Close a deal as won. */
export interface WinDeal {
  /** The deal. */
  dealId?: string;
  /** Why. */
  reason?: string;
}

/** Close a deal as lost. */
export interface LoseDeal {
  /** The deal. */
  dealId?: string;
  /** Why. */
  reason?: string;
  /** Competitor who won it. */
  competitor?: string;
}

/** Take a closed deal up again. */
export interface ReopenDeal {
  /** The deal. */
  dealId?: string;
}

/** Set a person's part in a deal. */
export interface SetDealRole {
  /** The deal. */
  dealId?: string;
  /** The person; an unknown identifier introduces a new one. */
  person?: pv.CustomerReference;
  /** The part. */
  part?: PartInDeal;
  /** Influence on the decision, 1 to 5. */
  influence?: number;
  /** How the person stands to our offer. */
  stance?: Stance;
  /** What we do next with this person. */
  nextStep?: string;
}

/** Take a person's part in a deal away. */
export interface RemoveDealRole {
  /** The deal. */
  dealId?: string;
  /** The person. */
  customerId?: string;
}

/** Define a product, or change the one with this stock keeping unit. */
export interface DefineProduct {
  /** Stock keeping unit, unique. */
  sku?: string;
  /** Name people see. */
  name?: string;
  /** Category it belongs to. */
  category?: string;
  /** Unit its quantity counts. */
  unit?: string;
  /** No longer sold. */
  retired?: boolean;
}

/** Set the price of a product in one currency, for one loyalty tier or for all. */
export interface SetPrice {
  /** The product. */
  productId?: string;
  /** ISO 4217 code. */
  currency?: string;
  /** Loyalty tier; all, or unset, for everybody. */
  tier?: string;
  /** Price of one unit, in minor units. */
  unitPriceMinor?: Int64;
}

/** Record a shop's sale: order, invoice and payment in one step. */
export interface RecordSale {
  /** The buyer; an unknown identifier introduces a new customer. */
  customer?: pv.CustomerReference;
  /** Key of the sale in the system or file it comes from; a second sale with it is refused. */
  businessKey?: string;
  /** When it was sold, UTC milliseconds; now if unset. */
  soldAtMs?: Int64;
  /** Way it was sold, such as shop or web. */
  channel?: string;
  /** ISO 4217 code of all amounts. */
  currency?: string;
  /** What was sold. */
  lines?: LineInput[];
  /** How it was paid, such as cash or card. */
  paymentMethod?: string;
}

/** Place an order that is invoiced and paid later. */
export interface PlaceOrder {
  /** The buyer; an unknown identifier introduces a new customer. */
  customer?: pv.CustomerReference;
  /** Key of the order in the system it comes from; a second order with it is refused. */
  businessKey?: string;
  /** When it was placed, UTC milliseconds; now if unset. */
  placedAtMs?: Int64;
  /** Way it was sold, such as shop or web. */
  channel?: string;
  /** ISO 4217 code of all amounts. */
  currency?: string;
  /** What is ordered; the deal's lines if none are named. */
  lines?: LineInput[];
  /** Deal it comes from. */
  dealId?: string;
}

/** Cancel an order that is not invoiced. */
export interface CancelOrder {
  /** The order. */
  orderId?: string;
  /** Why. */
  reason?: string;
}

/** Invoice an order. */
export interface IssueInvoice {
  /** The order. */
  orderId?: string;
  /** When it is due, UTC milliseconds; 30 days from now if unset. */
  dueAtMs?: Int64;
}

/** Note a payment on an invoice, in part or in full. */
export interface ReceivePayment {
  /** The invoice. */
  invoiceId?: string;
  /** How much. */
  amount?: pv.Money;
  /** How, such as cash, card or transfer. */
  method?: string;
  /** When, UTC milliseconds; now if unset. */
  receivedAtMs?: Int64;
  /** Key of the payment in the system it comes from; a second payment with it is refused. */
  businessKey?: string;
}

/** Give money back for lines of an invoice, never more than was paid and not yet refunded. */
export interface RefundInvoice {
  /** The invoice. */
  invoiceId?: string;
  /** Lines with the units or the amount to give back; an amount unset is worked out from the units. */
  lines?: RefundLine[];
  /** Why. */
  reason?: string;
  /** Key of the refund in the system it comes from; a second refund with it is refused. */
  businessKey?: string;
  /** When, UTC milliseconds; now if unset. */
  givenAtMs?: Int64;
}

/** Plan something to do. */
export interface PlanActivity {
  /** What it is. */
  kind?: ActivityKind;
  /** What it is about, in one line. */
  subject?: string;
  /** More about it. */
  notes?: string;
  /** Who has to do it; the actor if unset. */
  owner?: string;
  /** Customer it is about. */
  customerId?: string;
  /** Deal it is about; its customer is taken then. */
  dealId?: string;
  /** Lead it is about; its customer is taken then. */
  leadId?: string;
  /** When it is due, UTC milliseconds. */
  dueAtMs?: Int64;
  /** When to remind the owner, UTC milliseconds. */
  remindAtMs?: Int64;
  /** How it comes again. */
  recurrence?: Recurrence;
  /** Every how many days, weeks or months; 1 if unset. */
  every?: number;
  /** The last time it may be due, UTC milliseconds. */
  untilMs?: Int64;
}

/** Move an activity to another time or person; unset fields stay. */
export interface MoveActivity {
  /** The activity. */
  activityId?: string;
  /** When it is due, UTC milliseconds. */
  dueAtMs?: Int64;
  /** When to remind the owner, UTC milliseconds. */
  remindAtMs?: Int64;
  /** Who has to do it. */
  owner?: string;
}

/** Note that an activity is done; a recurring one is planned again. */
export interface CompleteActivity {
  /** The activity. */
  activityId?: string;
  /** What came of it. */
  outcome?: string;
}

/** Give an activity up; a recurring one ends. */
export interface CancelActivity {
  /** The activity. */
  activityId?: string;
  /** Why. */
  reason?: string;
}

/** A first contact or a new request came in. */
export interface LeadCaptured {
  /** Id of the lead. */
  leadId?: string;
  /** Number people use. */
  number?: string;
  /** Who asks. */
  customerId?: string;
  /** Where it came from. */
  source?: LeadSource;
  /** What is asked, in one line. */
  subject?: string;
  /** The request in full. */
  request?: string;
  /** Score given by marketing, 0 to 100. */
  score?: number;
  /** Campaign it answers to. */
  campaignId?: string;
  /** Response of that campaign. */
  responseId?: string;
  /** Key of the row it was imported from. */
  businessKey?: string;
  /** When it was captured, UTC milliseconds. */
  capturedAtMs?: Int64;
  /** When the first response is due, UTC milliseconds; unset for history. */
  responseDueAtMs?: Int64;
  /** Open leads of the same customer. */
  duplicateLeadIds?: string[];
}

/** A seller now answers for a lead. */
export interface LeadAssigned {
  /** The lead. */
  leadId?: string;
  /** Who asks. */
  customerId?: string;
  /** The seller. */
  owner?: string;
}

/** The seller has been in contact. */
export interface LeadWorked {
  /** The lead. */
  leadId?: string;
  /** Who asks. */
  customerId?: string;
  /** What was done. */
  note?: string;
}

/** Need and means are there. */
export interface LeadQualified {
  /** The lead. */
  leadId?: string;
  /** Who asks. */
  customerId?: string;
}

/** A lead became a deal. */
export interface LeadConverted {
  /** The lead. */
  leadId?: string;
  /** The person who asked. */
  customerId?: string;
  /** The company, if one was named. */
  companyId?: string;
  /** The deal. */
  dealId?: string;
  /** Campaign it is attributed to. */
  campaignId?: string;
}

/** A lead was given back to marketing. */
export interface LeadRecycled {
  /** The lead. */
  leadId?: string;
  /** Who asks. */
  customerId?: string;
  /** Why. */
  reason?: string;
}

/** A lead will not become a deal. */
export interface LeadDisqualified {
  /** The lead. */
  leadId?: string;
  /** Who asks. */
  customerId?: string;
  /** Why. */
  reason?: string;
}

/** The first response to a lead did not come in time. */
export interface LeadWentOverdue {
  /** The lead. */
  leadId?: string;
  /** Who asks. */
  customerId?: string;
  /** Seller who answers for it. */
  owner?: string;
}

/** A seller now answers for a customer. */
export interface AccountAssigned {
  /** The customer. */
  customerId?: string;
  /** The seller. */
  owner?: string;
}

/** The stages of a pipeline were set. */
export interface PipelineSet {
  /** The pipeline with all its stages. */
  pipeline?: Pipeline;
}

/** A deal was opened. */
export interface DealOpened {
  /** Id of the deal. */
  dealId?: string;
  /** Number people use. */
  number?: string;
  /** The customer. */
  customerId?: string;
  /** What it is about. */
  title?: string;
  /** Pipeline it goes through. */
  pipelineId?: string;
  /** Its first stage. */
  stageId?: string;
  /** Chance of winning, 0 to 100. */
  probabilityPercent?: number;
  /** What it is worth. */
  value?: pv.Money;
  /** Seller who answers for it. */
  owner?: string;
  /** When it should close, UTC milliseconds. */
  expectedCloseAtMs?: Int64;
  /** Lead it came from. */
  leadId?: string;
  /** Campaign it is attributed to. */
  campaignId?: string;
  /** What happens next. */
  nextStep?: string;
  /** Goods and services offered. */
  lines?: Line[];
  /** When it counts as stalled, UTC milliseconds; 0 for never. */
  idleDueAtMs?: Int64;
  /** When it was opened, UTC milliseconds. */
  openedAtMs?: Int64;
}

/** Facts of a deal changed; the fields hold what is true now. */
export interface DealChanged {
  /** The deal. */
  dealId?: string;
  /** The customer. */
  customerId?: string;
  /** What it is about. */
  title?: string;
  /** What it is worth. */
  value?: pv.Money;
  /** Seller who answers for it. */
  owner?: string;
  /** When it should close, UTC milliseconds. */
  expectedCloseAtMs?: Int64;
  /** What happens next. */
  nextStep?: string;
  /** Competitors in the deal. */
  competitors?: string[];
  /** Goods and services offered. */
  lines?: Line[];
  /** When it counts as stalled, UTC milliseconds; 0 for never. */
  idleDueAtMs?: Int64;
}

/** A deal moved to another stage. */
export interface DealStageChanged {
  /** The deal. */
  dealId?: string;
  /** The customer. */
  customerId?: string;
  /** Stage it left. */
  fromStageId?: string;
  /** Stage it entered. */
  toStageId?: string;
  /** Chance of winning now, 0 to 100. */
  probabilityPercent?: number;
  /** Time in the stage it left, milliseconds. */
  stayedMs?: Int64;
  /** When it counts as stalled, UTC milliseconds; 0 for never. */
  idleDueAtMs?: Int64;
}

/** A deal stayed without change longer than its stage allows. */
export interface DealStalled {
  /** The deal. */
  dealId?: string;
  /** The customer. */
  customerId?: string;
  /** Stage it is in. */
  stageId?: string;
  /** Seller who answers for it. */
  owner?: string;
}

/** A deal was closed as won. */
export interface DealWon {
  /** The deal. */
  dealId?: string;
  /** The customer. */
  customerId?: string;
  /** What it is worth. */
  value?: pv.Money;
  /** Why. */
  reason?: string;
  /** Seller who answers for it. */
  owner?: string;
  /** Campaign it is attributed to. */
  campaignId?: string;
  /** Lead it came from. */
  leadId?: string;
}

/** A deal was closed as lost. */
export interface DealLost {
  /** The deal. */
  dealId?: string;
  /** The customer. */
  customerId?: string;
  /** What it was worth. */
  value?: pv.Money;
  /** Why. */
  reason?: string;
  /** Competitor who won it. */
  competitor?: string;
  /** Seller who answers for it. */
  owner?: string;
}

/** A closed deal is under way again. */
export interface DealReopened {
  /** The deal. */
  dealId?: string;
  /** The customer. */
  customerId?: string;
  /** Stage it is in. */
  stageId?: string;
  /** Chance of winning, 0 to 100. */
  probabilityPercent?: number;
  /** When it counts as stalled, UTC milliseconds; 0 for never. */
  idleDueAtMs?: Int64;
}

/** A person's part in a deal was set. */
export interface DealRoleSet {
  /** The deal. */
  dealId?: string;
  /** The person. */
  customerId?: string;
  /** The part. */
  part?: PartInDeal;
  /** Influence on the decision, 1 to 5. */
  influence?: number;
  /** How the person stands to our offer. */
  stance?: Stance;
  /** What we do next with this person. */
  nextStep?: string;
}

/** A person no longer has a part in a deal. */
export interface DealRoleRemoved {
  /** The deal. */
  dealId?: string;
  /** The person. */
  customerId?: string;
}

/** A product was defined or changed. */
export interface ProductDefined {
  /** The product as it is now. */
  product?: Product;
  /** Id of the product. */
  productId?: string;
}

/** The price of a product was set. */
export interface PriceSet {
  /** The product. */
  productId?: string;
  /** ISO 4217 code. */
  currency?: string;
  /** Loyalty tier the price is for; all for everybody. */
  tier?: string;
  /** Price of one unit, in minor units. */
  unitPriceMinor?: Int64;
}

/** A customer ordered. */
export interface OrderPlaced {
  /** Id of the order. */
  orderId?: string;
  /** Number people use. */
  number?: string;
  /** The customer. */
  customerId?: string;
  /** Key of the sale in the system or file it came from. */
  businessKey?: string;
  /** What was ordered. */
  lines?: Line[];
  /** Sum of the lines. */
  total?: pv.Money;
  /** Way it was sold, such as shop or web. */
  channel?: string;
  /** Deal it came from. */
  dealId?: string;
  /** Its invoice, when that is issued at once. */
  invoiceId?: string;
}

/** An order was cancelled before it was invoiced. */
export interface OrderCancelled {
  /** The order. */
  orderId?: string;
  /** The customer. */
  customerId?: string;
  /** Why. */
  reason?: string;
}

/** An order was invoiced; the invoice's lines are those of OrderPlaced. */
export interface InvoiceIssued {
  /** Id of the invoice. */
  invoiceId?: string;
  /** Number people use. */
  number?: string;
  /** The order. */
  orderId?: string;
  /** The customer. */
  customerId?: string;
  /** Sum of the lines. */
  total?: pv.Money;
  /** When it is due, UTC milliseconds. */
  dueAtMs?: Int64;
  /** Issued with its order and paid with it: InvoicePaid follows and says the rest. */
  atOnce?: boolean;
}

/** Money came in for an invoice; for a sale paid at once InvoicePaid alone is told. */
export interface PaymentReceived {
  /** Id of the payment. */
  paymentId?: string;
  /** The invoice. */
  invoiceId?: string;
  /** The customer. */
  customerId?: string;
  /** How much. */
  amount?: pv.Money;
  /** How, such as cash, card or transfer. */
  method?: string;
  /** Key of the payment in the system it came from. */
  businessKey?: string;
}

/** An invoice is paid in full; told once. */
export interface InvoicePaid {
  /** The invoice. */
  invoiceId?: string;
  /** Its number. */
  number?: string;
  /** The order. */
  orderId?: string;
  /** The customer. */
  customerId?: string;
  /** What was sold. */
  lines?: Line[];
  /** Sum of the lines. */
  total?: pv.Money;
  /** Payment that completed it. */
  paymentId?: string;
  /** How it was paid. */
  method?: string;
  /** Paid when it was issued, without a PaymentReceived. */
  atOnce?: boolean;
}

/** Money was given back for an invoice. */
export interface RefundGiven {
  /** Id of the refund. */
  refundId?: string;
  /** The invoice. */
  invoiceId?: string;
  /** The order. */
  orderId?: string;
  /** The customer. */
  customerId?: string;
  /** What is given back of which line. */
  lines?: RefundLine[];
  /** Sum of the lines. */
  total?: pv.Money;
  /** Why. */
  reason?: string;
  /** Key of the refund in the system it came from. */
  businessKey?: string;
}

/** A seller has something to do. */
export interface ActivityPlanned {
  /** The activity. */
  activity?: Activity;
  /** Customer it is about. */
  customerId?: string;
  /** Id of the activity. */
  activityId?: string;
}

/** An activity was done. */
export interface ActivityDone {
  /** The activity. */
  activityId?: string;
  /** Customer it is about. */
  customerId?: string;
  /** What came of it. */
  outcome?: string;
}

/** An activity was given up. */
export interface ActivityCancelled {
  /** The activity. */
  activityId?: string;
  /** Customer it is about. */
  customerId?: string;
  /** Why. */
  reason?: string;
}

/** An activity was moved to another time or person. */
export interface ActivityMoved {
  /** The activity. */
  activityId?: string;
  /** Customer it is about. */
  customerId?: string;
  /** When it is due now, UTC milliseconds. */
  dueAtMs?: Int64;
  /** When to remind the owner, UTC milliseconds; 0 for never. */
  remindAtMs?: Int64;
  /** Who has to do it now. */
  owner?: string;
}

/** The owner of an activity was reminded of it. */
export interface ActivityReminded {
  /** The activity. */
  activityId?: string;
  /** Customer it is about. */
  customerId?: string;
  /** Who is reminded. */
  owner?: string;
}

/** One lead. */
export interface GetLead {
  /** The lead. */
  leadId?: string;
}

/** Leads by state, owner or customer, newest first. */
export interface ListLeads {
  /** Only in this state. */
  state?: LeadState;
  /** Only of this seller. */
  owner?: string;
  /** Only of this customer. */
  customerId?: string;
  /** Most rows of the page; 50 if unset. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A page of leads. */
export interface LeadPage {
  /** The leads. */
  rows?: Lead[];
  /** Token of the next page; unset on the last. */
  next?: string;
}

/** One customer as an account. */
export interface GetAccount {
  /** The customer. */
  customerId?: string;
}

/** Accounts of a seller. */
export interface ListAccounts {
  /** The seller. */
  owner?: string;
  /** Most rows of the page; 50 if unset. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A page of accounts. */
export interface AccountPage {
  /** The accounts. */
  rows?: Account[];
  /** Token of the next page; unset on the last. */
  next?: string;
}

/** One pipeline. */
export interface GetPipeline {
  /** The pipeline; the standard one if unset. */
  pipelineId?: string;
  /** Add up the open deals of this seller only. */
  owner?: string;
}

/** A pipeline with what its history says. */
export interface PipelineView {
  /** The pipeline. */
  pipeline?: Pipeline;
  /** How deals ended that were once in a stage, stage by stage. */
  records?: StageRecord[];
  /** Open deals by stage and currency, added up. */
  totals?: StageTotal[];
}

/** All pipelines. */
export interface ListPipelines {
  /** Most rows of the page; 50 if unset. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A page of pipelines. */
export interface PipelinePage {
  /** The pipelines. */
  rows?: Pipeline[];
  /** Token of the next page; unset on the last. */
  next?: string;
}

/** One deal. */
export interface GetDeal {
  /** The deal. */
  dealId?: string;
}

/** Deals by customer, by owner, by pipeline and stage, or by state alone, newest first. */
export interface ListDeals {
  /** Only of this customer: open ones, won ones, lost ones, each newest first. */
  customerId?: string;
  /** Only of this seller: open ones, won ones, lost ones, each newest first. */
  owner?: string;
  /** Only in this state; with a pipeline it needs the stage too. */
  state?: DealState;
  /** Only in this pipeline, greatest value first within a stage. */
  pipelineId?: string;
  /** Only in this stage of the pipeline. */
  stageId?: string;
  /** Most rows of the page; 50 if unset. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A page of deals. */
export interface DealPage {
  /** The deals. */
  rows?: Deal[];
  /** Token of the next page; unset on the last. */
  next?: string;
}

/** The stage history of a deal, oldest step first. */
export interface ListDealSteps {
  /** The deal. */
  dealId?: string;
  /** Most rows of the page; 50 if unset. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A page of steps. */
export interface DealStepPage {
  /** The steps. */
  rows?: DealStep[];
  /** Token of the next page; unset on the last. */
  next?: string;
}

/** The persons who have a part in a deal. */
export interface ListDealRoles {
  /** The deal. */
  dealId?: string;
  /** Most rows of the page; 50 if unset. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A page of parts. */
export interface DealRolePage {
  /** The parts. */
  rows?: DealRole[];
  /** Token of the next page; unset on the last. */
  next?: string;
}

/** One product, by id or stock keeping unit. */
export interface GetProduct {
  /** The product. */
  productId?: string;
  /** Its stock keeping unit. */
  sku?: string;
}

/** Products, all or of one category. */
export interface ListProducts {
  /** Only of this category. */
  category?: string;
  /** Most rows of the page; 50 if unset. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A page of products. */
export interface ProductPage {
  /** The products. */
  rows?: Product[];
  /** Token of the next page; unset on the last. */
  next?: string;
  /** What these products cost those without a price list of their own, in every currency. */
  prices?: Price[];
}

/** The price one customer pays for a product. */
export interface GetPrice {
  /** The product. */
  productId?: string;
  /** ISO 4217 code. */
  currency?: string;
  /** The customer, whose loyalty tier decides; unset for the common price. */
  customerId?: string;
}

/** All prices of a product. */
export interface ListPrices {
  /** The product. */
  productId?: string;
  /** Most rows of the page; 50 if unset. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A page of prices. */
export interface PricePage {
  /** The prices. */
  rows?: Price[];
  /** Token of the next page; unset on the last. */
  next?: string;
}

/** One order, by id or business key. */
export interface GetOrder {
  /** The order. */
  orderId?: string;
  /** Key of the sale in the system it came from. */
  businessKey?: string;
}

/** Orders of a customer under all ids joined with it, newest first for each id. Orders of all customers are the portal's to list. */
export interface ListOrders {
  /** The customer. */
  customerId?: string;
  /** Most rows of the page; 50 if unset. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A page of orders. */
export interface OrderPage {
  /** The orders. */
  rows?: Order[];
  /** Token of the next page; unset on the last. */
  next?: string;
}

/** One invoice. */
export interface GetInvoice {
  /** The invoice. */
  invoiceId?: string;
}

/** Invoices of a customer under all ids joined with it, newest first for each id. Invoices of all customers are the portal's to list. */
export interface ListInvoices {
  /** The customer. */
  customerId?: string;
  /** Most rows of the page; 50 if unset. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A page of invoices. */
export interface InvoicePage {
  /** The invoices. */
  rows?: Invoice[];
  /** Token of the next page; unset on the last. */
  next?: string;
}

/** Payments on an invoice that was not paid at once. */
export interface ListPayments {
  /** The invoice. */
  invoiceId?: string;
  /** Most rows of the page; 50 if unset. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A page of payments. */
export interface PaymentPage {
  /** The payments. */
  rows?: Payment[];
  /** Token of the next page; unset on the last. */
  next?: string;
}

/** Refunds of an invoice. */
export interface ListRefunds {
  /** The invoice. */
  invoiceId?: string;
  /** Most rows of the page; 50 if unset. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A page of refunds. */
export interface RefundPage {
  /** The refunds. */
  rows?: Refund[];
  /** Token of the next page; unset on the last. */
  next?: string;
}

/** One activity. */
export interface GetActivity {
  /** The activity. */
  activityId?: string;
}

/** Activities of a seller or about a customer or deal, soonest due first. */
export interface ListActivities {
  /** Only of this seller. */
  owner?: string;
  /** Only of this seller in this state; planned if unset. */
  state?: ActivityState;
  /** Only about this customer. */
  customerId?: string;
  /** Only about this deal. */
  dealId?: string;
  /** Most rows of the page; 50 if unset. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** Planned activities whose time has passed, longest overdue first. */
export interface ListOverdueActivities {
  /** Only of this seller; of all if unset. */
  owner?: string;
  /** As seen at this time, UTC milliseconds; now if unset. */
  atMs?: Int64;
  /** Most rows of the page; 50 if unset. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A page of activities. */
export interface ActivityPage {
  /** The activities. */
  rows?: Activity[];
  /** Token of the next page; unset on the last. */
  next?: string;
}

/** A first contact or a new request, also of an existing customer. */
export interface Lead {
  /** Id of the lead. */
  leadId?: string;
  /** Number people use. */
  number?: string;
  /** Who asks. */
  customerId?: string;
  /** How far it has come. */
  state?: LeadState;
  /** Where it came from. */
  source?: LeadSource;
  /** What is asked, in one line. */
  subject?: string;
  /** The request in full. */
  request?: string;
  /** Seller who answers for it. */
  owner?: string;
  /** Score given by marketing, 0 to 100. */
  score?: number;
  /** Campaign it answers to. */
  campaignId?: string;
  /** Response of that campaign. */
  responseId?: string;
  /** Key of the row it was imported from. */
  businessKey?: string;
  /** When it was captured, UTC milliseconds. */
  capturedAtMs?: Int64;
  /** When the first response is due, UTC milliseconds. */
  responseDueAtMs?: Int64;
  /** When the seller first responded, UTC milliseconds. */
  respondedAtMs?: Int64;
  /** The first response did not come in time. */
  overdue?: boolean;
  /** Why it was recycled or disqualified. */
  reason?: string;
  /** Deal it became. */
  dealId?: string;
  /** Company named at conversion. */
  companyId?: string;
  /** Warning: leads of the same customer that were open when this one was captured. */
  duplicateLeadIds?: string[];
  /** When the state last changed, UTC milliseconds. */
  changedAtMs?: Int64;
  /** Name of the customer; in answers to queries only. */
  customerName?: string;
}

/** What sales knows of a customer as an account. */
export interface Account {
  /** The customer. */
  customerId?: string;
  /** Seller who answers for the customer. */
  owner?: string;
  /** Deals that are open. */
  openDeals?: number;
  /** Value of the open deals in the account's currency. */
  openValue?: pv.Money;
  /** Deals won so far. */
  wonDeals?: number;
  /** Deals lost so far. */
  lostDeals?: number;
  /** Name of the customer; in answers to queries only. */
  customerName?: string;
}

/** One stage of a pipeline. */
export interface Stage {
  /** Short name, unique in the pipeline. */
  stageId?: string;
  /** Name people see. */
  name?: string;
  /** Chance of winning a deal in this stage, 0 to 100. */
  probabilityPercent?: number;
  /** Days a deal may stay without change before it counts as stalled; 0 for no limit. */
  idleLimitDays?: number;
  /** Fields a deal must have to enter: value, owner, expected_close_at_ms, next_step, lines, decision_maker. */
  requiredFields?: string[];
}

/** The stages deals of one kind go through. */
export interface Pipeline {
  /** Short name. */
  pipelineId?: string;
  /** Name people see. */
  name?: string;
  /** Stages in order. */
  stages?: Stage[];
}

/** How deals ended that were once in a stage. */
export interface StageRecord {
  /** The pipeline. */
  pipelineId?: string;
  /** The stage. */
  stageId?: string;
  /** Deals won that had been in the stage. */
  won?: number;
  /** Deals lost that had been in the stage. */
  lost?: number;
}

/** The open deals of one seller in one stage, added up. */
export interface StageTotal {
  /** The pipeline. */
  pipelineId?: string;
  /** The stage. */
  stageId?: string;
  /** The seller; unset where all sellers are added up. */
  owner?: string;
  /** ISO 4217 code of the value; unset for deals without a value. */
  currency?: string;
  /** How many deals. */
  deals?: number;
  /** What they are worth, in minor units. */
  valueMinor?: Int64;
}

/** An opportunity: a customer's need, our solution, its value. */
export interface Deal {
  /** Id of the deal. */
  dealId?: string;
  /** Number people use. */
  number?: string;
  /** The customer. */
  customerId?: string;
  /** What it is about, in one line. */
  title?: string;
  /** Pipeline it goes through. */
  pipelineId?: string;
  /** Stage it is in. */
  stageId?: string;
  /** Open, won or lost. */
  state?: DealState;
  /** Chance of winning, 0 to 100. */
  probabilityPercent?: number;
  /** What it is worth. */
  value?: pv.Money;
  /** Seller who answers for it. */
  owner?: string;
  /** When it should close, UTC milliseconds. */
  expectedCloseAtMs?: Int64;
  /** Lead it came from. */
  leadId?: string;
  /** Campaign it is attributed to. */
  campaignId?: string;
  /** What happens next. */
  nextStep?: string;
  /** Competitors in the deal. */
  competitors?: string[];
  /** Goods and services offered. */
  lines?: Line[];
  /** When it was opened, UTC milliseconds. */
  openedAtMs?: Int64;
  /** When it was won or lost, UTC milliseconds. */
  closedAtMs?: Int64;
  /** When it entered its stage, UTC milliseconds. */
  stageEnteredAtMs?: Int64;
  /** Why it was won or lost. */
  reason?: string;
  /** It stayed without change longer than its stage allows. */
  stalled?: boolean;
  /** Steps in its stage history. */
  steps?: number;
  /** Name of the customer; in answers to queries only. */
  customerName?: string;
}

/** One step in the history of a deal. */
export interface DealStep {
  /** The deal. */
  dealId?: string;
  /** 1 for the first step, and so on. */
  step?: number;
  /** Stage it was in. */
  stageId?: string;
  /** When it entered, UTC milliseconds. */
  enteredAtMs?: Int64;
  /** When it left, UTC milliseconds; unset while it is there. */
  leftAtMs?: Int64;
  /** Time in the stage, milliseconds. */
  stayedMs?: Int64;
}

/** A person's part in a deal. */
export interface DealRole {
  /** The deal. */
  dealId?: string;
  /** The person. */
  customerId?: string;
  /** The part. */
  part?: PartInDeal;
  /** Influence on the decision, 1 (little) to 5 (great). */
  influence?: number;
  /** How the person stands to our offer. */
  stance?: Stance;
  /** What we do next with this person. */
  nextStep?: string;
  /** Name of the person; in answers to queries only. */
  customerName?: string;
}

/** Something we sell. */
export interface Product {
  /** Id of the product. */
  productId?: string;
  /** Stock keeping unit, unique. */
  sku?: string;
  /** Name people see. */
  name?: string;
  /** Category it belongs to. */
  category?: string;
  /** Unit its quantity counts, such as piece or hour. */
  unit?: string;
  /** No longer sold. */
  retired?: boolean;
}

/** The price of a product in one currency, for one loyalty tier or for all. */
export interface Price {
  /** The product. */
  productId?: string;
  /** ISO 4217 code. */
  currency?: string;
  /** Loyalty tier the price is for; all for everybody. */
  tier?: string;
  /** Price of one unit, in minor units. */
  unitPriceMinor?: Int64;
}

/** One line of a deal, order or invoice. */
export interface Line {
  /** Names the line within its order: 1, 2, 3 and so on. */
  lineId?: string;
  /** Product, if it is one of ours. */
  productId?: string;
  /** Name of what is sold. */
  productName?: string;
  /** Stock keeping unit as given, if it is not one of our products. */
  sku?: string;
  /** How many units. */
  quantity?: Int64;
  /** Price of one unit, in minor units. */
  unitPriceMinor?: Int64;
  /** Taken off the line, in minor units. */
  discountMinor?: Int64;
  /** What the line costs, in minor units. */
  amountMinor?: Int64;
  /** Units refunded so far; kept on the order only. */
  refundedQuantity?: Int64;
  /** Refunded so far, in minor units; kept on the order only. */
  refundedMinor?: Int64;
}

/** What a customer ordered. */
export interface Order {
  /** Id of the order. */
  orderId?: string;
  /** Number people use. */
  number?: string;
  /** The customer. */
  customerId?: string;
  /** Key of the sale in the system or file it came from, unique. */
  businessKey?: string;
  /** How it stands. */
  state?: OrderState;
  /** What was ordered. */
  lines?: Line[];
  /** Sum of the lines. */
  total?: pv.Money;
  /** Way it was sold, such as shop or web. */
  channel?: string;
  /** When it was placed, UTC milliseconds. */
  placedAtMs?: Int64;
  /** Its invoice. */
  invoiceId?: string;
  /** Deal it came from. */
  dealId?: string;
  /** Name of the customer; in answers to queries only. */
  customerName?: string;
}

/** What a customer owes for an order; its lines are the order's. */
export interface Invoice {
  /** Id of the invoice. */
  invoiceId?: string;
  /** Number people use. */
  number?: string;
  /** Order it is for. */
  orderId?: string;
  /** The customer. */
  customerId?: string;
  /** How it stands. */
  state?: InvoiceState;
  /** Sum of the lines. */
  total?: pv.Money;
  /** Paid so far, in minor units. */
  paidMinor?: Int64;
  /** Refunded so far, in minor units. */
  refundedMinor?: Int64;
  /** When it was issued, UTC milliseconds. */
  issuedAtMs?: Int64;
  /** When it is due, UTC milliseconds. */
  dueAtMs?: Int64;
  /** When it was paid in full, UTC milliseconds. */
  paidAtMs?: Int64;
  /** How it was paid, for a sale paid at once. */
  method?: string;
  /** Name of the customer; in answers to queries only. */
  customerName?: string;
}

/** One payment on an invoice. */
export interface Payment {
  /** Id of the payment. */
  paymentId?: string;
  /** Invoice it pays. */
  invoiceId?: string;
  /** Who paid. */
  customerId?: string;
  /** How much. */
  amount?: pv.Money;
  /** How, such as cash, card or transfer. */
  method?: string;
  /** When, UTC milliseconds. */
  receivedAtMs?: Int64;
  /** Key of the payment in the system it came from, unique. */
  businessKey?: string;
}

/** What is given back of one line. */
export interface RefundLine {
  /** Line of the order. */
  lineId?: string;
  /** Units given back; 0 if only money is. */
  quantity?: Int64;
  /** Money given back for the line, in minor units. */
  amountMinor?: Int64;
}

/** Money given back for an invoice. */
export interface Refund {
  /** Id of the refund. */
  refundId?: string;
  /** Invoice it is for. */
  invoiceId?: string;
  /** Order it is for. */
  orderId?: string;
  /** The customer. */
  customerId?: string;
  /** What is given back of which line. */
  lines?: RefundLine[];
  /** Sum of the lines. */
  total?: pv.Money;
  /** Why. */
  reason?: string;
  /** Key of the refund in the system it came from, unique. */
  businessKey?: string;
  /** When it was given, UTC milliseconds. */
  givenAtMs?: Int64;
}
