/* Positions in a peer's log, one or one for each partition, and what is missing beyond them. */
#include "runtime/bus/inside.h"

Track *track_of(Peer *peer, uint32_t partition)
{
    if (!peer->by_partition)
        return &peer->tracks[0];
    return partition < PV_PARTITIONS && (peer->partitions >> partition & 1) ? &peer->tracks[partition] : NULL;
}

Track track_lowest(const Peer *peer)
{
    Track lowest = {.sequence = UINT64_MAX};
    FOR_EACH_TRACK(peer, place)
    {
        const Track *track = &peer->tracks[place];
        if (track->epoch && (lowest.epoch == 0 || track->epoch < lowest.epoch))
            lowest.epoch = track->epoch;
        if (track->sequence < lowest.sequence)
            lowest.sequence = track->sequence;
    }
    return lowest;
}

Track track_highest(const Peer *peer)
{
    Track highest = {0};
    FOR_EACH_TRACK(peer, place)
    {
        const Track *track = &peer->tracks[place];
        if (track->epoch > highest.epoch)
            highest.epoch = track->epoch;
        if (track->sequence > highest.sequence)
            highest.sequence = track->sequence;
    }
    return highest;
}

Track track_known(const Peer *peer)
{
    Track known = {0};
    FOR_EACH_TRACK(peer, place)
    {
        const Track *track = &peer->tracks[place];
        if (track->digest && track->sequence > known.sequence)
            known = *track;
    }
    return known;
}

/* Last event for us that the peer is known to have, on one track. */
static uint64_t wanted(const Peer *peer, unsigned place)
{
    if (peer->by_partition)
        return peer->head_in[place];
    return peer->include_private ? peer->head : peer->head_shared;
}

bool track_is_behind(const Peer *peer)
{
    FOR_EACH_TRACK(peer, place)
    {
        const Track *track = &peer->tracks[place];
        if (peer->known_epoch && track->epoch != peer->known_epoch)
            return true;
        if (track->sequence < wanted(peer, place))
            return true;
    }
    return false;
}

uint64_t track_lag(const Peer *peer)
{
    uint64_t lag = 0;
    FOR_EACH_TRACK(peer, place)
    {
        uint64_t last = wanted(peer, place);
        uint64_t missing = last > peer->tracks[place].sequence ? last - peer->tracks[place].sequence : 0;
        if (missing > lag)
            lag = missing;
    }
    return lag;
}
