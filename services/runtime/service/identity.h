/* Knows a copied or moved store: a small file beside log and store names the machine, device and inode on which it was
 * written. Where they are others, the store may live on elsewhere as well, and its events need a new epoch. */
#pragma once

#include <stdbool.h>

typedef enum IdentityFound {
    IDENTITY_SAME,
    IDENTITY_NONE,  /* no such file, or not a readable one */
    IDENTITY_OTHER, /* written for another machine, device or inode */
} IdentityFound;

/* Compares the file in the department's folder with the present place. */
IdentityFound identity_look(const char *folder);
/* Writes it anew for the present place, durably. False with error (256 bytes). */
bool identity_write(const char *folder, char *error);
