#include "codegen/driver/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>

#include "codegen/driver/version.h"
#include "frontend/base/suggest.h"

namespace spy::driver {

namespace {

std::map<std::string, Phase> PhaseNames() {
  std::map<std::string, Phase> names = {
#define SPY_PHASE(name, text, what) {text, Phase::name},
#include "codegen/driver/phases.def"
  };
  names["ast"] = Phase::Parse;
  names["types"] = Phase::Check;
  return names;
}

std::map<std::string, Dump> DumpNames() {
  std::map<std::string, Dump> names = {
#define SPY_DUMP(name, text, phase) {text, Dump::name},
#include "codegen/driver/phases.def"
  };
  names["ir"] = Dump::IrRaw;
  return names;
}

template <class Value>
std::string Choices(const std::map<std::string, Value>& names) {
  std::string text;
  for (const auto& [name, value] : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

template <class Value>
Value Choose(const std::map<std::string, Value>& names, const char* what, const std::string& text) {
  auto found = names.find(text);
  if (found == names.end()) throw CLI::ValidationError(what, "`" + text + "` is none of " + Choices(names));
  return found->second;
}

// FORMAT[:FILE]
OutputSpec ParseOutput(const std::string& text) {
  static const std::map<std::string, OutputFormat> kFormats = {{"text", OutputFormat::Text},
                                                               {"full", OutputFormat::Full},
                                                               {"json", OutputFormat::Json},
                                                               {"sarif", OutputFormat::Sarif},
                                                               {"github", OutputFormat::Github}};
  size_t colon = text.find(':');
  OutputSpec spec;
  spec.format = Choose(kFormats, "--output", text.substr(0, colon));
  if (colon != std::string::npos) spec.file = text.substr(colon + 1);
  return spec;
}

void AddOutputOption(CLI::App& command, Options& options) {
  command
      .add_option_function<std::vector<std::string>>(
          "--output",
          [&options](const std::vector<std::string>& specs) {
            for (const std::string& spec : specs) options.outputs.push_back(ParseOutput(spec));
          },
          "text, full, json, sarif or github, with :FILE to write there; repeatable")
      ->take_all()
      ->allow_extra_args(false)
      ->type_name("FORMAT[:FILE]");
}

void AddCodeOptions(CLI::App& command, Options& options) {
  command
      .add_option("-O", options.optimisation,
                  "0: quick build, everything through CPython's API; 1: fast bodies, little optimised; 2: the default")
      ->check(CLI::Range(0, 2))
      ->type_name("LEVEL");
  command.add_flag("-g", options.debug_info, "debug information: gdb and perf show lines of the source (at least -O1)");
  command.add_flag("--generic-only", options.generic_only, "no fast bodies: everything through CPython's API");
  command.add_option("--chaos", options.chaos, "let guards fail at random (a test mode; at least -O1)")
      ->type_name("SEED");
  command.add_option("--march", options.march, "processor to build for, or `native`")->type_name("CPU");
  command.add_flag("--statistics", options.statistics, "print times and sizes of the phases");
}

void AddCheck(CLI::App& app, Options& options) {
  CLI::App* check = app.add_subcommand("check", "check types and the rules of the dialect");
  check->add_option("path", options.inputs, "files and folders (default: `paths` of [tool.spyc] in pyproject.toml)");
  check->add_flag("--fix", options.fix, "apply the edits that diagnostics propose");
  check->add_flag("--statistics", options.statistics, "print times and sizes of the phases");
  AddOutputOption(*check, options);
  check->callback([&options] { options.command = Command::Check; });
}

void AddBuild(CLI::App& app, Options& options) {
  CLI::App* build = app.add_subcommand("build", "compile to modules that CPython imports");
  build->add_option("path", options.inputs, "files, or a folder: a package is compiled as one unit")->required();
  build->add_option("--out-dir", options.out_dir, "where the modules go (default: beside their sources)")
      ->type_name("DIR");
  build->add_option("-o", options.out_file, "the file to write, for a single module")->type_name("FILE");
  build->add_flag("--cached", options.cached, "build into the cache, print the path of the module");
  build
      ->add_option_function<std::string>(
          "--phase", [&options](const std::string& text) { options.phase = Choose(PhaseNames(), "--phase", text); },
          "stop after this phase")
      ->type_name("PHASE");
  build
      ->add_option_function<std::vector<std::string>>(
          "--dump",
          [&options](const std::vector<std::string>& texts) {
            for (const std::string& text : texts) options.dumps.push_back(Choose(DumpNames(), "--dump", text));
          },
          "print a value of the pipeline: " + Choices(DumpNames()))
      ->take_all()
      ->allow_extra_args(false)
      ->type_name("VALUE");
  build->add_flag("--positions", options.dump_positions, "--dump=ast with the places of the nodes");
  build->add_option("--function", options.dump_function, "dump only this function")->type_name("NAME");
  AddCodeOptions(*build, options);
  AddOutputOption(*build, options);
  build->callback([&options] { options.command = Command::Build; });
}

void AddRun(CLI::App& app, Options& options) {
  CLI::App* run = app.add_subcommand("run", "compile a file (cached) and run it as __main__");
  // All that follows the file belongs to the program, options included.
  run->prefix_command();
  AddCodeOptions(*run, options);
  run->callback([&options, run] {
    options.command = Command::Run;
    std::vector<std::string> rest = run->remaining();
    if (rest.empty() || rest.front().starts_with("-")) throw CLI::RequiredError("the file to run");
    options.inputs = {rest.front()};
    options.program_args.assign(rest.begin() + 1, rest.end());
  });
}

void AddExplain(CLI::App& app, Options& options) {
  CLI::App* explain = app.add_subcommand("explain", "explain a diagnostic, e.g. `spyc explain SPY3001`");
  explain->add_option("code", options.inputs, "a code or a slug; without one, all are listed");
  explain->callback([&options] { options.command = Command::Explain; });
}

}  // namespace

Phase PhaseOf(Dump dump) {
  switch (dump) {
#define SPY_DUMP(name, text, phase) \
  case Dump::name:                  \
    return Phase::phase;
#include "codegen/driver/phases.def"
  }
  __builtin_unreachable();
}

// A misspelt command or option: what was meant.
static void SuggestWord(const CLI::App& app, int argc, char** argv) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  const CLI::App* command = app.get_subcommands().empty() ? nullptr : app.get_subcommands().front();
  std::string_view wrong;
  if (!command) {
    if (argc > 1) wrong = argv[1];
  } else {
    names.clear();
    for (const CLI::Option* option : command->get_options({})) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
    for (int i = 2; i < argc && wrong.empty(); ++i) {
      std::string_view word = std::string_view(argv[i]).substr(0, std::string_view(argv[i]).find('='));
      if (word.starts_with("--") && std::ranges::find(names, word) == names.end()) wrong = argv[i];
    }
  }
  std::vector<std::string_view> known(names.begin(), names.end());
  std::string_view near = Suggest(wrong.substr(0, wrong.find('=')), known);
  if (!near.empty()) std::fputs(("did you mean `" + std::string(near) + "`?\n").c_str(), stderr);
}

ParsedOptions ParseOptions(int argc, char** argv) {
  Options options;
  CLI::App app("spyc compiles Strict Python (.spy) to extension modules for CPython.");
  app.set_version_flag("--version", VersionText());
  app.require_subcommand(1);
  AddCheck(app, options);
  AddBuild(app, options);
  AddRun(app, options);
  AddExplain(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (app.exit(error) == 0) return {std::nullopt, kClean};
    SuggestWord(app, argc, argv);
    return {std::nullopt, kUsage};
  }
  if (options.debug_info || options.chaos != 0) options.optimisation = std::max(options.optimisation, 1);
  return {std::move(options), kClean};
}

}  // namespace spy::driver
