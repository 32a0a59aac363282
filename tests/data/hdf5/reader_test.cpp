#include "core/data/hdf5/reader.h"

#include <hdf5.h>

#include <boost/test/unit_test.hpp>
#include <functional>
#include <memory>

#include "core/base/file.h"
#include "tests/support/h5_file.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;
using hdf5::Reader;

namespace {

// A file that `write` makes, and its reader.
struct Written {
  template <typename Write>
  explicit Written(Write write) {
    {
      H5File out(path());
      write(out);
    }
    reader = std::make_unique<Reader>(path(), "a.h5");
  }

  fs::path path() const { return folder / "a.h5"; }
  const Reader* operator->() const { return reader.get(); }

  TempFolder folder;
  std::unique_ptr<Reader> reader;
};

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

std::string error(const std::function<void(H5File&)>& write,
                  const std::function<void(const Reader&)>& body) {
  return error_of([&] {
    const Written in(write);
    body(*in.reader);
  });
}

hid_t packed_by(int filter, const std::vector<unsigned>& values = {}) {
  const hid_t made = H5Pcreate(H5P_DATASET_CREATE);
  const hsize_t chunk[] = {4};
  H5Pset_chunk(made, 1, chunk);
  H5Pset_filter(made, filter, H5Z_FLAG_OPTIONAL, values.size(), values.data());
  return made;
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
  BOOST_TEST(error([](H5File& out) { out.strings("x", {"a", "\xE4"}); },
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
    return error(write, [&](const Reader& reader) {
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
    const hid_t made = packed_by(H5Z_FILTER_SHUFFLE, {});
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
    const hid_t made = packed_by(H5Z_FILTER_SHUFFLE, {});
    out.dataset("x", H5T_STD_I32LE, nullptr, {5}, made);
    H5Pclose(made);
    out.dataset("y", H5T_STD_I32LE, nullptr, {5}, H5P_DEFAULT);
  });
  BOOST_TEST(in->chunks("x").absent == 2);
  BOOST_TEST(in->chunks("y").absent == 1);
  BOOST_TEST(all<std::int32_t>(in, "x")[4] == 0);
}

// Filters that are plug-ins would be code of somebody else.
BOOST_AUTO_TEST_CASE(other_filters_are_refused_by_name) {
  const auto expected = [](const std::string& name) {
    return "a.h5: element 'X/data' is packed by the filter " + name +
           ", expected gzip or none; pack it anew (h5repack -f GZIP=4 OLD NEW, "
           "or anndata's write_h5ad(..., compression=\"gzip\"))";
  };
  const auto message = [&](int filter) {
    return error(
        [&](H5File& out) {
          out.group("X");
          const hid_t made = packed_by(filter);
          out.numbers<std::int32_t>("X/data", {1, 2, 3, 4}, {4}, made);
          H5Pclose(made);
        },
        [](const Reader& in) { in.numbers("X/data"); });
  };
  BOOST_TEST(message(32000) == expected("lzf"));
  BOOST_TEST(message(32001) == expected("blosc"));
  BOOST_TEST(message(H5Z_FILTER_NBIT) == expected("nbit"));
  BOOST_TEST(message(4711) == expected("number 4711"));
}

BOOST_AUTO_TEST_CASE(no_plugin_is_ever_loaded) {
  const Written in([](H5File& out) { out.group("g"); });
  unsigned state = 1;
  BOOST_TEST(H5PLget_loading_state(&state) >= 0);
  BOOST_TEST(state == 0U);
}

BOOST_AUTO_TEST_CASE(a_link_inside_the_file_is_followed) {
  const Written in([](H5File& out) {
    out.numbers<std::int32_t>("x", {7});
    H5Lcreate_soft("/x", out.id(), "soft", H5P_DEFAULT, H5P_DEFAULT);
  });
  BOOST_TEST(in->integers("soft")[0] == 7);
}

BOOST_AUTO_TEST_CASE(a_link_to_nowhere_or_to_itself_is_refused) {
  const auto message = [](const char* target) {
    return error(
        [&](H5File& out) {
          H5Lcreate_soft(target, out.id(), "soft", H5P_DEFAULT, H5P_DEFAULT);
        },
        [](const Reader& in) { in.has("soft"); });
  };
  BOOST_TEST(message("/y").starts_with(
      "a.h5: element 'soft' is a link that leads nowhere"));
  BOOST_TEST(message("/soft").starts_with(
      "a.h5: element 'soft' is a link that leads nowhere"));
}

BOOST_AUTO_TEST_CASE(another_file_is_never_reached) {
  const TempFolder folder;
  {
    H5File other(folder / "other.h5");
    other.numbers<std::int32_t>("secret", {42});
  }
  const std::string secret = (folder / "other.h5").string();
  const auto link = [&](H5File& out) {
    H5Lcreate_external(secret.c_str(), "/secret", out.id(), "x", H5P_DEFAULT,
                       H5P_DEFAULT);
    H5Lcreate_soft("/x", out.id(), "soft", H5P_DEFAULT, H5P_DEFAULT);
  };
  BOOST_TEST(error(link, [](const Reader& in) { in.numbers("x"); }) ==
             "a.h5: element 'x' is a link to another file, which is not "
             "followed; copy what it leads to into this file");
  BOOST_TEST(
      error(link, [](const Reader& in) {
        in.numbers("soft");
      }).starts_with("a.h5: element 'soft' is a link that leads nowhere"));
  const std::string elsewhere =
      "a.h5: element 'x' has its data in other files, which are not read; copy "
      "it with its data into one file (h5py: file.create_dataset(name, "
      "data=old[...]))";
  const auto external = [&](H5File& out) {
    const hid_t made = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_external(made, secret.c_str(), 0, 16);
    out.dataset("x", H5T_STD_I32LE, nullptr, {4}, made);
    H5Pclose(made);
  };
  BOOST_TEST(error(external, [](const Reader& in) { in.numbers("x"); }) ==
             elsewhere);
  const auto mapped = [&](H5File& out) {
    const hsize_t side[] = {1};
    const hid_t space = H5Screate_simple(1, side, nullptr);
    const hid_t made = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_virtual(made, space, secret.c_str(), "/secret", space);
    out.dataset("x", H5T_STD_I32LE, nullptr, {1}, made);
    H5Pclose(made);
    H5Sclose(space);
  };
  BOOST_TEST(error(mapped, [](const Reader& in) { in.numbers("x"); }) ==
             elsewhere);
}

BOOST_AUTO_TEST_CASE(what_is_no_number_is_named) {
  const auto write = [](H5File& out) {
    const hid_t reference = H5Tcopy(H5T_STD_REF_OBJ);
    out.dataset("reference", reference, nullptr, {2}, H5P_DEFAULT);
    H5Tclose(reference);
    out.group("g");
  };
  BOOST_TEST(error(write, [](const Reader& in) { in.info("reference"); }) ==
             "a.h5: element 'reference' holds references, expected numbers or "
             "strings");
  BOOST_TEST(error(write, [](const Reader& in) { in.info("g"); }) ==
             "a.h5: element 'g' is no array");
  BOOST_TEST(error(write, [](const Reader& in) { in.info("h"); }) ==
             "a.h5: has no element 'h'");
}

BOOST_AUTO_TEST_CASE(an_array_without_end_is_refused_before_it_is_held) {
  BOOST_TEST(error(
                 [](H5File& out) {
                   const hid_t made = H5Pcreate(H5P_DATASET_CREATE);
                   const hsize_t chunk[] = {1, 1};
                   H5Pset_chunk(made, 2, chunk);
                   out.dataset("x", H5T_STD_I32LE, nullptr,
                               {hsize_t{1} << 40, hsize_t{1} << 20}, made);
                   H5Pclose(made);
                 },
                 [](const Reader& in) { in.numbers("x"); }) ==
             "a.h5: element 'x' has an axis of 1048576 in an array of more "
             "than 2^48 elements");
}

BOOST_AUTO_TEST_CASE(what_is_no_hdf5_is_said) {
  const TempFolder folder;
  const auto message = [&](const std::string& bytes) {
    replace_file(folder / "a", bytes);
    return error_of([&] { Reader(folder / "a", "st/T1.h5ad"); });
  };
  BOOST_TEST(message("spot\tx\ty\n") == "st/T1.h5ad: is no HDF5 file");
  BOOST_TEST(message("") == "st/T1.h5ad: is no HDF5 file");
  BOOST_TEST(message("PK\x03\x04 and more of it") ==
             "st/T1.h5ad: is a zip archive, expected HDF5; unpack it and name "
             "the file inside");
}

BOOST_AUTO_TEST_CASE(a_file_cut_short_says_so_with_both_sizes) {
  const TempFolder folder;
  {
    H5File out(folder / "a");
    out.numbers<std::int32_t>("x", std::vector<std::int32_t>(1000, 1));
  }
  const std::string whole = read_file(folder / "a");
  replace_file(folder / "a", whole.substr(0, whole.size() / 2));
  BOOST_TEST(error_of([&] { Reader(folder / "a", "st/T1.h5ad"); }) ==
             concat("st/T1.h5ad: is cut short: it has ", whole.size() / 2,
                    " bytes, by its own first lines ", whole.size(),
                    "; copy or fetch it again"));
}

BOOST_AUTO_TEST_CASE(a_damaged_chunk_is_an_error_of_its_element) {
  const TempFolder folder;
  {
    H5File out(folder / "a");
    const hid_t made = packed_by(H5Z_FILTER_FLETCHER32);
    out.numbers<std::int32_t>("x", {1111, 2222, 3333, 4444}, {4}, made);
    H5Pclose(made);
  }
  std::string bytes = read_file(folder / "a");
  const std::size_t at = bytes.find(std::string("\x57\x04\0\0", 4));
  BOOST_REQUIRE(at != bytes.npos);
  bytes[at] = '\x58';
  replace_file(folder / "a", bytes);
  BOOST_TEST(error_of([&] { Reader(folder / "a", "a.h5").numbers("x"); }) ==
             "a.h5: element 'x' cannot be read (HDF5: data error detected by "
             "Fletcher32 checksum)");
}

// A copy that ended early, wherever it did.
BOOST_AUTO_TEST_CASE(every_cut_is_refused) {
  const TempFolder folder;
  {
    H5File out(folder / "a");
    out.strings("names", {"x", "y"});
    out.numbers<std::int32_t>("x", {1, 2, 3});
  }
  const std::string whole = read_file(folder / "a");
  std::size_t read = 0;
  for (std::size_t size = 0; size < whole.size(); size += 7) {
    replace_file(folder / "a", whole.substr(0, size));
    const std::string error = error_of([&] { Reader(folder / "a", "a"); });
    if (error == "no error") ++read;
  }
  BOOST_TEST(read == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
