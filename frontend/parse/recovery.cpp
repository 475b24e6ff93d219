#include "frontend/parse/recovery.h"

#include <algorithm>

#include "frontend/diagnostics/syntax.h"

namespace spy::parse {

namespace {

constexpr int kMaxErrors = 50;

}  // namespace

void Recovery::ReportNesting() {
  diags_.Report(diag::kNestingTooDeep, at_->span(), "the parser cannot go deeper")
      .Help("split it into several statements");
}

bool Recovery::RecoverMismatch(TokenKind wanted) {
  if (collecting_ && at_ == error_token_) {
    Expect(wanted);
    throw SyntaxAbort{};
  }
  // A missing colon before an indented block is inserted.
  if (wanted == token::COLON && at_->kind == token::NEWLINE && at_[1].kind == token::INDENT) {
    Span place{Last()->end, Last()->end};
    diags_.Report(diag::kColonMissing, place, Header(at_)).Fix(place, ":");
    return true;
  }
  // What cannot start a statement where a statement or the end of the block was expected: `stmt` reports it.
  if (wanted == token::DEDENT) {
    while (at_->kind != token::DEDENT && at_->kind != token::END_OF_FILE) ParseStatement();
    if (at_->kind == token::DEDENT) ++at_;
    return true;
  }
  if (wanted == token::END_OF_FILE) {
    while (at_->kind != token::END_OF_FILE) {
      if (at_->kind == token::DEDENT) {
        ++at_;
      } else {
        ParseStatement();
      }
    }
    return true;
  }
  throw SyntaxAbort{};
}

void Recovery::Recover(const Saved& saved) {
  const Token* bad = at_;
  if (collecting_ && bad == error_token_) {
    throw;  // the statement was read again up to its error: Collect catches
  }
  RestoreHeights(saved.heights);
  if (reported_ >= kMaxErrors) {
    at_ = &tokens_.back();
    return;
  }
  if (!collecting_ && !LexerSaidSo(saved.start, bad)) {
    ++reported_;
    error_token_ = bad;
    Collect(saved);
    ReportUnexpected(saved.start, bad);
  }
  Resynchronise(saved.start, bad);
  BuildErrorStatement(saved.start);
}

// Reads the statement again, adding up what could stand at the bad token.
void Recovery::Collect(const Saved& saved) {
  const Token* bad = at_;
  expected_.reset();
  collecting_ = true;
  at_ = saved.start;
  try {
    ParseStatement();
  } catch (const SyntaxAbort&) {
  }
  collecting_ = false;
  at_ = bad;
  RestoreHeights(saved.heights);
}

// True when the lexer has reported something between the statement's start and the bad token.
bool Recovery::LexerSaidSo(const Token* start, const Token* bad) const {
  if (bad->kind == token::ERROR) {
    return true;
  }
  return std::any_of(lexer_errors_.begin(), lexer_errors_.end(),
                     [&](uint32_t offset) { return offset >= start->begin && offset <= bad->end; });
}

void Recovery::SkipLine() {
  while (at_->kind != token::NEWLINE && at_->kind != token::END_OF_FILE && at_->kind != token::INDENT &&
         at_->kind != token::DEDENT) {
    ++at_;
  }
  if (at_->kind == token::NEWLINE) ++at_;
}

// Moves to where the next statement may start.
void Recovery::Resynchronise(const Token* start, const Token* bad) {
  auto ends_line = [](const Token& token) {
    return token.kind == token::NEWLINE || token.kind == token::INDENT || token.kind == token::DEDENT;
  };
  bool first_on_line = bad != start && ends_line(bad[-1]);
  if (!first_on_line) {
    if (bad == start && at_->kind != token::INDENT && at_->kind != token::END_OF_FILE) ++at_;
    SkipLine();
  }
  // Blocks that the broken statement opened before the error are still open.
  size_t open = 0;
  for (const Token* token = start; token < bad; ++token) {
    if (token->kind == token::INDENT) {
      ++open;
    } else if (token->kind == token::DEDENT && open > 0) {
      --open;
    }
  }
  SkipBlocks(open);
}

bool Recovery::AtClause() const {
  TokenKind kind = at_->kind;
  return kind == token::ELSE || kind == token::ELIF || kind == token::EXCEPT || kind == token::FINALLY ||
         kind == token::CASE;
}

// Finishes the broken statement: its blocks are checked, the headers of further clauses (else, except, case) skipped.
void Recovery::SkipBlocks(size_t open) {
  Heights heights = SaveHeights();
  while (at_->kind != token::END_OF_FILE) {
    if (at_->kind == token::INDENT) {
      ++open;
      ++at_;
    } else if (at_->kind == token::DEDENT) {
      if (open == 0) break;
      --open;
      ++at_;
    } else if (AtClause()) {
      SkipLine();
    } else if (open > 0) {
      ParseStatement();
    } else {
      break;
    }
  }
  RestoreHeights(heights);
}

}  // namespace spy::parse
