#include "core/eval/survival/gene_groups.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/error.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

Cohort cohort() {
  Cohort out{.about = "x/followed", .patients = {"A", "B", "C", "D", "E", "F"}};
  MeasuredMatrix rna{"rna", {"CD3E", "CD8A"}, Matrix::Zero(6, 2)};
  rna.values.col(1) << 5, 1, 4, NAN, 2, 3;
  out.measured.push_back(rna);
  return out;
}

Predictions profile(const std::string& patient, float value) {
  Predictions out;
  out.unit_kind = ObservedKind::patient;
  out.names = {patient};
  out.variables = {"CD8A"};
  out.values = Matrix::Constant(1, 1, value);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gene_groups_test)

// Of 5, 1, 4, 2, 3 the median is 3, and that patient is in the lower half; D
// was not measured.
BOOST_AUTO_TEST_CASE(the_middle_one_of_five_is_low) {
  const Cohort made =
      gene_groups(cohort(), "CD8A", measured_of_gene(cohort(), "rna", "CD8A"));
  const std::vector<std::string> patients = {"A", "B", "C", "E", "F"};
  BOOST_TEST(made.patients == patients, tt::per_element());
  const std::vector<std::string> groups = {"high CD8A", "low CD8A", "high CD8A",
                                           "low CD8A", "low CD8A"};
  BOOST_TEST(made.texts("expression_group") == groups, tt::per_element());
  const std::vector<double> values = {5, 1, 4, 2, 3};
  BOOST_TEST(made.numbers("expression") == values, tt::per_element());
}

// The median of 1, 2, 6, 7 is 4, and who is not in the cohort does not count.
BOOST_AUTO_TEST_CASE(profiles_stand_beside_their_patients) {
  const Cohort made = gene_groups(
      cohort(), "CD8A",
      predicted_of_gene(cohort(),
                        {profile("F", 7), profile("B", 1), profile("Z", 0),
                         profile("A", 2), profile("C", 6)},
                        "CD8A"));
  const std::vector<std::string> patients = {"A", "B", "C", "F"};
  BOOST_TEST(made.patients == patients, tt::per_element());
  const std::vector<std::string> groups = {"low CD8A", "low CD8A", "high CD8A",
                                           "high CD8A"};
  BOOST_TEST(made.texts("expression_group") == groups, tt::per_element());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_cut_is_named) {
  const auto message = [](const auto& body) -> std::string {
    try {
      body();
    } catch (const Error& e) {
      return e.what();
    }
    return "";
  };
  BOOST_TEST(message([] { measured_of_gene(cohort(), "rna", "CD8B"); }) ==
             "gene_groups: matrix rna of x/followed has no gene 'CD8B'; did "
             "you mean 'CD8A'?");
  BOOST_TEST(message([] {
               gene_groups(cohort(), "CD3E",
                           measured_of_gene(cohort(), "rna", "CD3E"));
             }).starts_with("gene_groups: CD3E in cohort x/followed: "));
  BOOST_TEST(
      message([] {
        predicted_of_gene(cohort(), {profile("A", 1), profile("A", 2)}, "CD8A");
      }) == "gene_groups: two profiles are of patient 'A'; give one a patient");
  BOOST_TEST(message([] {
               gene_groups(cohort(), "CD8A", std::vector<double>(6, NAN));
             }) ==
             "gene_groups: CD8A in cohort x/followed is known of none of 6 "
             "patients");
}

BOOST_AUTO_TEST_SUITE_END()
