#include "core/base/changed_file.h"

#include "core/base/error.h"
#include "core/base/file_kind.h"

namespace moonstain {
namespace {

// What is larger is no table whose line ends somebody's git has changed.
constexpr std::uint64_t kMostBytes = std::uint64_t{256} << 20;

bool is(std::string_view bytes, const FileEntry& meant) {
  return bytes.size() == meant.size_bytes && sha256(bytes) == meant.sha256;
}

std::string with_line_ends(std::string_view text, bool carriage_return) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with("\r\n")) continue;
    if (carriage_return && text[i] == '\n') out += '\r';
    out += text[i];
  }
  return out;
}

}  // namespace

std::string how_changed(const fs::path& path, const FileEntry& meant) {
  FileReader reader(path);
  const std::uint64_t size = reader.size_bytes();
  std::string start(std::min<std::uint64_t>(size, kFileKindBytes), '\0');
  reader.read_at(start.data(), start.size(), 0);
  const auto kind = file_kind(start);
  if (kind && kind->stands_in) {
    return concat("; it is ", kind->name, ": ", kind->remedy);
  }
  if (size > kMostBytes || meant.size_bytes > 2 * size) return "";
  const std::string text = read_file(path);
  if (is(with_line_ends(text, false), meant)) {
    return "; its lines end in \\r\\n, those of the file that is meant in \\n";
  }
  if (is(with_line_ends(text, true), meant)) {
    return "; its lines end in \\n, those of the file that is meant in \\r\\n";
  }
  return "";
}

}  // namespace moonstain
