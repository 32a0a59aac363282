#include "core/data/prepare/expression.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

//         a  b  c
//   one   1  0  3
//   two   0  0  0
Dataset small() {
  Dataset d;
  d.section = "s";
  d.spots = {"one", "two"};
  d.genes = {"a", "b", "c"};
  d.counts = {2, 3, {0, 2, 2}, {0, 2}, {1, 3}};
  d.array_xy.resize(2, 2);
  d.pixel_xy.resize(2, 2);
  return d;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(expression_test)

// ln(1 + 10000 * 1 / 4), ln(1 + 10000 * 3 / 4).
BOOST_AUTO_TEST_CASE(natural_logarithm_over_all_genes) {
  const Targets t = normalise(small(), {}, Total::all, 1e4, Log::ln_1p);
  BOOST_TEST(t.values(0, 0) == static_cast<float>(std::log(2501.0)),
             tt::tolerance(1e-7F));
  BOOST_TEST(t.values(0, 2) == static_cast<float>(std::log(7501.0)),
             tt::tolerance(1e-7F));
  BOOST_TEST(t.values(0, 1) == 0.F);
  BOOST_TEST(t.total_all[0] == 4.0);
  BOOST_TEST(t.transform == "ln(1 + 10000 n / total over all genes)");
}

// Order as asked for, the total over the chosen genes: log10(1 + 10000 * 3 /
// 3).
BOOST_AUTO_TEST_CASE(decimal_logarithm_over_the_chosen_genes) {
  const Targets t =
      normalise(small(), {"c", "b"}, Total::chosen, 1e4, Log::log10_1p);
  BOOST_TEST(t.variables[0] == "c");
  BOOST_TEST(t.values(0, 0) == 4.000043427F, tt::tolerance(1e-7F));
  BOOST_TEST(t.total_all[0] == 4.0);
  BOOST_TEST(t.total_chosen[0] == 3.0);
  BOOST_TEST(t.transform == "log10(1 + 10000 n / total over the chosen genes)");
}

// recipes/hespotex_loocv/METHOD.md 2.4: counts per million of the chosen genes,
// ln(1 + 10^6 * 1 / 4) and ln(1 + 10^6 * 3 / 4). A spot that counts none of
// them stays 0, whatever it counts of others.
BOOST_AUTO_TEST_CASE(counts_per_million_of_the_chosen_genes) {
  Dataset d = small();
  d.counts = {2, 3, {0, 2, 3}, {0, 2, 1}, {1, 3, 9}};
  const Targets t = normalise(d, {"a", "c"}, Total::chosen, 1e6, Log::ln_1p);
  BOOST_TEST(t.values(0, 0) == 12.42922F, tt::tolerance(1e-6F));
  BOOST_TEST(t.values(0, 1) == 13.52783F, tt::tolerance(1e-6F));
  BOOST_TEST(t.values.row(1).isZero(0));
  BOOST_TEST(t.total_all[1] == 9.0);
  BOOST_TEST(t.total_chosen[1] == 0.0);
}

BOOST_AUTO_TEST_CASE(without_a_logarithm_shares_remain) {
  const Targets t = normalise(small(), {"a"}, Total::all, 1, Log::none);
  BOOST_TEST(t.values(0, 0) == 0.25F);
  BOOST_TEST(t.transform == "1 n / total over all genes");
}

// ln(1 + 3): no total has a part in it.
BOOST_AUTO_TEST_CASE(counts_as_they_are) {
  const Targets t = normalise(small(), {}, Total::none, 1e4, Log::ln_1p);
  BOOST_TEST(t.values(0, 2) == static_cast<float>(std::log(4.0)),
             tt::tolerance(1e-7F));
  BOOST_TEST(t.values.row(1).isZero(0));
  BOOST_TEST(t.transform == "ln(1 + n)");
  BOOST_TEST(normalise(small(), {}, Total::none, 1e4, Log::none).values(0, 2) ==
             3.F);
}

// Totals 4 and 12, their mean 8: size factors 0.5 and 1.5, and log2(3 / 0.5 +
// 1), log2(9 / 1.5 + 1), of a spot of depth 0 nothing
// (recipes/ghist_cells/METHOD.md 5.2).
BOOST_AUTO_TEST_CASE(size_factors_have_mean_one) {
  Dataset d = small();
  d.counts = {2, 3, {0, 2, 4}, {0, 2, 1, 2}, {1, 3, 3, 9}};
  const Targets t = normalise(d, {"c"}, Total::all, 0, Log::log2_1p);
  BOOST_TEST(t.values(0, 0) == static_cast<float>(std::log2(7.0)),
             tt::tolerance(1e-7F));
  BOOST_TEST(t.values(1, 0) == static_cast<float>(std::log2(7.0)),
             tt::tolerance(1e-7F));
  BOOST_TEST(t.transform == "log2(1 + n / (total over all genes / its mean))");
  BOOST_TEST(normalise(small(), {}, Total::all, 0, Log::log2_1p)
                 .values.row(1)
                 .isZero(0));
}

BOOST_AUTO_TEST_CASE(targets_of_cells_are_of_nuclei) {
  Dataset d = small();
  BOOST_TEST((normalise(d, {}, Total::none, 1e4, Log::ln_1p).unit_kind ==
              ObservedKind::spot));
  d.lattice = Lattice::none;
  BOOST_TEST((normalise(d, {}, Total::none, 1e4, Log::ln_1p).unit_kind ==
              ObservedKind::nucleus));
}

BOOST_AUTO_TEST_CASE(a_spot_without_counts_stays_zero) {
  const Targets t = normalise(small(), {}, Total::all, 1e4, Log::ln_1p);
  BOOST_TEST(t.values.row(1).isZero(0));
  BOOST_TEST(t.total_all[1] == 0.0);
}

BOOST_AUTO_TEST_CASE(a_gene_that_is_not_there_is_named) {
  Dataset d = small();
  d.genes[0] = "GNAS";
  BOOST_TEST(
      error_of([&] { normalise(d, {"GNSA"}, Total::all, 1, Log::none); }) ==
      "targets: section s has no gene 'GNSA'; did you mean 'GNAS'?");
  BOOST_TEST(error_of([&] {
               normalise(d, {"b", "b"}, Total::all, 1, Log::none);
             }) == "targets: gene 'b' is asked for twice");
}

// Symbols of man and of mouse differ in no more than that.
BOOST_AUTO_TEST_CASE(a_gene_of_a_list_is_named_with_its_line) {
  Dataset d = small();
  d.genes[0] = "GAPDH";
  BOOST_TEST(error_of([&] {
               check_listed_genes({"b", "gapdh"}, "panel.txt", "targets", d);
             }) ==
             "panel.txt: line 2: targets: section s has no gene 'gapdh'; did "
             "you mean 'GAPDH'?");
  BOOST_TEST(error_of([&] {
               check_listed_genes({"b", "c"}, "panel.txt", "targets", d);
             }) == "no error");
}

// The total over the chosen genes is that of c alone: ln(1 + 3 / 3).
BOOST_AUTO_TEST_CASE(a_gene_that_is_not_there_is_0_where_asked_for) {
  const Targets t = normalise(small(), {"x", "c"}, Total::chosen, 1, Log::ln_1p,
                              Absent::zero);
  BOOST_TEST(t.variables[0] == "x");
  BOOST_TEST(t.values.col(0).isZero(0));
  BOOST_TEST(t.values(0, 1) == static_cast<float>(std::log(2.0)));
  BOOST_TEST(
      error_of([] { normalise(small(), {"far"}, Total::all, 1, Log::none); }) ==
      "targets: section s has no gene 'far'; absent = \"zero\" takes it as not "
      "counted");
}

BOOST_AUTO_TEST_CASE(gene_lists_are_one_name_a_line) {
  BOOST_TEST(parse_gene_list("FN1\r\n GNAS\n\n", "genes.txt") ==
                 (std::vector<std::string>{"FN1", "GNAS"}),
             tt::per_element());
  BOOST_TEST(error_of([] { parse_gene_list("A\nB\nA\n", "genes.txt"); }) ==
             "genes.txt: line 3: gene 'A' is there twice, before in line 1");
  BOOST_TEST(error_of([] { parse_gene_list("A\n\nB\n", "genes.txt"); }) ==
             "genes.txt: line 2: is empty");
  BOOST_TEST(error_of([] { parse_gene_list("", "genes.txt"); }) ==
             "genes.txt: names no gene");
}

// As a spreadsheet, R and a web page leave names.
BOOST_AUTO_TEST_CASE(gene_lists_are_read_as_people_save_them) {
  for (const char* text :
       {"\xef\xbb\xbfGAPDH\r\nERBB2\r\n", "GAPDH\rERBB2\r",
        "\"GAPDH\"\n\"ERBB2\"\n", "\u00a0GAPDH \u00a0\nERBB2\u200b\n"}) {
    BOOST_TEST(parse_gene_list(text, "genes.txt") ==
                   (std::vector<std::string>{"GAPDH", "ERBB2"}),
               boost::test_tools::per_element());
  }
  BOOST_TEST(error_of([] { parse_gene_list("A\tB\n", "genes.txt"); }) ==
             "genes.txt: line 1: 'A\tB' has a tab, expected one name a line");
  BOOST_TEST(error_of([] {
               parse_gene_list("<html></html>", "g");
             }).starts_with("g: is a web page, expected text; "));
}

BOOST_AUTO_TEST_SUITE_END()
