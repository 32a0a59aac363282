// Positions and scales of a section, as the steps `dataset` and `patches` hold
// them against its array and its picture.
#include <boost/test/unit_test.hpp>
#include <functional>

#include "core/base/file.h"
#include "core/data/image/png.h"
#include "core/data/prepare/crop.h"
#include "core/data/source/dataset_step.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/patches.h"
#include "core/engine/step/catalog.h"
#include "core/engine/step/step_kind.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

using Place = std::function<std::pair<double, double>(int x, int y)>;

/// A section of 4 x 4 spots in a picture of 100 x 100 px, as files.
class Section {
 public:
  explicit Section(const Place& place) {
    std::string counts = "\tA\n";
    std::string spots = "x\ty\tpixel_x\tpixel_y\n";
    for (int i = 0; i < 16; ++i) {
      const int x = i % 4 + 1;
      const int y = i / 4 + 1;
      const auto [across, down] = place(x, y);
      counts += concat(x, "x", y, "\t1\n");
      spots += concat(x, "\t", y, "\t", across, "\t", down, "\n");
    }
    write_file(folder_ / "counts", counts);
    write_file(folder_ / "spots", spots);
    Picture p{100, 100, {}};
    for (int i = 0; i < 10'000; ++i) {
      p.rgb.insert(p.rgb.end(), {180, 120, 160});
    }
    write_file(folder_ / "p.png", png_encode(p));
  }

  Dataset dataset(Json options = Json::object()) {
    options["section"] = "d/S1";
    options["patient"] = "d/P1";
    run(dataset_step(), options,
        {{"counts", {{folder_ / "counts", "counts", ""}}},
         {"spots", {{folder_ / "spots", "spots", ""}}},
         {"picture", {picture()}}},
        "dataset");
    return Dataset::read(folder_ / "dataset");
  }

  /// Of a dataset that another program wrote.
  std::optional<CropNotes> patches(const Dataset& dataset,
                                   const Json& options = Json::object()) {
    const std::string number = concat(++crops_);
    dataset.write(folder_ / ("theirs" + number));
    run(patches_step(), options,
        {{"dataset", {{folder_ / ("theirs" + number), "", "d/S1"}}},
         {"picture", {picture()}}},
        "patches" + number);
    return PatchReader(folder_ / ("patches" + number)).notes();
  }

 private:
  Inputs::Item picture() const { return {folder_ / "p.png", "p.png", "d/S1"}; }
  void run(const StepKind& step, const Json& options,
           std::map<std::string, std::vector<Inputs::Item>> items,
           const std::string& out) {
    step.run(Inputs(out, std::move(items)),
             complete_options(step.decl(), options), folder_ / out);
  }

  TempFolder folder_;
  int crops_ = 0;
};

std::pair<double, double> right_place(int x, int y) {
  return {20. * x, 20. * y};
}

std::pair<double, double> exchanged(int x, int y) { return {20. * y, 20. * x}; }

const std::string kExchanged =
    "positions of its 16 spots do not fit: the determinant is negative: x and "
    "y are exchanged, or the picture is mirrored (map from array to pixels: "
    "determinant -400.0 px2, residual 0.00 pitches, pitch 20.0 px, picture 100 "
    "x 100 px)";
const std::string kWhatToDo =
    "; mend them, or take them as they are with geometry = \"as_given\" of "
    "`dataset` (`uns/geometry` of another program's)";

}  // namespace

BOOST_AUTO_TEST_SUITE(section_checks_test)

BOOST_AUTO_TEST_CASE(a_right_section_passes) {
  Section section(right_place);
  const Dataset d = section.dataset({{"spot_pitch_um", 100.0}});
  BOOST_TEST(d.geometry == "checked");
  BOOST_TEST(d.remarks.empty());
  BOOST_TEST(d.um_per_px == 5);  // by the array
  const auto notes = section.patches(d, {{"crop_um", 80.0}, {"tile_px", 8}});
  BOOST_TEST(notes->crop_px == 16);
  BOOST_TEST(notes->width.um == 80, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(notes->geometry == "checked");
}

BOOST_AUTO_TEST_CASE(exchanged_axes_are_refused_where_the_tables_are_read) {
  Section section(exchanged);
  BOOST_TEST(error_of([&] { section.dataset(); }) ==
             "section d/S1: " + kExchanged + kWhatToDo);
}

BOOST_AUTO_TEST_CASE(what_the_dataset_accepts_is_cropped_and_noted) {
  Section section(exchanged);
  const Dataset d = section.dataset({{"geometry", "as_given"}});
  BOOST_TEST(d.geometry == "as_given");
  BOOST_TEST(
      d.remarks == std::vector<std::string>{"taken as given: " + kExchanged},
      boost::test_tools::per_element());
  BOOST_TEST(section.patches(d)->geometry == "as_given");
}

BOOST_AUTO_TEST_CASE(positions_of_another_program_are_checked_before_crops) {
  Section section(right_place);
  Dataset d = section.dataset();
  d.geometry = "";
  BOOST_TEST(section.patches(d)->geometry == "checked");
  d.pixel_xy.col(0).swap(d.pixel_xy.col(1));
  BOOST_TEST(error_of([&] { section.patches(d); }) ==
             "patches: section d/S1: " + kExchanged + kWhatToDo);
  d.geometry = "as_given";
  BOOST_TEST(section.patches(d)->geometry == "as_given");
}

BOOST_AUTO_TEST_CASE(a_scale_that_the_array_contradicts_is_refused) {
  Section section(right_place);
  Json options{{"um_per_px", 0.5}, {"spot_pitch_um", 100.0}};
  const std::string differ =
      "scales differ: 0.5000 um/px by what is given, 5.0000 um/px by its array "
      "(spots 100 um and 20.0 px apart)";
  BOOST_TEST(error_of([&] { section.dataset(options); }) ==
             "section d/S1: " + differ +
                 "; mend um_per_px or spot_pitch_um (0 = not known), or take "
                 "the first with scale = \"as_given\" of `dataset`");
  options["scale"] = "as_given";
  const Dataset d = section.dataset(options);
  BOOST_TEST(d.um_per_px == 0.5);
  BOOST_TEST(d.remarks.at(0) == "taken as given: " + differ);
}

BOOST_AUTO_TEST_CASE(tiles_that_may_meet_any_say_nothing_of_their_width) {
  Section section(right_place);
  const auto notes = section.patches(section.dataset(), {{"scale", "any"}});
  BOOST_TEST(!notes->width.known());
}

BOOST_AUTO_TEST_SUITE_END()
