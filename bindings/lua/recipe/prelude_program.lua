-- The part of the prelude with steps that are other people's programs. Compiled
-- behind prelude_units.lua and before prelude_knobs.lua as one chunk.

-- { applies = "Features", "sentence" } with the sentence under its name: what
-- goes to C++ has text keys alone.
local function with_sentence(declared, what)
  if type(declared) ~= "table" then return declared end
  local named = {}
  for key, value in pairs(declared) do
    if key == 1 then
      if declared.sentence ~= nil then
        core.fail(what .. " has two sentences")
      end
      named.sentence = value
    else
      named[key] = value
    end
  end
  return named
end

local function is_list(value)
  return type(value) == "table" and value[1] ~= nil and value.default == nil
         and value.type == nil
end

-- A declared program, called as ms.STEP is.
local function program_call(step, program, root)
  local call = step_call(step)
  return function(given)
    if type(given) ~= "table" then return core.step(step, given) end
    for _, own in ipairs({ "program", "root" }) do
      if given[own] ~= nil then
        core.fail(step .. ": '" .. own .. "' is given where it is declared")
      end
    end
    local all = { program = program, root = root }
    for key, value in pairs(given) do all[key] = value end
    return call(all)
  end
end

-- Declares a program as a step of this recipe; the result is called as
-- ms.STEP is.
function ms.program(args)
  check_members(args, "ms.program", {
    name = true, version = true, sentence = true, program = true, root = true,
    interpreter = true, arguments = true, inputs = true, options = true,
    makes = true, numeric = true, scores = true, environment = true,
    needs = true,
  })
  local who = "ms.program"
  if type(args.name) == "string" then who = who .. ": " .. args.name end
  local program, root = args.program, args.root
  if program == nil then
    core.fail(who .. ": it has no program; give the files by ms.source: "
              .. "program = ms.source { \"train.py\" }")
  end
  local declaration = {}
  for key, value in pairs(args) do
    if key ~= "program" and key ~= "root" then declaration[key] = value end
  end
  declaration.root = root ~= nil
  declaration.inputs, declaration.options = {}, {}
  for name, input in pairs(args.inputs or {}) do
    declaration.inputs[name] =
      with_sentence(input, who .. ": input '" .. tostring(name) .. "'")
  end
  for name, option in pairs(args.options or {}) do
    if not is_list(option) then
      option = with_sentence(option,
                             who .. ": option '" .. tostring(name) .. "'")
    end
    declaration.options[name] = option
  end
  return program_call(core.program(declaration), program, root)
end

-- Members of the package that a step in Python runs with, in recipes/lib.
local python_files = {
  "python/run_step.py", "python/moonstain/__init__.py",
  "python/moonstain/declare.py", "python/moonstain/nouns.py",
  "python/moonstain/task.py", "python/moonstain/warm.py",
  "python/moonstain/zarr.py",
}

-- Declares the steps of a file of Python; the result holds them by name, each
-- called as ms.STEP is. The file is read, never run, while a plan is made.
function ms.python(args)
  if type(args) == "string" then args = { args } end
  check_members(args, "ms.python", {
    interpreter = true, packages = true, files = true, environment = true,
  })
  local function own(name)
    return ms.source { name, learned_from = "nothing" }
  end
  local program = {}
  for i, name in ipairs(python_files) do program[i] = own(name) end
  local file = args[1]
  local steps = core.python(file, args.interpreter or "python3",
                            args.environment or {})
  program[#program + 1] = own(file)
  program[#program + 1] = own(args.packages or "requirements.lock")
  for _, name in ipairs(args.files or {}) do program[#program + 1] = own(name) end
  local made = {}
  for _, step in ipairs(steps) do made[step] = program_call(step, program) end
  return made
end
