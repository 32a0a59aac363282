#include "core/data/prepare/variable_genes.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <numeric>

#include "core/base/json.h"
#include "tests/data/prepare/counted_section.h"
#include "tests/support/golden.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Names = std::vector<std::string>;

const Json& golden(std::size_t section) {
  static const Json json = read_golden("genes/variable_genes");
  return json.at("sections").at(section);
}

Dataset golden_section(std::size_t section) {
  return section_of(section == 0 ? "a" : "b", golden(section).at("counts"));
}

std::set<std::string> chosen_of(std::size_t section) {
  std::set<std::string> genes;
  for (const int gene : golden(section).at("chosen")) {
    genes.insert(concat("g", gene));
  }
  return genes;
}

GeneList both(const VariableGenesOptions& options) {
  VariableGenes genes(golden_section(0).genes, options);
  genes.add(golden_section(0));
  genes.add(golden_section(1));
  return genes.chosen();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(variable_genes_test)

// tests/golden/genes/variable_genes.py.
BOOST_AUTO_TEST_CASE(scores_are_scanpys) {
  for (const std::size_t section : {0U, 1U}) {
    std::vector<std::int32_t> place(80);
    std::iota(place.begin(), place.end(), 0);
    const Eigen::VectorXd scores =
        standard_variances(golden_section(section), place, 80, 0.3);
    for (Eigen::Index gene = 0; gene < 80; ++gene) {
      const double expected =
          golden(section).at("scores")[static_cast<std::size_t>(gene)];
      BOOST_TEST(scores[gene] == expected, tt::tolerance(1e-10));
    }
  }
}

BOOST_AUTO_TEST_CASE(genes_of_any_section_or_of_each_are_scanpys) {
  std::set<std::string> a = chosen_of(0), b = chosen_of(1), any = a;
  any.insert(b.begin(), b.end());
  Names each;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(),
                        std::back_inserter(each));
  BOOST_TEST(any.size() > 12U);
  BOOST_TEST(each.size() > 0U);
  const GeneList list = both({.most_variable = 12, .min_spots = 0});
  BOOST_TEST(list.genes == Names(any.begin(), any.end()), tt::per_element());
  BOOST_TEST(list.rule ==
             "of 80 genes the 12 that vary most in any of 2 sections, for "
             "their mean (Seurat v3, span 0.3)");
  BOOST_TEST(
      both({.most_variable = 12, .combine = Combine::all, .min_spots = 0})
              .genes == each,
      tt::per_element());
}

// A gene in place of 80: the curve is of the genes that are left.
BOOST_AUTO_TEST_CASE(genes_that_are_no_candidates_count_nowhere) {
  Dataset section = golden_section(1);
  Names few(section.genes.begin(), section.genes.begin() + 40);
  VariableGenes of_few(few, {.most_variable = 5, .min_spots = 0});
  of_few.add(section);
  section.counts = {};
  section.genes = few;
  Json counts = golden(1).at("counts");
  for (Json& row : counts) {
    std::vector<std::int32_t> cut = row;
    cut.resize(40);
    row = cut;
  }
  VariableGenes of_cut(few, {.most_variable = 5, .min_spots = 0});
  of_cut.add(section_of("b", counts));
  BOOST_TEST(of_few.chosen().genes == of_cut.chosen().genes, tt::per_element());
}

// In 80 x 1 spots of two sections: g0 counted in 2 + 1, g1 in 1 + 1, g2 in 0.
BOOST_AUTO_TEST_CASE(genes_that_few_spots_count_are_left_out) {
  const auto chosen = [](std::int64_t min_spots, std::int64_t of_spots) {
    VariableGenes genes(
        {"g2", "g0", "g1"},
        {.most_variable = 3, .min_spots = min_spots, .of_spots = of_spots});
    genes.add(section_of("a", {{5, 1, 0}, {3, 0, 0}}));
    genes.add(section_of("b", {{1, 0, 0}, {0, 1, 0}}));
    return genes.chosen();
  };
  BOOST_TEST(chosen(0, 0).genes == (Names{"g0", "g1", "g2"}),
             tt::per_element());
  BOOST_TEST(chosen(0, 0).rule == "of 3 genes");
  BOOST_TEST(chosen(2, 0).genes == (Names{"g0", "g1"}), tt::per_element());
  BOOST_TEST(chosen(3, 0).genes == (Names{"g0"}), tt::per_element());
  BOOST_TEST(chosen(3, 0).rule ==
             "of 3 genes those that at least 3 of 4 spots count");
  // Of 100 spots 51: of 4 2.04, so 3.
  BOOST_TEST(chosen(51, 100).genes == (Names{"g0"}), tt::per_element());
  BOOST_TEST(error_of([&] { chosen(5, 0); }) ==
             "variable_genes: a gene needs to be counted in 5 spots, 2 "
             "sections have 4; of_spots says of how many min_spots is a "
             "share");
  BOOST_TEST(error_of([&] { chosen(4, 0); }) ==
             "variable_genes: there is none of 3 genes those that at least 4 "
             "of 4 spots count");
}

// All counted alike: ties go by name.
BOOST_AUTO_TEST_CASE(of_equal_scores_the_first_name_counts) {
  std::vector<std::vector<std::int32_t>> counts(
      6, std::vector<std::int32_t>(40, 0));
  for (std::size_t gene = 0; gene < 40; ++gene) {
    for (std::size_t spot = 0; spot < 6; ++spot) {
      counts[spot][gene] =
          static_cast<std::int32_t>(1 + (gene / 2 + spot * spot) % 7);
    }
  }
  VariableGenes genes(section_of("a", counts).genes,
                      {.most_variable = 1, .min_spots = 0});
  genes.add(section_of("a", counts));
  const std::string first = genes.chosen().genes[0];
  // Genes 2k and 2k + 1 have the same counts.
  const int number = std::stoi(first.substr(1));
  const std::string other = concat("g", number ^ 1);
  BOOST_TEST(first < other);
}

BOOST_AUTO_TEST_CASE(sections_that_tell_nothing_are_named) {
  VariableGenes genes({"g0", "g1"}, {.most_variable = 1, .min_spots = 0});
  BOOST_TEST(error_of([&] { genes.add(section_of("a", {{1, 2}})); }) ==
             "variable_genes: section a has 1 spot; a variance needs at least "
             "2");
  BOOST_TEST(error_of([&] { genes.add(section_of("a", {{1, 2}})); }) ==
             "variable_genes: section a is given twice; expected once");
  BOOST_TEST(
      error_of([&] { genes.add(section_of("b", {{1, 2}, {3, 1}})); }) ==
      "variable_genes: section b: variance over mean of 2 genes: loess: a "
      "span of 0.3 counts 0 of 2 points; a parabola needs at least 4");
}

BOOST_AUTO_TEST_SUITE_END()
