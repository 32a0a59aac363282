// Files that are damaged, or ask the reader for more than bytes.

#include <hdf5.h>

#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/data/hdf5/reader.h"
#include "tests/data/hdf5/written.h"

using namespace moonstain;
using hdf5::Reader;

BOOST_AUTO_TEST_SUITE(strange_file_test)

// Filters that are plug-ins would be code of somebody else.
BOOST_AUTO_TEST_CASE(other_filters_are_refused_by_name) {
  const auto expected = [](const std::string& name) {
    return "a.h5: element 'X/data' is packed by the filter " + name +
           ", expected gzip or none; pack it anew (h5repack -f GZIP=4 OLD NEW, "
           "or anndata's write_h5ad(..., compression=\"gzip\"))";
  };
  const auto message = [&](int filter) {
    return reader_error(
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
    return reader_error(
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
  BOOST_TEST(reader_error(link, [](const Reader& in) { in.numbers("x"); }) ==
             "a.h5: element 'x' is a link to another file, which is not "
             "followed; copy what it leads to into this file");
  BOOST_TEST(
      reader_error(link, [](const Reader& in) {
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
  BOOST_TEST(reader_error(external, [](const Reader& in) {
               in.numbers("x");
             }) == elsewhere);
  const auto mapped = [&](H5File& out) {
    const hsize_t side[] = {1};
    const hid_t space = H5Screate_simple(1, side, nullptr);
    const hid_t made = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_virtual(made, space, secret.c_str(), "/secret", space);
    out.dataset("x", H5T_STD_I32LE, nullptr, {1}, made);
    H5Pclose(made);
    H5Sclose(space);
  };
  BOOST_TEST(reader_error(mapped, [](const Reader& in) { in.numbers("x"); }) ==
             elsewhere);
}

BOOST_AUTO_TEST_CASE(an_array_without_end_is_refused_before_it_is_held) {
  BOOST_TEST(reader_error(
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
