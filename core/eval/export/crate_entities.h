#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"

namespace moonstain::crate {

/// The metadata of an RO-Crate: JSON-LD as one flat list of entities, which
/// name each other by "@id".

inline constexpr const char* kMetadata = "ro-crate-metadata.json";

/// Words of other vocabularies.
inline constexpr const char* kSha256 =
    "https://www.wikidata.org/entity/Q15634181";
/// What stands before the digest of a result, in its description.
inline constexpr std::string_view kDigestWords = "the digest of the whole is ";
inline constexpr const char* kCompleted =
    "http://schema.org/CompletedActionStatus";
inline constexpr const char* kFailed = "http://schema.org/FailedActionStatus";
inline constexpr const char* kBioschemas =
    "https://bioschemas.org/profiles/ComputationalWorkflow/1.0-RELEASE";

/// {"@id": "ID"}
Json refers_to(const std::string& id);
/// To one alone, or a list of references.
Json refers_to_all(const std::vector<std::string>& ids);

/// A path in the crate, or a name, as a part of an "@id".
std::string as_uri(const std::string& path);

/// A name for something of a run that no two have: a UUID (version 8) of the
/// SHA-256 of the text.
///
/// Source: RFC 9562, 5.8.
std::string uuid_of(const std::string& text);

/// "Boolean", "Integer", "Float"; else "Text".
std::string schema_type(const Json& value);

class Entities {
 public:
  void add(const std::string& id, Json type, Json members);

  /// Takes the id of an entity that may come several times, and is added once.
  /// @return  false where it is taken
  bool take(const std::string& id) { return taken_.insert(id).second; }

  /// @return  the metadata's text
  std::string text() const;

 private:
  std::vector<Json> entities_;
  std::set<std::string> taken_;
};

/// The profiles to which the crate conforms.
std::vector<std::string> profile_ids();
/// What these are, and the metadata's entity of itself.
void add_profiles(Entities& entities);

/// What the workflow is written in: Lua of a recipe, else a plan as JSON.
std::string language_id(bool is_recipe);
void add_language(Entities& entities, bool is_recipe);

}  // namespace moonstain::crate
