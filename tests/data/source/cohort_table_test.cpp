#include "core/data/source/cohort_table.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/file.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

// As a table of the portal of the Genomic Data Commons, made up.
const std::string kClinical =
    "cases.submitter_id\tdemographic.vital_status\tdemographic.days_to_death\t"
    "age\tcode\n"
    "TCGA-A1\tAlive\t'--\t50\t01\n"
    "TCGA-A2\tDead\t306.5\t61\t02\n"
    "TCGA-A3\t[Not Available]\t'--\t\t03\n";

// As tables of slides: a patient in two rows, measurements beside the rest.
const std::string kSlides =
    ",case_id,slide_id,age,A_rnaseq,B_rnaseq,A_cnv\n"
    "0,P1,P1-DX1,50.0,-0.25,1.5,2\n"
    "1,P1,P1-DX2,50.0,-0.25,1.5,2\n"
    "2,P2,P2-DX1,NA,0.5,NA,-1\n";

CohortTableOptions clinical() {
  return {.about = "tcga/TEST",
          .id = "cases.submitter_id",
          .missing = {"", "'--", "[Not Available]"},
          .text_columns = {"code"}};
}

CohortTableOptions slides() {
  return {.about = "tcga/TEST",
          .id = "case_id",
          .suffixes = {"rnaseq", "cnv"},
          .repeated = Repeated::first};
}

Cohort read_clinical() { return read_cohort(kClinical, "c.tsv", clinical()); }

std::string refused(const std::string& text,
                    const CohortTableOptions& options) {
  return error_of([&] { read_cohort(text, "t", options); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cohort_table_test)

BOOST_AUTO_TEST_CASE(columns_are_numbers_where_all_values_are) {
  const Cohort cohort = read_clinical();
  BOOST_TEST(cohort.about == "tcga/TEST");
  BOOST_TEST(cohort.patients ==
                 (std::vector<std::string>{"TCGA-A1", "TCGA-A2", "TCGA-A3"}),
             tt::per_element());
  BOOST_TEST(cohort.clinical.size() == 4U);
  BOOST_TEST(cohort.numbers("demographic.days_to_death")[1] == 306.5);
  BOOST_TEST(std::isnan(cohort.numbers("demographic.days_to_death")[0]));
  BOOST_TEST(std::isnan(cohort.numbers("age")[2]));
  BOOST_TEST(cohort.texts("demographic.vital_status") ==
                 (std::vector<std::string>{"Alive", "Dead", ""}),
             tt::per_element());
  BOOST_TEST(cohort.texts("code")[2] == "03");
}

BOOST_AUTO_TEST_CASE(only_what_is_listed_is_missing) {
  CohortTableOptions options = clinical();
  options.missing = {""};
  const Cohort cohort = read_cohort(kClinical, "c.tsv", options);
  BOOST_TEST(cohort.texts("demographic.days_to_death")[0] == "'--");
  BOOST_TEST(cohort.texts("demographic.vital_status")[2] == "[Not Available]");
  BOOST_TEST(
      read_cohort("id\tx\na\t1\nb\tnan\n", "t", {.id = "id"}).texts("x")[1] ==
      "nan");
}

BOOST_AUTO_TEST_CASE(columns_are_kept_in_the_order_asked_for) {
  CohortTableOptions options = clinical();
  options.columns = {"code", "age"};
  const Cohort cohort = read_cohort(kClinical, "c.tsv", options);
  BOOST_REQUIRE(cohort.clinical.size() == 2U);
  BOOST_TEST(cohort.clinical[0].name == "code");
  BOOST_TEST(cohort.clinical[1].name == "age");
}

BOOST_AUTO_TEST_CASE(columns_with_a_suffix_are_a_matrix) {
  const Cohort cohort = read_cohort(kSlides, "s.csv", slides());
  BOOST_TEST(cohort.patients == (std::vector<std::string>{"P1", "P2"}),
             tt::per_element());
  BOOST_REQUIRE(cohort.clinical.size() == 2U);
  BOOST_TEST(cohort.texts("slide_id")[0] == "P1-DX1");
  BOOST_TEST(cohort.numbers("age")[0] == 50.0);
  const MeasuredMatrix& rna = cohort.matrix("rnaseq");
  BOOST_TEST(rna.variables == (std::vector<std::string>{"A", "B"}),
             tt::per_element());
  BOOST_TEST(rna.values(1, 0) == 0.5F);
  BOOST_TEST(std::isnan(rna.values(1, 1)));
  BOOST_TEST(cohort.matrix("cnv").values(1, 0) == -1.F);
}

BOOST_AUTO_TEST_CASE(a_matrix_of_its_own_is_joined_by_patient) {
  Cohort cohort = read_clinical();
  BOOST_TEST(add_matrix(cohort, "pam50",
                        "PATIENT_ID,ESR1,GRB7\nTCGA-A3,1,2\nTCGA-Z9,5,5\n"
                        "TCGA-A1,3,NA\n",
                        "m.csv", {}) == 1);
  const MeasuredMatrix& pam50 = cohort.matrix("pam50");
  BOOST_TEST(pam50.variables == (std::vector<std::string>{"ESR1", "GRB7"}),
             tt::per_element());
  BOOST_TEST(pam50.values(0, 0) == 3.F);
  BOOST_TEST(std::isnan(pam50.values(0, 1)));
  BOOST_TEST(std::isnan(pam50.values(1, 0)));
  BOOST_TEST(pam50.values(2, 1) == 2.F);
  BOOST_TEST(
      error_of([&] { add_matrix(cohort, "x", "id,g\nA3,1\n", "m.csv", {}); }) ==
      "m.csv: has none of the 3 patients of cohort tcga/TEST; its first is "
      "'A3', the cohort's 'TCGA-A1'");
  BOOST_TEST(error_of([&] {
               add_matrix(cohort, "x", "id,g\nTCGA-A3,high\n", "m.csv", {});
             }) ==
             "m.csv: line 2, column 'g': expected a number, found 'high'; "
             "`missing` says what stands for a missing value");
}

BOOST_AUTO_TEST_CASE(quoted_fields_are_read) {
  const Cohort cohort =
      read_cohort("\xef\xbb\xbf\"id\",\"site\"\n\"P1\",\"breast, left\"\n", "t",
                  {.id = "id"});
  BOOST_TEST(cohort.patients.at(0) == "P1");
  BOOST_TEST(cohort.texts("site")[0] == "breast, left");
}

BOOST_AUTO_TEST_CASE(tables_that_are_not_of_patients_are_refused) {
  CohortTableOptions options = slides();
  options.repeated = Repeated::refuse;
  BOOST_TEST(refused(kSlides, options) ==
             "t: line 3: patient 'P1' is there twice, before in t: line 2; "
             "repeated = \"first\" takes the first row of each");
  options.suffixes = {"mut"};
  options.repeated = Repeated::first;
  BOOST_TEST(refused(kSlides, options) == "t: no column ends in '_mut'");
  options.id = "patient";
  BOOST_TEST(refused(kSlides, options) ==
             "t: no column 'patient'; there are: , case_id, slide_id, age, "
             "A_rnaseq, B_rnaseq, A_cnv");
  BOOST_TEST(refused("id\tx\nNA\t1\n", {.id = "id"}) ==
             "t: line 2: column 'id': names no patient");
  BOOST_TEST(refused("id\tx\n", {.id = "id"}) == "t: has no patient");
}

// 1,093 patients by 50 genes; values as `head` shows them.
BOOST_AUTO_TEST_CASE(a_real_table_of_expression_is_read,
                     *boost::unit_test::precondition(has_shared_data)) {
  const std::string text =
      read_file(shared_data() / "tcga_brca/pam50_gene_expression.csv");
  const Cohort cohort = read_cohort(text, "pam50.csv",
                                    {.about = "tcga/BRCA", .id = "PATIENT_ID"});
  BOOST_TEST(cohort.size() == 1093U);
  BOOST_TEST(cohort.clinical.size() == 50U);
  BOOST_TEST(cohort.patients[1] == "TCGA-3C-AALI");
  BOOST_TEST(cohort.numbers("ERBB2")[1] == 194624.7961);
  Cohort same{"tcga/BRCA", {"TCGA-3C-AALI", "TCGA-XX-XXXX"}};
  BOOST_TEST(add_matrix(same, "pam50", text, "pam50.csv", {}) == 1092);
  BOOST_TEST(same.matrix("pam50").values(0, 0) == 1004.3502F);
}

BOOST_AUTO_TEST_SUITE_END()
