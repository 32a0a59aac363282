#include "core/data/prepare/pseudobulk.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

Dataset section(const std::string& name, const std::string& patient,
                std::vector<std::string> genes,
                const std::vector<std::int32_t>& counts) {
  Dataset out;
  out.section = name;
  out.patient = patient;
  out.spots = {"1x1"};
  out.genes = std::move(genes);
  out.counts.rows = 1;
  out.counts.columns_count = static_cast<std::int64_t>(out.genes.size());
  out.counts.row_starts = {0};
  for (std::size_t gene = 0; gene < counts.size(); ++gene) {
    if (counts[gene] == 0) continue;
    out.counts.columns.push_back(static_cast<std::int32_t>(gene));
    out.counts.values.push_back(counts[gene]);
  }
  out.counts.row_starts.push_back(
      static_cast<std::int64_t>(out.counts.values.size()));
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pseudobulk_test)

// Genes of both are B and C. P1 has 3 + 1 and 0 + 4 of 8; P2 has 0 and 1 of 1.
BOOST_AUTO_TEST_CASE(sections_of_a_patient_are_mixed) {
  const Cohort cohort =
      pseudobulk({section("d/S1", "d/P1", {"A", "B", "C"}, {9, 3, 0}),
                  section("d/S2", "d/P2", {"C", "B"}, {1, 0}),
                  section("d/S3", "d/P1", {"C", "B"}, {4, 1})},
                 "d/bulk");
  BOOST_TEST(cohort.about == "d/bulk");
  BOOST_TEST(cohort.patients == std::vector<std::string>({"P1", "P2"}),
             tt::per_element());
  const MeasuredMatrix& rna = cohort.matrix("rna");
  BOOST_TEST(rna.variables == std::vector<std::string>({"B", "C"}),
             tt::per_element());
  const float half = std::log2(500001.F), all = std::log2(1000001.F);
  BOOST_TEST(rna.values(0, 0) == half, tt::tolerance(1e-6F));
  BOOST_TEST(rna.values(0, 1) == half, tt::tolerance(1e-6F));
  BOOST_TEST(rna.values(1, 0) == 0);
  BOOST_TEST(rna.values(1, 1) == all, tt::tolerance(1e-6F));
}

BOOST_AUTO_TEST_CASE(a_patient_without_a_count_is_named) {
  BOOST_TEST(error_of([&] {
               pseudobulk({section("d/S1", "d/P1", {"A"}, {0})}, "d/bulk");
             }) == "pseudobulk: nothing was counted of patient d/P1");
  BOOST_TEST(error_of([&] { pseudobulk({}, "d/bulk"); }) ==
             "pseudobulk: there is no section");
}

BOOST_AUTO_TEST_CASE(two_patients_of_one_name_are_told) {
  BOOST_TEST(error_of([&] {
               pseudobulk({section("d/S1", "d/P1", {"A"}, {1}),
                           section("e/S1", "e/P1", {"A"}, {1})},
                          "bulk");
             }) ==
             "pseudobulk: patients of two data sets have one name: P1, P1; "
             "take the sections of one");
}

BOOST_AUTO_TEST_SUITE_END()
