-- HiST's survival model on the bulk tumours of TCGA-BRCA: what clinical
-- covariates tell, what a gene table adds, and what choosing an epoch adds.
--
-- Paper     Li, Zhang et al. 2026, doi:10.1002/advs.202514351
-- Data      tcga_brca: follow-up, copy number and bulk expression of 956 patients;
--           synthetic_cells: maps of made-up patients, as predicted maps of TCGA's
--           slides cannot be had
-- Expected  expected_not_here.json
-- Departs   README.md, "What differs from the paper"; METHOD.md has the numbers
--           that stand beside the calls

local ms = require "moonstain"
local protocols = require "protocols"

local repeats = ms.param { name = "repeats", default = 20, quick = 2,
                           "splits into folds that a risk is averaged over" }
local permutations = ms.param {
  name = "permutations", default = 99, quick = 9, protocol = false,
  "of patients' features, for what chance gives of a risk",
}
local draws = ms.param { name = "draws", default = 2000, quick = 400,
                         protocol = false, "of patients, for intervals" }
local epochs = ms.param { name = "epochs", default = 200, quick = 60, paper = 200,
                          "of the networks, a step each" }           -- 8.5
local noises = ms.param {
  name = "noises", default = 20, quick = 8, protocol = false,
  "sets of covariates that say nothing, each through the whole protocol",
}
local made_patients = ms.param { name = "made_patients", default = 60, quick = 40,
                                 protocol = false,
                                 "made-up patients with maps, at most 60" }
local made_epochs = ms.param { name = "made_epochs", default = 60,
                               protocol = false, "of the networks on maps" }
local seed = ms.param { name = "seed", default = 1, protocol = false,
                        "of folds, draws and all that is made up" }
local gene = ms.param { name = "gene", default = "CD8A", protocol = false,
                        "of the bulk table, whose median cuts patients in halves" }
local rule = ms.switch {                                             -- 8.5
  name = "rule", kind = "leak", published = "maximum", audited = "last",
  choices = { "checkpoint" },
  why = "the published number is each fold's highest over all epochs on the "
        .. "patients it is reported for",
}
local loss = ms.switch {                                             -- 8.4
  name = "loss", kind = "training", published = "row_order", audited = "time",
  why = "the published loss compares a death with the rows before it; time "
        .. "plays no part",
}
local risk_norm = ms.switch {                                        -- 8.4
  name = "risk_norm", kind = "training", published = "l2", audited = "none",
  why = "risks of length 1 over the batch make the loss nearly flat",
}
local covariates = ms.param {                                        -- 8.2
  name = "covariates", default = "clinical", paper = "with_image",
  choices = { "clinical", "with_image", "image" },
  "which network output `findings` is about: clinical covariates alone, with "
  .. "what stands in for the image, or that alone",
}

local tcga = ms.manifest "tcga_brca"
local bulk = ms.cohort {
  table = tcga:table "slides", about = "tcga_brca/patients", id = "case_id",
  repeated = "first",
  columns = { "age", "survival_months", "censorship", "oncotree_code" },
  suffixes = { "cnv", "rnaseq", "mut" },
}
local clinical = ms.clinical_covariates {                            -- 8.3
  cohort = bulk, columns = { "age", "oncotree_code" },
}
local followed = { cohort = bulk, time = "survival_months",
                   event = "censorship", one_means = "censored" }
local months = { 24, 60, 120 }

-- A risk by Cox's model of other patients, beside that of clinical covariates
-- alone: its own scores, and what it adds.
local base
local function cox_risk(call)
  local protocol = protocols.with(followed, call)
  protocol.features = { bulk, clinical }
  protocol.folds, protocol.repeats, protocol.ridge = 5, repeats, 1e-6
  protocol.feature_count, protocol.seed = 8, seed
  local value = ms.survival_risk(protocol)
  local chances = ms.survival_chances(protocol)
  local shuffled = protocols.with(protocol, {
    repeats = 1, permutations = permutations,
  })
  shuffled.kind = nil  -- chance has its own
  base = base or value
  return ms.survival_scores(protocols.with(followed, {
    risk = value, permuted = ms.survival_null(shuffled), cut = "median",
    draws = draws, seed = seed,
  })), ms.survival_accuracy(protocols.with(followed, {
    risk = value, base = value ~= base and base or nil, chances = chances,
    times = months, draws = draws, seed = seed,
  }))
end
local scores, accuracy = {}, {}
for i, one in ipairs {
  { name = "clinical", kind = "simple", matrices = { "clinical" } },
  { name = "expression", matrices = { "rnaseq" }, kind = "variant" },
  { name = "copy_number", matrices = { "cnv" }, kind = "variant" },
  { name = "clinical_expression", matrices = { "clinical", "rnaseq" } },
  { name = "clinical_copy_number", matrices = { "clinical", "cnv" },
    kind = "variant" },
} do
  scores[i], accuracy[i] = cox_risk(one)
end

-- Halves at the median of one gene's bulk expression, as the paper cuts at NKG7.
local by_gene = ms.survival_panel(protocols.with(followed, {
  title = "Survival by bulk expression of " .. gene .. ", cut at the median",
  cohort = ms.gene_groups { cohort = bulk, matrix = "rnaseq", gene = gene },
  group = "expression_group", time_unit = "months",
  at_risk_at = { 0, 24, 60, 120, 180 },
}))

-- The authors' head on covariates, trained by epochs (8.2, 8.5).
local split = protocols.with(followed, { folds = 5, fold_seed = 15 })
local function trained(call)
  return ms.hist_survival_risk(protocols.with(split, protocols.with({
    epochs = epochs, learning_rate = 0.015, eta_min = 1e-5, loss = loss,
    risk_norm = risk_norm, seed = seed,
  }, call)))
end
local judged = ({
  clinical = "network_clinical", with_image = "network_clinical_expression",
  image = "network_expression",
})[covariates]
local judged_on = ({
  clinical = "clinical covariates",
  with_image = "clinical covariates and bulk expression",
  image = "bulk expression",
})[covariates]
-- Scored at the epoch that the rule takes, which is traced to who chose it; the
-- score goes to those of the judged network or to the others.
local judged_scores, other_scores = {}, {}
local function by_epochs(call)
  local is_judged = call.name == judged
  local risk = trained(protocols.with(
    { kind = not is_judged and "variant" or nil }, call))
  local list = is_judged and judged_scores or other_scores
  list[#list + 1] = ms.epoch_concordance(protocols.with(split, {
    risk = ms.chosen_epoch(protocols.with(split, {
      risk = risk, rule = rule, from_epoch = 20,
      chosen_on = rule ~= "last" and split.cohort or nil,
    })),
    from_epoch = 0,
  }))
  return risk
end
local network_risk = by_epochs {
  name = "network_clinical", features = { clinical }, matrices = { "clinical" },
}
local genes_risk = by_epochs {
  name = "network_clinical_expression", features = { bulk, clinical },
  matrices = { "clinical", "rnaseq" }, covariate_scale = "training",
}
if covariates == "image" then
  by_epochs {
    name = "network_expression", features = { bulk }, matrices = { "rnaseq" },
    covariate_scale = "training",
  }
end
local shuffled_risk = by_epochs {
  name = "network_shuffled", features = { clinical }, matrices = { "clinical" },
  shuffled = 1, kind = "null",
}

-- Covariates of noise: nothing can be found, so what the highest epoch has above
-- the last, which is scored, is the choice of the epoch.
local noise_risks, noise = {}, {}
for i = 1, noises do
  noise_risks[i] = trained {
    name = "noise", about = "noise/" .. i, matrices = { "noise" }, kind = "null",
    features = {
      ms.noise_covariates { cohort = bulk, count = 12, seed = seed * 1000 + i },
    },
  }
  noise[i] = ms.epoch_concordance(protocols.with(split, {
    risk = noise_risks[i], from_epoch = 20,
  }))
end

-- Made-up slides through the network with maps: in one cohort what raises one
-- gene drives the hazard, in the other nothing does.
local cells = ms.manifest "synthetic_cells"
local sections, patients = {}, {}
for i = 1, made_patients do
  sections[i] = cells.sections[i]
  patients[i] = cells.name .. "/" .. cells:patient_of(sections[i])
end
local function made_maps(name, hazard_effect)
  local made = { manifest = cells, sections = sections, seed = seed,
                 genes = { "TOP2A", "KRT8", "LUM", "CD3E" },
                 locus_effect = 0, hazard_effect = hazard_effect }
  local outcomes = ms.joined_features {
    about = name, features = ms.synthetic_outcomes(made),
  }
  local made_split = { cohort = outcomes, time = "months", event = "died",
                       folds = 5, fold_seed = 15 }
  local risk = ms.hist_survival_risk(protocols.with(made_split, {
    name = name, maps = ms.synthetic_map(made), map_patients = patients,
    epochs = made_epochs, learning_rate = 2, eta_min = 1e-5, loss = "time",
    risk_norm = "none", drop_path = 0.4, seed = seed,
  }))
  return ms.epoch_concordance(protocols.with(made_split, {
    risk = risk, from_epoch = 20,
  })), ms.epoch_panel(protocols.with(made_split, {
    risks = { risk }, from_epoch = 20,
    title = "Held-out concordance by epoch: " .. name,
  }))
end
local planted, planted_curve = made_maps("maps_planted", 3)
local nothing, nothing_curve = made_maps("maps_nothing_planted", 0)

local function of_network(call)
  return ms.findings(protocols.with({
    model = judged, scores = judged_scores, baselines = other_scores,
    metric = "concordance",
    reading = "patients", unit = "patient", scope = "demo",
    scope_note = "clinical covariates and bulk expression of 956 patients of "
                 .. "TCGA-BRCA in place of predicted maps of their slides",
    protocol = ms.protocol(),
  }, call))
end

local function of_maps(call)
  return ms.findings(protocols.with({
    metric = "concordance", reading = "patients", unit = "patient",
    scope = "demo", scope_note = "made-up patients, whose truth is known",
    protocol = ms.protocol(),
  }, call))
end

-- `findings` is what switches turn, and so what the walk is about.
return {
  findings = of_network {
    title = "HiST's survival head on " .. judged_on .. ", trained by epochs",
  },
  gain = ms.findings {
    title = "Survival of TCGA-BRCA: what a gene table adds to age and type",
    model = "clinical_expression", scores = { scores[4] },
    baselines = { scores[1], scores[2], scores[3], scores[5] },
    metric = "concordance", reading = "patients", unit = "patient",
    scope = "demo",
    scope_note = "bulk expression and copy number of 956 patients in place of "
                 .. "predicted maps; stage is not in the table",
    panels = {
      ms.survival_accuracy_panel { scores = accuracy,
                                   base = "clinical covariates alone" },
      ms.survival_claim_panel { scores = scores },
      ms.forest_panel { scores = scores },
      by_gene,
    },
    protocol = ms.protocol(),
  },
  epochs = ms.findings {
    title = "The best epoch of covariates that say nothing",
    model = "noise", scores = noise, metric = "epoch_inflation",
    reading = "patients", unit = "patient", scope = "demo",
    scope_note = "sets of covariates of noise, the follow-up of the same 956 "
                 .. "patients: the interval is over sets, not over patients",
    panels = {
      ms.epoch_panel(protocols.with(split, {
        risks = { network_risk, genes_risk, shuffled_risk, noise_risks[1] },
        from_epoch = 20,
      })),
    },
    protocol = ms.protocol(),
  },
  made_maps = of_maps {
    title = "Made-up maps through the survival network: planted",
    model = "maps_planted", scores = { planted }, panels = { planted_curve },
  },
  made_maps_nothing = of_maps {
    title = "Made-up maps through the survival network: nothing planted",
    model = "maps_nothing_planted", scores = { nothing },
    panels = { nothing_curve },
  },
  not_here = of_network {
    title = "HiST's survival, published numbers that cannot be tested here",
    expected = ms.source { "expected_not_here.json", learned_from = "nothing" },
    missing = "predicted maps of TCGA's slides: neither the slides nor the "
              .. "authors' network on all sections can be had",
  },
}
