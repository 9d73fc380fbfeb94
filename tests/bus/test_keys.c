/* Key files are private, whole, and complained about with their line. */
#include "runtime/bus/bus.h"
#include "support/test.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static char path[600];
static char error[BUS_ERROR_BYTES];

static const char *given_file(const char *text, mode_t mode)
{
    snprintf(path, sizeof path, "%s/key", test_folder());
    FILE *file = fopen(path, "w");
    fputs(text, file);
    fclose(file);
    chmod(path, mode);
    return path;
}

TEST(a_pair_is_written_and_read)
{
    CurveKeys made, read;
    char public_key[CURVE_KEY_TEXT_BYTES], public_path[700];
    snprintf(path, sizeof path, "%s/sales.key", test_folder());
    assert_true(keys_generate(path, &made, error));
    struct stat seen;
    assert_int_equal(stat(path, &seen), 0);
    assert_int_equal(seen.st_mode & 0777, 0600);
    assert_true(keys_load(path, &read, error));
    assert_string_equal(read.public_key, made.public_key);
    assert_string_equal(read.secret_key, made.secret_key);
    snprintf(public_path, sizeof public_path, "%s.public", path);
    assert_true(keys_load_public(public_path, public_key, error));
    assert_string_equal(public_key, made.public_key);
    FILE *file = fopen(public_path, "r");
    char text[512] = "";
    assert_true(fread(text, 1, sizeof text - 1, file) > 0);
    fclose(file);
    assert_null(strstr(text, made.secret_key));

    assert_false(keys_generate(path, &made, error));
    assert_non_null(strstr(error, "exists"));
}

TEST(a_file_that_others_can_read_is_refused)
{
    CurveKeys made, read;
    snprintf(path, sizeof path, "%s/sales.key", test_folder());
    assert_true(keys_generate(path, &made, error));
    chmod(path, 0640);
    assert_false(keys_load(path, &read, error));
    assert_non_null(strstr(error, "640"));
}

TEST(errors_name_file_and_line)
{
    static const struct {
        const char *text;
        const char *expected;
    } cases[] = {
        {"", "the public key is missing"},
        {"public rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7\n", "the secret key is missing"},
        {"# note\n\nsecret short\n", ":3: a key is 40 characters"},
        {"private x\n", ":1: a line begins with public or secret"},
        {"public rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7\npublic rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7\n",
         ":2: there is a public key already"},
        {"public rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7\nsecret E:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs\n",
         "does not belong"},
        {"public rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf \"\n", ":1: a key is 40 characters"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CurveKeys keys;
        assert_false(keys_load(given_file(cases[i].text, 0600), &keys, error));
        if (!strstr(error, cases[i].expected) || !strstr(error, path))
            fail_msg("case %zu: %s", i, error);
    }
    CurveKeys keys;
    assert_false(keys_load("/nowhere/key", &keys, error));
    assert_non_null(strstr(error, "/nowhere/key"));
}

TEST(a_pair_from_the_curve_documentation_is_accepted)
{
    CurveKeys keys;
    const char *text = "# from RFC 26\npublic Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID\n"
                       "secret D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs\n";
    assert_true(keys_load(given_file(text, 0600), &keys, error));
}
