#include "core/base/gzip.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "core/base/error.h"

using namespace moonstain;

namespace {

// Made with: printf 'spot\n' | gzip -n | xxd -p
const std::string kSpot(
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x2b\x2e\xc8\x2f\xe1\x02\x00"
    "\x6f\x14\x62\xfb\x05\x00\x00\x00",
    25);

}  // namespace

BOOST_AUTO_TEST_SUITE(gzip_test)

BOOST_AUTO_TEST_CASE(a_stream_of_the_gzip_program_is_read) {
  BOOST_TEST(gunzip_if_needed(kSpot, "x") == "spot\n");
  BOOST_TEST(gunzip_if_needed(kSpot + kSpot, "x") == "spot\nspot\n");
}

BOOST_AUTO_TEST_CASE(other_bytes_pass_as_they_are) {
  BOOST_TEST(gunzip_if_needed("plain", "x") == "plain");
  BOOST_TEST(gunzip_if_needed("", "x") == "");
}

BOOST_AUTO_TEST_CASE(our_own_reads_back_and_is_the_same_each_time) {
  std::string bytes(700000, 'a');
  for (std::size_t i = 0; i < bytes.size(); i += 7) bytes[i] = char(i * 31);
  BOOST_TEST((gunzip_if_needed(gzip(bytes), "x") == bytes));
  BOOST_TEST((gzip(bytes) == gzip(bytes)));
}

BOOST_AUTO_TEST_CASE(a_cut_stream_is_named) {
  BOOST_CHECK_EXCEPTION(
      gunzip_if_needed(kSpot.substr(0, 20), "B4.tsv.gz"), Error,
      [](const Error& e) {
        return std::string(e.what()) ==
               "B4.tsv.gz: the gzip stream ends early, after 5 unpacked bytes; "
               "the file is cut off";
      });
}

BOOST_AUTO_TEST_CASE(a_damaged_stream_is_named) {
  std::string damaged = kSpot;
  damaged[18] ^= 1;  // in the checksum
  BOOST_CHECK_EXCEPTION(
      gunzip_if_needed(damaged, "B4.tsv.gz"), Error, [](const Error& e) {
        return std::string(e.what()) ==
               "B4.tsv.gz: the gzip stream is damaged (incorrect data check)";
      });
}

// Tapes and some servers fill up with zeros; gzip and Python leave them out.
BOOST_AUTO_TEST_CASE(zeros_may_follow_and_nothing_else) {
  const std::string zeros(512, '\0');
  BOOST_TEST(gunzip_if_needed(kSpot + zeros, "x") == "spot\n");
  for (const std::string& more : {std::string("x"), zeros + "x"}) {
    BOOST_CHECK_EXCEPTION(
        gunzip_if_needed(kSpot + more, "B4.tsv.gz"), Error, [](const Error& e) {
          return std::string(e.what()) ==
                 "B4.tsv.gz: the bytes from 25 on are no part of its gzip "
                 "stream; the file is damaged";
        });
  }
}

BOOST_AUTO_TEST_CASE(a_bomb_is_stopped_at_the_limit) {
  const std::string bomb = gzip(std::string(10 << 20, '\0'));
  BOOST_TEST(bomb.size() < 20000);
  BOOST_CHECK_EXCEPTION(gunzip_if_needed(bomb, "x.gz", 1 << 20), Error,
                        [](const Error& e) {
                          return std::string(e.what()) ==
                                 "x.gz: unpacks to more than 1048576 bytes";
                        });
}

BOOST_AUTO_TEST_SUITE_END()
