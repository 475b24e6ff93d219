// Loops, jumps, try, yield and await: what may stand where.
#include <fmt/format.h>

#include "frontend/diagnostics/syntax.h"
#include "frontend/parse/validator.h"

namespace spy::parse {

using namespace ast;

// if test: body elif ...: a loop, because chains may be long
void Validator::Check(const If& node) {
  const If* link = &node;
  for (;;) {
    Visit(link->test);
    VisitAll(link->body);
    const If* next = NextElif(*link);
    if (!next) break;
    link = next;
  }
  VisitAll(link->orelse);
}

// for target in iter: body else: orelse
void Validator::CheckFor(const ForBase& node, bool async) {
  if (async) RequireAsync({node.span.begin, node.span.begin + 5}, "`async for`");
  CheckTarget(*node.target);
  Visit(node.iter);
  {
    FlagScope loop(Top().in_loop, true);
    FlagScope star(Top().in_except_star, false);
    VisitAll(node.body);
  }
  VisitAll(node.orelse);
}

// while test: body else: orelse
void Validator::Check(const While& node) {
  Visit(node.test);
  {
    FlagScope loop(Top().in_loop, true);
    FlagScope star(Top().in_except_star, false);
    VisitAll(node.body);
  }
  VisitAll(node.orelse);
}

void Validator::CheckJump(const Stmt& node, std::string_view word) {
  if (Top().in_except_star) {
    diags_.Report(diag::kExceptStarJump, node.span, word);
  } else if (!Top().in_loop) {
    diags_.Report(diag::kOutsideLoop, node.span, fmt::format("`{}`", word));
  }
}

void Validator::Check(const Break& node) { CheckJump(node, "break"); }
void Validator::Check(const Continue& node) { CheckJump(node, "continue"); }

// return value
void Validator::Check(const Return& node) {
  Frame& frame = Top();
  if (frame.kind != FrameKind::Function && frame.kind != FrameKind::AsyncFunction) {
    diags_.Report(diag::kOutsideFunction, node.span, "`return`");
  } else if (frame.below_except_star) {
    diags_.Report(diag::kExceptStarJump, node.span, "return");
  }
  if (node.value) {
    Top().value_returns.push_back(node.span);
    Visit(node.value);
  }
}

void Validator::RequireAsync(Span span, std::string_view what) {
  if (Top().kind != FrameKind::AsyncFunction) {
    diags_.Report(diag::kOutsideAsync, span, what);
  }
}

// async with items: body
void Validator::Check(const AsyncWith& node) {
  RequireAsync({node.span.begin, node.span.begin + 5}, "`async with`");
  VisitChildren(node);
}

void Validator::CheckHandlers(const TryBase& node) {
  for (size_t i = 0; i + 1 < node.handlers.size(); ++i) {
    if (!node.handlers[i]->type) {
      diags_.Report(diag::kExceptOrder, {node.handlers[i]->span.begin, node.handlers[i]->span.begin + 6});
    }
  }
  for (const ExceptHandler* handler : node.handlers) {
    CheckBinding(handler->name, handler->name_span);
    Visit(handler->type);
    VisitAll(handler->body);
  }
}

// try: body except: handlers else: orelse finally: finalbody
void Validator::Check(const Try& node) {
  VisitAll(node.body);
  CheckHandlers(node);
  VisitAll(node.orelse);
  VisitAll(node.finalbody);
}

// try: body except*: handlers
void Validator::Check(const TryStar& node) {
  VisitAll(node.body);
  {
    FlagScope star(Top().in_except_star, true);
    FlagScope deep(Top().below_except_star, true);
    CheckHandlers(node);
  }
  VisitAll(node.orelse);
  VisitAll(node.finalbody);
}

void Validator::CheckYield(const Expr& node, std::string_view word) {
  Frame& frame = Top();
  frame.has_yield = true;
  switch (frame.kind) {
    case FrameKind::Module:
    case FrameKind::Class:
      diags_.Report(diag::kOutsideFunction, node.span, fmt::format("`{}`", word));
      break;
    case FrameKind::Comprehension:
      diags_.Report(diag::kYieldMisplaced, node.span, fmt::format("`{}`", word), frame.what);
      break;
    case FrameKind::TypeScope:
      diags_.Report(diag::kScopeMisplaced, node.span, "yield expression", frame.what);
      break;
    case FrameKind::Function:
    case FrameKind::AsyncFunction:
    case FrameKind::Lambda:
      break;
  }
}

// yield value
void Validator::Check(const Yield& node) {
  CheckYield(node, "yield");
  Visit(node.value);
}

// yield from value
void Validator::Check(const YieldFrom& node) {
  CheckYield(node, "yield from");
  if (Top().kind == FrameKind::AsyncFunction) {
    diags_.Report(diag::kAsyncGenerator, node.span, "`yield from` inside an async function");
  }
  Visit(node.value);
}

// await value
void Validator::Check(const Await& node) {
  switch (Top().kind) {
    case FrameKind::Module:
    case FrameKind::Class:
      diags_.Report(diag::kOutsideFunction, node.span, "`await`");
      break;
    case FrameKind::Function:
    case FrameKind::Lambda:
      diags_.Report(diag::kOutsideAsync, node.span, "`await`");
      break;
    case FrameKind::TypeScope:
      diags_.Report(diag::kScopeMisplaced, node.span, "await expression", Top().what);
      break;
    case FrameKind::Comprehension:
      Top().async_comprehension = true;
      break;
    case FrameKind::AsyncFunction:
      break;
  }
  Visit(node.value);
}

}  // namespace spy::parse
