#include "core/data/parquet/reader.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <limits>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/file_kind.h"
#include "core/base/text.h"
#include "core/base/utf8.h"
#include "core/engine/step/task_context.h"

namespace moonstain::parquet {
namespace {

// Both begin and end a file.
constexpr std::string_view kMark = "PAR1";
constexpr std::string_view kEncrypted = "PARE";
// Numbers of rows beyond this are those of a damaged file.
constexpr std::int64_t kMostRows = std::int64_t{1} << 40;

constexpr const char* kLibrary = "core/data/parquet/libmoonstain_parquet.so";

// The library lies in the folder that the build puts everything into, of which
// the program is in some folder.
fs::path library_beside_program() {
  std::error_code none;
  const fs::path program = fs::read_symlink("/proc/self/exe", none);
  fs::path folder = program.parent_path();
  while (folder != folder.parent_path()) {
    if (path_exists(folder / kLibrary)) return folder / kLibrary;
    folder = folder.parent_path();
  }
  fail("Parquet cannot be read: ", kLibrary, " is in no folder above ",
       program.string(), "; build the program again");
}

// Once in a process. It stays: its threads run code of it.
OpenFile load_library() {
  static const OpenFile open_file = [] {
    const fs::path path = library_beside_program();
    void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    void* open = library == nullptr ? nullptr : ::dlsym(library, kOpenFile);
    check(open != nullptr, "Parquet cannot be read: ", ::dlerror());
    return reinterpret_cast<OpenFile>(open);
  }();
  return open_file;
}

class FileBytes : public Bytes {
 public:
  explicit FileBytes(const fs::path& path) : file_(path) {}

  std::uint64_t size() const override { return file_.size_bytes(); }
  void read_at(char* bytes, std::size_t count, std::uint64_t at) override {
    file_.read_at(bytes, count, at);
  }

  std::string start(std::size_t most) {
    std::string out(std::min<std::uint64_t>(most, size()), '\0');
    file_.read_at(out.data(), out.size(), 0);
    return out;
  }
  std::string end(std::size_t count) {
    std::string out(count, '\0');
    file_.read_at(out.data(), count, size() - count);
    return out;
  }

 private:
  FileReader file_;
};

void check_is_parquet(FileBytes& bytes, const std::string& name) {
  const std::string start = bytes.start(kFileKindBytes);
  const auto kind = file_kind(start);
  check(start.starts_with(kMark), name, ": is ",
        kind ? kind->name : std::string("no Parquet file"),
        ", expected Parquet");
  const std::string end =
      bytes.size() < 3 * kMark.size() ? "" : bytes.end(kMark.size());
  check(end != kEncrypted, name, ": is encrypted, which is not read");
  check(end == kMark, name,
        ": is Parquet without its end; it is cut short: copy or fetch it "
        "again");
}

}  // namespace

struct Reader::Opened {
  std::string name;
  FileBytes bytes;
  std::unique_ptr<File> file = {};
  std::vector<std::int64_t> starts = {0};  ///< [groups + 1] first rows

  std::string named(std::string_view column) const {
    return concat(name, ": column '", column, "'");
  }
  std::size_t place(std::string_view column) const;
  Part read(std::string_view column, std::size_t group, bool with_gaps) const;
};

std::size_t Reader::Opened::place(std::string_view column) const {
  const std::vector<ColumnInfo>& all = file->columns();
  std::vector<std::string> names;
  for (std::size_t at = 0; at < all.size(); ++at) {
    if (all[at].name == column) return at;
    names.push_back(printable_in_line(all[at].name, 40));
  }
  fail(name, ": no column '", column, "'; there are: ", listed(names, 12));
}

Part Reader::Opened::read(std::string_view column, std::size_t group,
                          bool with_gaps) const {
  const std::size_t at = place(column);
  const ColumnInfo& info = file->columns()[at];
  check(info.kind != Kind::other, named(column), " is of type ",
        printable_in_line(info.type, 80), ", which is not read");
  Part part;
  try {
    part = file->read(at, group);
  } catch (const std::exception& e) {
    fail(named(column), " cannot be read (Arrow: ", printable(e.what(), 200),
         "); was the file written and copied to its end?");
  }
  const std::int64_t rows = starts[group + 1] - starts[group];
  const auto found = std::visit(
      [](const auto& values) {
        return static_cast<std::int64_t>(values.size());
      },
      part.values);
  check(found == rows, named(column), " has ", found, " values in group ",
        group + 1, " of ", rows, " rows; the file is damaged");
  const auto gap = std::ranges::find(part.missing, 1);
  check(with_gaps || gap == part.missing.end(), named(column), ": row ",
        starts[group] + (gap - part.missing.begin()) + 1, " has no value");
  return part;
}

bool is_parquet(const fs::path& file) {
  return FileBytes(file).start(kMark.size()) == kMark;
}

Reader::Reader(const fs::path& file, std::string name)
    : opened_(new Opened{std::move(name), FileBytes(file)}) {
  check_is_parquet(opened_->bytes, opened_->name);
  const OpenFile open_file = load_library();
  // What a worker has said last stands beside how it ended.
  log_line(concat("reading ", opened_->name,
                  " by the library Arrow, which a damaged file may end"));
  try {
    opened_->file = open_file(opened_->bytes);
  } catch (const std::exception& e) {
    fail(opened_->name, ": cannot be opened (Arrow: ", printable(e.what(), 200),
         "); was it written and copied to its end?");
  }
  for (const std::int64_t rows : opened_->file->groups()) {
    check(rows >= 0 && rows < kMostRows && opened_->starts.back() < kMostRows,
          opened_->name, ": says it has ", rows,
          " rows in a group; it is damaged");
    opened_->starts.push_back(opened_->starts.back() + rows);
  }
  std::vector<std::string> names = columns();
  std::ranges::sort(names);
  const auto twice = std::ranges::adjacent_find(names);
  check(twice == names.end(), opened_->name, ": has two columns '",
        twice == names.end() ? "" : printable_in_line(*twice, 40), "'");
}

Reader::~Reader() = default;

const std::string& Reader::name() const { return opened_->name; }

std::vector<std::string> Reader::columns() const {
  std::vector<std::string> out;
  for (const ColumnInfo& column : opened_->file->columns()) {
    out.push_back(column.name);
  }
  return out;
}

bool Reader::has(std::string_view column) const {
  return std::ranges::any_of(
      opened_->file->columns(),
      [&](const ColumnInfo& one) { return one.name == column; });
}

Kind Reader::kind(std::string_view column) const {
  return opened_->file->columns()[opened_->place(column)].kind;
}

std::int64_t Reader::rows() const { return opened_->starts.back(); }

std::size_t Reader::groups() const { return opened_->starts.size() - 1; }

std::size_t Reader::group_rows(std::size_t group) const {
  return static_cast<std::size_t>(opened_->starts[group + 1] -
                                  opened_->starts[group]);
}

std::vector<std::int64_t> Reader::integers(std::string_view column,
                                           std::size_t group) const {
  Part part = opened_->read(column, group, false);
  auto* values = std::get_if<std::vector<std::int64_t>>(&part.values);
  check(values != nullptr, opened_->named(column), " is of type ",
        opened_->file->columns()[opened_->place(column)].type,
        ", expected integers");
  return std::move(*values);
}

std::vector<double> Reader::numbers(std::string_view column,
                                    std::size_t group) const {
  Part part = opened_->read(column, group, true);
  std::vector<double> out;
  if (auto* values = std::get_if<std::vector<double>>(&part.values)) {
    out = std::move(*values);
  } else if (auto* whole =
                 std::get_if<std::vector<std::int64_t>>(&part.values)) {
    out.assign(whole->begin(), whole->end());
  } else {
    fail(opened_->named(column), " is of type ",
         opened_->file->columns()[opened_->place(column)].type,
         ", expected numbers");
  }
  for (std::size_t row = 0; row < part.missing.size(); ++row) {
    if (part.missing[row] != 0) {
      out[row] = std::numeric_limits<double>::quiet_NaN();
    }
  }
  return out;
}

std::vector<std::string> Reader::texts(std::string_view column,
                                       std::size_t group) const {
  Part part = opened_->read(column, group, false);
  if (auto* whole = std::get_if<std::vector<std::int64_t>>(&part.values)) {
    std::vector<std::string> out;
    out.reserve(whole->size());
    for (const std::int64_t value : *whole) out.push_back(concat(value));
    return out;
  }
  auto* values = std::get_if<std::vector<std::string>>(&part.values);
  check(values != nullptr, opened_->named(column), " is of type ",
        opened_->file->columns()[opened_->place(column)].type,
        ", expected texts or integers");
  const auto wrong = std::ranges::find_if_not(
      *values, [](const std::string& text) { return is_utf8(text); });
  check(wrong == values->end(), opened_->named(column), ": row ",
        opened_->starts[group] + (wrong - values->begin()) + 1,
        " is no text in UTF-8");
  return std::move(*values);
}

std::vector<std::string> Reader::bytes(std::string_view column,
                                       std::size_t group) const {
  Part part = opened_->read(column, group, false);
  auto* values = std::get_if<std::vector<std::string>>(&part.values);
  check(values != nullptr, opened_->named(column), " is of type ",
        opened_->file->columns()[opened_->place(column)].type,
        ", expected byte strings");
  return std::move(*values);
}

namespace {

template <typename Value, typename ReadGroup>
std::vector<Value> all_groups(std::size_t groups, const ReadGroup& read_group) {
  std::vector<Value> out;
  for (std::size_t group = 0; group < groups; ++group) {
    std::vector<Value> part = read_group(group);
    out.insert(out.end(), std::make_move_iterator(part.begin()),
               std::make_move_iterator(part.end()));
  }
  return out;
}

}  // namespace

std::vector<std::int64_t> Reader::integers(std::string_view column) const {
  return all_groups<std::int64_t>(
      groups(), [&](std::size_t group) { return integers(column, group); });
}

std::vector<double> Reader::numbers(std::string_view column) const {
  return all_groups<double>(
      groups(), [&](std::size_t group) { return numbers(column, group); });
}

std::vector<std::string> Reader::texts(std::string_view column) const {
  return all_groups<std::string>(
      groups(), [&](std::size_t group) { return texts(column, group); });
}

std::vector<std::string> Reader::bytes(std::string_view column) const {
  return all_groups<std::string>(
      groups(), [&](std::size_t group) { return bytes(column, group); });
}

}  // namespace moonstain::parquet
