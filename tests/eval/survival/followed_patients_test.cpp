#include "core/eval/survival/followed_patients.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/eval/survival/patient_features.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Texts = std::vector<std::string>;

// The time of F is not known.
Cohort six() {
  Cohort cohort;
  cohort.about = "trial/x";
  cohort.patients = {"A", "B", "C", "D", "E", "F"};
  cohort.clinical = {
      {"days", std::vector<double>{10, 20, 30, 5, 15, NAN}},
      {"dead", std::vector<double>{1, 0, 1, 1, 1, 0}},
      {"censorship", std::vector<double>{0, 1, 0, 0, 0, 1}},
      {"status", Texts{"dead", "alive", "dead", "dead", "dead", ""}}};
  return cohort;
}

Cohort with(const std::string& about, const std::string& matrix,
            const Texts& patients, float first) {
  Cohort cohort;
  cohort.about = about;
  cohort.patients = patients;
  MeasuredMatrix one{matrix, {"a", "b"}, {}};
  one.values.resize(static_cast<Eigen::Index>(patients.size()), 2);
  for (Eigen::Index i = 0; i < one.values.rows(); ++i) {
    one.values(i, 0) = first + static_cast<float>(i);
    one.values(i, 1) = 1;
  }
  cohort.measured = {one};
  return cohort;
}

std::string refused(const FollowUpColumns& columns,
                    const Cohort& cohort = six()) {
  return error_of([&] { followed_patients(cohort, columns, "step"); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(followed_patients_test)

BOOST_AUTO_TEST_CASE(events_are_had_from_numbers_texts_and_censoring) {
  for (const FollowUpColumns& columns :
       {FollowUpColumns{"days", "dead"},
        FollowUpColumns{"days", "status", {"dead"}},
        FollowUpColumns{"days", "censorship", {}, OneMeans::censored}}) {
    const FollowedPatients followed = followed_patients(six(), columns, "step");
    BOOST_TEST(followed.patients == (Texts{"A", "B", "C", "D", "E"}),
               tt::per_element());
    BOOST_TEST(followed.without == 1U);
    BOOST_TEST(followed.follow_up.deaths() == 4U);
    BOOST_TEST(!followed.follow_up.died[1]);
  }
}

BOOST_AUTO_TEST_CASE(patients_without_a_group_are_left_out) {
  const FollowUp four{{1, 2, 3, 4}, {true, false, true, true}};
  const GroupedPatients some = grouped(four, {"b", "", "a", "b"});
  BOOST_TEST(some.groups == (Texts{"b", "a", "b"}), tt::per_element());
  BOOST_TEST(some.follow_up.times == (std::vector<double>{1, 3, 4}),
             tt::per_element());
  BOOST_TEST(some.follow_up.deaths() == 3U);
  BOOST_TEST(grouped(four, Texts(4)).groups.empty());
}

// Of 956 patients of TCGA 826 would have died, not 130.
BOOST_AUTO_TEST_CASE(censoring_is_not_taken_for_the_event) {
  BOOST_TEST(refused({"days", "censorship"}) ==
             "step: cohort trial/x: column 'censorship' seems to say who was "
             "censored; one_means = \"censored\" takes 1 for that");
}

BOOST_AUTO_TEST_CASE(bad_columns_are_named) {
  BOOST_TEST(refused({"days", "status"}) ==
             "step: cohort trial/x: column 'status' holds texts; name those "
             "that say the event came: came = { ... }");
  BOOST_TEST(refused({"days", "days"}) ==
             "step: cohort trial/x: days of patient 'A' is 10; expected 1 "
             "where the event came, else 0");
  Cohort cohort = six();
  std::get<0>(cohort.clinical[0].values)[3] = -5;
  BOOST_TEST(refused({"days", "dead"}, cohort) ==
             "step: cohort trial/x: days of patient 'D' is -5; a time is 0 or "
             "more, leave the patient out or mend the table");
  cohort.clinical[0].values = std::vector<double>(6, NAN);
  BOOST_TEST(refused({"days", "dead"}, cohort) ==
             "step: no patient of trial/x has both a days and a dead");
}

// Rows sorted by name; B lacks one matrix, D both.
BOOST_AUTO_TEST_CASE(features_are_joined_by_name) {
  const FollowedPatients followed =
      followed_patients(six(), {"days", "dead"}, "step");
  const PatientFeatures joined =
      patient_features({with("t/rna", "rna", {"E", "C", "A"}, 10),
                        with("t/cnv", "cnv", {"A", "B", "C", "E"}, 0)},
                       followed, {"cnv", "rna"}, {"rna"}, "step");
  BOOST_TEST(joined.patients.patients == (Texts{"A", "C", "E"}),
             tt::per_element());
  BOOST_TEST(joined.without_features == 2U);
  BOOST_TEST(joined.names == (Texts{"cnv/a", "cnv/b", "rna/a", "rna/b"}),
             tt::per_element());
  BOOST_TEST(joined.values(1, 0) == 2.0);
  BOOST_TEST(joined.values(2, 2) == std::log1p(10.0));
  BOOST_TEST(joined.patients.follow_up.times[1] == 30.0);
}

BOOST_AUTO_TEST_CASE(features_that_do_not_join_are_named) {
  const FollowedPatients followed =
      followed_patients(six(), {"days", "dead"}, "step");
  const auto error = [&](const std::vector<Cohort>& cohorts,
                         const Texts& matrices, const Texts& logs = {}) {
    return error_of(
        [&] { patient_features(cohorts, followed, matrices, logs, "step"); });
  };
  const Cohort rna = with("t/rna", "rna", {"A"}, 1);
  BOOST_TEST(error({rna}, {"cnv"}) ==
             "step: no cohort has a matrix 'cnv'; there are: rna");
  BOOST_TEST(error({rna, with("t/more", "rna", {"A"}, 1)}, {"rna"}) ==
             "step: cohorts t/rna and t/more both have a matrix 'rna'; name "
             "the one that is meant by giving it alone");
  BOOST_TEST(error({rna}, {}) == "step: no matrices are named");
  BOOST_TEST(error({rna}, {"rna"}, {"cnv"}) ==
             "step: log1p names 'cnv', which is not among the matrices");
  BOOST_TEST(error({with("t/rna", "rna", {"A"}, -1)}, {"rna"}, {"rna"}) ==
             "step: rna of a, patient 'A', is -1; ln(1 + x) is of values of 0 "
             "and more");
  BOOST_TEST(error({with("t/rna", "rna", {"Z"}, 1)}, {"rna"}) ==
             "step: none of 5 patients who were followed, as 'A', has "
             "features; the first with some is 'Z'");
}

BOOST_AUTO_TEST_SUITE_END()
