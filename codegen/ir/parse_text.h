// Between the files that parse IR text: the state of one ParseText call.
#pragma once
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "codegen/ir/module.h"
#include "codegen/ir/text_lexer.h"

namespace spy::ir {

class TextParser {
 public:
  TextParser(std::string_view text, Module& module);
  bool Run(std::string* error);

 private:
  // declarations and names (parse_declarations.cpp)
  void DeclareClass(TextLexer& in);
  void ParseFields(TextLexer& in, ClassId c);
  void DeclareSlot(TextLexer& in);
  void DeclareFunction(TextLexer& in);
  ClassId ParseClass(TextLexer& in);
  FunctionId ParseFunctionName(TextLexer& in);
  GlobalId ParseGlobal(TextLexer& in);
  Type ParseType(TextLexer& in);
  ConstId ParseConst(TextLexer& in);
  std::vector<ConstId> ParseItems(TextLexer& in);
  CheckId ParseCheck(TextLexer& in);
  uint32_t ParseMember(TextLexer& in, ClassId c, bool slot);
  void ParseImmediates(TextLexer& in, Inst* inst);
  int64_t ParseImmediate(TextLexer& in, char letter, Inst* inst);

  // bodies (parse_function.cpp)
  void StartFunction(TextLexer& in);
  void ParseSite(TextLexer& in);
  void StartBlock(TextLexer& in);
  void ParseInst(TextLexer& in);
  void ParseAttributes(TextLexer& in, Inst* inst);
  void FinishFunction(TextLexer& in);
  Target ParseTarget(TextLexer& in);
  BlockId ParseBlock(TextLexer& in);
  ValueId ParseUse(TextLexer& in);
  struct Definition {
    uint32_t number = 0;
    Type type;
    bool nullable = false;
    WordForm word = WordForm::kSigned;
    bool has_ownership = false;
    Ownership ownership = Ownership::kPlain;
  };
  Definition ParseDefinition(TextLexer& in);
  void Bind(TextLexer& in, const Definition& definition, ValueId value);
  void ParseParams(TextLexer& in, BlockId block);
  bool ParseLine(std::string_view line, bool declarations, std::string* error);

  Module& module_;
  std::vector<std::string_view> lines_;
  Function* fn_ = nullptr;      // being parsed
  uint32_t next_function_ = 0;  // of those declared by this text
  bool in_function_ = false;
  BlockId block_;
  std::unordered_map<uint32_t, BlockId> blocks_;  // by number in the text
  std::unordered_map<uint32_t, ValueId> values_;  // by number; operands hold numbers until the function ends
};

}  // namespace spy::ir
