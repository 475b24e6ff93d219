// Renderers for services that show diagnostics beside the code: GitHub's workflow commands, and SARIF 2.1.0. Pure
// functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "frontend/diagnostics/diagnostic.h"

namespace spy {

// ::error file=a.spy,line=3,col=5,endLine=3,endColumn=9,title=SPY3001::message
std::string RenderGithub(const Diagnostic& diagnostic);

// One entry of `results`, as JSON.
std::string RenderSarifResult(const Diagnostic& diagnostic);

// The document around the entries.
std::string RenderSarif(std::string_view version, const std::vector<std::string>& results);

}  // namespace spy
