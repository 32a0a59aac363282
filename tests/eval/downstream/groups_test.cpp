// Clusters, tests and sets of genes of one section, and what two predictors
// share of them.

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/eval/downstream/enriched_terms.h"
#include "core/eval/downstream/expression_clusters.h"
#include "core/eval/downstream/gene_tests.h"
#include "core/eval/downstream/group_scores.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Names = std::vector<std::string>;

// Forty spots of two kinds, 0 to 19 and 20 to 39, and eight genes: A to D are
// high in the first, E to G in the second, H is 1 everywhere.
Predictions two_kinds(const std::string& name) {
  Predictions out;
  out.about = "x/S";
  out.predictor.name = name;
  out.variables = {"A", "B", "C", "D", "E", "F", "G", "H"};
  out.values.resize(40, 8);
  for (Eigen::Index spot = 0; spot < 40; ++spot) {
    out.names.push_back(concat(spot, "x1"));
    for (Eigen::Index gene = 0; gene < 8; ++gene) {
      const double own = 0.618034 * static_cast<double>(8 * spot + gene);
      const bool high = (spot < 20) == (gene < 4);
      out.values(spot, gene) =
          gene == 7
              ? 1.F
              : (high ? 3.F : 1.F) + static_cast<float>(own - std::floor(own));
    }
  }
  return out;
}

CellTypes halves(std::size_t in_first = 20) {
  CellTypes out{"x/S", "by hand", {}, {"one", "other"}, {}};
  for (std::size_t spot = 0; spot < 40; ++spot) {
    out.cells.push_back(concat(spot, "x1"));
    out.index.push_back(spot < in_first ? 0 : 1);
  }
  return out;
}

const std::vector<GeneSet> kSets{{"first", {"A", "B", "C", "X"}},
                                 {"second", {"E", "F", "Y"}},
                                 {"small", {"A"}}};

EnrichedTerms terms_of(const GeneTests& tests, const Names& background = {},
                       double term_threshold = 0.05) {
  return enriched_terms(tests, kSets, background, "genes",
                        {.term_threshold = term_threshold, .min_genes = 2});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(groups_test)

BOOST_AUTO_TEST_CASE(clusters_take_the_names_that_they_share_most_spots_with) {
  const Predictions values = two_kinds("m");
  const CellTypes own = expression_clusters(values, {.most_variable = 7});
  BOOST_TEST(own.classes == (Names{"C0", "C1"}), tt::per_element());
  BOOST_TEST(own.how.find("Leiden at resolution 0.40 of m: 7 genes, 6 "
                          "components, 15 neighbours; quality ") == 0U);
  CellTypes turned = halves();
  turned.classes = {"C1", "C0"};
  const CellTypes like =
      expression_clusters(values, {.most_variable = 7}, &turned);
  BOOST_TEST(like.classes == (Names{"C0", "C1"}), tt::per_element());
  for (std::size_t spot = 0; spot < 40; ++spot) {
    BOOST_TEST(like.index[spot] == (spot < 20 ? 1 : 0));
  }
  turned.section = "x/T";
  BOOST_TEST(error_of([&] {
               expression_clusters(values, {.most_variable = 7}, &turned);
             }) == "expression_clusters: x/S: like is of x/T");
}

BOOST_AUTO_TEST_CASE(genes_are_called_by_group_and_direction) {
  const GeneTests made = gene_tests(two_kinds("m"), halves());
  BOOST_TEST(made.spots == (std::vector<std::int64_t>{20, 20}),
             tt::per_element());
  BOOST_TEST(made.called(0, 0, CalledBy::adjusted, 0.01) == 1);
  BOOST_TEST(made.called(1, 0, CalledBy::adjusted, 0.01) == -1);
  BOOST_TEST(made.called(0, 7, CalledBy::raw, 1) == 0);  // constant
  BOOST_TEST(made.untested().empty());
}

BOOST_AUTO_TEST_CASE(a_group_of_one_spot_is_named) {
  const GeneTests made = gene_tests(two_kinds("m"), halves(1));
  BOOST_TEST(made.untested() == (Names{"one", "other"}), tt::per_element());
  BOOST_TEST(std::isnan(made.p(0, 0)));
  BOOST_TEST(std::isnan(made.p(1, 0)));  // the rest is one spot
  CellTypes elsewhere = halves();
  elsewhere.cells[0] = "a";
  for (std::string& cell : elsewhere.cells) cell += "?";
  BOOST_TEST(error_of([&] { gene_tests(two_kinds("m"), elsewhere); }) ==
             "gene_tests: x/S: of 40 spots none is in a group; groups are of "
             "40, as a?");
}

// Up in the first half: A to D of 8 modelled genes. All 3 of "first" that are
// modelled are among these 4: C(5, 1) / C(8, 4) = 5 / 70. Of "second" none is,
// p 1. "small" has too few genes.
BOOST_AUTO_TEST_CASE(sets_are_asked_of_each_group_and_direction) {
  const EnrichedTerms made = terms_of(gene_tests(two_kinds("m"), halves()));
  BOOST_TEST(made.background == "8 genes");
  BOOST_REQUIRE(made.tests.size() == 8U);
  const TermTest& first = made.tests[0];
  BOOST_TEST(first.term == "first");
  BOOST_TEST(first.up);
  BOOST_TEST(first.genes == 3);
  BOOST_TEST(first.selected == 4);
  BOOST_TEST(first.hits == 3);
  BOOST_TEST(first.p == 5.0 / 70, tt::tolerance(1e-12));
  BOOST_TEST(first.q == 10.0 / 70, tt::tolerance(1e-12));
  BOOST_TEST(made.tests[1].p == 1);
}

// Against 100 genes of which X and Y are two: the four of "first" in 4 of 100.
BOOST_AUTO_TEST_CASE(a_wider_background_makes_all_rarer) {
  Names all{"X", "Y"};
  for (int i = 0; i < 90; ++i) all.push_back(concat("Z", i));
  const EnrichedTerms made =
      terms_of(gene_tests(two_kinds("m"), halves()), all);
  BOOST_TEST(made.background == "100 genes");
  BOOST_TEST(made.tests[0].genes == 4);
  // 3 of 4 hit: 4 * 96 of C(100, 4) = 3921225, and 4 of 4: one.
  BOOST_TEST(made.tests[0].p == (4.0 * 96 + 1) / 3921225, tt::tolerance(1e-9));
  BOOST_TEST(error_of([&] {
               enriched_terms(gene_tests(two_kinds("m"), halves()), kSets, {},
                              "genes", {.min_genes = 9});
             }) ==
             "enriched_terms: x/S: none of 3 sets has min_genes = 9 genes of "
             "the background, 8 as A; are they of another species, or under "
             "other names?");
}

BOOST_AUTO_TEST_CASE(tests_and_terms_are_stored_as_they_are) {
  const TempFolder folder;
  const GeneTests tests = gene_tests(two_kinds("m"), halves());
  tests.write(folder / "tests");
  const GeneTests back = GeneTests::read(folder / "tests");
  BOOST_TEST(back.how == "by hand");
  BOOST_TEST(back.t(1, 2) == tests.t(1, 2));
  BOOST_TEST(std::isnan(back.p(0, 7)));
  const EnrichedTerms terms = terms_of(tests);
  terms.write(folder / "terms");
  const EnrichedTerms again = EnrichedTerms::read(folder / "terms");
  BOOST_TEST(again.tests.size() == terms.tests.size());
  BOOST_TEST(again.tests[3].up == terms.tests[3].up);
  BOOST_TEST(again.tests[0].q == terms.tests[0].q);
  BOOST_TEST(again.threshold == terms.threshold);
}

// The same values share all; values turned over share nothing, and their t are
// the measured ones with the other sign.
BOOST_AUTO_TEST_CASE(what_is_shared) {
  const GeneTests tests = gene_tests(two_kinds("measured"), halves());
  const EnrichedTerms terms = terms_of(tests, {}, 0.2);
  const CellTypes clusters = halves();
  const GeneTests same = gene_tests(two_kinds("m"), halves());
  const EnrichedTerms same_terms = terms_of(same, {}, 0.2);
  const Predictor m{"m", PredictorKind::model, 0, {}};
  const Scores alike =
      group_scores({same, same_terms, clusters}, {tests, terms, clusters}, m,
                   CalledBy::adjusted, 0.01);
  BOOST_TEST(alike.column("tissue", "effect_pearson")[0] == 1,
             tt::tolerance(1e-12));
  BOOST_TEST(alike.column("tissue", "shared_genes")[1] == 1);
  BOOST_TEST(alike.column("tissue", "shared_terms")[0] == 1);
  BOOST_TEST(alike.column("tissue", "adjusted_rand")[0] == 1);
  BOOST_TEST(alike.fact("genes_called_both") == 14);

  Predictions turned = two_kinds("m");
  turned.values = -turned.values;
  const GeneTests other = gene_tests(turned, halves());
  const EnrichedTerms other_terms = terms_of(other, {}, 0.2);
  const Scores apart =
      group_scores({other, other_terms, halves(40)}, {tests, terms, clusters},
                   m, CalledBy::adjusted, 0.01);
  BOOST_TEST(apart.column("tissue", "effect_pearson")[0] == -1,
             tt::tolerance(1e-12));
  BOOST_TEST(apart.column("tissue", "shared_genes")[0] == 0);
  BOOST_TEST(apart.column("tissue", "shared_terms")[0] == 0);
  BOOST_TEST(apart.column("tissue", "adjusted_rand")[0] == 0);
  const EnrichedTerms wide = terms_of(same, {"X"}, 0.2);
  BOOST_TEST(error_of([&] {
               group_scores({same, wide, clusters}, {tests, terms, clusters}, m,
                            CalledBy::adjusted, 0.01);
             }) ==
             "group_scores: x/S: the background of terms is 9 genes of "
             "predictions, 8 genes of measurements");
}

BOOST_AUTO_TEST_SUITE_END()
