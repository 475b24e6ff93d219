// Recovery: several good syntax errors for one file.
//
// The parser throws SyntaxAbort at the first token that fits nothing. Rule `stmt` catches it: the statement is read
// again up to the same token, this time collecting everything that could have stood there; one error is reported; then
// the tokens are skipped to where statements go on, with INDENT and DEDENT balanced, the statements inside skipped
// blocks still being checked. Lives as long as the parser; knows nothing of ANTLR.
#pragma once

#include <bitset>
#include <string>
#include <vector>

#include "frontend/parse/builder.h"
#include "frontend/parse/lexer.h"

namespace spy::parse {

// Thrown at a token that fits nothing, caught by rule `stmt`.
struct SyntaxAbort {};

class Recovery : public AstBuilder {
 public:
  Recovery(ast::Module& module, Diagnostics& diags, const LexedSource& source)
      : AstBuilder(module, diags, source.tokens), lexer_errors_(source.error_offsets) {}

  // Says that the source is nested too deeply where the parser stands, after NestingAbort.
  void ReportNesting();

 protected:
  struct Saved {
    Heights heights;
    const Token* start;
  };
  Saved Save() const { return {SaveHeights(), at_}; }

  // The generated rule `stmt`.
  virtual void ParseStatement() = 0;

  // A token of this kind was required, another is there: true when the parser may go on as if it had been there.
  bool RecoverMismatch(TokenKind wanted);
  // Called by the catch clause of `stmt`, with what Save gave at its start.
  void Recover(const Saved& saved);

  void Expect(int kind) { expected_.set(kind < 0 ? size_t(token::COUNT) : size_t(kind)); }
  bool Expects(int kind) const { return expected_.test(kind < 0 ? size_t(token::COUNT) : size_t(kind)); }
  // True while a statement is read again, and its error has been reached.
  bool Collecting() const { return collecting_ && at_ == error_token_; }

 private:
  // recovery.cpp
  bool LexerSaidSo(const Token* start, const Token* bad) const;
  void Collect(const Saved& saved);
  void Resynchronise(const Token* start, const Token* bad);
  void SkipLine();
  void SkipBlocks(size_t open);
  bool AtClause() const;

  // expectation.cpp
  void ReportUnexpected(const Token* start, const Token* bad);
  bool ReportKnownMistake(const Token* start, const Token* bad);
  bool ReportBlockMistake(const Token* start, const Token* bad);
  bool ReportOperatorMistake(const Token* start, const Token* bad);
  bool ReportWordMistake(const Token* start, const Token* bad);
  bool ReportListMistake(const Token* start, const Token* bad);
  std::string Found(const Token* bad) const;
  std::string ExpectedList();
  std::string Header(const Token* bad) const;
  std::string_view TextAt(const Token* token) const { return diags_.file().Text(token->span()); }
  void Unexpect(std::initializer_list<TokenKind> kinds);

  const std::vector<uint32_t>& lexer_errors_;
  std::bitset<token::COUNT + 1> expected_;  // the last bit is the end of the file
  const Token* error_token_ = nullptr;
  bool collecting_ = false;
  int reported_ = 0;
};

}  // namespace spy::parse
