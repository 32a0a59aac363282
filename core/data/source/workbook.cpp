#include "core/data/source/workbook.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/zip.h"

namespace moonstain {
namespace {

constexpr std::string_view kZip = "PK\x03\x04";
// The list of an Office file's parts, by Excel its first: such an archive is
// none to `zip_paths`.
constexpr std::string_view kParts = "[Content_Types].xml";
constexpr std::size_t kStartBytes = 64;
constexpr std::string_view kCompoundFile = "\xD0\xCF\x11\xE0";

}  // namespace

void check_no_workbook(const fs::path& file, const std::string& name) {
  std::string start(kStartBytes, '\0');
  FileReader reader(file);
  start.resize(reader.read(start.data(), start.size()));
  const bool has_parts = start.find(kParts) != start.npos;
  bool is_workbook = start.starts_with(kCompoundFile) ||
                     (start.starts_with(kZip) && has_parts);
  if (start.starts_with(kZip) && !has_parts) {
    const std::vector<std::string> paths = zip_paths(file, name);
    is_workbook = std::any_of(
        paths.begin(), paths.end(),
        [](const std::string& path) { return path.starts_with("xl/"); });
  }
  check(!is_workbook, name,
        ": is a workbook of Excel, expected a text table: save the sheet as "
        "CSV");
}

}  // namespace moonstain
