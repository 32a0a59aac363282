#include "core/learn/examples/grid_positions.h"

#include <boost/test/unit_test.hpp>
#include <numeric>

#include "core/learn/examples/grid_maps.h"
#include "core/learn/network/torch_runtime.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

// 30 spots in a corner of 16 x 16 cells; spot i has the feature i + 1, a blank
// cell 0.
GridSection section(const std::string& name) {
  GridSection value;
  value.grid.section = name;
  value.grid.rows = 16;
  value.grid.columns = 16;
  value.features.resize(30, 1);
  value.targets.resize(30, 1);
  for (int spot = 0; spot < 30; ++spot) {
    value.grid.spots.push_back(concat("spot", spot));
    value.grid.row.push_back(2 + spot / 6);
    value.grid.column.push_back(3 + spot % 6);
    value.features(spot, 0) = static_cast<float>(spot + 1);
    value.targets(spot, 0) = static_cast<float>(spot + 1);
  }
  value.blank = Eigen::VectorXf::Zero(1);
  return value;
}

std::vector<float> features(const std::string& name, FeaturePositions positions,
                            std::int64_t seed = 42) {
  GridSection one = section(name);
  one.moved_to = moved_features(one.grid, positions, seed);
  const at::Tensor maps = feature_maps({one}, {0});
  return {maps.const_data_ptr<float>(),
          maps.const_data_ptr<float>() + maps.numel()};
}

std::vector<bool> mask(const std::vector<float>& features) {
  std::vector<bool> tissue;
  for (const float value : features) tissue.push_back(value != 0);
  return tissue;
}

std::vector<float> sorted(std::vector<float> values) {
  std::sort(values.begin(), values.end());
  return values;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(grid_positions_test)

BOOST_AUTO_TEST_CASE(among_the_spots_features_move_and_the_mask_stays) {
  prepare_torch();
  const auto kept = features("s", FeaturePositions::kept);
  const auto moved = features("s", FeaturePositions::within_tissue);
  BOOST_TEST((kept != moved));
  BOOST_TEST((mask(kept) == mask(moved)));
  BOOST_TEST((sorted(kept) == sorted(moved)));
}

BOOST_AUTO_TEST_CASE(among_all_cells_the_mask_is_lost_too) {
  const auto kept = features("s", FeaturePositions::kept);
  const auto moved = features("s", FeaturePositions::anywhere);
  BOOST_TEST((mask(kept) != mask(moved)));
  BOOST_TEST((sorted(kept) == sorted(moved)));
  // 30 cells drawn of 256 hold, of the 30 with a spot, 30 x 30 / 256 = 3.5 on
  // average; more than 11 in fewer than one of 10,000 draws (hypergeometric).
  int both = 0;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    both += kept[i] != 0 && moved[i] != 0;
  }
  BOOST_TEST(both <= 11);
}

BOOST_AUTO_TEST_CASE(places_follow_from_seed_and_section_and_targets_stay) {
  const auto drawn = features("s", FeaturePositions::within_tissue);
  BOOST_TEST((drawn == features("s", FeaturePositions::within_tissue)));
  BOOST_TEST((drawn != features("t", FeaturePositions::within_tissue)));
  BOOST_TEST((drawn != features("s", FeaturePositions::within_tissue, 43)));
  BOOST_TEST(
      moved_features(section("s").grid, FeaturePositions::kept, 42).empty());
  GridSection one = section("s");
  const at::Tensor before = target_maps({one}, {0}, 0);
  one.moved_to = moved_features(one.grid, FeaturePositions::anywhere, 42);
  BOOST_TEST(target_maps({one}, {0}, 0).equal(before));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
