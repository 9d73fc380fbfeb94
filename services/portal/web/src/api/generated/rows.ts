// Rows of all departments. Written by scripts/describe.mjs from the service.def files.
import type * as analytics from './analytics';
import type * as loyalty from './loyalty';
import type * as marketing from './marketing';
import type * as portal from './portal';
import type * as pv from './pv';
import type * as sales from './sales';
import type * as support from './support';

/** What each row is asked with and answers. */
export interface Rows {
  sales: {
    /** Introduce a customer */
    introduce_customer: { kind: 'command'; ask: pv.IntroduceCustomer; answer: pv.Customer };
    /** Add an identifier */
    add_identifier: { kind: 'command'; ask: pv.AddIdentifier; answer: pv.Customer };
    /** Remove an identifier */
    remove_identifier: { kind: 'command'; ask: pv.RemoveIdentifier; answer: pv.Customer };
    /** Change facts of a customer */
    change_facts: { kind: 'command'; ask: pv.ChangeFacts; answer: pv.Customer };
    /** Join customers who are the same */
    merge_customers: { kind: 'command'; ask: pv.MergeCustomers; answer: pv.Customer };
    /** Part ids from a joined customer */
    unmerge_customers: { kind: 'command'; ask: pv.UnmergeCustomers; answer: pv.Customer };
    /** Say that two customers are not the same */
    reject_duplicate: { kind: 'command'; ask: pv.RejectDuplicate; answer: pv.Customer };
    /** Look for duplicates among all customers */
    find_duplicates: { kind: 'command'; ask: pv.FindDuplicates; answer: pv.DuplicateSearch };
    /** Record a consent */
    grant_consent: { kind: 'command'; ask: pv.GrantConsent; answer: pv.Customer };
    /** Record a withdrawal of consent */
    withdraw_consent: { kind: 'command'; ask: pv.WithdrawConsent; answer: pv.Customer };
    /** Relate two customers */
    relate_customers: { kind: 'command'; ask: pv.RelateCustomers; answer: pv.Customer };
    /** End a relation */
    end_relation: { kind: 'command'; ask: pv.EndRelation; answer: pv.Customer };
    /** Erase a person */
    erase_customer: { kind: 'command'; ask: pv.EraseCustomer; answer: pv.Customer };
    /** Everything known of a customer */
    get_customer: { kind: 'query'; ask: pv.GetCustomer; answer: pv.Card };
    /** Find a customer by an identifier */
    find_customer: { kind: 'query'; ask: pv.FindCustomer; answer: pv.Card };
    /** List customers */
    list_customers: { kind: 'query'; ask: pv.ListCustomers; answer: pv.CustomerPage };
    /** List likely duplicates */
    list_suggestions: { kind: 'query'; ask: pv.ListSuggestions; answer: pv.SuggestionPage };
    /** May a customer be reached */
    get_consent: { kind: 'query'; ask: pv.GetConsent; answer: pv.ConsentState };
    /** A part of the digest of the whole card */
    get_card_digest: { kind: 'query'; ask: pv.GetCardDigest; answer: pv.CardDigest };
    /** Where a search for duplicates stands */
    get_duplicate_search: { kind: 'query'; ask: pv.GetDuplicateSearch; answer: pv.DuplicateSearch };
    /** Capture a first contact or a new request */
    capture_lead: { kind: 'command'; ask: sales.CaptureLead; answer: sales.Lead };
    /** Give a lead to a seller */
    assign_lead: { kind: 'command'; ask: sales.AssignLead; answer: sales.Lead };
    /** Note a contact with a lead */
    work_lead: { kind: 'command'; ask: sales.WorkLead; answer: sales.Lead };
    /** Note that need and means are there */
    qualify_lead: { kind: 'command'; ask: sales.QualifyLead; answer: sales.Lead };
    /** Make a lead a company, a contact and a deal */
    convert_lead: { kind: 'command'; ask: sales.ConvertLead; answer: sales.Lead };
    /** Give a lead back to marketing */
    recycle_lead: { kind: 'command'; ask: sales.RecycleLead; answer: sales.Lead };
    /** Give a lead up */
    disqualify_lead: { kind: 'command'; ask: sales.DisqualifyLead; answer: sales.Lead };
    /** Name who answers for a customer */
    assign_account: { kind: 'command'; ask: sales.AssignAccount; answer: sales.Account };
    /** Set the stages of a pipeline */
    set_pipeline: { kind: 'command'; ask: sales.SetPipeline; answer: sales.Pipeline };
    /** Open a deal */
    open_deal: { kind: 'command'; ask: sales.OpenDeal; answer: sales.Deal };
    /** Change facts of a deal */
    change_deal: { kind: 'command'; ask: sales.ChangeDeal; answer: sales.Deal };
    /** Set the goods and services of a deal */
    set_deal_lines: { kind: 'command'; ask: sales.SetDealLines; answer: sales.Deal };
    /** Move a deal to another stage */
    move_deal: { kind: 'command'; ask: sales.MoveDeal; answer: sales.Deal };
    /** Close a deal as won */
    win_deal: { kind: 'command'; ask: sales.WinDeal; answer: sales.Deal };
    /** Close a deal as lost */
    lose_deal: { kind: 'command'; ask: sales.LoseDeal; answer: sales.Deal };
    /** Take a closed deal up again */
    reopen_deal: { kind: 'command'; ask: sales.ReopenDeal; answer: sales.Deal };
    /** Set a person's part in a deal */
    set_deal_role: { kind: 'command'; ask: sales.SetDealRole; answer: sales.DealRole };
    /** Take a person's part in a deal away */
    remove_deal_role: { kind: 'command'; ask: sales.RemoveDealRole; answer: sales.Deal };
    /** Define a product */
    define_product: { kind: 'command'; ask: sales.DefineProduct; answer: sales.Product };
    /** Set a price */
    set_price: { kind: 'command'; ask: sales.SetPrice; answer: sales.Price };
    /** Record a sale: order, invoice and payment at once */
    record_sale: { kind: 'command'; ask: sales.RecordSale; answer: sales.Order };
    /** Place an order */
    place_order: { kind: 'command'; ask: sales.PlaceOrder; answer: sales.Order };
    /** Cancel an order that is not invoiced */
    cancel_order: { kind: 'command'; ask: sales.CancelOrder; answer: sales.Order };
    /** Invoice an order */
    issue_invoice: { kind: 'command'; ask: sales.IssueInvoice; answer: sales.Invoice };
    /** Note a payment */
    receive_payment: { kind: 'command'; ask: sales.ReceivePayment; answer: sales.Invoice };
    /** Give money back for lines of an invoice */
    refund_invoice: { kind: 'command'; ask: sales.RefundInvoice; answer: sales.Refund };
    /** Plan something to do */
    plan_activity: { kind: 'command'; ask: sales.PlanActivity; answer: sales.Activity };
    /** Move an activity */
    move_activity: { kind: 'command'; ask: sales.MoveActivity; answer: sales.Activity };
    /** Note that an activity is done */
    complete_activity: { kind: 'command'; ask: sales.CompleteActivity; answer: sales.Activity };
    /** Give an activity up */
    cancel_activity: { kind: 'command'; ask: sales.CancelActivity; answer: sales.Activity };
    /** One lead */
    get_lead: { kind: 'query'; ask: sales.GetLead; answer: sales.Lead };
    /** List leads */
    list_leads: { kind: 'query'; ask: sales.ListLeads; answer: sales.LeadPage };
    /** One customer as an account */
    get_account: { kind: 'query'; ask: sales.GetAccount; answer: sales.Account };
    /** List accounts of a seller */
    list_accounts: { kind: 'query'; ask: sales.ListAccounts; answer: sales.AccountPage };
    /** One pipeline with its record */
    get_pipeline: { kind: 'query'; ask: sales.GetPipeline; answer: sales.PipelineView };
    /** List pipelines */
    list_pipelines: { kind: 'query'; ask: sales.ListPipelines; answer: sales.PipelinePage };
    /** One deal */
    get_deal: { kind: 'query'; ask: sales.GetDeal; answer: sales.Deal };
    /** List deals */
    list_deals: { kind: 'query'; ask: sales.ListDeals; answer: sales.DealPage };
    /** Stage history of a deal */
    list_deal_steps: { kind: 'query'; ask: sales.ListDealSteps; answer: sales.DealStepPage };
    /** Who has a part in a deal */
    list_deal_roles: { kind: 'query'; ask: sales.ListDealRoles; answer: sales.DealRolePage };
    /** One product */
    get_product: { kind: 'query'; ask: sales.GetProduct; answer: sales.Product };
    /** List products */
    list_products: { kind: 'query'; ask: sales.ListProducts; answer: sales.ProductPage };
    /** The price a customer pays */
    get_price: { kind: 'query'; ask: sales.GetPrice; answer: sales.Price };
    /** All prices of a product */
    list_prices: { kind: 'query'; ask: sales.ListPrices; answer: sales.PricePage };
    /** One order */
    get_order: { kind: 'query'; ask: sales.GetOrder; answer: sales.Order };
    /** List orders of a customer */
    list_orders: { kind: 'query'; ask: sales.ListOrders; answer: sales.OrderPage };
    /** One invoice */
    get_invoice: { kind: 'query'; ask: sales.GetInvoice; answer: sales.Invoice };
    /** List invoices of a customer */
    list_invoices: { kind: 'query'; ask: sales.ListInvoices; answer: sales.InvoicePage };
    /** Payments on an invoice */
    list_payments: { kind: 'query'; ask: sales.ListPayments; answer: sales.PaymentPage };
    /** Refunds of an invoice */
    list_refunds: { kind: 'query'; ask: sales.ListRefunds; answer: sales.RefundPage };
    /** One activity */
    get_activity: { kind: 'query'; ask: sales.GetActivity; answer: sales.Activity };
    /** List activities */
    list_activities: { kind: 'query'; ask: sales.ListActivities; answer: sales.ActivityPage };
    /** List overdue activities */
    list_overdue_activities: { kind: 'query'; ask: sales.ListOverdueActivities; answer: sales.ActivityPage };
    /** List the events that are parked */
    list_parked: { kind: 'query'; ask: pv.ListParked; answer: pv.ParkedPage };
    /** Let a parked event go, or drop it */
    release_parked: { kind: 'command'; ask: pv.ReleaseParked; answer: Record<string, never> };
  };
  marketing: {
    /** Introduce a customer */
    introduce_customer: { kind: 'command'; ask: pv.IntroduceCustomer; answer: pv.Customer };
    /** Add an identifier */
    add_identifier: { kind: 'command'; ask: pv.AddIdentifier; answer: pv.Customer };
    /** Remove an identifier */
    remove_identifier: { kind: 'command'; ask: pv.RemoveIdentifier; answer: pv.Customer };
    /** Change facts of a customer */
    change_facts: { kind: 'command'; ask: pv.ChangeFacts; answer: pv.Customer };
    /** Join customers who are the same */
    merge_customers: { kind: 'command'; ask: pv.MergeCustomers; answer: pv.Customer };
    /** Part ids from a joined customer */
    unmerge_customers: { kind: 'command'; ask: pv.UnmergeCustomers; answer: pv.Customer };
    /** Say that two customers are not the same */
    reject_duplicate: { kind: 'command'; ask: pv.RejectDuplicate; answer: pv.Customer };
    /** Look for duplicates among all customers */
    find_duplicates: { kind: 'command'; ask: pv.FindDuplicates; answer: pv.DuplicateSearch };
    /** Record a consent */
    grant_consent: { kind: 'command'; ask: pv.GrantConsent; answer: pv.Customer };
    /** Record a withdrawal of consent */
    withdraw_consent: { kind: 'command'; ask: pv.WithdrawConsent; answer: pv.Customer };
    /** Relate two customers */
    relate_customers: { kind: 'command'; ask: pv.RelateCustomers; answer: pv.Customer };
    /** End a relation */
    end_relation: { kind: 'command'; ask: pv.EndRelation; answer: pv.Customer };
    /** Erase a person */
    erase_customer: { kind: 'command'; ask: pv.EraseCustomer; answer: pv.Customer };
    /** Everything known of a customer */
    get_customer: { kind: 'query'; ask: pv.GetCustomer; answer: pv.Card };
    /** Find a customer by an identifier */
    find_customer: { kind: 'query'; ask: pv.FindCustomer; answer: pv.Card };
    /** List customers */
    list_customers: { kind: 'query'; ask: pv.ListCustomers; answer: pv.CustomerPage };
    /** List likely duplicates */
    list_suggestions: { kind: 'query'; ask: pv.ListSuggestions; answer: pv.SuggestionPage };
    /** May a customer be reached */
    get_consent: { kind: 'query'; ask: pv.GetConsent; answer: pv.ConsentState };
    /** A part of the digest of the whole card */
    get_card_digest: { kind: 'query'; ask: pv.GetCardDigest; answer: pv.CardDigest };
    /** Where a search for duplicates stands */
    get_duplicate_search: { kind: 'query'; ask: pv.GetDuplicateSearch; answer: pv.DuplicateSearch };
    /** Create a list, dynamic if it has a filter */
    create_list: { kind: 'command'; ask: marketing.CreateList; answer: marketing.MarketingList };
    /** Give a dynamic list another filter */
    set_list_filter: { kind: 'command'; ask: marketing.SetListFilter; answer: marketing.MarketingList };
    /** Put customers on a static list */
    add_list_members: { kind: 'command'; ask: marketing.AddListMembers; answer: marketing.MarketingList };
    /** Take customers off a static list */
    remove_list_members: { kind: 'command'; ask: marketing.RemoveListMembers; answer: marketing.MarketingList };
    /** Create a campaign */
    create_campaign: { kind: 'command'; ask: marketing.CreateCampaign; answer: marketing.Campaign };
    /** Move a campaign to another state */
    change_campaign_state: { kind: 'command'; ask: marketing.ChangeCampaignState; answer: marketing.Campaign };
    /** Record a response to a campaign */
    record_response: { kind: 'command'; ask: marketing.RecordResponse; answer: marketing.Response };
    /** One list and how many members it has */
    get_list: { kind: 'query'; ask: marketing.GetList; answer: marketing.MarketingList };
    /** All lists */
    list_lists: { kind: 'query'; ask: marketing.ListLists; answer: marketing.MarketingListPage };
    /** Members of a list */
    list_members: { kind: 'query'; ask: marketing.ListMembers; answer: marketing.ListMemberPage };
    /** Lists a customer is on */
    lists_of_customer: { kind: 'query'; ask: marketing.ListsOfCustomer; answer: marketing.CustomerLists };
    /** Try a filter without keeping it */
    preview_filter: { kind: 'query'; ask: marketing.PreviewFilter; answer: marketing.FilterPreview };
    /** Facts that filters may mention */
    list_filter_facts: { kind: 'query'; ask: marketing.ListFilterFacts; answer: marketing.FilterFactPage };
    /** Why a customer is on a list, or is not */
    explain_member: { kind: 'query'; ask: marketing.ExplainMember; answer: marketing.MemberExplanation };
    /** One campaign */
    get_campaign: { kind: 'query'; ask: marketing.GetCampaign; answer: marketing.Campaign };
    /** All campaigns */
    list_campaigns: { kind: 'query'; ask: marketing.ListCampaigns; answer: marketing.CampaignPage };
    /** Responses to a campaign */
    list_responses: { kind: 'query'; ask: marketing.ListResponses; answer: marketing.ResponsePage };
    /** List the events that are parked */
    list_parked: { kind: 'query'; ask: pv.ListParked; answer: pv.ParkedPage };
    /** Let a parked event go, or drop it */
    release_parked: { kind: 'command'; ask: pv.ReleaseParked; answer: Record<string, never> };
  };
  support: {
    /** Introduce a customer */
    introduce_customer: { kind: 'command'; ask: pv.IntroduceCustomer; answer: pv.Customer };
    /** Add an identifier */
    add_identifier: { kind: 'command'; ask: pv.AddIdentifier; answer: pv.Customer };
    /** Remove an identifier */
    remove_identifier: { kind: 'command'; ask: pv.RemoveIdentifier; answer: pv.Customer };
    /** Change facts of a customer */
    change_facts: { kind: 'command'; ask: pv.ChangeFacts; answer: pv.Customer };
    /** Join customers who are the same */
    merge_customers: { kind: 'command'; ask: pv.MergeCustomers; answer: pv.Customer };
    /** Part ids from a joined customer */
    unmerge_customers: { kind: 'command'; ask: pv.UnmergeCustomers; answer: pv.Customer };
    /** Say that two customers are not the same */
    reject_duplicate: { kind: 'command'; ask: pv.RejectDuplicate; answer: pv.Customer };
    /** Look for duplicates among all customers */
    find_duplicates: { kind: 'command'; ask: pv.FindDuplicates; answer: pv.DuplicateSearch };
    /** Record a consent */
    grant_consent: { kind: 'command'; ask: pv.GrantConsent; answer: pv.Customer };
    /** Record a withdrawal of consent */
    withdraw_consent: { kind: 'command'; ask: pv.WithdrawConsent; answer: pv.Customer };
    /** Relate two customers */
    relate_customers: { kind: 'command'; ask: pv.RelateCustomers; answer: pv.Customer };
    /** End a relation */
    end_relation: { kind: 'command'; ask: pv.EndRelation; answer: pv.Customer };
    /** Erase a person */
    erase_customer: { kind: 'command'; ask: pv.EraseCustomer; answer: pv.Customer };
    /** Everything known of a customer */
    get_customer: { kind: 'query'; ask: pv.GetCustomer; answer: pv.Card };
    /** Find a customer by an identifier */
    find_customer: { kind: 'query'; ask: pv.FindCustomer; answer: pv.Card };
    /** List customers */
    list_customers: { kind: 'query'; ask: pv.ListCustomers; answer: pv.CustomerPage };
    /** List likely duplicates */
    list_suggestions: { kind: 'query'; ask: pv.ListSuggestions; answer: pv.SuggestionPage };
    /** May a customer be reached */
    get_consent: { kind: 'query'; ask: pv.GetConsent; answer: pv.ConsentState };
    /** A part of the digest of the whole card */
    get_card_digest: { kind: 'query'; ask: pv.GetCardDigest; answer: pv.CardDigest };
    /** Where a search for duplicates stands */
    get_duplicate_search: { kind: 'query'; ask: pv.GetDuplicateSearch; answer: pv.DuplicateSearch };
    /** Define a queue or rename one */
    define_queue: { kind: 'command'; ask: support.DefineQueue; answer: support.Queue };
    /** Open a case for a customer */
    open_case: { kind: 'command'; ask: support.OpenCase; answer: support.Case };
    /** Add a message or note to a case */
    add_case_message: { kind: 'command'; ask: support.AddCaseMessage; answer: support.Case };
    /** Move a case to another state */
    change_case_state: { kind: 'command'; ask: support.ChangeCaseState; answer: support.Case };
    /** Put a case aside until a time */
    snooze_case: { kind: 'command'; ask: support.SnoozeCase; answer: support.Case };
    /** Let a case go on in another case */
    merge_case: { kind: 'command'; ask: support.MergeCase; answer: support.Case };
    /** Name who answers for a case */
    assign_case: { kind: 'command'; ask: support.AssignCase; answer: support.Case };
    /** Put a case into another queue */
    set_queue: { kind: 'command'; ask: support.SetQueue; answer: support.Case };
    /** Change what a case says of itself */
    change_case: { kind: 'command'; ask: support.ChangeCase; answer: support.Case };
    /** Note how satisfied the customer was */
    rate_case: { kind: 'command'; ask: support.RateCase; answer: support.Case };
    /** One case */
    get_case: { kind: 'query'; ask: support.GetCase; answer: support.Case };
    /** Open or closed cases, most urgent first */
    list_cases: { kind: 'query'; ask: support.ListCases; answer: support.CasePage };
    /** Cases of a customer */
    list_cases_of_customer: { kind: 'query'; ask: support.ListCasesOfCustomer; answer: support.CasePage };
    /** The conversation of a case */
    list_case_messages: { kind: 'query'; ask: support.ListCaseMessages; answer: support.CaseMessagePage };
    /** All queues */
    list_queues: { kind: 'query'; ask: support.ListQueues; answer: support.QueuePage };
    /** List the events that are parked */
    list_parked: { kind: 'query'; ask: pv.ListParked; answer: pv.ParkedPage };
    /** Let a parked event go, or drop it */
    release_parked: { kind: 'command'; ask: pv.ReleaseParked; answer: Record<string, never> };
  };
  loyalty: {
    /** Introduce a customer */
    introduce_customer: { kind: 'command'; ask: pv.IntroduceCustomer; answer: pv.Customer };
    /** Add an identifier */
    add_identifier: { kind: 'command'; ask: pv.AddIdentifier; answer: pv.Customer };
    /** Remove an identifier */
    remove_identifier: { kind: 'command'; ask: pv.RemoveIdentifier; answer: pv.Customer };
    /** Change facts of a customer */
    change_facts: { kind: 'command'; ask: pv.ChangeFacts; answer: pv.Customer };
    /** Join customers who are the same */
    merge_customers: { kind: 'command'; ask: pv.MergeCustomers; answer: pv.Customer };
    /** Part ids from a joined customer */
    unmerge_customers: { kind: 'command'; ask: pv.UnmergeCustomers; answer: pv.Customer };
    /** Say that two customers are not the same */
    reject_duplicate: { kind: 'command'; ask: pv.RejectDuplicate; answer: pv.Customer };
    /** Look for duplicates among all customers */
    find_duplicates: { kind: 'command'; ask: pv.FindDuplicates; answer: pv.DuplicateSearch };
    /** Record a consent */
    grant_consent: { kind: 'command'; ask: pv.GrantConsent; answer: pv.Customer };
    /** Record a withdrawal of consent */
    withdraw_consent: { kind: 'command'; ask: pv.WithdrawConsent; answer: pv.Customer };
    /** Relate two customers */
    relate_customers: { kind: 'command'; ask: pv.RelateCustomers; answer: pv.Customer };
    /** End a relation */
    end_relation: { kind: 'command'; ask: pv.EndRelation; answer: pv.Customer };
    /** Erase a person */
    erase_customer: { kind: 'command'; ask: pv.EraseCustomer; answer: pv.Customer };
    /** Everything known of a customer */
    get_customer: { kind: 'query'; ask: pv.GetCustomer; answer: pv.Card };
    /** Find a customer by an identifier */
    find_customer: { kind: 'query'; ask: pv.FindCustomer; answer: pv.Card };
    /** List customers */
    list_customers: { kind: 'query'; ask: pv.ListCustomers; answer: pv.CustomerPage };
    /** List likely duplicates */
    list_suggestions: { kind: 'query'; ask: pv.ListSuggestions; answer: pv.SuggestionPage };
    /** May a customer be reached */
    get_consent: { kind: 'query'; ask: pv.GetConsent; answer: pv.ConsentState };
    /** A part of the digest of the whole card */
    get_card_digest: { kind: 'query'; ask: pv.GetCardDigest; answer: pv.CardDigest };
    /** Where a search for duplicates stands */
    get_duplicate_search: { kind: 'query'; ask: pv.GetDuplicateSearch; answer: pv.DuplicateSearch };
    /** Set the rules of the programme */
    set_programme: { kind: 'command'; ask: loyalty.SetProgramme; answer: loyalty.Programme };
    /** Let a product earn no points */
    set_product_exclusion: { kind: 'command'; ask: loyalty.SetProductExclusion; answer: loyalty.Exclusion };
    /** Make a customer a member */
    enrol_member: { kind: 'command'; ask: loyalty.EnrolMember; answer: loyalty.Member };
    /** Pause, take up or close a member */
    set_member_state: { kind: 'command'; ask: loyalty.SetMemberState; answer: loyalty.Member };
    /** Spend points on a reward */
    redeem_points: { kind: 'command'; ask: loyalty.RedeemPoints; answer: loyalty.Posting };
    /** Cancel a redemption */
    cancel_redemption: { kind: 'command'; ask: loyalty.CancelRedemption; answer: loyalty.Posting };
    /** Set points right by hand */
    adjust_points: { kind: 'command'; ask: loyalty.AdjustPoints; answer: loyalty.Posting };
    /** The rules of the programme */
    get_programme: { kind: 'query'; ask: loyalty.GetProgramme; answer: loyalty.Programme };
    /** Products that earn no points */
    list_exclusions: { kind: 'query'; ask: loyalty.ListExclusions; answer: loyalty.ExclusionPage };
    /** One member with its joined accounts */
    get_member: { kind: 'query'; ask: loyalty.GetMember; answer: loyalty.MemberView };
    /** List members */
    list_members: { kind: 'query'; ask: loyalty.ListMembers; answer: loyalty.MemberPage };
    /** One posting */
    get_posting: { kind: 'query'; ask: loyalty.GetPosting; answer: loyalty.Posting };
    /** Postings of a member */
    list_postings: { kind: 'query'; ask: loyalty.ListPostings; answer: loyalty.PostingPage };
    /** Points of a member by expiry */
    list_lots: { kind: 'query'; ask: loyalty.ListLots; answer: loyalty.LotPage };
    /** Check the ledger */
    get_ledger_check: { kind: 'query'; ask: loyalty.GetLedgerCheck; answer: loyalty.LedgerCheck };
    /** List the events that are parked */
    list_parked: { kind: 'query'; ask: pv.ListParked; answer: pv.ParkedPage };
    /** Let a parked event go, or drop it */
    release_parked: { kind: 'command'; ask: pv.ReleaseParked; answer: Record<string, never> };
  };
  analytics: {
    /** Introduce a customer */
    introduce_customer: { kind: 'command'; ask: pv.IntroduceCustomer; answer: pv.Customer };
    /** Add an identifier */
    add_identifier: { kind: 'command'; ask: pv.AddIdentifier; answer: pv.Customer };
    /** Remove an identifier */
    remove_identifier: { kind: 'command'; ask: pv.RemoveIdentifier; answer: pv.Customer };
    /** Change facts of a customer */
    change_facts: { kind: 'command'; ask: pv.ChangeFacts; answer: pv.Customer };
    /** Join customers who are the same */
    merge_customers: { kind: 'command'; ask: pv.MergeCustomers; answer: pv.Customer };
    /** Part ids from a joined customer */
    unmerge_customers: { kind: 'command'; ask: pv.UnmergeCustomers; answer: pv.Customer };
    /** Say that two customers are not the same */
    reject_duplicate: { kind: 'command'; ask: pv.RejectDuplicate; answer: pv.Customer };
    /** Look for duplicates among all customers */
    find_duplicates: { kind: 'command'; ask: pv.FindDuplicates; answer: pv.DuplicateSearch };
    /** Record a consent */
    grant_consent: { kind: 'command'; ask: pv.GrantConsent; answer: pv.Customer };
    /** Record a withdrawal of consent */
    withdraw_consent: { kind: 'command'; ask: pv.WithdrawConsent; answer: pv.Customer };
    /** Relate two customers */
    relate_customers: { kind: 'command'; ask: pv.RelateCustomers; answer: pv.Customer };
    /** End a relation */
    end_relation: { kind: 'command'; ask: pv.EndRelation; answer: pv.Customer };
    /** Erase a person */
    erase_customer: { kind: 'command'; ask: pv.EraseCustomer; answer: pv.Customer };
    /** Everything known of a customer */
    get_customer: { kind: 'query'; ask: pv.GetCustomer; answer: pv.Card };
    /** Find a customer by an identifier */
    find_customer: { kind: 'query'; ask: pv.FindCustomer; answer: pv.Card };
    /** List customers */
    list_customers: { kind: 'query'; ask: pv.ListCustomers; answer: pv.CustomerPage };
    /** List likely duplicates */
    list_suggestions: { kind: 'query'; ask: pv.ListSuggestions; answer: pv.SuggestionPage };
    /** May a customer be reached */
    get_consent: { kind: 'query'; ask: pv.GetConsent; answer: pv.ConsentState };
    /** A part of the digest of the whole card */
    get_card_digest: { kind: 'query'; ask: pv.GetCardDigest; answer: pv.CardDigest };
    /** Where a search for duplicates stands */
    get_duplicate_search: { kind: 'query'; ask: pv.GetDuplicateSearch; answer: pv.DuplicateSearch };
    /** Start a scoring run */
    score_rfm: { kind: 'command'; ask: analytics.ScoreRfm; answer: analytics.ScoringRun };
    /** Call off a scoring run */
    stop_scoring: { kind: 'command'; ask: analytics.StopScoring; answer: analytics.ScoringRun };
    /** Set the currency of comparison */
    set_reporting_currency: { kind: 'command'; ask: analytics.SetReportingCurrency; answer: analytics.AnalyticsSettings };
    /** What a customer is worth */
    get_rfm: { kind: 'query'; ask: analytics.GetRfm; answer: analytics.CustomerValue };
    /** Customers of a cell or segment */
    list_rfm_segment: { kind: 'query'; ask: analytics.ListRfmSegment; answer: analytics.CustomerValuePage };
    /** Customers of a value tier */
    list_customers_by_value_tier: { kind: 'query'; ask: analytics.ListCustomersByValueTier; answer: analytics.CustomerValuePage };
    /** The cuts between scores */
    get_rfm_cuts: { kind: 'query'; ask: analytics.GetRfmCuts; answer: analytics.RfmCuts };
    /** Where a scoring run stands */
    get_scoring_run: { kind: 'query'; ask: analytics.GetScoringRun; answer: analytics.ScoringRun };
    /** Scores at a run's as-of time */
    list_run_values: { kind: 'query'; ask: analytics.ListRunValues; answer: analytics.RunValuePage };
    /** How far analytics has come */
    get_positions: { kind: 'query'; ask: analytics.GetPositions; answer: analytics.PositionsReport };
    /** Settings and totals */
    get_analytics_settings: { kind: 'query'; ask: analytics.GetAnalyticsSettings; answer: analytics.AnalyticsSettings };
    /** List the events that are parked */
    list_parked: { kind: 'query'; ask: pv.ListParked; answer: pv.ParkedPage };
    /** Let a parked event go, or drop it */
    release_parked: { kind: 'command'; ask: pv.ReleaseParked; answer: Record<string, never> };
  };
  portal: {
    /** Introduce a customer */
    introduce_customer: { kind: 'command'; ask: pv.IntroduceCustomer; answer: pv.Customer };
    /** Add an identifier */
    add_identifier: { kind: 'command'; ask: pv.AddIdentifier; answer: pv.Customer };
    /** Remove an identifier */
    remove_identifier: { kind: 'command'; ask: pv.RemoveIdentifier; answer: pv.Customer };
    /** Change facts of a customer */
    change_facts: { kind: 'command'; ask: pv.ChangeFacts; answer: pv.Customer };
    /** Join customers who are the same */
    merge_customers: { kind: 'command'; ask: pv.MergeCustomers; answer: pv.Customer };
    /** Part ids from a joined customer */
    unmerge_customers: { kind: 'command'; ask: pv.UnmergeCustomers; answer: pv.Customer };
    /** Say that two customers are not the same */
    reject_duplicate: { kind: 'command'; ask: pv.RejectDuplicate; answer: pv.Customer };
    /** Look for duplicates among all customers */
    find_duplicates: { kind: 'command'; ask: pv.FindDuplicates; answer: pv.DuplicateSearch };
    /** Record a consent */
    grant_consent: { kind: 'command'; ask: pv.GrantConsent; answer: pv.Customer };
    /** Record a withdrawal of consent */
    withdraw_consent: { kind: 'command'; ask: pv.WithdrawConsent; answer: pv.Customer };
    /** Relate two customers */
    relate_customers: { kind: 'command'; ask: pv.RelateCustomers; answer: pv.Customer };
    /** End a relation */
    end_relation: { kind: 'command'; ask: pv.EndRelation; answer: pv.Customer };
    /** Erase a person */
    erase_customer: { kind: 'command'; ask: pv.EraseCustomer; answer: pv.Customer };
    /** Everything known of a customer */
    get_customer: { kind: 'query'; ask: pv.GetCustomer; answer: pv.Card };
    /** Find a customer by an identifier */
    find_customer: { kind: 'query'; ask: pv.FindCustomer; answer: pv.Card };
    /** List customers */
    list_customers: { kind: 'query'; ask: pv.ListCustomers; answer: pv.CustomerPage };
    /** List likely duplicates */
    list_suggestions: { kind: 'query'; ask: pv.ListSuggestions; answer: pv.SuggestionPage };
    /** May a customer be reached */
    get_consent: { kind: 'query'; ask: pv.GetConsent; answer: pv.ConsentState };
    /** A part of the digest of the whole card */
    get_card_digest: { kind: 'query'; ask: pv.GetCardDigest; answer: pv.CardDigest };
    /** Where a search for duplicates stands */
    get_duplicate_search: { kind: 'query'; ask: pv.GetDuplicateSearch; answer: pv.DuplicateSearch };
    /** Mark alerts as seen, done or put aside */
    mark_alerts: { kind: 'command'; ask: portal.MarkAlerts; answer: portal.Desk };
    /** Keep a view of a list */
    create_view: { kind: 'command'; ask: portal.CreateView; answer: portal.SavedView };
    /** Change a kept view */
    change_view: { kind: 'command'; ask: portal.ChangeView; answer: portal.SavedView };
    /** Take a kept view away */
    delete_view: { kind: 'command'; ask: portal.DeleteView; answer: portal.SavedView };
    /** Everything a page about a customer shows */
    get_overview: { kind: 'query'; ask: portal.GetOverview; answer: portal.Overview };
    /** What happened with a customer, newest first */
    list_timeline: { kind: 'query'; ask: portal.ListTimeline; answer: portal.TimelinePage };
    /** One item of any department */
    get_item: { kind: 'query'; ask: portal.GetItem; answer: portal.Item };
    /** Items of a customer, an owner or a kind */
    list_items: { kind: 'query'; ask: portal.ListItems; answer: portal.ItemPage };
    /** Customers that fit filters */
    list_profiles: { kind: 'query'; ask: portal.ListProfiles; answer: portal.ProfilePage };
    /** How many customers or items share something */
    list_counters: { kind: 'query'; ask: portal.ListCounters; answer: portal.CounterPage };
    /** What happened by day or hour */
    list_figures: { kind: 'query'; ask: portal.ListFigures; answer: portal.FigureTable };
    /** What lies on a person's desk */
    get_inbox: { kind: 'query'; ask: portal.GetInbox; answer: portal.Inbox };
    /** Alerts of a person, newest first */
    list_alerts: { kind: 'query'; ask: portal.ListAlerts; answer: portal.AlertPage };
    /** Views that the actor keeps, and shared ones */
    list_views: { kind: 'query'; ask: portal.ListViews; answer: portal.ViewPage };
    /** How far each department was heard */
    list_departments: { kind: 'query'; ask: portal.ListDepartments; answer: portal.DepartmentPage };
    /** Make a user, who chooses a password by a one-time link */
    invite_user: { kind: 'command'; ask: portal.InviteUser; answer: portal.User };
    /** Change what is known of a user */
    change_user: { kind: 'command'; ask: portal.ChangeUser; answer: portal.User };
    /** Set all roles of a user */
    set_grants: { kind: 'command'; ask: portal.SetGrants; answer: portal.User };
    /** Let a user sign in no more */
    disable_user: { kind: 'command'; ask: portal.DisableUser; answer: portal.User };
    /** Let a disabled user sign in again */
    enable_user: { kind: 'command'; ask: portal.EnableUser; answer: portal.User };
    /** Let a user choose a password by a one-time link */
    reset_user: { kind: 'command'; ask: portal.ResetUser; answer: portal.User };
    /** End all sessions of a user */
    end_sessions_of_user: { kind: 'command'; ask: portal.EndSessionsOfUser; answer: portal.User };
    /** Make a team or change it */
    set_team: { kind: 'command'; ask: portal.SetTeam; answer: portal.Team };
    /** Dissolve a team */
    remove_team: { kind: 'command'; ask: portal.RemoveTeam; answer: portal.Team };
    /** Change what is known of oneself */
    change_me: { kind: 'command'; ask: portal.ChangeMe; answer: portal.User };
    /** Choose another password */
    change_password: { kind: 'command'; ask: portal.ChangePassword; answer: portal.User };
    /** Begin to use a second factor */
    begin_second_factor: { kind: 'command'; ask: portal.BeginSecondFactor; answer: portal.SecondFactor };
    /** Give the first code of a new second factor */
    confirm_second_factor: { kind: 'command'; ask: portal.ConfirmSecondFactor; answer: portal.SecondFactor };
    /** Sign in without a second factor from now on */
    remove_second_factor: { kind: 'command'; ask: portal.RemoveSecondFactor; answer: portal.User };
    /** Make a token for a program */
    create_token: { kind: 'command'; ask: portal.CreateToken; answer: portal.ApiToken };
    /** Take a token back */
    revoke_token: { kind: 'command'; ask: portal.RevokeToken; answer: portal.ApiToken };
    /** End a session */
    end_session: { kind: 'command'; ask: portal.EndSession; answer: portal.Session };
    /** End all own sessions but this */
    sign_out_everywhere: { kind: 'command'; ask: portal.SignOutEverywhere; answer: portal.User };
    /** One user */
    get_user: { kind: 'query'; ask: portal.GetUser; answer: portal.User };
    /** List users */
    list_users: { kind: 'query'; ask: portal.ListUsers; answer: portal.UserPage };
    /** List people who may be named as owners */
    list_colleagues: { kind: 'query'; ask: portal.ListColleagues; answer: portal.ColleaguePage };
    /** One team */
    get_team: { kind: 'query'; ask: portal.GetTeam; answer: portal.Team };
    /** List teams */
    list_teams: { kind: 'query'; ask: portal.ListTeams; answer: portal.TeamPage };
    /** List sessions */
    list_sessions: { kind: 'query'; ask: portal.ListSessions; answer: portal.SessionPage };
    /** List tokens */
    list_tokens: { kind: 'query'; ask: portal.ListTokens; answer: portal.TokenPage };
    /** What was done and read */
    list_audit: { kind: 'query'; ask: portal.ListAudit; answer: portal.AuditPage };
    /** Who I am */
    get_me: { kind: 'query'; ask: portal.GetMe; answer: portal.User };
    /** State of the own second factor */
    get_my_second_factor: { kind: 'query'; ask: portal.GetMySecondFactor; answer: portal.SecondFactor };
    /** List own sessions */
    list_my_sessions: { kind: 'query'; ask: portal.ListMySessions; answer: portal.SessionPage };
    /** List own tokens */
    list_my_tokens: { kind: 'query'; ask: portal.ListMyTokens; answer: portal.TokenPage };
    /** Search customers and records as you type */
    search: { kind: 'query'; ask: portal.Search; answer: portal.SearchPage };
    /** List the events that are parked */
    list_parked: { kind: 'query'; ask: pv.ListParked; answer: pv.ParkedPage };
    /** Let a parked event go, or drop it */
    release_parked: { kind: 'command'; ask: pv.ReleaseParked; answer: Record<string, never> };
  };
}

/** Method, path and role of each row. */
export const routes = {
  sales: {
    introduce_customer: ['POST', '/customers', 'anyone'],
    add_identifier: ['POST', '/customers/{customer_id}/identifiers', 'anyone'],
    remove_identifier: ['POST', '/customers/{customer_id}/identifiers/remove', 'anyone'],
    change_facts: ['POST', '/customers/{customer_id}/facts', 'anyone'],
    merge_customers: ['POST', '/customers/{customer_id}/merge', 'manager'],
    unmerge_customers: ['POST', '/customers/{customer_id}/unmerge', 'manager'],
    reject_duplicate: ['POST', '/customers/{customer_id}/reject-duplicate', 'manager'],
    find_duplicates: ['POST', '/customers/find-duplicates', 'manager'],
    grant_consent: ['POST', '/customers/{customer_id}/consents/grant', 'anyone'],
    withdraw_consent: ['POST', '/customers/{customer_id}/consents/withdraw', 'anyone'],
    relate_customers: ['POST', '/customers/{customer_id}/relations', 'anyone'],
    end_relation: ['POST', '/customers/{customer_id}/relations/{relation_id}/end', 'anyone'],
    erase_customer: ['POST', '/customers/{customer_id}/erase', 'manager'],
    get_customer: ['GET', '/customers/{customer_id}', 'anyone'],
    find_customer: ['POST', '/customers/find', 'anyone'],
    list_customers: ['GET', '/customers', 'anyone'],
    list_suggestions: ['GET', '/customers/suggestions', 'anyone'],
    get_consent: ['GET', '/customers/{customer_id}/consent', 'anyone'],
    get_card_digest: ['GET', '/customers/digest', 'anyone'],
    get_duplicate_search: ['GET', '/customers/find-duplicates/{search_id}', 'manager'],
    capture_lead: ['POST', '/leads', 'anyone'],
    assign_lead: ['POST', '/leads/{lead_id}/assign', 'seller'],
    work_lead: ['POST', '/leads/{lead_id}/work', 'seller'],
    qualify_lead: ['POST', '/leads/{lead_id}/qualify', 'seller'],
    convert_lead: ['POST', '/leads/{lead_id}/convert', 'seller'],
    recycle_lead: ['POST', '/leads/{lead_id}/recycle', 'seller'],
    disqualify_lead: ['POST', '/leads/{lead_id}/disqualify', 'seller'],
    assign_account: ['POST', '/accounts/{customer_id}/assign', 'seller'],
    set_pipeline: ['PUT', '/pipelines/{pipeline_id}', 'manager'],
    open_deal: ['POST', '/deals', 'seller'],
    change_deal: ['POST', '/deals/{deal_id}/change', 'seller'],
    set_deal_lines: ['PUT', '/deals/{deal_id}/lines', 'seller'],
    move_deal: ['POST', '/deals/{deal_id}/move', 'seller'],
    win_deal: ['POST', '/deals/{deal_id}/win', 'seller'],
    lose_deal: ['POST', '/deals/{deal_id}/lose', 'seller'],
    reopen_deal: ['POST', '/deals/{deal_id}/reopen', 'seller'],
    set_deal_role: ['POST', '/deals/{deal_id}/roles', 'seller'],
    remove_deal_role: ['POST', '/deals/{deal_id}/roles/remove', 'seller'],
    define_product: ['POST', '/products', 'manager'],
    set_price: ['PUT', '/products/{product_id}/prices', 'manager'],
    record_sale: ['POST', '/sales', 'seller'],
    place_order: ['POST', '/orders', 'seller'],
    cancel_order: ['POST', '/orders/{order_id}/cancel', 'seller'],
    issue_invoice: ['POST', '/orders/{order_id}/invoice', 'seller'],
    receive_payment: ['POST', '/invoices/{invoice_id}/payments', 'seller'],
    refund_invoice: ['POST', '/invoices/{invoice_id}/refunds', 'seller'],
    plan_activity: ['POST', '/activities', 'anyone'],
    move_activity: ['POST', '/activities/{activity_id}/move', 'anyone'],
    complete_activity: ['POST', '/activities/{activity_id}/complete', 'anyone'],
    cancel_activity: ['POST', '/activities/{activity_id}/cancel', 'anyone'],
    get_lead: ['GET', '/leads/{lead_id}', 'seller'],
    list_leads: ['GET', '/leads', 'seller'],
    get_account: ['GET', '/accounts/{customer_id}', 'seller'],
    list_accounts: ['GET', '/accounts', 'seller'],
    get_pipeline: ['GET', '/pipelines/{pipeline_id}', 'anyone'],
    list_pipelines: ['GET', '/pipelines', 'anyone'],
    get_deal: ['GET', '/deals/{deal_id}', 'seller'],
    list_deals: ['GET', '/deals', 'seller'],
    list_deal_steps: ['GET', '/deals/{deal_id}/steps', 'seller'],
    list_deal_roles: ['GET', '/deals/{deal_id}/roles', 'seller'],
    get_product: ['GET', '/products/{product_id}', 'anyone'],
    list_products: ['GET', '/products', 'anyone'],
    get_price: ['GET', '/products/{product_id}/price', 'anyone'],
    list_prices: ['GET', '/products/{product_id}/prices', 'anyone'],
    get_order: ['GET', '/orders/{order_id}', 'anyone'],
    list_orders: ['GET', '/orders', 'anyone'],
    get_invoice: ['GET', '/invoices/{invoice_id}', 'anyone'],
    list_invoices: ['GET', '/invoices', 'anyone'],
    list_payments: ['GET', '/invoices/{invoice_id}/payments', 'seller'],
    list_refunds: ['GET', '/invoices/{invoice_id}/refunds', 'anyone'],
    get_activity: ['GET', '/activities/{activity_id}', 'anyone'],
    list_activities: ['GET', '/activities', 'anyone'],
    list_overdue_activities: ['GET', '/activities/overdue', 'anyone'],
    list_parked: ['GET', '/parked', 'administrator'],
    release_parked: ['POST', '/parked/{number}/release', 'administrator'],
  },
  marketing: {
    introduce_customer: ['POST', '/customers', 'anyone'],
    add_identifier: ['POST', '/customers/{customer_id}/identifiers', 'anyone'],
    remove_identifier: ['POST', '/customers/{customer_id}/identifiers/remove', 'anyone'],
    change_facts: ['POST', '/customers/{customer_id}/facts', 'anyone'],
    merge_customers: ['POST', '/customers/{customer_id}/merge', 'manager'],
    unmerge_customers: ['POST', '/customers/{customer_id}/unmerge', 'manager'],
    reject_duplicate: ['POST', '/customers/{customer_id}/reject-duplicate', 'manager'],
    find_duplicates: ['POST', '/customers/find-duplicates', 'manager'],
    grant_consent: ['POST', '/customers/{customer_id}/consents/grant', 'anyone'],
    withdraw_consent: ['POST', '/customers/{customer_id}/consents/withdraw', 'anyone'],
    relate_customers: ['POST', '/customers/{customer_id}/relations', 'anyone'],
    end_relation: ['POST', '/customers/{customer_id}/relations/{relation_id}/end', 'anyone'],
    erase_customer: ['POST', '/customers/{customer_id}/erase', 'manager'],
    get_customer: ['GET', '/customers/{customer_id}', 'anyone'],
    find_customer: ['POST', '/customers/find', 'anyone'],
    list_customers: ['GET', '/customers', 'anyone'],
    list_suggestions: ['GET', '/customers/suggestions', 'anyone'],
    get_consent: ['GET', '/customers/{customer_id}/consent', 'anyone'],
    get_card_digest: ['GET', '/customers/digest', 'anyone'],
    get_duplicate_search: ['GET', '/customers/find-duplicates/{search_id}', 'manager'],
    create_list: ['POST', '/lists', 'marketer'],
    set_list_filter: ['POST', '/lists/{list_id}/filter', 'marketer'],
    add_list_members: ['POST', '/lists/{list_id}/members', 'marketer'],
    remove_list_members: ['POST', '/lists/{list_id}/members/remove', 'marketer'],
    create_campaign: ['POST', '/campaigns', 'marketer'],
    change_campaign_state: ['POST', '/campaigns/{campaign_id}/state', 'marketer'],
    record_response: ['POST', '/campaigns/{campaign_id}/responses', 'anyone'],
    get_list: ['GET', '/lists/{list_id}', 'anyone'],
    list_lists: ['GET', '/lists', 'anyone'],
    list_members: ['GET', '/lists/{list_id}/members', 'marketer'],
    lists_of_customer: ['GET', '/customers/{customer_id}/lists', 'anyone'],
    preview_filter: ['POST', '/lists/preview', 'marketer'],
    list_filter_facts: ['GET', '/lists/facts', 'marketer'],
    explain_member: ['GET', '/lists/{list_id}/members/{customer_id}', 'marketer'],
    get_campaign: ['GET', '/campaigns/{campaign_id}', 'anyone'],
    list_campaigns: ['GET', '/campaigns', 'anyone'],
    list_responses: ['GET', '/campaigns/{campaign_id}/responses', 'marketer'],
    list_parked: ['GET', '/parked', 'administrator'],
    release_parked: ['POST', '/parked/{number}/release', 'administrator'],
  },
  support: {
    introduce_customer: ['POST', '/customers', 'anyone'],
    add_identifier: ['POST', '/customers/{customer_id}/identifiers', 'anyone'],
    remove_identifier: ['POST', '/customers/{customer_id}/identifiers/remove', 'anyone'],
    change_facts: ['POST', '/customers/{customer_id}/facts', 'anyone'],
    merge_customers: ['POST', '/customers/{customer_id}/merge', 'manager'],
    unmerge_customers: ['POST', '/customers/{customer_id}/unmerge', 'manager'],
    reject_duplicate: ['POST', '/customers/{customer_id}/reject-duplicate', 'manager'],
    find_duplicates: ['POST', '/customers/find-duplicates', 'manager'],
    grant_consent: ['POST', '/customers/{customer_id}/consents/grant', 'anyone'],
    withdraw_consent: ['POST', '/customers/{customer_id}/consents/withdraw', 'anyone'],
    relate_customers: ['POST', '/customers/{customer_id}/relations', 'anyone'],
    end_relation: ['POST', '/customers/{customer_id}/relations/{relation_id}/end', 'anyone'],
    erase_customer: ['POST', '/customers/{customer_id}/erase', 'manager'],
    get_customer: ['GET', '/customers/{customer_id}', 'anyone'],
    find_customer: ['POST', '/customers/find', 'anyone'],
    list_customers: ['GET', '/customers', 'anyone'],
    list_suggestions: ['GET', '/customers/suggestions', 'anyone'],
    get_consent: ['GET', '/customers/{customer_id}/consent', 'anyone'],
    get_card_digest: ['GET', '/customers/digest', 'anyone'],
    get_duplicate_search: ['GET', '/customers/find-duplicates/{search_id}', 'manager'],
    define_queue: ['POST', '/queues', 'manager'],
    open_case: ['POST', '/cases', 'anyone'],
    add_case_message: ['POST', '/cases/{case_id}/messages', 'agent'],
    change_case_state: ['POST', '/cases/{case_id}/state', 'agent'],
    snooze_case: ['POST', '/cases/{case_id}/snooze', 'agent'],
    merge_case: ['POST', '/cases/{case_id}/merge', 'agent'],
    assign_case: ['POST', '/cases/{case_id}/owner', 'agent'],
    set_queue: ['POST', '/cases/{case_id}/queue', 'agent'],
    change_case: ['POST', '/cases/{case_id}', 'agent'],
    rate_case: ['POST', '/cases/{case_id}/satisfaction', 'agent'],
    get_case: ['GET', '/cases/{case_id}', 'anyone'],
    list_cases: ['GET', '/cases', 'agent'],
    list_cases_of_customer: ['GET', '/customers/{customer_id}/cases', 'anyone'],
    list_case_messages: ['GET', '/cases/{case_id}/messages', 'agent'],
    list_queues: ['GET', '/queues', 'anyone'],
    list_parked: ['GET', '/parked', 'administrator'],
    release_parked: ['POST', '/parked/{number}/release', 'administrator'],
  },
  loyalty: {
    introduce_customer: ['POST', '/customers', 'anyone'],
    add_identifier: ['POST', '/customers/{customer_id}/identifiers', 'anyone'],
    remove_identifier: ['POST', '/customers/{customer_id}/identifiers/remove', 'anyone'],
    change_facts: ['POST', '/customers/{customer_id}/facts', 'anyone'],
    merge_customers: ['POST', '/customers/{customer_id}/merge', 'manager'],
    unmerge_customers: ['POST', '/customers/{customer_id}/unmerge', 'manager'],
    reject_duplicate: ['POST', '/customers/{customer_id}/reject-duplicate', 'manager'],
    find_duplicates: ['POST', '/customers/find-duplicates', 'manager'],
    grant_consent: ['POST', '/customers/{customer_id}/consents/grant', 'anyone'],
    withdraw_consent: ['POST', '/customers/{customer_id}/consents/withdraw', 'anyone'],
    relate_customers: ['POST', '/customers/{customer_id}/relations', 'anyone'],
    end_relation: ['POST', '/customers/{customer_id}/relations/{relation_id}/end', 'anyone'],
    erase_customer: ['POST', '/customers/{customer_id}/erase', 'manager'],
    get_customer: ['GET', '/customers/{customer_id}', 'anyone'],
    find_customer: ['POST', '/customers/find', 'anyone'],
    list_customers: ['GET', '/customers', 'anyone'],
    list_suggestions: ['GET', '/customers/suggestions', 'anyone'],
    get_consent: ['GET', '/customers/{customer_id}/consent', 'anyone'],
    get_card_digest: ['GET', '/customers/digest', 'anyone'],
    get_duplicate_search: ['GET', '/customers/find-duplicates/{search_id}', 'manager'],
    set_programme: ['PUT', '/programme', 'manager'],
    set_product_exclusion: ['PUT', '/exclusions/{product_id}', 'manager'],
    enrol_member: ['POST', '/members', 'clerk'],
    set_member_state: ['POST', '/members/{customer_id}/state', 'clerk'],
    redeem_points: ['POST', '/members/{customer_id}/redemptions', 'clerk'],
    cancel_redemption: ['POST', '/redemptions/{posting_id}/cancel', 'clerk'],
    adjust_points: ['POST', '/members/{customer_id}/adjustments', 'manager'],
    get_programme: ['GET', '/programme', 'anyone'],
    list_exclusions: ['GET', '/exclusions', 'anyone'],
    get_member: ['GET', '/members/{customer_id}', 'anyone'],
    list_members: ['GET', '/members', 'clerk'],
    get_posting: ['GET', '/postings/{posting_id}', 'anyone'],
    list_postings: ['GET', '/members/{customer_id}/postings', 'anyone'],
    list_lots: ['GET', '/members/{customer_id}/lots', 'anyone'],
    get_ledger_check: ['GET', '/ledger/check', 'clerk'],
    list_parked: ['GET', '/parked', 'administrator'],
    release_parked: ['POST', '/parked/{number}/release', 'administrator'],
  },
  analytics: {
    introduce_customer: ['POST', '/customers', 'anyone'],
    add_identifier: ['POST', '/customers/{customer_id}/identifiers', 'anyone'],
    remove_identifier: ['POST', '/customers/{customer_id}/identifiers/remove', 'anyone'],
    change_facts: ['POST', '/customers/{customer_id}/facts', 'anyone'],
    merge_customers: ['POST', '/customers/{customer_id}/merge', 'manager'],
    unmerge_customers: ['POST', '/customers/{customer_id}/unmerge', 'manager'],
    reject_duplicate: ['POST', '/customers/{customer_id}/reject-duplicate', 'manager'],
    find_duplicates: ['POST', '/customers/find-duplicates', 'manager'],
    grant_consent: ['POST', '/customers/{customer_id}/consents/grant', 'anyone'],
    withdraw_consent: ['POST', '/customers/{customer_id}/consents/withdraw', 'anyone'],
    relate_customers: ['POST', '/customers/{customer_id}/relations', 'anyone'],
    end_relation: ['POST', '/customers/{customer_id}/relations/{relation_id}/end', 'anyone'],
    erase_customer: ['POST', '/customers/{customer_id}/erase', 'manager'],
    get_customer: ['GET', '/customers/{customer_id}', 'anyone'],
    find_customer: ['POST', '/customers/find', 'anyone'],
    list_customers: ['GET', '/customers', 'anyone'],
    list_suggestions: ['GET', '/customers/suggestions', 'anyone'],
    get_consent: ['GET', '/customers/{customer_id}/consent', 'anyone'],
    get_card_digest: ['GET', '/customers/digest', 'anyone'],
    get_duplicate_search: ['GET', '/customers/find-duplicates/{search_id}', 'manager'],
    score_rfm: ['POST', '/scoring-runs', 'analyst'],
    stop_scoring: ['POST', '/scoring-runs/{run_id}/stop', 'analyst'],
    set_reporting_currency: ['POST', '/analytics/currency', 'manager'],
    get_rfm: ['GET', '/customers/{customer_id}/rfm', 'anyone'],
    list_rfm_segment: ['GET', '/rfm/customers', 'analyst'],
    list_customers_by_value_tier: ['GET', '/value-tiers/{value_tier}/customers', 'analyst'],
    get_rfm_cuts: ['GET', '/rfm/cuts', 'analyst'],
    get_scoring_run: ['GET', '/scoring-runs/{run_id}', 'anyone'],
    list_run_values: ['GET', '/scoring-runs/{run_id}/values', 'analyst'],
    get_positions: ['GET', '/partitions', 'anyone'],
    get_analytics_settings: ['GET', '/analytics/settings', 'analyst'],
    list_parked: ['GET', '/parked', 'administrator'],
    release_parked: ['POST', '/parked/{number}/release', 'administrator'],
  },
  portal: {
    introduce_customer: ['POST', '/customers', 'anyone'],
    add_identifier: ['POST', '/customers/{customer_id}/identifiers', 'anyone'],
    remove_identifier: ['POST', '/customers/{customer_id}/identifiers/remove', 'anyone'],
    change_facts: ['POST', '/customers/{customer_id}/facts', 'anyone'],
    merge_customers: ['POST', '/customers/{customer_id}/merge', 'manager'],
    unmerge_customers: ['POST', '/customers/{customer_id}/unmerge', 'manager'],
    reject_duplicate: ['POST', '/customers/{customer_id}/reject-duplicate', 'manager'],
    find_duplicates: ['POST', '/customers/find-duplicates', 'manager'],
    grant_consent: ['POST', '/customers/{customer_id}/consents/grant', 'anyone'],
    withdraw_consent: ['POST', '/customers/{customer_id}/consents/withdraw', 'anyone'],
    relate_customers: ['POST', '/customers/{customer_id}/relations', 'anyone'],
    end_relation: ['POST', '/customers/{customer_id}/relations/{relation_id}/end', 'anyone'],
    erase_customer: ['POST', '/customers/{customer_id}/erase', 'manager'],
    get_customer: ['GET', '/customers/{customer_id}', 'anyone'],
    find_customer: ['POST', '/customers/find', 'anyone'],
    list_customers: ['GET', '/customers', 'anyone'],
    list_suggestions: ['GET', '/customers/suggestions', 'anyone'],
    get_consent: ['GET', '/customers/{customer_id}/consent', 'anyone'],
    get_card_digest: ['GET', '/customers/digest', 'anyone'],
    get_duplicate_search: ['GET', '/customers/find-duplicates/{search_id}', 'manager'],
    mark_alerts: ['POST', '/inbox/alerts', 'anyone'],
    create_view: ['POST', '/views', 'anyone'],
    change_view: ['POST', '/views/{view_id}', 'anyone'],
    delete_view: ['POST', '/views/{view_id}/delete', 'anyone'],
    get_overview: ['GET', '/customers/{customer_id}/overview', 'anyone'],
    list_timeline: ['GET', '/customers/{customer_id}/timeline', 'anyone'],
    get_item: ['GET', '/items/{item_id}', 'anyone'],
    list_items: ['GET', '/items', 'anyone'],
    list_profiles: ['GET', '/profiles', 'anyone'],
    list_counters: ['GET', '/counters', 'anyone'],
    list_figures: ['GET', '/figures', 'anyone'],
    get_inbox: ['GET', '/inbox', 'anyone'],
    list_alerts: ['GET', '/inbox/alerts', 'anyone'],
    list_views: ['GET', '/views', 'anyone'],
    list_departments: ['GET', '/departments', 'anyone'],
    invite_user: ['POST', '/users', 'administrator'],
    change_user: ['POST', '/users/{user_id}', 'administrator'],
    set_grants: ['PUT', '/users/{user_id}/grants', 'administrator'],
    disable_user: ['POST', '/users/{user_id}/disable', 'administrator'],
    enable_user: ['POST', '/users/{user_id}/enable', 'administrator'],
    reset_user: ['POST', '/users/{user_id}/reset', 'administrator'],
    end_sessions_of_user: ['POST', '/users/{user_id}/sessions/end', 'administrator'],
    set_team: ['POST', '/teams', 'administrator'],
    remove_team: ['POST', '/teams/{team_id}/remove', 'administrator'],
    change_me: ['POST', '/me', 'anyone'],
    change_password: ['POST', '/me/password', 'anyone'],
    begin_second_factor: ['POST', '/me/second-factor', 'anyone'],
    confirm_second_factor: ['POST', '/me/second-factor/confirm', 'anyone'],
    remove_second_factor: ['POST', '/me/second-factor/remove', 'anyone'],
    create_token: ['POST', '/me/tokens', 'anyone'],
    revoke_token: ['POST', '/me/tokens/{token_id}/revoke', 'anyone'],
    end_session: ['POST', '/me/sessions/{session_id}/end', 'anyone'],
    sign_out_everywhere: ['POST', '/me/sign-out-everywhere', 'anyone'],
    get_user: ['GET', '/users/{user_id}', 'administrator'],
    list_users: ['GET', '/users', 'administrator'],
    list_colleagues: ['GET', '/colleagues', 'anyone'],
    get_team: ['GET', '/teams/{team_id}', 'anyone'],
    list_teams: ['GET', '/teams', 'anyone'],
    list_sessions: ['GET', '/sessions', 'administrator'],
    list_tokens: ['GET', '/tokens', 'administrator'],
    list_audit: ['GET', '/audit', 'administrator'],
    get_me: ['GET', '/me', 'anyone'],
    get_my_second_factor: ['GET', '/me/second-factor', 'anyone'],
    list_my_sessions: ['GET', '/me/sessions', 'anyone'],
    list_my_tokens: ['GET', '/me/tokens', 'anyone'],
    search: ['GET', '/search', 'anyone'],
    list_parked: ['GET', '/parked', 'administrator'],
    release_parked: ['POST', '/parked/{number}/release', 'administrator'],
  },
} as const;
