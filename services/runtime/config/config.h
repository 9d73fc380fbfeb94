/* Configuration of one host of an installation: a YAML file, checked whole, with errors that name file and line.
 * Without a file everything runs on this host over ipc. Settings of the business are events, not configuration. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CONFIG_ERROR_BYTES 512 /* room for one error text */
#define CONFIG_ORGANISATION_KEY_BYTES 32

typedef enum ConfigKeyClass {
    CONFIG_CLASS_UNSPECIFIED = 0,
    CONFIG_CLASS_PORTAL,     /* vouches for any signed-in actor */
    CONFIG_CLASS_OPERATOR,   /* runs the servers */
    CONFIG_CLASS_DEPARTMENT, /* another department of ours */
    CONFIG_CLASS_PARTNER,    /* pulls the feeds granted to it, nothing else */
    CONFIG_CLASS_FOLLOWER,   /* copies whole frames */
} ConfigKeyClass;

/* A department on this host. It always listens on ipc; router and pub are its further tcp endpoints, or NULL. */
typedef struct ConfigDepartment {
    char *name;
    char *router;
    char *pub;
    char *keys; /* file with its CURVE keys; NULL without tcp */
} ConfigDepartment;

/* A department on another host. */
typedef struct ConfigPeer {
    char *name;
    char *router;
    char *pub;
    char *server_key; /* its public CURVE key, Z85 */
} ConfigPeer;

/* A key that may connect over tcp. */
typedef struct ConfigAllowed {
    char *name;
    char *public_key; /* Z85 */
    ConfigKeyClass key_class;
    char **feeds; /* departments whose SHARED events it may read; of use to partner and follower */
    unsigned feeds_count;
} ConfigAllowed;

/* An analytics worker on this host. */
typedef struct ConfigWorker {
    char *name;
    char *partitions;       /* such as 0-31 or 0-15,48-63 */
    uint64_t partition_set; /* the same, bit n for partition n */
} ConfigWorker;

/* The page of the portal on this host. */
typedef struct ConfigPortal {
    char *listen;        /* address and port it serves HTTP on, such as 127.0.0.1:8080; PAYVAND_LISTEN goes before */
    char *web;           /* folder of the browser application; NULL for the one installed beside the program */
    bool secure_cookies; /* a proxy in front speaks TLS: cookies are for https only */
    char **origins;      /* other sites whose pages may use it, such as https://crm.example.org */
    unsigned origins_count;
} ConfigPortal;

/* All of it. Texts are never NULL unless said; files and folders are absolute paths. */
typedef struct PvConfig {
    char *file;             /* the YAML file, NULL without one */
    char *text;             /* what stood in it, NULL without one */
    char *data;             /* data folder */
    char *organisation_key; /* file with the organisation's key */
    char *operator_keys;    /* file with the CURVE keys the command line uses towards other hosts, or NULL */
    bool fast_lane;         /* publish and subscribe; without it departments only pull */
    uint32_t segment_mb;    /* size of a log segment; 0 for the built-in one */
    ConfigDepartment *departments;
    unsigned departments_count;
    ConfigPeer *peers;
    unsigned peers_count;
    ConfigAllowed *allowed;
    unsigned allowed_count;
    ConfigWorker *workers;
    unsigned workers_count;
    ConfigPortal *portal; /* never NULL */
} PvConfig;

#define CONFIG_DEPARTMENTS 6
/* All departments, in the order they are shown; the portal is the last. */
extern const char *const config_departments[CONFIG_DEPARTMENTS];

/* Loads a file, or the defaults when path is NULL. data_folder, if given, goes before the file's own. Returns false
 * with an error of at most CONFIG_ERROR_BYTES that says what is wrong and in which line. Nothing is made on disk. */
bool config_load(const char *path, const char *data_folder, PvConfig **config, char *error);
/* Frees and nulls. NULL is fine. */
void config_free(PvConfig **config);

/* The department of this host, or the peer, with the name; NULL if there is none. */
const ConfigDepartment *config_department(const PvConfig *config, const char *name);
const ConfigPeer *config_peer(const PvConfig *config, const char *name);

/* Writes the ipc endpoint of a department on this host; socket is "router" or "pub". Always fits 108 + 6 bytes. */
void config_ipc_endpoint(const PvConfig *config, const char *department, const char *socket, char out[128]);

/* Reads partitions such as 0-31 or 0-15,48-63 into a set; false with an error text. */
bool config_partitions_read(const char *text, uint64_t *set, char *error);
#define CONFIG_PARTITIONS_BYTES 256
/* Writes a set in that form; "" for the empty one. */
void config_partitions_write(uint64_t set, char out[CONFIG_PARTITIONS_BYTES]);
/* The partitions that no worker of this host holds. */
uint64_t config_partitions_unheld(const PvConfig *config);

/* Makes the data folder with run/ and logs/ (0700) and, at the very first start, the organisation's key file (0600). False
 * also where that file is missing beside logs that were made with it: nobody in them would be known by another key. */
bool config_prepare(const PvConfig *config, char *error);
/* Keeps what stood in the file as <data>/run/payvand.yaml, whole at any moment, for programs that go on while the file itself
 * is being changed; without a file the copy is removed. Its first line names the file: relative paths stay below that one's
 * folder. */
bool config_keep(const PvConfig *config, char *error);
/* Where it is kept, whether there is one or not. */
void config_kept_path(const PvConfig *config, char path[512]);
/* Reads the organisation's key: 64 hexadecimal digits. */
bool config_organisation_key_read(const PvConfig *config, uint8_t key[CONFIG_ORGANISATION_KEY_BYTES], char *error);
