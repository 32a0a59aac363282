-- The module "moonstain" as a recipe sees it. Runs in the jail, before the
-- recipe, as `prelude(core)`: `core` holds what is done in C++ (core.cpp,
-- core_knobs.cpp, core_units.cpp) and is seen by nothing else. This file has data,
-- steps and sources; the other prelude files go on in the same chunk, in the order
-- of BUILD. Their lines never show in a message: what goes wrong here went wrong in
-- the recipe's line.

local core = ...
local ms = {}
local manifests = {}  -- by name, as opened

local function text_list(names)
  local shown = {}
  for i, name in ipairs(names) do shown[i] = tostring(name) end
  return table.concat(shown, ", ")
end

local function need_list(value, who, what)
  if type(value) ~= "table" then
    core.fail(who .. ": " .. what .. " is " .. core.describe(value)
              .. "; expected a list")
  end
  return value
end

local function set_of(list)
  local set = {}
  for _, item in ipairs(list) do set[item] = true end
  return set
end

local function check_members(args, who, known)
  if type(args) ~= "table" then
    core.fail(who .. " takes one table: " .. who .. " { ... }")
  end
  for key in pairs(args) do
    if type(key) == "string" and not known[key] then
      local names = {}
      for name in pairs(known) do names[#names + 1] = name end
      core.fail(who .. ": no member '" .. key .. "'"
                .. core.did_you_mean(key, names))
    end
  end
end

-- Data ----------------------------------------------------------------------

local Data = { __metatable = "protected" }
Data.__index = Data
local is_data = {}  -- the tables that ms.manifest has made

local function need_data(data, who)
  if not is_data[data] then
    core.fail(who .. ": " .. core.describe(data)
              .. " is not a data set; get one by ms.manifest(\"NAME\")")
  end
  return data
end

-- The row of the sample sheet for "B4" or "her2st/B4".
local function row_of(data, section, who)
  local row = data.rows[section]
  if row == nil and type(section) == "string" then
    local prefix = data.name .. "/"
    if section:sub(1, #prefix) == prefix then
      row = data.rows[section:sub(#prefix + 1)]
    end
  end
  if row == nil then
    core.fail(who .. ": no section '" .. tostring(section) .. "' in "
              .. data.name .. core.did_you_mean(tostring(section),
                                                data.sections))
  end
  return row
end

function ms.manifest(name)
  if type(name) ~= "string" then
    core.fail("ms.manifest takes a name, got " .. core.describe(name))
  end
  if manifests[name] == nil then
    local data = core.manifest(name)
    data.sections, data.rows = {}, {}
    for i, row in ipairs(data.sheet) do
      data.sections[i] = row.section
      data.rows[row.section] = row
      row.full = data.name .. "/" .. row.section
    end
    data.patients, data.patient_rows = {}, {}
    for i, row in ipairs(data.patient_sheet) do
      data.patients[i] = row.patient
      data.patient_rows[row.patient] = row
      row.full = data.name .. "/" .. row.patient
    end
    is_data[data] = true
    manifests[name] = setmetatable(data, Data)
  end
  return manifests[name]
end

-- File leaves of one role, a list by section.
function Data.files(data, role, sections)
  need_data(data, "files")
  local files = {}
  sections = need_list(sections or data.sections, "files", "sections")
  for i, section in ipairs(sections) do
    local row = row_of(data, section, "files")
    if row.files[role] == nil then
      local roles = {}
      for known in pairs(row.files) do roles[#roles + 1] = known end
      core.fail("section " .. row.section .. " of " .. data.name
                .. " has no file '" .. tostring(role) .. "'; it has "
                .. (#roles > 0 and text_list(roles) or "none"))
    end
    files[i] = core.file(data.name, row.files[role], row.full, {})
  end
  return files
end

-- A table about all patients of the data set.
function Data.table(data, role)
  need_data(data, "table")
  return core.table(data.name, role)
end

-- Whose tissue a section is.
function Data.patient_of(data, section)
  need_data(data, "patient_of")
  return row_of(data, section, "patient_of").patient
end

-- Of which slide, run or day a section is; nil where the sheet does not say.
function Data.batch_of(data, section)
  need_data(data, "batch_of")
  local batch = row_of(data, section, "batch_of").batch
  return batch ~= "" and batch or nil
end

-- Of a list of `having` without a section: why, for the step that gets it.
local why_none = setmetatable({}, { __mode = "k" })

-- The sections that have a file of each of these roles.
function Data.having(data, ...)
  need_data(data, "having")
  local found, lacking, lacked = {}, {}, {}
  for _, section in ipairs(data.sections) do
    local all = true
    for _, role in ipairs({ ... }) do
      if data.rows[section].files[role] == nil then
        all = false
        role = tostring(role)
        if lacking[role] == nil then lacked[#lacked + 1] = role end
        lacking[role] = (lacking[role] or 0) + 1
      end
    end
    if all then found[#found + 1] = section end
  end
  if #found == 0 then
    local counts = {}
    for i, role in ipairs(lacked) do
      counts[i] = lacking[role] .. " lack '" .. role .. "'"
    end
    why_none[found] = "no section of " .. data.name .. " has all of "
                      .. text_list({ ... }) .. ": of " .. #data.sections .. ", "
                      .. text_list(counts)
  end
  return found
end

-- Fills in what the sample sheet knows of one section: inputs by role, options
-- by name.
local function call_for_row(step, args, data, row)
  local call = {}
  for key, value in pairs(args) do
    if key ~= "manifest" and key ~= "sections" then call[key] = value end
  end
  for _, input in ipairs(core.inputs(step)) do
    local given = call[input.name]
    if type(given) == "table" and not input.many
       and core.section_of(given[1]) ~= nil then
      call[input.name] = ms.part(given, { row.full })[1]
    end
    if given == nil then
      if row.files[input.name] ~= nil then
        call[input.name] = core.file(data.name, row.files[input.name],
                                     row.full, {})
      elseif input.type == "File" and not input.optional then
        local roles = {}
        for known in pairs(row.files) do roles[#roles + 1] = known end
        core.fail(step .. ": section " .. row.section .. " of " .. data.name
                  .. " has no file '" .. input.name .. "'; it has "
                  .. (#roles > 0 and text_list(roles) or "none"))
      end
    end
  end
  local sheet = {
    section = row.full,
    patient = data.name .. "/" .. row.patient,
    site = row.site ~= "" and row.site or nil,
    layout = row.layout, lattice = row.lattice, organism = data.organism,
    um_per_px = row.um_per_px, spot_pitch_um = row.spot_pitch_um,
    spot_diameter_um = row.spot_diameter_um,
  }
  for key, value in pairs(row.options) do sheet[key] = value end
  for key, value in pairs(sheet) do
    if call[key] == nil and core.has_option(step, key) then call[key] = value end
  end
  return call
end

-- Steps ---------------------------------------------------------------------

local function step_call(step)
  return function(args)
    if type(args) ~= "table" or args.manifest == nil
       or core.declares(step, "manifest") then
      return core.step(step, args)
    end
    local data = need_data(args.manifest, step)
    local values = {}
    local sections = need_list(args.sections or data.sections, step,
                               "sections")
    if #sections == 0 and why_none[sections] then
      core.fail(step .. ": " .. why_none[sections])
    end
    for i, section in ipairs(sections) do
      local row = row_of(data, section, step)
      values[i] = core.step(step, call_for_row(step, args, data, row))
    end
    return values
  end
end

for _, step in ipairs(core.steps) do ms[step] = step_call(step) end

-- Sources -------------------------------------------------------------------

-- Names of what a file was learned from. Of a data set its sections, and the
-- patients that have none.
--
-- @param who  the function that is called, for messages
local function origins(of, into, who)
  if is_data[of] then
    local has_section = {}
    for _, row in ipairs(of.sheet) do
      into[#into + 1] = row.full
      has_section[row.patient] = true
    end
    for _, row in ipairs(of.patient_sheet) do
      if not has_section[row.patient] then into[#into + 1] = row.full end
    end
  elseif type(of) == "table" then
    for _, item in ipairs(of) do origins(item, into, who) end
  elseif type(of) == "string" then
    if of == "nothing" then return into end
    local full
    for _, data in pairs(manifests) do
      if data.rows[of] then full = full == nil and data.rows[of].full or of end
    end
    if full == nil and core.has_manifest(of) then
      return origins(ms.manifest(of), into, who)
    end
    into[#into + 1] = full or of
  else
    core.fail(who .. ": learned_from is " .. core.describe(of)
              .. "; expected a data set, names, \"nothing\" or \"unknown\"")
  end
  return into
end

-- The origins that a leaf's call names; of one that names none they are unknown.
local function origins_of(args, who)
  local of = args.learned_from
  if of == nil then of = "unknown" end
  return origins(of, {}, who)
end

-- A file of a data set by its path, or by its name where that is enough.
local function path_in(data, name)
  local found
  for _, path in ipairs(data.paths) do
    if path == name then return path end
    if path:match("([^/]*)$") == name then
      found = found == nil and path or false
    end
  end
  if not found then
    core.fail("ms.source: " .. (found == nil and "no file '" or "more than one file '")
              .. name .. "' in the manifest " .. data.name
              .. core.did_you_mean(name, data.paths))
  end
  return found
end

-- A file beside the recipe, in recipes/lib, or of a manifest.
function ms.source(args)
  if type(args) == "string" then args = { args } end
  check_members(args, "ms.source", { learned_from = true, manifest = true })
  if type(args[1]) ~= "string" then
    core.fail("ms.source takes a file's name: ms.source { \"genes.txt\", "
              .. "learned_from = data }")
  end
  if args.manifest ~= nil then
    local data = need_data(args.manifest, "ms.source")
    return core.file(data.name, path_in(data, args[1]), "",
                     origins_of(args, "ms.source"))
  end
  return core.source(args[1], origins_of(args, "ms.source"))
end

-- The file that --weights names, of which there is one; the sentence says which it
-- must be.
function ms.weights(args)
  check_members(args, "ms.weights", { learned_from = true })
  if type(args[1]) ~= "string" then
    core.fail("ms.weights says which file it must be: ms.weights { "
              .. "\"ctranspath.pth of its authors\", learned_from = data }")
  end
  local file = core.weights(origins_of(args, "ms.weights"))
  if file == nil then
    core.fail("weights are missing: name a file by --weights FILE, "
              .. args[1])
  end
  return file
end
