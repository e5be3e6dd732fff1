"""How far two judgements of the same cases agree beyond chance, and how much judgements of one case differ."""

from amtslotse.engines.agreement.kappa import ENOUGH, Agreement, Pair, agreement
from amtslotse.engines.agreement.spread import differing

__all__ = ["ENOUGH", "Agreement", "Pair", "agreement", "differing"]
