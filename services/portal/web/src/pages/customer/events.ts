// What each event says on a timeline, as short sentences in both languages.
import type { Language } from '@/app/settings';

const events: Record<string, [en: string, fa: string]> = {
  // card
  CustomerIntroduced: ['Became known', 'آشنا شد'],
  IdentifierAdded: ['Contact added', 'راه تماس افزوده شد'],
  IdentifierRemoved: ['Contact removed', 'راه تماس برداشته شد'],
  FactChanged: ['Facts changed', 'دانسته‌ها تغییر کرد'],
  CustomersLinked: ['Joined with another id', 'به شناسهٔ دیگری پیوست'],
  CustomersParted: ['Parted from another id', 'از شناسهٔ دیگری جدا شد'],
  DuplicateSuggested: ['May be the same as another customer', 'شاید با مشتری دیگری یکی باشد'],
  ConsentGranted: ['Consented', 'رضایت داد'],
  ConsentWithdrawn: ['Withdrew consent', 'رضایت را پس گرفت'],
  RelationAdded: ['Related to another customer', 'با مشتری دیگری پیوند یافت'],
  RelationEnded: ['Relation ended', 'پیوند پایان یافت'],
  CustomerErased: ['Erased', 'پاک شد'],
  SuppressionLifted: ['Came back by own will', 'به خواست خود بازگشت'],
  AccountAssigned: ['Got an owner', 'مسئول گرفت'],
  // sales
  LeadCaptured: ['Lead came in', 'سرنخ آمد'],
  LeadAssigned: ['Lead was assigned', 'سرنخ واگذار شد'],
  LeadWorked: ['Lead was contacted', 'با سرنخ تماس گرفته شد'],
  LeadQualified: ['Lead qualified', 'سرنخ واجد شرایط شد'],
  LeadConverted: ['Lead became a deal', 'سرنخ به فرصت تبدیل شد'],
  LeadRecycled: ['Lead went back to marketing', 'سرنخ به بازاریابی بازگشت'],
  LeadDisqualified: ['Lead was given up', 'سرنخ کنار گذاشته شد'],
  LeadWentOverdue: ['Lead waits too long for an answer', 'سرنخ بی‌پاسخ مانده است'],
  DealOpened: ['Deal opened', 'فرصت گشوده شد'],
  DealChanged: ['Deal changed', 'فرصت تغییر کرد'],
  DealStageChanged: ['Deal moved on', 'مرحلهٔ فرصت تغییر کرد'],
  DealStalled: ['Deal stands still', 'فرصت راکد مانده است'],
  DealWon: ['Deal won', 'فرصت برده شد'],
  DealLost: ['Deal lost', 'فرصت از دست رفت'],
  DealReopened: ['Deal taken up again', 'فرصت از سر گرفته شد'],
  DealRoleSet: ['Got a part in a deal', 'نقشی در فرصت گرفت'],
  DealRoleRemoved: ['Has no part in a deal any more', 'دیگر در فرصت نقشی ندارد'],
  OrderPlaced: ['Ordered', 'سفارش داد'],
  OrderCancelled: ['Order cancelled', 'سفارش لغو شد'],
  InvoiceIssued: ['Invoice issued', 'فاکتور صادر شد'],
  PaymentReceived: ['Payment received', 'پرداخت دریافت شد'],
  InvoicePaid: ['Invoice paid', 'فاکتور پرداخت شد'],
  RefundGiven: ['Money given back', 'پول بازگردانده شد'],
  ActivityPlanned: ['Activity planned', 'فعالیت برنامه‌ریزی شد'],
  ActivityMoved: ['Activity moved', 'فعالیت جابه‌جا شد'],
  ActivityDone: ['Activity done', 'فعالیت انجام شد'],
  ActivityCancelled: ['Activity given up', 'فعالیت رها شد'],
  ActivityReminded: ['Owner was reminded', 'به مسئول یادآوری شد'],
  // service
  CaseOpened: ['Case opened', 'پرونده گشوده شد'],
  CaseMessageAdded: ['Message in a case', 'پیام در پرونده'],
  CaseStateChanged: ['Case moved on', 'وضعیت پرونده تغییر کرد'],
  CaseMerged: ['Case went on in another', 'پرونده در دیگری ادامه یافت'],
  CasePriorityChanged: ['Priority of a case changed', 'اولویت پرونده تغییر کرد'],
  CaseAssigned: ['Case assigned', 'پرونده واگذار شد'],
  CaseQueueChanged: ['Case went to another queue', 'پرونده به صف دیگری رفت'],
  CaseChanged: ['Case changed', 'پرونده تغییر کرد'],
  CaseRated: ['Satisfaction told', 'رضایت خود را گفت'],
  // marketing
  ListMemberAdded: ['Came onto a list', 'به فهرست آمد'],
  ListMemberRemoved: ['Left a list', 'از فهرست رفت'],
  ResponseRecorded: ['Responded to a campaign', 'به کمپین پاسخ داد'],
  // loyalty
  MemberEnrolled: ['Became a member', 'عضو باشگاه شد'],
  MemberStateChanged: ['Membership changed', 'عضویت تغییر کرد'],
  PointsEarned: ['Points earned', 'امتیاز گرفت'],
  PointsReleased: ['Points can be spent', 'امتیاز آمادهٔ خرج شد'],
  PointsReversed: ['Points taken back', 'امتیاز برگشت خورد'],
  PointsRedeemed: ['Points spent', 'امتیاز خرج شد'],
  PointsRestored: ['Points came back', 'امتیاز بازگشت'],
  PointsExpired: ['Points expired', 'امتیاز منقضی شد'],
  PointsAdjusted: ['Points set right', 'امتیاز تصحیح شد'],
  TierChanged: ['Another tier', 'سطح تغییر کرد'],
  // analytics
  RfmChanged: ['Scores changed', 'نمره‌ها تغییر کرد'],
  ValueTierChanged: ['Another value tier', 'سطح ارزش تغییر کرد'],
  LifecycleChanged: ['Another stage of life', 'مرحلهٔ چرخهٔ عمر تغییر کرد'],
};

/** payvand.sales.DealWon: Deal won. An event that came to be later is named by its own words. */
export function eventTitle(type: string | undefined, language: Language): string {
  const name = type?.slice(type.lastIndexOf('.') + 1) ?? '';
  const found = events[name];
  if (found) return found[language === 'fa' ? 1 : 0];
  const text = name.replace(/([a-z])([A-Z])/g, (_, end: string, begin: string) => `${end} ${begin.toLowerCase()}`);
  return text || '·';
}

/** Reasons that departments give by themselves. */
const reasons: Record<string, string> = {
  'no purchase': 'بدون خرید',
  'first purchase': 'نخستین خرید',
  'buys again': 'دوباره می‌خرد',
  'buys more often than the year before': 'بیش از سال پیش می‌خرد',
  'no purchase for three times the mean gap': 'سه برابر فاصلهٔ میانگین بدون خرید',
  'one purchase, over a year ago': 'یک خرید، بیش از یک سال پیش',
  'among the 5 percent who spent most': 'در میان ۵ درصد پرخریدترین‌ها',
  'among the 20 percent who spent most': 'در میان ۲۰ درصد پرخریدترین‌ها',
  'among the 20 percent who spent most, and active': 'در میان ۲۰ درصد پرخریدترین‌ها، و فعال',
  'above the middle and growing': 'بالاتر از میانه و رو به رشد',
  'buys regularly': 'پیوسته می‌خرد',
  average: 'میانگین',
  'The customer wrote.': 'مشتری نوشت.',
  'It was answered.': 'پاسخ داده شد.',
  'Its time has come.': 'زمانش رسید.',
  'among the 20 percent who spent least': 'در میان ۲۰ درصد کم‌خریدترین‌ها',
};

export function reasonText(text: string, language: Language): string {
  return language === 'fa' ? reasons[text] ?? text : text;
}
