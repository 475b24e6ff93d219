// Options: the command line of spyc as one value. Made once by ParseOptions, immutable afterwards.
//
// A command line that makes no sense is answered by ParseOptions itself (text on stderr) with an exit code.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace spy::driver {

// Exit codes of every command.
enum ExitCode : int { kClean = 0, kFindings = 1, kUsage = 2, kInternal = 3 };

// How far `build` goes. Rows of phases.def, in the order of the pipeline.
enum class Phase : uint8_t {
#define SPY_PHASE(name, text, what) name,
#include "codegen/driver/phases.def"
};

// What `--dump` prints. Rows of phases.def.
enum class Dump : uint8_t {
#define SPY_DUMP(name, text, phase) name,
#include "codegen/driver/phases.def"
};
// The phase that must have run before the value can be printed.
Phase PhaseOf(Dump dump);

enum class OutputFormat : uint8_t { Text, Full, Json, Sarif, Github };
struct OutputSpec {
  OutputFormat format = OutputFormat::Text;
  std::string file;  // empty: the standard stream
};

enum class Command : uint8_t { Check, Build, Run, Explain };

struct Options {
  Command command = Command::Check;
  std::vector<std::string> inputs;        // files and folders; the code of `explain`; the file of `run`
  std::vector<std::string> program_args;  // run: what follows the file
  std::vector<OutputSpec> outputs;        // empty: full on a terminal, else text
  bool fix = false;                       // check --fix
  bool statistics = false;                // phase times and sizes on stderr
  int optimisation = 2;                   // 0: generic bodies only; 1: fast ones, through the quick parts of LLVM; 2: all
  bool generic_only = false;              // no fast bodies
  int64_t chaos = 0;                      // not 0: seed of guards that fail at random
  bool debug_info = false;                // -g: DWARF lines
  std::string march;                      // empty: baseline
  std::string out_dir;                    // empty: beside the source
  std::string out_file;                   // -o: for one module
  std::optional<Phase> phase;             // stop after it
  std::vector<Dump> dumps;
  std::string dump_function;    // only this function (name or qualified name)
  bool dump_positions = false;  // --dump=ast with places
  bool cached = false;          // build into the cache and print the path of the module
};

struct ParsedOptions {
  std::optional<Options> options;  // absent: leave with exit_code (help was printed, or an error)
  int exit_code = kClean;
};
ParsedOptions ParseOptions(int argc, char** argv);

}  // namespace spy::driver
