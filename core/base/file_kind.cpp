#include "core/base/file_kind.h"

#include <algorithm>

#include "core/base/text.h"

namespace moonstain {
namespace {

using namespace std::string_view_literals;

struct Signature {
  std::size_t at = 0;
  std::string_view bytes;
  std::string_view name;
  std::string_view remedy;
};

constexpr std::string_view kUnpack = "unpack it and name the file inside";
constexpr std::string_view kSaveSheet =
    "save its sheet as text with tabs, in UTF-8";
constexpr std::string_view kExport = "write what it holds as text with tabs";
constexpr std::string_view kPicture = "name the file that was meant";

// An Office file is a zip archive too, and stands before it.
constexpr Signature kSignatures[] = {
    {30, "[Content_Types].xml", "an Excel workbook", kSaveSheet},
    {0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook",
     kSaveSheet},
    {0, "PK\x03\x04", "a zip archive", kUnpack},
    {0, "\x1f\x8b", "packed by gzip", "unpack it"},
    {0, "\xfd\x37zXZ\0"sv, "packed by xz", "unpack it"},
    {0, "\x28\xb5\x2f\xfd", "packed by zstd", "unpack it"},
    {4, "1AY&SY", "packed by bzip2", "unpack it"},
    {0, "7z\xbc\xaf\x27\x1c", "a 7z archive", kUnpack},
    {257, "ustar", "a tar archive", kUnpack},
    {0, "\x89HDF\r\n\x1a\n", "an HDF5 file, as .h5 and .h5ad are", kExport},
    {0, "PAR1\x15", "a Parquet file", kExport},
    {0, "RDX2\n", "a file of R", kExport},
    {0, "RDX3\n", "a file of R", kExport},
    {0, "X\n\0\0\0"sv, "a file of R", kExport},
    {0, "\x93NUMPY", "an array of numpy", kExport},
    {0, "SQLite format 3\0"sv, "an SQLite file", kExport},
    {0, "%PDF-", "a PDF", kPicture},
    {0, "\x89PNG", "a PNG picture", kPicture},
    {0, "\xff\xd8\xff", "a JPEG picture", kPicture},
    {0, "II*\0"sv, "a TIFF picture", kPicture},
    {0, "MM\0*"sv, "a TIFF picture", kPicture},
    {0, "II+\0"sv, "a BigTIFF picture", kPicture},
    {0, "MM\0+"sv, "a BigTIFF picture", kPicture},
    {8, "WEBPVP8", "a WebP picture", "save it as JPEG or PNG"},
};

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

// What stands between `before` and `after`; empty where one is not there.
std::string_view between(std::string_view text, std::string_view before,
                         std::string_view after) {
  const std::size_t found = text.find(before);
  if (found == text.npos) return "";
  text.remove_prefix(found + before.size());
  const std::size_t end = text.find(after);
  return end == text.npos ? "" : text.substr(0, end);
}

std::optional<FileKind> pointer_kind(std::string_view text) {
  if (text.starts_with("version https://git-lfs.github.com/spec/") ||
      text.starts_with("version https://hawser.github.com/spec/")) {
    const std::string_view size = between(text, "\nsize ", "\n");
    return FileKind{
        concat("a Git LFS pointer", size.empty() ? "" : " to a file of ",
               printable(size, 20), size.empty() ? "" : " bytes"),
        "`git lfs pull` in its repository fetches the file itself", true};
  }
  if (text.starts_with("/annex/objects/")) {
    return FileKind{"a pointer of git-annex",
                    "`git annex get` fetches the file itself", true};
  }
  return std::nullopt;
}

std::optional<FileKind> page_kind(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  const std::string start = lower(text);
  const std::string again =
      "servers send such a page for a file that they do not give; download the "
      "file again";
  if (start.starts_with("<?xml")) return FileKind{"XML", again, true};
  if (!start.starts_with("<!doctype html") && !start.starts_with("<html")) {
    return std::nullopt;
  }
  const std::string_view title = between(start, "<title>", "</title>");
  if (title.empty()) return FileKind{"a web page", again, true};
  const auto at = static_cast<std::size_t>(title.data() - start.data());
  return FileKind{concat("a web page with title '",
                         printable(text.substr(at, title.size()), 60), "'"),
                  again, true};
}

}  // namespace

std::optional<FileKind> file_kind(std::string_view start) {
  start = start.substr(0, kFileKindBytes);
  for (const Signature& one : kSignatures) {
    if (start.size() >= one.at && start.substr(one.at).starts_with(one.bytes)) {
      return FileKind{std::string(one.name), std::string(one.remedy), false};
    }
  }
  if (auto pointer = pointer_kind(start)) return pointer;
  return page_kind(start);
}

}  // namespace moonstain
