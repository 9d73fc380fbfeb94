/* What the people of the sample company work on these days: deals over all stages, cases under way, things to do. */
#include "cli/sample/sample.h"
#include <string.h>

#define DEAL_EVERY 100 /* customers for each deal */
#define CASE_EVERY 25  /* customers for each case that was taken up */

const char *const sample_sellers[] = {"neda", "omid", "john", NULL};

/* Mostly the first: whoever signs in first finds a day's work. */
static const char *seller(Sample *sample)
{
    return sample_sellers[sample_chance(sample, 45) ? 0 : 1 + sample_below(sample, 2)];
}

static void write_customer_named(FILE *file, const SampleCustomer *customer)
{
    fprintf(file, "{\"identifier\": {\"kind\": \"EXTERNAL_ID\", \"namespace\": \"import\", \"value\": \"%s\"}, "
            "\"name\": \"%s\"}", customer->id, customer->name);
}

/* --- deals ----------------------------------------------------------------------------------------------------------- */

static void write_end_of_deal(FILE *file, Sample *sample, unsigned deal)
{
    static const char *const lost[] = {"Price", "Delivery takes too long", "پروژه متوقف شد", "Chose another supplier"};
    unsigned end = sample_below(sample, 100);
    if (end < 35)
        fprintf(file, "sales.WinDeal {\"dealId\": \"${deal%u.dealId}\", \"reason\": \"Price and delivery\"}\n", deal);
    else if (end < 50)
        fprintf(file, "sales.LoseDeal {\"dealId\": \"${deal%u.dealId}\", \"reason\": \"%s\"}\n", deal,
                lost[sample_below(sample, 4)]);
}

/* With contacts of companies, and every third with somebody who answered a campaign. */
static void write_deals(FILE *file, Sample *sample)
{
    static const char *const stages[] = {"need",       "need",     "need",     "evaluation",
                                         "evaluation", "proposal", "proposal", "negotiation"};
    static const char *const steps[] = {"Send the price list", "ارسال نمونه", "Call about the quantity", "تنظیم پیش‌فاکتور",
                                        "Agree on the date of delivery", "دیدار حضوری"};
    for (unsigned i = 0; i < sample->customers / DEAL_EVERY; i++) {
        SampleCustomer customer = sample_customer(sample, sample->customers + i % (sample->customers / 50 + 1));
        int64_t opened_ms = sample->until_ms - (int64_t)(1 + sample_below(sample, 75)) * SAMPLE_DAY_MS;
        int64_t closes_ms = sample->until_ms + ((int64_t)sample_below(sample, 60) - 7) * SAMPLE_DAY_MS;
        fprintf(file, "deal%u = sales.OpenDeal {\"customer\": ", i);
        if (i % 3 == 2)
            fprintf(file, "{\"customerId\": \"${response%u.customerId}\"}", i);
        else
            write_customer_named(file, &customer);
        fprintf(file, ", \"title\": \"%s\", \"value\": {\"amountMinor\": \"%u\", \"currency\": \"IRR\"}, "
                "\"owner\": \"%s\", \"stageId\": \"%s\", \"nextStep\": \"%s\", \"openedAtMs\": \"%lld\", "
                "\"expectedCloseAtMs\": \"%lld\"}\n",
                sample_lead_subjects[sample_below(sample, 8)], 50000000 + 1000000 * sample_below(sample, 900),
                seller(sample), stages[sample_below(sample, 8)], steps[sample_below(sample, 6)], (long long)opened_ms,
                (long long)closes_ms);
        write_end_of_deal(file, sample, i);
    }
}

/* --- cases ----------------------------------------------------------------------------------------------------------- */

static void write_answers(FILE *file, Sample *sample, unsigned number, const char *owner, int64_t opened_ms)
{
    static const char *const answers[] = {"Thank you for telling us. We look into it today.",
                                          "پیگیری می‌کنیم و امروز خبر می‌دهیم.",
                                          "A new one is on its way.", "مبلغ تا فردا به حساب شما برمی‌گردد."};
    static const char *const states[] = {"", "WAITING_FOR_CUSTOMER", "WAITING_INSIDE", "RESOLVED", "RESOLVED", "CLOSED"};
    unsigned state = sample_below(sample, 6);
    fprintf(file, "support.AddCaseMessage {\"caseId\": \"${case%u.caseId}\", \"direction\": \"OUTBOUND\", "
            "\"author\": \"%s\", \"body\": \"%s\", \"writtenAtMs\": \"%lld\"}\n",
            number, owner, answers[sample_below(sample, 4)],
            (long long)(opened_ms + (int64_t)(5 + sample_below(sample, 90)) * 60000));
    if (state >= 3)
        fprintf(file, "support.ChangeCaseState {\"caseId\": \"${case%u.caseId}\", \"state\": \"RESOLVED\", "
                "\"reason\": \"Settled with the customer\"}\n", number);
    if (state >= 4)
        fprintf(file, "support.RateCase {\"caseId\": \"${case%u.caseId}\", \"satisfaction\": %u}\n", number,
                2 + sample_below(sample, 4));
    if (state && state != 3 && state != 4)
        fprintf(file, "support.ChangeCaseState {\"caseId\": \"${case%u.caseId}\", \"state\": \"%s\"}\n", number, states[state]);
}

static void write_cases(FILE *file, Sample *sample)
{
    static const char *const queues[] = {"Orders and delivery", "Complaints", "باشگاه مشتریان"};
    static const char *const channels[] = {"EMAIL", "PHONE", "WEB", "CHAT"};
    static const char *const severities[] = {"MINOR", "MINOR", "MODERATE", "SEVERE"};
    static const char *const kinds[] = {"COMPLAINT", "COMPLAINT",   "QUESTION", "RETURN",
                                        "RETURN",    "INFORMATION", "INCIDENT", "DISPUTE"}; /* of those subjects */
    static const char *const bodies[] = {"جعبه باز بود و یک استکان شکسته است.", "I ordered last week and nothing has come.",
                                         "امتیاز خرید آخرم را نمی‌بینم.",       "می‌خواهم کالا را پس بدهم؛ چه کنم؟",
                                         "I ordered Earl Grey and got coffee.", "لطفاً فاکتور رسمی به نام شرکت بفرستید.",
                                         "سماور از دیروز روشن نمی‌شود.",        "بانک مبلغ را دو بار کم کرده است."};
    for (unsigned i = 0; i < 3; i++)
        fprintf(file, "queue%u = support.DefineQueue {\"name\": \"%s\"}\n", i, queues[i]);
    for (unsigned i = 0; i < sample->customers / CASE_EVERY; i++) {
        SampleCustomer customer = sample_customer(sample, sample_below(sample, sample->customers));
        unsigned subject = sample_below(sample, 8);
        int64_t opened_ms = sample->until_ms - (int64_t)(2 + sample_below(sample, 24 * 9)) * 3600000;
        fprintf(file, "case%u = support.OpenCase {\"customer\": ", i);
        write_customer_named(file, &customer);
        fprintf(file, ", \"businessKey\": \"sample:case:%u\", \"subject\": \"%s\", \"kind\": \"%s\", \"channel\": \"%s\", "
                "\"severity\": \"%s\", \"queueId\": \"${queue%u.queueId}\", \"body\": \"%s\", \"openedAtMs\": \"%lld\"",
                i + 1, sample_case_subjects[subject][0], kinds[subject], channels[sample_below(sample, 4)],
                severities[sample_below(sample, 4)], strcmp(kinds[subject], "COMPLAINT") == 0 ? 1 : sample_below(sample, 3),
                bodies[subject], (long long)opened_ms);
        const char *owner = sample_chance(sample, 80) ? seller(sample) : NULL;
        if (owner)
            fprintf(file, ", \"owner\": \"%s\"", owner);
        fputs("}\n", file);
        if (owner)
            write_answers(file, sample, i, owner, opened_ms);
    }
}

/* --- things to do ---------------------------------------------------------------------------------------------------- */

/* For open deals: late, today, and in the next days. */
static void write_tasks(FILE *file, Sample *sample)
{
    static const struct {
        const char *kind, *subject;
    } tasks[] = {{"PHONE_CALL", "Call about the offer"},   {"TASK", "تهیهٔ پیش‌فاکتور"},  {"MEETING", "Show the new teas"},
                 {"EMAIL_TO_WRITE", "ارسال فهرست قیمت"}, {"PHONE_CALL", "پیگیری پرداخت"}, {"TASK", "Prepare samples"}};
    for (unsigned i = 0; i < sample->customers / DEAL_EVERY; i++) {
        unsigned kind = sample_below(sample, 6);
        int64_t day = i % 5 == 0 ? -1 - (int64_t)sample_below(sample, 4) : i % 5 < 3 ? 0 : 1 + (int64_t)sample_below(sample, 6);
        fprintf(file, "sales.PlanActivity {\"kind\": \"%s\", \"subject\": \"%s\", \"dealId\": \"${deal%u.dealId}\", "
                "\"owner\": \"%s\", \"dueAtMs\": \"%lld\"}\n", tasks[kind].kind, tasks[kind].subject, i, seller(sample),
                (long long)(sample->until_ms + day * SAMPLE_DAY_MS + (int64_t)(6 + sample_below(sample, 9)) * 3600000));
    }
}

void sample_write_work(FILE *file, Sample *sample)
{
    write_deals(file, sample);
    write_cases(file, sample);
    write_tasks(file, sample);
}
