from os import path, sep as s
from . import a
from ...b.c import (d, e as f,)
from .... import g
from x import *
