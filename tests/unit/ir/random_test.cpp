// Random functions, built as the real builder builds them (variables, branches, loops, handlers), through all passes at
// both levels: every stage must satisfy the verifier, the end the ownership verifier.
#include <random>

#include "codegen/ir/builder.h"
#include "codegen/passes/pipeline.h"
#include "tests/unit/ir/ir_test.h"

using namespace spy::ir;

namespace {

class Generator {
 public:
  Generator(Module& module, Function& fn, uint32_t seed) : b_(module, fn), random_(seed) {
    fn.result = Type::Object();
    for (int i = 0; i < 2; ++i) params_.push_back(b_.AddParam(Type::Object()));
    list_ = b_.AddParam({TypeKind::kList, {}});
    node_ = b_.AddParam(Type::Instance(ClassId{0}));
    for (int i = 0; i < 4; ++i) objects_.push_back(b_.DeclareVariable("o", Type::Object(), true));
    for (int i = 0; i < 2; ++i) ints_.push_back(b_.DeclareVariable("i", Type::Int()));
    for (VarId var : objects_) b_.WriteVariable(var, Pick(3) ? params_[Pick(2)] : b_.Unbound());
    for (VarId var : ints_) b_.WriteVariable(var, b_.ConstInt(Pick(5)));
  }

  void Run() {
    Statements(3);
    b_.Return(Object());
    b_.Finish();
  }

 private:
  size_t Pick(size_t n) { return random_() % n; }
  VarId AnyObject() { return objects_[Pick(objects_.size())]; }
  ValueId Object() {
    return b_.Emit(Op::kCheckBound, {b_.ReadVariable(AnyObject())}, {b_.module().AddName("o")}, Type::Object());
  }
  ValueId Int() { return b_.ReadVariable(ints_[Pick(ints_.size())]); }

  ValueId NewObject() {
    switch (Pick(8)) {
      case 0:
        return b_.Emit(Op::kListItem, {list_, Int()});
      case 1:
        return b_.Emit(Op::kFieldGet, {node_}, {ClassId{0}, 0}, Type::Object());
      case 2:
        return b_.Emit(Op::kAssume, {Object()},
                       {b_.module().AddCheck({CheckKind::kInstance, ClassId{0}, "", "N", {}, {}})},
                       Type::Instance(ClassId{0}));
      case 3:
        return b_.Emit(Op::kObjBinary, {Object(), Object()}, {Operator::kAdd});
      case 4:
        return b_.Emit(Op::kBox, {Int()});
      case 5:
        return b_.Emit(Op::kTupleNew, {Object(), Object()});
      case 6:
        return b_.ConstNone();
      default:
        return Object();
    }
  }

  void Statements(int depth) {
    for (size_t n = 1 + Pick(4); n > 0 && b_.IsReachable(); --n) Statement(depth);
  }

  void Statement(int depth) {
    switch (Pick(depth > 0 ? 9 : 5)) {
      case 0:
        b_.WriteVariable(ints_[Pick(2)], b_.Emit(Op::kIntAdd, {Int(), Int()}));
        break;
      case 1:
        b_.Keep({b_.ReadVariable(AnyObject()), b_.ReadVariable(AnyObject())});
        break;
      case 2:
        b_.Emit(Op::kFieldSet, {node_, NewObject()}, {ClassId{0}, 0});
        break;
      case 3:
      case 4:
        b_.WriteVariable(AnyObject(), NewObject());
        break;
      case 5:
        If(depth - 1);
        break;
      case 6:
        Loop(depth - 1);
        break;
      case 7:
        Try(depth - 1);
        break;
      default:
        Jump();
        break;
    }
  }

  void If(int depth) {
    BlockId yes = b_.CreateBlock(), no = b_.CreateBlock(), join = b_.CreateBlock();
    b_.CondBr(b_.Emit(Op::kIsNull, {b_.ReadVariable(AnyObject())}), yes, no);
    for (BlockId arm : {yes, no}) {
      b_.SealBlock(arm);
      b_.SetBlock(arm);
      if (arm == yes || Pick(2)) Statements(depth);
      if (b_.IsReachable()) b_.Br(join);
    }
    b_.SealBlock(join);
    b_.SetBlock(join);
  }

  void Loop(int depth) {
    BlockId head = b_.CreateBlock(), body = b_.CreateBlock(), done = b_.CreateBlock();
    b_.Br(head);
    b_.SetBlock(head);
    b_.CondBr(b_.Emit(Op::kIntCompare, {Int(), b_.ConstInt(9)}, {Operator::kLt}), body, done);
    b_.SealBlock(body);
    b_.SetBlock(body);
    Statements(depth);
    if (b_.IsReachable()) {
      b_.Emit(Op::kSafepoint);
      b_.Br(head);
    }
    b_.SealBlock(head);
    b_.SealBlock(done);
    b_.SetBlock(done);
  }

  void Try(int depth) {
    BlockId handler = b_.CreateBlock(), region = b_.CreateBlock(), join = b_.CreateBlock();
    BlockId outer = b_.Unwind();
    b_.Br(region);
    b_.SealBlock(region);
    b_.SetBlock(region);
    b_.SetUnwind(handler);
    Statements(depth);
    b_.SetUnwind(outer);
    if (b_.IsReachable()) b_.Br(join);
    b_.SealBlock(handler);
    b_.SetBlock(handler);
    ValueId e = b_.Emit(Op::kExcCatch);
    if (Pick(2)) b_.WriteVariable(AnyObject(), e);
    Statements(depth);
    if (b_.IsReachable()) b_.Br(join);
    b_.SealBlock(join);
    b_.SetBlock(join);
  }

  void Jump() {
    if (Pick(2)) return b_.Return(Object());
    b_.Emit(Op::kRaise, {Object()});
    b_.Unreachable();
  }

  Builder b_;
  std::mt19937 random_;
  std::vector<ValueId> params_;
  ValueId list_, node_;
  std::vector<VarId> objects_, ints_;
};

TEST_CASE("random functions stay well-formed through every pass, and count their references right") {
  for (uint32_t seed = 1; seed <= 400; ++seed) {
    for (int level : {0, 2}) {
      Module module;
      std::string error;
      REQUIRE(ParseText("class N { object next object }\n", module, &error));
      Function& fn = module.functions.emplace_back();
      fn.id = FunctionId{0};
      fn.name = "f";
      Generator(module, fn, seed).Run();
      std::string before = Print(module);
      INFO("seed " << seed << " level " << level << "\n" << before);
      PassOptions options;
      options.opt_level = level;
      options.verify = true;
      bool ok = RunPasses(module, options, &error);
      INFO(error);
      REQUIRE(ok);
    }
  }
}

TEST_CASE("an idle unwind target keeps nothing alive") {
  auto module = ParseModule(R"(func @f(%0:object) -> object stage raw {
b0:
  %1:object = obj.iter %0
  br b1
b1 unwind b2(%1):
  return %0
b2(%2:object):
  %3:object = exc.catch
  return %2
}
)");
  REQUIRE(RunPass(*module, "insert_ownership"));
  INFO(Print(*module));
  CHECK(Print(*module).find("  release %1\n  br b1\nb1:\n  %2:object = retain %0\n") != std::string::npos);
}

}  // namespace
