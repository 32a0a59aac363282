// The set's own table, packed as it was published. Expected values: Python's
// csv and zipfile, the first row of each patient.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/data/source/cohort_table.h"
#include "core/data/source/fetch.h"
#include "core/data/source/manifest.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

CohortTableOptions options(Repeated repeated) {
  return {.about = "tcga_brca",
          .id = "case_id",
          .columns = {"age", "survival_months", "censorship", "oncotree_code"},
          .suffixes = {"cnv", "rnaseq", "mut"},
          .repeated = repeated};
}

std::string slides() {
  const Manifest m = Manifest::read("data_manifests", "tcga_brca");
  return read_file(shared_data() / "tcga_brca" / m.tables.at("slides"));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tcga_brca_test,
                      *boost::unit_test::precondition(has_shared_data))

BOOST_AUTO_TEST_CASE(the_manifest_names_these_files) {
  const Manifest m = Manifest::read("data_manifests", "tcga_brca");
  BOOST_TEST(m.patients.size() == 1093U);
  for (const ManifestFile& file : m.files) {
    verify_file(m, file, shared_data() / "tcga_brca" / file.path);
  }
}

BOOST_AUTO_TEST_CASE(a_patient_in_two_rows_is_refused_or_taken_once) {
  BOOST_TEST(
      error_of([] {
        read_cohort(slides(), "tcga_brca_all_clean.csv.zip",
                    options(Repeated::refuse));
      }) ==
      "tcga_brca_all_clean.csv.zip: line 3: patient 'TCGA-3C-AALI' is there "
      "twice, before in tcga_brca_all_clean.csv.zip: line 2; repeated = "
      "\"first\" takes the first row of each");
}

// 130 of 956 died: censorship is 1 of those who were alive.
BOOST_AUTO_TEST_CASE(patients_follow_up_and_matrices_are_those_of_the_table) {
  const Cohort cohort =
      read_cohort(slides(), "slides", options(Repeated::first));
  BOOST_TEST(cohort.size() == 956U);
  const auto& months = cohort.numbers("survival_months");
  BOOST_TEST(std::ranges::min(months) == 0.03);
  BOOST_TEST(std::ranges::max(months) == 282.69);
  BOOST_TEST(std::ranges::count(cohort.numbers("censorship"), 0.0) == 130);
  BOOST_TEST(std::ranges::count(cohort.numbers("censorship"), 1.0) == 826);
  BOOST_TEST(std::ranges::count(cohort.texts("oncotree_code"), "ILC") == 158);

  const MeasuredMatrix& cnv = cohort.matrix("cnv");
  BOOST_TEST(cnv.variables.size() == 1333U);
  BOOST_TEST(cnv.values.minCoeff() == -2.F);
  BOOST_TEST(cnv.values.maxCoeff() == 2.F);
  BOOST_TEST(cnv.values.cast<double>().sum() == 977698.0);
  BOOST_TEST(cohort.matrix("rnaseq").variables.size() == 1558U);
  BOOST_TEST(cohort.matrix("rnaseq").variables.front() == "AAK1");
  BOOST_TEST(cohort.matrix("rnaseq").values.cast<double>().sum() == 124409.4042,
             tt::tolerance(1e-7));
  BOOST_TEST(cohort.matrix("mut").variables.size() == 21U);
  BOOST_TEST(cohort.matrix("mut").values.cast<double>().sum() == 2082.0);
}

BOOST_AUTO_TEST_CASE(expression_of_fifty_genes_joins_all_its_patients) {
  Cohort cohort = read_cohort(slides(), "slides", options(Repeated::first));
  const Manifest m = Manifest::read("data_manifests", "tcga_brca");
  BOOST_TEST(
      add_matrix(cohort, "pam50",
                 read_file(shared_data() / "tcga_brca" / m.tables.at("pam50")),
                 "pam50", {}) == 137);
  BOOST_TEST(cohort.matrix("pam50").variables.size() == 50U);
  BOOST_TEST(cohort.matrix("pam50").values.allFinite());
}

BOOST_AUTO_TEST_SUITE_END()
