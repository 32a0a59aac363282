-- Predictions that were made elsewhere, scored as those of a recipe are: readings,
-- baselines, ceiling and leaks. `moonstain score` writes the recipe that calls it.

local ms = require "moonstain"

local score = {}

-- What a target is of counts, as `ms.targets` takes it, and on which scale.
local targets = {
  counts = { total = "none", log = "none", scale = "counts" },
  log1p = { total = "none", log = "ln_1p", scale = "log" },
  cp10k_log1p = { total = "all", scale_to = 1e4, log = "ln_1p", scale = "log" },
  cpm_log1p = { total = "all", scale_to = 1e6, log = "ln_1p", scale = "log" },
  values = { scale = "values" },
}

-- A table of a data set, as the inputs of a step: the first file and, of a folder of
-- Zarr, the others. What the table was learned from is said of the first, once.
local function table_inputs(call, role, source, data, learned_from)
  local parts, paths = {}, {}
  for i, path in ipairs(source.files) do
    local file = ms.source { path, manifest = data,
                             learned_from = i == 1 and learned_from or "nothing" }
    if i == 1 then call[role] = file else parts[i - 1] = file end
    if source.folder ~= nil then paths[i] = path:sub(#source.folder + 2) end
  end
  call[role .. "_parts"], call[role .. "_paths"] = parts, paths
  call[role .. "_rows"] = source.rows
end

-- The steps' options that say how both tables are read.
local function table_options(call, section, into)
  into.section = call.data .. "/" .. section.section
  into.section_column = call.section_column
  into.predictions_layer = call.predictions_layer
  return into
end

-- Counts of a section, of the spots that were predicted (all where none were).
-- @param genes  of all sections that are scored, to tell which one lacks
local function dataset_of(call, data, section, scale, genes)
  local inputs = table_options(call, section, {
    manifest = data, sections = { section.section },
    truth_layer = call.truth_layer, lattice = section.lattice, scale = scale,
  })
  table_inputs(inputs, "truth", section.truth, data, "nothing")
  inputs.truth = nil -- by the manifest, about the section
  if section.predictions ~= nil then
    table_inputs(inputs, "predictions", section.predictions, data, "nothing")
    inputs.genes_of_all, inputs.most_missing = genes, call.most_missing
  end
  return ms.external_dataset(inputs)
end

-- The genes of a section that were predicted and measured. The files are taken as
-- what they are named, about no section: of neither are values read, so that nobody
-- who takes the list has learned from the section.
local function genes_of(call, data, section)
  local inputs = table_options(call, section, { truth_layer = call.truth_layer })
  table_inputs(inputs, "truth", section.truth, data, "nothing")
  table_inputs(inputs, "predictions", section.predictions, data, "nothing")
  return ms.external_genes(inputs)
end

-- What the truth of some sections says of these genes: values, as they stand there.
local function values_of(call, data, wanted, dataset, genes)
  local targets = {}
  for _, section in ipairs(call.sections) do
    for _, name in ipairs(wanted) do
      if section.section == name then
        local inputs = {
          dataset = ms.part(dataset, { name })[1], genes = genes,
          unit = call.truth_unit, section = call.data .. "/" .. name,
          section_column = call.section_column, truth_layer = call.truth_layer,
        }
        table_inputs(inputs, "truth", section.truth, data, "nothing")
        targets[#targets + 1] = ms.external_targets(inputs)
      end
    end
  end
  return targets
end

-- The predictions, with what their model has learned from.
local function predictions_of(call, data, section, dataset, genes)
  local inputs = table_options(call, section, {
    dataset = dataset, genes = genes, name = call.model, fold = section.fold or "",
  })
  local learned_from = call.trained_on and section.train or "unknown"
  table_inputs(inputs, "predictions", section.predictions, data, learned_from)
  if call.trained_on and #section.chosen_on > 0 then
    inputs.chosen = ms.source { call.trained_on, manifest = data,
                                learned_from = section.chosen_on }
  end
  return ms.external_predictions(inputs)
end

-- What a reference may learn from: what the model has, or where that is not known
-- sections of other patients at other sites.
local function training_of(call, data, section)
  if call.trained_on then return section.trained_in_sheet end
  local apart = {}
  for _, other in ipairs(call.sections) do
    local is_apart = data:patient_of(other.section) ~= data:patient_of(section.section)
    if is_apart and (other.site == "" or other.site ~= section.site) then
      apart[#apart + 1] = other.section
    end
  end
  return apart
end

-- What the sheet says of batches, one sentence or none.
local function batch_notes(call)
  local notes = {}
  for _, section in ipairs(call.sections) do
    if section.shares_batch then
      notes[#notes + 1] = section.section .. " (batch " .. section.batch .. ")"
    end
  end
  if #notes == 0 then return {} end
  return { "Sections of the batch of a scored one were trained on: "
           .. table.concat(notes, ", ") .. "." }
end

--   title, data, model   of the page; the manifest; what the predictor is called
--   target, seed, thinnings  defaults of the params of these names
--   trained_on           the table that says so, a file of the manifest; or nil
--   of_unknown_patient   sections that it names and the sheet lacks, of whom nothing
--                        says the patient; or nil
--   trained_and_scored   sections that are scored by what has trained on them; or nil
--   copies_of_predictions  "A1 and B1": sections whose predictions are two files of
--                        the same bytes; or nil
--   unit                 what was held out, as far as it is known
--   section_column, predictions_layer, truth_layer  how tables are read
--   most_missing         largest share of measured spots without a prediction
--   truth_unit           what the truth's values are, where they are no counts; or nil:
--                        then there is no target to choose, no ceiling and no depth
--   sections             of each { section =, site =, lattice =, truth =, predictions =
--                        or nil,
--                        fold =, train =, chosen_on =, trained_in_sheet =, batch =,
--                        shares_batch = }; a table is { files =, rows = },
--                        of a folder of Zarr with folder =
--   expected             its name beside the recipe
function score.predictions(call)
  local data = ms.manifest(call.data)
  local is_counts = call.truth_unit == nil
  local target = is_counts and ms.param {
    name = "target", default = call.target, protocol = false,
    choices = { "counts", "log1p", "cp10k_log1p", "cpm_log1p" },
    "what the truth is turned into before it is compared",
  } or "values"
  local seed = ms.param {
    name = "seed", default = call.seed, protocol = false,
    "of thinnings and of shuffled spots",
  }
  local thinnings = is_counts and ms.param {
    name = "thinnings", default = call.thinnings, protocol = false,
    "into halves of the counts, of which the ceiling is the mean",
  }
  local rule = targets[target]

  local genes_of_all, genes_by_section = {}, {}
  for i, section in ipairs(call.sections) do
    if section.predictions ~= nil then
      genes_by_section[i] = genes_of(call, data, section)
      genes_of_all[#genes_of_all + 1] = genes_by_section[i]
    end
  end
  local dataset = {}
  for i, section in ipairs(call.sections) do
    dataset[i] = dataset_of(call, data, section, rule.scale, genes_of_all)[1]
  end
  local function targets_of(sections, genes, absent)
    if not is_counts then return values_of(call, data, sections, dataset, genes) end
    return ms.targets {
      dataset = ms.part(dataset, sections), gene_list = genes, absent = absent,
      total = rule.total, scale_to = rule.scale_to, log = rule.log,
    }
  end

  local scores, baselines = {}, {}
  local function add(list, predictions, truth)
    list[#list + 1] = ms.expression_scores {
      predictions = predictions, targets = truth, given_depth = is_counts,
    }
  end
  local partial = {}
  for i, section in ipairs(call.sections) do
    if section.predictions ~= nil then
      local name = section.section
      local genes = genes_by_section[i]
      local truth = targets_of({ name }, genes)[1]
      local predictions = predictions_of(call, data, section, dataset[i], genes)
      add(scores, predictions, truth)
      add(baselines, ms.shuffled_predictions {
        predictions = predictions, seed = seed }, truth)
      if call.trained_on and #section.trained_in_sheet > 0 then
        add(baselines, ms.mean_predictions {
          name = "training_mean", dataset = dataset[i],
          targets = targets_of(section.trained_in_sheet, genes, "zero"),
        }, truth)
        partial.training_mean = true
      end
      local beside = is_counts and training_of(call, data, section) or {}
      if #beside > 0 then
        add(baselines, ms.depth_predictions {
          name = "spot_depth", total = "all", targets = truth,
          training = targets_of(beside, genes, "zero"),
        }, truth)
        partial.spot_depth = true
      end
      local ceilings = { "second_measurement", "perfect_prediction" }
      for _, of in ipairs(is_counts and ceilings or {}) do
        baselines[#baselines + 1] = ms.thinned_ceiling {
          dataset = dataset[i], targets = truth, of = of, name = of,
          total = rule.total, scale_to = rule.scale_to, log = rule.log,
          given_depth = true, thinnings = thinnings, seed = seed,
        }
      end
    end
  end

  local notes = batch_notes(call)
  if not call.trained_on then
    notes[#notes + 1] = "Training unknown: nothing says what the model was trained on, "
      .. "so that no leak can be told and nothing shows that what is scored was held out."
  end
  if call.of_unknown_patient then
    notes[#notes + 1] = "Of unknown patients are sections that the model has learned from or "
      .. "was chosen by, and that the sheet lacks: "
      .. table.concat(call.of_unknown_patient, ", ") .. ". Where one is of a patient that is "
      .. "scored, that is a leak which nobody can tell; a column patient of the split says "
      .. "whose they are."
  end
  if call.trained_and_scored then
    notes[#notes + 1] = "Trained on and scored: by the split the model has learned from "
      .. table.concat(call.trained_and_scored, ", ") .. ", of which it is scored here. Nothing "
      .. "shows what it predicts of a section that it has not seen, and no verdict is given."
  end
  if call.copies_of_predictions then
    notes[#notes + 1] = "One file of predictions stands for several sections: of "
      .. table.concat(call.copies_of_predictions, "; of ") .. " the files hold the same "
      .. "bytes. Unless a column tells whose each row is, or the model says the same of each, "
      .. "spots of one are compared with what was predicted for another."
  end
  if not is_counts then
    notes[#notes + 1] = "No ceiling: the truth is values (" .. call.truth_unit .. ", as who "
      .. "scores them says), not counts. What is noise in a count follows from its size, so "
      .. "that counts can be dealt out to two independent halves; of a value made of counts "
      .. "nobody can tell. Nor is the depth of a spot known, or what is left given it."
  end
  local some = {}
  for name in pairs(partial) do some[#some + 1] = name end
  return { findings = ms.findings {
    title = call.title, model = call.model, scores = scores, baselines = baselines,
    dataset = dataset, reading = call.reading, unit = call.unit, notes = notes,
    partial = some, expected = ms.source { call.expected, learned_from = "nothing" },
    scope = "full", protocol = ms.protocol(),
  } }
end

return score
