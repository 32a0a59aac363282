#include "core/data/prepare/gene_choice.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <set>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/data/prepare/expression.h"
#include "core/data/source/legacy_st.h"
#include "tests/data/prepare/counted_section.h"
#include "tests/support/golden.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

const Json& golden() {
  static const Json json = read_golden("genes/gene_choice");
  return json;
}

Dataset golden_section() {
  return section_of("made-up", golden().at("counts"));
}

std::vector<std::string> golden_genes() {
  std::vector<std::string> genes;
  for (const Json& gene : golden().at("chosen")) {
    genes.push_back(concat("g", gene.get<int>()));
  }
  return genes;
}

/// Of the golden section's genes the first `genes` alone.
Dataset cut(Dataset section, std::size_t genes) {
  section.genes.resize(genes);
  return section;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gene_choice_test)

// tests/golden/genes/gene_choice.py; scanpy keeps scores in float32.
BOOST_AUTO_TEST_CASE(scores_are_scanpys) {
  const Json& expected = golden().at("scores");
  const Eigen::VectorXd scores = dispersion_scores(golden_section(), 20);
  BOOST_REQUIRE(static_cast<std::size_t>(scores.size()) == expected.size());
  int undefined = 0;
  for (Eigen::Index gene = 0; gene < scores.size(); ++gene) {
    const Json& one = expected[static_cast<std::size_t>(gene)];
    BOOST_TEST_CONTEXT("gene " << gene) {
      if (one.is_null()) {
        BOOST_TEST(std::isnan(scores[gene]));
        ++undefined;
      } else {
        BOOST_TEST(std::abs(scores[gene] - one.get<double>()) < 1e-6);
      }
    }
  }
  BOOST_TEST(undefined >= 1);
}

BOOST_AUTO_TEST_CASE(the_most_variable_genes_are_scanpys_in_their_order) {
  GeneChooser chooser(golden_section(), {.most_variable = 15, .min_spots = 0});
  chooser.count(golden_section());
  BOOST_TEST(chooser.chosen().genes == golden_genes(),
             boost::test_tools::per_element());
}

// Totals 2 and 6, median 4: the one gene is 4 in both spots.
BOOST_AUTO_TEST_CASE(a_gene_that_never_varies_has_no_score) {
  const Eigen::VectorXd scores =
      dispersion_scores(section_of("s", {{2, 0}, {6, 0}}), 20);
  BOOST_TEST(std::isnan(scores[0]));
  BOOST_TEST(std::isnan(scores[1]));
  BOOST_TEST(error_of([] {
               GeneChooser(section_of("s", {{2, 0}, {6, 0}}),
                           {.most_variable = 1});
             }) ==
             "gene_choice: the 1 most variable genes are asked for, section s "
             "has 0 that vary");
}

BOOST_AUTO_TEST_CASE(a_section_that_lacks_a_gene_takes_it_out) {
  GeneChooser chooser(golden_section(), {.most_variable = 15, .min_spots = 0});
  chooser.require(cut(section_of("b", {std::vector<std::int32_t>(60, 0)}), 24));
  chooser.count(golden_section());
  const GeneList list = chooser.chosen();
  BOOST_TEST(
      list.genes == (std::vector<std::string>{"g0", "g6", "g7", "g13", "g23"}),
      boost::test_tools::per_element());
  BOOST_TEST(list.rule ==
             "of the 15 most variable genes of made-up those that all of 2 "
             "sections have and that at least 0 of 40 spots count");
}

// g0 varies over two spots; three of five further ones count it.
BOOST_AUTO_TEST_CASE(a_gene_is_kept_where_enough_spots_count_it) {
  const Dataset first = section_of("a", {{1, 9}, {7, 3}});
  const Dataset b = section_of("b", {{4, 0}, {0, 1}, {2, 1}});
  const Dataset c = section_of("c", {{0, 1}, {1, 1}});
  const auto kept = [&](std::int64_t min_spots, std::int64_t of_spots) {
    GeneChooser chooser(
        first,
        {.most_variable = 2, .min_spots = min_spots, .of_spots = of_spots});
    chooser.count(b);
    chooser.count(c);
    return chooser.chosen().genes.size();
  };
  BOOST_TEST(kept(3, 0) == 2U);
  BOOST_TEST(kept(4, 0) == 1U);
  // Of 1,000 spots 600 are 3 of 5, 601 are more.
  BOOST_TEST(kept(600, 1000) == 2U);
  BOOST_TEST(kept(601, 1000) == 1U);
  BOOST_TEST(error_of([&] { kept(5, 0); }) ==
             "gene_choice: there is none of the 2 most variable genes of a "
             "those that all of 2 sections have and that at least 5 of 5 spots "
             "count");
  BOOST_TEST(error_of([&] { kept(1000, 0); }) ==
             "gene_choice: a gene needs to be counted in 1000 spots, the 2 "
             "sections have 5; of_spots says of how many min_spots is a share");
}

BOOST_AUTO_TEST_CASE(a_section_is_counted_once) {
  GeneChooser chooser(golden_section(), {.most_variable = 15});
  chooser.count(golden_section());
  BOOST_TEST(error_of([&] { chooser.count(golden_section()); }) ==
             "gene_choice: section made-up is counted twice; expected once");
  BOOST_TEST(error_of([] { dispersion_scores(section_of("s", {{1}}), 20); }) ==
             "gene_choice: section s has 1 spot(s); a variance needs at least "
             "2");
  BOOST_TEST(error_of([] {
               dispersion_scores(section_of("s", {{0}, {0}}), 20);
             }) == "gene_choice: section s has no counts");
}

namespace {

Dataset her2st(const std::string& name) {
  const fs::path data = shared_data() / "her2st/data";
  return read_legacy_st(data / concat("ST-cnts/", name, ".tsv.gz"), name,
                        data / concat("ST-spotfiles/", name, "_selection.tsv"),
                        name, {name, name.substr(0, 1)});
}

std::vector<std::string> common(const std::vector<std::string>& a,
                                const std::vector<std::string>& b) {
  const std::set<std::string> in_b(b.begin(), b.end());
  std::vector<std::string> both;
  std::copy_if(a.begin(), a.end(), std::back_inserter(both),
               [&](const std::string& gene) { return in_b.contains(gene); });
  return both;
}

}  // namespace

// The 785 were cut by all 36 sections; 13 are at hand. All of the 785 are among
// the 1,500 of A1. With the 1,000 of 11,548 spots as a share, B and C give 915
// genes, 775 of the 785; the six sections with pictures 1030, 780 of them. The
// numbers are those of pandas and scanpy 1.11.5 on the same tables.
BOOST_AUTO_TEST_CASE(the_785_of_her2st_come_out_as_far_as_its_sections_are_here,
                     *boost::unit_test::precondition(has_shared_data)) {
  const std::vector<std::string> published = parse_gene_list(
      read_file(shared_data() / "genes/her2st_785.txt"), "her2st_785.txt");
  const Dataset a1 = her2st("A1");
  {
    GeneChooser first(a1, {.min_spots = 0});
    first.require(a1);
    const std::vector<std::string> most_variable = first.chosen().genes;
    BOOST_TEST(most_variable.size() == 1500U);
    BOOST_TEST(common(most_variable, published).size() == 785U);
  }
  GeneChooser all(a1, {.of_spots = 11548});
  GeneChooser with_picture(a1, {.of_spots = 11548});
  for (const char* patient : {"B", "C"}) {
    for (int number = 1; number <= 6; ++number) {
      const std::string name = concat(patient, number);
      const Dataset section = her2st(name);
      all.count(section);
      if (name == "B4" || (name[0] == 'C' && number > 1)) {
        with_picture.count(section);
      }
    }
  }
  const GeneList list = all.chosen();
  BOOST_TEST(list.genes.size() == 915U);
  BOOST_TEST(common(list.genes, published).size() == 775U);
  BOOST_TEST(list.rule ==
             "of the 1500 most variable genes of A1 those that all of 12 "
             "sections have and that at least 243 of 2798 spots count");
  BOOST_TEST(with_picture.chosen().genes.size() == 1030U);
  BOOST_TEST(common(with_picture.chosen().genes, published).size() == 780U);
}

BOOST_AUTO_TEST_SUITE_END()
