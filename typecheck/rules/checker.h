// Checker: the rules for the bodies of one module. One method per construct, each in the file of its construct.
//
// CheckUnit makes one per module and lets all of them finish their module bodies before any function body is checked.
// It reads the symbols that the declarations made, writes the side tables of its CheckedModule, and the types of
// variables without annotation. Errors are diagnostics; the expression then has the error type, which silences
// followers. What the rules share (tables, the body at hand, reporting) is CheckerState.
#pragma once
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "typecheck/names/declare.h"
#include "typecheck/rules/arguments.h"
#include "typecheck/rules/checker_state.h"
#include "typecheck/rules/pattern.h"
#include "typecheck/types/relations.h"

namespace spy::check {

struct DataField;

class Checker : CheckerState {
 public:
  Checker(UnitState& unit, DeclaredModule& declared, CheckedModule& out);

  // The statements of the module; function bodies are left for CheckFunctions.
  void CheckModuleBody();
  void CheckFunctions();
  // Leaves nothing open in the tables.
  void Finish();
  // The type of an initialiser outside of any flow, without findings; null when it cannot be told.
  TypeRef InferDetached(const ast::Expr& expr, const Scope& scope);
  void AssumeLocals(const ast::Node& node, const Scope& scope);

  // ---- expressions: expression.cpp ---------------------------------------------------------------------------------
  // Checks an expression whose value is wanted as `expected` (null: nothing known; type variables in it are ignored)
  // and records its type. Whether the value fits is for Require to say.
  TypeRef Check(const ast::Expr& expr, TypeRef expected = nullptr);
  // Check, then Require.
  TypeRef CheckAs(const ast::Expr& expr, TypeRef expected);

#define SPY_EXPR(kind, fields) TypeRef CheckExpr(const ast::kind& node, TypeRef expected);
#include "frontend/ast/nodes.def"
  // ---- statements: statement.cpp -----------------------------------------------------------------------------------
  void CheckBlock(ast::Seq<ast::Stmt> body);
#define SPY_STMT(kind, fields) void CheckStmt(const ast::kind& node);
#include "frontend/ast/nodes.def"

 private:
  // ---- what a type can do: convert.cpp -----------------------------------------------------------------------------
  // False after a diagnostic: a value of type `from` may not stand where `to` is wanted. `why` names the place in a
  // note.
  bool Require(const ast::Expr& value, TypeRef from, TypeRef to, std::string_view label = {}, Span declared = {});
  bool RefuseConversion(const ast::Expr& value, TypeRef from, TypeRef to);
  void ExplainMismatch(DiagnosticBuilder& report, TypeRef from, TypeRef to);
  bool ExplainProtocol(DiagnosticBuilder& report, TypeRef from, TypeRef to);  // protocol.cpp
  // Error for a value that may be None where something else is needed; explains where None comes from.
  bool TakeAsDynamic(const ast::Expr& value);
  bool TakeOperandsAsDynamic(const ast::Expr& left, TypeRef left_type, const ast::Expr& right, TypeRef right_type);
  void ReportPossiblyNone(const ast::Expr& value, TypeRef type, std::string_view use);

  // ---- names and places: name.cpp, place.cpp -----------------------------------------------------------------------
  TypeRef ReadVariable(const ast::NameExpr& node, const VariableSymbol& variable, TypeRef expected);
  TypeRef ReadSymbol(const ast::NameExpr& node, const Symbol& symbol);
  void ReportPossiblyUnbound(const ast::NameExpr& node, const VariableSymbol& variable);
  void CheckBoundRead(const ast::NameExpr& node, const VariableSymbol& variable, Bound bound);
  void CheckDefinitionRead(const ast::NameExpr& node, const Symbol& definition);
  TypeRef DeclaredTypeOf(const VariableSymbol& variable);
  bool IsLocalHere(const VariableSymbol& variable) const;
  bool IsStable(const VariableSymbol& variable) const;
  bool IsBoundBeforeCalls(const Symbol& symbol) const;
  Bound OuterBound(const VariableSymbol& variable);
  uint32_t PlaceOf(const VariableSymbol& variable);
  // The place that an expression reads, if narrowing can hold for it.
  std::optional<uint32_t> PlaceOfExpr(const ast::Expr& expr, bool create);
  TypeRef DeclaredTypeOfPlace(uint32_t place);
  void Narrow(uint32_t place, TypeRef type, Span where);
  void BindVariable(const VariableSymbol& variable, TypeRef type, TypeRef narrowed);
  void UnbindVariable(const VariableSymbol& variable);
  void ForgetFieldsOf(uint32_t place);
  void ForgetField(const VariableSymbol& field, uint32_t except, Span where);
  void ForgetAfterCall(const Effects& effects, Span where);
  void ForgetAfterCalls(std::span<const Effects* const> calls, Span where);
  void NoteRaise();  // the current state may reach the handlers around

  // ---- conditions: condition.cpp, narrowing.cpp --------------------------------------------------------------------
  // Checks a condition; leaves the state when it holds in if_true and when not in if_false.
  void Condition(const ast::Expr& test, Flow& if_true, Flow& if_false);
  void ConditionOfBoolOp(const ast::BoolOp& node, Flow& if_true, Flow& if_false);
  bool ConditionOfCompare(const ast::Compare& node, Flow& if_true, Flow& if_false);
  bool ConditionOfCall(const ast::Call& node, Flow& if_true, Flow& if_false);
  void NarrowIn(Flow& flow, const ast::Expr& expr, TypeRef type);
  void NarrowTruth(const ast::Expr& expr, TypeRef type, Flow& if_true, Flow& if_false);
  void NoteTruthEffects(const ast::Expr& test, TypeRef type);
  std::optional<bool> StaticTruth(const ast::Expr& test);
  TypeRef ClassesOfIsInstance(const ast::Expr& classes, bool& is_exact);
  TypeRef IntersectWith(TypeRef type, TypeRef wanted);
  bool NarrowByClassOf(const ast::Expr& left, const ast::Expr& right, Flow& same, Flow& other);
  // literal_narrowing.cpp
  TypeRef BaseOf(const ast::Constant& constant) const;
  TypeRef LiteralOf(const ast::Expr& expr);
  TypeRef AsWantedLiteral(const ast::Expr& expr, TypeRef type, TypeRef expected);
  bool NarrowByLiteral(const ast::Expr& left, const ast::Expr& right, bool identity, Flow& same, Flow& other);
  void NarrowByMembership(const ast::Expr& left, const ast::Expr& right, Flow& in, Flow& out);
  TypeRef TagOf(const ast::Expr& tag, TypeRef owner);
  void NarrowOwner(const ast::Expr& tag, TypeRef type, Flow& flow);
  TypeRef WithAnyArguments(TypeRef instance);
  bool MayShareSubclass(TypeRef member, const ClassSymbol& wanted);
  TypeRef ExcludeFrom(TypeRef type, TypeRef unwanted);
  TypeRef TruthyPart(TypeRef type);
  TypeRef FalsyPart(TypeRef type);

  // ---- operators: binop.cpp, compare.cpp ---------------------------------------------------------------------------
  TypeRef BinaryResult(const ast::Expr& node, ast::Operator op, Span op_span, const ast::Expr& left, TypeRef left_type,
                       const ast::Expr& right, TypeRef right_type, bool in_place);
  void ReportOperand(const ast::Expr& node, ast::Operator op, Span op_span, const ast::Expr& left, TypeRef left_type,
                     const ast::Expr& right, TypeRef right_type, bool in_place);
  TypeRef OperatorOf(ast::Operator op, TypeRef left, TypeRef right, bool in_place);
  TypeRef SpecialMethodResult(TypeRef receiver, std::string_view method, std::span<const TypeRef> args);
  TypeRef PowerOf(const ast::Expr& right, TypeRef left_type, TypeRef right_type);
  TypeRef CompareResult(const ast::Compare& node, ast::CmpOperator op, const ast::Expr& left, TypeRef left_type,
                        const ast::Expr& right, TypeRef right_type);
  TypeRef OrderingOf(ast::CmpOperator op, TypeRef left, TypeRef right);
  bool CanContain(TypeRef container, TypeRef item);
  void NoteOperatorEffects(TypeRef left, TypeRef right, std::string_view stem, Span where);

  // ---- attributes: attribute.cpp -----------------------------------------------------------------------------------
  TypeRef AttributeOf(const ast::Attribute& node, TypeRef receiver, AttributeInfo& info);
  TypeRef AttributeOfUnion(const ast::Attribute& node, const UnionType& receiver, AttributeInfo& info);
  TypeRef AttributeOfModule(const ast::Attribute& node, const ModuleType& receiver, AttributeInfo& info);
  TypeRef ClassifyMember(const ast::Attribute& node, TypeRef receiver, const Member& member, AttributeInfo& info);
  TypeRef ReadFieldPlace(const ast::Attribute& node, TypeRef declared);
  void ReportUnknownAttribute(const ast::Attribute& node, TypeRef receiver);
  std::string SuggestMember(TypeRef receiver, std::string_view name);
  TypeRef CheckReceiver(const ast::Expr& value);
  const ClassSymbol* ClassAround() const;
  Name MemberName(const ast::Attribute& node) const;  // private names are mangled
  void Record(const ast::Attribute& node, const AttributeInfo& info);

  // ---- items and iteration: subscript.cpp, iteration.cpp -----------------------------------------------------------
  TypeRef ItemOf(const ast::Subscript& node, TypeRef container);
  TypeRef ClassWithArguments(const ast::Subscript& node, TypeRef container);
  TypeRef KeyOf(TypeRef container);
  TypeRef ItemByMethod(const ast::Subscript& node, TypeRef container, TypeRef index, std::string_view method);
  void ReportIndex(const ast::Subscript& node, TypeRef container, TypeRef index, TypeRef bad, std::string_view method);
  void StoreInto(const ast::Subscript& node, TypeRef container, TypeRef index, const ast::Expr* value,
                 TypeRef value_type);
  TypeRef StoredBy(TypeRef container, TypeRef index);
  TypeRef ItemOfTuple(const ast::Subscript& node, const TupleType& tuple);
  void CheckSliceBounds(const ast::Expr& key, TypeRef container);
  void StoreItem(const ast::Subscript& node, const ast::Expr* value, TypeRef value_type);
  void DeleteItem(const ast::Subscript& node);
  // The type of the elements of an iterable; reports what cannot be iterated over.
  TypeRef ElementOf(const ast::Expr& iterable, TypeRef type);
  TypeRef TryElementOf(TypeRef type);
  // Types that unpacking gives to `count` targets, one of which may be starred.
  std::vector<TypeRef> Unpack(const ast::Expr& source, TypeRef type, ast::Seq<ast::Expr> targets);
  TypeRef ExpectedElement(TypeRef expected, const ClassSymbol* cls);
  TypeRef ElementsOfDisplay(const ast::Expr& node, ast::Seq<ast::Expr> elements, TypeRef expected);
  void CheckSpreadDict(const ast::Expr& value, TypeRef expected, TypeRef& keys, TypeRef& values);
  void RequireHashable(const ast::Expr& value, TypeRef type, std::string_view role);
  TypeRef EmptyContainer(const ast::Expr& node, const ClassSymbol* cls, size_t parameters);
  TypeRef CheckElement(const ast::Expr& element, TypeRef wanted);
  // Comprehensions; `element` checks the element in the scope of the loops.
  void CheckGenerators(const ast::Expr& node, ast::Seq<ast::Comprehension> generators,
                       const std::function<void()>& element);
  // `first`: the element type of the first iterable, if that has been checked outside.
  void CheckGenerator(ast::Seq<ast::Comprehension> generators, size_t index, TypeRef first,
                      const std::function<void()>& element);
  TypeRef CheckLazyGenerator(const ast::GeneratorExp& node, FunctionSymbol& function, TypeRef wanted);

  // ---- assignment: assign.cpp --------------------------------------------------------------------------------------
  struct Callee;
  // What the target wants: the expected type of the value, or null.
  TypeRef WantedBy(const ast::Expr& target, const ast::Expr* value);
  void Assign(const ast::Expr& target, const ast::Expr* value, TypeRef type);
  void AssignName(const ast::NameExpr& target, const ast::Expr* value, TypeRef type);
  void AssignAttribute(const ast::Attribute& target, const ast::Expr* value, TypeRef type);
  void AssignItem(const ast::Subscript& target, const ast::Expr* value, TypeRef type);
  bool RefuseSysModules(const ast::Subscript& target);
  void AssignMember(const ast::Attribute& target, TypeRef receiver, const ast::Expr* value, TypeRef type,
                    AttributeInfo& info);
  void AssignThroughMethod(const ast::Attribute& target, TypeRef receiver, const Member& member, const ast::Expr* value,
                           TypeRef type, AttributeInfo& info);
  void RequireMember(const ast::Attribute& target, const VariableSymbol& variable, TypeRef declared,
                     const ast::Expr* value, TypeRef type);
  void AfterFieldStore(const ast::Attribute& target, const VariableSymbol& field, TypeRef type);
  void AssignSequence(const ast::Expr& target, ast::Seq<ast::Expr> targets, const ast::Expr* value, TypeRef type);
  void AssignSymbol(const VariableSymbol& variable, const ast::Expr* value, TypeRef type, Span where);
  bool RequireAssigned(const VariableSymbol& variable, const ast::Expr* value, TypeRef type, Span where);
  TypeRef NarrowedByAssignment(TypeRef declared, TypeRef type);
  void NoteModuleBinding(const VariableSymbol& variable);
  void AssignResult(const ast::AugAssign& node, TypeRef result);
  // typed_dict.cpp
  TypeRef CheckTypedDict(const ast::Dict& node, const InstanceType& wanted, bool partial = false);
  const InstanceType* TypedDictFor(const ast::Dict& node, TypeRef expected);
  TypeRef CheckTypedDictMerge(TypeRef left, ast::Operator op, const ast::Expr& right);
  void ReportUnknownKey(Span where, const ClassSymbol& cls, std::string_view key);
  bool LiteralsFit(const ast::Dict& node, const InstanceType& wanted);
  bool RequireLiteralKey(const InstanceType& container, const ast::Expr& key);
  void ReportTypedDictKeys(Span where, const ClassSymbol& cls, std::string label, std::string help);
  bool CheckTypedDictDeletion(const InstanceType& container, const ast::Expr& key);
  TypeRef CheckTypedDictCall(const ast::Call& node);
  TypeRef CheckTypedDictEmptying(const ast::Call& node, const InstanceType& receiver, std::string_view method);
  TypeRef CheckTypedDictKeyCall(const ast::Call& node, const InstanceType& receiver, std::string_view method);
  TypeRef CheckTypedDictUpdate(const ast::Call& node, const InstanceType& receiver);
  TypeRef TypedDictItem(const InstanceType& container, const ast::Expr& key);  // null: the key is no literal
  // data_class.cpp
  const DataField* FieldCallOf(const VariableSymbol& variable, const ast::AnnAssign& node) const;
  void CheckFieldCall(const DataField& field, const ast::AnnAssign& node);
  TypeRef CheckChangedCopy(const ast::Call& node, const Callee& callee, TypeRef expected);
  bool RefuseFrozen(const ast::Attribute& target, const VariableSymbol& field, const ClassSymbol& cls);
  void CheckAnnotatedTarget(const ast::Expr& target);
  void DeleteTarget(const ast::Expr& target);
  void DeleteAttribute(const ast::Attribute& target);

  // ---- empty containers: pending.cpp -------------------------------------------------------------------------------
  void StartPending(const VariableSymbol& variable, const ast::Expr* value, TypeRef type);
  void ResolvePending(const VariableSymbol& variable, TypeRef found);
  void ResolveByCall(const ast::Attribute& callee, const ast::Call& call);
  void ResolveByStore(const ast::Subscript& target, TypeRef value);
  TypeRef ShownByCall(const ClassSymbol* cls, const ast::Attribute& callee, const ast::Call& call);
  const VariableSymbol* PendingDict(const ast::Expr& container);
  void ResolveNestedByCall(const ast::Attribute& callee, const ast::Call& call);
  void ResolveNestedByStore(const ast::Subscript& target, TypeRef value);
  void ReportPending();
  const VariableSymbol* PendingVariable(const ast::Expr& expr);
  Body* BodyWhereItIsPending(const VariableSymbol& variable);
  bool IsPending(TypeRef type) const;
  bool IsEmptyDisplay(const ast::Expr& value);

  // ---- calls: call.cpp, callee.cpp, call_args.cpp, overload.cpp, builtin_call.cpp, super_call.cpp
  // --------------------
  TypeRef CallValue(const ast::Call& node, TypeRef callee_type, Callee& callee, TypeRef expected);
  TypeRef CallCallable(const ast::Call& node, const CallableType& signature, Callee& callee, TypeRef expected);
  TypeRef CallOverloaded(const ast::Call& node, const OverloadedType& overloaded, Callee& callee, TypeRef expected);
  TypeRef CallClass(const ast::Call& node, const ClassObjectType& object, Callee& callee, TypeRef expected);
  TypeRef CallUnion(const ast::Call& node, const UnionType& type, Callee& callee, TypeRef expected);
  void CheckDynamicCall(const ast::Call& node);
  Callee ResolveCallee(const ast::Call& node);
  bool NamesClass(const ast::Expr& expr) const;
  TypeRef CheckCalledLambda(const ast::Call& node);
  void ResolveFunctionCallee(const FunctionSymbol& function, Callee& callee);
  void ResolveClassCallee(Callee& callee);
  void ClassifyAttributeCallee(const ast::Attribute& attribute, TypeRef receiver, const AttributeInfo& info,
                               bool is_super, Callee& callee);
  static bool MayDecline(const ast::Expr& callee);
  TypeRef NewInstance(const ast::Call& node);
  TypeRef WithSelfType(TypeRef type) const;
  bool IsSuperCall(const ast::Expr& expr) const;
  bool IsBuiltinReceiver(TypeRef receiver);
  void MarkConsumedGenerator(const ast::Call& node, const Callee& callee);
  void ReportAbstract(const ast::Call& node, const ClassSymbol& cls);
  void ResolveAttributeCallee(const ast::Call& node, const ast::Attribute& attribute, Callee& callee);
  void RecordCall(const ast::Call& node, Callee& callee);
  void FillSources(const ast::Call& node, const FunctionSymbol& function, bool has_receiver, CallInfo& info);
  std::string_view BuiltinName(const Symbol& symbol);
  const Effects& EffectsOfValue(const ast::Expr& value) const;
  std::string_view OnlyMethodOf(const ast::Call& node) const;
  void NoteCallEffects(const ast::Call& node, const Callee& callee);

  std::vector<Argument> CollectArguments(const ast::Call& node);
  bool WantsContext(const ast::Expr& expr);
  // Checks arguments against one signature. With `report`, says what is wrong; otherwise only answers. Null: no match.
  TypeRef Apply(const CallSite& site, const CallableType& signature, TypeRef expected, bool report);
  bool BindArguments(const CallSite& site, const CallableType& signature, std::vector<BoundArgument>& bound,
                     bool report);
  bool BindStar(const CallSite& site, const Argument& arg, const CallableType& signature, size_t& position,
                std::vector<bool>& given, std::vector<BoundArgument>& bound, bool report);
  bool BindKeyword(const CallSite& site, const Argument& arg, const CallableType& signature, std::vector<bool>& given,
                   std::vector<BoundArgument>& bound, bool report);
  bool BindDoubleStar(const Argument& arg, const CallableType& signature, const std::vector<bool>& given,
                      std::vector<BoundArgument>& bound, bool report);
  void ReportTooMany(const CallSite& site, const CallableType& signature);
  void ReportMissing(const CallSite& site, const CallableType& signature, const ParamType& param);
  void ReportUnknownKeyword(const CallSite& site, const Argument& arg, const CallableType& signature);
  void CheckUnbound(const CallSite& site);
  TypeRef ResultOf(const CallableType& signature, Substitution& bindings,
                   const std::vector<const TypeVarSymbol*>& open);
  bool FitsSolid(const CallSite& site, const CallableType& signature, TypeRef expected);
  bool IsAmbiguous(const CallSite& site, const OverloadedType& overloaded, const CallableType& first, TypeRef result,
                   TypeRef expected);
  bool TryUnionArguments(const CallSite& site, const OverloadedType& overloaded, std::vector<Argument>& args,
                         TypeRef expected);
  bool CheckBound(const CallSite& site, const CallableType& signature, std::vector<BoundArgument>& bound,
                  Substitution& bindings, bool report);
  bool CheckAgain(const CallSite& site, const CallableType& signature, const std::vector<BoundArgument>& bound,
                  Substitution& bindings, bool report);
  bool CheckBounds(const CallSite& site, const CallableType& signature, const std::vector<BoundArgument>& bound,
                   Substitution& bindings, bool report);
  bool CheckConstraints(const CallSite& site, const CallableType& signature, const std::vector<BoundArgument>& bound,
                        Substitution& bindings, bool report);
  // Type variables that a call of the signature chooses: not those that stand for one type in the body around.
  bool HasOpenVars(TypeRef type) const;
  std::vector<const TypeVarSymbol*> OpenVars(const CallableType& signature) const;
  void BindTupleVars(std::vector<BoundArgument>& bound, Substitution& bindings,
                     const std::vector<const TypeVarSymbol*>& open);
  static Substitution BoundOf(const TypeVarSymbol& variable, TypeRef bound);
  bool FitsWithoutNone(TypeRef got, TypeRef pattern, Substitution& bindings);
  bool CheckOneArgument(const CallSite& site, const CallableType& signature, BoundArgument& item,
                        Substitution& bindings, bool report);
  void ReportArgument(const CallSite& site, const CallableType& signature, const ParamType& param,
                      const ast::Expr& value, TypeRef wanted, TypeRef got);
  void NoteParameter(DiagnosticBuilder& report, const CallableType& signature, const ParamType& param);
  void ReportNoOverload(const CallSite& site, const OverloadedType& overloaded);
  bool BindParamSpec(const CallableType& signature, const std::vector<BoundArgument>& bound, Substitution& bindings,
                     const std::vector<const TypeVarSymbol*>& open);

  // Calls with rules of their own; null when the call is an ordinary one.
  TypeRef CheckSpecialCall(const ast::Call& node, const Callee& callee, TypeRef expected);
  TypeRef CheckIsInstanceCall(const ast::Call& node);
  TypeRef CheckTypeCall(const ast::Call& node);
  void CheckPartialCall(const ast::Call& node);
  TypeRef CheckGetattrCall(const ast::Call& node);
  TypeRef CheckHasattrCall(const ast::Call& node);
  bool IsClassOfTypeVariables(const ast::Expr& expr) const;
  // setattr.cpp
  TypeRef CheckSetattrCall(const ast::Call& node);
  TypeRef CheckSetattrMethod(const ast::Call& node);
  bool SetsDeclaredField(const ast::Call& node, TypeRef receiver, const ast::Expr* object, size_t name_at);
  void CheckTestedClass(const ast::Expr& where, TypeRef type, std::string_view function);
  TypeRef CheckCastCall(const ast::Call& node);
  TypeRef CheckRevealType(const ast::Call& node);
  bool YieldsToReflected(ast::Operator op, TypeRef left, TypeRef right);
  TypeRef TypeOutsideClass(const ast::NameExpr& node);
  TypeRef DynamicAttribute(TypeRef receiver);
  TypeRef CoroutineResult(TypeRef type);
  void ReportNeverAwaited(const ast::Expr& call);
  bool RefuseNoneFor(const ast::Expr& value, TypeRef from, TypeRef to, const ast::Expr* annotation, Span declared);
  bool ExplainUnused(DiagnosticBuilder& report, TypeRef from, TypeRef to);
  bool RefusePairsOfKeys(const ast::For& node, TypeRef iterable);
  TypeRef SuperReceiver(const ast::Attribute& node, TypeRef receiver);
  // typing_calls.cpp
  TypeRef CheckTypingCall(const ast::Call& node, std::string_view name);
  TypeRef CheckAssertType(const ast::Call& node);
  TypeRef CheckAssertNever(const ast::Call& node);
  TypeRef CheckNewTypeCall(const ast::Call& node);
  const FunctionSymbol* GuardOf(const ast::Call& node);
  void NarrowByCallable(const ast::Expr& value, Flow& if_true, Flow& if_false);
  void NarrowByGuard(const ast::Call& node, const FunctionSymbol& guard, Flow& if_true, Flow& if_false);
  bool CheckGuardReturn(const ast::Return& node);
  bool IsDynamicGuard(TypeRef guard) const;
  bool SameErased(TypeRef proven, TypeRef wanted);
  TypeRef NarrowedVar(const TypeVarType& variable, TypeRef bound);
  TypeRef CheckSuperCall(const ast::Call& node);
  const ClassSymbol* ClassOfMethod() const;

  // ---- functions and classes: function.cpp, class_.cpp, field_init.cpp, lambda.cpp ---------------------------------
  void CheckFunctionBody(const FunctionSymbol& function, const ast::FunctionBase& def, Body* outer,
                         const Flow* captured);
  // Bodies with constrained type variables: once for each choice.
  bool CheckForEachConstraint(const FunctionSymbol& function, const ast::FunctionBase& def, Body* outer,
                              const Flow* captured);
  bool MayBeIterated(const FunctionSymbol& function, const ast::FunctionBase& def, Body* outer, const Flow* captured);
  void CheckBodyOnce(const FunctionSymbol& function, const ast::FunctionBase& def, Body* outer, const Flow* captured);
  void RunFunctionBody(const FunctionSymbol& function, const ast::FunctionBase& def, Body& body);
  void BindParameters(const FunctionSymbol& function, Body& body);
  void CheckLambdaDefaults(const ast::Lambda& node, FunctionSymbol& function);
  bool TypeLambdaParameters(const ast::Lambda& node, FunctionSymbol& function, const CallableType* wanted);
  bool TakesAllOf(const ast::Lambda& node, const FunctionSymbol& function, const CallableType& wanted, size_t taken);
  TypeRef ParameterVariableType(const Param& param);
  void CaptureFrom(Body& outer, const Flow& flow, Body& inner, const FunctionSymbol& function);
  void CheckDeferred(Body& body);
  void CheckDefinition(const ast::FunctionBase& def);
  // decorator.cpp
  void CheckDecorators(const ast::FunctionBase& def, const FunctionSymbol& function);
  TypeRef Decorated(const FunctionSymbol& function);
  TypeRef ApplyDecorator(const ast::Expr& decorator, TypeRef type, TypeRef value);
  TypeRef ResultOfDecorator(const ast::Expr& decorator, const CallableType& signature, TypeRef value);
  void CheckDefaults(const ast::FunctionBase& def, const FunctionSymbol& function);
  void CheckResult(const FunctionSymbol& function, const ast::FunctionBase& def, Body& body);
  void ReportMissingResult(const FunctionSymbol& function, const ast::FunctionBase& def, const Body& body,
                           bool falls_off);
  void ReportMissingGeneratorResult(const FunctionSymbol& function, const ast::FunctionBase& def, const Body& body);

  // ---- generators, coroutines: yield.cpp, await.cpp -----------------------------------------------------------------
  void NoteSuspension(Span where);
  void CheckYielded(const ast::Expr* value, TypeRef type, Span where);
  TypeRef TryAwaitResult(TypeRef type);  // null: not awaitable
  TypeRef AwaitResult(const ast::Expr& awaited, TypeRef type);
  TypeRef AsyncElementOf(const ast::Expr& iterable, TypeRef type);
  size_t EndOfParameters(const ast::FunctionBase& def) const;
  bool RefuseNamedForSelf(const ast::Expr& value);
  void RequireReturn(const ast::Return& node, TypeRef type, TypeRef wanted);
  bool SameContainer(TypeRef a, TypeRef b);
  void BindDefinition(const Symbol& symbol, const VariableSymbol* binding, TypeRef type);
  void CheckClassStatement(const ast::Stmt& stmt);
  void CheckFieldsHaveInit(const ast::ClassDef& node, const ClassSymbol& cls);
  bool IsSetByDataInit(const ClassSymbol& cls, const VariableSymbol& field) const;
  bool IsClassLevel(const VariableSymbol& field) const;
  void ReportSelfEscape(Span where, uint32_t place);
  void CheckClassStatements(const ast::ClassDef& node, const ClassSymbol& cls);
  void StartInit(const FunctionSymbol& function, Body& body);
  void CheckInitDone(Span where, bool at_end);
  void MarkFieldSet(const VariableSymbol& field);
  void CheckFieldRead(const ast::Attribute& node, const VariableSymbol& field);
  void CheckSelfUse(const ast::Expr& use);
  bool IsInitSelf(const ast::Expr& expr) const;
  void MarkBaseFieldsSet();
  bool ReadsOnlySetFields(std::string_view method, MethodKind kind = MethodKind::kNone) const;
  void MarkFieldsSetBy(std::string_view method, MethodKind kind);
  std::optional<uint32_t> FirstUnsetField() const;

  // ---- statements --------------------------------------------------------------------------------------------------
  void ReportUnreachable(const ast::Stmt& first, ast::Seq<ast::Stmt> body);
  void MarkUnreachable(const ast::Stmt& stmt);
  void CheckLoopBody(const std::function<void(Flow& if_done)>& turn, ast::Seq<ast::Stmt> orelse);
  static bool BindsMore(const Flow& before, const Flow& after);
  void CheckTry(const ast::TryBase& node);
  void CheckHandlers(const ast::TryBase& node, const Flow& raised, Flow& after);
  TypeRef CheckHandlerType(const ast::ExceptHandler& handler);
  TypeRef WithPartsOf(const ClassObjectType& caught);
  TypeRef CaughtBy(const ast::Expr& where, TypeRef type);
  TypeRef GroupOf(const ast::ExceptHandler& handler, TypeRef caught);
  void RunFinally(const ast::TryBase& node, TryFrame& frame, Flow& after);
  void Jump(PendingJump::Kind kind, const Flow& flow);
  void CheckWith(const ast::WithBase& node, bool is_async);
  void CheckWithItem(const ast::WithItem& item, bool is_async, bool& swallows, bool& sure);
  TypeRef EnterManager(const ast::WithItem& item, TypeRef manager, bool is_async, bool& swallows, bool& sure);
  void RequireException(const ast::Expr& value, TypeRef type, bool allow_none);
  void ReportNotException(const ast::Expr& value, TypeRef type);
  void CheckImport(const ast::Stmt& stmt, ast::Seq<ast::Alias> names);

  // ---- match: match_.cpp, pattern.cpp, class_pattern.cpp ------------------------------------------------------------
  TypeRef CheckCase(const ast::Match& match, const ast::MatchCase& node, TypeRef subject, Flow& after);
  void NarrowSubject(Flow& flow, const ast::Expr& subject, TypeRef type);
  bool IsMissingReturn(const ast::Match& node);
  void ReportNotExhaustive(const ast::Match& node, TypeRef subject, TypeRef rest);
  PatternTypes CheckPattern(const ast::Pattern& node, TypeRef subject, PatternCaptures& captures);
#define SPY_PATTERN(kind, fields) \
  PatternTypes CheckKind(const ast::kind& node, TypeRef subject, PatternCaptures& captures);
#include "frontend/ast/nodes.def"
  void Capture(const ast::Node& node, TypeRef type, Span span, PatternCaptures& captures);
  TypeRef ItemsOfSequence(TypeRef member, size_t count, bool has_star);
  PatternTypes CheckTuplePattern(const ast::MatchSequence& node, const TupleType& tuple, PatternCaptures& captures);
  bool CheckAttributes(const ast::MatchClass& node, TypeRef matched, struct MatchClassInfo& info,
                       PatternCaptures& captures);
  TypeRef AttributeOfPattern(TypeRef matched, std::string_view name, Span span, const VariableSymbol*& field);
  bool PositionalNames(const ast::MatchClass& node, TypeRef instance, struct MatchClassInfo& info);

  void BindModuleVariables();
  TypeRef WithoutErrors(TypeRef type);

  // ---- annotations that are missing: missing_annotation.cpp ---------------------------------------------------------
  void NotePassed(const CallableType& signature, const ParamType& param, TypeRef type);
  void ReportMissingAnnotations();
  TypeRef TypeShownFor(const FunctionSymbol& function, const Param& param);
  static const FunctionSymbol* OverriddenBy(const FunctionSymbol& function);
  bool IsOwnInit(const ast::Attribute& target, const VariableSymbol& field) const;
  bool IsPlace(const VariableSymbol& member) const;  // a field, or a class variable of the unit: flow may narrow it
};

}  // namespace spy::check
