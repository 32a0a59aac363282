#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "core/data/anndata/reader.h"
#include "core/data/anndata/writer.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

DataFrame two_spots() {
  DataFrame frame;
  frame.index = {"1x1", "1x2"};
  frame.columns = {{"depth", std::vector<double>{1.5, 2.5}},
                   {"patient", categorical({"B", "A"})},
                   {"under_tissue",
                    std::vector<zarr::Bool>{zarr::Bool::yes, zarr::Bool::no}}};
  return frame;
}

// An object without the groups of ours.
zarr::Writer plain_writer(const fs::path& folder) {
  return zarr::Writer(
      folder, {{"encoding-type", "anndata"}, {"encoding-version", "0.1.0"}});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(anndata_test)

// Elements and versions of core/data/README.md, "AnnData on Zarr".
BOOST_AUTO_TEST_CASE(every_element_carries_its_encoding) {
  const TempFolder folder;
  AnnDataWriter out(folder / "a", "Targets", 1);
  out.frame("obs", two_spots());
  out.frame("var", {.index = {"g"}});
  const std::vector<float> x{1.F, 2.F};
  out.dense<float>("X", x, 2, 1);
  const zarr::Reader in(folder / "a");
  const auto encoding = [&](std::string_view path) {
    const Json attributes = in.attributes(path);
    return attributes.value("encoding-type", "") + " " +
           attributes.value("encoding-version", "");
  };
  BOOST_TEST(encoding("") == "anndata 0.1.0");
  BOOST_TEST(encoding("X") == "array 0.2.0");
  BOOST_TEST(encoding("obs") == "dataframe 0.2.0");
  BOOST_TEST(encoding("obs/_index") == "string-array 0.2.0");
  BOOST_TEST(encoding("obs/patient") == "categorical 0.2.0");
  BOOST_TEST(encoding("obs/patient/codes") == "array 0.2.0");
  BOOST_TEST(encoding("uns") == "dict 0.1.0");
  BOOST_TEST(encoding("uns/moonstain/type") == "string 0.2.0");
  BOOST_TEST(encoding("uns/moonstain/schema") == "numeric-scalar 0.2.0");
  for (const char* name : {"layers", "obsm", "varm", "obsp", "varp"}) {
    BOOST_TEST(encoding(name) == "dict 0.1.0");
  }
  BOOST_TEST(in.attributes("obs")["column-order"] ==
             Json::array({"depth", "patient", "under_tissue"}));
}

BOOST_AUTO_TEST_CASE(a_frame_comes_back) {
  const TempFolder folder;
  AnnDataWriter(folder / "a", "Targets", 1).frame("obs", two_spots());
  const DataFrame back = AnnDataReader(folder / "a").frame("obs");
  BOOST_TEST(back.index == two_spots().index, boost::test_tools::per_element());
  BOOST_TEST(std::get<std::vector<double>>(back.column("depth"))[1] == 2.5);
  const auto& patient = std::get<Categorical>(back.column("patient"));
  BOOST_TEST(patient.categories[0] == "A");
  BOOST_TEST(patient.codes[0] == 1);
  BOOST_TEST(patient.codes[1] == 0);
  BOOST_TEST(error_of([&] { back.column("dept"); }) ==
             "no column 'dept'; did you mean 'depth'?");
}

//     1 0 2
//     0 0 3
BOOST_AUTO_TEST_CASE(sparse_rows_and_columns_read_alike) {
  const TempFolder folder;
  AnnDataWriter out(folder / "a", "Dataset", 1);
  out.sparse(
      "X", Sparse<std::int32_t>{2, 3, false, {0, 2, 3}, {0, 2, 2}, {1, 2, 3}});
  out.sparse(
      "layers/by_column",
      Sparse<std::int32_t>{2, 3, true, {0, 1, 1, 3}, {0, 0, 1}, {1, 2, 3}});
  const AnnDataReader in(folder / "a");
  for (const char* path : {"X", "layers/by_column"}) {
    const auto rows = in.sparse<std::int32_t>(path);
    BOOST_TEST(rows.starts == (std::vector<std::int64_t>{0, 2, 3}),
               boost::test_tools::per_element());
    BOOST_TEST(rows.indices == (std::vector<std::int32_t>{0, 2, 2}),
               boost::test_tools::per_element());
    const Matrix dense = in.matrix(path);
    BOOST_TEST(dense(0, 2) == 2.F);
    BOOST_TEST(dense(1, 0) == 0.F);
    BOOST_TEST(dense(1, 2) == 3.F);
  }
}

// scanpy writes counts as float32, some files hold them dense.
BOOST_AUTO_TEST_CASE(whole_floats_and_dense_arrays_are_counts) {
  const TempFolder folder;
  AnnDataWriter out(folder / "a", "Dataset", 1);
  out.sparse("X", Sparse<float>{2, 3, false, {0, 2, 3}, {0, 2, 2}, {1, 2, 3}});
  Matrix dense(2, 3);
  dense << 1, 0, 2, 0, 0, 3;
  out.dense("layers/dense", dense);
  for (const char* path : {"X", "layers/dense"}) {
    const auto rows = AnnDataReader(folder / "a").sparse<std::int32_t>(path);
    BOOST_TEST(rows.starts == (std::vector<std::int64_t>{0, 2, 3}),
               boost::test_tools::per_element());
    BOOST_TEST(rows.indices == (std::vector<std::int32_t>{0, 2, 2}),
               boost::test_tools::per_element());
    BOOST_TEST(rows.values == (std::vector<std::int32_t>{1, 2, 3}),
               boost::test_tools::per_element());
  }
  dense(0, 2) = 2.5F;
  out.dense("layers/scaled", dense);
  BOOST_TEST(
      error_of([&] {
        AnnDataReader(folder / "a").sparse<std::int32_t>("layers/scaled");
      }) == (folder / "a").string() +
                ": element 'layers/scaled' is an array of float32 and holds "
                "2.5, expected whole numbers of type int32; normalised values "
                "are no counts (raw counts often lie in layers/counts or "
                "raw/X)");
}

BOOST_AUTO_TEST_CASE(an_empty_sparse_matrix_is_legal) {
  const TempFolder folder;
  AnnDataWriter(folder / "a", "Dataset", 1)
      .sparse("X", Sparse<float>{2, 3, false, {0, 0, 0}, {}, {}});
  BOOST_TEST(AnnDataReader(folder / "a").matrix("X").sum() == 0.F);
}

BOOST_AUTO_TEST_CASE(the_writer_refuses_what_no_reader_could_use) {
  const TempFolder folder;
  AnnDataWriter out(folder / "a", "Dataset", 1);
  BOOST_TEST(error_of([&] { out.frame("obs", {.index = {"a", "a"}}); }) ==
             "obs: the index names 'a' twice");
  BOOST_TEST(error_of([&] {
               out.frame("obs", {.index = {"a"},
                                 .columns = {{"x/y", std::vector<float>{1}}}});
             }) ==
             "column name 'x/y' cannot be stored: a name is not empty, not '.' "
             "or '..', and has no '/'");
  BOOST_TEST(
      error_of([&] {
        out.frame("obs", {.index = {"a"},
                          .columns = {{"_index", std::vector<float>{1}}}});
      }) == "obs: column '_index' is there twice or has the name of the index");
  BOOST_TEST(error_of([&] {
               out.frame("obs", {.index = {"a"},
                                 .columns = {{"x", std::vector<float>{1, 2}}}});
             }) == "obs: column 'x' has 2 rows, the index has 1");
  BOOST_TEST(error_of([&] {
               out.sparse("X",
                          Sparse<float>{1, 3, false, {0, 2}, {2, 0}, {1, 1}});
             }) == "X: indices do not rise within row 0");
  BOOST_TEST(error_of([&] {
               out.sparse("X", Sparse<float>{1, 3, false, {0, 1}, {3}, {1}});
             }) == "X: index 3 lies outside 0 to 2");
}

BOOST_AUTO_TEST_CASE(old_encodings_are_refused_with_the_way_out) {
  const TempFolder folder;
  AnnDataWriter(folder / "a", "Dataset", 1).frame("obs", two_spots());
  Json json = parse_json(read_file(folder / "a/obs/zarr.json"), "obs");
  json["attributes"]["encoding-version"] = "0.1.0";
  rewrite(folder / "a/obs/zarr.json", pretty_json(json));
  BOOST_TEST(error_of([&] { AnnDataReader(folder / "a").frame("obs"); }) ==
             concat((folder / "a").string(),
                    ": element 'obs' is a dataframe of version 0.1.0, expected "
                    "0.2.0; the file was written by an old anndata; open and "
                    "save it with anndata 0.8 or later"));
}

BOOST_AUTO_TEST_CASE(attributes_of_another_kind_are_named) {
  const TempFolder folder;
  const std::string where = (folder / "a").string();
  const auto said = [&](const char* element, const char* attribute,
                        const Json& value) {
    remove_tree(folder / "a");
    AnnDataWriter out(folder / "a", "Dataset", 1);
    out.frame("obs", two_spots());
    out.sparse("X", Sparse<float>{1, 2, false, {0, 1}, {0}, {1}});
    const fs::path file = folder / "a" / element / "zarr.json";
    Json json = parse_json(read_file(file), "zarr.json");
    json["attributes"][attribute] = value;
    rewrite(file, pretty_json(json));
    return error_of([&] {
      const AnnDataReader in(folder / "a");
      in.frame("obs");
      in.matrix("X");
    });
  };
  BOOST_TEST(said("obs", "_index", 3) ==
             where +
                 ": element 'obs': member '_index' must be a text, found "
                 "3");
  BOOST_TEST(said("obs", "column-order", Json::array({1})) ==
             where +
                 ": element 'obs' has 1 in its column-order, expected "
                 "texts");
  BOOST_TEST(said("X", "shape", Json::array({1, -2})) ==
             where +
                 ": element 'X' has -2 in its shape, expected whole "
                 "numbers");
  BOOST_TEST(said("X", "shape", "1x2") ==
             where +
                 ": element 'X': member 'shape' must be a list, found "
                 "\"1x2\"");
}

// As anndata 0.12 writes them; what is in the mask is missing.
BOOST_AUTO_TEST_CASE(a_mask_has_a_row_for_each_value) {
  const TempFolder folder;
  const std::vector<zarr::Bool> mask(2, zarr::Bool::no);
  zarr::Writer out = plain_writer(folder / "a");
  for (const char* kind :
       {"nullable-integer", "nullable-boolean", "nullable-string-array"}) {
    out.group(kind, {{"encoding-type", kind}, {"encoding-version", "0.1.0"}});
    out.array<zarr::Bool>(concat(kind, "/mask"), mask, {2});
  }
  out.array<std::int64_t>("nullable-integer/values",
                          std::vector<std::int64_t>{1, 2, 3}, {3});
  out.array<zarr::Bool>("nullable-boolean/values",
                        std::vector<zarr::Bool>(3, zarr::Bool::yes), {3});
  out.strings("nullable-string-array/values", {"a", "b", "c"});
  const AnnDataReader in(folder / "a");
  for (const char* kind :
       {"nullable-integer", "nullable-boolean", "nullable-string-array"}) {
    BOOST_TEST(error_of([&] { in.column(kind); }) ==
               concat((folder / "a").string(), ": element '", kind,
                      "' has a mask of 2 rows for 3 values"));
  }
}

BOOST_AUTO_TEST_CASE(a_missing_text_is_refused_or_empty) {
  using zarr::Bool;
  const TempFolder folder;
  zarr::Writer out = plain_writer(folder / "a");
  out.group("t", {{"encoding-type", "nullable-string-array"},
                  {"encoding-version", "0.1.0"}});
  out.array<Bool>("t/mask", std::vector<Bool>{Bool::no, Bool::yes}, {2});
  out.strings("t/values", {"a", "nan"});
  const AnnDataReader in(folder / "a");
  BOOST_TEST(error_of([&] { in.strings("t"); }) ==
             concat((folder / "a").string(),
                    ": element 't' has no value in row 1, where a text is "
                    "missing; give it one, or leave the row out"));
  BOOST_TEST(in.strings("t", MissingText::empty) ==
                 (std::vector<std::string>{"a", ""}),
             boost::test_tools::per_element());
}

// 2^53 + 1 and 2^53 are one double; 10^5 is "1e+05" in its shortest form.
BOOST_AUTO_TEST_CASE(categories_of_numbers_keep_every_digit) {
  const TempFolder folder;
  zarr::Writer out = plain_writer(folder / "a");
  const std::vector<std::int8_t> codes{2, 0, 1};
  for (const char* name : {"signed", "unsigned", "real"}) {
    out.group(name, {{"encoding-type", "categorical"},
                     {"encoding-version", "0.2.0"},
                     {"ordered", false}});
    out.array<std::int8_t>(concat(name, "/codes"), codes, {3});
  }
  out.array<std::int64_t>(
      "signed/categories",
      std::vector<std::int64_t>{100000, 9007199254740993, -9007199254740992},
      {3});
  out.array<std::uint64_t>(
      "unsigned/categories",
      std::vector<std::uint64_t>{0, 1, 18446744073709551615U}, {3});
  out.array<double>("real/categories", std::vector<double>{0.1, 1e5, 2.0}, {3});
  const AnnDataReader in(folder / "a");
  const auto categories = [&](const char* name) {
    return std::get<Categorical>(in.column(name)).categories;
  };
  using Texts = std::vector<std::string>;
  BOOST_TEST(categories("signed") ==
                 (Texts{"100000", "9007199254740993", "-9007199254740992"}),
             boost::test_tools::per_element());
  BOOST_TEST(
      categories("unsigned") == (Texts{"0", "1", "18446744073709551615"}),
      boost::test_tools::per_element());
  BOOST_TEST(categories("real") == (Texts{"0.1", "1e+05", "2"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_index_of_integers_keeps_every_digit) {
  const TempFolder folder;
  zarr::Writer out = plain_writer(folder / "a");
  for (const char* name : {"obs", "var"}) {
    out.group(name, {{"encoding-type", "dataframe"},
                     {"encoding-version", "0.2.0"},
                     {"_index", "id"},
                     {"column-order", Json::array()}});
  }
  out.array<std::uint64_t>(
      "obs/id", std::vector<std::uint64_t>{100000, 18446744073709551615U}, {2});
  out.array<double>("var/id", std::vector<double>{1.5}, {1});
  const AnnDataReader in(folder / "a");
  BOOST_TEST(in.index("obs") ==
                 (std::vector<std::string>{"100000", "18446744073709551615"}),
             boost::test_tools::per_element());
  BOOST_TEST(error_of([&] { in.index("var"); }) ==
             concat((folder / "a").string(),
                    ": element 'var/id' is an array of float64, expected "
                    "integers or strings"));
}

// pandas has int64 and float32 where we write int32 and float64.
BOOST_AUTO_TEST_CASE(numbers_of_another_type_are_read_where_none_changes) {
  const TempFolder folder;
  zarr::Writer out = plain_writer(folder / "a");
  out.array<std::int64_t>("wide", std::vector<std::int64_t>{1, -2147483648},
                          {2});
  out.array<std::uint8_t>("narrow", std::vector<std::uint8_t>{1, 255}, {2});
  out.array<float>("single", std::vector<float>{0.5F, 0.1F}, {2});
  const AnnDataReader in(folder / "a");
  BOOST_TEST(in.dense<std::int32_t>("wide") ==
                 (std::vector<std::int32_t>{1, -2147483648}),
             boost::test_tools::per_element());
  BOOST_TEST(
      in.dense<std::int64_t>("narrow") == (std::vector<std::int64_t>{1, 255}),
      boost::test_tools::per_element());
  BOOST_TEST(in.dense<double>("wide")[1] == -2147483648.0);
  BOOST_TEST(in.dense<double>("single")[0] == 0.5);
  // The float nearest to 0.1 is 13421773 / 2^27.
  BOOST_TEST(in.dense<double>("single")[1] == 13421773.0 / 134217728.0);
}

BOOST_AUTO_TEST_CASE(numbers_that_would_change_are_refused_by_name) {
  const TempFolder folder;
  zarr::Writer out = plain_writer(folder / "a");
  out.array<std::int64_t>("wide", std::vector<std::int64_t>{2147483648}, {1});
  out.array<std::int64_t>("odd", std::vector<std::int64_t>{9007199254740993},
                          {1});
  out.array<double>("real", std::vector<double>{1.0}, {1});
  out.strings("text", {"1"});
  const AnnDataReader in(folder / "a");
  const std::string where = (folder / "a").string() + ": element ";
  BOOST_TEST(error_of([&] { in.dense<std::int32_t>("wide"); }) ==
             where +
                 "'wide' is an array of int64 and holds 2147483648, expected "
                 "int32");
  BOOST_TEST(error_of([&] { in.dense<double>("odd"); }) ==
             where +
                 "'odd' is an array of int64 and holds 9007199254740993, "
                 "expected float64");
  BOOST_TEST(error_of([&] { in.dense<std::int32_t>("real"); }) ==
             where + "'real' is an array of float64, expected int32");
  BOOST_TEST(error_of([&] { in.dense<float>("real"); }) ==
             where + "'real' is an array of float64, expected float32");
  BOOST_TEST(error_of([&] { in.dense<double>("text"); }) ==
             where + "'text' is encoded as 'string-array', expected 'array'");
}

BOOST_AUTO_TEST_CASE(a_sparse_matrix_has_sides_of_31_bits) {
  const TempFolder folder;
  AnnDataWriter(folder / "a", "Dataset", 1)
      .sparse("X", Sparse<float>{1, 2, false, {0, 1}, {0}, {1}});
  Json json = parse_json(read_file(folder / "a/X/zarr.json"), "X");
  json["attributes"]["shape"] = {INT64_MAX, 2};
  rewrite(folder / "a/X/zarr.json", pretty_json(json));
  BOOST_TEST(
      error_of([&] { AnnDataReader(folder / "a").sparse<float>("X"); }) ==
      concat((folder / "a").string(),
             ": element 'X' is [9223372036854775807, 2]; a sparse matrix of "
             "more than 2147483647 rows or columns is not read"));
}

BOOST_AUTO_TEST_CASE(another_noun_is_refused_by_name) {
  const TempFolder folder;
  AnnDataWriter(folder / "a", "Targets", 1);
  BOOST_TEST(
      error_of([&] { AnnDataReader(folder / "a").check_type("Dataset", 1); }) ==
      concat((folder / "a").string(), ": is a Targets, expected a Dataset"));
  BOOST_TEST(error_of([&] {
               AnnDataReader(folder / "a").check_type("Targets", 2);
             }) == concat((folder / "a").string(),
                          ": is a Targets of schema 1, this program reads "
                          "schema 2"));
}

BOOST_AUTO_TEST_SUITE_END()
