// Parsing of IR text: the driver over lines, and function bodies.
#include <fmt/format.h>

#include "codegen/ir/parse_text.h"
#include "codegen/ir/signature.h"
#include "codegen/ir/text.h"

namespace spy::ir {
namespace {

std::string_view Trimmed(std::string_view line) {
  size_t begin = line.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1);
}

bool IsComment(std::string_view line) { return line.empty() || line[0] == ';'; }

}  // namespace

TextParser::TextParser(std::string_view text, Module& module) : module_(module) {
  while (!text.empty()) {
    size_t end = text.find('\n');
    lines_.push_back(Trimmed(text.substr(0, end)));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
}

// Two walks: declarations and function heads first, so that bodies may name what comes later.
bool TextParser::Run(std::string* error) {
  next_function_ = uint32_t(module_.functions.size());
  for (bool declarations : {true, false}) {
    for (size_t i = 0; i < lines_.size(); ++i) {
      if (IsComment(lines_[i]) || ParseLine(lines_[i], declarations, error)) continue;
      *error = fmt::format("line {}: {}", i + 1, *error);
      return false;
    }
    if (in_function_) {
      *error = "the last function has no `}`";
      return false;
    }
  }
  return true;
}

bool TextParser::ParseLine(std::string_view line, bool declarations, std::string* error) {
  TextLexer in(line);
  bool starts_function = in.Accept("func");
  if (starts_function && in_function_) in.Fail("`func` inside a function");
  const bool ends_function = in_function_ && in.Accept("}");
  if (starts_function) {
    in_function_ = true;
    declarations ? DeclareFunction(in) : StartFunction(in);
  } else if (ends_function) {
    in_function_ = false;
    if (!declarations) FinishFunction(in);
  } else if (!in_function_) {
    bool known = in.Accept("class");
    if (known && declarations) DeclareClass(in);
    if (!known && in.Accept("slot")) {
      known = true;
      if (!declarations) DeclareSlot(in);  // names functions
    }
    if (!known && in.Accept("global")) {
      known = true;
      if (declarations) module_.globals.push_back({in.Name(), 0, {}});
    }
    if (!known) in.Fail("expected `class`, `slot`, `global` or `func`");
  } else if (!declarations) {
    if (in.Peek() == 'b' && line.ends_with(':')) {
      StartBlock(in);
    } else if (in.Accept("site")) {
      ParseSite(in);
    } else {
      ParseInst(in);
    }
  }
  *error = in.error();
  return in.ok();
}

void TextParser::ParseSite(TextLexer& in) {
  FunctionId callee = ParseFunctionName(in);
  fn_->inline_sites.push_back({callee, {}, uint32_t(in.Integer())});
}

// @name(params) -> type [cells] [generator|coroutine|async_generator] stage name {
void TextParser::StartFunction(TextLexer& in) {
  fn_ = &module_.functions[next_function_++];
  blocks_.clear();
  values_.clear();
  block_ = BlockId{};
  in.Expect("@");
  in.Name();
  fn_->entry = fn_->NewBlock();
  ParseParams(in, fn_->entry);
  fn_->params = fn_->At(fn_->entry).params;
  in.Expect("->");
  fn_->result = ParseType(in);
  fn_->has_cells = in.Accept("cells");
  if (in.Accept("generator")) fn_->suspends = Suspends::kGenerator;
  if (in.Accept("coroutine")) fn_->suspends = Suspends::kCoroutine;
  if (in.Accept("async_generator")) fn_->suspends = Suspends::kAsyncGenerator;
  in.Expect("stage");
  if (in.Accept("raw")) {
    fn_->stage = Stage::kRaw;
  } else if (in.Accept("optimised")) {
    fn_->stage = Stage::kOptimised;
  } else {
    in.Expect("split");
    fn_->stage = Stage::kSplit;
  }
  in.Expect("{");
}

// b3(%1:int) cold unwind b4(%2):
void TextParser::StartBlock(TextLexer& in) {
  if (!block_ && blocks_.empty()) {
    TextLexer ahead = in;
    std::string_view word = ahead.Word();
    blocks_[uint32_t(std::strtoul(std::string(word.substr(1)).c_str(), nullptr, 10))] = fn_->entry;
  }
  block_ = ParseBlock(in);
  if (!in.ok()) return;
  if (in.Peek() == '(') ParseParams(in, block_);
  if (in.Accept("cold")) fn_->At(block_).cold = true;
  if (in.Accept("unwind")) {
    Target target = ParseTarget(in);
    fn_->At(block_).unwind = target;
  }
  in.Expect(":");
}

void TextParser::ParseParams(TextLexer& in, BlockId block) {
  in.Expect("(");
  while (in.ok() && !in.Accept(")")) {
    Definition definition = ParseDefinition(in);
    Bind(in, definition, fn_->NewParam(block, definition.type, definition.nullable));
    if (in.Peek() != ')') in.Expect(",");
  }
}

TextParser::Definition TextParser::ParseDefinition(TextLexer& in) {
  Definition definition;
  in.Expect("%");
  definition.number = uint32_t(in.Integer());
  in.Expect(":");
  definition.type = ParseType(in);
  definition.nullable = in.Accept("?");
  if (definition.type.kind == TypeKind::kInt && in.Accept(":")) {
    for (auto [text, word] : {std::pair{"unsigned", WordForm::kUnsigned}, {"residue", WordForm::kResidue}}) {
      if (!in.Accept(text)) continue;
      definition.word = word;
      return definition;
    }
    in.Fail("expected a word form");
  }
  if (in.Accept(":")) {
    definition.has_ownership = true;
    for (auto [text, ownership] : {std::pair{"plain", Ownership::kPlain},
                                   {"borrowed", Ownership::kBorrowed},
                                   {"owned", Ownership::kOwned},
                                   {"elided", Ownership::kElided}}) {
      if (!in.Accept(text)) continue;
      definition.ownership = ownership;
      return definition;
    }
    in.Fail("expected an ownership");
  }
  return definition;
}

void TextParser::Bind(TextLexer& in, const Definition& definition, ValueId value) {
  if (!values_.emplace(definition.number, value).second) in.Fail("this value is defined twice");
  fn_->At(value).word = definition.word;
  if (definition.has_ownership) fn_->At(value).ownership = definition.ownership;
}

BlockId TextParser::ParseBlock(TextLexer& in) {
  std::string word(in.Word());
  if (word.size() < 2 || word[0] != 'b' || word.find_first_not_of("0123456789", 1) != std::string::npos) {
    in.Fail("expected a block");
    return {};
  }
  auto [at, is_new] = blocks_.try_emplace(uint32_t(std::strtoul(word.c_str() + 1, nullptr, 10)));
  if (is_new) at->second = fn_->NewBlock();
  return at->second;
}

ValueId TextParser::ParseUse(TextLexer& in) {
  in.Expect("%");
  return ValueId{uint32_t(in.Integer())};
}

Target TextParser::ParseTarget(TextLexer& in) {
  Target target{ParseBlock(in), {}};
  if (!in.Accept("(")) return target;
  while (in.ok() && !in.Accept(")")) {
    target.args.push_back(ParseUse(in));
    if (in.Peek() != ')') in.Expect(",");
  }
  return target;
}

// [%1:type =] mnemonic operands, immediates, targets attributes
void TextParser::ParseInst(TextLexer& in) {
  if (!block_) return in.Fail("instruction before the first block");
  Definition definition;
  bool has_result = in.Peek() == '%';
  if (has_result) {
    definition = ParseDefinition(in);
    in.Expect("=");
  }
  Inst inst;
  if (in.ok() && !FindOp(in.Word(), &inst.op)) in.Fail("unknown op before this");
  if (!in.ok()) return;
  if (has_result && !HasResult(inst.op)) return in.Fail("the op has no result");
  while (in.ok() && in.Peek() == '%') {
    inst.operands.push_back(ParseUse(in));
    if (!in.Accept(",")) break;
  }
  ParseImmediates(in, &inst);
  bool is_branch = inst.op == Op::kBr || inst.op == Op::kCondBr;
  while (in.ok() && is_branch) {
    inst.targets.push_back(ParseTarget(in));
    if (!in.Accept(",")) break;
  }
  ParseAttributes(in, &inst);
  if (!in.ok()) return;
  InstId id = fn_->NewInst(block_, std::move(inst), definition.type, definition.nullable);
  fn_->At(block_).insts.push_back(id);
  if (!has_result) return;
  ValueId result = fn_->At(id).result;
  Bind(in, definition, result);
  fn_->At(result).type = definition.type;
}

void TextParser::ParseAttributes(TextLexer& in, Inst* inst) {
  inst->no_overflow = in.Accept("no_overflow");
  inst->non_negative = in.Accept("non_negative");
  inst->moved = in.Accept("moved");
  if (in.Accept("inlined")) inst->inlined_at = uint32_t(in.Integer());
  if (in.Accept("error")) inst->error = ParseBlock(in);
  if (!in.AtEnd()) in.Fail("unexpected text");
}

// Values get their ids: until here, operands and arguments hold the numbers of the text.
void TextParser::FinishFunction(TextLexer& in) {
  auto resolve = [&](ValueId& v) {
    auto at = values_.find(v.index);
    if (at == values_.end()) return in.Fail(fmt::format("%{} is not defined", v.index));
    v = at->second;
  };
  for (Inst& inst : fn_->insts) {
    for (ValueId& operand : inst.operands) resolve(operand);
    for (Target& target : inst.targets) {
      for (ValueId& arg : target.args) resolve(arg);
    }
  }
  for (Block& block : fn_->blocks) {
    for (ValueId& arg : block.unwind.args) resolve(arg);
  }
}

bool ParseText(std::string_view text, Module& module, std::string* error) {
  return TextParser(text, module).Run(error);
}

}  // namespace spy::ir
