#include "core/data/hdf5/reader.h"

#include <hdf5.h>

#include <boost/test/unit_test.hpp>

#include "tests/data/hdf5/written.h"

using namespace moonstain;
namespace tt = boost::test_tools;
using hdf5::Reader;

namespace {

template <typename T>
std::vector<T> all(const Written& in, std::string_view path) {
  const zarr::ArrayInfo info = in->info(path);
  std::size_t count = 1;
  for (const std::int64_t side : info.shape) {
    count *= static_cast<std::size_t>(side);
  }
  std::vector<T> values(count);
  in->read(path, {}, zarr::data_type_of<T>(), values.data());
  return values;
}

template <typename T>
bool comes_back(const std::vector<T>& values) {
  const Written in([&](H5File& out) { out.numbers("x", values); });
  return in->info("x").type == zarr::data_type_of<T>() &&
         all<T>(in, "x") == values;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reader_test)

BOOST_AUTO_TEST_CASE(numbers_of_each_width_come_back) {
  BOOST_TEST(comes_back<std::int8_t>({-128, 127}));
  BOOST_TEST(comes_back<std::int16_t>({-32768, 32767}));
  BOOST_TEST(comes_back<std::int32_t>({INT32_MIN, INT32_MAX}));
  BOOST_TEST(comes_back<std::int64_t>({INT64_MIN, INT64_MAX}));
  BOOST_TEST(comes_back<std::uint8_t>({0, 255}));
  BOOST_TEST(comes_back<std::uint32_t>({0, UINT32_MAX}));
  BOOST_TEST(comes_back<std::uint64_t>({0, UINT64_MAX}));
  BOOST_TEST(comes_back<float>({-0.5F, 3.25F, 1e38F}));
  BOOST_TEST(comes_back<double>({0.1, -1e300}));
}

BOOST_AUTO_TEST_CASE(bytes_in_the_other_order_are_turned) {
  const Written in([](H5File& out) {
    const std::uint8_t bytes[] = {0x01, 0x02, 0x3F, 0x80};
    out.dataset("i", H5T_STD_I16BE, bytes, {2}, H5P_DEFAULT);
    const std::uint8_t half[] = {0x3F, 0xC0, 0, 0};
    out.dataset("f", H5T_IEEE_F32BE, half, {1}, H5P_DEFAULT);
  });
  BOOST_TEST(
      all<std::int16_t>(in, "i") == (std::vector<std::int16_t>{0x0102, 0x3F80}),
      tt::per_element());
  BOOST_TEST(all<float>(in, "f")[0] == 1.5F);
}

// 0x3E00 is 1.5 and 0xFC00 minus infinity in IEEE 754 half precision.
BOOST_AUTO_TEST_CASE(half_floats_are_read_as_float32) {
  const Written in([](H5File& out) {
    const hid_t half = H5Tcopy(H5T_IEEE_F32LE);
    H5Tset_fields(half, 15, 10, 5, 0, 10);
    H5Tset_size(half, 2);
    H5Tset_ebias(half, 15);
    const std::uint16_t bits[] = {0x3E00, 0xFC00};
    out.dataset("x", half, bits, {2}, H5P_DEFAULT);
    H5Tclose(half);
  });
  BOOST_TEST((in->info("x").type == zarr::DataType::float32));
  BOOST_TEST(in->numbers("x")[0] == 1.5);
  BOOST_TEST(in->numbers("x")[1] == -std::numeric_limits<double>::infinity());
}

BOOST_AUTO_TEST_CASE(truth_values_are_those_of_h5py) {
  const Written in([](H5File& out) { out.truths("x", {1, 0}); });
  BOOST_TEST((in->info("x").type == zarr::DataType::boolean));
  BOOST_TEST((all<zarr::Bool>(in, "x") ==
              std::vector<zarr::Bool>{zarr::Bool::yes, zarr::Bool::no}));
  BOOST_TEST(in->integers("x") == (std::vector<std::int64_t>{1, 0}),
             tt::per_element());
}

BOOST_AUTO_TEST_CASE(texts_of_any_and_of_one_length) {
  const std::vector<std::string> texts = {"", "b", "\u00e4\U0001f319"};
  const Written in([&](H5File& out) {
    out.strings("any", texts);
    out.fixed_strings("filled", texts, 8);
    out.fixed_strings("ended", texts, 8, {}, H5T_STR_NULLTERM);
    out.fixed_strings("spaced", texts, 8, {}, H5T_STR_SPACEPAD, ' ');
  });
  for (const char* path : {"any", "filled", "ended", "spaced"}) {
    BOOST_TEST(in->strings(path) == texts, tt::per_element());
  }
}

// numpy's [[b"ab"], [b"c"]], as HEST stores barcodes.
BOOST_AUTO_TEST_CASE(a_column_of_texts_is_read_a_table_of_them_is_not) {
  const Written in([](H5File& out) {
    const std::vector<std::string> texts = {"ab", "c"};
    out.fixed_strings("column", texts, 2, {2, 1});
    out.fixed_strings("full", texts, 2, {2, 1}, H5T_STR_NULLTERM);
    out.fixed_strings("table", texts, 2, {1, 2});
  });
  for (const char* path : {"column", "full"}) {
    BOOST_TEST(in->strings(path) == (std::vector<std::string>{"ab", "c"}),
               tt::per_element());
  }
  BOOST_TEST(error_of([&] { in->strings("table"); }) ==
             "a.h5: element 'table' has strings of 2 axes; this reader knows "
             "one axis");
}

BOOST_AUTO_TEST_CASE(a_text_that_is_no_utf8_is_refused) {
  BOOST_TEST(reader_error([](H5File& out) { out.strings("x", {"a", "\xE4"}); },
                          [](const Reader& in) { in.strings("x"); }) ==
             "a.h5: element 'x' has in row 1 a text that is not UTF-8");
}

BOOST_AUTO_TEST_CASE(a_scalar_an_empty_array_and_a_matrix_have_their_shapes) {
  const Written in([](H5File& out) {
    out.scalar<double>("scalar", 2.5);
    out.numbers<float>("none", {}, {0, 3});
    out.numbers<float>("matrix", {1, 2, 3, 4, 5, 6}, {3, 2});
  });
  BOOST_TEST(in->info("scalar").shape.empty());
  BOOST_TEST(in->numbers("scalar")[0] == 2.5);
  BOOST_TEST(in->info("none").shape == (zarr::Shape{0, 3}), tt::per_element());
  BOOST_TEST(in->numbers("none").empty());
  BOOST_TEST(in->info("matrix").shape == (zarr::Shape{3, 2}),
             tt::per_element());
  BOOST_TEST(in->numbers("matrix")[4] == 5);
}

BOOST_AUTO_TEST_CASE(rows_are_read_without_the_rest) {
  const auto write = [](H5File& out) {
    out.numbers<std::int16_t>("x", {1, 2, 3, 4, 5, 6, 7, 8}, {4, 2});
    out.truths("t", {1, 0});
  };
  const Written in(write);
  std::vector<std::int16_t> two(4);
  in->read_rows("x", 1, 3, zarr::DataType::int16, two.data());
  BOOST_TEST(two == (std::vector<std::int16_t>{3, 4, 5, 6}), tt::per_element());
  const auto message = [&](const char* path, std::int64_t first,
                           std::int64_t last, zarr::DataType type) {
    return reader_error(write, [&](const Reader& reader) {
      reader.read_rows(path, first, last, type, two.data());
    });
  };
  BOOST_TEST(message("x", 3, 5, zarr::DataType::int16) ==
             "a.h5: element 'x': rows 3 to 5 of 4");
  BOOST_TEST(message("x", 0, 1, zarr::DataType::uint8) ==
             "a.h5: element 'x' is an array of int16, expected numbers of type "
             "uint8");
  BOOST_TEST(message("t", 0, 1, zarr::DataType::boolean) ==
             "a.h5: element 't' is an array of bool, expected numbers of type "
             "bool");
}

BOOST_AUTO_TEST_CASE(attributes_are_numbers_texts_and_lists) {
  const Written in([](H5File& out) {
    out.group("g");
    out.attribute("g", "text", "csr_matrix");
    out.attribute("g", "names", std::vector<std::string>{"a", "b"});
    out.attribute("g", "none", std::vector<std::string>{});
    out.attribute("g", "shape", std::vector<std::int64_t>{2, -3});
    out.truth("g", "ordered", true);
  });
  BOOST_TEST(in->attribute("g", "text") == "csr_matrix");
  BOOST_TEST(in->attribute("g", "names") == Json::array({"a", "b"}));
  BOOST_TEST(in->attribute("g", "none") == Json::array());
  BOOST_TEST(in->attribute("g", "shape") == Json::array({2U, -3}));
  BOOST_TEST(in->attribute("g", "ordered") == true);
  BOOST_TEST(in->attribute("g", "absent").is_null());
}

BOOST_AUTO_TEST_CASE(packed_and_checked_arrays_are_read) {
  const Written in([](H5File& out) {
    const hid_t made = packed_by(H5Z_FILTER_SHUFFLE);
    H5Pset_deflate(made, 4);
    H5Pset_fletcher32(made);
    out.numbers<std::int32_t>("x", {1, 2, 3, 4, 5}, {5}, made);
    H5Pclose(made);
  });
  BOOST_TEST(
      all<std::int32_t>(in, "x") == (std::vector<std::int32_t>{1, 2, 3, 4, 5}),
      tt::per_element());
  BOOST_TEST(in->chunks("x").chunks == 2);
  BOOST_TEST(in->chunks("x").absent == 0);
}

BOOST_AUTO_TEST_CASE(chunks_that_nobody_wrote_are_counted) {
  const Written in([](H5File& out) {
    const hid_t made = packed_by(H5Z_FILTER_SHUFFLE);
    out.dataset("x", H5T_STD_I32LE, nullptr, {5}, made);
    H5Pclose(made);
    out.dataset("y", H5T_STD_I32LE, nullptr, {5}, H5P_DEFAULT);
  });
  BOOST_TEST(in->chunks("x").absent == 2);
  BOOST_TEST(in->chunks("y").absent == 1);
  BOOST_TEST(all<std::int32_t>(in, "x")[4] == 0);
}

BOOST_AUTO_TEST_CASE(what_is_no_number_is_named) {
  const auto write = [](H5File& out) {
    const hid_t reference = H5Tcopy(H5T_STD_REF_OBJ);
    out.dataset("reference", reference, nullptr, {2}, H5P_DEFAULT);
    H5Tclose(reference);
    out.group("g");
  };
  BOOST_TEST(
      reader_error(write, [](const Reader& in) { in.info("reference"); }) ==
      "a.h5: element 'reference' holds references, expected numbers or "
      "strings");
  BOOST_TEST(reader_error(write, [](const Reader& in) { in.info("g"); }) ==
             "a.h5: element 'g' is no array");
  BOOST_TEST(reader_error(write, [](const Reader& in) { in.info("h"); }) ==
             "a.h5: has no element 'h'");
}

BOOST_AUTO_TEST_SUITE_END()
