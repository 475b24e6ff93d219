#include "codegen/ir/signature.h"

namespace spy::ir {
namespace {

// Reaching a throw while a constant is computed is the compile error that a bad row deserves.
struct Word {
  std::string_view text;
  std::string_view rest;
};

consteval Word NextWord(std::string_view text) {
  size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  size_t end = text.find(' ', begin);
  if (end == std::string_view::npos) end = text.size();
  return {text.substr(begin, end - begin), text.substr(end)};
}

consteval bool FindKind(std::string_view mnemonic, TypeKind* kind) {
#define SPY_IR_TYPE(name, text, rep) \
  if (mnemonic == text) {            \
    *kind = TypeKind::k##name;       \
    return true;                     \
  }
#include "codegen/ir/types.def"
  return false;
}

consteval Pattern ParsePattern(std::string_view text, TypeKind* kind) {
  if (text == "p") return Pattern::kPointer;
  if (text == "any") return Pattern::kAny;
  if (text == "T") return Pattern::kChosen;
  if (!FindKind(text, kind)) throw "unknown type";
  return Pattern::kExact;
}

consteval OperandSpec ParseOperand(std::string_view word) {
  OperandSpec spec;
  size_t colon = word.find(':');
  if (colon == std::string_view::npos || colon == 0) throw "operand without name";
  spec.name = word.substr(0, colon);
  std::string_view type = word.substr(colon + 1);
  if (type.ends_with("...")) {
    spec.variadic = true;
    type.remove_suffix(3);
  }
  if (type.ends_with("!")) {
    spec.consumes = true;
    type.remove_suffix(1);
  }
  spec.pattern = ParsePattern(type, &spec.kind);
  if (spec.pattern == Pattern::kChosen) throw "an operand's type cannot be chosen";
  return spec;
}

consteval void ParseResult(std::string_view text, Signature* signature) {
  Word word = NextWord(text);
  if (!NextWord(word.rest).text.empty()) throw "more than one result";
  std::string_view type = word.text;
  if (type.ends_with("?")) {
    signature->result_nullable = true;
    type.remove_suffix(1);
  }
  signature->result_pattern = ParsePattern(type, &signature->result_kind);
  signature->has_result = signature->result_pattern != Pattern::kExact || signature->result_kind != TypeKind::kNone;
}

consteval void CheckLetters(std::string_view letters, std::string_view known) {
  for (char c : letters) {
    if (known.find(c) == std::string_view::npos) throw "unknown letter";
  }
}

consteval void CheckImmediates(std::string_view immediates) {
  CheckLetters(immediates, "ixoknfcdgtmv");
  size_t words = 0;
  for (char c : immediates) words += c == 'd' || c == 'm' ? 2 : 1;
  if (words > 2) throw "more than two immediate words";
}

consteval Signature Parse(std::string_view text, std::string_view immediates, std::string_view effects) {
  Signature signature;
  CheckLetters(effects, "RrGPHWATBNCVUL");
  CheckImmediates(immediates);
  for (Word word = NextWord(text); !word.text.empty(); word = NextWord(word.rest)) {
    if (word.text == "->") {
      ParseResult(word.rest, &signature);
      break;
    }
    if (signature.count == signature.operands.size()) throw "too many operands";
    if (signature.IsVariadic()) throw "only the last operand is variadic";
    signature.operands[signature.count++] = ParseOperand(word.text);
  }
  // const.none's value is its purpose; every other `-> none` op has no result.
  if (effects == "B" && signature.result_kind == TypeKind::kNone) signature.has_result = true;
  if (signature.result_nullable && effects.find('N') == std::string_view::npos) throw "`?` without N";
  return signature;
}

constexpr Signature kSignatures[] = {
#define SPY_OP(name, mnemonic, signature, immediates, effects) Parse(signature, immediates, effects),
#include "codegen/ir/ops.def"
};

}  // namespace

const Signature& SignatureOf(Op op) { return kSignatures[size_t(op)]; }

}  // namespace spy::ir
