#include "core/data/source/hest.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstddef>

#include "core/base/file.h"
#include "tests/data/source/hest_sample.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

void check_counts(const Dataset& d) {
  BOOST_TEST(d.counts.row_starts == (std::vector<std::int64_t>{0, 2, 3, 3, 5}),
             tt::per_element());
  BOOST_TEST(d.counts.columns == (std::vector<std::int32_t>{0, 2, 1, 0, 2}),
             tt::per_element());
  BOOST_TEST(d.counts.values == (std::vector<std::int32_t>{1, 2, 3, 4, 5}),
             tt::per_element());
}

// ln(2) and the like: what normalisation leaves.
void normalised(H5File& out) {
  out.numbers<float>("X", std::vector<float>(12, 0.5F), {4, 3});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hest_test)

// Cells lie on no array: their place in it is their pixel.
BOOST_AUTO_TEST_CASE(cells_need_no_array) {
  HestSample sample;
  sample.lattice = Lattice::none;
  sample.has_array = false;
  const Dataset d = sample.read();
  check_counts(d);
  BOOST_TEST(d.array_xy(2, 0) == 20);
  BOOST_TEST(d.array_xy(2, 1) == 37);
  BOOST_TEST(d.remarks.empty());
}

BOOST_AUTO_TEST_CASE(a_section_is_read_with_x_right_and_y_down) {
  const Dataset d = HestSample().read();
  BOOST_TEST(d.section == "hest/T1");
  BOOST_TEST(d.patient == "hest/P1");
  BOOST_TEST((d.lattice == Lattice::hexagonal));
  BOOST_TEST(d.spots == (Texts{"a", "b", "c", "d"}), tt::per_element());
  BOOST_TEST(d.genes == (Texts{"FN1", "GNAS", "KRT8"}), tt::per_element());
  check_counts(d);
  BOOST_TEST(d.pixel_xy(2, 0) == 20);
  BOOST_TEST(d.pixel_xy(2, 1) == 37.5);
  BOOST_TEST(d.array_xy(3, 0) == 3);
  BOOST_TEST(d.array_xy(3, 1) == 1);
  BOOST_TEST(d.left_out.empty());
  BOOST_TEST(d.remarks.empty());
  BOOST_TEST(d.spot_diameter_px == 0);
}

// Rows, columns, dense; float32, int64 and unsigned.
BOOST_AUTO_TEST_CASE(counts_are_the_same_however_they_are_stored) {
  HestSample sample;
  sample.counts = [](H5File& out) {
    csr<std::uint32_t>(out, "X", {4, 3}, {0, 2, 3, 5}, {0, 3, 1, 0, 3},
                       {1, 4, 3, 2, 5}, "csc_matrix");
  };
  check_counts(sample.read());
  sample.counts = [](H5File& out) {
    out.numbers<double>("X", {1, 0, 2, 0, 3, 0, 0, 0, 0, 4, 0, 5}, {4, 3});
  };
  check_counts(sample.read());
  sample.counts = [](H5File& out) {
    csr<std::int64_t, std::int64_t>(out, "X", {4, 3}, {0, 2, 3, 3, 5},
                                    {0, 2, 1, 0, 2}, {1, 2, 3, 4, 5});
  };
  check_counts(sample.read());
}

// scipy allows all three; their sum is what it would give.
BOOST_AUTO_TEST_CASE(unsorted_zero_and_double_entries_are_put_in_order) {
  HestSample sample;
  sample.counts = [](H5File& out) {
    csr<float>(out, "X", {4, 3}, {0, 3, 4, 5, 8}, {2, 0, 2, 1, 0, 2, 0, 1},
               {1, 1, 1, 3, 0, 5, 4, 0});
  };
  check_counts(sample.read());
}

BOOST_AUTO_TEST_CASE(counts_in_a_layer_or_in_raw_are_found_and_said) {
  HestSample sample;
  sample.counts = [](H5File& out) {
    normalised(out);
    out.group("layers");
    csr<float>(out, "layers/counts", {4, 3}, {0, 2, 3, 3, 5}, {0, 2, 1, 0, 2},
               {1, 2, 3, 4, 5});
  };
  Dataset d = sample.read();
  check_counts(d);
  BOOST_REQUIRE(d.remarks.size() == 1U);
  BOOST_TEST(d.remarks[0] ==
             "counts are those of layers/counts in st/T1.h5ad; X holds 0.5");

  // raw has a gene more, and an order of its own.
  sample.counts = [](H5File& out) {
    normalised(out);
    out.group("raw");
    encoded(out, "raw", "raw", "0.1.0");
    frame(out, "raw/var", {"ACTB", "KRT8", "GNAS", "FN1"});
    csr<float>(out, "raw/X", {4, 4}, {0, 2, 3, 3, 5}, {1, 3, 2, 1, 3},
               {2, 1, 3, 5, 4});
  };
  d = sample.read();
  BOOST_TEST(d.genes == (Texts{"ACTB", "KRT8", "GNAS", "FN1"}),
             tt::per_element());
  BOOST_TEST(d.counts.values == (std::vector<std::int32_t>{2, 1, 3, 5, 4}),
             tt::per_element());
  BOOST_TEST(d.remarks[0] ==
             "counts are those of raw/X in st/T1.h5ad; X holds 0.5");
}

BOOST_AUTO_TEST_CASE(a_file_without_counts_is_refused_with_what_it_holds) {
  HestSample sample;
  sample.counts = [](H5File& out) {
    normalised(out);
    out.group("layers");
    out.numbers<float>("layers/scaled", std::vector<float>(12, -1.F), {4, 3});
  };
  BOOST_TEST(sample.error() ==
             "section hest/T1: st/T1.h5ad holds no counts: X holds 0.5, "
             "layers/scaled holds -1; expected whole numbers from 0 up. "
             "Normalised values cannot be turned back: take the file with raw "
             "counts");
  sample.counts = [](H5File&) {};
  BOOST_TEST(sample.error() ==
             "section hest/T1: st/T1.h5ad holds no counts: it has no X, no "
             "layers and no raw/X; expected whole numbers from 0 up. "
             "Normalised values cannot be turned back: take the file with raw "
             "counts");
}

// 2^31 entries and more in 32 bits turn negative.
BOOST_AUTO_TEST_CASE(an_indptr_that_has_overflowed_or_falls_is_damage) {
  HestSample sample;
  const auto starts = [&](std::vector<std::int32_t> all) {
    sample.counts = [all](H5File& out) {
      csr<float>(out, "X", {4, 3}, all, {0, 2, 1, 0, 2}, {1, 2, 3, 4, 5});
    };
    return sample.error();
  };
  const std::string expected =
      "st/T1.h5ad: element 'X': indptr does not rise from 0 to 5";
  BOOST_TEST(starts({0, 2, -2147483648, -2147483648, 5}) == expected);
  BOOST_TEST(starts({0, 3, 2, 3, 5}) == expected);
  BOOST_TEST(starts({0, 2, 3, 3, 4}) == expected);
}

// anndata 0.6: frames as tables, categories in uns, a sparse matrix by
// attributes of its own. in_tissue is position 0 of ("1", "0").
BOOST_AUTO_TEST_CASE(a_file_of_long_ago_is_read) {
  const TempFolder folder;
  {
    H5File out(folder / "a");
    struct Row {
      char name[2];
      std::int32_t row, col, tissue;
    };
    const auto table = [&](const char* path, const std::vector<Row>& rows) {
      const hid_t text = H5Tcopy(H5T_C_S1);
      H5Tset_size(text, 2);
      H5Tset_strpad(text, H5T_STR_NULLPAD);
      const hid_t type = H5Tcreate(H5T_COMPOUND, sizeof(Row));
      H5Tinsert(type, "index", offsetof(Row, name), text);
      H5Tinsert(type, "array_row", offsetof(Row, row), H5T_NATIVE_INT32);
      H5Tinsert(type, "array_col", offsetof(Row, col), H5T_NATIVE_INT32);
      H5Tinsert(type, "in_tissue", offsetof(Row, tissue), H5T_NATIVE_INT32);
      out.dataset(path, type, rows.data(), {rows.size()}, H5P_DEFAULT);
      H5Tclose(type);
      H5Tclose(text);
    };
    table("obs", {{"a", 0, 0, 0}, {"b", 0, 2, 0}});
    table("var", {{"g", 0, 0, 0}, {"h", 0, 0, 0}});
    out.group("uns");
    out.strings("uns/in_tissue_categories", {"1", "0"});
    out.group("X");
    out.attribute("X", "h5sparse_format", "csr");
    out.attribute("X", "h5sparse_shape", std::vector<std::int64_t>{2, 2});
    out.numbers<std::int32_t>("X/indptr", {0, 1, 2});
    out.numbers<std::int32_t>("X/indices", {0, 1});
    out.numbers<float>("X/data", {6, 7});
    const hsize_t pair[] = {2};
    const hid_t two = H5Tarray_create2(H5T_NATIVE_DOUBLE, 1, pair);
    const hid_t type = H5Tcreate(H5T_COMPOUND, 16);
    H5Tinsert(type, "spatial", 0, two);
    const double places[] = {1, 2, 3, 4};
    out.dataset("obsm", type, places, {2}, H5P_DEFAULT);
    H5Tclose(type);
    H5Tclose(two);
  }
  const Dataset d =
      read_hest(folder / "a", "a.h5ad", {"s", "p", Lattice::hexagonal});
  BOOST_TEST(d.spots == (Texts{"a", "b"}), tt::per_element());
  BOOST_TEST(d.genes == (Texts{"g", "h"}), tt::per_element());
  BOOST_TEST(d.counts.values == (std::vector<std::int32_t>{6, 7}),
             tt::per_element());
  BOOST_TEST(d.array_xy(1, 0) == 2);
  BOOST_TEST(d.pixel_xy(1, 0) == 3);
  BOOST_TEST(d.pixel_xy(1, 1) == 4);
}

BOOST_AUTO_TEST_CASE(the_diameter_is_that_of_the_first_picture) {
  HestSample sample;
  sample.more = [](H5File& out) {
    out.group("uns");
    out.group("uns/spatial");
    for (const char* name : {"ST", "other"}) {
      const std::string path = concat("uns/spatial/", name);
      out.group(path);
      out.group(path + "/scalefactors");
      out.scalar<double>(path + "/scalefactors/spot_diameter_fullres",
                         name[0] == 'S' ? 200.92 : 1.0);
    }
  };
  const Dataset d = sample.read();
  BOOST_TEST(d.spot_diameter_px == 200.92);
  BOOST_REQUIRE(d.remarks.size() == 1U);
  BOOST_TEST(d.remarks[0] ==
             "st/T1.h5ad has 2 pictures in uns/spatial (ST, other); positions "
             "and scale are taken as those of ST");
}

BOOST_AUTO_TEST_CASE(positions_that_are_missing_or_none_are_refused) {
  HestSample sample;
  sample.places = {};
  BOOST_TEST(sample.error() ==
             "section hest/T1: st/T1.h5ad has no obsm/spatial, which holds the "
             "positions (x, y) of spots in pixels at full resolution");
  sample.places = {1, 2, 3, 4, 5, 6};
  BOOST_TEST(sample.error() ==
             "st/T1.h5ad: obsm/spatial is [3, 2], expected [4 spots, 2]");
  sample.places = {10, 20, 30, NAN, 20, 37.5, 40, 37.5};
  BOOST_TEST(sample.error() ==
             "st/T1.h5ad: obsm/spatial: spot 'b' lies at (30, nan), expected "
             "finite numbers");
}

BOOST_AUTO_TEST_CASE(a_file_without_spots_says_so) {
  HestSample sample;
  sample.spots = {};
  BOOST_TEST(sample.error() ==
             "section hest/T1: st/T1.h5ad has no spot: obs is empty");
}

BOOST_AUTO_TEST_CASE(without_array_positions_there_is_a_remark) {
  HestSample sample;
  sample.has_array = false;
  const Dataset d = sample.read();
  BOOST_TEST(d.array_xy(3, 0) == 0);
  BOOST_REQUIRE(d.remarks.size() == 1U);
  BOOST_TEST(d.remarks[0] ==
             "st/T1.h5ad has no array_row and array_col in obs: where its "
             "spots lie in the array is not known");
}

BOOST_AUTO_TEST_CASE(a_file_cut_short_or_of_another_kind_is_refused) {
  const TempFolder folder;
  {
    H5File out(folder / "a");
    HestSample().write(out);
  }
  const std::string whole = read_file(folder / "a");
  const auto error = [&](const std::string& bytes) {
    replace_file(folder / "a", bytes);
    return error_of([&] { read_hest(folder / "a", "st/T1.h5ad", {"s", "p"}); });
  };
  BOOST_TEST(error(whole.substr(0, 5000)) ==
             concat("st/T1.h5ad: is cut short: it has 5000 bytes, by its own "
                    "first lines ",
                    whole.size(), "; copy or fetch it again"));
  BOOST_TEST(error("\tGNAS\n10x13\t1\n") == "st/T1.h5ad: is no HDF5 file");
}

BOOST_AUTO_TEST_CASE(hdf5_that_is_no_anndata_is_refused) {
  const TempFolder folder;
  {
    H5File out(folder / "a");
    out.numbers<float>("img", {1, 2});
  }
  BOOST_TEST(error_of([&] {
               read_hest(folder / "a", "a.h5", {"s", "p"});
             }) ==
             "a.h5: is no .h5ad: an AnnData object has obs and var, this file "
             "has img");
}

BOOST_AUTO_TEST_CASE(the_estimated_size_of_a_pixel_is_used) {
  Dataset d;
  BOOST_TEST(hest_um_per_px("{\"pixel_size_um_estimated\": 0.5, "
                            "\"pixel_size_um_embedded\": 0.51}",
                            "metadata/T1.json", d) == 0.5);
  BOOST_TEST(d.remarks.empty());
  BOOST_TEST(hest_um_per_px("{\"pixel_size_um_embedded\": NaN}",
                            "metadata/T1.json", d) == 0);
  BOOST_TEST(hest_um_per_px("{\"pixel_size_um_estimated\": 0.5, "
                            "\"pixel_size_um_embedded\": 0.25}",
                            "metadata/T1.json", d) == 0.5);
  BOOST_REQUIRE(d.remarks.size() == 1U);
  BOOST_TEST(d.remarks[0] ==
             "metadata/T1.json says 0.5 um/px by the distances of spots, 0.25 "
             "by the picture's file: the first is used");
}

BOOST_AUTO_TEST_SUITE_END()
