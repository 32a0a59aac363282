#include "core/data/patients/synthetic_slide.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/error.h"

using namespace moonstain;

namespace {

SyntheticSlideOptions slide(int number, int patient) {
  return {.section = concat("synthetic_responders/S", number),
          .patient = concat("synthetic_responders/P", patient),
          .genes = 3};
}

// Of the tissue's middle rows, one half or the other.
double mean_of(const GridValues& map, int gene, bool left) {
  double sum = 0, count = 0;
  for (std::int64_t row = 30; row < 50; ++row) {
    for (std::int64_t column = 12; column < 52; ++column) {
      if ((column < 32) != left) continue;
      sum += map.values(row * 64 + column, gene);
      ++count;
    }
  }
  return sum / count;
}

constexpr double kError = 5 * 0.5 / 20;  // five standard errors of 400 cells

}  // namespace

BOOST_AUTO_TEST_SUITE(synthetic_slide_test)

BOOST_AUTO_TEST_CASE(a_response_raises_one_gene_in_half_of_the_tissue) {
  for (int patient = 1; patient <= 6; ++patient) {
    SyntheticSlideOptions options = slide(patient, patient);
    options.response_effect = 2;
    const bool responds = synthetic_response(options).values(0, 0) == 1;
    const GridValues map = synthetic_slide_map(options);
    BOOST_TEST(map.values.row(0).isZero());  // a corner
    BOOST_TEST(std::fabs(mean_of(map, 0, true) - (responds ? 4 : 2)) < kError);
    BOOST_TEST(std::fabs(mean_of(map, 0, false) - 2) < kError);
    BOOST_TEST(std::fabs(mean_of(map, 1, true) - 2) < kError);
  }
}

// Levels of a gene are a patient's, in all its slides; the noise is a slide's.
BOOST_AUTO_TEST_CASE(slides_of_a_patient_are_alike_and_have_one_answer) {
  SyntheticSlideOptions one = slide(1, 1), other = slide(2, 1),
                        stranger = slide(3, 2);
  for (SyntheticSlideOptions* options : {&one, &other, &stranger}) {
    options->kinship = 0.4;  // so that no level comes near 0
  }
  const GridValues a = synthetic_slide_map(one), b = synthetic_slide_map(other),
                   c = synthetic_slide_map(stranger);
  BOOST_TEST((a.values != b.values));
  double apart = 0;
  for (int gene = 0; gene < 3; ++gene) {
    BOOST_TEST(std::fabs(mean_of(a, gene, true) - mean_of(b, gene, true)) <
               kError);
    apart = std::max(
        apart, std::fabs(mean_of(a, gene, true) - mean_of(c, gene, true)));
  }
  BOOST_TEST(apart > kError);
  for (int patient = 1; patient <= 10; ++patient) {
    BOOST_TEST((synthetic_response(slide(2 * patient, patient)).values ==
                synthetic_response(slide(2 * patient + 1, patient)).values));
  }
}

// By either of its names, whatever the draw would have been; what else is made
// up of the patient stays.
BOOST_AUTO_TEST_CASE(where_patients_are_named_they_respond_and_no_other) {
  for (int patient = 1; patient <= 12; ++patient) {
    SyntheticSlideOptions options = slide(patient, patient);
    options.responders = {"P1", "synthetic_responders/P2", "P12"};
    const bool named = patient <= 2 || patient == 12;
    BOOST_TEST(synthetic_response(options).values(0, 0) == (named ? 1 : 0));
    options.response_effect = 2;
    const GridValues map = synthetic_slide_map(options);
    BOOST_TEST(std::fabs(mean_of(map, 0, true) - (named ? 4 : 2)) < kError);
    options.responders = {};
    BOOST_TEST(
        (synthetic_slide_map(options).values.col(1) == map.values.col(1)));
  }
}

// 300 patients, 5 standard deviations.
BOOST_AUTO_TEST_CASE(the_share_of_those_who_respond_is_the_one_asked_for) {
  double yes = 0;
  for (int patient = 0; patient < 300; ++patient) {
    SyntheticSlideOptions options = slide(patient, patient);
    options.share = 0.5;
    yes += synthetic_response(options).values(0, 0);
  }
  BOOST_TEST(std::fabs(yes - 150) < 5 * std::sqrt(300 * 0.25));
}

BOOST_AUTO_TEST_SUITE_END()
