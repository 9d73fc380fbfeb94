/* Two years of orders, the leads of four months, the cases nobody took up yet. */
#include "cli/sample/sample.h"
#include <string.h>
#include <time.h>

#define HISTORY_DAYS 730

static void write_time(FILE *file, int64_t at_ms, char after)
{
    char text[32];
    time_t seconds = (time_t)(at_ms / 1000);
    struct tm parts;
    strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", gmtime_r(&seconds, &parts));
    fprintf(file, "%s%c", text, after);
}

static int64_t some_time(Sample *sample, unsigned first_day, unsigned days)
{
    int64_t day = sample->until_ms - (int64_t)(HISTORY_DAYS - first_day - sample_below(sample, days)) * SAMPLE_DAY_MS;
    return day + (int64_t)(8 * 3600 + sample_below(sample, 12 * 3600)) * 1000;
}

static void write_order(FILE *file, Sample *sample, const SampleCustomer *customer, unsigned order, int64_t at_ms)
{
    static const char *const channels[] = {"shop", "web", "web", "phone"};
    static const char *const methods[] = {"card", "card", "cash", "transfer"};
    const char *channel = channels[sample_below(sample, 4)], *method = methods[sample_below(sample, 4)];
    unsigned lines = 1 + sample_below(sample, 3), product_count = 0;
    while (sample_products[product_count].sku)
        product_count++;
    for (unsigned line = 0; line < lines; line++) {
        const SampleProduct *product = &sample_products[sample_below(sample, product_count)];
        unsigned quantity = 1 + sample_below(sample, 3);
        fprintf(file, "%s,", customer->id);
        write_time(file, at_ms, ',');
        fprintf(file, "%lld,IRR,%s,", (long long)(product->price_minor * quantity), product->sku);
        sample_field(file, product->name, ',');
        fprintf(file, "%u,S%07u,%s,%s\n", quantity, order, channel, method);
    }
}

bool sample_write_purchases(Sample *sample)
{
    FILE *file = sample_open(sample, "purchases.csv");
    if (!file)
        return false;
    sample_series(sample, 3);
    fputs("customer,date,amount,currency,product,product_name,quantity,order,channel,payment_method\n", file);
    unsigned order = 0;
    for (unsigned i = 0; i < sample->customers; i++) {
        SampleCustomer customer = sample_customer(sample, i);
        unsigned joined = sample_below(sample, HISTORY_DAYS - 30);
        unsigned left = sample_chance(sample, 30) ? joined + 30 + sample_below(sample, HISTORY_DAYS - 30 - joined) : HISTORY_DAYS;
        unsigned orders = 1 + customer.habit * (left - joined) / HISTORY_DAYS / 5;
        for (unsigned n = 0; n < orders; n++)
            write_order(file, sample, &customer, ++order, some_time(sample, joined, left - joined));
    }
    return fclose(file) == 0;
}

static bool write_leads(Sample *sample)
{
    static const char *const origins[] = {"form", "call", "email", "visit"};
    FILE *file = sample_open(sample, "leads.csv");
    unsigned subjects = 0;
    if (!file)
        return false;
    while (sample_lead_subjects[subjects])
        subjects++;
    sample_series(sample, 4);
    fputs("key,customer,name,email,subject,date,origin,score,owner\n", file);
    for (unsigned i = 0; i < sample->customers / 20; i++) {
        bool known = sample_chance(sample, 50);
        unsigned number = known ? sample_below(sample, sample->customers) : 2 * sample->customers + i;
        SampleCustomer person = sample_customer(sample, number);
        fprintf(file, "L%05u,%s,", i + 1, person.id);
        sample_field(file, person.name, ',');
        fprintf(file, "%s,", person.email);
        sample_field(file, sample_lead_subjects[sample_below(sample, subjects)], ',');
        write_time(file, some_time(sample, HISTORY_DAYS - 120, 119), ',');
        fprintf(file, "%s,%u,%s\n", origins[sample_below(sample, 4)], sample_below(sample, 101),
                sample_chance(sample, 60) ? sample_sellers[sample_below(sample, 3)] : "");
    }
    return fclose(file) == 0;
}

static bool write_cases(Sample *sample)
{
    static const char *const channels[] = {"email", "phone", "web", "chat"};
    static const char *const severities[] = {"minor", "minor", "moderate", "severe"};
    FILE *file = sample_open(sample, "cases.csv");
    unsigned subjects = 0;
    if (!file)
        return false;
    while (sample_case_subjects[subjects][0])
        subjects++;
    sample_series(sample, 5);
    fputs("key,customer,subject,kind,channel,severity,date\n", file);
    for (unsigned i = 0; i < sample->customers / 50; i++) {
        unsigned subject = sample_below(sample, subjects);
        SampleCustomer customer = sample_customer(sample, sample_below(sample, sample->customers));
        fprintf(file, "K%05u,%s,", i + 1, customer.id);
        sample_field(file, sample_case_subjects[subject][0], ',');
        fprintf(file, "%s,%s,%s,", sample_case_subjects[subject][1], channels[sample_below(sample, 4)],
                severities[sample_below(sample, 4)]);
        write_time(file, some_time(sample, HISTORY_DAYS - 5, 4), '\n');
    }
    return fclose(file) == 0;
}

bool sample_write_requests(Sample *sample)
{
    return write_leads(sample) && write_cases(sample);
}
