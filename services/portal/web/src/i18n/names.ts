// Names of enum values and of the few fixed words that departments store (tiers, segments, stages of the life cycle, roles).
// A value that means different things in different enums is found under Enum.VALUE first.
import { useCallback } from 'react';
import { useSettings } from '@/app/settings';
import type { Language } from '@/app/settings';

const names: Record<string, [en: string, fa: string]> = {
  // leads
  LEAD_NEW: ['New', 'تازه'], LEAD_ASSIGNED: ['Assigned', 'واگذارشده'], LEAD_WORKING: ['Working', 'در پیگیری'],
  LEAD_QUALIFIED: ['Qualified', 'واجد شرایط'], LEAD_CONVERTED: ['Converted', 'تبدیل‌شده'],
  LEAD_RECYCLED: ['Back to marketing', 'بازگشته به بازاریابی'], LEAD_DISQUALIFIED: ['Given up', 'کنار گذاشته'],
  'LeadSource.FORM': ['Web form', 'فرم وب'], 'LeadSource.EMAIL': ['E-mail', 'ایمیل'], 'LeadSource.CALL': ['Phone call', 'تماس تلفنی'],
  'LeadSource.LETTER': ['Letter', 'نامه'], 'LeadSource.IMPORT': ['Import', 'درون‌ریزی'], 'LeadSource.CAMPAIGN': ['Campaign', 'کمپین'],
  'LeadSource.DEPARTMENT': ['Another department', 'واحد دیگر'], 'LeadSource.VISIT': ['Visit', 'بازدید'], 'LeadSource.OTHER': ['Other', 'دیگر'],
  FORM: ['Web form', 'فرم وب'], CALL: ['Phone call', 'تماس تلفنی'], IMPORT: ['Import', 'درون‌ریزی'], CAMPAIGN: ['Campaign', 'کمپین'],
  DEPARTMENT: ['Another department', 'واحد دیگر'], VISIT: ['Visit', 'بازدید'], OTHER: ['Other', 'دیگر'],
  // deals
  DEAL_OPEN: ['Open', 'در جریان'], DEAL_WON: ['Won', 'برنده'], DEAL_LOST: ['Lost', 'ازدست‌رفته'],
  DECISION_MAKER: ['Decides', 'تصمیم‌گیرنده'], INFLUENCER: ['Influences', 'اثرگذار'], EVALUATOR: ['Evaluates', 'ارزیاب'],
  USER: ['Uses it', 'کاربر'], STAKEHOLDER: ['Has a stake', 'ذی‌نفع'],
  SUPPORTER: ['For us', 'پشتیبان'], NEUTRAL: ['Undecided', 'بی‌طرف'], OPPONENT: ['Against us', 'مخالف'],
  // activities
  PHONE_CALL: ['Phone call', 'تماس تلفنی'], MEETING: ['Appointment', 'قرار ملاقات'], TASK: ['Task', 'وظیفه'],
  EMAIL_TO_WRITE: ['E-mail to write', 'نوشتن ایمیل'], LETTER_TO_WRITE: ['Letter to write', 'نوشتن نامه'], ALERT: ['Alert', 'هشدار'],
  ACTIVITY_PLANNED: ['Planned', 'برنامه‌ریزی‌شده'], ACTIVITY_DONE: ['Done', 'انجام‌شده'], ACTIVITY_CANCELLED: ['Cancelled', 'لغوشده'],
  DAILY: ['Daily', 'روزانه'], WEEKLY: ['Weekly', 'هفتگی'], MONTHLY: ['Monthly', 'ماهانه'],
  // orders and invoices
  ORDER_PLACED: ['Placed', 'ثبت‌شده'], ORDER_INVOICED: ['Invoiced', 'فاکتورشده'], ORDER_CANCELLED: ['Cancelled', 'لغوشده'],
  INVOICE_OPEN: ['Open', 'پرداخت‌نشده'], INVOICE_PAID: ['Paid', 'پرداخت‌شده'],
  'SaleChannel.shop': ['Shop', 'فروشگاه'], 'SaleChannel.web': ['Web', 'وب'], 'SaleChannel.phone': ['Phone', 'تلفن'], 'SaleChannel.partner': ['Partner', 'شریک'],
  'PaymentMethod.cash': ['Cash', 'نقد'], 'PaymentMethod.card': ['Card', 'کارت'], 'PaymentMethod.transfer': ['Transfer', 'واریز'], 'PaymentMethod.online': ['Online', 'اینترنتی'],
  // cases
  QUESTION: ['Question', 'پرسش'], INFORMATION: ['Information', 'اطلاعات'], INCIDENT: ['Incident', 'رخداد'],
  COMPLAINT: ['Complaint', 'شکایت'], RETURN: ['Return', 'مرجوعی'], DISPUTE: ['Dispute', 'اختلاف'],
  NEW: ['New', 'تازه'], OPEN: ['Open', 'باز'], WAITING_FOR_CUSTOMER: ['Waiting for customer', 'در انتظار مشتری'],
  WAITING_INSIDE: ['Waiting inside', 'در انتظار داخل'], SNOOZED: ['Put aside', 'کنارگذاشته'], RESOLVED: ['Resolved', 'حل‌شده'],
  CLOSED: ['Closed', 'بسته'], REOPENED: ['Reopened', 'بازگشوده'], MERGED: ['Merged', 'ادغام‌شده'], REJECTED: ['Rejected', 'ردشده'],
  LOW: ['Low', 'کم'], NORMAL: ['Normal', 'عادی'], HIGH: ['High', 'زیاد'], URGENT: ['Urgent', 'فوری'],
  MINOR: ['Minor', 'جزئی'], MODERATE: ['Moderate', 'متوسط'], SEVERE: ['Severe', 'شدید'], CRITICAL: ['Critical', 'بحرانی'],
  INBOUND: ['From the customer', 'از مشتری'], OUTBOUND: ['To the customer', 'به مشتری'], 'MessageDirection.INTERNAL': ['Internal note', 'یادداشت داخلی'],
  // card
  PERSON: ['Person', 'شخص'], COMPANY: ['Company', 'شرکت'], INTERNAL: ['Internal', 'داخلی'],
  EMAIL_ADDRESS: ['E-mail', 'ایمیل'], PHONE_NUMBER: ['Telephone', 'تلفن'], NATIONAL_ID: ['National id', 'کد ملی'],
  COMPANY_ID: ['Company id', 'شناسهٔ ملی شرکت'], CARD_NUMBER: ['Card number', 'شمارهٔ کارت'], SOCIAL_HANDLE: ['Social handle', 'نام شبکهٔ اجتماعی'],
  EXTERNAL_ID: ['Id elsewhere', 'شناسهٔ بیرونی'],
  EMAIL: ['E-mail', 'ایمیل'], SMS: ['Text message', 'پیامک'], PHONE: ['Telephone', 'تلفن'], LETTER: ['Letter', 'نامه'], WEB: ['Web', 'وب'],
  CHAT: ['Chat', 'گفتگوی برخط'], SOCIAL: ['Social network', 'شبکهٔ اجتماعی'], FAX: ['Fax', 'نمابر'], IN_PERSON: ['In person', 'حضوری'],
  MARKETING: ['Marketing', 'بازاریابی'], SERVICE: ['Service', 'خدمات'], RESEARCH: ['Research', 'پژوهش'], PROFILING: ['Profiling', 'نمایه‌سازی'],
  works_at: ['Works at', 'کارمند'], belongs_to: ['Belongs to', 'زیرمجموعه'], household: ['Household', 'هم‌خانه'],
  referred_by: ['Referred by', 'معرفی‌شده'], partner: ['Partner', 'شریک'],
  // marketing
  STATIC: ['Static', 'ایستا'], DYNAMIC: ['Dynamic', 'پویا'], PLANNED: ['Planned', 'برنامه‌ریزی‌شده'], ACTIVE: ['Active', 'فعال'],
  PAUSED: ['Paused', 'متوقف'], COMPLETE: ['Complete', 'پایان‌یافته'], CANCELLED: ['Cancelled', 'لغوشده'],
  INTERESTED: ['Interested', 'علاقه‌مند'], ASKED: ['Asked something', 'پرسشگر'], DECLINED: ['Declined', 'نپذیرفت'],
  // loyalty
  MEMBER_ACTIVE: ['Active', 'فعال'], MEMBER_PAUSED: ['Paused', 'متوقف'], MEMBER_CLOSED: ['Closed', 'بسته'],
  EARNED: ['Earned', 'کسب‌شده'], RELEASED: ['Released', 'آزادشده'], REVERSED: ['Reversed', 'برگشت‌خورده'], SPENT: ['Spent', 'خرج‌شده'],
  RESTORED: ['Restored', 'بازگردانده'], LAPSED: ['Expired', 'منقضی'], CORRECTED: ['Corrected', 'تصحیح‌شده'],
  TIER_BY_POINTS: ['By points', 'بر پایهٔ امتیاز'], TIER_BY_SPEND: ['By spend', 'بر پایهٔ خرید'],
  ROLLING_YEAR: ['Last twelve months', 'دوازده ماه گذشته'], CALENDAR_YEAR: ['Calendar year', 'سال تقویمی'],
  platinum: ['Platinum', 'پلاتینیوم'], gold: ['Gold', 'طلایی'], silver: ['Silver', 'نقره‌ای'], bronze: ['Bronze', 'برنزی'], tin: ['Tin', 'قلعی'], member: ['Member', 'عضو'],
  // analytics
  champions: ['Champions', 'قهرمانان'], loyal: ['Loyal', 'وفادار'], potential_loyalist: ['Potentially loyal', 'وفادار بالقوه'],
  new: ['New', 'تازه‌وارد'], promising: ['Promising', 'امیدبخش'], need_attention: ['Need attention', 'نیازمند توجه'],
  about_to_sleep: ['About to sleep', 'رو به خاموشی'], at_risk: ['At risk', 'در خطر'], cannot_lose: ['Cannot lose them', 'ازدست‌ندادنی'],
  hibernating: ['Hibernating', 'خفته'], lost: ['Lost', 'ازدست‌رفته'],
  awareness: ['Awareness', 'آشنایی'], acquisition: ['Acquisition', 'جذب'], retention: ['Retention', 'حفظ'],
  development: ['Development', 'توسعه'], attrition: ['Attrition', 'ترک'],
  // items, timeline, alerts, hits
  ITEM_LEAD: ['Lead', 'سرنخ'], ITEM_DEAL: ['Deal', 'فرصت فروش'], ITEM_ACTIVITY: ['Activity', 'فعالیت'], ITEM_CASE: ['Case', 'پرونده'],
  ITEM_ORDER: ['Order', 'سفارش'], ITEM_INVOICE: ['Invoice', 'فاکتور'], ITEM_REFUND: ['Refund', 'بازپرداخت'],
  ITEM_RESPONSE: ['Response', 'پاسخ کمپین'], ITEM_REDEMPTION: ['Redemption', 'خرج امتیاز'],
  TIMELINE_CARD: ['Card', 'کارت مشتری'], TIMELINE_LEAD: ['Leads', 'سرنخ‌ها'], TIMELINE_DEAL: ['Deals', 'فرصت‌های فروش'],
  TIMELINE_ACTIVITY: ['Activities', 'فعالیت‌ها'], TIMELINE_CASE: ['Cases', 'پرونده‌ها'], TIMELINE_PURCHASE: ['Purchases', 'خریدها'],
  TIMELINE_MARKETING: ['Marketing', 'بازاریابی'], TIMELINE_LOYALTY: ['Points and tiers', 'امتیاز و سطح'], TIMELINE_ANALYTICS: ['Scores', 'نمره‌ها'],
  ALERT_REMINDER: ['Reminder', 'یادآوری'], ALERT_DEAL_STALLED: ['Deal stands still', 'فرصت راکد مانده'],
  ALERT_LEAD_OVERDUE: ['Lead waits too long', 'سرنخ بی‌پاسخ مانده'], ALERT_CASE_URGENT: ['Case became urgent', 'پرونده فوری شد'],
  ALERT_HANDED_OVER: ['Given to you', 'به شما سپرده شد'], ALERT_CUSTOMER_WROTE: ['Customer wrote', 'مشتری نوشت'],
  ALERT_CASE_REOPENED: ['Case is open again', 'پرونده دوباره باز شد'], ALERT_WATCHED: ['Watched case changed', 'پروندهٔ زیر نظر تغییر کرد'],
  ALERT_CUSTOMER_CHANGED: ['Customer changed', 'مشتری تغییر کرد'],
  HIT_CUSTOMER: ['Customer', 'مشتری'], HIT_LEAD: ['Lead', 'سرنخ'], HIT_DEAL: ['Deal', 'فرصت فروش'], HIT_CASE: ['Case', 'پرونده'],
  HIT_ORDER: ['Order', 'سفارش'], HIT_INVOICE: ['Invoice', 'فاکتور'], HIT_PRODUCT: ['Product', 'کالا'], HIT_CAMPAIGN: ['Campaign', 'کمپین'],
  HIT_LIST: ['List', 'فهرست'],
  // parked events, scoring
  UNREADABLE: ['Cannot be read', 'خوانده نمی‌شود'], NOT_UNDERSTOOD: ['Not understood', 'فهمیده نمی‌شود'], TOO_MANY_HOPS: ['Went around too often', 'بیش از اندازه چرخیده'],
  CRASHED: ['Crashed the department', 'واحد را از کار انداخت'], BEHIND_ANOTHER: ['Waits behind another', 'پشت رویداد دیگر'], TOO_MUCH: ['Would cause too much', 'پیامدش بیش از اندازه است'],
  REPORTING: ['Gathering', 'گردآوری'], COLLECTING: ['Collecting', 'گردآوری'], CUTTING: ['Cutting', 'مرزبندی'], SCORING: ['Scoring', 'نمره‌دهی'],
  CLEARING: ['Clearing', 'پاک‌سازی'], DONE: ['Done', 'انجام‌شده'], FAILED: ['Failed', 'ناموفق'], STOPPED: ['Stopped', 'متوقف‌شده'],
  NIGHTLY: ['Nightly', 'شبانه'], GROWTH: ['Growth', 'رشد'], CURRENCY: ['Currency', 'ارز'], 'ScoringCause.ASKED': ['Asked for', 'درخواستی'],
  // people
  OWN: ['Own records', 'رکوردهای خود'], TEAM: ['Team’s records', 'رکوردهای گروه'], ALL: ['All records', 'همهٔ رکوردها'],
  anyone: ['Anyone', 'هر کس'], seller: ['Seller', 'فروشنده'], marketer: ['Marketer', 'بازاریاب'], agent: ['Service agent', 'کارشناس خدمات'],
  clerk: ['Loyalty clerk', 'کارشناس وفاداری'], analyst: ['Analyst', 'تحلیل‌گر'], manager: ['Manager', 'مدیر'],
  administrator: ['Administrator', 'مدیر سامانه'], operator: ['Operator', 'راهبر'],
};

/** The name of a value; its own words if it is none of ours. */
export function nameOf(language: Language, value: string | undefined, enumName?: string): string {
  if (!value) return '';
  const found = (enumName && names[`${enumName}.${value}`]) || names[value] || names[value.toLowerCase()];
  if (found) return found[language === 'fa' ? 1 : 0];
  if (!/^[A-Z0-9_]+$|^[a-z0-9]+(_[a-z0-9]+)+$/.test(value)) return value;
  const words = value.toLowerCase().replace(/_/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** const nameOf = useNames(); nameOf('DEAL_WON'); nameOf('FORM', 'LeadSource') */
export function useNames(): (value: string | undefined, enumName?: string) => string {
  const { language } = useSettings();
  return useCallback((value, enumName) => nameOf(language, value, enumName), [language]);
}

/** Options of a Select over enum values. */
export function useOptions(): (values: readonly string[], enumName?: string) => { value: string; label: string }[] {
  const name = useNames();
  return useCallback((values, enumName) => values.map((value) => ({ value, label: name(value, enumName) })), [name]);
}
