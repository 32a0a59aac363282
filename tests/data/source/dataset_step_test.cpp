// The step `dataset` over the layouts of HEST and Visium: which files it asks
// for, and what it holds against the array and the picture.
#include "core/data/source/dataset_step.h"

#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/data/image/png.h"
#include "core/engine/step/catalog.h"
#include "core/engine/step/step_kind.h"
#include "tests/data/source/hest_sample.h"
#include "tests/support/hest_patches.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

using Texts = std::vector<std::string>;

// 16 spots on a square array, 40 px apart in a picture of 200 x 200 px.
class Files {
 public:
  explicit Files(bool exchanged = false) {
    Texts names, genes = {"FN1"};
    std::vector<std::int64_t> rows, columns;
    std::vector<double> places;
    std::string positions, barcodes, entries;
    for (int i = 0; i < 16; ++i) {
      const int x = i % 4, y = i / 4;
      const double across = 20 + 40. * x, down = 20 + 40. * y;
      names.push_back(concat("s", i, "-1"));
      columns.push_back(x);
      rows.push_back(y);
      places.push_back(exchanged ? down : across);
      places.push_back(exchanged ? across : down);
      positions +=
          concat(names.back(), ",1,", y, ",", x, ",", down, ",", across, "\n");
      barcodes += names.back() + "\n";
      entries += concat("1 ", i + 1, " 2\n");
    }
    H5File out(folder_ / "h5ad");
    frame(out, "obs", names);
    frame(out, "var", genes);
    out.numbers("obs/array_row", rows);
    out.numbers("obs/array_col", columns);
    out.group("obsm");
    out.numbers("obsm/spatial", places, {16, 2});
    out.numbers("X", std::vector<float>(16, 2.F), {16, 1});
    HestPatchesMade{{"s5-1", "s0-1", "s1-1", "s4-1"},
                    {36, 36, -4, -4, 36, -4, -4, 36}}
        .write(folder_ / "patches");
    write_file(folder_ / "metadata", "{\"pixel_size_um_estimated\": 2.5}");
    write_file(folder_ / "spots", positions);
    write_file(folder_ / "barcodes", barcodes);
    write_file(folder_ / "features", "E1\tFN1\tGene Expression\n");
    write_file(folder_ / "mtx",
               "%%MatrixMarket matrix coordinate integer general\n1 16 16\n" +
                   entries);
    write_file(folder_ / "cell_counts", "cell,FN1\n7,3\n9,0\n");
    write_file(folder_ / "cells", "cell_id,x_px,y_px\n9,180,20\n7,20,180.5\n");
    std::string centres = "cell_id,x_centroid,y_centroid\n";
    for (int i = 0; i < 16; ++i) {
      centres += concat("s", i, "-1,", 10 + 20 * (i % 4), ",",
                        10 + 20 * (i / 4), "\n");
    }
    write_file(folder_ / "centres", centres);
    write_file(folder_ / "experiment", "{\"pixel_size\": 0.5}");
    write_file(folder_ / "fine", "{\"pixel_size\": 0.1}");
    write_file(folder_ / "matrix", "5,0,0\n0,5,0\n0,0,1\n");
    write_file(folder_ / "scale_factors", "{\"tissue_lowres_scalef\": 0.2}");
    picture("picture", 200, {180, 120, 160});
    picture("small", 40, {180, 120, 160});
    picture("grey", 200, {120, 120, 120});
  }

  // @param files  input -> its file here
  Dataset dataset(const std::string& layout,
                  const std::map<std::string, std::string>& files,
                  Json options = Json::object()) {
    options["layout"] = layout;
    options["section"] = "d/S1";
    options["patient"] = "d/P1";
    std::map<std::string, std::vector<Inputs::Item>> items;
    for (const auto& [input, file] : files) {
      items[input] = {{folder_ / file, file, "d/S1"}};
    }
    const std::string name = concat("out", ++runs_);
    const StepKind step = dataset_step();
    step.run(Inputs("dataset", std::move(items)),
             complete_options(step.decl(), options), folder_ / name);
    return Dataset::read(folder_ / name);
  }
  std::string error(const std::string& layout,
                    const std::map<std::string, std::string>& files,
                    const Json& options = Json::object()) {
    return error_of([&] { dataset(layout, files, options); });
  }

 private:
  void picture(const std::string& name, int side,
               const std::vector<std::uint8_t>& colour) {
    Picture p{side, side, {}};
    for (int i = 0; i < side * side; ++i) {
      p.rgb.insert(p.rgb.end(), colour.begin(), colour.end());
    }
    write_file(folder_ / name, png_encode(p));
  }

  TempFolder folder_;
  int runs_ = 0;
};

const std::map<std::string, std::string> kVisium = {
    {"counts", "mtx"},
    {"barcodes", "barcodes"},
    {"features", "features"},
    {"spots", "spots"},
    {"scale_factors", "scale_factors"}};

std::map<std::string, std::string> with(std::map<std::string, std::string> all,
                                        const std::string& input,
                                        const std::string& file) {
  all[input] = file;
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dataset_step_test)

BOOST_AUTO_TEST_CASE(a_h5ad_and_its_picture_are_a_section) {
  Files files;
  const Dataset d =
      files.dataset("hest", {{"counts", "h5ad"}, {"picture", "picture"}},
                    {{"spot_pitch_um", 100.0}});
  BOOST_TEST(d.geometry == "checked");
  BOOST_TEST(d.um_per_px == 2.5);
  BOOST_TEST(d.counts.values.size() == 16U);
  BOOST_TEST(d.remarks.empty());
}

BOOST_AUTO_TEST_CASE(a_folder_of_space_ranger_is_the_same_section) {
  Files files;
  const Dataset h5ad =
      files.dataset("hest", {{"counts", "h5ad"}, {"picture", "picture"}});
  const Dataset visium =
      files.dataset("visium", with(kVisium, "picture", "picture"));
  BOOST_CHECK(visium.pixel_xy == h5ad.pixel_xy);
  BOOST_CHECK(visium.array_xy == h5ad.array_xy);
  BOOST_TEST(visium.spots == h5ad.spots, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(each_layout_asks_for_its_files_and_takes_no_others) {
  Files files;
  BOOST_TEST(files.error("legacy_st", {{"counts", "h5ad"}}) ==
             "dataset: layout = \"legacy_st\" needs the file `spots`");
  BOOST_TEST(files.error("visium", {{"counts", "mtx"}}) ==
             "dataset: layout = \"visium\" needs the file `spots`");
  BOOST_TEST(files.error("visium", {{"counts", "mtx"}, {"spots", "spots"}}) ==
             "mtx: is no .h5, and a matrix.mtx needs the files `barcodes` and "
             "`features` (barcodes.tsv, features.tsv or genes.tsv) beside it");
  BOOST_TEST(files.error("hest", {{"counts", "h5ad"}, {"spots", "spots"}}) ==
             "dataset: layout = \"hest\" does not read the file `spots`");
  BOOST_TEST(
      files.error("hest", {{"counts", "h5ad"}}, {{"picture_is", "lowres"}}) ==
      "dataset: layout = \"hest\" knows no picture_is = \"lowres\", "
      "which is of Space Ranger's pictures");
}

// A sample of HEST without its slide: spots that have no patch go.
BOOST_AUTO_TEST_CASE(patches_of_a_h5ad_say_which_spots_stay) {
  Files files;
  const Dataset d =
      files.dataset("hest", {{"counts", "h5ad"}, {"patches", "patches"}},
                    {{"spot_pitch_um", 100.0}});
  BOOST_TEST(d.spots == (Texts{"s0-1", "s1-1", "s4-1", "s5-1"}),
             boost::test_tools::per_element());
  BOOST_TEST(d.um_per_px == 2.5);
  BOOST_REQUIRE(d.left_out.size() == 1U);
  BOOST_TEST(d.left_out[0].first == "without a patch in patches");
  BOOST_TEST(d.left_out[0].second == 12);
  BOOST_TEST(files.error("visium", with(kVisium, "patches", "patches")) ==
             "dataset: layout = \"visium\" does not read the file `patches`");
}

// obsm/spatial with rows before columns, as some readers left it.
BOOST_AUTO_TEST_CASE(exchanged_axes_of_a_h5ad_are_refused) {
  Files files(/*exchanged=*/true);
  BOOST_TEST(
      files.error("hest", {{"counts", "h5ad"}, {"picture", "picture"}}) ==
      "section d/S1: positions of its 16 spots do not fit: the determinant is "
      "negative: x and y are exchanged, or the picture is mirrored (map from "
      "array to pixels: determinant -1600.0 px2, residual 0.00 pitches, pitch "
      "40.0 px, picture 200 x 200 px); mend them, or take them as they are "
      "with geometry = \"as_given\" of `dataset` (`uns/geometry` of another "
      "program's)");
}

// Pseudo-spots are said to be 100 um apart; these are 55.
BOOST_AUTO_TEST_CASE(pseudo_spots_of_another_width_are_refused) {
  Files files;
  const std::map<std::string, std::string> inputs = {
      {"counts", "h5ad"}, {"picture", "picture"}, {"metadata", "metadata"}};
  BOOST_TEST(
      files.dataset("hest", inputs, {{"spot_pitch_um", 100.0}}).um_per_px ==
      2.5);
  BOOST_TEST(files.error("hest", inputs, {{"spot_pitch_um", 55.0}}) ==
             "section d/S1: scales differ: 2.5000 um/px by what is given, "
             "1.3750 um/px by its array (spots 55 um and 40.0 px apart); mend "
             "um_per_px or spot_pitch_um (0 = not known), or take the first "
             "with scale = \"as_given\" of `dataset`");
}

BOOST_AUTO_TEST_CASE(the_small_picture_of_space_ranger_is_named) {
  Files files;
  BOOST_TEST(files.error("visium", with(kVisium, "picture", "small")) ==
             "section d/S1: spot s1-1 lies at (60, 20) px, outside of picture "
             "small of 40 x 40 px; times tissue_lowres_scalef (0.2) they lie "
             "in it: picture_is = \"lowres\" of `dataset` takes them so");
  const Dataset d =
      files.dataset("visium", with(kVisium, "picture", "small"),
                    {{"picture_is", "lowres"}, {"spot_pitch_um", 100.0}});
  BOOST_TEST(d.pixel_xy(1, 0) == 12);
  BOOST_TEST(d.um_per_px == 12.5);
}

// The same option on the picture at full resolution: all lie in a corner.
BOOST_AUTO_TEST_CASE(a_picture_that_is_not_the_small_one_is_told) {
  Files files;
  BOOST_TEST(
      files.error("visium", with(kVisium, "picture", "picture"),
                  {{"picture_is", "lowres"}}) ==
      "section d/S1: positions of its 16 spots do not fit: all lie in the "
      "upper left 14 % x 14 % of the picture: they may be those of a smaller "
      "copy of it, which times its scale are positions at full resolution (map "
      "from array to pixels: determinant 64.0 px2, residual 0.00 pitches, "
      "pitch 8.0 px, picture 200 x 200 px); mend them, or take them as they "
      "are with geometry = \"as_given\" of `dataset` (`uns/geometry` of "
      "another program's)");
}

// What a CytAssist leaves beside the H&E.
BOOST_AUTO_TEST_CASE(a_grey_picture_is_remarked) {
  Files files;
  const Dataset d = files.dataset("visium", with(kVisium, "picture", "grey"));
  BOOST_REQUIRE(d.remarks.size() == 1U);
  BOOST_TEST(d.remarks[0] ==
             "picture grey is grey: it holds no stain, as an H&E picture does");
}

// Cells lie on no array, so they are held against their picture alone, whose
// scale must be given.
BOOST_AUTO_TEST_CASE(tables_of_cells_and_their_picture_are_a_section) {
  Files files;
  const std::map<std::string, std::string> tables = {
      {"counts", "cell_counts"}, {"spots", "cells"}, {"picture", "picture"}};
  const Json none = {{"lattice", "none"}, {"um_per_px", 0.5}};
  const Dataset d = files.dataset("cell_tables", tables, none);
  BOOST_TEST(d.spots == (Texts{"7", "9"}), boost::test_tools::per_element());
  BOOST_TEST(d.geometry == "not checked");
  BOOST_TEST(d.um_per_px == 0.5);
  BOOST_TEST(d.picture_width_px == 200);
  BOOST_TEST(d.array_xy(0, 1) == 180);
  BOOST_REQUIRE(d.remarks.size() == 1U);
  BOOST_TEST(d.remarks[0] ==
             "cells lie on no array: positions are held against the picture "
             "alone");
  BOOST_TEST(
      files.error("cell_tables", with(tables, "picture", "small"), none) ==
      "section d/S1: spot 7 lies at (20, 180.5) px, outside of picture "
      "small of 40 x 40 px; is the picture of this section, and at full "
      "resolution?");
  BOOST_TEST(files.error("cell_tables", tables) ==
             "section d/S1: layout = \"cell_tables\" is of cells, which lie on "
             "no array: give lattice = \"none\", not \"square\"");
  BOOST_TEST(files.error("visium", kVisium, none) ==
             "dataset: layout = \"visium\" is of spots on an array; lattice = "
             "\"none\" is of cells");
  BOOST_TEST(files.error("hest", {{"counts", "h5ad"}}, {{"region", "a"}}) ==
             "dataset: layout = \"hest\" knows no region and "
             "coordinate_system, which are of SpatialData");
  BOOST_TEST(files.error("cell_tables", tables,
                         {{"lattice", "none"}, {"spot_pitch_um", 100.0}}) ==
             "dataset: spot_pitch_um = 100 is of an array, and cells (lattice "
             "= \"none\") lie on none; leave it out");
}

// The same 16 places in um, of a bundle of 0.5 um a pixel; `small` is another
// picture of them, five times smaller.
BOOST_AUTO_TEST_CASE(a_bundle_of_xenium_is_a_section_of_cells) {
  Files files;
  const std::map<std::string, std::string> bundle = {
      {"counts", "mtx"},          {"barcodes", "barcodes"},
      {"features", "features"},   {"spots", "centres"},
      {"metadata", "experiment"}, {"picture", "picture"}};
  const Json none = {{"lattice", "none"}};
  Dataset d = files.dataset("xenium", bundle, none);
  BOOST_TEST(d.spots[1] == "s1-1");
  BOOST_TEST(d.pixel_xy(1, 0) == 60);
  BOOST_TEST(d.pixel_xy(1, 1) == 20);
  BOOST_TEST(d.um_per_px == 0.5);
  BOOST_TEST(d.geometry == "not checked");

  auto aligned = with(with(bundle, "picture", "small"), "alignment", "matrix");
  d = files.dataset("xenium", aligned, none);
  BOOST_TEST(d.pixel_xy(1, 0) == 12, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(d.um_per_px == 2.5);
  // Taken the other way round.
  BOOST_TEST(
      files.error(
          "xenium", aligned,
          {{"lattice", "none"}, {"alignment_is", "bundle_to_picture"}}) ==
      "section d/S1: spot s0-1 lies at (100, 100) px, outside of picture small "
      "of 40 x 40 px; with matrix taken the other way round all cells lie in "
      "it: give alignment_is as the other of picture_to_bundle and "
      "bundle_to_picture");
  // A picture of the bundle itself, said to be finer than it is.
  BOOST_TEST(files.error("xenium", with(bundle, "metadata", "fine"), none) ==
             "section d/S1: spot s1-1 lies at (300, 100) px, outside of "
             "picture picture of 200 x 200 px; as the numbers stand in the "
             "bundle, in um, all cells lie in it: is it a picture of 1 um a "
             "pixel (um_per_px = 1), or were positions made pixels before?");
  // The picture is not the one that the scale is of.
  BOOST_TEST(files.error("xenium", with(bundle, "picture", "small"), none) ==
             "section d/S1: spot s1-1 lies at (60, 20) px, outside of picture "
             "small of 40 x 40 px; is the picture of this section, and at full "
             "resolution?");
}

BOOST_AUTO_TEST_CASE(what_a_bundle_needs_and_others_do_not_know_is_named) {
  Files files;
  const std::map<std::string, std::string> bundle = {{"counts", "mtx"},
                                                     {"barcodes", "barcodes"},
                                                     {"features", "features"},
                                                     {"spots", "centres"}};
  const Json none = {{"lattice", "none"}};
  BOOST_TEST(files.error("xenium", bundle, none) ==
             "positions of a Xenium bundle are um, and the size of a pixel is "
             "not known: give its experiment.xenium as `metadata`, or "
             "um_per_px");
  BOOST_TEST(
      files.error("xenium", with(bundle, "gene_names", "features"), none) ==
      "dataset: layout = \"xenium\" does not read the file `gene_names`");
  auto lacking = with(bundle, "metadata", "experiment");
  lacking.erase("features");
  BOOST_TEST(files.error("xenium", lacking, none) ==
             "mtx: a matrix.mtx needs `features` beside `barcodes`");
  lacking.erase("barcodes");
  BOOST_TEST(files.error("xenium", lacking, none) ==
             "section d/S1: mtx as transcripts (a matrix.mtx has `barcodes` "
             "beside it): mtx: line 1 has spaces between fields, expected tabs "
             "or commas: %%MatrixMarket matrix coordinate integer general; "
             "save it with tabs");
  BOOST_TEST(files.error("visium", kVisium, {{"least_qv", 30.0}}) ==
             "dataset: layout = \"visium\" knows no alignment_is, cell_names, "
             "control_types, least_qv and transcripts_of, which are of "
             "Xenium's bundles");
}

BOOST_AUTO_TEST_SUITE_END()
