#include "core/eval/findings/section_maps.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/file.h"
#include "core/data/image/jpeg.h"
#include "core/data/image/picture.h"
#include "tests/eval/sample.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

// 36 spots 20 px apart, the first at (100, 60), on a picture of 400 x 300.
struct Mapped {
  sample::Section section = sample::section("s/A", 36, 5);
  Predictions predictions = sample::noisy(section, "m", 1.0);
  Dataset dataset;
  Findings findings;

  Mapped() {
    dataset.section = "s/A";
    dataset.patient = "s/P";
    dataset.picture_width_px = 400;
    dataset.picture_height_px = 300;
    dataset.pixel_xy.resize(36, 2);
    for (int spot = 0; spot < 36; ++spot) {
      // In another order than the targets'.
      const int other = 35 - spot;
      dataset.spots.push_back(
          section.targets.spots[static_cast<std::size_t>(other)]);
      dataset.pixel_xy(spot, 0) = 100.0 + 20.0 * (other % 6);
      dataset.pixel_xy(spot, 1) = 60.0 + 20.0 * (other / 6);
    }
    findings.model = "m";
    findings.genes.names = section.targets.genes;
    findings.genes.by_predictor["m"] = {0.1, std::nan(""), 0.9, 0.5, 0.3};
  }
  MapSource source() const {
    MapSource made;
    made.dataset = &dataset;
    made.targets = &section.targets;
    made.predictions = &predictions;
    return made;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(section_maps_test)

// Ranks are 2, 3, 4, 0; gene 1 is undefined and never drawn.
BOOST_AUTO_TEST_CASE(genes_are_drawn_from_highest_to_lowest) {
  const Mapped mapped;
  const auto drawn = [&](std::size_t count) {
    return genes_to_draw(mapped.findings, mapped.section.targets, count);
  };
  BOOST_TEST(drawn(2) == (std::vector<std::string>{"GENE2", "GENE0"}),
             tt::per_element());
  BOOST_TEST(drawn(3) == (std::vector<std::string>{"GENE2", "GENE3", "GENE0"}),
             tt::per_element());
  BOOST_TEST(drawn(0).empty());
  BOOST_TEST(drawn(9).size() == 4U);
}

BOOST_AUTO_TEST_CASE(without_a_score_the_most_expressed_genes_are_drawn) {
  Mapped mapped;
  mapped.findings.genes.by_predictor["m"].assign(5, std::nan(""));
  mapped.section.targets.values.col(4).array() += 10.F;
  mapped.section.targets.values.col(1).array() += 5.F;
  BOOST_TEST(genes_to_draw(mapped.findings, mapped.section.targets, 2) ==
                 (std::vector<std::string>{"GENE4", "GENE1"}),
             tt::per_element());
}

// The frame is the spots' box and a pitch around it: x 80 to 220, y 40 to 180,
// 140 px wide, at half scale 70.
BOOST_AUTO_TEST_CASE(spots_lie_in_the_frame_of_the_map) {
  Mapped mapped;
  add_maps(mapped.findings, mapped.source(), {"GENE2"}, 70);
  const SectionMap& map = mapped.findings.maps.at(0);
  BOOST_TEST(map.section == "s/A");
  BOOST_TEST(!map.picture);
  BOOST_TEST(map.width_px == 70.0);
  BOOST_TEST(map.x.at(0) == 10.0, tt::tolerance(1e-9));
  BOOST_TEST(map.y.at(0) == 10.0, tt::tolerance(1e-9));
  BOOST_TEST(map.x.at(1) == 20.0, tt::tolerance(1e-9));
  BOOST_TEST(map.spot_radius_px == 4.5, tt::tolerance(1e-9));
  const GeneMap& gene = map.genes.at(0);
  BOOST_TEST(gene.measured.size() == 36U);
  BOOST_TEST(std::abs(gene.measured.at(3) -
                      double{mapped.section.targets.values(3, 2)}) < 1e-5);
}

// White but for a red square under the first spots: the cut shows it.
BOOST_AUTO_TEST_CASE(the_picture_is_cut_to_the_frame) {
  const TempFolder folder;
  Picture picture{400, 300, std::vector<std::uint8_t>(400 * 300 * 3, 255)};
  for (std::size_t y = 40; y < 110; ++y) {
    for (std::size_t x = 80; x < 150; ++x) {
      picture.rgb[(y * 400 + x) * 3 + 1] = 0;
      picture.rgb[(y * 400 + x) * 3 + 2] = 0;
    }
  }
  write_file(folder.path / "a.jpg", jpeg_encode(picture, 90));
  Mapped mapped;
  MapSource source = mapped.source();
  source.picture = folder.path / "a.jpg";
  source.picture_name = "a.jpg";
  add_maps(mapped.findings, source, {"GENE2"}, 70);
  BOOST_TEST(mapped.findings.maps.at(0).picture.value() == "s_A.jpg");
  const Picture cut = jpeg_decode(mapped.findings.files.at("s_A.jpg"), "cut");
  BOOST_TEST(cut.width_px == 70);
  BOOST_TEST(cut.height_px == 70);
  const auto green = [&](std::int64_t x, std::int64_t y) {
    return int{cut.rgb[static_cast<std::size_t>((y * 70 + x) * 3 + 1)]};
  };
  BOOST_TEST(green(10, 10) < 60);
  BOOST_TEST(green(60, 10) > 200);
  BOOST_TEST(green(10, 60) > 200);
}

BOOST_AUTO_TEST_CASE(a_gene_that_is_not_there_is_named) {
  Mapped mapped;
  BOOST_TEST(error_of([&] {
               add_maps(mapped.findings, mapped.source(), {"WISH"}, 70);
             }) == "findings: maps of s/A: no gene 'WISH' (5 given)");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
