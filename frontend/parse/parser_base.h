// ParserBase: the superclass of the parser that ANTLR generates.
//
// The generated code uses _input, match, enterRule, exitRule, finally and so on unqualified, so same-named members of
// this class win over the runtime's. They replace its allocation of contexts, token objects, virtual calls and
// std::function by inline code; nothing of the runtime is patched. Contexts live on a stack that shrinks when a rule
// returns: rules have no labels, and no one uses a callee's context. Only parser.cpp and the generated code include
// this file.
#pragma once

#include <antlr4-runtime.h>

#include <cstddef>
#include <memory>

#include "frontend/parse/recovery.h"

#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Woverloaded-virtual"
#endif

namespace spy::parse {

class ParserBase : public antlr4::Parser, public Recovery {
 public:
  ParserBase(ast::Module& module, Diagnostics& diags, const LexedSource& source)
      : antlr4::Parser(nullptr), Recovery(module, diags, source), _input(this), _errHandler{this} {
    setBuildParseTree(false);
    stack_limit_ = static_cast<char*>(__builtin_frame_address(0)) - kStackBytes;
  }

  // Unpacks ANTLR's tables of the grammar, which only error messages need.
  virtual void LoadAtn() = 0;

  size_t getState() const final { return state_; }

 protected:
  // Shadows of exceptions: a rule's own catch clause must not see SyntaxAbort, which only `stmt` handles.
  struct RecognitionException {};
  struct NoViableAltException : SyntaxAbort {
    explicit NoViableAltException(ParserBase*) {}
  };

  // What the generated code reads tokens through.
  struct TokenCursor {
    explicit TokenCursor(ParserBase* parser) : parser_(parser) {}
    TokenCursor* operator->() { return this; }
    size_t LA(int) const { return size_t(ptrdiff_t(parser_->at_->kind)); }

   private:
    ParserBase* parser_;
  };

  struct ErrorHandler {
    ParserBase* parser;
    ErrorHandler* operator->() { return this; }
    void sync(antlr4::Parser*) {
      if (parser->Collecting()) [[unlikely]] {
        parser->ExpectNext();
      }
    }
    void reportMatch(antlr4::Parser*) {}
    antlr4::Token* recoverInline(antlr4::Parser*) {
      sync(nullptr);
      throw SyntaxAbort{};
    }
    void reportError(antlr4::Parser*, const RecognitionException&) {}
    void recover(antlr4::Parser*, std::exception_ptr) {}
  };

  // Rule contexts on a stack.
  class ContextStack {
   public:
    template <class T, class... Args>
    T* createInstance(Args&&... args) {
      char* place = next_;
      next_ += (sizeof(T) + alignof(std::max_align_t) - 1) & ~(alignof(std::max_align_t) - 1);
      if (next_ > memory_.get() + kBytes) [[unlikely]] {
        next_ = place;
        throw NestingAbort{};
      }
      return ::new (place) T(std::forward<Args>(args)...);
    }
    void Pop(void* context) { next_ = static_cast<char*>(context); }

   private:
    static constexpr size_t kBytes = size_t{16} << 20;  // address space: pages are touched as the nesting needs them
    std::unique_ptr<char[]> memory_ = std::make_unique_for_overwrite<char[]>(kBytes);
    char* next_ = memory_.get();
  };

  void enterRule(antlr4::ParserRuleContext* context, size_t state, size_t) final {
    if (static_cast<char*>(__builtin_frame_address(0)) < stack_limit_) [[unlikely]] {
      throw NestingAbort{};
    }
    state_ = state;
    _ctx = context;
  }
  void exitRule() {
    antlr4::ParserRuleContext* context = _ctx;
    state_ = context->invokingState;
    _ctx = static_cast<antlr4::ParserRuleContext*>(context->parent);
    _tracker.Pop(context);
  }
  void enterOuterAlt(antlr4::ParserRuleContext*, size_t) final {}
  void setState(size_t state) { state_ = state; }

  void match(int kind) {  // the end of file comes as size_t(-1)
    if (at_->kind != kind) [[unlikely]] {
      if (RecoverMismatch(TokenKind(kind))) return;
    }
    Advance();
  }
  antlr4::Token* consume() final {
    Advance();
    return nullptr;
  }

  template <class F>
  struct Finally {
    F action;
    ~Finally() { action(); }
  };
  template <class F>
  static Finally<F> finally(F action) {
    return {action};
  }

  // Goes to a state in which one of the rules under way calls `rule`, for a call from outside of the grammar: what may
  // follow is looked up from there.
  void StandBefore(size_t rule) {
    LoadAtn();
    for (antlr4::RuleContext* context = _ctx; context; context = static_cast<antlr4::RuleContext*>(context->parent)) {
      for (const antlr4::atn::ATNState* state : getATN().states) {
        if (!state || state->ruleIndex != context->getRuleIndex() || state->transitions.empty()) continue;
        const auto* call = dynamic_cast<const antlr4::atn::RuleTransition*>(state->transitions[0]);
        if (call && call->target->ruleIndex == rule) {
          state_ = state->stateNumber;
          return;
        }
      }
    }
  }

  TokenCursor _input;
  ErrorHandler _errHandler;
  ContextStack _tracker;

 private:
  // The parser's recursion may use this much of the stack; the rest is for what calls it.
  static constexpr ptrdiff_t kStackBytes = ptrdiff_t{5} << 20;

  void Advance() {
    if (at_->kind != token::END_OF_FILE) ++at_;
  }
  // Adds what may stand in the current state, callers included, to the expected tokens.
  void ExpectNext() {
    LoadAtn();
    antlr4::misc::IntervalSet next = getATN().nextTokens(getATN().states[state_], _ctx);
    for (ptrdiff_t kind : next.toList()) {
      if (kind != ptrdiff_t(antlr4::Token::EPSILON)) Expect(int(kind));
    }
  }

  size_t state_ = size_t(-1);
  char* stack_limit_;
};

}  // namespace spy::parse

#if defined(__clang__)
#pragma clang diagnostic pop
#endif
