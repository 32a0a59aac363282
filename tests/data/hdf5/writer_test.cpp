#include "core/data/hdf5/writer.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "core/base/file.h"
#include "core/data/hdf5/reader.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

const std::string kMoon = "\xf0\x9f\x8c\x99";

void write(const fs::path& file) {
  hdf5::Writer out;
  out.group("", {{"encoding-type", "anndata"}, {"none", Json::array()}});
  out.group("g", {{"ordered", true},
                  {"shape", {2, 3}},
                  {"order", {"b", kMoon}},
                  {"half", 0.5}});
  const std::vector<double> numbers{
      -0.0, std::numeric_limits<double>::infinity(), 1e-300,
      std::numeric_limits<double>::quiet_NaN()};
  out.array<double>("g/x", numbers, {2, 2}, {{"a", "b"}});
  out.array<std::int64_t>(
      "least",
      std::vector<std::int64_t>{std::numeric_limits<std::int64_t>::min()}, {1});
  out.array<float>("nothing", {}, {0, 3});
  out.strings("words", {"", "\xc3\xa4", kMoon});
  out.strings("no_words", {});
  out.scalar("yes", zarr::Bool::yes);
  out.scalar("seven", std::int32_t{7});
  out.text("text", "one\ntwo");
  out.finish(file);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(writer_test)

BOOST_AUTO_TEST_CASE(what_is_written_is_read) {
  const TempFolder folder;
  write(folder / "a.h5");
  const hdf5::Reader in(folder / "a.h5", "a.h5");
  BOOST_TEST(in.children("") ==
                 (std::vector<std::string>{"g", "least", "no_words", "nothing",
                                           "seven", "text", "words", "yes"}),
             tt::per_element());
  BOOST_TEST(in.attribute("", "encoding-type") == "anndata");
  BOOST_TEST(in.attribute("", "none") == Json::array());
  BOOST_TEST(in.attribute("g", "ordered") == true);
  BOOST_TEST(in.attribute("g", "shape") == Json({2, 3}));
  BOOST_TEST(in.attribute("g", "order") == Json({"b", kMoon}));
  BOOST_TEST(in.attribute("g", "half") == 0.5);
  BOOST_TEST((in.info("g/x").shape == zarr::Shape{2, 2}));
  const std::vector<double> numbers = in.numbers("g/x");
  BOOST_TEST(std::signbit(numbers[0]));
  BOOST_TEST(std::isinf(numbers[1]));
  BOOST_TEST(numbers[2] == 1e-300);
  BOOST_TEST(std::isnan(numbers[3]));
  BOOST_TEST(in.integers("least")[0] ==
             std::numeric_limits<std::int64_t>::min());
  BOOST_TEST((in.info("nothing").shape == zarr::Shape{0, 3}));
  BOOST_TEST(
      in.strings("words") == (std::vector<std::string>{"", "\xc3\xa4", kMoon}),
      tt::per_element());
  BOOST_TEST(in.strings("no_words").empty());
  BOOST_TEST((in.info("yes").type == zarr::DataType::boolean));
  BOOST_TEST(in.integers("yes")[0] == 1);
  BOOST_TEST(in.integers("seven")[0] == 7);
  BOOST_TEST(in.strings("text")[0] == "one\ntwo");
}

BOOST_AUTO_TEST_CASE(the_same_calls_give_the_same_bytes) {
  const TempFolder folder;
  write(folder / "a.h5");
  write(folder / "b.h5");
  BOOST_TEST(read_file(folder / "a.h5") == read_file(folder / "b.h5"));
}

BOOST_AUTO_TEST_CASE(what_the_format_cannot_hold_is_named) {
  hdf5::Writer out;
  BOOST_TEST(
      error_of([&] { out.strings("words", {std::string("a\0b", 3)}); }) ==
      "element 'words' has a text with a zero byte, 'a?b', which "
      "HDF5 would cut there");
  BOOST_TEST(error_of([&] {
               out.array<float>("x", std::vector<float>{1}, {2});
             }) == "element 'x' has 1 values for a shape of 2");
  BOOST_TEST(error_of([&] { out.text("no/group", "x"); }) ==
             "element 'no/group' cannot be written (the library HDF5 has "
             "failed)");
}

BOOST_AUTO_TEST_SUITE_END()
