// The syntax of Strict Python: all of Python 3.12, with the type parameter defaults of 3.13.
//
// Strictly LL(1): the generated code decides by one token and never calls ANTLR's adaptive prediction (the build checks).
// What needs more is left-factored here and settled elsewhere: operators by the precedence stack of the actions, targets
// and the rest of Python's rules by frontend/parse/validate_*.cpp; the lexer resolves soft keywords and marks trailing
// commas and semicolons (TCOMMA, TSEMI).
//
// The actions build the syntax tree: each leaves what it made on a stack. `m` is the height of the stack when the rule
// began, `t` its first token; Nil() keeps the place of what is absent. See grammar/README.md before changing anything.
parser grammar SpyParser;

options { tokenVocab = SpyTokens; superClass = ParserBase; }

@parser::postinclude {
#include "frontend/parse/parser_base.h"
}
@parser::members {
  SpyParser(ast::Module& module, Diagnostics& diags, const LexedSource& source) : ParserBase(module, diags, source) {}
  void ParseStatement() override {
    StandBefore(RuleStmt);
    stmt();
  }
  void LoadAtn() override { static const Initializer initializer; }
}

file_input @init { auto m = Mark(); } : stmt* EOF { BuildModule(m); } ;

// ---- simple statements ----------------------------------------------------------------------------------------------
stmt @init { auto state = Save(); } : simple_stmts | compound_stmt ;
  catch [SyntaxAbort &] { Recover(state); }

simple_stmts : simple_stmt (SEMI simple_stmt)* TSEMI? NEWLINE ;

simple_stmt @init { auto m = Mark(); auto t = At(); }
  : expr_stmt
  | RETURN (exprs | { Nil(); }) { BuildReturn(m, t); }
  | IMPORT dotted_as (COMMA dotted_as)* { BuildImport(m, t); }
  | FROM { int level = 0; } (DOT { level += 1; } | ELLIPSIS { level += 3; })* { auto d = At(); } dotted? { auto e = At(); } IMPORT
      ( STAR { BuildStarAlias(); } | LPAR import_as (COMMA import_as)* TCOMMA? RPAR | import_as (COMMA import_as)* )
      { BuildImportFrom(m, t, d, e, level); }
  | RAISE (expr (FROM expr | { Nil(); }) | { Nil(); Nil(); }) { BuildRaise(m, t); }
  | PASS { BuildLeafStmt<ast::Pass>(); }
  | BREAK { BuildLeafStmt<ast::Break>(); }
  | CONTINUE { BuildLeafStmt<ast::Continue>(); }
  | DEL exprs { BuildDelete(m, t); }
  | ASSERT expr (COMMA expr | { Nil(); }) { BuildAssert(m, t); }
  | GLOBAL NAME (COMMA NAME)* { BuildScope<ast::Global>(t); }
  | NONLOCAL NAME (COMMA NAME)* { BuildScope<ast::Nonlocal>(t); }
  | TYPE NAME { PushStoredName(); } (tparams | { NilList(); }) EQUAL expr { BuildTypeAlias(m, t); }
  ;

expr_stmt @init { auto m = Mark(); auto t = At(); }
  : rhs ( { BuildExprStmt(m, t); }
        | (EQUAL rhs)+ { BuildAssign(m, t); }
        | AUGASSIGN { auto op = Last(); } rhs { BuildAugAssign(m, t, op); }
        | COLON expr (EQUAL rhs | { Nil(); }) { BuildAnnAssign(m, t); } ) ;

rhs : yield_expr | exprs ;

yield_expr @init { auto m = Mark(); auto t = At(); }
  : YIELD ( FROM expr { BuildYieldFrom(m, t); } | exprs { BuildYield(m, t); } | { Nil(); BuildYield(m, t); } ) ;

exprs @init { auto m = Mark(); auto t = At(); bool tuple = false; }
  : star_expr (COMMA star_expr { tuple = true; })* (TCOMMA { tuple = true; })? { if (tuple) BuildTuple(m, t); } ;

star_expr @init { auto m = Mark(); auto t = At(); } : STAR expr { BuildStarred(m, t); } | expr ;

dotted : NAME (DOT NAME)* ;
dotted_as @init { auto t = At(); } : dotted { auto e = Last(); } (AS NAME)? { BuildAlias(t, e); } ;
import_as @init { auto t = At(); } : NAME (AS NAME)? { BuildAlias(t, t); } ;

// ---- compound statements --------------------------------------------------------------------------------------------
compound_stmt @init { auto t = At(); }
  : if_stmt | for_stmt[t] | { NilList(); } def_stmt[t] | { NilList(); } class_stmt[t] | with_stmt[t] | try_stmt | while_stmt
  | match_stmt | decorated | async_stmt ;

suite @init { auto m = Mark(); } : ( simple_stmts | NEWLINE INDENT stmt+ DEDENT ) { PushList<ast::Stmt>(m); } ;

if_stmt @init { auto m = Mark(); auto t = At(); }
  : IF elem COLON suite { size_t n = PushElif(t); } (ELIF { auto e = Last(); } elem COLON suite { PushElif(e); })* else_? { BuildIf(m, n); } ;

else_ : ELSE COLON suite ;

while_stmt @init { auto m = Mark(); auto t = At(); } : WHILE elem COLON suite (else_ | { NilList(); }) { BuildWhile(m, t); } ;

for_stmt[const Token* t] @init { auto m = Mark(); }
  : FOR targets IN exprs COLON suite (else_ | { NilList(); }) { BuildFor(m, $t); } ;

with_stmt[const Token* t] @init { auto m = Mark(); }
  : WITH { auto first = At(); } with_item (COMMA with_item)* { FinishWithItems(m, first); } COLON suite { BuildWith(m, $t); } ;

with_item @init { auto m = Mark(); auto t = At(); } : expr (AS operand | { Nil(); }) { BuildWithItem(m, t); } ;

try_stmt @init { auto m = Mark(); auto t = At(); }
  : TRY COLON suite { auto h = Mark(); }
    ( handler+ { PushList<ast::ExceptHandler>(h); } (else_ | { NilList(); }) (finally_ | { NilList(); })
    | { NilList(); NilList(); } finally_ ) { BuildTry(m, t); } ;

handler @init { auto m = Mark(); auto t = At(); bool star = false; const Token* name = nullptr; }
  : EXCEPT (STAR { star = true; })? (expr (AS NAME { name = Last(); })? | { Nil(); }) COLON suite { BuildHandler(m, t, name, star); } ;

finally_ : FINALLY COLON suite ;

def_stmt[const Token* t] @init { auto m = Mark() - 1; }
  : DEF NAME { auto name = Last(); } (tparams | { NilList(); }) LPAR (params | { EmptyParameters(); }) RPAR (ARROW expr | { Nil(); })
    COLON suite { BuildFunctionDef(m, $t, name); } ;

class_stmt[const Token* t] @init { auto m = Mark() - 1; }
  : CLASS NAME { auto name = Last(); } (tparams | { NilList(); }) { auto a = Mark(); } (LPAR args? RPAR)? { PushList<ast::Node>(a); }
    COLON suite { BuildClassDef(m, $t, name); } ;

decorated @init { auto m = Mark(); }
  : (AT elem NEWLINE)+ { PushList<ast::Expr>(m); auto t = At(); } (def_stmt[t] | class_stmt[t] | ASYNC def_stmt[t]) ;

async_stmt @init { auto t = At(); } : ASYNC ({ NilList(); } def_stmt[t] | for_stmt[t] | with_stmt[t]) ;

params @init { auto m = MarkParameters(); auto t = At(); } : param (COMMA param)* TCOMMA? { BuildParameters(m, t); } ;

param @init { auto m = Mark(); auto t = At(); }
  : NAME (COLON expr | { Nil(); }) (EQUAL expr | { Nil(); }) { AddParameter(m, t, ParameterKind::Plain); }
  | STAR ( NAME (COLON star_expr | { Nil(); }) { AddParameter(m, t, ParameterKind::Star); } | { AddParameter(m, t, ParameterKind::BareStar); } )
  | DOUBLESTAR NAME (COLON expr | { Nil(); }) { AddParameter(m, t, ParameterKind::DoubleStar); }
  | SLASH { AddParameter(m, t, ParameterKind::Slash); } ;

lparams @init { auto m = MarkParameters(); auto t = At(); } : lparam (COMMA lparam)* TCOMMA? { BuildParameters(m, t); } ;

lparam @init { auto m = Mark(); auto t = At(); }
  : NAME { Nil(); } (EQUAL expr | { Nil(); }) { AddParameter(m, t, ParameterKind::Plain); }
  | STAR ( NAME { Nil(); AddParameter(m, t, ParameterKind::Star); } | { AddParameter(m, t, ParameterKind::BareStar); } )
  | DOUBLESTAR NAME { Nil(); AddParameter(m, t, ParameterKind::DoubleStar); }
  | SLASH { AddParameter(m, t, ParameterKind::Slash); } ;

tparams @init { auto m = Mark(); } : LSQB tparam (COMMA tparam)* TCOMMA? RSQB { PushList<ast::TypeParam>(m); } ;

tparam @init { auto m = Mark(); auto t = At(); }
  : NAME (COLON expr | { Nil(); }) (EQUAL expr | { Nil(); }) { BuildTypeVar(m, t); }
  | STAR NAME (EQUAL star_expr | { Nil(); }) { BuildTypeVarTuple(m, t); }
  | DOUBLESTAR NAME (EQUAL expr | { Nil(); }) { BuildParamSpec(m, t); } ;

// ---- match ----------------------------------------------------------------------------------------------------------
match_stmt @init { auto m = Mark(); auto t = At(); }
  : MATCH match_subject COLON NEWLINE INDENT { auto c = Mark(); } case_block+ { PushList<ast::MatchCase>(c); } DEDENT { BuildMatch(m, t); } ;

match_subject @init { auto m = Mark(); auto t = At(); bool tuple = false; }
  : elem (COMMA elem { tuple = true; })* (TCOMMA { tuple = true; })? { if (tuple) BuildTuple(m, t); } ;

case_block @init { auto m = Mark(); auto t = At(); } : CASE patterns (IF elem | { Nil(); }) COLON suite { BuildMatchCase(m, t); } ;

patterns @init { auto m = Mark(); auto t = At(); bool sequence = false; }
  : star_pattern (COMMA star_pattern { sequence = true; })* (TCOMMA { sequence = true; })? { FinishPatterns(m, t, sequence); } ;

star_pattern @init { auto t = At(); } : STAR NAME { BuildMatchStar(t); } | as_pattern ;

as_pattern @init { auto m = Mark(); auto t = At(); bool alternatives = false; }
  : closed_pattern (VBAR closed_pattern { alternatives = true; })* { if (alternatives) BuildMatchOr(m, t); } (AS NAME { BuildMatchAs(m, t); })? ;

closed_pattern @init { auto m = Mark(); auto t = At(); bool sequence = false; }
  : NAME { PushName(); } (DOT NAME { BuildAttribute(m, t); })*
      ( LPAR (pattern_arg (COMMA pattern_arg)* TCOMMA?)? RPAR { BuildMatchClass(m, t); } | { BuildCaptureOrValue(m, t); } )
  | { bool minus = false; } (MINUS { minus = true; })? NUMBER { PushPatternNumber(t, minus); }
      ((PLUS | MINUS) { auto op = Last(); } NUMBER { BuildPatternComplex(m, t, op); })? { BuildMatchValue(m, t); }
  | strings { BuildMatchValue(m, t); }
  | (NONE | TRUE | FALSE) { BuildMatchSingleton(); }
  | LPAR (star_pattern (COMMA star_pattern { sequence = true; })* (TCOMMA { sequence = true; })? | { sequence = true; }) RPAR { FinishPatternGroup(m, t, sequence); }
  | LSQB (star_pattern (COMMA star_pattern)* TCOMMA?)? RSQB { BuildMatchSequence(m, t); }
  | LBRACE (map_pattern (COMMA map_pattern)* TCOMMA?)? RBRACE { BuildMatchMapping(m, t); } ;

pattern_arg @init { auto t = At(); } : as_pattern (EQUAL { auto e = Last(); } as_pattern { BuildKeywordPattern(t, e); })? ;

map_pattern @init { auto m = Mark(); auto t = At(); }
  : DOUBLESTAR NAME { PushMappingRest(t); }
  | closed_pattern { FinishMappingKey(m, t); } COLON as_pattern ;

// ---- expressions ----------------------------------------------------------------------------------------------------
expr @init { auto m = Mark(); auto t = At(); }
  : disj (IF disj ELSE expr { BuildIfExp(m, t); })? | LAMBDA (lparams | { EmptyParameters(); }) COLON expr { BuildLambda(m, t); } ;

// All operators from `or` to `**`, as one flat list; the operator stack makes the tree.
disj @init { auto outer = OpenOperators(); }
  : (NOT { PrefixNot(); })* ((PLUS | MINUS | TILDE) { PrefixSign(); })* operand
    ( ( (OR | AND) { Infix(); } (NOT { PrefixNot(); })*
      | (STAR | DOUBLESTAR | SLASH | DOUBLESLASH | PERCENT | AT | PLUS | MINUS | LSHIFT | RSHIFT | AMPER | CIRCUMFLEX | VBAR
        | LESS | GREATER | EQEQUAL | NOTEQUAL | LESSEQUAL | GREATEREQUAL | IN) { Infix(); }
      | NOT { auto op = Last(); } IN { InfixCompare(ast::CmpOperator::NotIn, op); }
      | IS { auto op = Last(); } ( NOT { InfixCompare(ast::CmpOperator::IsNot, op); } | { InfixCompare(ast::CmpOperator::Is, op); } )
      ) ((PLUS | MINUS | TILDE) { PrefixSign(); })* operand )*
    { CloseOperators(outer); } ;

operand @init { auto m = Mark(); auto t = At(); const Token* await = nullptr; }
  : (AWAIT { await = Last(); t = At(); })?
    ( NAME { PushName(); } | NUMBER { PushNumber(); } | (NONE | TRUE | FALSE | ELLIPSIS) { PushConstant(); } | strings | paren | list_ | dict_ )
    ( DOT NAME { BuildAttribute(m, t); }
    | LPAR { auto p = Last(); } args? RPAR { BuildCall(m, t, p); }
    | LSQB subs RSQB { BuildSubscript(m, t); } )*
    { if (await) BuildAwait(m, await); } ;

elem @init { auto m = Mark(); auto t = At(); } : STAR expr { BuildStarred(m, t); } | expr (COLONEQUAL expr { BuildNamedExpr(m, t); })? ;

// `as` only in `with (a as b, c):`; FinishWithItems claims it, any other is an error.
paren_elem @init { auto m = Mark(); auto t = At(); }
  : STAR expr { BuildStarred(m, t); }
  | expr (COLONEQUAL expr { BuildNamedExpr(m, t); } | AS operand { KeepParenthesisedAs(m, t); })? ;

targets @init { auto m = Mark(); auto t = At(); bool tuple = false; }
  : target (COMMA target { tuple = true; })* (TCOMMA { tuple = true; })? { if (tuple) BuildTuple(m, t); } ;

target @init { auto m = Mark(); auto t = At(); } : STAR operand { BuildStarred(m, t); } | operand ;

comp_for @init { auto c = Mark(); }
  : ( { auto m = Mark(); auto t = At(); bool async = false; } (ASYNC { async = true; })? FOR targets IN disj { auto i = Mark(); } (IF disj)*
      { BuildComprehension(m, i, t, async); } )+ { PushList<ast::Comprehension>(c); } ;

args : arg (COMMA arg)* TCOMMA? ;

arg @init { auto m = Mark(); auto t = At(); }
  : expr ( EQUAL { auto e = Last(); } expr { BuildKeyword(m, t, e); } | (COLONEQUAL expr { BuildNamedExpr(m, t); })? (comp_for { BuildGenerator(m, t); })? )
  | STAR expr { BuildArgumentStarred(m, t); }
  | DOUBLESTAR expr { BuildDoubleStarArgument(m, t); } ;

subs @init { auto m = Mark(); auto t = At(); bool tuple = false; }
  : sub (COMMA sub { tuple = true; })* (TCOMMA { tuple = true; })? { FinishSubscripts(m, t, tuple); } ;

sub @init { auto m = Mark(); auto t = At(); }
  : expr (COLONEQUAL expr { BuildNamedExpr(m, t); })? (slice_tail { BuildSlice(m, t); })?
  | STAR expr { BuildArgumentStarred(m, t); }
  | { Nil(); } slice_tail { BuildSlice(m, t); } ;

slice_tail : COLON (expr | { Nil(); }) (COLON (expr | { Nil(); }) | { Nil(); }) ;

paren @init { auto m = Mark(); auto t = At(); bool tuple = false; }
  : LPAR ( { BuildTuple(m, t); tuple = true; }
         | yield_expr
         | paren_elem ( comp_for { BuildGenerator(m, t); tuple = true; } | (COMMA paren_elem { tuple = true; })* (TCOMMA { tuple = true; })? { if (tuple) BuildTuple(m, t); } )
         ) RPAR { FinishParentheses(t, tuple); } ;

list_ @init { auto m = Mark(); auto t = At(); bool comprehension = false; }
  : LSQB ( | elem ( comp_for { comprehension = true; } | (COMMA elem)* TCOMMA? ) ) RSQB { BuildList(m, t, comprehension); } ;

dict_ @init { auto m = Mark(); auto t = At(); auto k = MarkKeys(); bool comprehension = false; }
  : LBRACE ( | dict_elem ( comp_for { comprehension = true; } | (COMMA dict_elem)* TCOMMA? ) ) RBRACE { BuildDictOrSet(m, k, t, comprehension); } ;

dict_elem @init { auto m = Mark(); auto t = At(); }
  : expr ( COLON expr { AddKey(m); } | COLONEQUAL expr { BuildNamedExpr(m, t); } )?
  | STAR expr { BuildStarred(m, t); }
  | DOUBLESTAR expr { AddDoubleStar(t); } ;

// ---- strings --------------------------------------------------------------------------------------------------------
strings @init { auto m = Mark(); auto t = At(); bool formatted = false; }
  : (STRING { PushString(); } | fstring { formatted = true; })+ { BuildStrings(m, t, formatted); } ;

fstring @init { auto t = At(); } : FSTRING_START (FSTRING_MIDDLE { PushFStringText(t); } | replacement[t])* FSTRING_END ;

replacement[const Token* start] @init { auto m = Mark(); auto t = At(); const Token* equal = nullptr; const Token* bang = nullptr; const Token* colon = nullptr; }
  : LBRACE rhs (EQUAL { equal = Last(); })? (EXCLAM { bang = Last(); } NAME)?
    ( COLON { colon = Last(); } (FSTRING_MIDDLE { PushFStringText($start); } | replacement[$start])* { BuildFormatSpec(m + 1, colon); } | { Nil(); } )
    RBRACE { BuildReplacement(m, t, equal, bang, colon); } ;
