#include "core/engine/store/digest_table.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "core/base/error.h"

namespace moonstain {

namespace {

Digest digest_of(std::size_t number) { return sha256(concat(number)); }

}  // namespace

BOOST_AUTO_TEST_SUITE(digest_table_test)

BOOST_AUTO_TEST_CASE(every_digest_is_found_at_its_place_and_no_other) {
  for (const std::size_t count : {0, 1, 2, 1000}) {
    std::vector<Digest> sorted;
    for (std::size_t i = 0; i < count; ++i) sorted.push_back(digest_of(i));
    std::sort(sorted.begin(), sorted.end());
    DigestTable table;
    for (const Digest& digest : sorted) table.add(digest);
    table.finish();
    BOOST_TEST(table.size() == count);
    for (std::uint32_t i = 0; i < count; ++i) {
      BOOST_TEST(table.find(sorted[i]) == i);
      BOOST_TEST((table[i] == sorted[i]));
    }
    for (std::size_t i = count; i < count + 100; ++i) {
      BOOST_TEST(table.find(digest_of(i)) == DigestTable::kNone);
    }
  }
}

// As a file that was made to mislead could hold them: all in one place.
BOOST_AUTO_TEST_CASE(digests_that_begin_alike_are_found) {
  DigestTable table;
  for (std::uint8_t i = 0; i < 200; ++i) {
    Digest digest;
    digest.bytes[31] = i;
    table.add(digest);
  }
  table.finish();
  Digest wanted;
  wanted.bytes[31] = 150;
  BOOST_TEST(table.find(wanted) == 150U);
  wanted.bytes[31] = 200;
  BOOST_TEST(table.find(wanted) == DigestTable::kNone);
}

BOOST_AUTO_TEST_CASE(digests_out_of_order_are_refused) {
  DigestTable table;
  table.add(Digest{});
  table.add(Digest{});
  BOOST_CHECK_EXCEPTION(table.finish(), Error, [](const Error& e) {
    return std::string(e.what()) == "a table of digests that are not in order";
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
