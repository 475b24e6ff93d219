# cmake -DSOURCE=<SpyParser.cpp> -P finish_generated.cmake
# Refuses a grammar that is not LL(1), and removes two things from the generated parser: the static initialiser that
# unpacks ANTLR's tables at process start (ParserBase::LoadAtn runs it when the first syntax error asks for them), and the
# constructor from a TokenStream (the grammar's members bring another; tokens are a plain vector here).
file(READ ${SOURCE} text)
if(text MATCHES "adaptivePredict")
  string(FIND "${text}" "adaptivePredict" at)
  string(SUBSTRING "${text}" 0 ${at} before)
  string(REGEX MATCHALL "SpyParser::[a-z_]+\\(" rules "${before}")
  list(GET rules -1 rule)
  file(REMOVE ${SOURCE})
  message(FATAL_ERROR "grammar/SpyParser.g4 is not LL(1): rule near ${rule}) needs adaptive prediction")
endif()
foreach(part "SpyParser::Initializer SpyParser::_init;" "SpyParser::SpyParser(TokenStream *input) : ParserBase(input) {
  _interpreter = new atn::ParserATNSimulator(this, _atn, _decisionToDFA, _sharedContextCache);
}")
  string(FIND "${text}" "${part}" at)
  if(at EQUAL -1)
    file(REMOVE ${SOURCE})
    message(FATAL_ERROR "the generated parser does not contain `${part}`: has the ANTLR tool changed?")
  endif()
  string(REPLACE "${part}" "" text "${text}")
endforeach()
file(WRITE ${SOURCE} "${text}")
