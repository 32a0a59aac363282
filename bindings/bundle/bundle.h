#pragma once

#include <map>
#include <string>
#include <string_view>

#include "bindings/bundle/lock.h"
#include "core/base/digest.h"
#include "core/base/path.h"

namespace moonstain {

/// A recipe with all that it is planned from, as one file: a zip archive
/// (core/base/zip.h) that, unpacked, is laid out as a checkout is.
///
///     MOONSTAIN                            "moonstain bundle 1\nsha256 HEX\n"
///     data_manifests/mob/manifest.json     manifests that it opens
///     expected/findings.json               findings that came out
///     lock.json                            lock.h
///     recipes/first/recipe.lua             the recipe, what it asks for, and
///     recipes/lib/protocols.lua            READMEs and licences beside those
///
/// HEX is the SHA-256 of the other files' listing (object_listing of
/// core/engine/store/object_files.h), so that a bundle proves itself. That it
/// is the one that was meant, only its own sha256 tells: a shelf has that.
struct Bundle {
  Lock lock;
  /// By path; all but MOONSTAIN and lock.json.
  std::map<std::string, std::string> files;

  /// "recipes/first"
  std::string recipe_folder() const;
};

inline constexpr int kBundleFormat = 1;
inline constexpr std::string_view kBundleSuffix = ".moon";

/// The file's bytes: the same bundle gives the same.
std::string bundle_bytes(const Bundle& bundle);

/// @param where  the file's name, in errors
/// @throws Error "WHERE: ..." on bytes that `bundle_bytes` does not give: of a
///               newer format, cut off, changed, packed by other hands, with
///               files in other places than above, or with a bundle in it
Bundle parse_bundle(std::string_view bytes, std::string_view where);

/// Writes its files below a folder, under a name of their content there:
/// FOLDER/SHA256, whole or not at all. What lies there already is kept where it
/// is the same, byte by byte, and replaced where it is not.
/// @param sha256  of the bundle's bytes
/// @return        FOLDER/SHA256
fs::path unpack_bundle(const Bundle& bundle, const Digest& sha256,
                       const fs::path& folder);

}  // namespace moonstain
