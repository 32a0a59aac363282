// Files of pyarrow 26.0.1, made by make_files.py beside this file.
#include "core/data/parquet/reader.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <functional>
#include <limits>

#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;
using parquet::Kind;
using parquet::Reader;

namespace {

using Texts = std::vector<std::string>;
using Integers = std::vector<std::int64_t>;

const fs::path kFolder = "tests/data/parquet";

Reader kinds() { return {kFolder / "kinds.parquet", "kinds.parquet"}; }

std::string error(const std::function<void(const Reader&)>& body) {
  return error_of([&] { body(kinds()); });
}

// What a file of these bytes is refused with.
std::string error_of_bytes(const std::string& bytes) {
  const TempFolder folder;
  write_file(folder / "a", bytes);
  return error_of([&] { Reader(folder / "a", "a.parquet"); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reader_test)

BOOST_AUTO_TEST_CASE(columns_are_known_by_name_and_kind) {
  const Reader in = kinds();
  BOOST_TEST(in.rows() == 5);
  BOOST_TEST(in.groups() == 3U);
  BOOST_TEST(in.group_rows(2) == 1U);
  BOOST_TEST(in.columns().size() == 17U);
  BOOST_TEST(in.has("text"));
  BOOST_TEST(!in.has("Text"));
  BOOST_TEST((in.kind("uint32") == Kind::integers));
  BOOST_TEST((in.kind("bool") == Kind::integers));
  BOOST_TEST((in.kind("float") == Kind::numbers));
  BOOST_TEST((in.kind("bytes") == Kind::texts));
  BOOST_TEST((in.kind("category") == Kind::texts));
  BOOST_TEST((in.kind("list") == Kind::other));
}

BOOST_AUTO_TEST_CASE(integers_of_any_width_come_back) {
  const Reader in = kinds();
  constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  BOOST_TEST(in.integers("int8") == (Integers{-128, 0, 1, 2, 127}),
             tt::per_element());
  BOOST_TEST(in.integers("uint32") == (Integers{0, 1, 2, 3, 4294967295}),
             tt::per_element());
  BOOST_TEST(in.integers("int64") == (Integers{kLeast, 0, 1, 2, kMost}),
             tt::per_element());
  BOOST_TEST(in.integers("bool") == (Integers{1, 0, 1, 0, 1}),
             tt::per_element());
  BOOST_TEST(in.integers("uint64", 0) == (Integers{0, 1}), tt::per_element());
  BOOST_TEST(in.texts("int8") == (Texts{"-128", "0", "1", "2", "127"}),
             tt::per_element());
}

BOOST_AUTO_TEST_CASE(numbers_come_back_with_what_is_not_there_as_nan) {
  const Reader in = kinds();
  const std::vector<double> singles = in.numbers("float");
  BOOST_TEST(singles[0] == 0.5);
  BOOST_TEST(std::signbit(singles[1]));
  BOOST_TEST(std::isinf(singles[2]));
  BOOST_TEST(std::isnan(singles[3]));
  const std::vector<double> doubles = in.numbers("double");
  BOOST_TEST(doubles[0] == 0.1);
  BOOST_TEST(std::isnan(doubles[1]));
  BOOST_TEST(doubles[2] == 1e300);
  const std::vector<double> gaps = in.numbers("gaps");
  BOOST_TEST(gaps[2] == 3);
  BOOST_TEST(std::isnan(gaps[3]));
  BOOST_TEST(gaps[4] == 5);
}

// Old files have texts as byte strings; pandas has categories as a dictionary.
BOOST_AUTO_TEST_CASE(texts_are_read_however_they_are_stored) {
  const Reader in = kinds();
  const Texts letters = {"a", "b", "c", "d", "e"};
  BOOST_TEST(in.texts("text") == (Texts{"a", "", "\u00b5m", "d", "e"}),
             tt::per_element());
  BOOST_TEST(in.texts("large_text") == letters, tt::per_element());
  BOOST_TEST(in.texts("bytes") == letters, tt::per_element());
  BOOST_TEST(in.texts("fixed") == (Texts{"aa", "bb", "cc", "dd", "ee"}),
             tt::per_element());
  BOOST_TEST(in.texts("category", 0) == (Texts{"b", "a"}), tt::per_element());
  BOOST_TEST(in.texts("category", 2) == (Texts{"a"}), tt::per_element());
}

BOOST_AUTO_TEST_CASE(other_encodings_and_checked_pages_are_read) {
  const Reader in(kFolder / "delta.parquet", "delta.parquet");
  const Texts names = in.texts("name");
  BOOST_TEST(names.size() == 100U);
  BOOST_TEST(names[7] == "cell_7");
  BOOST_TEST(names[99] == "cell_99");
  BOOST_TEST(in.integers("n")[42] == 42);
}

BOOST_AUTO_TEST_CASE(a_table_without_rows_is_read) {
  const Reader in(kFolder / "no_rows.parquet", "no_rows.parquet");
  BOOST_TEST(in.rows() == 0);
  BOOST_TEST(in.texts("text").empty());
  BOOST_TEST(in.numbers("double").empty());
}

BOOST_AUTO_TEST_CASE(what_a_column_is_not_is_named) {
  BOOST_TEST(error([](const Reader& in) { in.texts("txt"); }) ==
             "kinds.parquet: no column 'txt'; there are: int8, uint32, int64, "
             "uint64, bool, float, double, gaps, text, large_text, bytes, "
             "latin1 and 5 more");
  BOOST_TEST(error([](const Reader& in) { in.texts("float"); }) ==
             "kinds.parquet: column 'float' is of type float, expected texts "
             "or integers");
  BOOST_TEST(error([](const Reader& in) { in.numbers("text"); }) ==
             "kinds.parquet: column 'text' is of type string, expected "
             "numbers");
  BOOST_TEST(error([](const Reader& in) { in.integers("double", 1); }) ==
             "kinds.parquet: column 'double' is of type double, expected "
             "integers");
  BOOST_TEST(error([](const Reader& in) { in.numbers("list"); }) ==
             "kinds.parquet: column 'list' is of type list<element: int64>, "
             "which is not read");
  BOOST_TEST(error([](const Reader& in) { in.numbers("time"); }) ==
             "kinds.parquet: column 'time' is of type timestamp[us], which is "
             "not read");
}

BOOST_AUTO_TEST_CASE(values_that_have_no_place_are_named) {
  BOOST_TEST(error([](const Reader& in) { in.integers("gaps"); }) ==
             "kinds.parquet: column 'gaps': row 4 has no value");
  BOOST_TEST(error([](const Reader& in) { in.texts("category"); }) ==
             "kinds.parquet: column 'category': row 4 has no value");
  BOOST_TEST(error([](const Reader& in) { in.texts("latin1"); }) ==
             "kinds.parquet: column 'latin1': row 4 is no text in UTF-8");
  BOOST_TEST(error([](const Reader& in) { in.integers("uint64"); }) ==
             "kinds.parquet: column 'uint64' cannot be read (Arrow: a value is "
             "above 9223372036854775807); was the file written and copied to "
             "its end?");
  BOOST_TEST(error_of([] { Reader(kFolder / "twice.parquet", "t.parquet"); }) ==
             "t.parquet: has two columns 'x'");
}

BOOST_AUTO_TEST_CASE(what_is_no_parquet_is_named) {
  BOOST_TEST(error_of_bytes("cell_id,x\n1,2\n") ==
             "a.parquet: is no Parquet file, expected Parquet");
  BOOST_TEST(error_of_bytes("<html><title>404</title></html>") ==
             "a.parquet: is a web page with title '404', expected Parquet");
  BOOST_TEST(error_of_bytes("") ==
             "a.parquet: is no Parquet file, expected Parquet");
  const std::string whole = read_file(kFolder / "kinds.parquet");
  BOOST_TEST(error_of_bytes(whole.substr(0, whole.size() / 2)) ==
             "a.parquet: is Parquet without its end; it is cut short: copy or "
             "fetch it again");
  BOOST_TEST(error_of_bytes("PAR1PAR1") ==
             "a.parquet: is Parquet without its end; it is cut short: copy or "
             "fetch it again");
  BOOST_TEST(error_of_bytes(whole.substr(0, whole.size() - 4) + "PARE") ==
             "a.parquet: is encrypted, which is not read");
}

// The words in brackets are Arrow's.
BOOST_AUTO_TEST_CASE(a_damaged_footer_is_an_error_in_the_librarys_words) {
  std::string bytes = read_file(kFolder / "kinds.parquet");
  bytes.replace(bytes.size() - 8, 4, "\xff\xff\xff\x7f", 4);
  const std::string said = error_of_bytes(bytes);
  BOOST_TEST(said.starts_with("a.parquet: cannot be opened (Arrow: "));
  BOOST_TEST(said.ends_with("); was it written and copied to its end?"));
}

// Every byte of the small file in turn, turned over: an error or values, never
// an end of the process.
BOOST_AUTO_TEST_CASE(flipped_bytes_end_in_an_error_or_in_values) {
  const std::string whole = read_file(kFolder / "delta.parquet");
  const TempFolder folder;
  int errors = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0xff);
    const fs::path path = folder / concat("f", at);
    write_file(path, bytes);
    try {
      const Reader in(path, "a");
      for (const std::string& column : in.columns()) {
        if (in.kind(column) == Kind::texts) in.texts(column);
        if (in.kind(column) == Kind::integers) in.integers(column);
      }
    } catch (const Error&) {
      ++errors;
    }
    fs::remove(path);
  }
  BOOST_TEST(errors > 100);
}

BOOST_AUTO_TEST_SUITE_END()
