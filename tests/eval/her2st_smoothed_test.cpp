// The protocol of smoothed targets on real sections: 250 genes, a patient held
// out, ridge on mean colours of windows of 224 px. Expected values were
// computed apart from this program, with NumPy and Pillow. Needs
// $MOONSTAIN_DATA; without it every case is skipped.

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "core/base/folder.h"
#include "core/data/prepare/crop.h"
#include "core/data/prepare/expression.h"
#include "core/data/prepare/smoothed_targets.h"
#include "core/data/prepare/top_genes.h"
#include "core/data/source/legacy_st.h"
#include "core/eval/baselines/colour.h"
#include "core/eval/baselines/ridge_model.h"
#include "core/eval/metrics/expression_scores.h"
#include "core/learn/encoder.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

// Those with pictures; B4 is of one patient, the others are of another.
const std::vector<std::string> kPictured{"B4", "C2", "C3", "C4", "C5", "C6"};

Dataset counts_of(const std::string& name) {
  const fs::path data = shared_data() / "her2st/data";
  LegacySection about;
  about.section = "her2st/" + name;
  about.patient = "her2st/" + name.substr(0, 1);
  const fs::path counts = data / "ST-cnts" / (name + ".tsv.gz");
  const fs::path spots = data / "ST-spotfiles" / (name + "_selection.tsv");
  return read_legacy_st(counts, counts.string(), spots, spots.string(), about);
}

Features colours_of(const Dataset& dataset, const std::string& name) {
  const fs::path pictures =
      shared_data() / "her2st/data/ST-imgs" / name.substr(0, 1) / name;
  const TempFolder folder;
  const CropOptions crop;
  PatchWriter writer(folder / "patches", crop_info(dataset, crop));
  crop_patches(dataset, *Image::open(pictures / list_folder(pictures).at(0)),
               crop, [&](auto tiles) { writer.add(tiles); });
  writer.finish();
  PatchReader patches(folder / "patches");
  return encode(colour_encoder(ColourStatistics::mean), patches);
}

// The pictured sections, and 250 genes of all sections with counts at hand.
struct Sections {
  std::vector<Targets> alone, smoothed;
  std::vector<Features> colours;

  Sections() {
    TopGenes genes({.most = 250, .min_share = 0.1});
    std::vector<Dataset> pictured;
    for (const char* name : {"A1", "B1", "B2", "B3", "B4", "B5", "B6", "C1",
                             "C2", "C3", "C4", "C5", "C6"}) {
      const Dataset dataset = counts_of(name);
      genes.add(dataset);
      if (std::find(kPictured.begin(), kPictured.end(), name) !=
          kPictured.end()) {
        pictured.push_back(dataset);
      }
    }
    const GeneList list = genes.chosen();
    BOOST_TEST(list.genes.size() == 250U);
    for (std::size_t i = 0; i < pictured.size(); ++i) {
      alone.push_back(
          normalise(pictured[i], list.genes, Total::chosen, 1e4, Log::ln_1p));
      smoothed.push_back(smoothed_targets(alone.back(), pictured[i], 1));
      colours.push_back(colours_of(pictured[i], kPictured[i]));
    }
  }

  // By section; patient B is B4 alone.
  std::vector<double> scores(const std::vector<Targets>& learned,
                             const std::vector<Targets>& truth) const {
    std::vector<double> values;
    for (std::size_t i = 0; i < truth.size(); ++i) {
      const std::size_t begin = i == 0 ? 1 : 0, end = i == 0 ? 6 : 1;
      const auto part = [&](const auto& list) {
        return std::vector(list.begin() + static_cast<std::ptrdiff_t>(begin),
                           list.begin() + static_cast<std::ptrdiff_t>(end));
      };
      const RidgeModel model =
          fit_ridge_model(part(colours), part(learned), {.alpha = 10});
      values.push_back(
          metric_value(expression_scores(
                           ridge_predictions(model, colours[i], "r"), truth[i]),
                       "tissue", parse_metric("pearson.mean")));
    }
    return values;
  }
};

void check_row(const std::vector<double>& found,
               const std::vector<double>& expected, double mean) {
  double sum = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    BOOST_TEST(
        std::abs(found[i] - expected[i]) < 0.0006,
        kPictured[i] << ": " << found[i] << ", expected " << expected[i]);
    sum += found[i];
  }
  BOOST_TEST(std::abs(sum / 6 - mean) < 0.0004,
             "mean: " << sum / 6 << ", expected " << mean);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(her2st_smoothed_test,
                      *boost::unit_test::precondition(has_shared_data))

// Smoothing both sides lifts the same ridge by 0.063; by 0.064 where the genes
// are those of all 36 sections, of which 13 are at hand. Most of it is the
// truth's: learned from means and scored on spots it is what it was.
BOOST_AUTO_TEST_CASE(smoothing_lifts_a_ridge_on_colours) {
  const Sections all;
  check_row(all.scores(all.alone, all.alone),
            {0.2908, 0.1670, 0.1713, 0.1563, 0.1188, 0.1666}, 0.1785);
  check_row(all.scores(all.smoothed, all.smoothed),
            {0.4461, 0.1970, 0.2129, 0.1988, 0.1603, 0.2349}, 0.2417);
  check_row(all.scores(all.smoothed, all.alone),
            {0.2866, 0.1697, 0.1688, 0.1564, 0.1196, 0.1689}, 0.1784);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
