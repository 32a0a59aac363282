#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace moonstain {

/// The text in a file that people made, in UTF-8 without a byte order mark: of
/// tables, gene lists, manifests. Every reader of such a file begins with it.
///
/// Read are a zip archive of one file, gzip (also twice, as some servers pack
/// what is packed), UTF-8 with or without a mark, and UTF-16 with one. Lines
/// end in \n or \r\n; where the whole text has \r alone, as spreadsheets of old
/// write, each becomes \n.
///
/// @param where        names the file in errors
/// @param limit_bytes  that may come out of a zip archive, and of gzip
/// @throws Error       "WHERE: is a tar archive, expected text; unpack it and
///                     name the file inside" of what stands in a text's place;
///                     with the line, on bytes that are not UTF-8 or are 0
std::string plain_text(std::string bytes, std::string_view where,
                       std::uint64_t limit_bytes = std::uint64_t{1} << 34);

}  // namespace moonstain
