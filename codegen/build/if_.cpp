// if, elif, else.
#include "codegen/build/function_builder.h"

namespace spy::build {

// if test: body elif ...: a loop over the chain, which may be thousands long
void FunctionBuilder::Build(const ast::If& stmt) {
  BlockId after = b_.CreateBlock();
  bool joined = false;
  const ast::If* current = &stmt;
  while (true) {
    BlockId body = b_.CreateBlock(), orelse = b_.CreateBlock();
    Condition(*current->test, body, orelse);
    b_.SealBlock(body);
    b_.SealBlock(orelse);
    b_.SetBlock(body);
    if (!m_.IsUnreachable(*current)) BuildBody(current->body);
    if (b_.IsReachable()) {
      joined = true;
      b_.Br(after);
    }
    b_.SetBlock(orelse);
    const ast::If* next = ast::NextElif(*current);
    if (!next || m_.IsUnreachable(*next)) break;
    current = next;
  }
  BuildBody(current->orelse);
  if (b_.IsReachable()) {
    joined = true;
    b_.Br(after);
  }
  Join(after, joined);
}

}  // namespace spy::build
