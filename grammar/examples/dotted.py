import os.path
import a . b
