#pragma once

#include <string>

#include "bindings/bundle/bundle.h"

namespace moonstain::testing {

/// A bundle of a recipe `sum` with a file of the library, one of its own, a
/// manifest and a result.
inline Bundle sample_bundle() {
  Bundle bundle;
  Lock& lock = bundle.lock;
  lock.moonstain = "0.1.0";
  lock.recipe = "sum";
  lock.settings = {{"profile", "quick"}};
  lock.libm = "libm: glibc 2.36, fma";
  lock.steps = {{"number", 1}, {"sum", 2}};
  lock.data = {{"two", {{"a/b.tsv", 12, sha256("b")}}}};
  lock.files = {{"recipes/sum/genes.txt", 5, sha256("KRT8\n")}};
  lock.programs = {{"p", "python3 sha256 9f2c", {}}};
  lock.nodes = 4;
  lock.outputs = {{"total", {sha256("id")}}};
  lock.expected = {{"total", {sha256("object")}}};
  bundle.files = {{"data_manifests/two/manifest.json", "{}"},
                  {"expected/total.json", "{\"value\": 1.5}\n"},
                  {"recipes/lib/shared.lua", "return 1\n"},
                  {"recipes/sum/genes.txt", "KRT8\n"},
                  {"recipes/sum/recipe.lua", "return {}\n"}};
  return bundle;
}

}  // namespace moonstain::testing
