/* Customers, companies and their contacts. */
#include "cli/sample/sample.h"
#include <string.h>

static unsigned count_cities(const SampleCity *cities)
{
    unsigned count = 0;
    while (cities[count].name)
        count++;
    return count;
}

static unsigned count_texts(const char *const *texts)
{
    unsigned count = 0;
    while (texts[count])
        count++;
    return count;
}

static const SampleName *one_of(Sample *sample, const SampleName *names)
{
    return &names[sample_below(sample, sample_count_names(names))];
}

SampleCustomer sample_customer(const Sample *of, unsigned number)
{
    Sample own = *of;
    SampleCustomer customer = {.habit = 0};
    sample_series(&own, 1000000 + number);
    customer.persian = sample_chance(&own, 75);
    customer.woman = sample_chance(&own, 50);
    const SampleName *given = one_of(&own, customer.persian ? (customer.woman ? sample_persian_women : sample_persian_men)
                                                            : (customer.woman ? sample_english_women : sample_english_men));
    const SampleName *family = one_of(&own, customer.persian ? sample_persian_families : sample_english_families);
    const SampleCity *cities = customer.persian ? sample_persian_cities : sample_english_cities;
    customer.city = &cities[sample_below(&own, count_cities(cities))];
    unsigned one = sample_below(&own, 100), other = sample_below(&own, 100);
    customer.habit = one * other / 100; /* most buy little, few buy much */
    snprintf(customer.id, sizeof customer.id, "C%06u", number + 1);
    snprintf(customer.name, sizeof customer.name, "%s %s", given->native, family->native);
    snprintf(customer.latin, sizeof customer.latin, "%s %s", given->latin, family->latin);
    snprintf(customer.email, sizeof customer.email, "%s.%s.%u@example.%s", given->latin, family->latin, number + 1,
             customer.persian ? "ir" : "org");
    snprintf(customer.phone, sizeof customer.phone, customer.persian ? "+98912%07u" : "+44770%07u", 1000000 + number);
    return customer;
}

static void write_birthday(FILE *file, Sample *sample)
{
    unsigned year = 1950 + sample_below(sample, 55), month = 1 + sample_below(sample, 12);
    fprintf(file, "%u-%02u-%02u", year, month, 1 + sample_below(sample, 28));
}

static void write_customer(FILE *file, Sample *sample, unsigned number)
{
    SampleCustomer customer = sample_customer(sample, number);
    bool has_email = sample_chance(sample, 80), has_phone = sample_chance(sample, 70), has_birthday = sample_chance(sample, 40);
    fprintf(file, "%s,", customer.id);
    sample_field(file, customer.name, ',');
    fprintf(file, "%s,%s,", has_email ? customer.email : "", has_phone ? customer.phone : "");
    if (has_birthday)
        write_birthday(file, sample);
    fputc(',', file);
    sample_field(file, customer.city->name, ',');
    sample_field(file, customer.city->region, ',');
    fprintf(file, "%s,%s\n", customer.persian ? "IR" : "GB", customer.persian ? "fa" : "en");
}

static bool write_contacts(Sample *sample)
{
    FILE *file = sample_open(sample, "contacts.csv");
    if (!file)
        return false;
    sample_series(sample, 2);
    fputs("id,name,email,company,role\n", file);
    unsigned companies = sample->customers / 50 + 1;
    for (unsigned i = 0; i < 2 * companies; i++) {
        SampleCustomer person = sample_customer(sample, sample->customers + i);
        fprintf(file, "%s,", person.id);
        sample_field(file, person.name, ',');
        fprintf(file, "%s,", person.email);
        unsigned company = i / 2;
        fprintf(file, "%s %s %u,", sample_company_kinds[company % count_texts(sample_company_kinds)],
                sample_company_words[company / 3 % count_texts(sample_company_words)], company + 1);
        sample_field(file, sample_roles[sample_below(sample, count_texts(sample_roles))], '\n');
    }
    return fclose(file) == 0;
}

bool sample_write_people(Sample *sample)
{
    FILE *file = sample_open(sample, "customers.csv");
    if (!file)
        return false;
    sample_series(sample, 1);
    fputs("id,name,email,phone,birthday,city,region,country,language\n", file);
    for (unsigned i = 0; i < sample->customers; i++)
        write_customer(file, sample, i);
    return fclose(file) == 0 && write_contacts(sample);
}
