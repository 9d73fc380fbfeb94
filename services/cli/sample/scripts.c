/* Scripts for payvand run: the settings of the sample company before its history, its campaigns and what is being worked on
 * after it. */
#include "cli/sample/sample.h"
#include <string.h>

static void write_products(FILE *file)
{
    for (unsigned i = 0; sample_products[i].sku; i++) {
        const SampleProduct *product = &sample_products[i];
        fprintf(file, "product%u = sales.DefineProduct {\"sku\": \"%s\", \"name\": \"%s\", \"category\": \"%s\"}\n", i,
                product->sku, product->name, product->category);
        fprintf(file, "sales.SetPrice {\"productId\": \"${product%u.productId}\", \"currency\": \"IRR\", "
                "\"unitPriceMinor\": \"%lld\"}\n", i, (long long)product->price_minor);
    }
}

static bool write_setup(Sample *sample)
{
    static const char *const lists[][2] = {
        {"Platinum and gold members", "tier in (platinum, gold)"},
        {"May be written to", "consent email marketing and not do_not_disturb"},
        {"Best customers", "recency_score >= 4 and frequency_score >= 4"},
        {"Silent for half a year", "last_purchase older than 180 days"},
        {"تهران", "city = \"تهران\""},
    };
    FILE *file = sample_open(sample, "settings.txt");
    if (!file)
        return false;
    fputs("# What the sample company sells, and whom it writes to: payvand run settings.txt\n", file);
    write_products(file);
    /* A point for 100,000 rials: customers of a shop of tea and coffee then reach every tier. */
    fputs("loyalty.SetProgramme {\"name\": \"Payvand Club\", \"rates\": [{\"currency\": \"IRR\", \"points\": \"1\", "
          "\"perMinor\": \"100000\"}]}\n", file);
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        fprintf(file, "marketing.CreateList {\"name\": \"%s\", \"filter\": \"", lists[i][0]);
        for (const char *at = lists[i][1]; *at; at++)
            fprintf(file, *at == '"' ? "\\\"" : "%c", *at);
        fputs("\"}\n", file);
    }
    return fclose(file) == 0;
}

static void write_campaigns(FILE *file, Sample *sample)
{
    static const char *const names[] = {"نوروز", "Autumn coffee weeks", "شب یلدا"};
    static const char *const kinds[] = {"INTERESTED", "INTERESTED", "ASKED", "DECLINED"};
    fputs("returning = marketing.CreateList {\"name\": \"Came back\", \"filter\": \"purchases >= 2\"}\n", file);
    for (unsigned i = 0; i < 3; i++) {
        fprintf(file, "campaign%u = marketing.CreateCampaign {\"name\": \"%s\", \"objective\": \"More repeat orders\", "
                "\"measure\": \"Orders of those who were written to\", \"channel\": \"EMAIL\", "
                "\"listIds\": [\"${returning.listId}\"], \"budget\": {\"amountMinor\": \"%u\", \"currency\": \"IRR\"}, "
                "\"startsAtMs\": \"%lld\", \"businessKey\": \"sample:campaign:%u\"}\n", i, names[i], 400000000 * (i + 1),
                (long long)(sample->until_ms - (200 - 60 * (int64_t)i) * SAMPLE_DAY_MS), i + 1);
        fprintf(file, "marketing.ChangeCampaignState {\"campaignId\": \"${campaign%u.campaignId}\", \"state\": \"ACTIVE\"}\n", i);
    }
    for (unsigned i = 0; i < sample->customers / 50; i++) {
        SampleCustomer customer = sample_customer(sample, sample_below(sample, sample->customers));
        bool consents = sample_chance(sample, 60);
        fprintf(file, "response%u = marketing.RecordResponse {\"campaignId\": \"${campaign%u.campaignId}\", "
                "\"customer\": {\"identifier\": {\"kind\": \"EXTERNAL_ID\", \"namespace\": \"import\", "
                "\"value\": \"%s\"}}, \"kind\": \"%s\", \"channel\": \"EMAIL\", "
                "\"businessKey\": \"sample:response:%u\", \"respondedAtMs\": \"%lld\"}\n",
                i, sample_below(sample, 3), customer.id, kinds[sample_below(sample, 4)], i + 1,
                (long long)(sample->until_ms - (int64_t)(1 + sample_below(sample, 60)) * SAMPLE_DAY_MS));
        if (consents)
            fprintf(file, "marketing.GrantConsent {\"customerId\": \"${response%u.customerId}\", \"channel\": \"EMAIL\", "
                    "\"purpose\": \"MARKETING\", \"basis\": \"consent\", \"origin\": \"campaign\"}\n", i);
    }
}

bool sample_write_scripts(Sample *sample)
{
    FILE *file = write_setup(sample) ? sample_open(sample, "campaigns.txt") : NULL;
    if (!file)
        return false;
    sample_series(sample, 6);
    fputs("# Campaigns with the responses to them, and the work of these days: payvand run campaigns.txt\n", file);
    write_campaigns(file, sample);
    sample_write_work(file, sample);
    return fclose(file) == 0;
}
