#!/usr/bin/env python3
"""generate_tokens.py TABLE VOCABULARY ROWS: from grammar/tokens, ANTLR's vocabulary and the lexer's rows."""
import sys


def main():
    table, vocabulary, rows = sys.argv[1:]
    tokens = []
    with open(table, encoding="utf-8") as lines:
        for line in lines:
            if line.strip() and not line.startswith("#"):
                name, group, text = line.rstrip("\n").split(None, 2)
                tokens.append((name, group, text))
    with open(vocabulary, "w", encoding="utf-8") as out:
        for number, (name, _, _) in enumerate(tokens, 1):
            out.write(f"{name}={number}\n")
    with open(rows, "w", encoding="utf-8") as out:
        out.write("// Generated from grammar/tokens.\n")
        for name, group, text in tokens:
            out.write(f'SPY_TOKEN({name}, {group.capitalize()}, "{text}")\n')
        out.write("#undef SPY_TOKEN\n")


main()
