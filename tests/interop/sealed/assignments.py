# DIFF-003: attributes of modules and classes cannot be assigned or deleted from outside; instances have their declared fields.
import settings


def attempt(text):
    try:
        exec(text, {"settings": settings, "config": settings.Config(1)})
        print(text, "-> done")
    except (AttributeError, TypeError) as e:
        print(text, "->", type(e).__name__)


attempt("settings.LIMIT = 5")
attempt("settings.size = len")
attempt("settings.new = 1")
attempt("del settings.LIMIT")
attempt("settings.Config.get = None")
attempt("settings.Config.new = 1")
attempt("del settings.Config.get")
attempt("settings.Config.default = 6")
attempt("config.other = 1")
attempt("config.n = 7")
attempt("del config.n")
