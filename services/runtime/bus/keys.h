/* CURVE key pairs in files. <path> holds both keys and is for its owner alone (0600); <path>.public holds the
 * public one, to be given to the other side. Lines are "public KEY" and "secret KEY" with KEY in Z85; #
 * begins a comment. */
#pragma once

#include <stdbool.h>

#define CURVE_KEY_TEXT_BYTES 41 /* Z85 text with its NUL */

typedef struct CurveKeys {
    char public_key[CURVE_KEY_TEXT_BYTES];
    char secret_key[CURVE_KEY_TEXT_BYTES];
} CurveKeys;

/* On failure error (BUS_ERROR_BYTES) names the file and, where there is one, the line. */

/* Makes a pair and writes both files. An existing file is never overwritten. */
bool keys_generate(const char *path, CurveKeys *keys, char *error);
/* Reads a pair. Refuses a file that others can read and keys that do not belong together. */
bool keys_load(const char *path, CurveKeys *keys, char *error);
/* Reads the public key from either file. */
bool keys_load_public(const char *path, char public_key[CURVE_KEY_TEXT_BYTES], char *error);
/* Is this a key in Z85? */
bool keys_is_valid(const char *text);
/* A pair in memory. */
void keys_make(CurveKeys *keys);
