"""The intermediate representation: small, closed, no sugar. Meaning: `compiler.ir.evaluate`.

Every expression is total and three-valued. Names of facts are data. Parameters and computed values are already in their
place: an IR is made for one decision date (`Policy.as_of`), so that a parameter is a literal.
"""

from __future__ import annotations

from compiler.ir.nodes.always import *
from compiler.ir.nodes.criteria import *
from compiler.ir.nodes.deadlines import *
from compiler.ir.nodes.expressions import *
from compiler.ir.nodes.grants import *
from compiler.ir.nodes.orders import *
from compiler.ir.nodes.policy import *
