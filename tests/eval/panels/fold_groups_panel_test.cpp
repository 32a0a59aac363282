#include <boost/test/unit_test.hpp>

#include "core/base/text.h"
#include "core/eval/panels/fold_groups_panel_step.h"

namespace moonstain {
namespace {

std::int64_t all_kin(const std::vector<FoldOfGroups>& folds) {
  std::int64_t sum = 0;
  for (const FoldOfGroups& one : folds) sum += one.with_kin;
  return sum;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fold_groups_panel_test)

// HiST's 131 slides of 121 patients: with scikit-learn's KFold(5, shuffle,
// 123), a loop in Python counts 16 whose patient has a slide in training.
BOOST_AUTO_TEST_CASE(slides_dealt_out_one_by_one_share_patients) {
  std::vector<std::string> patients;
  for (int patient = 1; patient <= 121; ++patient) {
    const bool two = patient == 2 || patient == 23 || patient == 46 ||
                     patient == 66 || patient == 75 || patient == 76 ||
                     patient == 99;
    for (int i = 0; i < (two ? 2 : patient == 100 ? 4 : 1); ++i) {
      patients.push_back(concat("patient", patient));
    }
  }
  BOOST_TEST(patients.size() == 131U);
  const auto by_slide = folds_of_groups(patients, 5, 123, false);
  BOOST_TEST(by_slide.size() == 5U);
  BOOST_TEST(by_slide[0].held_out == 27);
  BOOST_TEST(by_slide[4].held_out == 26);
  BOOST_TEST(all_kin(by_slide) == 16);
  BOOST_TEST(all_kin(folds_of_groups(patients, 5, 123, true)) == 0);
}

// Two folds of a, a, b: whichever holds out one of a, the other has the other.
BOOST_AUTO_TEST_CASE(a_patient_of_two_slides_is_kin_of_itself) {
  const auto folds = folds_of_groups({"a", "a", "b"}, 3, 7, false);
  BOOST_TEST(all_kin(folds) == 2);
  const auto whole = folds_of_groups({"a", "a", "b"}, 2, 7, true);
  BOOST_TEST(whole[0].held_out + whole[1].held_out == 3);
  BOOST_TEST(all_kin(whole) == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
