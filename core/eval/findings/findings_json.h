#pragma once

#include "core/eval/findings/copies.h"
#include "core/eval/findings/findings.h"
#include "core/eval/findings/walk.h"

namespace moonstain {

class JsonReader;
class JsonWriter;

/// What is stored as JSON, member by member (json_members.h), both ways, with
/// all the structs in it; README.md describes them. Not the kind and schema
/// beside them, nor the findings of both ends of a walk, which stand whole in
/// it (findings_files.cpp).
void members(JsonWriter& json, const Findings& one);
void members(JsonReader& json, Findings& one);

void members(JsonWriter& json, const Walk& one);
void members(JsonReader& json, Walk& one);

void members(JsonWriter& json, const SectionCopies& one);
void members(JsonReader& json, SectionCopies& one);

}  // namespace moonstain
