#include "core/data/prepare/log_shares.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/data/prepare/expression.h"
#include "tests/support/golden.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

Dataset counted(const Json& rows) {
  Dataset made;
  made.section = "x/1";
  made.counts.rows = std::ssize(rows);
  made.counts.columns_count = std::ssize(rows[0]);
  made.counts.row_starts = {0};
  for (std::size_t gene = 0; gene < rows[0].size(); ++gene) {
    made.genes.push_back(concat("g", gene));
  }
  for (std::size_t spot = 0; spot < rows.size(); ++spot) {
    made.spots.push_back(concat("s", spot));
    for (std::size_t gene = 0; gene < rows[spot].size(); ++gene) {
      const auto count = rows[spot][gene].get<std::int32_t>();
      if (count == 0) continue;
      made.counts.columns.push_back(static_cast<std::int32_t>(gene));
      made.counts.values.push_back(count);
    }
    made.counts.row_starts.push_back(std::ssize(made.counts.values));
  }
  return made;
}

void check_values(const Targets& found, const Json& values) {
  BOOST_REQUIRE(found.values.size() == std::ssize(values));
  for (Eigen::Index i = 0; i < found.values.size(); ++i) {
    const auto expected = values[static_cast<std::size_t>(i)].get<double>();
    BOOST_TEST(std::fabs(found.values.data()[i] - expected) < 1e-6 * 16);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(log_shares_test)

// The third spot of IGI-DL's, and the fourth of ST-Net's, have no count.
BOOST_AUTO_TEST_CASE(targets_are_those_of_both_authors) {
  const Json stnet =
      read_golden("learn/stnet").at("functions").at("target_normalisation");
  check_values(log_shares(counted(stnet.at("counts").at("values")),
                          {"g0", "g2", "g3", "g6", "g9"}, 1),
               stnet.at("norm").at("values"));
  const Json igidl =
      read_golden("learn/igidl").at("functions").at("target_normalisation");
  check_values(log_shares(counted(igidl.at("counts").at("values")),
                          {"g1", "g4", "g7"}, 1e6),
               igidl.at("values").at("values"));
}

// ST-Net's settings that its published runs do not take: shares among the kept
// genes alone, and the logarithms of counts.
BOOST_AUTO_TEST_CASE(other_settings_of_stnet_are_met) {
  const Json published =
      read_golden("learn/stnet").at("functions").at("target_normalisation");
  Json kept = Json::array();
  for (const Json& row : published.at("counts").at("values")) {
    kept.push_back({row[0], row[2], row[3], row[6], row[9]});
  }
  check_values(log_shares(counted(kept), {}, 1),
               published.at("normfilter").at("values"));
  check_values(normalise(counted(kept), {}, Total::none, 1, Log::ln_1p),
               published.at("None").at("values"));
}

BOOST_AUTO_TEST_CASE(a_scale_of_nothing_is_refused) {
  const Dataset section = counted(Json{{1, 2}});
  BOOST_TEST(error_of([&] { log_shares(section, {}, 0); }) ==
             "log_share_targets: scale_to is 0, expected above 0");
  BOOST_TEST(error_of([&] { log_shares(section, {"g7"}, 1); }) ==
             "targets: section x/1 has no gene 'g7'; did you mean 'g0'?");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
