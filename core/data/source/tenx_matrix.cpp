#include "core/data/source/tenx_matrix.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <map>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/plain_text.h"
#include "core/base/table.h"
#include "core/base/text.h"
#include "core/data/hdf5/reader.h"

namespace moonstain {
namespace {

constexpr std::string_view kGenes = "Gene Expression";

struct Entry {
  std::int32_t feature = 0;
  std::int32_t count = 0;
};

// The lines of a text one after the other, with their numbers.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}

  // False at the end. Empty lines are left out.
  bool next(std::string_view& line) {
    while (at_ < text_.size()) {
      const std::size_t end = std::min(text_.find('\n', at_), text_.size());
      line = text_.substr(at_, end - at_);
      if (line.ends_with('\r')) line.remove_suffix(1);
      at_ = end + 1;
      ++number_;
      if (!line.empty()) return true;
    }
    return false;
  }
  std::size_t number() const { return number_; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t number_ = 0;
};

// Three whole numbers with spaces between; of the third, "3.0" is one too.
bool three_numbers(std::string_view line, std::int64_t (&out)[3]) {
  const char* at = line.data();
  const char* end = at + line.size();
  for (std::int64_t& value : out) {
    while (at < end && (*at == ' ' || *at == '\t')) ++at;
    const auto read = std::from_chars(at, end, value);
    if (read.ec != std::errc()) return false;
    at = read.ptr;
  }
  if (at < end && *at == '.') {
    while (++at < end && *at == '0') {
    }
  }
  while (at < end && (*at == ' ' || *at == '\t')) ++at;
  return at == end;
}

void check_banner(std::string_view line, const std::string& where) {
  const bool is_read =
      line == "%%MatrixMarket matrix coordinate integer general" ||
      line == "%%MatrixMarket matrix coordinate real general";
  check(is_read, where, ": line 1 is '", printable(line, 80),
        "', expected '%%MatrixMarket matrix coordinate integer general'");
}

std::vector<std::string> column_of(const Table& table, std::size_t column) {
  std::vector<std::string> out;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    out.emplace_back(table.field(row, column));
  }
  return out;
}

std::vector<std::string> read_barcodes(const File& file) {
  return column_of(
      Table::without_header(read_file(file.path), file.name, {"barcode"}), 0);
}

void read_features(const File& file, TenxMatrix& out) {
  std::string text = plain_text(read_file(file.path), file.name);
  const std::string_view first =
      std::string_view(text).substr(0, text.find('\n'));
  const auto columns =
      static_cast<std::size_t>(std::count(first.begin(), first.end(), '\t')) +
      1;
  check(columns >= 2, file.name, ": line 1 is '", printable(first, 60),
        "', expected id, name and type of a feature, with tabs between");
  std::vector<std::string> names = {"id", "name"};
  if (columns > 2) names.emplace_back("type");
  while (names.size() < columns) {
    names.push_back(concat("column ", names.size() + 1));
  }
  const Table table =
      Table::without_header(std::move(text), file.name, std::move(names));
  out.ids = column_of(table, 0);
  out.names = column_of(table, 1);
  if (columns > 2) out.types = column_of(table, 2);
}

// Each entry under its barcode, in the order of the file.
void fill_rows(const std::vector<std::pair<std::int32_t, Entry>>& entries,
               Sparse<std::int32_t>& out) {
  out.starts.assign(static_cast<std::size_t>(out.rows) + 1, 0);
  for (const auto& [barcode, entry] : entries) {
    ++out.starts[static_cast<std::size_t>(barcode) + 1];
  }
  for (std::size_t row = 1; row < out.starts.size(); ++row) {
    out.starts[row] += out.starts[row - 1];
  }
  std::vector<std::int64_t> next(out.starts.begin(), out.starts.end() - 1);
  out.indices.resize(entries.size());
  out.values.resize(entries.size());
  for (const auto& [barcode, entry] : entries) {
    const auto at =
        static_cast<std::size_t>(next[static_cast<std::size_t>(barcode)]++);
    out.indices[at] = entry.feature;
    out.values[at] = entry.count;
  }
}

void read_entries(const File& file, const std::string& barcodes_name,
                  const std::string& features_name, TenxMatrix& out) {
  const std::string text = plain_text(read_file(file.path), file.name);
  Lines lines(text);
  std::string_view line;
  check(lines.next(line), file.name, ": is empty");
  check_banner(line, file.name);
  bool is_there = false;
  while ((is_there = lines.next(line)) && line.starts_with('%')) {
  }
  std::int64_t sides[3] = {};
  check(is_there, file.name, ": ends after line ", lines.number(),
        ", expected the numbers of features, barcodes and entries");
  check(three_numbers(line, sides), file.name, ": line ", lines.number(),
        " is '", printable(line, 60),
        "', expected the numbers of features, barcodes and entries");
  const auto features = static_cast<std::int64_t>(out.ids.size());
  const auto barcodes = static_cast<std::int64_t>(out.barcodes.size());
  check(sides[0] == features && sides[1] == barcodes, file.name, " has ",
        sides[0], " rows and ", sides[1], " columns, ", features_name, " ",
        features, " features and ", barcodes_name, " ", barcodes, " barcodes; ",
        sides[0] == barcodes && sides[1] == features
            ? "it is written the other way round: transpose it"
            : "are all of one folder, and whole?");
  std::vector<std::pair<std::int32_t, Entry>> entries;
  entries.reserve(static_cast<std::size_t>(std::clamp<std::int64_t>(
      sides[2], 0, static_cast<std::int64_t>(text.size() / 6))));
  while (lines.next(line)) {
    std::int64_t entry[3] = {};
    const bool fits = three_numbers(line, entry) && entry[0] >= 1 &&
                      entry[0] <= features && entry[1] >= 1 &&
                      entry[1] <= barcodes && entry[2] >= 0 &&
                      entry[2] <= std::numeric_limits<std::int32_t>::max();
    check(fits, file.name, ": line ", lines.number(), " is '",
          printable(line, 60), "', expected a feature from 1 to ", features,
          ", a barcode from 1 to ", barcodes,
          " and a count, a whole number from 0 up");
    entries.push_back({static_cast<std::int32_t>(entry[1] - 1),
                       {static_cast<std::int32_t>(entry[0] - 1),
                        static_cast<std::int32_t>(entry[2])}});
  }
  check(static_cast<std::int64_t>(entries.size()) == sides[2], file.name,
        ": says it has ", sides[2], " entries, and has ", entries.size(),
        "; is it whole? Copy or fetch it again");
  fill_rows(entries, out.counts);
}

}  // namespace

TenxMatrix read_mex(const File& matrix, const File& barcodes,
                    const File& features) {
  TenxMatrix out;
  out.barcodes = read_barcodes(barcodes);
  read_features(features, out);
  out.counts.rows = static_cast<std::int64_t>(out.barcodes.size());
  out.counts.columns = static_cast<std::int64_t>(out.ids.size());
  read_entries(matrix, barcodes.name, features.name, out);
  return out;
}

TenxMatrix read_tenx_features(const File& features) {
  TenxMatrix out;
  read_features(features, out);
  return out;
}

bool is_hdf5(const fs::path& path) {
  FileReader file(path);
  char mark[4] = {};
  const std::size_t bytes = file.read(mark, sizeof mark);
  return std::string_view(mark, bytes) == "\x89HDF";
}

TenxMatrix read_tenx_h5(const File& file) {
  const hdf5::Reader in(file.path, file.name);
  check(in.is_group("matrix"), file.name, ": has no group 'matrix'; it has ",
        listed(in.children(""), 8),
        ". A group a genome is how Cell Ranger 2 wrote it: make it anew, or "
        "give its matrix.mtx");
  TenxMatrix out;
  out.barcodes = in.strings("matrix/barcodes");
  out.ids = in.strings("matrix/features/id");
  out.names = in.strings("matrix/features/name");
  out.types = in.strings("matrix/features/feature_type");
  const std::vector<std::int64_t> shape = in.integers("matrix/shape");
  const auto features = static_cast<std::int64_t>(out.ids.size());
  const auto barcodes = static_cast<std::int64_t>(out.barcodes.size());
  check(shape.size() == 2 && shape[0] == features && shape[1] == barcodes &&
            out.names.size() == out.ids.size() &&
            out.types.size() == out.ids.size(),
        file.name, ": matrix/shape is [", listed(shape), "] for ", features,
        " features and ", barcodes, " barcodes");
  out.counts.rows = barcodes;
  out.counts.columns = features;
  out.counts.starts = in.integers("matrix/indptr");
  for (const std::int64_t index : in.integers("matrix/indices")) {
    check(index >= 0 && index < features, file.name, ": matrix/indices holds ",
          index, ", expected 0 to ", features - 1);
    out.counts.indices.push_back(static_cast<std::int32_t>(index));
  }
  for (const std::int64_t count : in.integers("matrix/data")) {
    check(count >= 0 && count <= std::numeric_limits<std::int32_t>::max(),
          file.name, ": matrix/data holds ", count,
          ", expected a count from 0 up");
    out.counts.values.push_back(static_cast<std::int32_t>(count));
  }
  const std::vector<std::int64_t>& starts = out.counts.starts;
  const auto entries = static_cast<std::int64_t>(out.counts.values.size());
  check(out.counts.indices.size() == out.counts.values.size() &&
            static_cast<std::int64_t>(starts.size()) == barcodes + 1 &&
            starts.front() == 0 && starts.back() == entries &&
            std::is_sorted(starts.begin(), starts.end()),
        file.name, ": matrix/indptr does not rise from 0 to ", entries,
        " over ", barcodes, " barcodes, or there are other than ", entries,
        " indices");
  return out;
}

TenxGenes genes_of(const TenxMatrix& matrix) {
  TenxGenes out;
  std::map<std::string, std::int64_t> others;
  std::unordered_set<std::string> taken;
  const auto wanted_name = [&](std::size_t feature) {
    return matrix.names[feature].empty() ? matrix.ids[feature]
                                         : matrix.names[feature];
  };
  const auto is_gene = [&](std::size_t feature) {
    return matrix.types.empty() || matrix.types[feature] == kGenes;
  };
  for (std::size_t feature = 0; feature < matrix.ids.size(); ++feature) {
    if (is_gene(feature)) taken.insert(wanted_name(feature));
  }
  std::unordered_map<std::string, int> seen;  // name -> the last number given
  for (std::size_t feature = 0; feature < matrix.ids.size(); ++feature) {
    if (!is_gene(feature)) {
      ++others[matrix.types[feature]];
      out.places.push_back(-1);
      continue;
    }
    std::string name = wanted_name(feature);
    const auto [last, is_first] = seen.emplace(name, 0);
    if (!is_first) {
      std::string numbered;
      do {
        numbered = concat(name, "-", ++last->second);
      } while (!taken.insert(numbered).second);
      name = std::move(numbered);
    }
    out.places.push_back(static_cast<std::int64_t>(out.names.size()));
    out.names.push_back(std::move(name));
  }
  out.others.assign(others.begin(), others.end());
  return out;
}

}  // namespace moonstain
