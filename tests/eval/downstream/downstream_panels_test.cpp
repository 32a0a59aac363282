#include <boost/test/unit_test.hpp>

#include "core/eval/downstream/bulk_panel.h"
#include "core/eval/downstream/group_panel.h"
#include "core/eval/downstream/terms_panel.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Texts = std::vector<std::string>;

const TablePanel& table_of(const Panel& panel) {
  return std::get<TablePanel>(panel.data);
}

EnrichedTerms terms(const std::string& predictor, double q_a, double q_b) {
  EnrichedTerms out;
  out.about = "x/S";
  out.predictor = predictor;
  out.background = "785 genes that are modelled";
  out.threshold = 0.05;
  out.groups = {"C0"};
  out.tests = {{"C0", true, "A", 20, 30, 5, q_a, q_a},
               {"C0", true, "B", 20, 30, 2, q_b, q_b}};
  return out;
}

Scores of_bulk(const std::string& unit, const std::string& name, double r) {
  Scores out;
  out.unit = unit;
  out.predictor.name = name;
  out.target = "rna of x";
  out.item = "patient";
  out.items = {"P1", "P2"};
  out.places = {{"bulk", 9}};
  for (const char* column : {"bulk_pearson", "bulk_spearman", "own_pearson"}) {
    out.columns.push_back({"bulk", column, Eigen::VectorXd::Constant(2, r)});
  }
  out.add_whole("bulk", "bulk_pearson_share", r > 0.2);
  out.add_whole("bulk", "bulk_spearman_share", r > 0.2);
  out.facts = {{"genes", 9}, {"patients", 2}, {"bound", 0.2}};
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(downstream_panels_test)

BOOST_AUTO_TEST_CASE(sets_that_anyone_finds_have_a_row) {
  const Panel panel = terms_panel({terms("measured", 0.01, 0.5)},
                                  {terms("m", 0.02, 0.04)}, "Sets", 40);
  const TablePanel& table = table_of(panel);
  BOOST_TEST(table.columns[0].texts == (Texts{"A", "B"}), tt::per_element());
  BOOST_TEST(table.columns[4].head == "measured: genes that are modelled");
  BOOST_TEST((table.columns[4].kind == CellKind::p));
  BOOST_TEST(table.columns[4].numbers == (std::vector<double>{0.01, 0.5}),
             tt::per_element());
  BOOST_TEST(table.columns[5].numbers == (std::vector<double>{0.02, 0.04}),
             tt::per_element());
  BOOST_TEST(
      panel.caption ==
      "Sets enriched among genes that are higher or lower in a group "
      "than in the rest, on measurements or on predictions by m. Numbers "
      "are adjusted p; none: no gene is called there. Background genes "
      "that are modelled: 1 on measurements, 2 on predictions, 1 on "
      "both.");
  BOOST_TEST(table_of(terms_panel({terms("measured", 0.01, 0.5)},
                                  {terms("m", 0.02, 0.04)}, "Sets", 1))
                 .columns[0]
                 .texts.size() == 1U);
  BOOST_TEST(error_of([] {
               terms_panel({terms("measured", 1, 1)}, {}, "Sets", 40);
             }) ==
             "terms_panel: of x/S, background genes that are modelled, the "
             "predicted terms are missing; each is shown beside the other");
}

BOOST_AUTO_TEST_CASE(a_predictor_over_sections_is_one_row_of_means) {
  Scores second = of_bulk("x/T", "m", 0.6);
  second.facts["own_patient_pearson"] = 0.9;
  second.facts["patients_as_high"] = 0.5;
  const Panel panel = bulk_panel(
      {of_bulk("x/S", "m", 0.1), second, of_bulk("x/S", "average", 0.4)},
      "Bulk");
  const TablePanel& table = table_of(panel);
  BOOST_TEST(table.columns[0].texts == (Texts{"m", "average"}),
             tt::per_element());
  BOOST_TEST(table.columns[2].numbers == (std::vector<double>{2, 1}),
             tt::per_element());
  BOOST_TEST(table.columns[5].numbers[0] == 0.35, tt::tolerance(1e-12));
  BOOST_TEST(panel.caption.ends_with(" Shares are of patients above 0.20."));
  BOOST_TEST(table.columns[6].numbers == (std::vector<double>{0.5, 1}),
             tt::per_element());
  BOOST_TEST(table.columns.back().texts ==
                 (Texts{"r 0.900; as high of 50 %", "not in the cohort"}),
             tt::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_shared_stands_with_both_shares) {
  Scores one;
  one.unit = "x/S";
  one.predictor.name = "m";
  one.item = "direction";
  one.items = {"higher", "lower"};
  one.places = {{"tissue", 40}};
  one.columns = {{"tissue", "shared_genes", Eigen::VectorXd::Zero(2)}};
  one.add_whole("tissue", "effect_pearson", 0.5);
  one.add_whole("tissue", "adjusted_rand", 0.25);
  one.facts = {{"groups", 3},
               {"genes_called_both", 10},
               {"genes_called_measured", 40},
               {"genes_called_predicted", 20},
               {"terms_shared", 0},
               {"terms_measured", 0},
               {"terms_predicted", 3}};
  const TablePanel table = table_of(group_panel({one}, "Groups"));
  BOOST_TEST(table.columns[2].numbers[0] == 0.25);
  BOOST_TEST(table.columns[3].numbers[0] == 3);
  BOOST_TEST(table.columns[4].numbers[0] == 0.5);
  BOOST_TEST(table.columns[5].texts[0] == "10 of 40 and 20: 25 %, 20 %");
  BOOST_TEST(table.columns[6].texts[0] == "0 of 0 and 3");
}

BOOST_AUTO_TEST_SUITE_END()
