# Modules may have any identifier as their name.
import größe

print(größe.maß(21), größe.__name__, größe.maß.__module__)
