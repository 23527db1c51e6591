"""The syntax tree: frozen values, one closed union per category. A place (`span`) is not part of equality.

The tree keeps what an author chose (a date in figures or in words, `≥` or `at least`) and drops what the formatter decides
(spacing, alignment, redundant parentheses). Every line of a file is one node at most: that is what lets the formatter keep
each comment in its place.
"""

from __future__ import annotations

from dsl.syntax.always import *
from dsl.syntax.amendments import *
from dsl.syntax.criteria import *
from dsl.syntax.deadlines import *
from dsl.syntax.declarations import *
from dsl.syntax.examples import *
from dsl.syntax.expressions import *
from dsl.syntax.grants import *
from dsl.syntax.nodes import *
from dsl.syntax.orders import *
from dsl.syntax.statements import *
from dsl.syntax.types import *
from dsl.syntax.values import *
