// What can be imported: its fields, and how rows become commands. The same fields and the same results as `payvand import`.
import { ask, tell } from '@/api/client';
import type { AskOf, TellOptions } from '@/api/client';
import type { CustomerKind, Fact, Identifier, IntroduceCustomer } from '@/api/generated/pv';
import type { LeadSource } from '@/api/generated/sales';
import { ApiProblem } from '@/api/problem';
import { CellFault, readAmount, readChoice, readCurrency, readDay, readNumber, readTime } from './values';
import { textHash } from './csv';

export interface Field {
  key: string;
  required?: boolean;
  /** Column names that mean it, folded. */
  names: string[];
  /** One value for all rows where no column has it. */
  fixed?: boolean;
}

/** Cells of a row by field; fields without column or value are empty. */
export type Cells = Record<string, string>;
type Outcome = 'recorded' | 'unchanged';

/** A thing to do, made of one row or several. */
export interface Job {
  lines: number[];
  /** What it will say, for the preview. */
  shown: string;
  run: (options: TellOptions) => Promise<Outcome>;
}

interface ImportKind {
  name: 'customers' | 'contacts' | 'leads' | 'purchases';
  fields: Field[];
  /** Jobs of all rows, and what is wrong with the others. */
  plan: (rows: { line: number; cells: Cells }[]) => { jobs: Job[]; faults: { line: number; fault: CellFault }[] };
}

const f = (key: string, names: string, more: Partial<Field> = {}): Field => ({ key, names: [key, ...names.split(' ').filter(Boolean).map((name) => name.replace(/_/g, ' '))], ...more });

const source = f('source', 'system منبع', { fixed: true });
const phoneRegion = f('phone_region', 'country_code', { fixed: true });
const personFields: Field[] = [
  f('name', 'full_name customer_name نام نام_کامل نام_مشتری', { required: true }),
  f('id', 'customer_id external_id شناسه کد_مشتری'),
  f('kind', 'type customer_type نوع'),
  f('email', 'e-mail mail email_address ایمیل پست_الکترونیکی'),
  f('phone', 'telephone mobile phone_number cell تلفن موبایل همراه شماره_تلفن'),
  f('national_id', 'national_code ssn کد_ملی'),
  f('company_id', 'registration_number شناسه_ملی'),
  f('card_number', 'card شماره_کارت'),
  f('language', 'lang زبان'),
  f('birthday', 'birth_date date_of_birth تاریخ_تولد'),
  f('gender', 'sex جنسیت'),
  f('address', 'street نشانی آدرس'),
  f('city', 'town شهر'),
  f('region', 'province state استان'),
  f('postal_code', 'zip postcode کد_پستی'),
  f('country', 'کشور'),
  f('tags', 'labels برچسب برچسب‌ها'),
];

const CUSTOMER_KINDS: Record<string, CustomerKind> = {
  person: 'PERSON', company: 'COMPANY', internal: 'INTERNAL', شخص: 'PERSON', شرکت: 'COMPANY', حقیقی: 'PERSON', حقوقی: 'COMPANY', داخلی: 'INTERNAL',
};
const LEAD_SOURCES: Record<string, LeadSource> = {
  form: 'FORM', email: 'EMAIL', call: 'CALL', letter: 'LETTER', campaign: 'CAMPAIGN', department: 'DEPARTMENT', visit: 'VISIT', other: 'OTHER', import: 'IMPORT',
};
const DEFAULT_SOURCE = 'import';

function identifiersOf(cells: Cells, idField = 'id'): Identifier[] {
  const found: Identifier[] = [];
  const add = (kind: Identifier['kind'], value: string | undefined, namespace?: string): void => {
    if (value && kind) found.push({ kind, value, ...(namespace ? { namespace } : {}) });
  };
  add('EXTERNAL_ID', cells[idField], cells.source || DEFAULT_SOURCE);
  add('NATIONAL_ID', cells.national_id);
  add('COMPANY_ID', cells.company_id);
  add('CARD_NUMBER', cells.card_number);
  add('EMAIL_ADDRESS', cells.email);
  add('PHONE_NUMBER', cells.phone);
  return found;
}

function factsOf(cells: Cells): Fact[] {
  const facts: Fact[] = [];
  if (cells.language) facts.push({ name: 'language', text: cells.language });
  if (cells.gender) facts.push({ name: 'gender', text: cells.gender });
  if (cells.birthday) facts.push({ name: 'birthday', date: readDay('birthday', cells.birthday) });
  const { address, city, region, postal_code: postalCode, country } = cells;
  if (address || city || region || postalCode || country) {
    facts.push({
      name: 'address',
      address: {
        ...(address ? { lines: [address] } : {}), ...(city ? { city } : {}), ...(region ? { region } : {}),
        ...(postalCode ? { postalCode } : {}), ...(country ? { country } : {}),
      },
    });
  }
  const tags = (cells.tags ?? '').split(/[;|]/).map((tag) => tag.trim()).filter(Boolean);
  if (tags.length) facts.push({ name: 'tags', tags });
  return facts;
}

function introductionOf(cells: Cells): IntroduceCustomer {
  const identifiers = identifiersOf(cells);
  if (identifiers.length === 0) throw new CellFault('id', 'no_identifier');
  return {
    name: cells.name ?? '', kind: cells.kind ? readChoice('kind', cells.kind, CUSTOMER_KINDS) : 'PERSON', identifiers, facts: factsOf(cells),
    ...(cells.phone_region ? { phoneRegion: cells.phone_region } : {}),
  };
}

/** Finds a customer by the first identifier, or introduces one; two rows with the same identifier wait for each other. */
function introducer() {
  const known = new Map<string, Promise<{ id: string; fresh: boolean }>>();
  return (introduction: IntroduceCustomer, options: TellOptions): Promise<{ id: string; fresh: boolean }> => {
    const first = introduction.identifiers![0]!;
    const key = `${first.kind} ${first.namespace ?? ''} ${first.value?.toLowerCase()}`;
    let found = known.get(key);
    if (found) return found.then(({ id }) => ({ id, fresh: false }));
    found = (async () => {
      try {
        const { data } = await ask('sales', 'find_customer', { identifier: first, ...(introduction.phoneRegion ? { phoneRegion: introduction.phoneRegion } : {}) }, options.signal);
        return { id: data.customerId ?? '', fresh: false };
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.status !== 404) throw error;
      }
      const { data } = await tell('sales', 'introduce_customer', { ...introduction, allowDuplicate: true }, options);
      return { id: data.customerId ?? '', fresh: true };
    })();
    known.set(key, found);
    found.catch(() => known.delete(key));
    return found;
  };
}

/** Goes through rows one by one; what is wrong with one does not stop the others. */
function eachRow(rows: { line: number; cells: Cells }[], fields: Field[], make: (cells: Cells, line: number) => Job | undefined) {
  const jobs: Job[] = [];
  const faults: { line: number; fault: CellFault }[] = [];
  for (const { line, cells } of rows) {
    try {
      const missing = fields.find((field) => field.required && !cells[field.key]);
      if (missing) throw new CellFault(missing.key, 'missing');
      const job = make(cells, line);
      if (job) jobs.push(job);
    } catch (error) {
      if (!(error instanceof CellFault)) throw error;
      faults.push({ line, fault: error });
    }
  }
  return { jobs, faults };
}

const customerFields = [...personFields, phoneRegion, source];
const customers: ImportKind = {
  name: 'customers',
  fields: customerFields,
  plan: (rows) => {
    const introduce = introducer();
    return eachRow(rows, customerFields, (cells, line) => {
      const introduction = introductionOf(cells);
      return { lines: [line], shown: cells.name ?? '', run: async (options) => ((await introduce(introduction, options)).fresh ? 'recorded' : 'unchanged') };
    });
  },
};

const contactFields = [...personFields.slice(0, 1), f('company', 'company_name organisation organization account شرکت نام_شرکت', { required: true }), f('role', 'job position title سمت'), ...personFields.slice(1), phoneRegion, source];
const contacts: ImportKind = {
  name: 'contacts',
  fields: contactFields,
  plan: (rows) => {
    const introduce = introducer();
    return eachRow(rows, contactFields, (cells, line) => {
      const person = introductionOf(cells);
      const company: IntroduceCustomer = {
        name: cells.company ?? '', kind: 'COMPANY',
        identifiers: [{ kind: 'EXTERNAL_ID', namespace: `${(cells.source || DEFAULT_SOURCE).slice(0, 50)}.company`, value: cells.company ?? '' }],
      };
      return {
        lines: [line],
        shown: `${cells.name} · ${cells.company}`,
        run: async (options) => {
          const key = (part: string): TellOptions => ({ ...options, key: options.key && `${options.key}-${part}` });
          const employer = await introduce(company, key('company'));
          const contact = await introduce(person, key('person'));
          if (!contact.fresh) {
            const { data } = await ask('sales', 'get_customer', { customerId: contact.id }, options.signal);
            if (data.relations?.some((relation) => relation.kind === 'works_at' && relation.otherCustomerId === employer.id && !relation.untilMs)) return 'unchanged';
          }
          await tell('sales', 'relate_customers', { customerId: contact.id, otherCustomerId: employer.id, kind: 'works_at', ...(cells.role ? { role: cells.role } : {}) }, key('relation'));
          return 'recorded';
        },
      };
    });
  },
};

/** A command with a business key: recorded once however often the file is sent. */
async function once(run: () => Promise<unknown>): Promise<Outcome> {
  try {
    await run();
    return 'recorded';
  } catch (error) {
    if (error instanceof ApiProblem && /already-recorded|already-captured/.test(error.type)) return 'unchanged';
    throw error;
  }
}

function referenceOf(cells: Cells, idField: string) {
  const identifiers = identifiersOf(cells, idField);
  const [identifier, ...moreIdentifiers] = identifiers;
  if (!identifier) throw new CellFault(idField, 'no_identifier');
  return {
    identifier, ...(moreIdentifiers.length ? { moreIdentifiers } : {}), ...(cells.name ? { name: cells.name } : {}),
    ...(cells.phone_region ? { phoneRegion: cells.phone_region } : {}),
  };
}

const leadFields = [
  f('subject', 'title request_subject موضوع عنوان', { required: true }),
  f('customer', 'customer_id external_id کد_مشتری'),
  f('name', 'full_name customer_name contact نام نام_مشتری'),
  f('email', 'e-mail mail ایمیل'),
  f('phone', 'telephone mobile تلفن موبایل'),
  f('request', 'message text body درخواست متن پیام'),
  f('origin', 'channel lead_source راه_ورود', { fixed: true }),
  f('date', 'created created_at received تاریخ'),
  f('owner', 'seller assigned_to مسئول فروشنده', { fixed: true }),
  f('score', 'نمره'),
  f('campaign', 'campaign_id کمپین', { fixed: true }),
  f('key', 'number lead_number شماره'),
  phoneRegion, source,
];
const leads: ImportKind = {
  name: 'leads',
  fields: leadFields,
  plan: (rows) =>
    eachRow(rows, leadFields, (cells, line) => {
      const content = cells.key || textHash([cells.customer, cells.email, cells.phone, cells.date, cells.subject].join('|'));
      const lead: AskOf<'sales', 'capture_lead'> = {
        customer: referenceOf(cells, 'customer'),
        source: cells.origin ? readChoice('origin', cells.origin, LEAD_SOURCES) : 'IMPORT',
        subject: cells.subject, request: cells.request || undefined,
        score: cells.score ? readNumber('score', cells.score) : undefined,
        campaignId: cells.campaign || undefined, owner: cells.owner || undefined,
        capturedAtMs: cells.date ? readTime('date', cells.date) : undefined,
        businessKey: `${cells.source || DEFAULT_SOURCE}:lead:${content}`.slice(0, 190),
      };
      return { lines: [line], shown: cells.subject ?? '', run: (options) => once(() => tell('sales', 'capture_lead', lead, options)) };
    }),
};

const purchaseFields = [
  f('customer', 'customer_id external_id کد_مشتری شناسه_مشتری', { required: true }),
  f('date', 'sold_at bought_at order_date تاریخ', { required: true }),
  f('amount', 'total price sum مبلغ', { required: true }),
  f('currency', 'ارز', { required: true, fixed: true }),
  f('product', 'sku product_code کد_کالا'),
  f('product_name', 'item کالا نام_کالا'),
  f('quantity', 'count units تعداد'),
  f('discount', 'تخفیف'),
  f('order', 'order_number invoice شماره_سفارش شماره_فاکتور'),
  f('channel', 'shop راه_فروش', { fixed: true }),
  f('payment_method', 'payment روش_پرداخت', { fixed: true }),
  f('name', 'full_name customer_name نام نام_مشتری'),
  f('email', 'e-mail mail ایمیل'),
  f('phone', 'telephone mobile تلفن موبایل'),
  phoneRegion, source,
];

const LINES_OF_A_SALE = 200;
type Sale = AskOf<'sales', 'record_sale'> & { lines: object[] };

const purchases: ImportKind = {
  name: 'purchases',
  fields: purchaseFields,
  plan: (rows) => {
    const orders = new Map<string, { sale: Sale; job: Job; parts: number }>();
    return eachRow(rows, purchaseFields, (cells, line) => {
      const currency = readCurrency('currency', cells.currency ?? '');
      const from = cells.source || DEFAULT_SOURCE;
      const amountMinor = readAmount('amount', cells.amount ?? '', currency);
      const quantity = cells.quantity ? readNumber('quantity', cells.quantity) : 1;
      if (!Number.isInteger(quantity) || quantity < 1) throw new CellFault('quantity', 'no_number');
      const bought = {
        quantity: String(quantity), amountMinor,
        ...(cells.product ? { sku: cells.product } : {}), ...(cells.product_name ? { productName: cells.product_name } : {}),
        ...(cells.discount ? { discountMinor: readAmount('discount', cells.discount, currency) } : {}),
      };
      const soldAtMs = readTime('date', cells.date ?? '');
      const number = cells.order ? `${from}:order:${cells.order}` : `${from}:sale:${textHash(JSON.stringify([cells.customer, soldAtMs, amountMinor, cells.product, line]))}`;
      const open = cells.order ? orders.get(number) : undefined;
      if (open && open.sale.lines.length < LINES_OF_A_SALE && open.sale.currency === currency) {
        open.sale.lines.push(bought);
        open.job.lines.push(line);
        return undefined;
      }
      const parts = (open?.parts ?? 0) + 1;
      const sale: Sale = {
        customer: referenceOf(cells, 'customer'), currency, soldAtMs, lines: [bought],
        businessKey: (parts > 1 ? `${number}:${parts}` : number).slice(0, 190),
        channel: cells.channel || undefined, paymentMethod: cells.payment_method || undefined,
      };
      const job: Job = { lines: [line], shown: cells.order || cells.customer || '', run: (options) => once(() => tell('sales', 'record_sale', sale, options)) };
      if (cells.order) orders.set(number, { sale, job, parts });
      return job;
    });
  },
};

export const importKinds = { customers, contacts, leads, purchases };
export type ImportName = keyof typeof importKinds;

/** Column for each field: the one whose name means it. */
export function guessMapping(kind: ImportKind, columns: string[]): Record<string, string> {
  const fold = (text: string): string => text.toLowerCase().replace(/[\u200c_.\s-]+/g, ' ').replace(/ي/g, 'ی').replace(/ك/g, 'ک').trim();
  const free = new Map(columns.map((column) => [fold(column), column]));
  const mapping: Record<string, string> = {};
  for (const field of kind.fields) {
    const name = field.names.map(fold).find((one) => free.has(one));
    if (name === undefined) continue;
    mapping[field.key] = free.get(name)!;
    free.delete(name);
  }
  return mapping;
}
