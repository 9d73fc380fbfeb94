/* The program payvand itself: help, usage, exit codes, and what it does without any department. */
#include "support/test.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static char said[65536];

/* Runs the program with the words; keeps what it said on both outputs. Returns its exit code. */
static int payvand(const char *words)
{
    char line[2048];
    snprintf(line, sizeof line, "%s %s 2>&1", PAYVAND_PROGRAM, words);
    FILE *from = popen(line, "r");
    assert_non_null(from);
    size_t got = fread(said, 1, sizeof said - 1, from);
    said[got] = '\0';
    int status = pclose(from);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void expect(const char *words, int code, const char *says)
{
    int got = payvand(words);
    if (got != code || !strstr(said, says))
        fail_msg("payvand %s: exit %d instead of %d, or \"%s\" is missing in: %s", words, got, code, says, said);
}

TEST(help_tells_every_command)
{
    static const char *const names[] = {"up", "down", "status", "call", "ask", "show", "events", "import", "run",
                                        "types", "verify", "rebuild", "metrics", "keys", "sample"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char words[64], line[64];
        snprintf(line, sizeof line, "  payvand %-8s", names[i]);
        expect("help", 0, line);
        snprintf(words, sizeof words, "help %s", names[i]);
        expect(words, 0, "--data DIR");
        snprintf(words, sizeof words, "%s --help", names[i]);
        expect(words, 0, "--json");
    }
    expect("--version", 0, "payvand ");
}

TEST(wrong_usage_is_64_and_says_why)
{
    expect("", 64, "payvand help COMMAND");
    expect("fly", 64, "there is no command fly");
    expect("help fly", 64, "there is no command fly");
    expect("call", 64, "something is missing");
    expect("call sales.OpenDeal '{}' more", 64, "more is too much");
    expect("call OpenDeal", 64, "department.Type");
    expect("call shipping.Send", 64, "there is no department shipping");
    expect("call sales.OpenDeal --request-id 7", 64, "no UUID");
    expect("call sales.OpenDeal --colour red", 64, "there is no option --colour");
    expect("call sales.OpenDeal --request-id", 64, "--request-id needs a value");
    expect("events sales --from 0", 64, "counted from 1");
    expect("events sales --from x", 64, "no whole number");
    expect("events sales --partition 64", 64, "0 to 63");
    expect("import sheep x.csv", 64, "sheep cannot be imported");
    expect("rebuild sales", 64, "--check is needed");
    expect("status --config /nowhere.yaml", 64, "/nowhere.yaml: No such file");
    expect("sample", 64, "--out is missing");
    expect("types sales.Fly", 64, "there is no department or type sales.Fly");
    expect("events sales --type Flown", 64, "there is no event Flown in sales");
    expect("call sales.OpenDeal --timeout 99999999999", 64, "is more than");
}

TEST(input_that_fits_no_message_is_refused_with_its_place)
{
    expect("call sales.Fly", 2, "unknown-type");
    expect("call sales.OpenDeal '{\"value\": {\"currencies\": 1}}'", 2, "\"field\":\"value.currencies\"");
    expect("call sales.OpenDeal '{'", 2, "invalid-input");
}

TEST(types_in_fields_are_shown_by_name)
{
    expect("types sales.OpenDeal", 0, "repeated payvand.sales.LineInput");
    expect("types payvand.sales.LineInput", 0, "productId");
    expect("types sales.LineInput", 0, "message  payvand.sales.LineInput");
    expect("types payvand.sales.LineInput --json", 0, "\"payvand.sales.LineInput\":{");
    expect("types payvand.Money", 0, "amountMinor");
    expect("types payvand.IdentifierKind", 0, "enum     payvand.IdentifierKind");
    expect("types payvand.IdentifierKind --json", 0, "\"enums\":{\"payvand.IdentifierKind\"");
    expect("types payvand.sales.Nothing", 64, "there is no department or type");
}

TEST(nobody_there_is_3)
{
    char words[600];
    const char *folder = test_folder();
    snprintf(words, sizeof words, "call sales.OpenDeal '{}' --timeout 200 --data %s", folder);
    expect(words, 3, "sales does not answer");
    snprintf(words, sizeof words, "status --data %s", folder);
    expect(words, 3, "loyalty    does not answer");
    snprintf(words, sizeof words, "down --data %s", folder);
    expect(words, 0, "nothing is up");
}

TEST(a_dry_run_reads_all_and_sends_nothing)
{
    char words[1200], table[600];
    snprintf(table, sizeof table, "%s/orders.csv", test_folder());
    FILE *file = fopen(table, "w");
    assert_non_null(file);
    fputs("customer;date;amount;order\n1;2024-01-31;10,5;A\n1;2024-01-31;10.5;A\n2;2024-02-30;3;B\n1;2024-01-31;4;A\n", file);
    fclose(file);
    snprintf(words, sizeof words, "import purchases %s --set currency=EUR --dry-run --data /tmp", table);
    expect(words, 0, "4 rows would become 1 commands; 2 refused");
    expect(words, 0, "line 2: amount: \"10,5\" is no amount");
    expect(words, 0, "line 4: date: \"2024-02-30\" is no date");
    snprintf(words, sizeof words, "import purchases %s --set currency=EUR --dry-run --json --data /tmp", table);
    expect(words, 0, "\"rows\":4,\"recorded\":0,\"unchanged\":0,\"refused\":2,\"empty\":0,\"commands\":1");
    snprintf(words, sizeof words, "import purchases %s --map date=day --set currency=EUR --dry-run", table);
    expect(words, 64, "the file has no column day; it has: customer, date, amount, order");
}

TEST(what_is_no_table_is_named)
{
    char words[1200], table[600];
    const char *folder = test_folder();
    snprintf(words, sizeof words, "import purchases %s --data /tmp", folder);
    expect(words, 1, "Is a directory");
    snprintf(table, sizeof table, "%s/customers.csv", folder);
    FILE *file = fopen(table, "w");
    assert_non_null(file);
    snprintf(words, sizeof words, "import customers %s --data /tmp --dry-run", table);
    expect(words, 1, "is empty");
    fputs("customer,name,email,colour\n1,Sara,sara@example.org,red\n", file);
    fclose(file);
    expect(words, 0, "columns that no field takes: customer, colour");
    expect("call sales.OpenDeal - < /dev/zero", 1, "more than 1 MiB");
}

TEST(what_is_up_ends_though_its_configuration_broke)
{
    char words[1200], path[600];
    const char *folder = test_folder();
    snprintf(words, sizeof words, "mkdir -p %s/run && echo %s/broken.yaml > %s/run/config", folder, folder, folder);
    assert_int_equal(system(words), 0);
    snprintf(path, sizeof path, "%s/broken.yaml", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("data: [\n", file);
    fclose(file);
    snprintf(words, sizeof words, "status --data %s", folder);
    expect(words, 64, "broken.yaml:");
    snprintf(words, sizeof words, "down --data %s", folder);
    expect(words, 0, "nothing is up");
}

TEST(the_teaching_data_is_read_as_it_lies)
{
    char words[1500];
    const char *master = test_data("cdnow/CDNOW_master.txt");
    if (!master)
        test_skip("shared/data is not here");
    snprintf(words, sizeof words, "import purchases %s --map customer=customer_id --map date=date --map "
             "amount=dollar_value --map quantity=number_of_cds --set currency=USD --dry-run --data /tmp", master);
    expect(words, 0, "69,659 rows would become 69659 commands; 0 refused");
    snprintf(words, sizeof words, "import purchases %s --columns master_id,customer,date,quantity,amount --set "
             "currency=USD --dry-run --data /tmp", test_data("cdnow/CDNOW_sample.txt"));
    expect(words, 0, "6,919 rows would become 6919 commands; 0 refused");
    snprintf(words, sizeof words, "import purchases %s --map customer=household_id,date=transaction_timestamp,"
             "amount=sales_value,order=basket_id,product=product_id,quantity=quantity --set currency=USD --dry-run "
             "--data /tmp", test_data("complete-journey/transactions_sample.csv"));
    expect(words, 0, "75,000 rows would become 47034 commands; 1 refused, 415 with nothing to record");
    expect(words, 0, "line 48832: amount: \"4.440892e-16\"");
}

TEST(a_seed_makes_the_same_company)
{
    char words[1200];
    const char *one = test_folder(), *other = test_folder();
    snprintf(words, sizeof words, "sample --customers 300 --seed 7 --until 2024-06-30 --out %s", one);
    expect(words, 0, "300 customers");
    snprintf(words, sizeof words, "sample --customers 300 --seed 7 --until 2024-06-30 --out %s", other);
    expect(words, 0, "300 customers");
    snprintf(words, sizeof words, "diff -r %s %s", one, other);
    assert_int_equal(system(words), 0);
    for (int i = 0; i < 5; i++) {
        static const char *const kinds[] = {"customers", "contacts", "purchases", "leads", "cases"};
        snprintf(words, sizeof words, "import %s %s/%s.csv --dry-run --json --data /tmp", kinds[i], one, kinds[i]);
        expect(words, 0, "\"refused\":0,\"empty\":0");
    }
}

TEST(keys_are_made_once)
{
    char words[700];
    const char *folder = test_folder();
    snprintf(words, sizeof words, "keys %s/sales.keys", folder);
    expect(words, 0, "the public key is");
    expect(words, 1, "sales.keys");
}
