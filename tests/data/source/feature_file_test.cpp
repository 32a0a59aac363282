#include "core/data/source/feature_file.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <functional>
#include <limits>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/engine/step/catalog.h"
#include "core/engine/step/step_kind.h"
#include "tests/support/h5_file.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Texts = std::vector<std::string>;

// Spots a, b, c, d in a row, 100 px and 100 um apart.
Dataset four_spots() {
  Dataset d;
  d.section = "x/B1";
  d.patient = "x/B";
  d.spot_pitch_um = 100;
  d.spots = {"a", "b", "c", "d"};
  d.genes = {"FN1"};
  d.counts = {4, 1, {0, 0, 0, 0, 0}, {}, {}};
  d.array_xy.resize(4, 2);
  d.array_xy << 0, 0, 1, 0, 0, 1, 1, 1;
  d.pixel_xy.resize(4, 2);
  d.pixel_xy << 100, 100, 200, 100, 100, 200, 200, 200;
  return d;
}

// What TRIDENT writes: corners 28 px left of and above the middles of patches
// that are 56 px wide, in an order of its own; none is of spot a.
struct Trident {
  std::vector<float> values = {3, 30, 1, 10, 2, 20, 9, 90};
  std::vector<std::int64_t> corners = {172, 172, 172, 72, 72, 173, 972, 72};
  std::int64_t side = 56;  // 0: not said
  FeatureFileOptions options = {.most_missing = 0.25};
  std::function<void(H5File&)> more = [](H5File&) {};

  Features read() const {
    const TempFolder folder;
    {
      H5File out(folder / "B1.h5");
      out.numbers("features", values, {values.size() / 2, 2});
      if (!corners.empty()) {
        out.numbers("coords", corners, {corners.size() / 2, 2});
        if (side > 0) out.number("coords", "patch_size_level0", side);
      }
      more(out);
    }
    return read_feature_file(folder / "B1.h5", "feats/B1.h5", four_spots(),
                             "UNI", options);
  }
  std::string error() const {
    return error_of([&] { read(); });
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(feature_file_test)

BOOST_AUTO_TEST_CASE(a_patch_goes_to_the_spot_in_its_middle) {
  const Features read = Trident().read();
  BOOST_TEST(read.section == "x/B1");
  BOOST_TEST(read.encoder == "UNI");
  BOOST_TEST(read.spots == (Texts{"b", "c", "d"}), tt::per_element());
  // c's patch lies one pixel low.
  BOOST_TEST(read.values.col(0) == (Eigen::Vector3f{1, 2, 3}));
  BOOST_TEST(read.values.col(1) == (Eigen::Vector3f{10, 20, 30}));
  BOOST_TEST(read.blank.size() == 0);
  BOOST_TEST(read.tiles.pitches == 0.56, tt::tolerance(1e-12));
  BOOST_TEST(read.tiles.um == 56.0, tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(corners_are_x_before_y) {
  Trident file;
  file.values = {1, 10, 2, 20, 3, 30, 4, 40};
  file.corners = {72, 72, 172, 72, 72, 172, 172, 172};
  file.options.most_missing = 0;
  BOOST_TEST(file.read().values.col(0) == (Eigen::Vector4f{1, 2, 3, 4}));
}

BOOST_AUTO_TEST_CASE(of_equally_near_patches_the_first_is_taken) {
  Trident file;
  file.options = {.most_shift_px = 1000, .most_missing = 0};
  // Middles 50 px left and 50 px right of a and above c, the same of b and d.
  file.values = {1, 0, 2, 0};
  file.corners = {122, 72, 22, 72};
  BOOST_TEST(file.read().values.col(0) == (Eigen::Vector4f{1, 1, 1, 1}));
}

BOOST_AUTO_TEST_CASE(spots_without_a_patch_are_counted_and_refused) {
  Trident file;
  file.options.most_missing = 0;
  BOOST_TEST(file.error() ==
             "feats/B1.h5: 1 of 4 spots of section x/B1 have no patch: the "
             "middle of the patch nearest to spot 'a' is 100.0 px away "
             "(most_shift_px is 2); allow it by most_missing, and narrow the "
             "section to the others by ms.featured_spots");
  // 1000 px right of it and 101 px below.
  file.options = {.most_missing = 1};
  file.corners = {1172, 172, 1172, 72, 1072, 173, 1972, 72};
  BOOST_TEST(file.error() ==
             "feats/B1.h5: no spot of section x/B1 has a patch: the middle of "
             "the patch nearest to spot 'a' is 1005.1 px away (most_shift_px "
             "is 2)");
}

BOOST_AUTO_TEST_CASE(patches_of_another_size_are_refused) {
  Trident file;
  file.options.patch_px = 112;
  BOOST_TEST(file.error() ==
             "feats/B1.h5: its patches are 56 px wide at full resolution "
             "(patch_size_level0 of coords), patch_px says 112: they show "
             "another part of the tissue. Take the features of patches of 112 "
             "px, or say patch_px = 56");
}

BOOST_AUTO_TEST_CASE(clam_does_not_say_how_wide_its_patches_are) {
  Trident file;
  file.side = 0;
  BOOST_TEST(file.error() ==
             "feats/B1.h5: how wide its patches are is not said "
             "(patch_size_level0 of coords), and their corners alone do not "
             "tell which spot they are of; give patch_px, the side of a patch "
             "in pixels at full resolution");
  file.options.patch_px = 56;
  BOOST_TEST(file.read().spots == (Texts{"b", "c", "d"}), tt::per_element());
}

// HEST-Benchmark: `embeddings`, barcodes as a column of bytes, and corners that
// are not looked at.
BOOST_AUTO_TEST_CASE(rows_with_barcodes_are_joined_by_them) {
  const auto read = [](const Texts& barcodes, double most_missing) {
    const TempFolder folder;
    {
      H5File out(folder / "B1.h5");
      out.numbers<double>("embeddings", {1, 2, 3}, {3, 1});
      out.numbers<std::int64_t>("coords", {0, 0, 0, 0, 0, 0}, {3, 2});
      out.fixed_strings("barcodes", barcodes, 1, {barcodes.size(), 1});
    }
    return read_feature_file(folder / "B1.h5", "B1.h5", four_spots(), "UNI",
                             {.most_missing = most_missing});
  };
  const Features joined = read({"d", "z", "a"}, 0.5);
  BOOST_TEST(joined.spots == (Texts{"a", "d"}), tt::per_element());
  BOOST_TEST(joined.values.col(0) == (Eigen::Vector2f{3, 1}));
  BOOST_TEST(!joined.tiles.known());
  BOOST_TEST(error_of([&] { read({"d", "z", "a"}, 0); }) ==
             "B1.h5: 2 of 4 spots of section x/B1 have no patch: no barcode "
             "'b' (3 given, as 'd'); allow it by most_missing, and narrow the "
             "section to the others by ms.featured_spots");
  BOOST_TEST(error_of([&] { read({"d", "a", "d"}, 1); }) ==
             "B1.h5: barcode 'd' stands there twice");
  BOOST_TEST(error_of([&] { read({"d", "a"}, 1); }) ==
             "B1.h5: barcodes has 2 rows for 3 of embeddings");
}

BOOST_AUTO_TEST_CASE(files_of_other_forms_are_refused) {
  Trident file;
  file.corners = {};
  BOOST_TEST(file.error() ==
             "feats/B1.h5 has neither coords nor barcodes: its rows cannot be "
             "joined to spots");
  file = {};
  file.corners.resize(6);
  BOOST_TEST(file.error() ==
             "feats/B1.h5: coords is [3, 2], expected [4 patches, 2]");
  file = {};
  file.values[3] = std::numeric_limits<float>::quiet_NaN();
  BOOST_TEST(file.error() ==
             "feats/B1.h5: value 1 of spot 'b' is nan, expected a finite "
             "number");
  const TempFolder folder;
  { H5File(folder / "e.h5").numbers<float>("img", {1, 2}); }
  BOOST_TEST(error_of([&] {
               read_feature_file(folder / "e.h5", "e.h5", four_spots(), "UNI",
                                 {});
             }) ==
             "e.h5 has no features: expected the array `features` of TRIDENT "
             "and CLAM, or `embeddings` of HEST-Benchmark; it holds img");
  { H5File(folder / "f.h5").numbers<float>("features", {1, 2}); }
  BOOST_TEST(error_of([&] {
               read_feature_file(folder / "f.h5", "f.h5", four_spots(), "UNI",
                                 {});
             }) == "f.h5: features is [2], expected [patches, values]");
}

BOOST_AUTO_TEST_CASE(the_step_takes_the_encoders_name_from_its_file) {
  const TempFolder folder;
  four_spots().write(folder / "dataset");
  {
    H5File out(folder / "B1.h5");
    out.numbers<float>("features", {1, 2, 3, 4}, {4, 1});
    out.strings("barcodes", {"a", "b", "c", "d"});
  }
  write_file(folder / "uni.txt", "UNI, patches of 112 um\r\nMass-100K\r\n");
  const auto run = [&](const std::string& card) {
    make_folders(folder / "out");
    const StepKind kind = feature_file_step();
    kind.run(
        Inputs("feature_file", {{"dataset", {{folder / "dataset", "", "x/B1"}}},
                                {"file", {{folder / "B1.h5", "B1.h5", ""}}},
                                {"encoder", {{folder / card, card, ""}}}}),
        complete_options(kind.decl(), Json::object()), folder / "out");
    return Features::read(folder / "out").encoder;
  };
  BOOST_TEST(run("uni.txt") == "UNI, patches of 112 um");
  write_file(folder / "none.txt", "\nUNI\n");
  BOOST_TEST(error_of([&] { run("none.txt"); }) ==
             "none.txt: its first line is to be the encoder's name, of 1 to "
             "200 bytes; found 0");
}

BOOST_AUTO_TEST_SUITE_END()
