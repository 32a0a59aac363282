#include "core/eval/export/spatialdata.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/data/anndata/reader.h"
#include "core/data/image/png_writer.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/predictions.h"
#include "core/data/zarr/reader.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

namespace tt = boost::test_tools;

Dataset dataset() {
  Dataset out;
  out.section = "lab/S1";
  out.patient = "lab/P";
  out.lattice = Lattice::square;
  out.picture_width_px = 5;
  out.picture_height_px = 4;
  out.spots = {"1x1", "2x1"};
  out.genes = {"A"};
  out.counts = {2, 1, {0, 1, 2}, {0, 0}, {5, 7}};
  out.array_xy.resize(2, 2);
  out.array_xy << 1, 1, 2, 1;
  out.pixel_xy.resize(2, 2);
  out.pixel_xy << 1, 1, 4, 1;
  return out;
}

struct Written {
  explicit Written(const Dataset& of) {
    of.write(folder / "dataset");
    section.dataset = {"dataset", "Dataset", folder / "dataset"};
    make_folders(folder / "store");
  }
  // [4, 5, 3]: red is the column, green the row, blue 7.
  void add_picture() {
    std::vector<std::uint8_t> rgb;
    for (int y = 0; y < 4; ++y) {
      for (int x = 0; x < 5; ++x) {
        rgb.push_back(static_cast<std::uint8_t>(x));
        rgb.push_back(static_cast<std::uint8_t>(y));
        rgb.push_back(7);
      }
    }
    PngWriter out(folder / "a.png", 5, 4, "");
    out.add(rgb);
    out.finish();
    section.picture = folder / "a.png";
    section.picture_name = "a.png";
  }
  std::vector<std::string> write() {
    return write_spatialdata({section}, folder / "store");
  }
  TempFolder folder;
  SpatialSection section;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(spatialdata_test)

BOOST_AUTO_TEST_CASE(a_picture_lies_by_channel_row_and_column) {
  Written written(dataset());
  written.add_picture();
  BOOST_TEST(written.write().empty());
  const zarr::Reader in(written.folder / "store");
  const auto pixels = in.array<std::uint8_t>("images/lab_S1_image/s0");
  BOOST_TEST(pixels.size() == 60);
  for (std::size_t y = 0; y < 4; ++y) {
    for (std::size_t x = 0; x < 5; ++x) {
      BOOST_TEST(pixels[5 * y + x] == x);
      BOOST_TEST(pixels[20 + 5 * y + x] == y);
      BOOST_TEST(pixels[40 + 5 * y + x] == 7);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_picture_of_another_size_is_left_out_and_said) {
  Dataset other = dataset();
  other.picture_width_px = 50;
  Written written(other);
  written.add_picture();
  BOOST_TEST(written.write() ==
                 std::vector<std::string>{
                     "the picture of lab/S1: it has 5 x 4 px, the positions "
                     "are of one of 50 x 4"},
             tt::per_element());
  const zarr::Reader in(written.folder / "store");
  BOOST_TEST(in.children("images").empty());
}

// By hand: the two spots lie 3 px apart, half of that is a diameter of 1.5.
BOOST_AUTO_TEST_CASE(how_wide_a_circle_is_and_from_what) {
  const auto from = [](const Dataset& of) {
    Written written(of);
    written.write();
    const zarr::Reader in(written.folder / "store");
    return in.attributes("shapes/lab_S1_spots")
        .at("radius_from")
        .get<std::string>();
  };
  Dataset one = dataset();
  BOOST_TEST(from(one) ==
             "half the distance of the nearest spots as a diameter");
  one.spot_pitch_um = 200;
  one.um_per_px = 2;
  BOOST_TEST(from(one) == "half the array's pitch as a diameter");
  one.spot_diameter_px = 2;
  BOOST_TEST(from(one) == "the file");
}

BOOST_AUTO_TEST_CASE(rows_of_a_table_name_their_element_and_spot) {
  Written written(dataset());
  Predictions predictions;
  predictions.about = "lab/S1";
  predictions.names = {"2x1"};
  predictions.variables = {"A"};
  predictions.values.resize(1, 1);
  predictions.values << 0.5F;
  predictions.write(written.folder / "predictions");
  written.section.tables = {
      {"model/x", "Predictions", written.folder / "predictions"}};
  written.write();
  const fs::path table = written.folder / "store" / "tables" / "lab_S1_model_x";
  const AnnDataReader in(table);
  const DataFrame obs = in.frame("obs");
  BOOST_TEST(std::get<std::vector<std::string>>(obs.column("spot")) ==
                 std::vector<std::string>{"2x1"},
             tt::per_element());
  const auto& region = std::get<Categorical>(obs.column("region"));
  BOOST_TEST(region.categories == std::vector<std::string>{"lab_S1_spots"},
             tt::per_element());
  BOOST_TEST(in.text("uns/spatialdata_attrs/instance_key") == "spot");
  BOOST_TEST(in.matrix("X")(0, 0) == 0.5F);
}

// An output of a recipe may be called "counts", as the Dataset's table is, and
// two sections as one where '/' has become '_'.
BOOST_AUTO_TEST_CASE(names_that_are_alike_are_told_apart) {
  Written written(dataset());
  Predictions predictions;
  predictions.about = "lab/S1";
  predictions.names = {"2x1"};
  predictions.variables = {"A"};
  predictions.values = Matrix::Zero(1, 1);
  predictions.write(written.folder / "predictions");
  written.section.tables = {
      {"counts", "Predictions", written.folder / "predictions"}};
  Dataset other = dataset();
  other.section = "lab_S1";
  other.write(written.folder / "other");
  SpatialSection second;
  second.dataset = {"other", "Dataset", written.folder / "other"};
  write_spatialdata({written.section, second}, written.folder / "store");
  const zarr::Reader in(written.folder / "store");
  BOOST_TEST(in.children("tables") ==
                 (std::vector<std::string>{"lab_S1_2_counts", "lab_S1_counts",
                                           "lab_S1_counts_2"}),
             tt::per_element());
}

BOOST_AUTO_TEST_CASE(a_table_with_a_spot_of_no_place_is_refused) {
  Written written(dataset());
  Predictions predictions;
  predictions.about = "lab/S1";
  predictions.names = {"9x9"};
  predictions.variables = {"A"};
  predictions.values = Matrix::Zero(1, 1);
  predictions.write(written.folder / "predictions");
  written.section.tables = {
      {"model", "Predictions", written.folder / "predictions"}};
  BOOST_TEST(error_of([&] { written.write(); }) ==
             "model: has the spot '9x9', which section lab/S1 has not");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
