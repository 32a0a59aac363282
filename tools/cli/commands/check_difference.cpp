#include "tools/cli/commands/check_difference.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <set>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/data/zarr/reader.h"

namespace moonstain {

std::string float_array_of(const std::filesystem::path& object,
                           const std::string& file) {
  if (!path_exists(object / "zarr.json")) return "";
  for (fs::path at = fs::path(file).parent_path(); !at.empty();
       at = at.parent_path()) {
    if (!path_exists(object / at / "zarr.json")) continue;
    const zarr::Reader reader(object);
    const std::string path = at.generic_string();
    if (!reader.is_array(path)) return "";
    const zarr::DataType type = reader.info(path).type;
    return type == zarr::DataType::float32 || type == zarr::DataType::float64
               ? path
               : "";
  }
  return "";
}

std::vector<double> float_values_of(const std::filesystem::path& object,
                                    const std::string& array) {
  return zarr::Reader(object).numbers(array);
}

namespace {

void compare_values(const fs::path& first, const fs::path& second,
                    FileDifference& out) {
  const std::vector<double> a = float_values_of(first, out.array);
  const std::vector<double> b = float_values_of(second, out.array);
  out.values = std::max(a.size(), b.size());
  const std::size_t both = std::min(a.size(), b.size());
  out.values_differ = out.values - both;
  for (std::size_t i = 0; i < both; ++i) {
    if (std::memcmp(&a[i], &b[i], sizeof a[i]) == 0) continue;
    ++out.values_differ;
    const double by = std::fabs(a[i] - b[i]);
    // Not a number stays the largest: no comparison with it holds.
    if (std::isnan(by) || by > out.largest) out.largest = by;
  }
}

FileDifference compare_bytes(const std::string& file, const std::string& a,
                             const std::string& b) {
  FileDifference out;
  out.file = file;
  const std::size_t both = std::min(a.size(), b.size());
  out.first_byte = both;
  out.bytes = std::max(a.size(), b.size()) - both;
  for (std::size_t i = both; i-- > 0;) {
    if (a[i] == b[i]) continue;
    out.first_byte = i;
    ++out.bytes;
  }
  return out;
}

}  // namespace

std::vector<FileDifference> object_differences(
    const std::filesystem::path& first, const std::filesystem::path& second) {
  std::set<std::string> files;
  const auto in_first = list_files(first);
  const auto in_second = list_files(second);
  files.insert(in_first.begin(), in_first.end());
  files.insert(in_second.begin(), in_second.end());
  std::vector<FileDifference> out;
  std::set<std::string> arrays;
  for (const std::string& file : files) {
    FileDifference difference;
    difference.file = file;
    difference.only_in_first =
        !std::binary_search(in_second.begin(), in_second.end(), file);
    difference.only_in_second =
        !std::binary_search(in_first.begin(), in_first.end(), file);
    if (!difference.only_in_first && !difference.only_in_second) {
      if (hash_file(first / file).sha256 == hash_file(second / file).sha256) {
        continue;
      }
      difference = compare_bytes(file, read_file(first / file),
                                 read_file(second / file));
    }
    const std::string array = float_array_of(first, file);
    // A chunk may be left out where it holds only zeros, so the whole array is
    // looked at, once.
    if (!array.empty() && array == float_array_of(second, file) &&
        arrays.insert(array).second) {
      difference.array = array;
      compare_values(first, second, difference);
    }
    out.push_back(std::move(difference));
  }
  return out;
}

std::string difference_words(const FileDifference& difference) {
  std::string words = difference.file;
  if (difference.only_in_first) {
    words += ": only in the first result";
  } else if (difference.only_in_second) {
    words += ": only in the second result";
  } else {
    words += concat(": first differs at byte ", difference.first_byte, ", ",
                    difference.bytes,
                    difference.bytes == 1 ? " byte differs" : " bytes differ");
  }
  if (!difference.array.empty()) {
    words += concat("; array ", difference.array, ": ",
                    difference.values_differ, " of ", difference.values,
                    " values differ, by ", difference.largest, " at most");
  }
  return words;
}

}  // namespace moonstain
