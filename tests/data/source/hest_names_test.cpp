// Which spots and genes of a .h5ad are kept: by names, tissue and patches.

#include <hdf5.h>

#include <boost/test/unit_test.hpp>
#include <functional>

#include "core/data/source/hest.h"
#include "tests/data/source/hest_sample.h"
#include "tests/support/hest_patches.h"

using namespace moonstain;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(hest_names_test)

BOOST_AUTO_TEST_CASE(of_names_that_stand_twice_the_first_is_kept) {
  HestSample sample;
  sample.spots = {"a", "b", "b", "a"};
  sample.genes = {"FN1", "GNAS", "FN1"};
  const Dataset d = sample.read();
  BOOST_TEST(d.spots == (Texts{"a", "b"}), tt::per_element());
  BOOST_TEST(d.genes == (Texts{"FN1", "GNAS"}), tt::per_element());
  BOOST_TEST(d.counts.row_starts == (std::vector<std::int64_t>{0, 1, 2}),
             tt::per_element());
  BOOST_TEST(d.counts.values == (std::vector<std::int32_t>{1, 3}),
             tt::per_element());
  BOOST_TEST(d.pixel_xy(1, 0) == 30);
  BOOST_REQUIRE(d.left_out.size() == 2U);
  BOOST_TEST(d.left_out[0].first == "of a name that an earlier spot has");
  BOOST_TEST(d.left_out[0].second == 2);
  BOOST_TEST(d.left_out[1].first == "genes, of a name that an earlier one has");
  BOOST_TEST(d.left_out[1].second == 1);
}

// As numbers, truth values, and categories of texts, which is how it comes.
BOOST_AUTO_TEST_CASE(spots_that_are_not_in_tissue_fall_out) {
  const std::function<void(H5File&)> forms[] = {
      [](H5File& out) {
        out.numbers<std::int64_t>("obs/in_tissue", {1, 0, 0, 1});
      },
      [](H5File& out) { out.truths("obs/in_tissue", {1, 0, 0, 1}); },
      // anndata 0.7
      [](H5File& out) {
        out.numbers<std::int8_t>("obs/in_tissue", {1, 0, -1, 1});
        out.group("obs/__categories");
        out.strings("obs/__categories/in_tissue", {"0", "1"});
      },
      [](H5File& out) {
        out.group("obs/in_tissue");
        encoded(out, "obs/in_tissue", "categorical");
        out.truth("obs/in_tissue", "ordered", false);
        out.numbers<std::int8_t>("obs/in_tissue/codes", {1, 0, -1, 1});
        out.strings("obs/in_tissue/categories", {"0", "1"});
      }};
  for (const auto& form : forms) {
    HestSample sample;
    sample.more = form;
    const Dataset d = sample.read();
    BOOST_TEST(d.spots == (Texts{"a", "d"}), tt::per_element());
    BOOST_TEST(d.pixel_xy(1, 0) == 40);
    BOOST_REQUIRE(d.left_out.size() == 1U);
    BOOST_TEST(d.left_out[0].first == "not under tissue");
    BOOST_TEST(d.left_out[0].second == 2);
  }
  HestSample sample;
  sample.more = [](H5File& out) {
    out.numbers<std::int64_t>("obs/in_tissue", {0, 0, 0, 0});
  };
  BOOST_TEST(sample.error() ==
             "section hest/T1: of the 4 spots in st/T1.h5ad none is under "
             "tissue: obs/in_tissue is 1 nowhere");
}

// A spot out of the tissue is no earlier one of its name.
BOOST_AUTO_TEST_CASE(the_first_of_a_name_under_tissue_is_kept) {
  HestSample sample;
  sample.spots = {"a", "b", "c", "a"};
  sample.more = [](H5File& out) {
    out.numbers<std::int64_t>("obs/in_tissue", {0, 1, 1, 1});
  };
  const Dataset d = sample.read();
  BOOST_TEST(d.spots == (Texts{"b", "c", "a"}), tt::per_element());
  BOOST_TEST(d.pixel_xy(2, 0) == 40);
}

BOOST_AUTO_TEST_CASE(nullable_names_are_names) {
  HestSample sample;
  sample.more = [](H5File& out) {
    H5Ldelete(out.id(), "var", H5P_DEFAULT);
    out.group("var");
    encoded(out, "var", "dataframe");
    out.attribute("var", "_index", "gene");
    out.attribute("var", "column-order", Texts{});
    out.group("var/gene");
    encoded(out, "var/gene", "nullable-string-array", "0.1.0");
    out.strings("var/gene/values", {"FN1", "GNAS", "KRT8"});
    out.truths("var/gene/mask", {0, 0, 0});
  };
  BOOST_TEST(sample.read().genes == (Texts{"FN1", "GNAS", "KRT8"}),
             tt::per_element());
}

// As anndata 0.12.19 writes `obs_names` of which one is missing.
BOOST_AUTO_TEST_CASE(a_name_that_is_missing_is_left_out_and_counted) {
  const auto missing = [](const char* frame, const Texts& names,
                          const std::vector<std::int8_t>& mask) {
    return [=](H5File& out) {
      const std::string path = concat(frame, "/_index");
      H5Ldelete(out.id(), path.c_str(), H5P_DEFAULT);
      out.group(path);
      encoded(out, path, "nullable-string-array", "0.1.0");
      out.strings(path + "/values", names);
      out.truths(path + "/mask", mask);
    };
  };
  HestSample sample;
  sample.more = missing("obs", {"a", "", "c", "d"}, {0, 1, 0, 0});
  Dataset d = sample.read();
  BOOST_TEST(d.spots == (Texts{"a", "c", "d"}), tt::per_element());
  BOOST_TEST(d.pixel_xy(1, 0) == 20);
  BOOST_TEST(d.counts.values == (std::vector<std::int32_t>{1, 2, 4, 5}),
             tt::per_element());
  BOOST_REQUIRE(d.left_out.size() == 1U);
  BOOST_TEST(d.left_out[0].first == "without a name");
  BOOST_TEST(d.left_out[0].second == 1);

  sample.more = missing("var", {"FN1", "GNAS", "KRT8"}, {1, 0, 0});
  d = sample.read();
  BOOST_TEST(d.genes == (Texts{"GNAS", "KRT8"}), tt::per_element());
  BOOST_REQUIRE(d.left_out.size() == 1U);
  BOOST_TEST(d.left_out[0].first == "genes, without a name");
  BOOST_TEST(d.left_out[0].second == 1);
}

// What such a name is after a round trip through plain texts (names.astype(str)
// of pandas): two of them are no name that stands twice.
BOOST_AUTO_TEST_CASE(a_name_that_has_become_nan_is_left_out_and_counted) {
  HestSample sample;
  sample.spots = {"nan", "b", "nan", "d"};
  sample.genes = {"FN1", "nan", "<NA>"};
  const Dataset d = sample.read();
  BOOST_TEST(d.spots == (Texts{"b", "d"}), tt::per_element());
  BOOST_TEST(d.genes == (Texts{"FN1"}), tt::per_element());
  BOOST_TEST(d.counts.values == (std::vector<std::int32_t>{4}),
             tt::per_element());
  BOOST_TEST(d.pixel_xy(0, 0) == 30);
  BOOST_REQUIRE(d.left_out.size() == 2U);
  BOOST_TEST(d.left_out[0].first == "without a name");
  BOOST_TEST(d.left_out[0].second == 2);
  BOOST_TEST(d.left_out[1].first == "genes, without a name");
  BOOST_TEST(d.left_out[1].second == 2);

  sample.spots = {"nan", "nan", "nan", "nan"};
  BOOST_TEST(sample.error() ==
             "section hest/T1: of the 4 spots under tissue in st/T1.h5ad none "
             "has a name (the first is 'nan'); give them names: "
             "adata.obs_names = ...");
  sample.spots = {"a", "b", "c", "d"};
  sample.genes = {"nan", "nan", ""};
  BOOST_TEST(sample.error() ==
             "section hest/T1: of the 3 genes in st/T1.h5ad none has a name "
             "(the first is 'nan'); give them names: adata.var_names = ...");
}

BOOST_AUTO_TEST_CASE(spots_without_a_patch_fall_out_where_patches_are_given) {
  const TempFolder folder;
  {
    H5File out(folder / "T1.h5ad");
    HestSample().write(out);
  }
  const auto read = [&](const HestPatchesMade& patches) {
    patches.write(folder / "patches.h5");
    return read_hest(folder / "T1.h5ad", "st/T1.h5ad",
                     {"hest/T1", "hest/P1", Lattice::hexagonal},
                     File{folder / "patches.h5", "patches/T1.h5"});
  };
  // In another order, and one of a spot that is not here.
  const Dataset d = read({{"d", "x", "a"}, {0, 0, 0, 0, 0, 0}});
  BOOST_TEST(d.spots == (Texts{"a", "d"}), tt::per_element());
  BOOST_TEST(d.pixel_xy(1, 0) == 40);
  BOOST_TEST(d.counts.values == (std::vector<std::int32_t>{1, 2, 4, 5}),
             tt::per_element());
  BOOST_REQUIRE(d.left_out.size() == 1U);
  BOOST_TEST(d.left_out[0].first == "without a patch in patches/T1.h5");
  BOOST_TEST(d.left_out[0].second == 2);
  BOOST_TEST(error_of([&] { read({{"a-1"}, {0, 0}}); }) ==
             "section hest/T1: no spot of st/T1.h5ad (as 'a') has a patch in "
             "patches/T1.h5, whose first is of 'a-1'; are both of one sample?");
}

// A category "nan" is no truth, and no position.
BOOST_AUTO_TEST_CASE(a_category_nan_is_a_value_that_is_missing) {
  const auto nan_in = [](const char* column, const Texts& categories) {
    return [=](H5File& out) {
      const std::string path = concat("obs/", column);
      if (H5Lexists(out.id(), path.c_str(), H5P_DEFAULT) > 0) {
        H5Ldelete(out.id(), path.c_str(), H5P_DEFAULT);
      }
      out.group(path);
      encoded(out, path, "categorical");
      out.truth(path, "ordered", false);
      out.numbers<std::int8_t>(path + "/codes", {0, 1, 0, 0});
      out.strings(path + "/categories", categories);
    };
  };
  HestSample sample;
  sample.more = nan_in("in_tissue", {"1", "nan"});
  const Dataset d = sample.read();
  BOOST_TEST(d.spots == (Texts{"a", "c", "d"}), tt::per_element());
  BOOST_REQUIRE(d.left_out.size() == 1U);
  BOOST_TEST(d.left_out[0].first == "not under tissue");
  BOOST_TEST(d.left_out[0].second == 1);
  sample.more = nan_in("array_col", {"4", "nan"});
  BOOST_TEST(sample.error() ==
             "st/T1.h5ad: obs/array_col of spot 'b' is nan, expected a "
             "position in the array");
}

BOOST_AUTO_TEST_SUITE_END()
