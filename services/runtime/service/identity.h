/* Knows a lost store: a small file beside the department's folder says that it was begun there, so that one whose folder is
 * gone is not begun again with nothing, unheard by all who know the old one.
 *
 * And knows a copied or moved store: a small file beside log and store names the machine, device and inode on which it was
 * written. Where they are others, the store may live on elsewhere as well, and its events need a new epoch. */
#pragma once

#include <stdbool.h>

#define IDENTITY_BEGUN_SUFFIX ".begun"

/* Was a department begun in this folder, whatever became of it? */
bool identity_was_begun(const char *folder);
/* Says so from now on; call it once the first frame of the log is flushed. False with error (256 bytes). */
bool identity_begin(const char *folder, char *error);

typedef enum IdentityFound {
    IDENTITY_SAME,
    IDENTITY_NONE,  /* no such file, or not a readable one */
    IDENTITY_OTHER, /* written for another machine, device or inode */
} IdentityFound;

/* Compares the file in the department's folder with the present place. */
IdentityFound identity_look(const char *folder);
/* Writes it anew for the present place, durably. False with error (256 bytes). */
bool identity_write(const char *folder, char *error);
