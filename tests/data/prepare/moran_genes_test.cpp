// tests/golden/genes/moran_genes.R made moran_genes.json.
#include "core/data/prepare/moran_genes.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/random.h"
#include "core/data/source/legacy_st.h"
#include "core/engine/step/catalog.h"
#include "core/engine/step/step_kind.h"
#include "tests/support/golden.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Names = std::vector<std::string>;

/// A square array of 8 x 8 spots, row by row or in another order, of genes that
/// are counted where `counted(gene, x, y)` says; "rest" fills each spot up to
/// 1,000.
template <typename Counted>
Dataset square(const std::string& name, const Names& genes, Counted counted,
               const std::vector<std::size_t>& order = {}) {
  Dataset d;
  d.section = name;
  d.patient = "p";
  d.genes = genes;
  d.genes.emplace_back("rest");
  d.counts = {64, static_cast<std::int64_t>(d.genes.size()), {0}, {}, {}};
  d.array_xy.resize(64, 2);
  d.pixel_xy.resize(64, 2);
  for (int i = 0; i < 64; ++i) {
    const int at = order.empty()
                       ? i
                       : static_cast<int>(order[static_cast<std::size_t>(i)]);
    const int x = at % 8, y = at / 8;
    d.spots.push_back(concat(x, "x", y));
    d.array_xy.row(i) << x, y;
    d.pixel_xy.row(i) << 10 * x, 10 * y;
    int left = 1000;
    for (std::size_t g = 0; g <= genes.size(); ++g) {
      const int count = g < genes.size() ? counted(genes[g], x, y) : left;
      left -= count;
      if (count == 0) continue;
      d.counts.columns.push_back(static_cast<std::int32_t>(g));
      d.counts.values.push_back(count);
    }
    d.counts.row_starts.push_back(
        static_cast<std::int64_t>(d.counts.values.size()));
  }
  return d;
}

// The left half; a board of squares; one value everywhere.
int halves(const std::string& gene, int x, int y) {
  if (gene.starts_with("board")) return (x + y) % 2;
  if (gene.starts_with("never")) return 0;
  if (gene.starts_with("flat")) return 3;
  return x < 4 ? 2 : 0;
}

MoranGenesOptions near(std::int64_t neighbours) {
  MoranGenesOptions out;
  out.neighbours = neighbours;
  return out;
}

std::vector<std::int32_t> row_of(const SpatialWeights& weights,
                                 std::size_t spot) {
  return {weights.columns.begin() + weights.row_starts[spot],
          weights.columns.begin() + weights.row_starts[spot + 1]};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(moran_genes_test)

// Of spot (3, 3), index 27: 8 within a distance of sqrt(2), 4 at 2, and of the
// 8 at sqrt(5) the three of the lowest rows: (2, 1), (4, 1) in row 1, (1, 2) in
// row 2.
BOOST_AUTO_TEST_CASE(of_equal_distances_the_upper_then_left_ones_are_taken) {
  const Dataset d = square("a", {}, halves);
  const std::vector<std::int32_t> expected = {
      1 * 8 + 2, 1 * 8 + 3, 1 * 8 + 4,             //
      2 * 8 + 1, 2 * 8 + 2, 2 * 8 + 3, 2 * 8 + 4,  //
      3 * 8 + 1, 3 * 8 + 2, 3 * 8 + 4, 3 * 8 + 5,  //
      4 * 8 + 2, 4 * 8 + 3, 4 * 8 + 4, 5 * 8 + 3};
  BOOST_TEST(row_of(array_neighbours(d, 15), 27) == expected,
             tt::per_element());
}

BOOST_AUTO_TEST_CASE(the_order_of_spots_in_their_table_does_not_count) {
  const std::vector<std::size_t> order =
      RandomStream(5, "moran_genes_test", "order").permutation(64);
  const auto genes_of = [](const std::vector<std::size_t>& by) {
    const Dataset d = square(
        "a", {"one", "two"},
        [](const std::string& gene, int x, int y) {
          return gene == "one" ? (x * x + 3 * y) % 7 : x * y % 5;
        },
        by);
    return gene_morans(d, d.genes, array_neighbours(d, 15), MoranOf::counts);
  };
  const GeneMorans plain = genes_of({}), mixed = genes_of(order);
  for (std::size_t g = 0; g < 3; ++g) {
    BOOST_TEST(plain.index[g] == mixed.index[g], tt::tolerance(1e-12));
    BOOST_TEST(plain.p[g] == mixed.p[g], tt::tolerance(1e-12));
  }
}

BOOST_AUTO_TEST_CASE(genes_that_never_vary_have_neither_index_nor_p) {
  const Dataset d = square("a", {"left", "never", "flat"}, halves);
  const auto found =
      gene_morans(d, d.genes, array_neighbours(d, 4), MoranOf::counts);
  BOOST_TEST(std::isnan(found.index[1]));
  BOOST_TEST(std::isnan(found.p[1]));
  BOOST_TEST(std::isnan(found.index[2]));
  BOOST_TEST(std::isnan(found.p[2]));
  BOOST_TEST(found.index[0] > 0.7);
  BOOST_TEST(found.p[0] < 1e-10);
  MoranChooser chooser(near(4));
  chooser.show(d);
  BOOST_TEST(chooser.left().constant == 2);
}

// "left" and its like lie together in both sections, "here" in one alone.
BOOST_AUTO_TEST_CASE(rules_are_taken_one_after_the_other) {
  const Names genes = {"left", "RPL3",  "MT-CO1", "mt-co1",
                       "here", "board", "never"};
  const auto second = [](const std::string& gene, int x, int y) {
    return gene == "here" ? (x * 5 + y * 3) % 2 : halves(gene, x, y);
  };
  Names more = genes;
  more.push_back("only");
  MoranChooser chooser(near(4));
  chooser.show(square("a", more, halves));
  chooser.show(square("b", genes, second));
  const MoranChooser::Left left = chooser.left();
  BOOST_TEST(left.in_all == 8);  // with the rest
  BOOST_TEST(left.constant == 1);
  BOOST_TEST(left.significant == 5);
  BOOST_TEST(left.high == 5);
  BOOST_TEST(left.genes == (Names{"left", "mt-co1", "rest"}),
             tt::per_element());

  const GeneList list = chooser.chosen({"FOXP3", "left"});
  BOOST_TEST(list.genes == (Names{"FOXP3", "left", "mt-co1", "rest"}),
             tt::per_element());
  BOOST_TEST(list.name.empty());
  BOOST_TEST(
      list.rule ==
      "of the 8 genes that all of 2 sections have those of a Moran's I (4 "
      "nearest neighbours on the array, ln_1p) with p < 0.01 in each (5) and "
      "above 0.4 in the median (5), without names that begin with RP, MT- (3), "
      "and 1 of 2 that are taken in any case");
}

// The median of two is their mean. What is left of 1,000 counts has the I of
// the gene.
BOOST_AUTO_TEST_CASE(the_median_must_lie_above_its_bound) {
  const auto half = [](const std::string& gene, int x, int y) {
    return gene == "some" ? (x < 4 && (x + y) % 3 > 0 ? 1 : 0)
                          : halves(gene, x, y);
  };
  const Dataset a = square("a", {"some"}, halves);
  const Dataset b = square("b", {"some"}, half);
  const auto index = [](const Dataset& d) {
    return gene_morans(d, {"some"}, array_neighbours(d, 4), MoranOf::counts)
        .index[0];
  };
  BOOST_TEST(index(b) < index(a));
  const auto kept = [&](double above) {
    MoranGenesOptions options = near(4);
    options.of = MoranOf::counts;
    options.above_index = above;
    MoranChooser chooser(options);
    chooser.show(a);
    chooser.show(b);
    return chooser.left().high > 0;
  };
  const double median = (index(a) + index(b)) / 2;
  BOOST_TEST(kept(median - 1e-9));
  BOOST_TEST(!kept(median + 1e-9));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_chosen_from_is_refused) {
  MoranChooser chooser(near(4));
  BOOST_TEST(error_of([&] { chooser.chosen(); }) == "moran_genes: no sections");
  const Dataset boards = square("b", {"board"}, halves);
  chooser.show(boards);
  BOOST_TEST(error_of([&] { chooser.show(boards); }) ==
             "moran_genes: section b is shown twice; expected once");
  BOOST_TEST(error_of([&] { chooser.chosen(); }) ==
             "moran_genes: there is none of the 2 genes that all of 1 sections "
             "have those of a Moran's I (4 nearest neighbours on the array, "
             "ln_1p) with p < 0.01 in each (0) and above 0.4 in the median "
             "(0), without names that begin with RP, MT- (0); 0 never vary in "
             "some section");
  MoranChooser wide(near(64));
  BOOST_TEST(error_of([&] { wide.show(boards); }) ==
             "moran_genes: section b has 64 spots, expected more than 64, the "
             "neighbours of each");
}

BOOST_AUTO_TEST_CASE(the_step_adds_genes_of_a_file) {
  const TempFolder folder;
  square("a", {"left"}, halves).write(folder / "a");
  write_file(folder / "also", "CD4\nCD8A\n");
  const StepKind step = moran_genes_step();
  step.run(Inputs("moran_genes", {{"dataset", {{folder / "a", "", "a"}}},
                                  {"also", {{folder / "also", "m.txt", ""}}}}),
           complete_options(step.decl(), {{"neighbours", 4}}), folder / "out");
  BOOST_TEST(GeneList::read(folder / "out").genes ==
                 (Names{"CD4", "CD8A", "left", "rest"}),
             tt::per_element());
}

namespace {

// Every fifth gene of a section beside what spdep says of it.
void compare(const std::string& name, const Dataset& section) {
  static const Json golden = read_golden("genes/moran_genes");
  const Json& expected = golden.at(name);
  const SpatialWeights weights = array_neighbours(section, 15);
  Names genes;
  for (std::size_t i = 0; i < section.genes.size(); i += 5) {
    genes.push_back(section.genes[i]);
  }
  const GeneMorans found = gene_morans(section, genes, weights, MoranOf::ln_1p);
  const GeneMorans counted =
      gene_morans(section, genes, weights, MoranOf::counts);
  const auto sum = [](const std::vector<double>& values) {
    double out = 0;
    for (const double value : values) out += std::isnan(value) ? 0 : value;
    return out;
  };
  BOOST_TEST(section.spots.size() == expected["spots"].get<std::size_t>());
  BOOST_TEST(genes.size() == expected["genes"].get<std::size_t>());
  BOOST_TEST(std::ranges::count_if(found.index, [](double i) {
               return std::isnan(i);
             }) == expected["constant"].get<int>());
  BOOST_TEST(std::ranges::count_if(found.p, [](double p) {
               return p < 0.01;
             }) == expected["p_below_0.01"].get<int>());
  BOOST_TEST(std::ranges::count_if(found.index, [](double i) {
               return i > 0.4;
             }) == expected["index_above_0.4"].get<int>());
  const auto equal = [&](double ours, const char* what) {
    BOOST_TEST(ours == expected[what].get<double>(), tt::tolerance(1e-10));
  };
  equal(sum(found.index), "sum_of_index");
  equal(sum(found.p), "sum_of_p");
  equal(sum(counted.index), "sum_of_index_of_counts");
  equal(sum(counted.p), "sum_of_p_of_counts");
  for (std::size_t i = 0; i < expected["names"].size(); ++i) {
    const auto gene = expected["names"][i].get<std::string>();
    const auto at = static_cast<std::size_t>(std::ranges::find(genes, gene) -
                                             genes.begin());
    BOOST_TEST_CONTEXT(name << ", " << gene) {
      BOOST_REQUIRE(at < genes.size());
      if (expected["index"][i].is_null()) {
        BOOST_TEST(std::isnan(found.index[at]));
        continue;
      }
      BOOST_TEST(std::abs(found.index[at] -
                          expected["index"][i].get<double>()) < 1e-10);
      BOOST_TEST(std::abs(found.p[at] - expected["p"][i].get<double>()) <
                 1e-10);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(her2st_and_mob_are_as_spdep_says,
                     *boost::unit_test::precondition(has_shared_data)) {
  const fs::path her2st = shared_data() / "her2st/data";
  compare("B4", read_legacy_st(her2st / "ST-cnts/B4.tsv.gz", "B4",
                               her2st / "ST-spotfiles/B4_selection.tsv", "B4",
                               {"B4", "B"}));
  const fs::path mob = shared_data() / "mob";
  compare("MOB1", read_legacy_st(mob / "MOB1.tsv", "MOB1",
                                 mob / "alignment_table_MOB1.tsv", "MOB1",
                                 {"MOB1", "M"}));
}

BOOST_AUTO_TEST_SUITE_END()
