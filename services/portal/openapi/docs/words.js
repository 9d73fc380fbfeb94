// Words of the page around the document, in English and Persian. The document itself is in English.
const words = {
  title: ['Payvand: interface', 'پیوند: رابط برنامه‌نویسی'],
  skip: ['Skip to content', 'رفتن به متن'],
  search: ['Search rows, fields and schemas', 'جستجو در فرمان‌ها، پرسش‌ها و پیام‌ها'],
  departments: ['Departments', 'بخش‌ها'],
  schemas: ['Schemas', 'پیام‌ها'],
  overview: ['Overview', 'نمای کلی'],
  language: ['فارسی', 'English'],
  signedIn: ['Signed in as {0}', 'با نام {0} وارد شده‌اید'],
  signIn: ['Sign in to try requests', 'برای آزمودن وارد شوید'],
  role: ['Role', 'نقش'],
  parameters: ['Parameters', 'پارامترها'],
  headers: ['Request headers', 'سرآیندهای درخواست'],
  body: ['Request body', 'بدنهٔ درخواست'],
  answers: ['Answers', 'پاسخ‌ها'],
  answerBody: ['Answer', 'پاسخ'],
  name: ['Name', 'نام'],
  place: ['In', 'جا'],
  type: ['Type', 'نوع'],
  meaning: ['Meaning', 'معنی'],
  status: ['Status', 'وضعیت'],
  needed: ['required', 'لازم'],
  personal: ['personal', 'شخصی'],
  personalTip: ['Personal data: cleared when the person is erased', 'دادهٔ شخصی: با حذف شخص پاک می‌شود'],
  readOnly: ['read only', 'فقط خواندنی'],
  listOf: ['list of', 'فهرستِ'],
  tryIt: ['Try it', 'آزمودن'],
  send: ['Send', 'فرستادن'],
  sending: ['Sending…', 'در حال فرستادن…'],
  changes: ['This changes real data.', 'این کار دادهٔ واقعی را تغییر می‌دهد.'],
  failed: ['No answer: {0}', 'پاسخی نرسید: {0}'],
  took: ['{0} in {1} ms', '{0} در {1} میلی‌ثانیه'],
  curl: ['The same with curl', 'همین با curl'],
  badBody: ['The body is no JSON: {0}', 'بدنه JSON نیست: {0}'],
  missing: ['{0} is needed', '{0} لازم است'],
  found: ['{0} found', '{0} یافته شد'],
  nothing: ['Nothing is called that.', 'چیزی به این نام نیست.'],
  usedBy: ['Used by', 'به‌کاررفته در'],
  empty: ['No fields.', 'فیلدی ندارد.'],
  values: ['Values', 'مقدارها'],
  commands: ['Commands', 'فرمان‌ها'],
  queries: ['Queries', 'پرسش‌ها'],
  others: ['Endpoints', 'نشانی‌ها'],
  problems: ['Problems', 'خطاها'],
  documents: ['Documents', 'سندها'],
  rows: ['{0} operations', '{0} عملیات'],
  notLoaded: ['The document cannot be loaded: {0}', 'سند بار نشد: {0}'],
  notThere: ['There is no such page in this document.', 'چنین صفحه‌ای در این سند نیست.'],
  sales: ['Sales', 'فروش'], marketing: ['Marketing', 'بازاریابی'], support: ['Support', 'خدمات مشتریان'],
  loyalty: ['Loyalty', 'باشگاه مشتریان'], analytics: ['Analytics', 'تحلیل'], portal: ['Portal', 'درگاه'],
  session: ['Session', 'ورود و خروج'], live: ['Live', 'زنده'], about: ['About', 'درباره'],
};

let language = 0;
export const isPersian = () => language === 1;

export function setLanguage(code) {
  language = code === 'fa' ? 1 : 0;
  document.documentElement.lang = language ? 'fa' : 'en';
  document.documentElement.dir = language ? 'rtl' : 'ltr';
}

export const number = (value) => new Intl.NumberFormat(language ? 'fa' : 'en').format(value);

// The word in the present language; {0} and {1} are filled in.
export function word(key, ...parts) {
  const text = words[key]?.[language] ?? key;
  return text.replace(/\{(\d)\}/g, (_, at) => (typeof parts[at] === 'number' ? number(parts[at]) : parts[at] ?? ''));
}
