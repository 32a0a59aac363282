-- What patients' cells and bulk tumours tell of survival and copy number: the
-- analyses of GHIST on TCGA.
--
-- Paper     Fu et al. 2025, doi:10.1038/s41592-025-02795-z
-- Data      tcga_brca: follow-up, copy number and bulk expression of 956 patients;
--           synthetic_cells: cells of made-up patients, as cells that GHIST
--           predicted on TCGA's slides cannot be had; infercnv: a known loss
-- Expected  expected.json; expected_not_here.json, what needs predicted cells
-- Departs   README.md, "What differs from the paper"; METHOD.md has the numbers
--           that stand beside the calls

local ms = require "moonstain"
local protocols = require "protocols"

local repeats = ms.param { name = "repeats", default = 20, quick = 3, paper = 100,
                           "splits into folds that a risk is averaged over" }
local permutations = ms.param {
  name = "permutations", default = 200, quick = 20, paper = 1000,
  "of patients, for what chance gives along the genome",
}
local null_permutations = ms.param {
  name = "null_permutations", default = 99, quick = 19,
  "of patients' features, for what chance gives of a risk",
}
local patients = ms.param { name = "patients", default = 60, quick = 40,
                            "made-up patients, at most 60" }
local cohorts = ms.param {
  name = "cohorts", default = 200, quick = 40, protocol = false,
  "made-up cohorts with nothing planted, of which every decision is asked",
}
local planted_cohorts = ms.param {
  name = "planted_cohorts", default = 60, quick = 20, protocol = false,
  "the same with effects planted",
}
local seed = ms.param { name = "seed", default = 1, protocol = false,
                        "of folds, permutations and all that is made up" }
local track = ms.switch {                                         -- 9.19
  name = "track", kind = "scoring", published = "published",
  audited = "every_bin",
  why = "in the paper's script a bin without a missing value becomes 0",
}
local rule = ms.switch {                                          -- 7.6
  name = "rule", kind = "scoring", published = "published", audited = "adjusted",
  why = "the published line divides 0.05 by the loci and not by all pairs",
}
local cut = ms.switch {                                           -- 7.4, 9.15
  name = "cut", kind = "scoring", published = "quartiles", audited = "median",
  why = "half of the patients, and of the few deaths, are left out of the test",
}

local genes = ms.manifest "genes"
local positions = genes:table "positions"

-- What all of this decides of many made-up cohorts, in parts of 20.
local function study_of(count, planted)
  local parts = {}
  for first = 1, count, 20 do
    parts[#parts + 1] = ms.synthetic_study(protocols.with(planted, {
      positions = positions, first = first,
      cohorts = math.min(20, count - first + 1), patients = patients,
      matrices = { "proportion_raw" }, folds = 3, repeats = repeats,
      feature_count = 2, ridge = 1e-6, permutations = null_permutations,
      null_repeats = 1, cut = cut, draws = 1000, least = 5,
      track_permutations = permutations, seed = seed,
    }))
  end
  return parts
end
local effects = { locus_effect = 0.35, hazard_effect = 1 }
local no_effects = { locus_effect = 0, hazard_effect = 0 }
local study = study_of(cohorts, no_effects)

-- A risk of a cohort's patients, each held out, with what chance gives; and its
-- curves by group (7.4).
local function risk(follow_up, call)
  local protocol = protocols.with(follow_up, call)
  protocol.folds, protocol.repeats, protocol.ridge = 3, repeats, 1e-6
  protocol.seed = seed
  local value = ms.survival_risk(protocol)
  local shuffled = protocols.with(protocol, {
    repeats = 1, permutations = null_permutations,
  })
  shuffled.kind = nil  -- chance has its own
  local permuted = ms.survival_null(shuffled)
  local score = ms.survival_scores(protocols.with(follow_up, {
    risk = value, permuted = permuted, cut = cut, seed = seed,
  }))
  local curve = ms.survival_panel(protocols.with(follow_up, {
    title = "Survival by risk: " .. call.name, scores = score, study = study,
    cohort = ms.risk_groups {
      risk = value, cohort = follow_up.cohort, cut = cut,
    },
    group = "risk_group", time_unit = "months",
    at_risk_at = { 0, 24, 60, 120, 180 },
  }))
  return score, curve
end

-- Bulk tumours of TCGA.
local tcga = ms.manifest "tcga_brca"
local bulk = ms.cohort {
  table = tcga:table "slides", matrices = { tcga:table "pam50" },
  matrix_names = { "pam50" }, about = "tcga_brca/patients", id = "case_id",
  repeated = "first",
  columns = { "age", "survival_months", "censorship", "oncotree_code" },
  suffixes = { "cnv", "rnaseq", "mut" },
}
local followed = { cohort = bulk, time = "survival_months",
                   event = "censorship", one_means = "censored" }
local survival, curves = {}, {}
for i, one in ipairs {
  { name = "expression", matrices = { "rnaseq" } },
  { name = "pam50", kind = "simple", matrices = { "pam50" },
    log1p = { "pam50" } },
  { name = "copy_number", kind = "variant", matrices = { "cnv" } },
} do
  one.features, one.feature_count = { bulk }, 5
  survival[i], curves[i] = risk(followed, one)
end

-- Losses against gains along the genome (7.6), on expression for want of cells.
local along = ms.copy_number_tests {
  copy_number = bulk, features = bulk, positions = positions,
  copy_number_matrix = "cnv", feature_matrix = "rnaseq", effect = "difference",
  least = 5, strata = "oncotree_code", permutations = permutations, seed = seed,
  track = track,
}

-- Made-up patients: in one cohort a locus moves how neighbours correlate and the
-- types drive the hazard, in the other nothing is planted.
local cells_of = ms.manifest "synthetic_cells"
local made_sections = {}
for i = 1, patients do made_sections[i] = cells_of.sections[i] end
local function cohort_of_cells(name, planted)
  local made = protocols.with(planted, {
    manifest = cells_of, sections = made_sections, seed = seed,
  })
  local cells, types = ms.synthetic_cells(made), ms.synthetic_cell_types(made)
  local features = ms.joined_features {                           -- 7.3
    about = "synthetic_cells", features = ms.cell_features {
      dataset = cells, types = types,
      features = { "proportion_raw", "nn_correlation" },
    },
  }
  local outcomes = ms.joined_features {
    about = "synthetic_cells", features = ms.synthetic_outcomes(made),
  }
  local tests = ms.copy_number_tests {
    copy_number = outcomes, features = features, positions = positions,
    copy_number_matrix = "copy_number", feature_matrix = "nn_correlation",
    least = 5, permutations = permutations, seed = seed, track = "every_bin",
  }
  local by_cells = { cohort = outcomes, time = "months", event = "died" }
  local score, curve = risk(by_cells, {
    name = name, features = { features }, matrices = { "proportion_raw" },
    feature_count = 2,
  })
  return { tests = tests, score = score, curve = curve }
end
local planted = cohort_of_cells("proportions_planted", effects)
local nothing = cohort_of_cells("proportions_nothing_planted", no_effects)

-- A known loss, from expression alone: 1p and 19q of oligodendrogliomas.
local glioma = ms.manifest "infercnv"
local by_expression = ms.expression_copy_number {
  counts = glioma:table "counts", groups = glioma:table "groups",
  positions = glioma:table "gene_order", about = "infercnv", assembly = "hg19",
  reference = { "Microglia/Macrophage", "Oligodendrocytes (non-malignant)" },
}

-- What is said of each.
local claims = { survival[1], survival[2], survival[3] }
local made_up = { planted.score, nothing.score }
return {
  findings = ms.findings {
    title = "Survival of TCGA-BRCA, what a risk from bulk tumours tells",
    model = "expression", scores = { survival[1] },
    baselines = { survival[2], survival[3] }, metric = "concordance",
    reading = "patients", unit = "patient", scope = "demo",
    scope_note = "all of TCGA-BRCA that is in the table, 956 patients, in place "
                 .. "of 91 HER2+ ones; bulk expression in place of predicted "
                 .. "cells",
    expected = ms.source { "expected.json", learned_from = "nothing" },
    panels = {
      ms.survival_claim_panel { scores = claims, study = study },
      ms.forest_panel { scores = claims },
      ms.forest_panel { scores = claims, shows = "hazard_ratio",
                        title = "Hazard ratio, high over low risk" },
      curves[1], curves[2], curves[3],
    },
    protocol = ms.protocol(),
  },
  copy_number = ms.findings {
    title = "Expression between losses and gains along the genome, TCGA-BRCA",
    model = "rnaseq",
    scores = { ms.locus_scores { tests = along, listed = { "ERBB2" },
                                   rule = rule } },
    metric = "found_share.mean", reading = "carriers", unit = "patient",
    scope = "demo", scope_note = "bulk expression in place of the neighbour "
                                 .. "correlation of predicted cells",
    panels = {
      ms.track_panel { tests = along, positions = positions,
                       genes = { "ERBB2", "TOP2A", "MYC" } },
      ms.locus_volcano_panel { tests = along, region = "17q11-21" },
      ms.copy_number_panel { cells = by_expression },
    },
    protocol = ms.protocol(),
  },
  made_up = ms.findings {
    title = "Made-up patients: what is planted must be found",
    model = "proportions_planted", scores = { planted.score },
    metric = "concordance", reading = "patients", unit = "patient",
    scope = "demo", scope_note = "made-up cells, whose truth is known",
    panels = {
      ms.study_panel {
        study = study, title = "Nothing planted: how often it is found all "
                               .. "the same",
      },
      ms.study_panel {
        study = study_of(planted_cohorts, effects),
        title = "Planted: how often it is found",
      },
      ms.survival_claim_panel { scores = made_up, study = study },
      planted.curve, nothing.curve,
      ms.track_panel { tests = planted.tests, positions = positions,
                       title = "Planted: neighbour correlation along the genome" },
      ms.track_panel { tests = nothing.tests, positions = positions,
                       title = "Nothing planted: the same" },
    },
    protocol = ms.protocol(),
  },
  -- Published numbers that nothing here stands beside.
  not_here = ms.findings {
    title = "GHIST on TCGA, published numbers that cannot be tested here",
    model = "cells", metric = "log_rank_p", reading = "patients",
    unit = "patient", scope = "demo", scope_note = "nothing is scored",
    missing = "predicted cells of TCGA's slides",
    expected = ms.source { "expected_not_here.json", learned_from = "nothing" },
    protocol = ms.protocol(),
  },
}
