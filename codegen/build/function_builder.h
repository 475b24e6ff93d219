// Builds the body of one function (or module body, or thunk): the statements and expressions of its tree become ops of
// one ir::Function. Lives while that function is built; refers to the Unit and the CheckedModule. One .cpp per
// construct implements the Build* methods; what cannot be built is reported through Unit::Unsupported and replaced by
// an unbound value, so that building can go on.
//
// Values. Build* of an expression gives a value whose IR type is the one of the expression's static type, or a more
// precise one. Static types are trusted for what the unit itself computed (Narrow); what CPython hands over is checked
// where it enters (Checked).
#pragma once
#include <functional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "codegen/build/unit.h"
#include "codegen/ir/builder.h"

namespace spy::check {
struct DataField;
}

namespace spy::build {

using check::TypeRef;
using ir::BlockId;
using ir::Op;
using ir::ValueId;

class FunctionBuilder {
 public:
  FunctionBuilder(Unit& unit, const check::CheckedModule& where, ir::FunctionId id,
                  const check::FunctionSymbol* symbol);
  void BuildModuleBody();                          // module.cpp
  void BuildFunctionBody();                        // function.cpp
  void BuildThunk(ir::FunctionId implementation);  // thunk.cpp

 private:
  // What a jump out of a statement (return, break, continue) has to do on its way, innermost last.
  struct Context {
    enum Kind : uint8_t { kLoop, kFinally, kHandled, kWith, kNamed } kind;
    BlockId unwind;                       // where exceptions go outside of the statement
    BlockId break_block, continue_block;  // kLoop
    bool break_used = false, continue_used = false;
    ast::Seq<ast::Stmt> finalbody;  // kFinally
    ValueId value;  // kLoop: what is gone through; kHandled: the exception handled before; kWith: the bound __exit__
    const check::VariableSymbol* variable = nullptr;  // kNamed: `except E as name`
    bool is_async = false;                            // kWith: the result of __aexit__ is awaited
  };
  // A call's arguments once evaluated.
  using Values = std::vector<ValueId>;
  using Arguments = std::unordered_map<const ast::Node*, ValueId>;

  // ---- values (convert.cpp)
  ir::Type TypeOf(ValueId v) const { return b_.TypeOf(v); }
  // The checker leaves parts that are no values of their own (slices, fields of f-strings) without a type.
  TypeRef StaticType(const ast::Expr& e) const { return m_.TypeOf(e) ? m_.TypeOf(e) : u_.types.any; }
  ir::Type IrTypeOf(const ast::Expr& e) const { return u_.TypeOf(StaticType(e)); }
  ValueId Object(ValueId v) { return b_.ToObject(v); }
  Values Objects(const ast::Seq<ast::Expr>& exprs);
  ValueId Narrow(ValueId v, TypeRef to);                // surely of the type
  ValueId Checked(ValueId v, TypeRef to);               // TypeError unless of the type
  ValueId Coerce(ValueId v, TypeRef from, TypeRef to);  // checked if `from` says nothing
  ValueId As(ValueId v, ir::Type to, TypeRef type, bool trusted);
  ValueId Poison(TypeRef type);
  ValueId Unsupported(const ast::Node& node, std::string_view what);
  // ---- type parameters (type_params.cpp)
  ValueId TypingMember(std::string_view name);
  ValueId HasTypeParams();
  ValueId Choose(ValueId test, const std::function<ValueId()>& one, const std::function<ValueId()>& other);
  ValueId MakeTypeParam(std::string_view name, std::string_view kind, bool infers, const ast::Expr* limits);
  Values MakeTypeParams(ast::Seq<ast::TypeParam> params);
  ValueId GenericBase(ast::Seq<ast::TypeParam> params, const Values& values);
  void SetTypeParams(ValueId cls, const Values& values);
  void SetFunctionTypeParams(ValueId function, const Values& values);
  ValueId TypeParamValue(const check::Symbol* symbol);
  bool IsBoundBefore(const ast::Node& node, Span where) const;
  ValueId PromoteInt(ValueId v);  // bool -> int
  ValueId Const(ir::ConstId c);
  ValueId Null() { return b_.Unbound(); }

  // ---- variables (variables.cpp)
  bool IsCell(const check::VariableSymbol* v) const;
  bool IsNullable(const check::VariableSymbol* v) const;
  ir::VarId LocalOf(const check::VariableSymbol* v);
  ValueId CellOf(const check::VariableSymbol* v);
  ValueId CaptureOf(const check::VariableSymbol* v);       // what a closure over it stores: the cell or the value
  int CaptureIndex(const check::VariableSymbol* v) const;  // -1: not captured by this function
  ValueId ReadVariable(const check::VariableSymbol* v, bool check_bound);
  void WriteVariable(const check::VariableSymbol* v, ValueId value);
  void WriteLocal(const check::VariableSymbol* v, ValueId value);
  void DeleteVariable(const check::VariableSymbol* v, bool check_bound);
  void KeepLocals();
  ir::GlobalId GlobalOf(const check::VariableSymbol* v);
  void BindName(const check::Symbol* symbol, const check::VariableSymbol* binding, ValueId value);

  // ---- generators, coroutines (generator.cpp, await.cpp)
  ir::Type TypeOfParam(const check::Param& p) const;
  ir::FunctionId AddBody(const check::FunctionSymbol* symbol, ir::Suspends suspends);
  void BuildSuspended();
  void DeclareLocals();  // function.cpp
  ValueId CellsFor(const check::FunctionSymbol& symbol);
  ValueId BuildYield(const ast::Yield& e);  // without the check of what is sent
  ValueId BuildYieldFrom(const ast::YieldFrom& e);
  ValueId BuildAwait(const ast::Await& e);
  ValueId AwaitValue(ValueId awaitable, int of_with);

  // ---- statements
  void BuildBody(ast::Seq<ast::Stmt> body);
  void BuildStmt(const ast::Stmt& stmt);
  void Build(const ast::FunctionDef& def);
  void Build(const ast::AsyncFunctionDef& def);
  void Build(const ast::ClassDef& def);
  void Build(const ast::Return& stmt);
  void Build(const ast::Delete& stmt);
  void Build(const ast::Assign& stmt);
  void Build(const ast::TypeAlias& stmt);
  void Build(const ast::AugAssign& stmt);
  void Build(const ast::AnnAssign& stmt);
  void Build(const ast::For& stmt);
  void Build(const ast::AsyncFor& stmt);
  void Build(const ast::While& stmt);
  void Build(const ast::If& stmt);
  void Build(const ast::With& stmt);
  void Build(const ast::AsyncWith& stmt);
  void Build(const ast::Match& stmt);
  void Build(const ast::Raise& stmt);
  void Build(const ast::Try& stmt);
  void Build(const ast::TryStar& stmt);
  void Build(const ast::Assert& stmt);
  void Build(const ast::Import& stmt);
  void Build(const ast::ImportFrom& stmt);
  void Build(const ast::Global& stmt);
  void Build(const ast::Nonlocal& stmt);
  void Build(const ast::ExprStmt& stmt);
  void Build(const ast::Pass& stmt);
  void Build(const ast::Break& stmt);
  void Build(const ast::Continue& stmt);

  // ---- expressions: Expr is the only caller of the Build overloads
  ValueId Expr(const ast::Expr& e);
  ValueId IteratedExpr(const ast::Expr& e);
  ValueId SearchedExpr(const ast::Expr& e);
  ValueId ConstantSet(const ast::Set& e);
  ValueId ObjectExpr(const ast::Expr& e) { return Object(Expr(e)); }
  ValueId Build(const ast::BoolOp& e);
  ValueId Build(const ast::NamedExpr& e);
  ValueId Build(const ast::BinOp& e);
  ValueId Build(const ast::UnaryOp& e);
  ValueId Build(const ast::Lambda& e);
  ValueId Build(const ast::IfExp& e);
  ValueId Build(const ast::Dict& e);
  ValueId Build(const ast::Set& e);
  ValueId Build(const ast::ListComp& e);
  ValueId Build(const ast::SetComp& e);
  ValueId Build(const ast::DictComp& e);
  ValueId Build(const ast::GeneratorExp& e);
  ValueId Build(const ast::Await& e);
  ValueId Build(const ast::Yield& e);
  ValueId Build(const ast::YieldFrom& e);
  ValueId Build(const ast::Compare& e);
  ValueId Build(const ast::Call& e);
  ValueId Build(const ast::FormattedValue& e);
  ValueId Build(const ast::JoinedStr& e);
  ValueId Build(const ast::Constant& e);
  ValueId Build(const ast::Attribute& e);
  ValueId Build(const ast::Subscript& e);
  ValueId Build(const ast::Starred& e);
  ValueId Build(const ast::NameExpr& e);
  ValueId Build(const ast::List& e);
  ValueId Build(const ast::Tuple& e);
  ValueId Build(const ast::Slice& e);

  // ---- truth (boolop.cpp)
  ValueId Truth(ValueId v);
  void Condition(const ast::Expr& e, BlockId if_true, BlockId if_false);
  void ConditionOfBoolOp(const ast::BoolOp& e, BlockId if_true, BlockId if_false);

  // ---- operators (binop.cpp, compare.cpp, augassign.cpp)
  ValueId Binary(ast::Operator op, ValueId left, ValueId right, TypeRef result);
  ValueId IntBinary(ast::Operator op, ValueId left, ValueId right, TypeRef result);
  ValueId FloatBinary(ast::Operator op, ValueId left, ValueId right, TypeRef result);
  ValueId BoolBinary(ast::Operator op, ValueId left, ValueId right);
  ValueId SequenceBinary(ast::Operator op, ValueId left, ValueId right);
  ValueId DynamicBinary(Op op_kind, ast::Operator op, ValueId left, ValueId right, TypeRef result);
  ValueId Inplace(ast::Operator op, ValueId left, ValueId right, TypeRef result);
  ValueId CompareOne(ast::CmpOperator op, ValueId left, ValueId right, bool as_bool);
  ValueId CompareRaw(ast::CmpOperator op, ValueId left, ValueId right);  // none: not raw operands
  // operator_slot.cpp: methods of native instances; none: not known to come first
  bool SlotTakes(ValueId left, std::string_view method, ValueId right) const;
  ValueId SlotOrElse(ValueId left, ValueId right, ir::Type result, const std::function<ValueId()>& direct,
                     const std::function<ValueId()>& otherwise);
  ValueId UnlessDeclined(ValueId value, ir::Type result, TypeRef type, const std::function<ValueId()>& otherwise);
  ValueId SlotBinary(ast::Operator op, ir::Operator generic, ValueId left, ValueId right, TypeRef result);
  ValueId SlotReflected(std::string_view method, ir::Operator generic, ValueId left, ValueId right, TypeRef result);
  ValueId SlotCompare(ir::Operator op, ValueId left, ValueId right);
  ValueId SlotLength(ValueId v);
  ValueId Identity(ValueId left, ValueId right);
  ValueId Membership(ValueId item, ValueId container);
  ValueId AmongInts(ValueId item, const ast::Expr& container);
  ValueId CompareWith(ast::CmpOperator op, ValueId left, const ast::Expr& right, bool as_bool, ValueId* value);

  // ---- assignment (assign.cpp, starred.cpp, subscript.cpp, attribute.cpp)
  void Store(const ast::Expr& target, ValueId value, TypeRef from);
  void StoreUnpacked(ast::Seq<ast::Expr> targets, ValueId value);
  bool StoreParallel(const ast::Expr& target, const ast::Expr& value);
  bool MakesTypingObject(const ast::Assign& stmt) const;
  void StoreSubscript(ValueId container, ValueId index, ValueId value, const ast::Subscript& target);
  void StoreAttribute(const ast::Attribute& target, ValueId receiver, ValueId value, TypeRef from);
  void AugAssignTo(const ast::Attribute& target, const ast::AugAssign& stmt);
  void AugAssignTo(const ast::Subscript& target, const ast::AugAssign& stmt);
  void DeleteTarget(const ast::Expr& target);
  ValueId LoadSubscript(ValueId container, ValueId index, const ast::Subscript& e);
  ValueId LoadSlice(ValueId container, const ast::Slice& slice, const ast::Subscript& e);
  ValueId LoadAttribute(const ast::Attribute& e, ValueId receiver);
  ValueId LoadClassMember(const ast::Attribute& e, const check::Symbol* symbol);
  ValueId CallSlot(ValueId receiver, std::string_view slot_name, const Values& args);  // none: no such slot
  std::string AttributeName(const ast::Attribute& e) const;
  const check::FunctionSymbol* SetterOf(const check::AttributeInfo& info) const;

  // ---- control flow (jumps.cpp, for_.cpp, while_.cpp, try_.cpp, with_.cpp)
  void RunCleanups(size_t depth);
  void Leave(const Context& context);
  void JumpToLoop(bool is_break);
  void EmitReturn(ValueId value);
  void Join(BlockId block, bool used);
  void BuildHandler(const ast::ExceptHandler& handler, ValueId exception, ValueId previous, BlockId after, bool* used);
  void BuildHandlers(const ast::TryBase& stmt, BlockId handler, BlockId after, bool* used);
  void BuildTryExcept(const ast::TryBase& stmt);
  void BuildTryFinally(const ast::TryBase& stmt);
  // except* (try_star.cpp)
  void BuildStarHandlers(const ast::TryBase& stmt, BlockId handler, BlockId after, bool* used);
  void BuildStarHandler(const ast::ExceptHandler& handler, ValueId match, ValueId raised, BlockId next);
  void UnbindHandlerName(const check::VariableSymbol* named);
  void EnterRegion(BlockId handler);
  void Rethrow(BlockId handler, ValueId previous, const check::VariableSymbol* named);
  void BuildWithItem(const ast::WithBase& stmt, size_t item);
  void BuildExit(BlockId handler, const Context& context, BlockId after, bool* used);
  // One turn of a loop per item; `body` runs with the target assigned, its loop context on top.
  using LoopBody = std::function<void()>;
  void BuildLoop(const ast::Expr& target, const ast::Expr& iterable, ValueId iterable_value, const LoopBody& body,
                 const LoopBody& otherwise);
  const ast::Call* RangeCall(const ast::Expr& iterable) const;
  struct RangeBounds {
    ValueId start, stop, step;
    int64_t literal = 0;
  };
  RangeBounds BoundsOf(const ast::Call& range);
  void BranchInRange(const RangeBounds& r, ValueId i, BlockId turn, BlockId done);
  void BuildRangeLoop(const ast::Expr& target, const ast::Call& range, const LoopBody& body, const LoopBody& otherwise);
  void BuildIndexLoop(const ast::Expr& target, ValueId sequence, const LoopBody& body, const LoopBody& otherwise);
  bool BuildWalk(const ast::Expr& target, const ast::Expr& iterable, const LoopBody& body, const LoopBody& otherwise);
  bool BuildCountedLoop(const ast::Tuple& names, const ast::Expr& iterable, const LoopBody& body,
                        const LoopBody& otherwise);
  // The arguments that a loop over enumerate() or zip() may walk by index; none if it may not.
  const ast::Call* WalkCall(const ast::Expr& iterable, const ast::Tuple& target) const;
  const ast::Expr* ReversedList(const ast::Expr& iterable) const;  // reversed(list): the list
  void BuildReversedLoop(const ast::Expr& target, const ast::Expr& list, const LoopBody& body,
                         const LoopBody& otherwise);
  ValueId SequenceLength(ValueId sequence);
  ValueId SequenceItem(ValueId sequence, ValueId i);
  // Over an asynchronous iterator: what its __anext__() gives is awaited.
  void BuildAsyncLoop(const ast::Expr& target, ValueId iterator, const LoopBody& body, const LoopBody& otherwise);
  void BuildIteratorLoop(const std::function<void(ValueId)>& bind, ValueId iterable, Span where, const LoopBody& body,
                         const LoopBody& otherwise);
  void FinishLoop(BlockId header, BlockId done, BlockId exit, const std::function<void()>& step,
                  const LoopBody& otherwise);
  BlockId EnterLoop(BlockId exit, ValueId iterated = {});

  // ---- comprehensions (comprehension.cpp)
  void Comprehend(ast::Seq<ast::Comprehension> generators, const std::function<void()>& element);
  void ComprehendAsGenerator(const ast::GeneratorExp& e, const std::function<void()>& element);
  void BuildGeneratorExpBody();
  ValueId SumOfObjects(const ast::GeneratorExp& e);  // none: by a list
  static bool IsIndexed(ir::Type type);
  void ComprehendFrom(ast::Seq<ast::Comprehension> generators, size_t index, ValueId first,
                      const std::function<void()>& element);
  void FreshCells(const ast::Expr& target);
  ValueId GeneratorAsList(const ast::GeneratorExp& e);
  ValueId GeneratorReduction(const ast::Call& call, const ast::GeneratorExp& e, std::string_view builtin);
  ValueId AnyAll(const ast::GeneratorExp& e, bool is_any);
  ValueId StopAtDecision(bool is_any, const std::function<void(BlockId)>& loop);

  // ---- built-ins that use up a generator (consume.cpp)
  bool MakesGenerator(const ast::Expr& e) const;
  void ForEachItem(const ast::Expr& generator, const std::function<void(ValueId)>& each);
  ValueId ConsumeGenerator(const ast::Call& call, std::string_view builtin);
  ValueId AnyAllItems(const ast::Expr& generator, bool is_any);
  ValueId SumItems(const ast::Expr& generator);
  ValueId NextItem(const ast::Call& call);
  bool IsSend(const ast::Call& call, const ast::Attribute& callee) const;
  bool NeedsFrame(const ast::Call& e) const;
  ValueId Framed(ValueId callee, const ast::Expr& where);
  ValueId ExtremeItem(const ast::Expr& generator, ir::Type type, std::string_view name);

  // ---- match (match_.cpp, sequence_pattern.cpp)
  // Where a pattern that does not match goes, and the names it binds once all of it has matched.
  struct PatternState {
    BlockId fail;
    bool fail_used = false;
    std::vector<std::pair<const check::VariableSymbol*, ir::VarId>> captures;
  };
  void BuildCase(const ast::MatchCase& node, PatternState& state);
  void Match(const ast::Pattern& node, ValueId value, PatternState& state);
  void MatchKind(const ast::MatchValue& node, ValueId value, PatternState& state);
  void MatchKind(const ast::MatchSingleton& node, ValueId value, PatternState& state);
  void MatchKind(const ast::MatchSequence& node, ValueId value, PatternState& state);
  void MatchKind(const ast::MatchMapping& node, ValueId value, PatternState& state);
  void MatchKind(const ast::MatchClass& node, ValueId value, PatternState& state);
  void MatchKind(const ast::MatchStar& node, ValueId value, PatternState& state);
  void MatchKind(const ast::MatchAs& node, ValueId value, PatternState& state);
  void MatchKind(const ast::MatchOr& node, ValueId value, PatternState& state);
  void MatchTest(ValueId condition, PatternState& state);
  void MatchCapture(const ast::Node& node, ValueId value, PatternState& state);
  void MatchItem(const ast::Pattern& node, ValueId item, PatternState& state);
  ValueId LengthOf(ValueId value);
  void MatchAroundStar(const ast::MatchSequence& node, size_t star, ValueId value, PatternState& state);
  void MatchUnpacked(const ast::MatchSequence& node, size_t star, ValueId value, PatternState& state);
  void MatchFields(const ast::MatchClass& node, const check::MatchClassInfo& info, ValueId value, PatternState& state);
  void MatchAttributes(const ast::MatchClass& node, ValueId value, PatternState& state);

  // ---- calls (call.cpp, call_direct.cpp, call_builtin.cpp, call_method.cpp)
  Arguments EvaluateArguments(const ast::Call& e);
  ValueId CallDirect(const ast::Call& e, const check::CallInfo& info);
  bool MayMeanBuiltin(const ast::Expr* callee) const;
  ValueId CallConstructor(const ast::Call& e, const check::CallInfo& info);
  ValueId CallMethod(const ast::Call& e, const check::CallInfo& info);
  ValueId CallFunction(const check::FunctionSymbol& callee, Values args, const ast::Call& e);
  ValueId CallDynamic(const ast::Call& e);
  ValueId SpreadArguments(const ast::Call& e);
  ValueId CallSpread(const ast::Call& e, ValueId callee);
  ValueId CallAttribute(const ast::Call& e, const ast::Attribute& callee);
  ValueId CallBuiltin(const ast::Call& e, const check::CallInfo& info);
  ValueId CallBuiltinMethod(const ast::Call& e, const check::CallInfo& info);
  ValueId CallSuperMethod(const ast::Call& e, const check::CallInfo& info);
  ValueId CallSuperDirect(const check::FunctionSymbol& callee, Values args, const ast::Call& e);
  ValueId CallObjectInit(const ast::Call& e, const ast::Attribute& attribute);
  ValueId CallIsInstance(const ast::Call& e);
  ValueId FloatExtreme(const ast::Call& e, bool is_min);
  ValueId IsInstanceOf(ValueId value, const ast::Expr& classes);
  ValueId SpecialBuiltin(const ast::Call& e, std::string_view name, bool* done);
  ValueId CallObject(ValueId callee, const ast::Call& e);
  ValueId CallFunctionValue(ValueId callee, const ast::Call& e);
  ValueId CallResult(ValueId value, const ast::Call& e);
  ValueId CallRow(std::string_view name, const Values& args);  // none: no row fits
  Values MapArguments(const check::FunctionSymbol& callee, const check::CallInfo& info, const Arguments& arguments,
                      ValueId receiver);
  ValueId ArgumentOf(const check::FunctionSymbol& callee, size_t param, const check::ArgSource& source,
                     const Arguments& arguments, ValueId receiver);
  ValueId DefaultOf(const check::FunctionSymbol& callee, size_t param);
  bool DefaultsMayDiffer(const ast::Call& e, const check::CallInfo& info) const;
  bool ClosureAtHand(const check::FunctionSymbol& callee) const;
  void PassClosure(const check::FunctionSymbol& callee, Values* args);
  ir::ConstId KeywordNames(const ast::Call& e);
  bool HasSpread(const ast::Call& e) const;
  ValueId ClassValue(const check::ClassSymbol* cls);
  ValueId SuperObject();

  // ---- definitions (function.cpp, class_.cpp, import_.cpp, module.cpp)
  ValueId MakeFunction(const check::FunctionSymbol& symbol, const ast::Arguments& arguments);
  ValueId DefaultsTuple(const ast::Arguments& arguments, ValueId* keyword_defaults);
  ValueId Decorate(ast::Seq<ast::Expr> decorators, const std::vector<const ast::Expr*>& applied,
                   const std::function<ValueId()>& make);
  void BuildDefinition(const ast::FunctionBase& def);
  void BuildMethod(const ast::FunctionBase& def, const check::FunctionSymbol& symbol);
  bool IsFieldDefault(const ast::Stmt& stmt) const;
  void BuildClassBody(const ast::ClassDef& def);
  void AddSynthesized(const check::ClassSymbol& symbol);
  ValueId BaseExpr(const ast::Expr& e);
  ValueId ClassKeywords(const ast::ClassDef& def);
  ValueId MakeClass(const ast::ClassDef& def, const check::ClassSymbol& symbol, ir::ClassId cls, const Values& params);
  ValueId ReadClassName(std::string_view name);
  void SealClasses();

  // ---- classes that CPython's own metaclass makes from a namespace: enums, named tuples, typed dicts (made_class.cpp)
  void BuildMadeClass(const ast::ClassDef& def, const check::ClassSymbol& symbol);
  void BuildMadeBody(const ast::ClassDef& def, const check::ClassSymbol& symbol);
  void BuildMadeMethod(const ast::FunctionBase& def, const check::FunctionSymbol& symbol);
  ValueId LoadMadeAttribute(const ast::Attribute& e, ValueId receiver);  // none: as any attribute
  void SetInSpace(std::string_view name, ValueId value);
  ValueId GetFromSpace(std::string_view name);
  ValueId CallModule(std::string_view module, std::string_view function, const Values& args);

  // ---- data classes (data_class.cpp)
  struct DataParts {  // what the annotated names of a class body evaluated to
    std::vector<std::string_view> names;
    std::string kinds;
    Values values;
  };
  ValueId CallHelper(std::string_view name, const Values& args);
  void BuildSynthesized();
  void BuildDataInit();
  void BuildDataCompare(ast::CmpOperator op);
  void BuildDataHash();
  void BuildDataRepr();
  ValueId MakeDefault(const check::DataField& field);
  ValueId GivenOrMade(const check::DataField& field, ValueId argument);
  ValueId FieldsEqual(ValueId left, ValueId right);
  ValueId SameClassOrReturn(ValueId self, ValueId other);
  ValueId ReadDataField(ValueId self, const check::DataField& field);
  void ContinueIf(ValueId condition, const std::function<void()>& otherwise);
  ValueId AnnotationObject(const ast::Expr& annotation);
  void AddDataPart(const ast::AnnAssign& stmt, DataParts* parts);
  void MakeDataClass(const check::ClassSymbol& symbol, ValueId cls, const DataParts& parts);
  std::string AbsoluteModule(const ast::ImportFrom& stmt) const;
  bool IsOverloadSignature(const check::FunctionSymbol& symbol) const;
  ValueId MakeAnnotated(const ast::FunctionBase& def, const check::FunctionSymbol& symbol);
  ValueId DecorateMethod(const ast::FunctionBase& def, const check::FunctionSymbol& symbol);
  // __annotations__ (annotations.cpp)
  bool FutureAnnotations() const;
  ValueId AnnotationValue(const ast::Expr& e);
  std::string AnnotationText(const ast::Expr& e) const;
  ValueId AnnotationsOf(const ast::FunctionBase& def);  // none: the function has none
  void AnnotateFunction(const ast::FunctionBase& def, ValueId function);
  void StartAnnotations(ast::Seq<ast::Stmt> body);
  void AnnotateVariable(const ast::AnnAssign& stmt);

  Unit& u_;
  const check::CheckedModule& m_;
  ir::Module& ir_;
  ir::Builder b_;
  const check::FunctionSymbol* fn_;  // null: module body
  ir::FunctionId id_;
  ValueId cells_param_;
  std::unordered_map<const check::VariableSymbol*, ir::VarId> locals_;
  // Locals whose values must live until they are rebound or the function ends, each with a second, nullable variable
  // that holds the same and is read for that purpose only.
  std::vector<std::pair<const check::VariableSymbol*, ir::VarId>> kept_;
  std::unordered_map<const check::VariableSymbol*, ValueId> cells_;
  std::vector<Context> contexts_;
  const check::ClassSymbol* class_body_ = nullptr;  // the class statement being built
  ValueId class_state_;                             // of class.prepare
  ValueId class_space_;              // the namespace of the class being built, where CPython's metaclass makes it
  DataParts* data_parts_ = nullptr;  // of the data class being built
  ValueId annotations_;              // of the class being built, or of the module
  std::unordered_map<const check::Symbol*, ValueId> type_params_;  // of the class statement being built
  bool is_iterator_ = false;  // the first iterable of the comprehension being built is an asynchronous iterator already
};

}  // namespace spy::build
