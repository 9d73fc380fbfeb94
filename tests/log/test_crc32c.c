/* CRC32C against the vectors of RFC 3720, appendix B.4, and one way of computing it against the other. */
#include "runtime/log/crc32c.h"
#include "support/test.h"
#include <string.h>

static void expect_crc(const uint8_t *bytes, size_t size, uint32_t expected)
{
    assert_int_equal(crc32c(0, bytes, size), expected);
    assert_int_equal(crc32c_by_table(0, bytes, size), expected);
}

TEST(crc32c_of_the_rfc)
{
    uint8_t bytes[32] = {0};
    expect_crc(bytes, sizeof bytes, 0x8a9136aa);
    memset(bytes, 0xff, sizeof bytes);
    expect_crc(bytes, sizeof bytes, 0x62a8ab43);
    for (uint8_t i = 0; i < 32; i++)
        bytes[i] = i;
    expect_crc(bytes, sizeof bytes, 0x46dd794e);
    for (uint8_t i = 0; i < 32; i++)
        bytes[i] = 31 - i;
    expect_crc(bytes, sizeof bytes, 0x113fdb5c);
    static const uint8_t read_pdu[48] = {
        0x01, 0xc0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x14, 0x00, 0x00, 0x00, 0x00, 0x00, 0x04, 0x00, 0x00, 0x00, 0x00, 0x14, 0x00, 0x00, 0x00, 0x18,
        0x28, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00};
    expect_crc(read_pdu, sizeof read_pdu, 0xd9963a56);
    expect_crc((const uint8_t *)"123456789", 9, 0xe3069283);
    expect_crc(bytes, 0, 0);
}

TEST(crc32c_both_ways_and_in_pieces)
{
    uint8_t bytes[300];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 167 + (i >> 3));
    for (size_t start = 0; start < 9; start++) {
        for (size_t size = 0; size + start <= sizeof bytes; size++) {
            uint32_t whole = crc32c(0, bytes + start, size);
            assert_int_equal(crc32c_by_table(0, bytes + start, size), whole);
            size_t half = size / 3;
            assert_int_equal(crc32c(crc32c(0, bytes + start, half), bytes + start + half, size - half),
                             whole);
        }
    }
}
