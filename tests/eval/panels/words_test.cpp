#include "core/eval/panels/words.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/eval/panels/sample_panels.h"

namespace moonstain {

BOOST_AUTO_TEST_SUITE(words_test)

BOOST_AUTO_TEST_CASE(three_digits_matter) {
  BOOST_TEST(short_number(0.1584) == "0.158");
  BOOST_TEST(short_number(0.08) == "0.08");
  BOOST_TEST(short_number(-4.306) == "-4.31");
  BOOST_TEST(short_number(1280) == "1280");
  BOOST_TEST(short_number(60) == "60");
  BOOST_TEST(short_number(0) == "0");
  BOOST_TEST(short_number(0.000012) == "1.2e-05");
  BOOST_TEST(short_number(3e9) == "3.0e+09");
  BOOST_TEST(short_number(std::nan("")) == "undefined");
  BOOST_TEST(range_words(1, 2.5) == "1 to 2.5");
  BOOST_TEST(range_words(0.000275, 0.9994) == "0 to 0.999");
  BOOST_TEST(range_words(2e-6, 3e-6) == "2.0e-06 to 3.0e-06");
  BOOST_TEST(range_words(1.5, 1.5) == "one value, 1.5");
  BOOST_TEST(range_words(1.2301, 1.2304) == "1.2301 to 1.2304");
  BOOST_TEST(range_words(std::nan(""), std::nan("")) == "undefined");
}

// Of three genes one could not be tested.
BOOST_AUTO_TEST_CASE(what_has_no_p_is_counted) {
  Panel panel;
  VolcanoPanel data;
  data.item = "gene";
  data.p = "adjusted p";
  data.threshold = 0.05;
  data.items = {{"A", 1, 0.01}, {"B", 1, 0.5}, {"C", 0, std::nan("")}};
  panel.data = data;
  BOOST_TEST(panel_sentence(panel) ==
             "1 of 3 genes (1 without effect or p) with adjusted p at most "
             "0.05: A");
}

// Each in the nouns of its panel: nuclei and patients are no genes.
BOOST_AUTO_TEST_CASE(a_sentence_has_the_numbers_of_its_panel) {
  const auto said = [](PanelKind kind) {
    return panel_sentence(sample::panel(kind));
  };
  BOOST_TEST(said(PanelKind::curve) ==
             "share alive by time since diagnosis, months: high risk ends at "
             "0.3, low risk ends at 0.8; Log-rank p = 0.013.");
  BOOST_TEST(said(PanelKind::roc) ==
             "model AUC 0.891 (0.840 to 0.930), 40 of 120 spots tumour, "
             "colours AUC 0.600, 40 of 120 spots tumour, one class AUC "
             "undefined, 0 of 80 spots tumour");
  BOOST_TEST(said(PanelKind::confusion) ==
             "120 of 150 nuclei (80.0 %) have the predicted cell type");
  BOOST_TEST(said(PanelKind::table) ==
             "table of 2 loci: locus, gained, patients, hazard ratio");
  BOOST_TEST(said(PanelKind::picture) ==
             "picture with 20 nuclei outlined: 13 tumour, 7 lymphocyte");
  BOOST_TEST(
      said(PanelKind::map).starts_with("maps of 3 genes in 2 sections; r 0."));
  BOOST_TEST(said(PanelKind::map).ends_with(", undefined in 2"));
  BOOST_TEST(said(PanelKind::heat_map).ends_with(", 3 undefined"));
  BOOST_TEST(said(PanelKind::volcano)
                 .ends_with(": ERBB2, TOP2A, GRB7, ESR1, G182 and 20 more"));
  BOOST_TEST(said(PanelKind::forest) ==
             "hazard ratio, high over low risk: bulk expression 3.07 (0.319 "
             "to 29.5), proportion of cells by type and gene 6.75 (0.812 to "
             "560), neighbours 1.02 (0.207 to 5.07), half open 4 and 1 more");
  BOOST_TEST(said(PanelKind::ranks) ==
             "mean ranks of 5 methods over 8 patients: colour ridge 1.20, "
             "hist2RNA (frozen features) 1.80, a method whose name is too long "
             "for the chart 3.00, nearest 50 4.20 and 1 more. Methods that a "
             "bar joins are not shown to differ.");
  BOOST_TEST(said(PanelKind::track)
                 .starts_with("sum of -log10 p, by locus in 164 bins of 4 "
                              "chromosomes; highest 321 at 17:81-82 Mb; "));
  BOOST_TEST(said(PanelKind::track)
                 .ends_with(" above the 95th percentile of 1000 "
                            "permutations"));
  BOOST_TEST(said(PanelKind::scatter)
                 .starts_with("predicted against measured: GNAS r 0."));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
