#include "core/data/patients/synthetic_map.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(synthetic_map_test)

// Of the planted gene the left half of the tissue is raised by the patient's
// malignancy, which is above 0 here, so that 0 cuts little off; nothing else
// is.
BOOST_AUTO_TEST_CASE(the_planted_gene_is_raised_in_half_of_the_tissue) {
  SyntheticPatientOptions patient{.section = "synthetic_cells/C1",
                                  .patient = "synthetic_cells/P1",
                                  .genes = {"TOP2A", "LUM"}};
  while (synthetic_truth(patient).malignancy < 0.5) ++patient.seed;
  const double z = synthetic_truth(patient).malignancy;
  const GridValues map = synthetic_map({}, patient);
  BOOST_TEST(map.section == "synthetic_cells/C1");
  BOOST_TEST(map.values.rows() == 80 * 64);
  BOOST_TEST(map.variables.size() == 2U);
  BOOST_TEST(map.values.row(0).isZero());  // a corner
  double left[2] = {0, 0}, right[2] = {0, 0}, count = 0;
  for (std::int64_t row = 30; row < 50; ++row) {
    for (std::int64_t column = 0; column < 64; ++column) {
      // The middle rows: 20 columns of tissue on either side of the middle.
      if (column < 12 || column >= 52) continue;
      for (const int gene : {0, 1}) {
        (column < 32 ? left : right)[gene] +=
            map.values(row * 64 + column, gene);
      }
      count += column < 32;
    }
  }
  const double error = 5 * 0.5 / std::sqrt(count);
  BOOST_TEST(std::fabs(left[0] / count - 2 - z) < error);
  BOOST_TEST(std::fabs(right[0] / count - 2) < error);
  BOOST_TEST(std::fabs(left[1] / count - 2) < error);
  BOOST_TEST(std::fabs(right[1] / count - 2) < error);
}

BOOST_AUTO_TEST_SUITE_END()
